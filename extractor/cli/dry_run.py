"""`extractor run --dry-run`: what would be read, and about how long it would take.

The speed is measured: one short text is asked about with the same schema and model. The estimate
takes every window's reply for as long as that one, so it is honest to a factor of about two.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from extractor.cli import console
from extractor.cli.checks import SAMPLE
from extractor.cli.tables import clipped, counted, duration

if TYPE_CHECKING:
    from rich.table import Table

    from extractor.config import Settings
    from extractor.pipeline import Job, Pipeline, Plan


@dataclass(frozen=True, slots=True)
class Speed:
    """What a model does on this machine under one schema."""

    prefill: float  # tokens a second
    frame: int  # tokens of a prompt besides the document
    reply: float  # seconds to decode one reply

    def seconds(self, plan: Plan) -> float:
        """Of asking about one document."""
        prefill = (plan.tokens + plan.windows * self.frame) / self.prefill
        return prefill + plan.windows * self.reply


def show_plan(settings: Settings, job: Job, *, as_json: bool) -> int:
    """Prints the plan of `job`; no record, no run in the log, no reply in the cache comes of it."""
    from extractor.pipeline import open_pipeline

    with open_pipeline(settings) as pipeline:
        speed = measure(pipeline, job)
        plans = sorted(pipeline.plan(job), key=_in_order(job))
    if as_json:
        _show_json(plans, speed)
    else:
        _show(plans, speed)
    return console.INCOMPLETE if any(plan.error for plan in plans) else console.OK


def _in_order(job: Job) -> Callable[[Plan], int]:
    """Documents are planned as they come from the readers, and shown as they were named."""
    places = {source.path: place for place, source in enumerate(job.sources)}
    return lambda plan: places[plan.path]


def measure(pipeline: Pipeline, job: Job) -> Speed:
    """Asks once about a short text, past the cache."""
    from extractor.extraction import extract_document
    from extractor.generation import Segment
    from extractor.readers import read_bytes

    answering = replace(pipeline.answering(job.schema), cache=None, max_retries=0)
    document = read_bytes(SAMPLE.encode(), "sample.txt")
    record = extract_document(document, answering, record_id="", run_id="").record
    text = pipeline.engine.count_tokens([Segment(document.text)])
    fresh = record.tokens.prompt - record.tokens.reused
    return Speed(
        prefill=fresh / max(record.seconds.prefill, 1e-6),
        frame=max(0, record.tokens.prompt - text),
        reply=record.seconds.decode,
    )


def _show(plans: Sequence[Plan], speed: Speed) -> None:
    from rich.text import Text

    width = console.stdout().width
    console.show(_table(plans, speed, width))
    readable = [plan for plan in plans if not plan.error]
    seconds = sum(speed.seconds(plan) for plan in readable)
    pages = sum(plan.pages for plan in readable)
    tokens = sum(plan.tokens for plan in readable)
    failed = len(plans) - len(readable)
    parts = [
        counted(len(readable), "document"),
        *([f"{failed} cannot be read"] if failed else []),
        counted(pages, "page"),
        f"{tokens:,} tokens",
        f"about {duration(seconds)} of asking",
    ]
    console.show(Text(" · ".join(parts), style="bold"))
    console.note(
        f"measured just now: {speed.prefill:,.0f} prompt tokens a second, "
        f"{duration(speed.reply)} a reply; reading, retries and a busy machine come on top"
    )


def _table(plans: Sequence[Plan], speed: Speed, width: int) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from extractor.guard import printable

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("document", no_wrap=True)
    for name in ("pages", "windows", "tokens", "about"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for plan in plans:
        path = clipped(plan.path, max(20, width // 3))
        if plan.error:
            problem = plan.error.removeprefix(f"{plan.path}: ")
            table.add_row(path, "", "", "", "", Text(printable(problem), style="red"))
            continue
        windows = f"{plan.windows} of {plan.windows + plan.windows_left_out}"
        table.add_row(
            path,
            f"{plan.pages:,}",
            windows if plan.windows_left_out else str(plan.windows),
            f"{plan.tokens:,}",
            duration(speed.seconds(plan)),
            Text(printable("; ".join(plan.warnings)), style="dim"),
        )
    return table


def _show_json(plans: Sequence[Plan], speed: Speed) -> None:
    documents = [
        {**asdict(plan), "seconds": None if plan.error else round(speed.seconds(plan), 2)}
        for plan in plans
    ]
    total = sum(speed.seconds(plan) for plan in plans if not plan.error)
    console.show_json({"documents": documents, "seconds": round(total, 2), "speed": asdict(speed)})
