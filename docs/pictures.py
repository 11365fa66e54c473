"""Makes the pictures of the README again: what the command and the workbench show of samples.

The fonts that rich names by address are left out: a picture of ours loads nothing.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from extractor.api import Extractor
from extractor.cli.tables import record_table
from extractor.config import load_settings
from extractor.tui.app import Workbench

HERE = Path(__file__).parent
SAMPLES = "samples/invoice"
RECEIPT = "samples/receipt/petit-fanal.pdf"
WIDTH = 100
SCREEN = (184, 44)
SHOWN, FIELD = "talleres-ribera.pdf", "/invoice_number"  # of which the workbench is drawn


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        draw("run", command(home))
        draw("workbench", asyncio.run(workbench(home)))
    return 0


def command(home: str) -> str:
    """`extractor run` over one document, as its terminal shows it."""
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    with Extractor("receipt", data_dir=home, cache_dir=home) as extractor:
        (record,) = extractor.run([RECEIPT])
    console.print(Text(f"$ extractor run {RECEIPT} --schema receipt", style="bold"))
    console.print()
    console.print(record_table(record))
    return console.export_svg(title="extractor")


async def workbench(home: str) -> str:
    """The workbench after a run over the invoices, on a document with hidden text."""
    settings = load_settings(data_dir=home, cache_dir=home, read_seconds=600)  # however busy
    app = Workbench(settings, [SAMPLES], "invoice")
    async with app.run_test(size=SCREEN) as pilot:
        await pilot.pause(4)
        await pilot.press("x")
        while app.bench.desk.waiting() or app.bench.conductor.running:
            await pilot.pause(0.2)
        app.workspace.open(f"{SAMPLES}/{SHOWN}")
        app.workspace.queue.select(f"{SAMPLES}/{SHOWN}")
        await pilot.pause(2)
        await pilot.press("3")
        app.workspace.fields.select(FIELD)
        await pilot.pause(1)
        return app.export_screenshot(title="extractor")


def draw(name: str, picture: str) -> None:
    picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)
    (HERE / f"{name}.svg").write_text(picture, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
