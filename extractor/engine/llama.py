"""llama.cpp in this process, through llama-cpp-python's low-level API.

One owner thread holds the context and answers requests in order. What makes it fast:

* a mask costs microseconds: llguidance computes it, and tokens that the grammar dictates are
  appended to the next step without sampling, with logits on the last token only;
* the prompt's prefix that is already in the context is kept (documents of one schema under a chat
  profile, retries of one document, another schema on the same document);
* decoding ends when the grammar is complete: there is no end-of-text pass.

A document's text is tokenised with special tokens off, so no document can close its own turn.
"""

from __future__ import annotations

import ctypes
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import llama_cpp
import llguidance
import numpy as np
from llguidance.numpy import allocate_token_bitmask, fill_next_token_bitmask
from numpy.typing import NDArray

from extractor.engine.loading import LoadedModel, constraint_tokenizer, load_model
from extractor.errors import Cancelled, ContextOverflow, EngineError, GrammarRefused
from extractor.generation import (
    Completion,
    EngineInfo,
    Finish,
    LoadOptions,
    Request,
    Segment,
    Token,
)
from extractor.steering import Steering

MINIMUM_REPLY = 16  # tokens that must fit behind a prompt


@dataclass(slots=True)
class _Job:
    request: Request
    future: Future[Completion] = field(default_factory=Future)
    cancelled: bool = False


class LlamaEngine:
    """One model, one context, one owner thread. See `extractor.generation.Engine`."""

    def __init__(self, path: Path, sha256: str, options: LoadOptions, name: str) -> None:
        """Loads the model. Raises ModelNotLoadable."""
        self._model = load_model(path, sha256, options, name)
        self._tokenizer = constraint_tokenizer(self._model.vocab)
        self._brake = _Brake(self._model)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._open: dict[Future[Completion], _Job] = {}
        self._current: _Job | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._owner = threading.Thread(target=self._serve, name="engine", daemon=True)
        self._owner.start()

    @property
    def info(self) -> EngineInfo:
        return self._model.info

    def count_tokens(self, segments: Sequence[Segment]) -> int:
        return len(self._model.tokenize(segments))

    def check_grammar(self, grammar: str) -> None:
        self._matcher(grammar)

    def submit(self, request: Request) -> Future[Completion]:
        job = _Job(request)
        with self._lock:
            if self._closed:
                raise EngineError("the engine is closed")
            self._open[job.future] = job
        job.future.add_done_callback(self._forget)
        self._jobs.put(job)
        return job.future

    def cancel(self, future: Future[Completion]) -> None:
        with self._lock:
            job = self._open.get(future)
            if job is not None:
                job.cancelled = True
                if job is self._current:
                    self._brake.pull()

    def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
            for job in self._open.values():
                job.cancelled = True
            self._brake.pull()
        self._jobs.put(None)
        self._owner.join()
        self._model.free()

    def __enter__(self) -> LlamaEngine:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # -- the owner thread

    def _forget(self, future: Future[Completion]) -> None:
        with self._lock:
            self._open.pop(future, None)

    def _serve(self) -> None:
        sequence = _Sequence(self._model)
        while (job := self._jobs.get()) is not None:
            if not job.future.set_running_or_notify_cancel():
                continue
            try:
                completion = self._complete(sequence, job)
            except Exception as error:  # noqa: BLE001 - the future carries it to the caller
                sequence.clear()
                job.future.set_exception(error)
            else:
                job.future.set_result(completion)
            finally:
                with self._lock:
                    self._current = None

    def _complete(self, sequence: _Sequence, job: _Job) -> Completion:
        request = job.request
        matcher = self._matcher(request.grammar)
        prompt = self._model.tokenize(request.prompt)
        room = self.info.context - len(prompt)
        if room < MINIMUM_REPLY:
            raise ContextOverflow(
                f"a prompt of {len(prompt):,} tokens does not fit in a context of "
                f"{self.info.context:,}",
                hint="use a larger --n-ctx or fewer --pages",
            )
        reply = _Reply(self._tokenizer, matcher, request)
        started = prefilled = time.monotonic()
        reused = 0
        with self._lock:
            self._current = job
            self._brake.release()
        with self._brake.after(request.timeout):
            try:
                if job.cancelled:
                    raise _Interrupted
                reused = sequence.restart([*prompt, *reply.dictated()])
                prefilled = time.monotonic()
                finish = self._decode(sequence, reply, min(request.max_tokens, room))
            except _Interrupted:
                if job.cancelled:
                    raise Cancelled("cancelled") from None
                finish = Finish.TIMEOUT
        return Completion(
            text=reply.text(),
            tokens=tuple(reply.tokens),
            finish=finish,
            prompt_tokens=len(prompt),
            reused_tokens=min(reused, len(prompt)),
            prefill_seconds=prefilled - started,
            decode_seconds=time.monotonic() - prefilled,
        )

    def _decode(self, sequence: _Sequence, reply: _Reply, limit: int) -> Finish:
        while not reply.complete():
            if self._brake.pulled:
                raise _Interrupted
            step = [reply.choose(sequence.logits()), *reply.dictated()]
            if reply.complete():
                break
            if len(reply.tokens) >= limit:
                return Finish.LENGTH
            sequence.extend(step)
        return Finish.STOP

    def _matcher(self, grammar: str) -> llguidance.LLMatcher:
        matcher = llguidance.LLMatcher(
            self._tokenizer, llguidance.LLMatcher.grammar_from_lark(grammar), log_level=0
        )
        if matcher.is_error():
            told = matcher.get_error().partition("\n")[0]  # what follows is the whole grammar
            raise GrammarRefused(f"the grammar does not compile: {told}")
        return matcher


class _Interrupted(Exception):
    """The brake was pulled."""


class _Brake:
    """Stops llama.cpp in the middle of a step, from any thread.

    llama.cpp asks its abort callback before each of hundreds of operations a step, on its own
    threads; a Python callback there would cost as much as a small model's step. The C library's
    `strlen` over a flag of one byte is that callback: zero while the flag is zero.
    """

    def __init__(self, model: LoadedModel) -> None:
        self._flag = ctypes.create_string_buffer(2)
        strlen = ctypes.cast(ctypes.CDLL(None).strlen, llama_cpp.ggml_abort_callback)
        data = ctypes.cast(self._flag, ctypes.c_void_p)
        llama_cpp.llama_set_abort_callback(model.context, strlen, data)

    @property
    def pulled(self) -> bool:
        return self._flag.raw[0] != 0

    def pull(self) -> None:
        self._flag[0] = b"\x01"

    def release(self) -> None:
        self._flag[0] = b"\x00"

    @contextmanager
    def after(self, seconds: float | None) -> Iterator[None]:
        """Pulls itself when the block takes longer than `seconds`."""
        if seconds is None:
            yield
            return
        timer = threading.Timer(seconds, self.pull)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


class _Sequence:
    """The tokens in the context, and the steps that bring them there."""

    def __init__(self, model: LoadedModel) -> None:
        self._model = model
        self._held: list[int] = []

    def clear(self) -> None:
        llama_cpp.llama_memory_clear(self._model.memory, True)
        self._held.clear()

    def restart(self, tokens: Sequence[int]) -> int:
        """Holds exactly `tokens`, with logits after the last; returns how many were there."""
        keep = 0
        for held, wanted in zip(self._held, tokens[:-1], strict=False):
            if held != wanted:
                break
            keep += 1
        if not llama_cpp.llama_memory_seq_rm(self._model.memory, 0, keep, -1):
            self.clear()  # a recurrent model cannot be cut
            keep = 0
        del self._held[keep:]
        self.extend(tokens[keep:])
        return keep

    def extend(self, tokens: Sequence[int]) -> None:
        """Appends `tokens`, with logits after the last."""
        for chunk in _chunks(tokens, self._model.batch):
            array = (llama_cpp.llama_token * len(chunk))(*chunk)
            code = llama_cpp.llama_decode(
                self._model.context, llama_cpp.llama_batch_get_one(array, len(chunk))
            )
            if code == 2:
                self.clear()
                raise _Interrupted
            if code != 0:
                self.clear()
                raise EngineError(f"llama.cpp could not decode (code {code})")
            self._held.extend(chunk)

    def logits(self) -> NDArray[np.float32]:
        """Logits after the last token, one a vocabulary entry; valid until the next step."""
        pointer = llama_cpp.llama_get_logits_ith(self._model.context, -1)
        return np.ctypeslib.as_array(pointer, shape=(self._model.vocab_size,))


class _Reply:
    """The reply so far: its tokens, their probabilities, and what the grammar allows next."""

    def __init__(
        self,
        tokenizer: llguidance.LLTokenizer,
        matcher: llguidance.LLMatcher,
        request: Request,
    ) -> None:
        self._tokenizer = tokenizer
        self._matcher = matcher
        self._request = request
        self._mask = allocate_token_bitmask(1, tokenizer.vocab_size)
        self._random = np.random.default_rng(request.seed)
        self._steering = None if request.prior is None else Steering(request.prior)
        self._bytes = bytearray()
        self._told = 0  # bytes already given to on_text
        self.tokens: list[Token] = []

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

    def choose(self, logits: NDArray[np.float32]) -> int:
        """Takes the next token: the likeliest that the grammar allows, or a sample of those."""
        fill_next_token_bitmask(self._matcher, self._mask, 0)
        bits = np.unpackbits(self._mask.view(np.uint8)[0], bitorder="little")
        allowed = np.flatnonzero(bits[: logits.shape[0]])
        if not allowed.size:
            raise EngineError(f"the grammar allows no token: {self._matcher.get_error()}")
        scores = logits[allowed].astype(np.float64)
        if self._steering is not None:
            bias = self._steering.bias(allowed, self._piece)
            if bias is not None:
                scores += bias
        scores -= scores.max()
        logprobs = scores - np.log(np.exp(scores).sum())
        if self._request.temperature > 0:
            weights = np.exp(scores / self._request.temperature)
            index = int(self._random.choice(allowed.size, p=weights / weights.sum()))
        else:
            index = int(scores.argmax())
        token = int(allowed[index])
        self._consume([token])
        self._append(token, float(logprobs[index]), forced=False)
        self._tell()
        return token

    def _consume(self, tokens: list[int]) -> None:
        if not self._matcher.consume_tokens(tokens):
            raise EngineError(f"the grammar refused its own token: {self._matcher.get_error()}")

    def _append(self, token: int, logprob: float, *, forced: bool) -> None:
        start = len(self._bytes)
        piece = self._piece(token)
        self._bytes += piece
        if self._steering is not None:
            self._steering.advance(piece)
        self.tokens.append(Token(start, len(self._bytes), logprob, forced))

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


def _chunks(tokens: Sequence[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(tokens), size):
        yield list(tokens[start : start + size])
