"""Bad input: one clear line, the right exit code, and other documents unaffected."""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from command import FIELDS, INVOICE, Result, call, call_process, command, write_invoices
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extractor.models import EMBEDDED_FILE


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.txt"
    path.write_text(INVOICE, encoding="utf-8")
    return path


def refusal(done: Result) -> str:
    """The one line of an error; whatever follows it is the hint."""
    first, *rest = done.err.splitlines()
    assert done.out == ""
    assert first.startswith("error: ")
    assert all(line.startswith(" hint: ") for line in rest)
    return first.removeprefix("error: ")


# ----------------------------------------------------- documents: a failed record, the run goes on


def missing(path: Path) -> None:
    """A file that is not there."""


def empty(path: Path) -> None:
    path.touch()


def endless(path: Path) -> None:
    os.mkfifo(path)


def unreadable(path: Path) -> None:
    """A file that not even root can read."""
    path.symlink_to("/proc/self/mem")


def corrupt(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n1 0 obj\nnothing of the kind")


def bomb(path: Path) -> None:
    """A spreadsheet of half a megabyte that inflates to 600."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as entry:
            for _ in range(600):
                entry.write(bytes(1 << 20))


def encrypted(path: Path) -> None:
    canvas = Canvas(str(path), encrypt=StandardEncryption("secret"))
    canvas.drawString(72, 720, "Invoice INV-2024-00871")
    canvas.save()


@pytest.mark.parametrize(
    ("make", "name", "reason"),
    [
        (missing, "bad.pdf", "no such file; check the path"),
        (empty, "bad.pdf", "the file is empty"),
        (endless, "bad.pdf", "is not a regular file"),
        (unreadable, "bad.pdf", "Input/output error"),
        (corrupt, "bad.pdf", "damaged"),
        (bomb, "bad.xlsx", "limit"),
        (encrypted, "bad.pdf", "password"),
    ],
)
def test_a_bad_document_is_one_line_and_one_failed_record(
    tmp_path: Path, good: Path, make: Callable[[Path], None], name: str, reason: str
) -> None:
    make(tmp_path / name)
    done = call("run", tmp_path / name, good, "--schema", FIELDS, "--password", "wrong")
    assert done.code == 1
    (line,) = done.err.splitlines()
    assert line.startswith(f"failed: {tmp_path / name}: ")
    assert reason in line
    records = {Path(record["source"]["path"]).name: record for record in done.records}
    assert records[name]["status"] == "failed"
    assert reason in records[name]["error"]
    assert records["good.txt"]["status"] in {"ok", "review"}


def test_the_right_password_opens_a_document(tmp_path: Path) -> None:
    encrypted(tmp_path / "locked.pdf")
    line = ["run", tmp_path / "locked.pdf", "--schema", "number str", "--password", "secret"]
    (record,) = call(*line).records
    assert record["status"] != "failed"


# ------------------------------------------------------ usage: nothing is run, nothing is written


def test_nothing_that_was_named_exists(tmp_path: Path) -> None:
    done = call("run", tmp_path / "nowhere.pdf", "--schema", FIELDS)
    assert done.code == 2
    assert refusal(done) == f"no such file or folder: '{tmp_path}/nowhere.pdf'"


def test_an_empty_folder(tmp_path: Path) -> None:
    done = call("run", tmp_path, "--schema", FIELDS)
    assert done.code == 2
    assert refusal(done) == f"the folder is empty ({tmp_path})"


def test_a_name_that_no_record_can_carry_is_left_out_aloud(tmp_path: Path, good: Path) -> None:
    Path(os.fsdecode(bytes(tmp_path) + b"/\xff.txt")).touch()
    done = call("run", tmp_path, "--schema", FIELDS)
    assert [record["source"]["path"] for record in done.records] == [str(good)]
    assert (
        done.err == f"warning: left out: {tmp_path}/\ufffd.txt: its name is not UTF-8; rename it\n"
    )


def test_a_schema_with_a_typing_error_shows_the_place(good: Path) -> None:
    done = call("run", good, "--schema", "vendor, total flaot")
    assert done.code == 2
    assert done.err == (
        "error: unknown type 'flaot' (schema 1:15)\n"
        "  vendor, total flaot\n"
        "                ^\n"
        " hint: did you mean float?\n"
    )


def test_a_schema_file_that_is_wrong_names_its_place(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("type: object\nproperties: {a: {type: strnig}}\n", encoding="utf-8")
    done = call("run", good, "--schema", path)
    assert done.code == 2
    assert f"({path}#/properties/a/type)" in refusal(done)


def test_a_ready_schema_that_is_not_there(good: Path) -> None:
    done = call("run", good, "--schema", "invoise")
    assert (done.code, refusal(done)) == (2, "no ready schema 'invoise'")
    assert "did you mean invoice?" in done.err


def test_a_schema_whose_grammar_does_not_compile(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "heavy.yaml"
    path.write_text(
        "type: object\nproperties: {a: {type: string, maxLength: 10000000000, x-source: free}}\n",
        encoding="utf-8",
    )
    done = call("run", good, "--schema", path)
    assert done.code == 2
    assert refusal(done).startswith("no grammar can be made of it")
    assert call("schemas", "check", path).code == 2


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--pages", "3-1"], "'3-1' runs backwards"),
        (["--format", "pdf"], "no format 'pdf'"),
        (["--n-ctx", "-4"], "n_ctx should be greater than or equal to 0, not -4"),
        (["--n-ctx", "many"], "invalid value for '--n-ctx'"),
        (["--json"], "--json belongs to --dry-run"),
        (["--bogus"], "no such option: --bogus"),
        (["--resume"], "no unfinished run of these documents"),
    ],
)
def test_a_wrong_option_is_found_before_anything_is_read(
    good: Path, options: list[str], reason: str
) -> None:
    done = call("run", good, "--schema", FIELDS, *options)
    assert done.code == 2
    assert refusal(done).startswith(reason)


def test_a_wrong_setting_names_its_source(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_N_CTXX", "1")
    done = call("run", good, "--schema", FIELDS)
    assert (done.code, refusal(done)) == (2, "unknown setting 'n_ctxx' (EXTRACTOR_N_CTXX)")


def test_an_output_that_exists_is_kept_without_force(good: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text("mine\n", encoding="utf-8")
    done = call("run", good, "--schema", FIELDS, "-o", output)
    assert (done.code, refusal(done)) == (2, f"exists already ({output})")
    assert output.read_text(encoding="utf-8") == "mine\n"
    assert call("run", good, "--schema", FIELDS, "-o", output, "--force").code == 0
    assert output.read_text(encoding="utf-8").startswith('{"id"')


def unwritable(folder: Path) -> dict[str, str]:
    """Outputs that cannot be opened, and what is said of them."""
    (folder / "file").write_text("mine", encoding="utf-8")
    (folder / "file.jsonl").mkdir()
    (folder / "nowhere.jsonl").symlink_to(folder / "none" / "out.jsonl")
    (folder / "round.csv").symlink_to(folder / "round.csv")
    long = "n" * 300
    return {
        "": "no name (-o)",
        "/proc/out.jsonl": "cannot be written: No such file or directory (/proc/out.jsonl)",
        "/proc/out.csv": "cannot be written: No such file or directory (/proc/out.csv)",
        "/proc/out/": "cannot be written: No such file or directory (/proc/out/)",
        "/proc/x/out.json": "no folder '/proc/x' (/proc/x/out.json)",
        f"{folder}/file/out.jsonl": "a file stands where a folder should be "
        f"({folder}/file/out.jsonl)",
        f"{folder}/file/": f"is a file, not a folder ({folder}/file)",
        f"{folder}/nowhere.jsonl": "cannot be written: No such file or directory "
        f"({folder}/nowhere.jsonl)",
        f"{folder}/round.csv": "cannot be written: Too many levels of symbolic links "
        f"({folder}/round.csv)",
        f"{folder}/{long}.jsonl": f"cannot be written: File name too long ({folder}/{long}.jsonl)",
        f"{folder}/{long}/": f"cannot be written: File name too long ({folder}/{long}/)",
    }


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's, and so are the words")
def test_an_output_that_cannot_be_written_is_found_before_anything_is_read(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError("sources were looked for")

    monkeypatch.setattr("extractor.cli.work.find_sources", read)
    for output, said in unwritable(tmp_path).items():
        before = sorted(tmp_path.iterdir())
        done = call("run", good, "--schema", FIELDS, "-o", output)
        assert (done.code, refusal(done)) == (2, said)
        assert len(done.err.splitlines()) == 2  # the second is what to do
        assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's, and so are the words")
@pytest.mark.parametrize("place", ["/proc/new.yaml", "/proc/x/new.yaml", "{}/file/new.py"])
def test_a_draft_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    path = place.format(tmp_path)
    done = call("schemas", "new", "mine", "a, b", "-o", path)
    assert done.code == 2
    assert refusal(done).endswith(f"({path})")
    assert len(done.err.splitlines()) == 2


def test_an_output_may_be_a_link_to_nothing_yet(good: Path, tmp_path: Path) -> None:
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "out.jsonl")
    assert call("run", good, "--schema", FIELDS, "-o", tmp_path / "link.jsonl").code == 0
    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8").startswith('{"id"')


# ------------------------------------------------------------------------------- models and disks


def test_a_model_that_is_not_there(good: Path) -> None:
    done = call("run", good, "--schema", FIELDS, "--model", "nowhere")
    assert (done.code, refusal(done)) == (3, "no model 'nowhere' on this machine")


def test_a_model_that_is_not_gguf(good: Path) -> None:
    done = call("run", good, "--schema", FIELDS, "--model", good)
    assert (done.code, refusal(done)) == (3, f"this is not a GGUF file ({good})")


def test_a_model_that_is_cut_short(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "short.gguf"
    path.write_bytes(EMBEDDED_FILE.read_bytes()[:100_000])
    done = call("run", good, "--schema", FIELDS, "--model", path)
    assert done.code == 3
    assert refusal(done).startswith("llama.cpp cannot load this file")


def test_a_full_disk(good: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = call_process("run", good, "--schema", FIELDS, stdout=full)
    assert done.code == 1
    assert refusal(done).startswith("No space left on device")
    device = call("run", good, "--schema", FIELDS, "-o", "/dev/full", "--format", "jsonl")
    assert (device.code, refusal(device)) == (2, "not an ordinary file (/dev/full)")


def test_a_reader_of_stdout_that_leaves(good: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    with io.FileIO(theirs, "w") as gone:
        done = call_process("run", good, "--schema", FIELDS, stdout=gone)
    assert (done.code, done.err) == (1, "")


def test_a_fault_of_the_program_is_one_line_and_a_traceback_in_a_file(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("extractor.config.load_settings", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    done = call("run", good, "--schema", FIELDS)
    assert (done.code, refusal(done)) == (1, "unexpected ZeroDivisionError: by nothing")
    (kept,) = tmp_path.glob("extractor-error-*")
    assert str(kept) in done.err
    assert "Traceback" in kept.read_text(encoding="utf-8")
    assert "Traceback" in call("--debug", "run", good, "--schema", FIELDS).err


@pytest.mark.parametrize(
    ("closed", "code", "said"),
    [
        ("<&-", 1, "the file is empty"),
        (">&-", 1, "Bad file descriptor (stdout)"),
        ("2>&-", 0, ""),
    ],
)
def test_a_stream_that_is_closed(tmp_path: Path, closed: str, code: int, said: str) -> None:
    """A file that is opened later must not be taken for it."""
    (path,) = write_invoices(tmp_path / "inbox", 1)
    document = "-" if closed == "<&-" else path
    line = shlex.join(command("run", document, "--schema", FIELDS)) + f" {closed}"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == (1 if closed == "<&-" else 2 if said else 0)
