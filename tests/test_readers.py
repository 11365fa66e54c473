"""Reading in worker processes: limits are kept, and a lost worker is one failed document."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Document
from extractor.errors import (
    DocumentError,
    DocumentNotFound,
    DocumentTooLarge,
    ReaderCrashed,
    ReaderTimeout,
    UsageError,
)
from extractor.readers import Limits, ReaderPool, ReadOptions, parse_pages, read_document
from extractor.readers.options import page_list


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(1) as pool:
        yield pool


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(60, 700, "Dear reader")
    canvas.save()
    return path


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """Pages enough to keep a reader busy for seconds."""
    path = tmp_path / "slow.pdf"
    canvas = Canvas(str(path), pageCompression=1)
    for number in range(400):
        for row in range(60):
            canvas.drawString(50, 800 - 13 * row, f"row {row} of page {number} " * 6)
        canvas.showPage()
    canvas.save()
    return path


def workers() -> list[int]:
    """Process ids of this process's readers."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if "extractor.readers" in line]


def test_a_worker_gives_the_same_document_as_reading_here(pool: ReaderPool, letter: Path) -> None:
    there = pool.submit(letter).result()
    assert replace(there, read_seconds=0.0) == read_document(letter)
    assert there.read_seconds > 0
    assert pool.submit(str(letter)).result().path == str(letter)


def test_bytes_are_read_under_the_name_they_are_given(pool: ReaderPool) -> None:
    document = pool.submit(b"a;b;c\n1;2;3\n4;5;6\n", name="mail.eml#table.csv").result()
    assert document.path == "mail.eml#table.csv"
    assert document.text == "a  b  c\n1  2  3\n4  5  6"


def test_attachments_cross_the_pipe_unchanged(pool: ReaderPool) -> None:
    data = bytes(range(256))
    mail = (
        b"From: a@example.org\nSubject: x\nContent-Type: application/octet-stream\n"
        b'Content-Disposition: attachment; filename="raw.bin"\nContent-Transfer-Encoding: 8bit\n\n'
    )
    assert pool.submit(mail + data, name="m.eml").result().attachments[0].data == data


def test_errors_of_readers_arrive_as_they_were_raised(pool: ReaderPool, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 no more")
    with pytest.raises(DocumentError) as here:
        read_document(broken)
    with pytest.raises(DocumentError) as there:
        pool.submit(broken).result()
    assert type(there.value) is type(here.value)
    assert (str(there.value), there.value.hint) == (str(here.value), here.value.hint)


def test_files_that_cannot_be_opened_are_named(pool: ReaderPool, tmp_path: Path) -> None:
    with pytest.raises(DocumentNotFound, match=r"none\.pdf: no such file"):
        pool.submit(tmp_path / "none.pdf").result()
    with pytest.raises(DocumentNotFound, match="is a folder"):
        pool.submit(tmp_path).result()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DocumentNotFound, match="not a regular file"):
        pool.submit(tmp_path / "pipe").result()
    big = tmp_path / "big.txt"
    big.write_text("x" * 5000)
    with pytest.raises(DocumentTooLarge, match="over the limit"):
        pool.submit(big, ReadOptions(limits=Limits(file_bytes=1000))).result()


def test_a_document_that_takes_too_long_ends_its_worker_only(
    pool: ReaderPool, letter: Path, slow: Path
) -> None:
    start = time.monotonic()
    with pytest.raises(ReaderTimeout, match=r"not read within 0\.5 seconds") as late:
        pool.submit(slow, ReadOptions(limits=Limits(seconds=0.5))).result()
    assert time.monotonic() - start < 10
    assert late.value.at == str(slow)
    assert pool.submit(letter).result().text == "Dear reader"


def test_a_worker_that_dies_is_one_failed_document(
    pool: ReaderPool, letter: Path, slow: Path
) -> None:
    pool.submit(letter).result()
    (worker,) = workers()
    reading = pool.submit(slow)
    os.kill(worker, signal.SIGSEGV)
    with pytest.raises(ReaderCrashed, match="SIGSEGV"):
        reading.result()
    assert pool.submit(letter).result().text == "Dear reader"
    assert workers() not in ([], [worker])


def test_a_document_that_needs_too_much_memory_fails_alone(
    pool: ReaderPool, letter: Path, slow: Path
) -> None:
    with pytest.raises(ReaderCrashed, match="limit"):
        pool.submit(slow, ReadOptions(limits=Limits(memory=60 * 1024 * 1024))).result()
    assert pool.submit(letter).result().text == "Dear reader"


def test_workers_stay_warm(pool: ReaderPool, letter: Path) -> None:
    pool.submit(letter).result()
    before = workers()
    pool.submit(letter).result()
    assert workers() == before


def test_code_beside_the_documents_is_not_run(
    letter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (letter.parent / "json.py").write_text("raise SystemExit('planted')")
    monkeypatch.chdir(letter.parent)
    with ReaderPool(1) as pool:
        assert pool.submit(letter).result().text == "Dear reader"


def test_closing_cancels_what_waits_and_leaves_no_process(letter: Path, slow: Path) -> None:
    before = workers()
    with ReaderPool(2) as pool:
        done = pool.submit(letter)
        done.result()
        running = [pool.submit(slow) for _ in range(2)]
        waiting = [pool.submit(letter) for _ in range(20)]
        time.sleep(0.2)
    assert workers() == before
    assert isinstance(done.result(), Document)
    assert all(future.done() for future in [*running, *waiting])
    assert waiting[-1].cancelled()
    with pytest.raises(RuntimeError, match="closed"):
        pool.submit(letter)


@pytest.mark.skipif(sys.platform != "linux", reason="a killed parent is noticed on Linux")
def test_no_worker_outlives_a_killed_parent(slow: Path) -> None:
    script = (
        "import sys, time\n"
        "from extractor.readers import ReaderPool\n"
        "pool = ReaderPool(1)\n"
        "pool.submit(b'some text', name='a.txt').result()\n"
        "pool.submit(sys.argv[1])\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(slow)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(parent.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        worker = int(listed.stdout.split()[0])
        parent.kill()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{worker}/cmdline").exists() and time.monotonic() < deadline:
        if "Z" in Path(f"/proc/{worker}/stat").read_text().rsplit(")", 1)[-1].split()[0]:
            return  # dead, and waiting for init to notice
        time.sleep(0.05)
    assert not Path(f"/proc/{worker}").exists()


def test_page_ranges_are_read_as_a_person_writes_them() -> None:
    assert parse_pages("1-3, 5") == (range(1, 4), range(5, 6))
    assert ReadOptions(pages=parse_pages("2,7-")).wants(100)
    assert not ReadOptions(pages=parse_pages("2,7-")).wants(3)
    assert page_list([1, 2, 3, 5, 8, 9]) == "1-3, 5, 8-9"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("one", "'one' is not a page"),
        ("1,,3", "'' is not a page"),
        ("0-2", "pages count from 1"),
        ("5-2", "'5-2' runs backwards"),
    ],
)
def test_a_page_range_that_makes_no_sense_is_quoted(text: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem) as refused:
        parse_pages(text)
    assert refused.value.at == f"pages '{text}'"


@pytest.mark.skipif("EXTRACTOR_CORPORA" not in os.environ, reason="EXTRACTOR_CORPORA is not set")
def test_every_file_of_a_corpus_gives_a_document_or_a_typed_error(pool: ReaderPool) -> None:
    files = [path for path in Path(os.environ["EXTRACTOR_CORPORA"]).rglob("*") if path.is_file()]
    for path, future in [(path, pool.submit(path)) for path in files]:
        error = future.exception()
        assert error is None or (isinstance(error, DocumentError) and error.at), path
