"""`make bench`: what a run costs on this machine, with the embedded model.

Times are wall clock, as medians where a thing is done more than once. The last line is JSON.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from extractor.config import load_settings
from extractor.pipeline import Job, Pipeline, open_pipeline
from extractor.readers import read_bytes
from extractor.record import Record
from extractor.schema import load_schema
from extractor.sources import find_sources

SAMPLES = Path(__file__).parent.parent / "samples"
ROUNDS = 5


def main() -> int:
    console = Console(highlight=False)
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as home:
        figures["documents"] = documents(console, Path(home))
        figures["cache"] = cache(console, Path(home))
    figures["start"] = start(console)
    figures["reading"] = reading(console)
    figures["peak_memory_mb"] = {
        "this process with the model": _peak(resource.RUSAGE_SELF),
        "largest child (a reader)": _peak(resource.RUSAGE_CHILDREN),
    }
    for name, megabytes in figures["peak_memory_mb"].items():
        console.print(f"peak memory, {name}: {megabytes:,} MB")
    print(json.dumps(figures))
    return 0


def documents(console: Console, home: Path) -> list[dict[str, Any]]:
    """Every sample once, without the cache."""
    table = Table(
        box=box.SIMPLE_HEAD,
        title="Each sample without the cache: seconds, then tokens",
        title_justify="left",
    )
    table.add_column("document", style="cyan", no_wrap=True, overflow="ellipsis", min_width=18)
    for name in ("read", "prefill", "decode", "total", "prompt", "forced", "sampled"):
        table.add_column(name, justify="right", no_wrap=True, min_width=len(name))
    rows = []
    with _pipeline(home, cache=False) as pipeline:
        for record in _run_samples(pipeline):
            seconds, tokens = record.seconds, record.tokens
            sampled = tokens.generated - tokens.forced
            name = Path(record.source.path).name
            costs = (seconds.read, seconds.prefill, seconds.decode, seconds.total)
            counts = (tokens.prompt, tokens.forced, sampled)
            table.add_row(name, *(f"{cost:.2f}" for cost in costs), *(f"{n:,}" for n in counts))
            rows.append(
                {
                    "document": name,
                    **seconds.model_dump(),
                    **tokens.model_dump(),
                    "sampled": sampled,
                }
            )
    console.print(table)
    return rows


def cache(console: Console, home: Path) -> dict[str, float]:
    """All samples twice: the second time replies and recognised pages come from disk."""
    with _pipeline(home, cache=True) as pipeline:
        cold = _seconds(lambda: list(_run_samples(pipeline)))
        warm = _seconds(lambda: list(_run_samples(pipeline)))
    console.print(
        f"samples/ as a whole: {cold:.1f} s, and {warm:.2f} s from the cache, "
        f"{cold / warm:.0f} times faster\n"
    )
    return {"cold_s": cold, "warm_s": warm, "ratio": cold / warm}


def start(console: Console) -> dict[str, float]:
    """Whole processes: the help text, and the bare import."""
    commands = {
        "extractor --help": [sys.executable, "-m", "extractor", "--help"],
        "import extractor": [sys.executable, "-c", "import extractor"],
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    figures = {}
    for name, command in commands.items():
        runs = [_seconds(lambda c=command: _quiet(c)) for _ in range(ROUNDS)]
        figures[name] = statistics.median(runs)
        console.print(f"{name}: {figures[name]:.2f} s (median of {ROUNDS}, {max(runs):.2f} worst)")
    return figures


def reading(console: Console) -> dict[str, float]:
    """The text of a digital PDF of 100 pages, 400 words each."""
    data = _long_pdf(100)
    runs = [_seconds(lambda: read_bytes(data, "long.pdf")) for _ in range(3)]
    figures = {"100-page PDF": statistics.median(runs)}
    console.print(f"text of a 100-page digital PDF: {figures['100-page PDF']:.2f} s")
    return figures


def _long_pdf(pages: int) -> bytes:
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    stream = BytesIO()
    canvas = Canvas(stream)
    for page in range(pages):
        for line in range(50):
            canvas.drawString(60, 780 - 14 * line, f"Line {line} of page {page}: " + "word " * 4)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _pipeline(home: Path, *, cache: bool) -> Any:
    return open_pipeline(load_settings(data_dir=home, cache_dir=home, cache=cache))


def _run_samples(pipeline: Pipeline) -> Iterator[Record]:
    for folder in sorted(SAMPLES.iterdir()):
        if any(folder.glob("*.expected.json")):
            sources = find_sources([str(folder)], lambda: b"").sources
            yield from pipeline.run(Job(load_schema(folder.name), sources))


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _quiet(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _peak(who: int) -> int:
    return resource.getrusage(who).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
