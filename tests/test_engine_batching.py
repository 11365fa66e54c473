"""Many requests side by side: each reply is the one it would have been alone."""

from __future__ import annotations

import gc
import json
import random
import resource
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from pathlib import Path

import pytest

from extractor.engine.costs import CostTable, Curve
from extractor.engine.llama import LlamaEngine
from extractor.errors import Cancelled, EngineError
from extractor.generation import Completion, Finish, LoadOptions, Request
from extractor.models import EMBEDDED_FILE
from extractor.schema import problems
from extractor.schema.tree import Kind, Leaf, Object, Origin
from tests.sample_requests import Asked, sample_requests
from tests.test_engine import STRING, request

FREE_DRAFTS = CostTable((Curve(1, (1, 2), (1.0, 1.0), 1e9),), calm=True)  # wide steps cost nothing


def load(slots: int, costs: CostTable | None = None) -> LlamaEngine:
    return LlamaEngine(EMBEDDED_FILE, "", LoadOptions(slots=slots), "embedded", costs)


@pytest.fixture(scope="module")
def alone() -> Iterator[LlamaEngine]:
    with load(1) as engine:
        yield engine


@pytest.fixture(scope="module")
def asked(alone: LlamaEngine) -> tuple[Asked, ...]:
    return sample_requests(alone)


@pytest.fixture(scope="module")
def plain(alone: LlamaEngine, asked: tuple[Asked, ...]) -> list[Completion]:
    """Greedy replies, one request after the other."""
    return [alone.submit(one.request).result() for one in asked]


def side_by_side(engine: LlamaEngine, asked: tuple[Asked, ...]) -> list[Completion]:
    futures = [engine.submit(one.request) for one in asked]
    return [future.result(timeout=120) for future in futures]


@pytest.mark.parametrize(
    ("slots", "costs", "every"),
    [(6, None, 4), (1, FREE_DRAFTS, 4), (4, FREE_DRAFTS, 2)],
    ids=["batched", "drafted", "both"],
)
def test_a_reply_is_what_it_would_be_alone(
    asked: tuple[Asked, ...],
    plain: list[Completion],
    slots: int,
    costs: CostTable | None,
    every: int,
):
    with load(slots, costs) as engine:
        replies = side_by_side(engine, asked[::every])
        stats = engine.stats()
    for one, reply, expected in zip(asked[::every], replies, plain[::every], strict=True):
        assert reply.text == expected.text, one.name
        assert reply.tokens == expected.tokens, one.name
    assert (stats.accepted > 50) == (costs is not None)
    if slots > 1:
        assert stats.mean_width > slots / 2


def test_every_reply_is_valid_against_its_schema(asked: tuple[Asked, ...], plain: list[Completion]):
    for one, reply in zip(asked, plain, strict=True):
        assert reply.finish is Finish.STOP, one.name
        found = problems(one.schema, json.loads(reply.text))
        assert [p for p in found if p.kind == "invalid"] == [], one.name


def test_no_word_of_one_document_reaches_the_reply_of_another():
    root = Object(
        {"code": Leaf(Kind.STRING, Origin.PATTERN, pattern=r"^[A-Z]\d{5}$"), "who": STRING}
    )
    with load(8) as engine:
        futures = [
            engine.submit(request(f"This letter is from Marker{n:03d}.\nCode Q{n:05d}.", root=root))
            for n in range(48)
        ]
        for number, future in enumerate(futures):
            text = future.result(timeout=60).text
            others = [n for n in range(48) if n != number]
            assert not any(f"Marker{n:03d}" in text or f"Q{n:05d}" in text for n in others)


def test_a_prefix_is_computed_once_for_all_that_share_it():
    """Under `compact` the document comes first: other schemas reuse it, at once or later."""
    with load(4) as engine:
        roots = [Object({f"field{n}": STRING}) for n in range(6)]
        futures = [engine.submit(request(root=root)) for root in roots]
        replies = [future.result(timeout=60) for future in futures]
        again = engine.submit(request(root=Object({"later": STRING}))).result()
    assert replies[0].reused_tokens == 0
    assert all(reply.reused_tokens > 0.6 * reply.prompt_tokens for reply in [*replies[1:], again])


def test_a_long_prompt_does_not_stop_a_running_reply():
    arrived: list[float] = []

    def listen(_text: str) -> None:
        arrived.append(time.monotonic())

    with load(2) as engine:
        long = Object({f"f{i}": STRING for i in range(30)})
        running = engine.submit(
            request(
                root=long, max_tokens=900, on_text=lambda _text: arrived.append(time.monotonic())
            )
        )
        while not arrived:
            time.sleep(0.001)
        other = engine.submit(request("Some words of a letter. " * 90))
        other.result(timeout=60)
        done = time.monotonic()
        running.result(timeout=60)
    assert sum(moment < done for moment in arrived) > 5


def test_long_documents_come_one_after_the_other_short_ones_together():
    """Attention over the cells of many long documents costs more than their company saves."""

    def told(lines: int) -> list[int]:
        """Which of three documents wrote, in the order of their words."""
        order: list[int] = []
        with load(3) as engine:
            texts = [f"Letter {n}. " + "Word by word it goes on.\n" * lines for n in range(3)]
            asked = [
                request(text, max_tokens=100, on_text=lambda _text, n=n: order.append(n))
                for n, text in enumerate(texts)
            ]
            for future in [engine.submit(one) for one in asked]:
                future.result(timeout=120)
        return order

    together, in_turn = told(20), told(112)
    assert together != sorted(together)
    assert in_turn == sorted(in_turn)


def test_more_requests_than_the_cache_holds_wait_for_their_turn():
    texts = [f"Letter {n}. " + "Word by word it goes on. " * 40 for n in range(7)]
    with LlamaEngine(EMBEDDED_FILE, "", LoadOptions(slots=4, context=1024), "small") as engine:
        futures = [engine.submit(request(text)) for text in texts]
        assert {future.result(timeout=120).finish for future in futures} == {Finish.STOP}


def test_what_a_stranger_does_leaves_the_others_alone():
    def fail(_text: str) -> None:
        raise RuntimeError("a listener's own fault")

    with load(4) as engine:
        good = [engine.submit(request()) for _ in range(3)]
        bad = engine.submit(request(on_text=fail))
        broken = engine.submit(Request(request().prompt, "start: (", 10))
        with pytest.raises(RuntimeError, match="own fault"):
            bad.result(timeout=60)
        with pytest.raises(EngineError):
            broken.result(timeout=60)
        assert len({future.result(timeout=60).text for future in good}) == 1


def test_two_hundred_cancels_timeouts_and_closes_leave_an_engine_that_answers():
    chance = random.Random(3)
    engine = load(4)
    expected = engine.submit(request()).result().text
    sizes = []
    for event in range(200):
        if event % 40 == 39:
            waiting = [engine.submit(request()) for _ in range(chance.randint(0, 6))]
            engine.close()
            assert all(future.done() for future in waiting)
            engine = load(4)
        timeout = chance.choice([None, None, 0.0, 0.01])
        future = engine.submit(request(timeout=timeout))
        if chance.random() < 0.7:
            time.sleep(chance.choice([0.0, 0.001, 0.01]))
            chance.choice([engine.cancel, Future.cancel])(future)
        if event % 20 == 19:
            _settle(future)
            gc.collect()
            sizes.append(resident())
    assert engine.submit(request()).result(timeout=60).text == expected
    engine.close()
    assert max(sizes[5:]) < sizes[4] + 40 * 2**20


def _settle(future: Future[Completion]) -> None:
    try:
        future.result(timeout=60)
    except (Cancelled, CancelledError):
        return


def resident() -> int:
    """Bytes of memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()
