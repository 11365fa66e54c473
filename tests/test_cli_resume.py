"""Runs that end before their time, and how they go on."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest
from command import FIELDS, call, command, write_invoices
from openpyxl import load_workbook

DOCUMENTS = 60


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


def test_a_collected_output_has_what_was_done_before_too(folder: Path, tmp_path: Path) -> None:
    stop_midway(folder, tmp_path / "out.jsonl", signal.SIGKILL)
    output = tmp_path / "out.xlsx"
    assert call("run", folder, "--schema", FIELDS, "-o", output, "--resume").code == 0
    sheet = load_workbook(output).active
    assert sheet is not None
    assert sheet.max_row == DOCUMENTS + 1


def test_only_an_unfinished_run_of_the_same_job_is_resumed(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    stop_midway(folder, output, signal.SIGKILL)
    other = call("run", folder, "--schema", "vendor, tax float", "-o", output, "--resume")
    assert other.code == 2
    assert "no unfinished run of these documents with schema 'fields'" in other.err
    (tmp_path / "else").mkdir()
    (path,) = write_invoices(tmp_path / "else", 1)
    assert call("run", path, "--schema", FIELDS, "-o", output, "--resume").code == 2
