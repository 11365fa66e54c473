"""Runs that end before their time, and how they go on."""

from __future__ import annotations

import itertools
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from command import FIELDS, INVOICE, call, call_process, children_of, command, write_invoices
from openpyxl import load_workbook

from extractor.config import load_settings
from extractor.errors import StorageError
from extractor.generation import Engine
from extractor.outputs import open_output
from extractor.pipeline import Job, Pipeline, open_pipeline
from extractor.record import Attempt, Record
from extractor.schema import load_schema
from extractor.sources import Source

DOCUMENTS = 24


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_invoices(tmp_path / "inbox", DOCUMENTS)
    return tmp_path / "inbox"


def _lines(output: Path) -> int:
    """Of a file that may not be there: a run first tries whether it can be written."""
    try:
        return output.read_bytes().count(b"\n")
    except FileNotFoundError:
        return 0


def stop_midway(
    folder: Path, output: Path, how: signal.Signals, *, busy: int = 0
) -> tuple[int, str, float]:
    """Starts a run, stops it when some records are written, with `busy` programs beside it.

    Gives its exit code, its stderr, and the seconds that it took to be gone with its children.
    """
    line = command("run", folder, "--schema", FIELDS, "-o", output, "--no-cache")
    with subprocess.Popen(line, stderr=subprocess.PIPE, text=True) as process, ExitStack() as stack:
        deadline = time.monotonic() + 60
        while _lines(output) < 3:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.005)
        children = children_of(process.pid)
        assert len(children) > 1, "an engine and a reader at least"
        for _ in range(busy):
            stack.enter_context(spinning())
        started = time.monotonic()
        process.send_signal(how)
        said = process.communicate(timeout=60)[1]
        while any(is_running(pid) for pid in children):
            assert time.monotonic() < deadline, "it has left processes behind"
            time.sleep(0.005)
        taken = time.monotonic() - started
    return process.returncode, said, taken


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def spinning() -> Iterator[None]:
    """A program that would like a whole core, once it has begun."""
    spin = "print(flush=True)\nwhile True: pass"
    line = [sys.executable, "-c", spin]
    with subprocess.Popen(line, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield
        finally:
            process.kill()


def written(output: Path) -> list[str]:
    return [json.loads(line)["source"]["path"] for line in output.read_text("utf-8").splitlines()]


def test_a_killed_run_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    code, _, _ = stop_midway(folder, output, signal.SIGKILL)
    assert code == -signal.SIGKILL
    before = output.read_bytes().split(b"\n")[:-1]
    assert 3 <= len(before) < DOCUMENTS

    assert call("run", folder, "--schema", FIELDS, "-o", output, "--resume").code == 0
    assert sorted(written(output)) == sorted(map(str, folder.iterdir()))
    assert output.read_bytes().split(b"\n")[: len(before)] == before
    (run,) = json.loads(call("log", "list", "--json").out)
    assert (run["state"], sum(run["documents"].values())) == ("finished", DOCUMENTS)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_who_asks_a_run_to_end_is_told_how_to_go_on(
    folder: Path, tmp_path: Path, how: signal.Signals
) -> None:
    output = tmp_path / "out.jsonl"
    code, said, _ = stop_midway(folder, output, how)
    assert code == 130
    assert said.startswith("interrupted after ")
    assert said.endswith(f"-o {output} --no-cache --resume\n")
    (run,) = json.loads(call("log", "list", "--json").out)
    assert run["state"] == "interrupted"
    assert sum(run["documents"].values()) >= len(written(output))


@pytest.mark.parametrize("format", ["jsonl", "json"])  # written record by record, and at the end
def test_who_finds_the_disk_full_is_told_how_to_go_on(tmp_path: Path, format: str) -> None:
    paths = write_invoices(tmp_path / "inbox", 3)
    line = ["run", str(tmp_path / "inbox"), "--schema", FIELDS, "--format", format]
    with Path("/dev/full").open("wb") as full:
        done = call_process(*line, stdout=full)
    assert done.code == 1
    told, hint = done.err.splitlines()
    assert told.startswith("error: No space left on device")
    again = shlex.join(["extractor", *line, "--resume"])
    assert hint == f" hint: free some space, then go on with: {again}"
    resumed = call(*line, "--resume")
    assert resumed.code == 0
    records = resumed.records if format == "jsonl" else json.loads(resumed.out)
    assert sorted(record["source"]["path"] for record in records) == sorted(map(str, paths))


def test_a_run_ends_soon_beside_busy_programs(folder: Path, tmp_path: Path) -> None:
    """Taking the interpreter and its modules apart took three seconds and more."""
    busy = 2 * (os.cpu_count() or 1)
    code, said, taken = stop_midway(folder, tmp_path / "out.jsonl", signal.SIGINT, busy=busy)
    assert (code, said[:18]) == (130, "interrupted after ")
    assert taken < 2.0


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_needs_nobody_who_listens(times: int) -> None:
    """Once where nothing catches it, once more where what catches it does not come to its end."""
    code = f"""
import extractor.cli, extractor.__main__, time
def endless():
    for _ in range({times}):
        try:
            print("at work", flush=True)
            time.sleep(60)
        except KeyboardInterrupt:
            if {times} == 1:
                raise
extractor.cli.run_cli = endless
extractor.__main__.main()
"""
    line = [sys.executable, "-c", code]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as one:
        assert one.stdout is not None
        for _ in range(times):
            assert one.stdout.readline() == "at work\n"
            one.send_signal(signal.SIGINT)
        assert one.communicate(timeout=20) == ("", "")
    assert one.returncode == 130


def test_a_terminal_that_tells_twice_that_it_closes_does_not_cut_the_ending_short() -> None:
    code = """
import extractor.cli, extractor.__main__, signal, sys, time
def closing():
    try:
        print("at work", flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        print("ending", flush=True)
        sys.stdin.readline()
        print("ended")
        return 130
signal.signal(signal.SIGHUP, signal.SIG_DFL)
extractor.cli.run_cli = closing
extractor.__main__.main()
"""
    line, pipe = [sys.executable, "-c", code], subprocess.PIPE
    with subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as one:
        assert one.stdout is not None
        for said in ("at work\n", "ending\n"):
            assert one.stdout.readline() == said
            one.send_signal(signal.SIGHUP)
        assert one.communicate("\n", timeout=20) == ("ended\n", "")
    assert one.returncode == 130


# ------------------------------------------------------------------ what a resumed run reads again


def stopped_after(count: int, pipeline: Pipeline, job: Job) -> list[Record]:
    """The first records of a run that is then left."""
    with closing(pipeline.run(job)) as records:
        return list(itertools.islice(records, count))


def test_a_collected_output_has_what_was_done_before_too(tmp_path: Path, engine: Engine) -> None:
    sources = [Source(str(path)) for path in write_invoices(tmp_path / "inbox", 5)]
    with open_pipeline(load_settings(), engine) as pipeline:
        stopped_after(3, pipeline, Job(load_schema(FIELDS), sources))
    output = tmp_path / "out.xlsx"
    line = ["run", tmp_path / "inbox", "--schema", FIELDS, "-o", output, "--resume"]
    assert call(*line).code == 0
    sheet = load_workbook(output).active
    assert sheet is not None
    assert sheet.max_row == 5 + 1


@pytest.mark.parametrize("name", ["out.jsonl", "out/"])
def test_what_was_written_while_the_log_was_off_is_neither_lost_nor_written_twice(
    tmp_path: Path, engine: Engine, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    paths = [str(path) for path in write_invoices(tmp_path / "inbox", 8)]
    schema, output = load_schema(FIELDS), f"{tmp_path}/{name}"
    with (
        open_pipeline(load_settings(jobs=1), engine) as pipeline,
        open_output(output, None, schema.root) as records,
    ):
        keep, room = pipeline.log.add_record, iter(range(2))

        def add_record(record: Record, attempts: Sequence[Attempt]) -> None:
            if next(room, None) is None:
                raise StorageError("the disk is full")
            keep(record, attempts)

        monkeypatch.setattr(pipeline.log, "add_record", add_record)
        for record in stopped_after(5, pipeline, Job(schema, [Source(path) for path in paths])):
            records.write(record)
    # In another order, so that the ids of the three go to other documents.
    line = ["run", *reversed(paths), "--schema", FIELDS, "-o", output, "--resume"]
    assert call(*line).code == 0
    if name == "out.jsonl":
        assert sorted(written(tmp_path / name)) == paths
    else:
        files = {path.stem: json.loads(path.read_bytes()) for path in (tmp_path / name).iterdir()}
        found = {stem: record["source"]["path"] for stem, record in files.items()}
        assert found == {Path(path).stem: path for path in paths}


def test_only_an_unfinished_run_of_the_same_job_is_resumed(tmp_path: Path, engine: Engine) -> None:
    paths = write_invoices(tmp_path / "inbox", 3)
    with open_pipeline(load_settings(), engine) as pipeline:
        job = Job(load_schema(FIELDS), [Source(str(path)) for path in paths])
        (record,) = stopped_after(1, pipeline, job)
    others = [path for path in paths if str(path) != record.source.path]
    for documents, schema in ((paths, "vendor, tax float"), (others, FIELDS)):
        refused = call("run", *documents, "--schema", schema, "--resume")
        assert refused.code == 2
        assert "no unfinished run of these documents with schema 'fields'" in refused.err
    assert call("run", *paths, "--schema", FIELDS, "--resume").code == 0
    again = call("run", *paths, "--schema", FIELDS, "--resume")
    assert again.code == 2, "that run is finished"


def test_what_failed_is_tried_again_and_replaces_no_other_record(
    tmp_path: Path, engine: Engine
) -> None:
    sources = [
        Source(str(tmp_path / "missing.txt")),
        *(Source(str(path)) for path in write_invoices(tmp_path / "inbox", 4)),
    ]
    schema = load_schema(FIELDS)
    with open_pipeline(load_settings(jobs=1), engine) as pipeline:
        records = stopped_after(2, pipeline, Job(schema, sources))
        run = records[0].run
        for _ in range(2):
            records += stopped_after(2, pipeline, Job(schema, sources, resume=run))
        records += list(pipeline.run(Job(schema, sources, resume=run)))
    assert len({record.id for record in records}) == len(records)
    done = [record.source.path for record in records if record.status != "failed"]
    assert sorted(done) == [source.path for source in sources[1:]]


def test_the_attachments_of_a_mail_that_was_done_are_not_lost(
    tmp_path: Path, engine: Engine
) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", "Invoices"
    mail.set_content("Two invoices are attached.")
    for name in ("one.txt", "two.txt"):
        mail.add_attachment(INVOICE, filename=name)
    path = tmp_path / "mail.eml"
    path.write_bytes(bytes(mail))
    schema = load_schema(FIELDS)
    with open_pipeline(load_settings(jobs=1), engine) as pipeline:
        first = stopped_after(2, pipeline, Job(schema, [Source(str(path))]))
        rest = list(pipeline.run(Job(schema, [Source(str(path))], resume=first[0].run)))
    assert [record.source.path for record in (*first, *rest)] == [
        str(path),
        f"{path}#one.txt",
        f"{path}#two.txt",
    ]
