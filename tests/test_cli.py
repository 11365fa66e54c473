"""The command line: what each command prints, where it prints it, and how it exits."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from command import FIELDS, INVOICE, call, call_process, command, write_invoices
from openpyxl import load_workbook

from benchmarks.pseudo_terminal import PseudoTerminal
from extractor.config import load_settings
from extractor.engine.prefix_store import prefix_folder
from extractor.generation import Engine
from extractor.pipeline import Job, open_pipeline
from extractor.schema import load_schema
from extractor.sources import Source


@pytest.fixture
def invoice(tmp_path: Path) -> Path:
    path = tmp_path / "invoice.txt"
    path.write_text(INVOICE, encoding="utf-8")
    return path


# ------------------------------------------------------------------------------------------ start


def test_help_loads_neither_the_engine_nor_the_workbench_nor_pydantic() -> None:
    code = (
        "import sys; from extractor.cli import run_cli; run_cli(['--help']);"
        "heavy = {'llama_cpp', 'textual', 'pydantic', 'numpy', 'instructor'} & set(sys.modules);"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "schemas" in done.stdout


def test_help_starts_at_once() -> None:
    """Beyond what the library that shows it takes by itself, it hardly takes any time.

    Of the processor: the clock on the wall also counts what others run.
    """
    library = [sys.executable, "-c", "import typer, typer.rich_utils"]
    shown, loaded = zip(
        *((_processor_time(command("--help")), _processor_time(library)) for _ in range(5)),
        strict=True,
    )
    assert min(shown) < 1.4 * min(loaded)


def _processor_time(of: list[str]) -> float:
    """Seconds in user and system mode."""
    before = os.times()
    subprocess.run(of, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    user = after.children_user - before.children_user
    return user + after.children_system - before.children_system


def test_commands_stand_in_the_order_of_work() -> None:
    shown = re.findall(r"^│ (\w+) ", call("--help").out, flags=re.MULTILINE)
    assert shown == ["tui", "run", "schemas", "models", "log", "cache", "doctor"]


def test_without_arguments_it_shows_its_help() -> None:
    assert call() == call("--help")


def test_version() -> None:
    assert re.fullmatch(r"extractor \d+\.\d+\.\d+\n", call("--version").out)


def test_the_shell_completes_schema_names() -> None:
    asked = {"_EXTRACTOR_COMPLETE": "complete_bash", "COMP_CWORD": "3"}
    asked["COMP_WORDS"] = "extractor schemas show inv"
    done = call_process(env={**os.environ, **asked})
    assert "invoice" in done.out.split()


# ------------------------------------------------------------------------------------------- run


def test_data_goes_to_stdout_and_nothing_to_a_stderr_that_is_no_terminal(invoice: Path) -> None:
    done = call("run", invoice, "--schema", FIELDS)
    assert (done.code, done.err) == (0, "")
    (record,) = done.records
    assert record["source"]["path"] == str(invoice)
    assert set(record["data"]) == {"vendor", "invoice_number", "issued", "total"}
    assert record["fields"]["/total"]["page"] == 1


def test_one_document_as_json_is_an_object(invoice: Path) -> None:
    done = call("run", invoice, "--schema", FIELDS, "--format", "json")
    assert json.loads(done.out)["schema"]["name"] == "fields"


def test_a_document_from_stdin() -> None:
    done = call("run", "-", "--schema", FIELDS, stdin=INVOICE.encode())
    assert done.records[0]["source"]["path"] == "-"


def test_a_folder_is_read_to_the_bottom_without_what_is_hidden_or_no_document(
    tmp_path: Path,
) -> None:
    write_invoices(tmp_path / "deep", 2)
    (tmp_path / "README").write_text(INVOICE, encoding="utf-8")
    for name in (".hidden.txt", "program.exe", "notes.xyz"):
        (tmp_path / name).write_text(INVOICE, encoding="utf-8")
    done = call("run", tmp_path, "--schema", FIELDS)
    read = {Path(record["source"]["path"]).name for record in done.records}
    assert read == {"README", "invoice-00.txt", "invoice-01.txt"}
    assert done.err == "2 files left out: not named like a document\n"


def test_a_file_that_is_named_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "notes.xyz"
    path.write_text(INVOICE, encoding="utf-8")
    assert call("run", path, path, "--schema", FIELDS).records[0]["status"] != "failed"


def test_the_format_follows_the_name_of_the_output(invoice: Path, tmp_path: Path) -> None:
    done = call("run", invoice, "--schema", FIELDS, "-o", tmp_path / "out.xlsx")
    assert (done.code, done.out) == (0, "")
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    assert sheet.max_row == 2


def test_a_second_run_is_answered_from_the_cache_unless_told_not_to(invoice: Path) -> None:
    line = ["run", invoice, "--schema", FIELDS]
    assert [call(*line).records[0]["cached"] for _ in range(2)] == [False, True]
    assert not call(*line, "--no-cache").records[0]["cached"]


def test_the_password_is_not_logged(invoice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = ["run", str(invoice), "--schema", FIELDS, "--password", "s3cret"]
    monkeypatch.setattr(sys, "argv", ["extractor", *line])
    assert call(*line).code == 0
    shown = call("log", "show", "--json").out
    assert "s3cret" not in shown
    assert json.loads(shown)["command"][-2:] == ["--password", "..."]


def test_a_dry_run_tells_what_would_be_read_and_leaves_nothing(
    tmp_path: Path, invoice: Path
) -> None:
    (tmp_path / "empty.txt").touch()
    output = tmp_path / "out.jsonl"
    done = call("run", tmp_path, "--schema", FIELDS, "-o", output, "--dry-run", "--json")
    plan = json.loads(done.out)
    empty, found = plan["documents"]
    assert (empty["error"], done.code) == (f"{tmp_path}/empty.txt: the file is empty", 1)
    assert (found["path"], found["pages"], found["windows"]) == (str(invoice), 1, 1)
    assert 0 < found["seconds"] == plan["seconds"]
    assert not output.exists()
    assert json.loads(call("log", "list", "--json").out) == []
    assert "about" in call("run", invoice, "--schema", FIELDS, "--dry-run").out


def test_a_terminal_shows_the_fields_and_no_document_steers_it(tmp_path: Path) -> None:
    path = tmp_path / "evil.txt"
    path.write_text(INVOICE.replace("ACME", "\x1b]0;owned\x07ACME"), encoding="utf-8")
    line = command("run", path, "--schema", FIELDS, "-o", tmp_path / "out.jsonl")
    with PseudoTerminal(line) as terminal:
        assert terminal.wait_to_end() == 0
    assert b"invoice_number" in terminal.drawn
    assert b"1 document" in terminal.drawn
    assert b"\x1b]0;" not in terminal.drawn


# --------------------------------------------------------------------------------------- schemas


def test_ready_schemas_are_listed_with_their_fields() -> None:
    listed = {one["name"]: one for one in json.loads(call("schemas", "list", "--json").out)}
    assert "total" in listed["invoice"]["fields"]
    assert "bank_statement" in call("schemas", "list").out


def test_a_schema_is_shown_as_a_tree_or_as_json() -> None:
    shown = call("schemas", "show", "invoice").out
    assert re.search(r"line_items +list", shown)
    assert re.search(r"^ {3}quantity +float +parsed", shown, flags=re.MULTILINE)
    assert "properties" in json.loads(call("schemas", "show", "invoice", "--json").out)


def test_a_schema_is_checked_against_the_engine() -> None:
    done = call("schemas", "check", "invoice")
    assert done.code == 0
    assert "grounded" in done.err
    assert "free" in done.err


def test_a_draft_has_the_fields_of_its_line_and_then_a_name(tmp_path: Path) -> None:
    assert call("schemas", "new", "deal", "buyer, price float: in euro").code == 0
    assert list(json.loads(call("schemas", "show", "deal", "--json").out)["properties"]) == [
        "buyer",
        "price",
    ]
    again = call("schemas", "new", "deal", "other")
    assert (again.code, again.err.count("exists already")) == (2, 1)
    model = tmp_path / "deal.py"
    assert call("schemas", "new", "deal", "buyer, price float", "-o", model).code == 0
    assert list(load_schema(f"{model}:Deal").root.properties) == ["buyer", "price"]


# ----------------------------------------------------------------------- models, log, cache, doctor


def test_models_are_listed_and_explained() -> None:
    (embedded,) = json.loads(call("models", "list", "--json").out)
    assert embedded["name"] == "embedded"
    about = json.loads(call("models", "info", "--json").out)
    assert (about["profile"], about["quantization"]) == ("compact", "Q8_0")
    assert about["sha256"] in call("models", "info").out


def test_the_log_tells_of_runs_records_attempts_and_what_went_wrong(
    invoice: Path, tmp_path: Path
) -> None:
    assert call("log", "list").err == "no run is logged yet\n"
    assert call("log", "show").code == 2
    (tmp_path / "empty.txt").touch()
    records = {
        Path(record["source"]["path"]).name: record
        for record in call("run", tmp_path, "--schema", FIELDS).records
    }
    record = records["invoice.txt"]

    (run,) = json.loads(call("log", "list", "--json").out)
    assert (run["id"], run["state"]) == (record["run"], "finished")
    assert record["run"] in call("log", "list").out

    shown = json.loads(call("log", "show", record["id"], "--json").out)
    assert shown["record"] == record
    assert "ACME" in shown["attempts"][0]["prompt"]
    assert "INV-2024-00871" in call("log", "show", record["id"]).out
    assert "invoice.txt" in call("log", "show").out

    assert json.loads(call("log", "stats", "--json").out)["attempts"] >= 1
    assert "2 documents" in call("log", "stats", run["id"][:13]).out
    (failure,) = json.loads(call("log", "errors", "--json").out)
    assert failure["problems"] == ["the file is empty"]
    assert "the file is empty" in call("log", "errors").out


def test_the_log_shows_a_command_that_can_be_pasted(invoice: Path, engine: Engine) -> None:
    told = ("extractor", "run", "a b.txt", "--schema", FIELDS)
    job = Job(load_schema(FIELDS), [Source(str(invoice))], command=told)
    with open_pipeline(load_settings(), engine) as pipeline:
        list(pipeline.run(job))
    shown = call("log", "show", "last")
    assert " ".join(shlex.join(told).split()) in " ".join(shown.out.split())


def test_the_cache_is_counted_and_cleared(invoice: Path) -> None:
    call("run", invoice, "--schema", FIELDS)
    prompt = prefix_folder(load_settings().paths.engine) / "prompt"
    prompt.parent.mkdir(parents=True)
    prompt.write_bytes(b"computed")
    found = json.loads(call("cache", "stats", "--json").out)
    assert found["entries"] >= 1
    assert found["prompt_bytes"] == 8
    assert call("cache", "clear").code == 0
    found = json.loads(call("cache", "stats", "--json").out)
    assert (found["entries"], found["prompt_bytes"]) == (0, 0)


def test_the_doctor_tries_everything() -> None:
    done = call("doctor", "--json")
    checks = {check["name"]: check for check in json.loads(done.out)}
    assert [name for name, check in checks.items() if not check["ok"]] == []
    assert {"model", "recognition", "cache", "run log", "disk"} <= set(checks)
    assert done.code == 0


def test_the_doctor_names_what_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_MODEL", "nowhere")
    done = call("doctor")
    assert done.code == 1
    assert "no model 'nowhere' on this machine" in done.out
