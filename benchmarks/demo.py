"""`make demo`: every document of samples/ through the embedded model, and an honest score.

Each folder of samples/ is named after the ready schema of its documents. The records go to out/,
one JSONL and one XLSX file a kind; the score compares them with the `*.expected.json` beside the
documents, with grounded decoding and without.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from rich import box
from rich.console import Console
from rich.live import Live
from rich.rule import Rule
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from extractor.cli.tables import duration, record_table, status_text
from extractor.config import load_settings
from extractor.evaluation import Score, compare, gold_path, load_gold, score
from extractor.outputs import open_output
from extractor.outputs.output import Output
from extractor.pipeline import Job, Pipeline, open_pipeline
from extractor.record import Record
from extractor.schema import Schema, load_schema
from extractor.sources import find_sources

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
OUT = ROOT / "out"
SHOWN = "invoice"  # the kind of which one document is shown field by field


@dataclass(frozen=True, slots=True)
class Kind:
    """The samples under one ready schema."""

    schema: Schema
    folder: Path


def kinds() -> Iterator[Kind]:
    for folder in sorted(SAMPLES.iterdir()):
        if any(folder.glob("*.expected.json")):
            yield Kind(load_schema(folder.name), folder)


def extract(pipeline: Pipeline, kind: Kind) -> Iterator[Record]:
    sources = find_sources([str(kind.folder)], lambda: b"").sources
    yield from pipeline.run(Job(kind.schema, sources, command=("make", "demo")))


def scored(record: Record) -> Score | None:
    """How a record does against its gold; None for a document that has none (an attachment)."""
    gold = gold_path(Path(record.source.path))
    return score(compare(record, load_gold(gold))) if gold.exists() else None


def run(console: Console, *, free: bool) -> dict[str, Score]:
    """Extracts all kinds; the grounded pass writes out/ and tells of every document, the free one
    of every kind.
    """
    state = OUT / "state"
    settings = load_settings(model="embedded", free=free, data_dir=state, cache_dir=state)
    scores: dict[str, Score] = defaultdict(Score)
    with open_pipeline(settings) as pipeline:
        for kind in kinds():
            outputs = [] if free else _outputs(kind)
            if not free:
                console.print(Rule(Text(kind.schema.name, style="bold"), style="dim", align="left"))
            shown: Record | None = None
            for record in _watched(console, kind, extract(pipeline, kind)):
                for output in outputs:
                    output.write(record)
                result = scored(record)
                scores[kind.schema.name] += result or Score()
                if not free:
                    console.print(_line(record, result))
                    shown = shown or record
            for output in outputs:
                output.close()
            if free:
                console.print(_compared(kind, scores[kind.schema.name]))
            if shown is not None and kind.schema.name == SHOWN:
                console.print(record_table(shown))
    return scores


def _outputs(kind: Kind) -> list[Output]:
    root = kind.schema.root
    return [
        open_output(str(OUT / f"{kind.schema.name}.{form}"), form, root, force=True)
        for form in ("jsonl", "xlsx")
    ]


def _watched(console: Console, kind: Kind, records: Iterator[Record]) -> Iterator[Record]:
    """The records, with a sign of life while each is made."""
    waiting = Spinner("dots", text=Text(f" {kind.schema.name}", style="dim"))
    while True:
        with Live(waiting, console=console, transient=True, refresh_per_second=10):
            record = next(records, None)
        if record is None:
            return
        yield record


def _line(record: Record, result: Score | None) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=10, no_wrap=True)
    grid.add_column(width=36, no_wrap=True, overflow="ellipsis")
    grid.add_column(width=14, justify="right")
    grid.add_column(width=8, justify="right", style="dim")
    grid.add_row(
        status_text(record.status),
        Path(record.source.path).name,
        _told(result) if result else "",
        "cached" if record.cached else duration(record.seconds.total),
    )
    return grid


def _compared(kind: Kind, result: Score) -> Text:
    """That a kind is done without grounding, which takes the longest of all."""
    return Text(f"  {kind.schema.name}: {_told(result)}", style="dim")


def _told(result: Score) -> str:
    return f"{result.right} of {result.fields} right"


def _score_table(grounded: dict[str, Score], free: dict[str, Score]) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD,
        title="Fields right against expected.json (exact match)",
        title_justify="left",
        pad_edge=False,
    )
    table.add_column("kind", style="cyan")
    for name in ("fields", "grounded", "free", "invented", "free inv."):
        table.add_column(name, justify="right")
    rows = [*grounded.items(), ("all", sum(grounded.values(), Score()))]
    for name, one in rows:
        other = free[name] if name in free else sum(free.values(), Score())
        table.add_row(
            name,
            str(one.fields),
            f"{one.exact:.0%}",
            f"{other.exact:.0%}",
            f"{one.invention:.0%}",
            f"{other.invention:.0%}",
            style="bold" if name == "all" else None,
            end_section=name == rows[-2][0],
        )
    return table


def main() -> int:
    console = Console(highlight=False)
    OUT.mkdir(exist_ok=True)
    started = monotonic()
    grounded = run(console, free=False)
    console.print(Rule(Text("score", style="bold"), style="dim", align="left"))
    console.print("[dim]Once more without grounded decoding, for comparison: this takes longer.[/]")
    free = run(console, free=True)
    console.print(_score_table(grounded, free))
    console.print(
        "[dim]invented: a value where the document says nothing. The records with the place of\n"
        f"every value are in {OUT.name}/, as JSONL and XLSX. {duration(monotonic() - started)}.[/]"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
