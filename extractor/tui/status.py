"""The lines that say where things stand: the status line, the tabs, the titles of the panes."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from extractor.guard import printable
from extractor.tui.bench import Bench
from extractor.tui.rows import Ink
from extractor.tui.signs import STATUSES
from extractor.tui.words import content

BAR = 16  # cells of the progress bar


def status_line(bench: Bench, width: int) -> Content:
    """What is asked of what by which model; at the right, how far it has come."""
    schema = bench.schema.name if bench.schema is not None else "no schema"
    left: list[Ink] = [
        (" extractor ", "strong"),
        (" ", "plain"),
        (schema, "accent"),
        (" by ", "muted"),
        (bench.settings.model.rpartition("/")[2], "plain"),
    ]
    return _between(left, _progress(bench), width)


def _progress(bench: Bench) -> list[Ink]:
    counts, total = bench.desk.counts(), len(bench.desk.entries)
    inks: list[Ink] = []
    for status, count in counts.items():
        sign = STATUSES[status]
        inks += [(f"{sign.mark} ", sign.tone), (f"{count}  ", "plain")]
    if bench.conductor.running and total:
        done = sum(counts.values())
        full = BAR * done // total
        inks += [
            ("━" * full, "accent"),
            ("╌" * (BAR - full), "muted"),
            (f" {done}/{total} ", "plain"),
        ]
    return inks


def tabs_line(shown: str) -> Content:
    """The panes, for a terminal that has room for one."""
    inks: list[Ink] = []
    for number, (name, label) in enumerate(
        (("left", "Documents"), ("middle", "Page"), ("right", "Fields")), start=1
    ):
        inks.append((f" {number} {label} ", "here" if name == shown else "muted"))
    return content(inks)


def title(what: str, more: str, width: int) -> Content:
    """A pane's title: what it shows, and at the right how much of it."""
    room = max(4, width - cell_len(more) - 4)
    what = printable(what)
    if cell_len(what) > room:
        what = what[: room - 1] + "…"
    return _between([(f" {what}", "strong")], [(f"{more} ", "muted")], width)


def _between(left: list[Ink], right: list[Ink], width: int) -> Content:
    """Two ends of a line; the right one is left out where it does not fit."""
    used = sum(cell_len(text) for text, _ in left)
    wanted = sum(cell_len(text) for text, _ in right)
    if used + wanted + 1 > width:
        return content(left)
    return content([*left, (" " * (width - used - wanted), "plain"), *right])
