"""Models of other families: what cannot be cut is computed whole, and still side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.engine.llama import LlamaEngine
from extractor.generation import Finish, LoadOptions, Request, Segment
from tests.family_models import FAMILIES, WHOLE, write_family

ASKED = [
    Request(
        prompt=(
            Segment("Tell what the shops sell.\n" * 20),  # shared, and longer than gemma's window
            Segment(f"Shop number {n}\n" + f"It sells what shop {n} sells.\n" * (4 * n)),
        ),
        grammar="start: /[a-z0-9 ]{60}/",  # noise has to choose all the way
        max_tokens=100,
    )
    for n in range(6)
]


@pytest.mark.parametrize("family", FAMILIES)
def test_requests_side_by_side_are_answered_as_alone(tmp_path: Path, family: str):
    """To the last bit of every probability, also when the cache has been packed in between."""
    path = tmp_path / "model.gguf"
    write_family(path, family)
    plain = []
    for one in ASKED:  # each by an engine that has computed nothing before
        with LlamaEngine(path, "", LoadOptions(slots=1), "alone") as engine:
            plain.append(engine.submit(one).result(timeout=60))
    with LlamaEngine(path, "", LoadOptions(slots=3, context=800), "batch") as engine:
        batches = [
            [f.result(timeout=60) for f in [engine.submit(one) for one in ASKED]] for _ in range(3)
        ]
        apart = [engine.submit(one).result(timeout=60) for one in ASKED]
    assert len({reply.tokens for reply in plain}) == len(ASKED)
    for replies in (*batches, apart):
        assert {reply.finish for reply in replies} == {Finish.STOP}
        assert [reply.text for reply in replies] == [reply.text for reply in plain]
        assert [reply.tokens for reply in replies] == [reply.tokens for reply in plain]
    reused = [reply.reused_tokens > 0 for reply in apart]
    assert reused == [family not in WHOLE] * len(ASKED)
