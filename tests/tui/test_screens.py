"""Every screen as a picture, at two sizes, dark and light: `EXTRACTOR_SNAP=1` draws them anew."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from driving import ANSWER, NARROW, SCHEMA, WIDE, drive, until, workbench
from textual.pilot import Pilot

from extractor.engine.scripted import ScriptedEngine
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
from extractor.runlog import RunState, open_runlog
from extractor.schema import load_schema
from extractor.tui.app import Workbench
from extractor.tui.themes import DARK, LIGHT

SHOTS = Path(__file__).parent / "screens"
SCREENS: dict[str, Sequence[str]] = {
    "documents": ("1",),
    "page": ("2",),
    "fields": ("3", "down", "down"),
    "edit": ("3", "e"),
    "point": ("3", "down", "p", "shift+right"),
    "review": ("r",),
    "table": ("3", "end", "up", "up", "up", "up", "e"),
    "write": ("w",),
    "help": ("question_mark",),
    "schema": ("s",),
    "runs": ("l",),
    "attempts": ("l", "enter"),
    "figures": ("f",),
    "models": ("g",),
}


def record(path: Path, run: str, number: int, status: Status = Status.REVIEW) -> Record:
    """What was found in a document, one field for each way it can stand."""
    text = path.read_text()

    def found(words: str, state: FieldState, confidence: float) -> Field:
        start = text.index(words)
        span = (start, start + len(words))
        return Field(state=state, text=words, page=1, span=span, confidence=confidence)

    fields = {
        "/number": found("INV-77", FieldState.FUZZY, 0.42),
        "/issued": found("14 March 2024", FieldState.NORMALISED, 0.97),
        "/vendor": Field(state=FieldState.UNGROUNDED, confidence=0.11),
        "/paid": Field(state=FieldState.INFERRED, confidence=0.71),
        "/status": Field(state=FieldState.ABSENT, confidence=0.9),
        "/total": Field(
            state=FieldState.INVALID, confidence=0.0, problem="35,50 is no number: it was refused"
        ),
        "/lines/0/item": found("Hammer", FieldState.EXACT, 0.99),
        "/lines/0/amount": found("20.00", FieldState.EXACT, 0.93),
        "/lines/1/item": found("Saw", FieldState.EXACT, 0.88),
        "/lines/1/amount": found("15.50", FieldState.EXACT, 0.66),
    }
    schema = load_schema(SCHEMA)
    return Record(
        id=f"{run}-{number:05d}",
        run=run,
        source=SourceFile(
            path=str(path),
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            media_type="text/plain",
            pages=1,
            pages_read=[1],
        ),
        schema_=Named(name=schema.name, sha256=schema.digest),
        model=Named(name="scripted", sha256="0" * 64),
        prompt=PromptVersion(profile="plain", version="1"),
        status=status,
        data={**ANSWER, "status": None, "total": None} if status is not Status.FAILED else None,
        fields=fields if status is not Status.FAILED else {},
        error="not read within 60 seconds" if status is Status.FAILED else None,
        attempts=2,
        tokens=Tokens(prompt=812, reused=310, generated=164, forced=60),
        seconds=Seconds(read=0.04, prefill=1.9, decode=1.1, total=3.1),
    )


@pytest.fixture
def logged(folder: Path) -> Path:
    """A folder whose documents an earlier run has extracted, all but one."""
    for name in ("cedar.txt", "dale.txt"):
        (folder / name).write_text((folder / "acme.txt").read_text())
    paths = sorted(folder.iterdir())
    schema = load_schema(SCHEMA)
    from extractor.config import load_settings

    with open_runlog(load_settings().paths.run_log) as log:
        run = log.start_run(
            command=("tui",),
            settings={"n_ctx": 0, "max_retries": 2},
            schema=Named(name=schema.name, sha256=schema.digest),
            schema_json=schema.json,
            model=Named(name="scripted", sha256="0" * 64),
            prompt=PromptVersion(profile="plain", version="1"),
        )
        attempts = [
            Attempt(
                number=number,
                prompt="the prompt",
                reply='{"number": "INV-77"}',
                finish="stop",
                problems=["/total: a number is wanted"] if number == 1 else [],
                tokens=Tokens(prompt=406, reused=155, generated=82, forced=30),
                seconds=Seconds(prefill=0.95, decode=0.55),
            )
            for number in (1, 2)
        ]
        for number, status in enumerate((Status.REVIEW, Status.PARTIAL, Status.FAILED), start=1):
            log.add_record(record(paths[number - 1], run, number, status), attempts)
        log.finish_run(run, RunState.FINISHED)
    return folder


def picture(app: Workbench) -> str:
    """The screen as SVG, without what differs from day to day."""
    svg = app.export_screenshot(simplify=True)
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # fonts of a network
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    svg = re.sub(r"\d{8}-\d{6}-[0-9a-f]{4}", "20261123-120000-abcd", svg)
    return re.sub(r"\d\d&#160;[A-Z][a-z]{2}&#160;\d\d:\d\d", "23&#160;Nov&#160;12:00", svg)


async def settled(app: Workbench, pilot: Pilot[None]) -> str:
    """The picture when nothing moves any more."""
    last = ""
    for _ in range(100):
        await pilot.pause(0.05)
        await app.workers.wait_for_complete()
        now = picture(app)
        if now == last:
            return now
        last = now
    raise AssertionError("the screen does not come to rest")


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_screens_look_as_they_did(logged: Path, size: tuple[int, int]) -> None:
    changed: list[str] = []

    async def steps(app: Workbench, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: len(app.bench.desk.counts()) == 3)
        for name, keys in SCREENS.items():
            app.workspace.queue.cursor = 0
            app.workspace.fields.cursor = 0
            for key in keys:
                await pilot.press(key)
                await app.workers.wait_for_complete()
            for theme in (DARK.name, LIGHT.name):
                app.theme = theme
                shot = SHOTS / f"{name}-{size[0]}-{theme.rpartition('-')[2]}.svg"
                if not matches(shot, await settled(app, pilot)):
                    changed.append(shot.name)
            while app.screen is not app.workspace:
                await pilot.press("escape")
            await pilot.press("escape")
            if app.workspace.reviewing:
                await pilot.press("r")

    drive(workbench(logged, ScriptedEngine([])), steps, size)
    assert not changed, f"changed: {', '.join(changed)}; look, then EXTRACTOR_SNAP=1 keeps them"


def matches(shot: Path, svg: str) -> bool:
    """Whether a screen is as it was kept; draws it where that is asked for."""
    if os.environ.get("EXTRACTOR_SNAP"):
        shot.parent.mkdir(exist_ok=True)
        shot.write_text(svg)
    return shot.exists() and shot.read_text() == svg


def test_states_differ_without_colour() -> None:
    from extractor.tui.signs import STATES, STATUSES

    assert len({sign.mark for sign in STATES.values()}) == len(FieldState)
    assert len({sign.mark for sign in STATUSES.values()}) == len(Status)


def test_empty_desk_says_what_to_do(folder: Path) -> None:
    from driving import drive_at_once

    async def steps(app: Workbench, pilot: Pilot[None]) -> None:
        await settled(app, pilot)
        text = re.sub(r"<[^>]+>|&#160;", " ", picture(app))
        for words in ("No documents yet", "opens a file or a folder", "No schema chosen"):
            assert re.sub(r"\s+", " ", words) in re.sub(r"\s+", " ", text)

    from extractor.config import load_settings

    drive_at_once(Workbench(load_settings(), engine=ScriptedEngine([])), steps)
