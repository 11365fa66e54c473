"""The run log: what is kept, what a resumed run sees, and what a bad file or a full disk does."""

from __future__ import annotations

import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from extractor.database import Database
from extractor.errors import StorageError, UsageError
from extractor.record import (
    Attempt,
    Field,
    FieldState,
    Named,
    PromptVersion,
    Record,
    Seconds,
    SourceFile,
    Status,
    Tokens,
)
from extractor.runlog import Action, Feedback, RunLog, RunState, open_runlog
from extractor.runlog_tables import MIGRATIONS

SCHEMA = Named(name="receipt", sha256="5c" * 32)
MODEL = Named(name="embedded", sha256="3d" * 32)
PROMPT = PromptVersion(profile="compact", version="1")
ATTEMPTS = [
    Attempt(
        number=1,
        prompt="Total 12.50 EUR",
        reply='{"total": 99}',
        finish="stop",
        problems=["/total: does not add up"],
        tokens=Tokens(prompt=40, generated=10, forced=4),
        seconds=Seconds(prefill=0.5, decode=0.25),
    ),
    Attempt(
        number=2,
        prompt="Total 12.50 EUR, again",
        reply='{"total": 12.5}',
        finish="stop",
        tokens=Tokens(prompt=60, reused=40, generated=10, forced=8),
        seconds=Seconds(prefill=0.25, decode=0.25),
    ),
]


def make_record(run: str, name: str = "a.pdf", **changes: Any) -> Record:
    values: dict[str, Any] = {
        "id": f"{run}/{name}",
        "run": run,
        "source": SourceFile(path=name, sha256=name[0] * 64, pages=1, pages_read=[1]),
        "schema": SCHEMA,
        "model": MODEL,
        "prompt": PROMPT,
        "status": Status.OK,
        "data": {"total": 12.5, "lines": [{"what": "Brötchen"}]},
        "fields": {
            "/total": Field(state=FieldState.EXACT, text="12.50", page=1, confidence=0.9),
            "/lines/0/what": Field(state=FieldState.EXACT, text="Brötchen", page=1),
        },
        "attempts": 2,
        "seconds": Seconds(total=2.0),
    }
    return Record(**values | changes)


def start(log: RunLog) -> str:
    return log.start_run(
        command=["extractor", "run", "inbox"],
        settings={"max_retries": 2},
        schema=SCHEMA,
        schema_json={"type": "object"},
        model=MODEL,
        prompt=PROMPT,
    )


@pytest.fixture
def log(tmp_path: Path) -> Iterator[RunLog]:
    with open_runlog(tmp_path / "log" / "runs.db") as opened:
        yield opened


def sql(log: RunLog, query: str) -> list[tuple[Any, ...]]:
    """What another program sees in the file."""
    connection = sqlite3.connect(log.path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_a_run_from_start_to_finish(log: RunLog) -> None:
    run = start(log)
    assert log.find_run(run).state is RunState.RUNNING
    log.add_record(make_record(run), ATTEMPTS)
    log.add_record(make_record(run, "b.pdf", status=Status.REVIEW), ATTEMPTS[:1])
    log.finish_run(run)

    found = log.find_run("last")
    assert found.id == run
    assert found.state is RunState.FINISHED
    assert found.finished is not None
    assert found.started <= found.finished
    assert found.command == ("extractor", "run", "inbox")
    assert found.schema == SCHEMA
    assert found.documents == {Status.OK: 1, Status.REVIEW: 1}
    assert [record.source.path for record in log.records(run)] == ["a.pdf", "b.pdf"]


def test_records_and_attempts_come_back_as_they_were(log: RunLog) -> None:
    record = make_record(start(log))
    log.add_record(record, ATTEMPTS)
    assert log.record(record.id) == record
    assert log.attempts(record.id) == ATTEMPTS
    assert log.record("no such") is None


def test_every_field_is_a_row(log: RunLog) -> None:
    log.add_record(make_record(start(log)))
    assert sql(log, "SELECT pointer, value, state, confidence, page FROM fields") == [
        ("/total", "12.5", "exact", 0.9, 1),
        ("/lines/0/what", '"Br\\u00f6tchen"', "exact", None, 1),
    ]


def test_a_record_of_the_same_id_is_replaced_with_all_that_hangs_on_it(log: RunLog) -> None:
    run = start(log)
    log.add_record(make_record(run, status=Status.FAILED, data=None, fields={}), ATTEMPTS)
    log.add_record(make_record(run), ATTEMPTS[1:])
    assert [record.status for record in log.records(run)] == [Status.OK]
    assert log.attempts(f"{run}/a.pdf") == ATTEMPTS[1:]


def test_a_resumed_run_knows_what_is_done(log: RunLog) -> None:
    run = start(log)
    log.add_record(make_record(run))
    log.add_record(make_record(run, "b.pdf", status=Status.FAILED, source=SourceFile(path="b.pdf")))
    log.finish_run(run, RunState.INTERRUPTED)
    log.finish_run(run, RunState.RUNNING)
    assert log.find_run(run).finished is None
    assert log.finished(run) == {
        ("a" * 64, "a.pdf"): Status.OK,
        (None, "b.pdf"): Status.FAILED,
    }
    assert log.finished("another") == {}


def test_without_text_a_log_holds_values_only(tmp_path: Path) -> None:
    with open_runlog(tmp_path / "runs.db", store_text=False) as log:
        record = make_record(start(log))
        log.add_record(record, ATTEMPTS)
        kept = log.attempts(record.id)
        assert [(attempt.prompt, attempt.reply) for attempt in kept] == [("", None)] * 2
        assert kept[0].problems == ["/total: does not add up"]
        assert log.record(record.id) == record


def test_runs_are_found_by_the_start_of_their_id(log: RunLog) -> None:
    first, second = start(log), start(log)
    assert [run.id for run in log.runs()] == [second, first]
    assert [run.id for run in log.runs(limit=1)] == [second]
    assert log.find_run(first).id == first
    with pytest.raises(UsageError, match=r"2 runs begin with '20'"):
        log.find_run("20")
    with pytest.raises(UsageError, match="no run 'x%'"):
        log.find_run("x%")


def test_an_empty_log_has_no_last_run(log: RunLog) -> None:
    with pytest.raises(UsageError, match="no run is logged yet"):
        log.find_run()
    assert log.runs() == []
    assert log.stats().latency == {}


def test_errors_say_what_is_wrong_with_which_document(log: RunLog) -> None:
    run = start(log)
    invalid = {"/total": Field(state=FieldState.INVALID, problem="required, absent")}
    log.add_record(make_record(run))
    log.add_record(make_record(run, "b.pdf", status=Status.PARTIAL, fields=invalid))
    log.add_record(make_record(run, "c.pdf", status=Status.FAILED, error="password needed"))
    assert [(failure.path, failure.problems) for failure in log.errors(run)] == [
        ("b.pdf", ("/total: required, absent",)),
        ("c.pdf", ("password needed",)),
    ]


def test_stats_count_what_was_worked_for(log: RunLog) -> None:
    run = start(log)
    cached = ATTEMPTS[1].model_copy(update={"cached": True, "number": 1})
    for seconds in range(1, 11):
        record = make_record(run, f"{seconds}.pdf", seconds=Seconds(total=seconds))
        log.add_record(record, ATTEMPTS if seconds == 1 else [cached])
    stats = log.stats(run)
    assert stats.documents == {Status.OK: 10}
    assert (stats.attempts, stats.retries, stats.cache_hits) == (11, 1, 9)
    assert stats.tokens == Tokens(prompt=100, reused=40, generated=20, forced=12)
    assert stats.tokens_per_second == pytest.approx(40.0)
    assert stats.latency == {50: 5.0, 90: 9.0, 99: 10.0}
    assert log.stats() == stats
    assert log.stats("another").documents == {}


def test_feedback_outlives_the_record_it_was_given_on(log: RunLog) -> None:
    run = start(log)
    record = make_record(run)
    log.add_record(record)
    place = Field(
        state=FieldState.NORMALISED, text="13,50", page=2, span=(40, 45), boxes=[[1, 2, 3, 4]]
    )
    given = [
        Feedback(
            sha256="a" * 64,
            schema_sha256=SCHEMA.sha256,
            pointer="/total",
            action=action,
            old=12.5,
            new=new,
            when=datetime(2026, 11, 23, 13, minute, tzinfo=UTC),
            record=record.id,
            attempt=2,
            note="tip included",
            who="ada",
            place=found,
        )
        for minute, (action, new, found) in enumerate(
            [(Action.EDIT, 13.5, place), (Action.ACCEPT, 13.5, None)]
        )
    ]
    for feedback in given:
        log.add_feedback(feedback)
    log.add_record(record)
    log.add_record(make_record(start(log)))
    assert log.feedback("a" * 64, SCHEMA.sha256) == given
    assert log.feedback("a" * 64, "another schema") == []
    assert log.feedback(schema_sha256=SCHEMA.sha256) == given


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    path.touch(mode=0o644)
    with open_runlog(path) as log:
        start(log)
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == {"runs.db": 0o600, "runs.db-wal": 0o600, "runs.db-shm": 0o600}


def test_commits_reach_the_disk_before_they_are_acknowledged(log: RunLog) -> None:
    database = log._database
    assert database.rows("PRAGMA journal_mode")[0][0] == "wal"
    assert database.rows("PRAGMA synchronous")[0][0] == 2


def test_a_record_is_kept_whole_or_not_at_all(log: RunLog) -> None:
    run = start(log)
    astray = make_record(run).model_copy(update={"run": "no such run"})
    with pytest.raises(sqlite3.IntegrityError):
        log.add_record(astray, ATTEMPTS)
    assert list(log.records(run)) == []
    log.add_record(make_record(run), ATTEMPTS)
    assert len(list(log.records(run))) == 1


def test_a_killed_process_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    script = """
    import os, signal, sys
    from pathlib import Path
    from extractor.runlog import open_runlog
    from tests.test_runlog import ATTEMPTS, make_record, start
    log = open_runlog(Path(sys.argv[1]))
    run = start(log)
    for number in range(5):
        log.add_record(make_record(run, f"{number}.pdf"), ATTEMPTS)
    os.kill(os.getpid(), signal.SIGKILL)
    """
    path = tmp_path / "runs.db"
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(path)],
        cwd=Path(__file__).parent.parent,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    with open_runlog(path) as log:
        run = log.find_run("last")
        assert run.state is RunState.RUNNING
        assert len(log.finished(run.id)) == 5


def test_threads_share_one_log(log: RunLog) -> None:
    run = start(log)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: log.add_record(make_record(run, f"{n}.pdf"), ATTEMPTS), range(40)))
    assert len(list(log.records(run))) == 40


def test_two_logs_on_one_file_share_it(tmp_path: Path) -> None:
    with open_runlog(tmp_path / "runs.db") as one, open_runlog(tmp_path / "runs.db") as two:
        runs = [start(one), start(two)]

        def write(log: RunLog, run: str) -> None:
            for number in range(20):
                log.add_record(make_record(run, f"{number}.pdf"))

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(write, (one, two), runs))
        assert [len(log.finished(run)) for log, run in zip((two, one), runs, strict=True)] == [
            20,
            20,
        ]


def test_records_stream_in_batches(log: RunLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.runlog._BATCH", 3)
    run = start(log)
    for number in range(7):
        log.add_record(make_record(run, f"{number}.pdf"))
    assert [record.source.path for record in log.records(run)] == [f"{n}.pdf" for n in range(7)]


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    path.write_text("shopping list\n" * 100)
    with pytest.raises(StorageError, match="the file is no database") as caught:
        open_runlog(path)
    assert caught.value.at == str(path)
    assert caught.value.hint
    assert path.read_text() == "shopping list\n" * 100


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    with open_runlog(path) as log:
        run = start(log)
        for number in range(50):
            log.add_record(make_record(run, f"{number}.pdf"), ATTEMPTS)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with (
        pytest.raises(StorageError, match="the file is damaged") as caught,
        open_runlog(path) as log,
    ):
        list(log.records(run))
    assert caught.value.at == str(path)


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    open_runlog(path).close()
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO migrations VALUES ('holograms', '2031-01-01')")
    connection.commit()
    connection.close()
    with pytest.raises(StorageError, match="written by a newer version"):
        open_runlog(path)


def test_a_log_from_before_places_of_feedback_is_taken_up(tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    old = Database(path, MIGRATIONS[:1])
    with old.transaction() as connection:
        connection.execute(
            "INSERT INTO feedback (sha256, schema_sha256, pointer, action, old, new, at, note, who)"
            " VALUES ('d', 's', '/total', 'edit', '1', '2', '2026-11-23T13:00:00+00:00', '', 'ada')"
        )
    old.close()
    with open_runlog(path) as log:
        (feedback,) = log.feedback("d", "s")
    assert (feedback.new, feedback.place) == (2, None)


def test_migrations_are_applied_once_and_in_order(tmp_path: Path) -> None:
    calls = []

    def one(connection: sqlite3.Connection) -> None:
        calls.append("one")
        connection.execute("CREATE TABLE t (a)")

    def two(connection: sqlite3.Connection) -> None:
        calls.append("two")
        connection.execute("ALTER TABLE t ADD COLUMN b")

    for migrations in ([one], [one, two], [one, two]):
        Database(tmp_path / "a.db", migrations).close()
    assert calls == ["one", "two"]


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE t (a)")
        connection.execute("CREATE TABLE t (a)")

    with pytest.raises(StorageError, match="already exists"):
        Database(tmp_path / "a.db", [broken])
    database = Database(tmp_path / "a.db", [])
    assert database.rows("SELECT name FROM sqlite_master WHERE name = 't'") == []
    database.close()


@pytest.mark.parametrize("name", ["folder", "folder/file/runs.db"])
def test_a_path_that_cannot_be_a_log_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").touch()
    with pytest.raises(StorageError) as caught:
        open_runlog(tmp_path / name)
    assert caught.value.at == str(tmp_path / name)


@contextmanager
def no_large_file(_: RunLog) -> Iterator[None]:
    """No file may grow beyond 512 KiB."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512 * 1024, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def no_more_pages(log: RunLog) -> Iterator[None]:
    """The database may not grow beyond 128 pages; SQLite says what it says on a full disk."""
    log._database.rows("PRAGMA max_page_count = 128")
    yield


@pytest.mark.parametrize(
    ("limit", "reason"),
    [(no_large_file, "reading or writing failed"), (no_more_pages, "the disk is full")],
)
def test_a_full_disk_is_named_and_what_was_kept_stays(
    log: RunLog, limit: Callable[[RunLog], AbstractContextManager[None]], reason: str
) -> None:
    run = start(log)
    log.add_record(make_record(run))
    large = ATTEMPTS[0].model_copy(update={"prompt": "x" * 1_000_000})
    with limit(log):
        with pytest.raises(StorageError, match=reason) as caught:
            log.add_record(make_record(run, "b.pdf"), [large])
        assert caught.value.at == str(log.path)
        assert "space" in str(caught.value.hint)
        assert [record.source.path for record in log.records(run)] == ["a.pdf"]
        log.add_record(make_record(run, "c.pdf"))
