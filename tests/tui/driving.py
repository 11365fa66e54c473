"""The workbench without a terminal: a small document, an engine that knows its answer, keys."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from extractor.config import load_settings
from extractor.engine.scripted import ScriptedEngine
from extractor.generation import Engine
from extractor.tui.app import Workbench

SCHEMA = (
    "number: number of the invoice, issued date, vendor, paid bool, "
    "status (open|settled), total float: with tax, lines [item, amount float]"
)
INVOICE = """\
ACME Tools Ltd
12 Mill Lane, Leeds

Invoice   INV-7731
Issued    14 March 2024

Hammer         20.00
Saw            15.50

Total          35.50
"""
ANSWER = {
    "number": "INV-7731",
    "issued": "2024-03-14",
    "vendor": "ACME Tools Ltd",
    "paid": False,
    "status": "open",
    "total": 35.5,
    "lines": [{"item": "Hammer", "amount": 20}, {"item": "Saw", "amount": 15.5}],
}

Steps = Callable[[Workbench, Pilot[None]], Coroutine[Any, Any, None]]
WIDE = (160, 45)
NARROW = (80, 24)


def workbench(folder: Path | str, engine: Engine | None = None, schema: str = SCHEMA) -> Workbench:
    """The application on a folder, answering `ANSWER` to everything without another engine."""
    known = engine or ScriptedEngine(lambda _request: json.dumps(ANSWER), logprob=-0.01)
    return Workbench(load_settings(), [str(folder)], schema, engine=known)


def drive(app: Workbench, steps: Steps, size: tuple[int, int] = WIDE) -> None:
    """Runs the application without a terminal, pressing keys."""

    async def when_ready(app: Workbench, pilot: Pilot[None]) -> None:
        await ready(app, pilot)
        await steps(app, pilot)

    drive_at_once(app, when_ready, size)


def drive_at_once(app: Workbench, steps: Steps, size: tuple[int, int] = WIDE) -> None:
    """As `drive`, before anything has been read."""

    async def play() -> None:
        async with app.run_test(size=size) as pilot:
            await steps(app, pilot)

    asyncio.run(play())


async def until(pilot: Pilot[None], true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Waits for something that a worker does."""
    for _ in range(int(seconds / 0.02)):
        await pilot.pause(0.02)
        if true():
            await pilot.pause()
            return
    raise AssertionError("it did not come about")


async def ready(app: Workbench, pilot: Pilot[None]) -> None:
    """Waits until schema, documents and the first page are there."""
    space = app.workspace
    await until(pilot, lambda: app.bench.schema is not None and space.path is not None)
    await until(pilot, lambda: space.page.document is not None)


async def extract(app: Workbench, pilot: Pilot[None]) -> None:
    """Starts a run and waits for its end."""
    await pilot.press("x")
    await until(pilot, lambda: not app.bench.desk.waiting() and not app.bench.conductor.running)
    await pilot.pause(0.2)
