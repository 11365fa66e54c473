"""Several documents at once: order, what is logged when, cancelling, pausing, leaving, events."""

from __future__ import annotations

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from extractor.config import Settings, load_settings
from extractor.engine.scripted import ScriptedEngine
from extractor.events import (
    AttemptStarted,
    DocumentAdded,
    DocumentFinished,
    DocumentRead,
    DocumentStarted,
    Event,
    TextArrived,
)
from extractor.generation import Engine
from extractor.pipeline import Job, Pipeline, open_pipeline
from extractor.record import Record, Status
from extractor.runlog import RunState
from extractor.schema import load_schema
from extractor.sources import Source

SCHEMA = load_schema("code str")


@pytest.fixture
def settings() -> Settings:
    return load_settings(review_below=0.0, cache=False)


def write(folder: Path, count: int) -> list[Source]:
    paths = [folder / f"{number:02}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(f"X{number:02} is the code of this document")
    return [Source(str(path)) for path in paths]


def code_of(request: Any) -> str:
    """The first word of the document that is asked about."""
    text: str = request.prompt[0].text.split("Document:\n")[-1]
    return text.split(maxsplit=1)[0]


def reply(request: Any) -> str:
    return f'{{"code": "{code_of(request)}"}}'


def codes(records: list[Record]) -> list[Any]:
    return [record.data and record.data["code"] for record in records]


class Gate:
    """A script that holds some documents back until they are let through."""

    def __init__(self, *held: str) -> None:
        self.held = {code: threading.Event() for code in held}
        self.asked: list[str] = []
        self.inside = self.most = 0
        self._lock = threading.Lock()

    def __call__(self, request: Any) -> str:
        code = code_of(request)
        with self._lock:
            self.asked.append(code)
            self.inside += 1
            self.most = max(self.most, self.inside)
        try:
            if code in self.held:
                assert self.held[code].wait(20)
            else:
                time.sleep(random.Random(code).uniform(0.0, 0.03))
        finally:
            with self._lock:
                self.inside -= 1
        return reply(request)

    def open(self) -> None:
        for event in self.held.values():
            event.set()


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def begun(pipeline: Pipeline, job: Job, listener: Callable[[Event], None] = lambda _event: None):
    """A run whose records are taken by a thread, and those records."""
    records: list[Record] = []
    run = pipeline.run(job, listener)
    thread = threading.Thread(target=lambda: records.extend(run))
    thread.start()
    return thread, records


def test_records_come_in_the_order_of_the_sources(settings: Settings, tmp_path: Path):
    gate = Gate("X00", "X20")
    with open_pipeline(settings, ScriptedEngine(gate, slots=4)) as pipeline:
        thread, records = begun(pipeline, Job(SCHEMA, write(tmp_path, 40)))
        for held, later in (("X00", "X03"), ("X20", "X23")):
            eventually(lambda code=later: code in gate.asked)
            gate.held[held].set()
        thread.join(20)
    assert codes(records) == [f"X{number:02}" for number in range(40)]
    assert 2 <= gate.most <= 6


def test_each_is_logged_at_once_and_only_so_many_wait_for_their_turn(
    settings: Settings, tmp_path: Path
):
    gate = Gate("X00")
    with open_pipeline(settings, ScriptedEngine(gate, slots=2)) as pipeline:
        thread, records = begun(pipeline, Job(SCHEMA, write(tmp_path, 60)))
        bound = 4 * pipeline.side_by_side
        eventually(lambda: len(gate.asked) == bound)
        run = pipeline.log.find_run("last").id
        eventually(lambda: len(list(pipeline.log.records(run))) == bound - 1)
        time.sleep(0.2)
        assert len(gate.asked) == bound
        assert records == []
        gate.open()
        thread.join()
    assert codes(records) == [f"X{number:02}" for number in range(60)]


def test_attachments_stand_behind_their_mail(settings: Settings, tmp_path: Path):
    mail = EmailMessage()
    mail.set_content("MAIL text")
    for name in ("P1", "P2", "P3"):
        mail.add_attachment(f"{name} words", filename=f"{name}.txt")
    (tmp_path / "mail.eml").write_bytes(mail.as_bytes())
    before, *after = write(tmp_path, 9)
    sources = [before, Source(str(tmp_path / "mail.eml")), *after]
    events: list[Event] = []
    with open_pipeline(settings, ScriptedEngine(Gate(), slots=4)) as pipeline:
        records = list(pipeline.run(Job(SCHEMA, sources), events.append))
    names = [Path(record.source.path).name for record in records]
    inside = [f"mail.eml#{name}.txt" for name in ("P1", "P2", "P3")]
    assert names == ["00.txt", "mail.eml", *inside, *(f"{n:02}.txt" for n in range(1, 9))]
    added = [Path(event.path).name for event in events if isinstance(event, DocumentAdded)]
    assert added == inside


def test_one_of_several_is_cancelled(settings: Settings, tmp_path: Path):
    gate = Gate("X00", "X01", "X02")
    sources = write(tmp_path, 6)
    with open_pipeline(settings, ScriptedEngine(gate, slots=4)) as pipeline:
        thread, records = begun(pipeline, Job(SCHEMA, sources))
        eventually(lambda: {"X00", "X01", "X02"} <= set(gate.asked))
        pipeline.cancel(sources[1].path)
        gate.open()
        thread.join()
    assert [record.status for record in records] == [
        Status.FAILED if number == 1 else Status.OK for number in range(6)
    ]
    assert records[1].error == "cancelled"


def test_a_pause_finishes_what_was_begun_and_nothing_else(settings: Settings, tmp_path: Path):
    gate = Gate("X00", "X01", "X02", "X03")
    sources = write(tmp_path, 30)
    with open_pipeline(settings, ScriptedEngine(gate, slots=2)) as pipeline:
        thread, records = begun(pipeline, Job(SCHEMA, sources))
        eventually(lambda: len(gate.asked) == pipeline.side_by_side)
        pipeline.pause()
        gate.open()
        thread.join()
        assert codes(records) == ["X00", "X01", "X02", "X03"]
        run = pipeline.log.find_run("last")
        assert run.state is RunState.INTERRUPTED
        rest = list(pipeline.run(Job(SCHEMA, sources, resume=run.id)))
        assert pipeline.log.find_run("last").state is RunState.FINISHED
    assert codes([*records, *rest]) == [f"X{number:02}" for number in range(30)]
    assert len({record.id for record in [*records, *rest]}) == 30


def test_a_run_that_is_left_stops_within_a_second_and_goes_on_later(
    settings: Settings, engine: Engine, tmp_path: Path
):
    sources = write(tmp_path, 24)
    schema = load_schema(", ".join(f"f{number}" for number in range(30)))
    settings = settings.model_copy(update={"jobs": 4})
    with open_pipeline(settings, engine) as pipeline:
        run = pipeline.run(Job(schema, sources))
        next(run)
        started = time.monotonic()
        run.close()
        assert time.monotonic() - started < 1.5
        assert not [one for one in threading.enumerate() if one.name.startswith("document-")]
        left = pipeline.log.find_run("last")
        assert left.state is RunState.INTERRUPTED
        kept = list(pipeline.log.records(left.id))
        assert Status.FAILED not in {record.status for record in kept}
        assert 1 <= len(kept) < 24
        rest = list(pipeline.run(Job(schema, sources, resume=left.id)))
    assert {record.source.path for record in rest}.isdisjoint(one.source.path for one in kept)
    assert len(kept) + len(rest) == len({record.id for record in [*kept, *rest]}) == 24


def test_a_resumed_run_gives_no_number_twice(settings: Settings, tmp_path: Path):
    """The log of a run that was killed has gaps: what was in work then is not in it."""
    gate = Gate("X00")
    sources = write(tmp_path, 12)
    with open_pipeline(settings, ScriptedEngine(gate, slots=2)) as pipeline:
        thread, records = begun(pipeline, Job(SCHEMA, sources))
        eventually(lambda: len(gate.asked) == 12)
        pipeline.cancel(sources[0].path)
        gate.open()
        thread.join()
        run = pipeline.log.find_run("last").id
        (again,) = pipeline.run(Job(SCHEMA, sources, resume=run))
        assert again.id not in {record.id for record in records}
        assert len(list(pipeline.log.records(run))) == 13


def test_events_tell_of_each_document_by_itself_and_one_at_a_time(
    settings: Settings, tmp_path: Path
):
    told: dict[str, list[type]] = defaultdict(list)
    said: dict[str, str] = defaultdict(str)
    busy = threading.Lock()

    def listen(event: Event) -> None:
        assert busy.acquire(blocking=False), "two events at once"
        time.sleep(0.001)
        match event:
            case DocumentStarted(path) | DocumentRead(path) | AttemptStarted(path):
                told[path].append(type(event))
            case TextArrived(path, text):
                told[path].append(type(event))
                said[path] += text
            case DocumentFinished(record):
                told[record.source.path].append(type(event))
        busy.release()

    sources = write(tmp_path, 20)
    with open_pipeline(settings, ScriptedEngine(Gate(), slots=4)) as pipeline:
        list(pipeline.run(Job(SCHEMA, sources), listen))
    for number, source in enumerate(sources):
        assert told[source.path] == [
            *(DocumentStarted, DocumentRead, AttemptStarted, TextArrived, DocumentFinished)
        ]
        assert f"X{number:02}" in said[source.path]


def test_no_document_is_answered_with_anothers_words(
    settings: Settings, engine: Engine, tmp_path: Path
):
    paths = [tmp_path / f"{number:02}.txt" for number in range(16)]
    for number, path in enumerate(paths):
        path.write_text(f"Marker MK{number:02}Q\nVendor: House{number:02}\nTotal 1{number:02}.50\n")
    schema = load_schema("marker?, vendor?, total? float")
    sources = [Source(str(path)) for path in paths]
    with open_pipeline(settings.model_copy(update={"jobs": 4}), engine) as pipeline:
        together = list(pipeline.run(Job(schema, sources)))
    with open_pipeline(settings.model_copy(update={"jobs": 1}), engine) as pipeline:
        alone = list(pipeline.run(Job(schema, sources)))
    assert [record.data for record in together] == [record.data for record in alone]
    for number, record in enumerate(together):
        assert record.data is not None
        for text in filter(None, (record.data["marker"], record.data["vendor"])):
            assert text in paths[number].read_text()


def test_a_listener_that_fails_ends_the_run(settings: Settings, tmp_path: Path):
    def listen(event: Event) -> None:
        if isinstance(event, TextArrived):
            raise ZeroDivisionError("a fault of the listener")
        if isinstance(event, DocumentFinished):
            raise LookupError("and another")

    with open_pipeline(settings, ScriptedEngine(reply, slots=2)) as pipeline:
        with pytest.raises(LookupError, match="and another"):
            list(pipeline.run(Job(SCHEMA, write(tmp_path, 5)), listen))
        assert pipeline.log.find_run("last").state is RunState.INTERRUPTED


# ------------------------------------------------------------ the windows of one long document


def write_long(folder: Path) -> Source:
    """A document of about a dozen windows, for an engine with a context of 1,600 tokens."""
    path = folder / "long.txt"
    path.write_text("".join(f"L{line:03} is a clause of a long document\n" for line in range(900)))
    return Source(str(path))


def is_long(request: Any) -> bool:
    return code_of(request).startswith("L")


def long_engine(script: Callable[[Any], str]) -> ScriptedEngine:
    return ScriptedEngine(script, context=1600, slots=4)


class Busy:
    """A script whose replies take a moment; it knows how many of the long document's are asked."""

    def __init__(self) -> None:
        self.inside = self.most = 0
        self.short: set[str] = set()  # documents that were asked about
        self.crowded: list[int] = []  # short documents that had been begun when there were several
        self._lock = threading.Lock()

    def __call__(self, request: Any) -> str:
        with self._lock:
            if is_long(request):
                self.inside += 1
                self.most = max(self.most, self.inside)
                self.crowded += [len(self.short)] * (self.inside > 1)
            else:
                self.short.add(code_of(request))
        time.sleep(random.Random(code_of(request)).uniform(0.01, 0.05))
        with self._lock:
            self.inside -= is_long(request)
        return reply(request)


def told(record: Record) -> dict[str, Any]:
    return record.model_dump(exclude={"id", "run", "seconds"})


def test_windows_are_asked_side_by_side_and_told_in_their_order(settings: Settings, tmp_path: Path):
    job = Job(SCHEMA, [write_long(tmp_path)])
    seen: list[tuple[Record, list[str], list[Event]]] = []
    for jobs in (1, 4):
        events: list[Event] = []
        busy = Busy()
        chosen = settings.model_copy(update={"jobs": jobs})
        with open_pipeline(chosen, long_engine(busy)) as pipeline:
            (record,) = pipeline.run(job, events.append)
            prompts = [attempt.prompt for attempt in pipeline.log.attempts(record.id)]
        seen.append((record, prompts, [one for one in events if one != events[0]]))
        assert (busy.most > 1) == (jobs > 1)
    (one, prompts, told_one), (several, prompts_again, told_several) = seen
    assert len(prompts) > 8
    assert prompts == prompts_again
    assert told(one) == told(several)
    assert [type(event) for event in told_one] == [type(event) for event in told_several]
    windows = [event.window for event in told_several if isinstance(event, AttemptStarted)]
    assert windows == list(range(1, len(prompts) + 1))


def test_a_long_document_holds_up_no_other(settings: Settings, tmp_path: Path):
    """Only a thread that finds no other document to begin takes a second window of it."""
    busy = Busy()
    sources = [write_long(tmp_path), *write(tmp_path, 12)]
    with open_pipeline(settings, long_engine(busy)) as pipeline:
        records = list(pipeline.run(Job(SCHEMA, sources)))
    assert codes(records)[1:] == [f"X{number:02}" for number in range(12)]
    assert len(busy.short) == 12
    assert busy.most > 1
    others = pipeline.side_by_side - 2  # each may have taken one that it has not asked yet
    assert min(busy.crowded) >= 12 - others


def test_a_long_document_is_cancelled_with_all_its_windows(settings: Settings, tmp_path: Path):
    gate = threading.Event()
    asked: list[str] = []

    def held(request: Any) -> str:
        asked.append(code_of(request))
        assert gate.wait(20)
        return reply(request)

    source = write_long(tmp_path)
    with open_pipeline(settings, long_engine(held)) as pipeline:
        thread, records = begun(pipeline, Job(SCHEMA, [source]))
        eventually(lambda: len(asked) == pipeline.side_by_side)
        pipeline.cancel(source.path)
        gate.set()
        thread.join(20)
        assert len(asked) == pipeline.side_by_side
    assert [record.error for record in records] == ["cancelled"]


def test_a_fault_in_one_window_fails_the_document_and_no_other(settings: Settings, tmp_path: Path):
    def faulty(request: Any) -> str:
        time.sleep(0.01)
        if "L450 " in request.prompt[0].text:
            raise ZeroDivisionError("a fault")
        return reply(request)

    sources = [write_long(tmp_path), *write(tmp_path, 3)]
    with open_pipeline(settings, long_engine(faulty)) as pipeline:
        first, *rest = pipeline.run(Job(SCHEMA, sources))
    assert "ZeroDivisionError: a fault" in str(first.error)
    assert {record.status for record in rest} == {Status.OK}


def test_windows_side_by_side_share_the_tokens_of_their_document(
    settings: Settings, tmp_path: Path
):
    """A reply of the script is one token: the sixth would be one too many."""
    job = Job(SCHEMA, [write_long(tmp_path)])
    seen = []
    for jobs in (1, 4):
        changed = {"jobs": jobs, "tokens_per_document": 5, "max_tokens": 2}
        with open_pipeline(settings.model_copy(update=changed), long_engine(Busy())) as pipeline:
            (record,) = pipeline.run(job)
        assert record.tokens.generated == record.attempts == 5
        assert any("tokens_per_document ended after window 5" in one for one in record.warnings)
        seen.append(told(record))
    assert seen[0] == seen[1]
