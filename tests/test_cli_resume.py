"""Runs that end before their time, and how they go on."""

from __future__ import annotations

import itertools
import json
import signal
import subprocess
import time
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import pytest
from command import FIELDS, INVOICE, call, command, write_invoices
from openpyxl import load_workbook

from extractor.config import load_settings
from extractor.generation import Engine
from extractor.pipeline import Job, Pipeline, open_pipeline
from extractor.record import Record
from extractor.schema import load_schema
from extractor.sources import Source

DOCUMENTS = 24


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_invoices(tmp_path / "inbox", DOCUMENTS)
    return tmp_path / "inbox"


def stop_midway(folder: Path, output: Path, how: signal.Signals) -> tuple[int, str]:
    """Starts a run, stops it when some records are written; its exit code and stderr."""
    line = command("run", folder, "--schema", FIELDS, "-o", output, "--no-cache")
    with subprocess.Popen(line, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 60
        while not output.exists() or output.read_bytes().count(b"\n") < 3:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.005)
        process.send_signal(how)
        said = process.communicate(timeout=60)[1]
    return process.returncode, said


def written(output: Path) -> list[str]:
    return [json.loads(line)["source"]["path"] for line in output.read_text("utf-8").splitlines()]


def test_a_killed_run_goes_on_where_it_was(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    code, _ = stop_midway(folder, output, signal.SIGKILL)
    assert code == -signal.SIGKILL
    before = output.read_bytes().split(b"\n")[:-1]
    assert 3 <= len(before) < DOCUMENTS

    assert call("run", folder, "--schema", FIELDS, "-o", output, "--resume").code == 0
    assert sorted(written(output)) == sorted(map(str, folder.iterdir()))
    assert output.read_bytes().split(b"\n")[: len(before)] == before
    (run,) = json.loads(call("log", "list", "--json").out)
    assert (run["state"], sum(run["documents"].values())) == ("finished", DOCUMENTS)


def test_ctrl_c_says_how_to_go_on(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    code, said = stop_midway(folder, output, signal.SIGINT)
    assert code == 130
    assert said.startswith("interrupted after ")
    assert said.endswith(f"-o {output} --no-cache --resume\n")
    (run,) = json.loads(call("log", "list", "--json").out)
    assert run["state"] == "interrupted"


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
