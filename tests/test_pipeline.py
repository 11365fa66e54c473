"""Many documents: order, failures, attachments, resume, cancel, cache."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from extractor.config import Settings, load_settings
from extractor.engine.scripted import ScriptedEngine
from extractor.events import DocumentAdded, DocumentFinished, RunStarted, Warned
from extractor.generation import Engine
from extractor.pipeline import Job, Pipeline, open_pipeline
from extractor.record import Record, Status
from extractor.runlog import RunState
from extractor.schema import load_schema
from extractor.sources import Source

SCHEMA = load_schema("code, total? float")


@pytest.fixture
def settings() -> Settings:
    return load_settings(jobs=1, review_below=0.0)


def answering(request: Any) -> str:
    """Says the document's first word."""
    text = request.prompt[0].text.split("Document:\n")[-1]
    return f'{{"code": "{text.split()[0]}", "total": null}}'


@pytest.fixture
def pipeline(settings: Settings) -> Iterator[Pipeline]:
    with open_pipeline(settings, ScriptedEngine(answering)) as opened:
        yield opened


def write(folder: Path, **texts: str) -> list[Source]:
    sources = []
    for name, text in texts.items():
        path = folder / f"{name}.txt"
        path.write_text(text)
        sources.append(Source(str(path)))
    return sources


def codes(records: list[Record]) -> set[Any]:
    return {record.data["code"] for record in records if record.data is not None}


def test_each_document_becomes_a_record_in_the_log(pipeline: Pipeline, tmp_path: Path):
    events: list[Any] = []
    job = Job(SCHEMA, write(tmp_path, a="A1 one", b="B2 two", c="C3 three"))
    records = list(pipeline.run(job, events.append))
    assert codes(records) == {"A1", "B2", "C3"}
    assert {record.status for record in records} == {Status.OK}
    assert isinstance(events[0], RunStarted)
    assert sum(isinstance(event, DocumentFinished) for event in events) == 3
    run = pipeline.log.find_run("last")
    assert run.state is RunState.FINISHED
    assert [record.id for record in pipeline.log.records(run.id)] == [r.id for r in records]
    assert pipeline.log.attempts(records[0].id)[0].reply is not None


def test_a_document_that_cannot_be_read_is_a_failed_record_and_the_rest_go_on(
    pipeline: Pipeline, tmp_path: Path
):
    sources = [Source(str(tmp_path / "missing.pdf")), *write(tmp_path, a="A1", empty="")]
    records = {Path(r.source.path).name: r for r in pipeline.run(Job(SCHEMA, sources))}
    assert records["a.txt"].status is Status.OK
    for name in ("missing.pdf", "empty.txt"):
        assert records[name].status is Status.FAILED
        assert records[name].error
        assert records[name].data is None


def test_an_attachment_is_a_document_of_its_own(pipeline: Pipeline, tmp_path: Path):
    mail = EmailMessage()
    mail["Subject"] = "Two things"
    mail.set_content("BODY text")
    mail.add_attachment("ATTACHED words", filename="note.txt")
    path = tmp_path / "mail.eml"
    path.write_bytes(mail.as_bytes())
    events: list[Any] = []
    records = list(pipeline.run(Job(SCHEMA, [Source(str(path))]), events.append))
    assert [Path(record.source.path).name for record in records] == [
        "mail.eml",
        "mail.eml#note.txt",
    ]
    assert records[1].data == {"code": "ATTACHED", "total": None}
    assert any(isinstance(event, DocumentAdded) for event in events)


def test_bytes_are_read_under_their_name(pipeline: Pipeline):
    records = list(pipeline.run(Job(SCHEMA, [Source("-", b"STDIN text")])))
    assert records[0].source.path == "-"
    assert codes(records) == {"STDIN"}


def test_an_interrupted_run_goes_on_where_it_was(pipeline: Pipeline, tmp_path: Path):
    sources = write(tmp_path, a="A1", b="B2", c="C3")
    first = pipeline.run(Job(SCHEMA, sources))
    done = next(first)
    first.close()
    run = pipeline.log.find_run("last")
    assert run.state is RunState.INTERRUPTED
    rest = list(pipeline.run(Job(SCHEMA, sources, resume=run.id)))
    assert len(rest) == 2
    assert done.source.path not in {record.source.path for record in rest}
    assert len({record.id for record in [done, *rest]}) == 3
    assert {record.run for record in rest} == {run.id}
    assert pipeline.log.find_run("last").state is RunState.FINISHED


def test_cancelling_ends_the_run_with_every_document_accounted_for(
    pipeline: Pipeline, tmp_path: Path
):
    sources = write(tmp_path, **{f"d{i}": f"D{i}" for i in range(6)})
    records: list[Record] = []
    for record in pipeline.run(Job(SCHEMA, sources)):
        records.append(record)
        pipeline.cancel()
    assert records[0].status is Status.OK
    assert all(record.error == "cancelled" for record in records[1:])
    assert pipeline.log.find_run("last").state is RunState.INTERRUPTED


def test_one_document_can_be_cancelled(pipeline: Pipeline, tmp_path: Path):
    sources = write(tmp_path, a="A1", b="B2")
    run = pipeline.run(Job(SCHEMA, sources), lambda event: _cancel_b(pipeline, event, sources))
    statuses = {Path(r.source.path).name: r.status for r in run}
    assert statuses == {"a.txt": Status.OK, "b.txt": Status.FAILED}


def _cancel_b(pipeline: Pipeline, event: Any, sources: list[Source]) -> None:
    if isinstance(event, RunStarted):
        pipeline.cancel(sources[1].path)


def test_a_second_run_is_answered_from_the_cache(
    settings: Settings, engine: Engine, tmp_path: Path
):
    sources = write(tmp_path, **{f"d{i}": f"Code X{i} total {i}.50" for i in range(4)})
    with open_pipeline(settings, engine) as opened:
        first = list(opened.run(Job(SCHEMA, sources)))
        second = list(opened.run(Job(SCHEMA, sources)))
    assert not any(record.cached for record in first)
    assert all(record.cached for record in second)
    by_path = {record.source.path: record.data for record in first}
    assert all(by_path[record.source.path] == record.data for record in second)


def test_a_recognised_page_is_recognised_once(settings: Settings, tmp_path: Path):
    from PIL import Image, ImageDraw, ImageFont

    path = tmp_path / "scan.png"
    image = Image.new("L", (900, 200), 255)
    ImageDraw.Draw(image).text((40, 60), "RECEIPT 4471", font=ImageFont.load_default(60), fill=0)
    image.save(path)
    job = Job(SCHEMA, [Source(str(path))])
    with open_pipeline(settings, ScriptedEngine(answering)) as opened:
        (first,) = opened.run(job)
    with open_pipeline(settings, ScriptedEngine(answering)) as opened:
        (second,) = opened.run(job)
    assert first.data == second.data == {"code": "RECEIPT", "total": None}
    assert first.fields == second.fields
    assert second.seconds.read < first.seconds.read / 5


@pytest.mark.parametrize("failing", ["add_record", "finish_run"])
def test_a_log_that_fails_costs_a_warning_and_not_the_run(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
):
    from extractor.errors import StorageError

    def full(*_args: object) -> None:
        raise StorageError("disk is full")

    monkeypatch.setattr(pipeline.log, failing, full)
    events: list[Any] = []
    records = list(pipeline.run(Job(SCHEMA, write(tmp_path, a="A1", b="B2")), events.append))
    assert len(records) == 2
    assert sum(isinstance(event, Warned) for event in events) == 1


def test_a_fault_of_ours_costs_one_document(settings: Settings, tmp_path: Path):
    def faulty(request: Any) -> str:
        if "B2" in request.prompt[0].text:
            raise ZeroDivisionError("a fault")
        return answering(request)

    with open_pipeline(settings, ScriptedEngine(faulty)) as opened:
        records = list(opened.run(Job(SCHEMA, write(tmp_path, a="A1", b="B2", c="C3"))))
        attempts = opened.log.attempts(records[1].id)
    assert [record.status for record in records] == [Status.OK, Status.FAILED, Status.OK]
    assert "ZeroDivisionError: a fault" in str(records[1].error)
    assert "Traceback" in str(attempts[-1].error)


def test_attachments_of_one_name_are_told_apart(pipeline: Pipeline, tmp_path: Path):
    mail = EmailMessage()
    mail.set_content("BODY")
    for text in ("FIRST", "SECOND"):
        mail.add_attachment(text, filename="scan.txt")
    path = tmp_path / "mail.eml"
    path.write_bytes(mail.as_bytes())
    records = list(pipeline.run(Job(SCHEMA, [Source(str(path))])))
    names = [record.source.path.partition("#")[2] for record in records]
    assert names == ["", "scan.txt", "scan.txt (2)"]


def test_a_plan_counts_without_asking(pipeline: Pipeline, tmp_path: Path):
    sources = [*write(tmp_path, a="A1 " * 100), Source(str(tmp_path / "missing.txt"))]
    plans = {Path(plan.path).name: plan for plan in pipeline.plan(Job(SCHEMA, sources))}
    assert plans["a.txt"].windows == 1
    assert plans["a.txt"].tokens > 50
    assert plans["missing.txt"].error
    assert pipeline.engine.requests == []  # type: ignore[attr-defined]
