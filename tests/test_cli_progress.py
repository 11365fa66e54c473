"""What a person watches while a run goes on."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from extractor.cli.progress import Watch
from extractor.events import (
    AttemptStarted,
    DocumentRead,
    DocumentStarted,
    Event,
    RunStarted,
    TextArrived,
)


def seen(*events: Event, documents: int = 3, width: int = 80) -> str:
    """The live view after some events."""
    console = Console(file=io.StringIO(), force_terminal=True, width=width, color_system=None)
    watch = Watch(console, documents, to=None)
    for event in events:
        watch(event)
    with console.capture() as shown:
        console.print(watch._view())
    return shown.get()


def in_work(path: str, text: str) -> Iterator[Event]:
    yield DocumentStarted(path)
    yield DocumentRead(path, pages=2, windows=1, seconds=0.1)
    yield AttemptStarted(path, window=1, windows=1, number=1)
    yield TextArrived(path, text)


def test_one_document_shows_what_is_written_of_it():
    shown = seen(RunStarted("r", 1), *in_work("a.pdf", '{"total":'), documents=1)
    assert "a.pdf  extracting" in shown
    assert '{"total":' in shown


def test_several_documents_have_a_line_each():
    events = [event for name in "abc" for event in in_work(f"{name}.pdf", f'{{"name": "{name}"')]
    shown = seen(RunStarted("r", 9), *events, DocumentStarted("d.pdf"))
    lines = shown.splitlines()
    for name, line in zip("abc", lines, strict=False):
        assert f'{name}.pdf  {{"name": "{name}"' in line
    assert "d.pdf  reading" in lines[3]
    assert "0/9 documents" in lines[4]


def test_text_goes_to_the_document_it_belongs_to():
    texts = [TextArrived("b.pdf", "BBB"), TextArrived("a.pdf", "AAA"), TextArrived("b.pdf", "bbb")]
    shown = seen(
        RunStarted("r", 2), *in_work("a.pdf", "{"), *in_work("b.pdf", "["), *texts
    ).splitlines()
    assert shown[0].rstrip().endswith("{AAA")
    assert shown[1].rstrip().endswith("[BBBbbb")


def test_more_than_fit_are_counted_and_no_line_is_broken():
    events = [event for n in range(12) for event in in_work(f"{n:02}-" + "x" * 90, "y漢" * 200)]
    shown = seen(RunStarted("r", 20), *events, width=60).splitlines()
    assert len(shown) == 8 + 1 + 1
    assert "and 4 more" in shown[8]
    assert all(len(line.rstrip()) <= 60 for line in shown)


@pytest.mark.parametrize("documents", [1, 3])
def test_before_the_first_document_it_says_what_it_waits_for(documents: int):
    assert "loading the model" in seen(documents=documents)
    assert "reading" in seen(RunStarted("r", documents), documents=documents)
