"""A reply being written: its tokens, their probabilities, and what the grammar allows next."""

from __future__ import annotations

import time

import llguidance
import numpy as np
from llguidance.numpy import allocate_token_bitmask
from numpy.typing import NDArray

from extractor.errors import EngineError
from extractor.generation import Request, Token
from extractor.steering import Steering

NEGLIGIBLE = 24.0  # nats below the best: a hundred thousand such tokens weigh less than 1e-5


class Reply:
    """One reply under its grammar. Not shared between threads."""

    def __init__(
        self,
        tokenizer: llguidance.LLTokenizer,
        matcher: llguidance.LLMatcher,
        request: Request,
    ) -> None:
        self._tokenizer = tokenizer
        self._matcher = matcher
        self._request = request
        self._mask: NDArray[np.uint32] = allocate_token_bitmask(1, tokenizer.vocab_size)[0].view(
            np.uint32
        )
        self._random = np.random.default_rng(request.seed)
        self._steering = None if request.prior is None else Steering(request.prior)
        self._bytes = bytearray()
        self._told = 0  # bytes already given to on_text
        self.tokens: list[Token] = []
        self.ids: list[int] = []
        self.mask_seconds = 0.0
        self._take_up()

    @property
    def written(self) -> int:
        """Tokens of it, without those that were begun with."""
        return len(self.tokens) - len(self._request.begun)

    def complete(self) -> bool:
        return bool(self._matcher.is_stopped())

    def text(self) -> str:
        return self._bytes.decode("utf-8", errors="replace")

    def dictated(self) -> list[int]:
        """Takes the tokens that the grammar leaves no choice about."""
        tokens = [] if self.complete() else self._matcher.compute_ff_tokens()
        if tokens:
            self._consume(tokens)
            for token in tokens:
                self._append(token, 0.0, forced=True)
            self._tell()
        return tokens

    def tail(self) -> bytes:
        """Bytes that must come next although it is open which token begins with them."""
        return bytes(self._matcher.compute_ff_bytes())

    def permitted(self, tokens: list[int]) -> list[int]:
        """The beginning of `tokens` that the grammar would take next."""
        return tokens[: self._matcher.validate_tokens(tokens)]

    def choose(self, logits: NDArray[np.float32]) -> int:
        """Takes the next token: the likeliest that the grammar allows, or a sample of those."""
        self._fill_mask()
        allowed = self._contenders(logits)
        scores = logits[allowed].astype(np.float64)
        if self._steering is not None:
            scores = self._steering.join(scores, allowed, self._piece)
        scores -= scores.max()
        weights = np.exp(scores)
        if self._request.temperature > 0:
            heated = np.exp(scores / self._request.temperature)
            index = int(self._random.choice(allowed.size, p=heated / heated.sum()))
        else:
            index = int(scores.argmax())
        token = int(allowed[index])
        self._consume([token])
        self._append(token, min(0.0, float(scores[index] - np.log(weights.sum()))), forced=False)
        self._tell()
        return token

    def _take_up(self) -> None:
        """Goes on where the request says that the reply was cut short."""
        begun = self._request.begun
        if begun:
            self._consume([token.id for token in begun])
        for token in begun:
            self._append(token.id, token.logprob, forced=token.forced)
        self._told = len(self._bytes)

    def _fill_mask(self) -> None:
        started = time.perf_counter()
        self._matcher.unsafe_compute_mask_ptr(self._mask.ctypes.data, self._mask.nbytes)
        self.mask_seconds += time.perf_counter() - started

    def _contenders(self, logits: NDArray[np.float32]) -> NDArray[np.intp]:
        """The allowed tokens that have a say in the choice, in the order of the vocabulary.

        Where the likeliest token of all is allowed, those far below it are left out: they could
        not change the probability of any other.
        """
        if self._steering is None and not self._request.temperature:
            best = int(logits.argmax())
            if self._mask[best >> 5] >> (best & 31) & 1:
                near = np.flatnonzero(logits > logits[best] - NEGLIGIBLE)
                held: NDArray[np.bool_] = (
                    self._mask[near >> 5] >> (near & 31).astype(np.uint32) & 1 != 0
                )
                return near[held]
        words = np.flatnonzero(self._mask)
        bits = np.unpackbits(self._mask[words].view(np.uint8).reshape(-1, 4), 1, bitorder="little")
        row, column = np.nonzero(bits)
        allowed = words[row] * 32 + column
        allowed = allowed[: np.searchsorted(allowed, logits.shape[0])]
        if not allowed.size:
            raise EngineError(f"the grammar allows no token: {self._matcher.get_error()}")
        return allowed

    def _consume(self, tokens: list[int]) -> None:
        if not self._matcher.consume_tokens(tokens):
            raise EngineError(f"the grammar refused its own token: {self._matcher.get_error()}")

    def _append(self, token: int, logprob: float, *, forced: bool) -> None:
        start = len(self._bytes)
        piece = self._piece(token)
        self._bytes += piece
        if self._steering is not None:
            self._steering.advance(piece)
        self.tokens.append(Token(start, len(self._bytes), logprob, forced, token))
        self.ids.append(token)

    def _piece(self, token: int) -> bytes:
        return self._tokenizer.decode_bytes([token])

    def _tell(self) -> None:
        """Gives what is whole characters to the listener."""
        if self._request.on_text is None:
            return
        piece = bytes(self._bytes[self._told :])
        while piece:
            try:
                text = piece.decode("utf-8")
            except UnicodeDecodeError as error:
                piece = piece[: error.start]
                continue
            self._told += len(piece)
            self._request.on_text(text)
            return
