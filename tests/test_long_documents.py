"""Documents of many windows, through the real reader."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from extractor.asking import Step, alone
from extractor.conversation import Answering
from extractor.engine.scripted import ScriptedEngine
from extractor.extraction import Rules, extract_document
from extractor.generation import Engine
from extractor.means import network_for
from extractor.readers import read_bytes, read_document
from extractor.record import FieldState
from extractor.schema import load_schema

FACTS = {3: "Client: Amberside Rail Trust", 31: "Fee: EUR 48,200.00", 58: "Signed on 4 May 2026"}


def sixty_pages() -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream, invariant=1)
    for page in range(1, 61):
        for line in range(45):
            told = FACTS.get(page) if line == 20 else None
            text = told or f"{page}.{line} The parties shall act as this clause {line} says."
            canvas.drawString(60, 780 - 16 * line, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def answer(request: Any) -> str:
    """Says of each window what stands in it."""
    text = "".join(segment.text for segment in request.prompt)
    client = '"Amberside Rail Trust"' if "Amberside" in text else "null"
    fee = "48200.00" if "48,200" in text else "null"
    signed = '"2026-05-04"' if "4 May 2026" in text else "null"
    return f'{{"client": {client}, "fee": {fee}, "signed": {signed}}}'


def test_facts_spread_over_sixty_pages_come_together():
    document = read_bytes(sixty_pages(), "contract.pdf")
    engine = ScriptedEngine(answer, context=4096)
    schema = load_schema("client, fee float, signed date")
    outcome = extract_document(
        document, Answering(schema, engine), Rules(), record_id="r-1", run_id="r"
    )
    record = outcome.record
    assert record.data == {
        "client": "Amberside Rail Trust",
        "fee": 48200,
        "signed": "2026-05-04",
    }
    assert {place: entry.page for place, entry in record.fields.items()} == {
        "/client": 3,
        "/fee": 31,
        "/signed": 58,
    }
    assert record.fields["/client"].state is FieldState.EXACT
    assert record.source.pages_read == list(range(1, 61))
    assert len(engine.requests) > 5
    for request in engine.requests:
        assert engine.count_tokens(request.prompt) + request.max_tokens <= 4096


def test_windows_side_by_side_are_answered_as_in_turn(engine: Engine, samples: Path):
    document = read_document(samples / "contract" / "pumping-stations-40-pages.pdf")
    asked = Answering(load_schema("contract"), engine, network=network_for(engine))

    def side_by_side(step: Step) -> None:
        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(alone, step) for _ in range(4)]:
                done.result()

    def outcome(together: Callable[[Step], None]) -> tuple[dict[str, Any], list[Any]]:
        found = extract_document(
            document,
            asked,
            Rules(windows_limit=4),
            record_id="r-1",
            run_id="r",
            together=together,
        )
        assert len(found.attempts) >= 4
        attempts = [(one.number, one.prompt, one.reply) for one in found.attempts]
        return found.record.model_dump(exclude={"seconds": True, "tokens": {"reused"}}), attempts

    assert outcome(side_by_side) == outcome(alone)
