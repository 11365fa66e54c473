"""`extractor log`: what was run on this machine, and what came of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli import console

if TYPE_CHECKING:
    from rich.text import Text

    from extractor.record import Attempt, Record
    from extractor.runlog import Run, RunLog

app = typer.Typer(help="The log of the runs on this machine.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
RunName = Annotated[
    str, typer.Argument(metavar="RUN", help="The beginning of a run's id. \\[default: the newest]")
]


@app.command("list")
def list_runs(
    number: Annotated[int, typer.Option("-n", metavar="N", help="At most so many.")] = 20,
    as_json: AsJson = False,
) -> None:
    """The runs, newest first."""
    from rich import box
    from rich.table import Table

    from extractor.cli.tables import tally

    with _opened() as log:
        runs = log.runs(limit=number)
    if as_json:
        console.show_json([_run_json(run) for run in runs])
        return
    if not runs:
        console.note("no run is logged yet")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("run", "started", "state", "schema", "documents"):
        table.add_column(name, no_wrap=True)
    for run in runs:
        started = f"{run.started.astimezone():%d %b %H:%M}"
        table.add_row(run.id, started, run.state, run.schema.name, tally(run.documents))
    console.show(table)


@app.command()
def show(
    name: Annotated[
        str, typer.Argument(metavar="RUN|RECORD", help="An id. \\[default: the newest run]")
    ] = "last",
    as_json: AsJson = False,
) -> None:
    """The records of a run; or one record with its fields and the attempts behind it."""
    with _opened() as log:
        record = log.record(name)
        if record is None:
            _show_run(log, log.find_run(name), as_json=as_json)
        else:
            _show_record(record, log.attempts(record.id), as_json=as_json)


@app.command()
def stats(name: RunName = "", as_json: AsJson = False) -> None:
    """Counts and costs of a run; without one, of all."""
    from rich.table import Table

    from extractor.cli.tables import duration, totals

    with _opened() as log:
        found = log.stats(log.find_run(name).id if name else None)
    if as_json:
        from dataclasses import asdict

        costs = {"tokens": found.tokens.model_dump(), "seconds": found.seconds.model_dump()}
        console.show_json({**asdict(found), **costs})
        return
    tokens, seconds = found.tokens, found.seconds
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_row("documents", totals(found.documents))
    table.add_row(
        "attempts",
        f"{found.attempts:,}, {found.retries:,} of them retries, "
        f"{found.cache_hits:,} from the cache",
    )
    table.add_row("prompt", f"{tokens.prompt:,} tokens, {tokens.reused:,} reused")
    table.add_row("replies", f"{tokens.generated:,} tokens, {tokens.forced:,} forced")
    table.add_row("prefill", duration(seconds.prefill))
    table.add_row("decode", duration(seconds.decode) + _rate(found.tokens_per_second))
    if found.latency:
        told = (f"{duration(value)} ({q} %)" for q, value in found.latency.items())
        table.add_row("a document", ", ".join(told))
    console.show(table)


@app.command()
def errors(name: RunName = "last", as_json: AsJson = False) -> None:
    """The documents of a run that are failed or partial, and why."""
    from rich.padding import Padding
    from rich.text import Text

    from extractor.cli.tables import status_text
    from extractor.guard import printable

    with _opened() as log:
        failures = log.errors(log.find_run(name).id)
    if as_json:
        from dataclasses import asdict

        console.show_json([asdict(failure) for failure in failures])
        return
    if not failures:
        console.note("every document of this run is ok or to be reviewed")
    for failure in failures:
        head = Text.assemble(
            status_text(failure.status),
            "  ",
            printable(failure.path),
            (f"  {failure.record}", "dim"),
        )
        problems = (Padding(Text(printable(one)), (0, 0, 0, 4)) for one in failure.problems)
        console.show(head, *problems)


@contextmanager
def _opened() -> Iterator[RunLog]:
    from extractor.config import load_settings
    from extractor.runlog import open_runlog

    with open_runlog(load_settings().paths.run_log) as log:
        yield log


def _show_run(log: RunLog, run: Run, *, as_json: bool) -> None:
    from extractor.cli.tables import document_row, totals

    if as_json:
        records = [record.to_json() for record in log.records(run.id)]
        console.show_json({**_run_json(run), "records": records})
        return
    console.show(_run_title(run))
    width = console.stdout().width
    for record in log.records(run.id):
        console.show(document_row(record, width))
    console.show(totals(run.documents))


def _run_title(run: Run) -> Text:
    from rich.text import Text

    from extractor.guard import printable

    return Text.assemble(
        (run.id, "bold"),
        f"  {run.state}, {run.schema.name} by {run.model.name}\n",
        (printable(shlex.join(run.command)), "dim"),
    )


def _show_record(record: Record, attempts: list[Attempt], *, as_json: bool) -> None:
    from rich.text import Text

    from extractor.cli.tables import record_table
    from extractor.guard import printable

    if as_json:
        made = [attempt.model_dump(mode="json") for attempt in attempts]
        console.show_json({"record": record.to_json(), "attempts": made})
        return
    console.show(record_table(record))
    for problem in [*([record.error] if record.error else []), *record.warnings]:
        console.show(Text(printable(problem), style="yellow"))
    for index, attempt in enumerate(attempts, start=1):
        how = "from the cache" if attempt.cached else f"{attempt.tokens.generated} tokens"
        console.show(Text(f"\nattempt {index}: try {attempt.number}, {how}", style="bold"))
        for label, text in (("prompt", attempt.prompt), ("reply", attempt.reply or "")):
            if text:
                console.show(Text(label, style="dim"), Text(printable(text, lines=True)))
        for problem in [*([attempt.error] if attempt.error else []), *attempt.problems]:
            console.show(Text(f"✗ {printable(problem)}", style="red"))
    if attempts and not any(attempt.prompt for attempt in attempts):
        console.note("prompts and replies of this run were not kept")


def _run_json(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "started": run.started.isoformat(),
        "finished": run.finished.isoformat() if run.finished else None,
        "state": run.state,
        "command": list(run.command),
        "schema": run.schema.model_dump(),
        "model": run.model.model_dump(),
        "documents": dict(run.documents),
    }


def _rate(tokens_per_second: float | None) -> str:
    return f", {tokens_per_second:,.0f} tokens/s" if tokens_per_second else ""
