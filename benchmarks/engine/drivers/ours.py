"""Our engine, with replies that are fixed beforehand.

Only the last act of a choice is replaced: mask, argmax, bit test and probabilities are computed
from the model's own logits, and then the logit of the reply's next token is raised above those of
all other tokens that the grammar allows. Random weights choose badly, so the full mask is needed
more often than with a trained model, never less.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.engine.drivers import Answer
from benchmarks.engine.meter import Meter
from benchmarks.engine.workload import SCHEMA, Case
from extractor.candidates import find_candidates, for_leaf, verbatim_pieces, verbatim_text
from extractor.engine import replies, slots
from extractor.engine.llama import LlamaEngine
from extractor.generation import Finish, LoadOptions, Request, Segment
from extractor.grammar import Offer, Style, compose
from extractor.readers import read_bytes
from extractor.schema import load_schema

COMPACT = Style(",", ":")


@dataclass(frozen=True, slots=True)
class Replay(Request):
    """A request whose reply is known."""

    reply: str = ""


class ReplayedReply(replies.Reply):
    """Chooses what the replay says, after the work of choosing."""

    encode: Callable[[str], list[int]]  # set once the model is loaded

    def _contenders(self, logits: NDArray[np.float32]) -> NDArray[np.intp]:
        allowed = super()._contenders(logits)
        assert isinstance(self._request, Replay)
        left = self._request.reply.encode()[len(self._bytes) :].decode()
        token = ReplayedReply.encode(left)[0]
        logits[token] = logits[allowed].max() + 1
        place = int(np.searchsorted(allowed, token))
        if place == allowed.size or allowed[place] != token:
            allowed = np.insert(allowed, place, token)
        return allowed


def open_driver(model: str, grounded: bool, folder: str, **options: Any) -> Ours:
    options["folder"] = Path(folder)
    return Ours(Path(model), grounded, LoadOptions(**options))


class Ours:
    def __init__(self, model: Path, grounded: bool, options: LoadOptions) -> None:
        self.pid = os.getpid()
        self._meter = Meter.install()
        setattr(slots, "Reply", ReplayedReply)  # noqa: B010 - the one seam of the replay
        sha256 = hashlib.sha256(model.read_bytes()).hexdigest()
        self._engine = LlamaEngine(model, sha256, options, model.stem)
        ReplayedReply.encode = staticmethod(self._encode)
        self._grounded = grounded
        self._root = load_schema(SCHEMA).root
        self._plain = compose(self._root, COMPACT, None)

    def prepare(self, cases: Sequence[Case], free: bool) -> None:
        pass

    def run(self, cases: Sequence[Case], free: bool) -> list[Answer]:
        futures = [self._engine.submit(self._request(case)) for case in cases]
        answers = []
        for future in futures:
            completion = future.result()
            if completion.finish is not Finish.STOP:
                raise RuntimeError(f"a reply ended by {completion.finish}")
            answers.append(
                Answer(
                    completion.text,
                    completion.prompt_tokens,
                    completion.reused_tokens,
                    len(completion.tokens),
                )
            )
        return answers

    def counters(self) -> dict[str, float]:
        stats = self._engine.stats()
        names = ("sampled", "forced", "drafted", "accepted", "mask_seconds")
        return self._meter.totals() | {name: getattr(stats, name) for name in names}

    def close(self) -> None:
        self._engine.close()

    def _encode(self, text: str) -> list[int]:
        return self._engine._model.tokenize((Segment(text),))

    def _request(self, case: Case) -> Replay:
        return Replay(
            prompt=(
                Segment("<|im_start|>system\n", trusted=True),
                Segment(case.system),
                Segment("<|im_end|>\n<|im_start|>user\n", trusted=True),
                Segment(case.document),
                Segment("<|im_end|>\n<|im_start|>assistant\n", trusted=True),
            ),
            grammar=self._grammar(case) if self._grounded else self._plain,
            max_tokens=512,
            reply=case.reply,
        )

    def _grammar(self, case: Case) -> str:
        """The grammar of the document's own words, dates and numbers; its making is timed too."""
        document = read_bytes(case.document.encode(), "document.txt")
        found = find_candidates(document)
        spans = tuple(page.span for page in document.pages)
        offer = Offer(
            pieces=verbatim_pieces(verbatim_text(document, spans)),
            values=lambda leaf: [one.json for one in for_leaf(leaf, found)],
        )
        return compose(self._root, COMPACT, offer)
