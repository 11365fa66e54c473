"""Records as a person reads them: signs, colours, tables.

Whatever a document says is neutralised on its way to the screen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from rich import box
from rich.table import Table
from rich.text import Text

from extractor.guard import printable
from extractor.pointers import pointer_parts, value_at
from extractor.record import Field, FieldState, Record, Status

if TYPE_CHECKING:
    from pydantic import JsonValue

STATE_SIGNS: Final[Mapping[FieldState, tuple[str, str]]] = {
    FieldState.EXACT: ("✓", "green"),
    FieldState.NORMALISED: ("≈", "green"),
    FieldState.FUZZY: ("~", "yellow"),
    FieldState.INFERRED: ("•", "blue"),
    FieldState.UNGROUNDED: ("?", "magenta"),
    FieldState.ABSENT: ("–", "dim"),
    FieldState.INVALID: ("✗", "red"),
}
STATUS_SIGNS: Final[Mapping[Status, tuple[str, str]]] = {
    Status.OK: ("✓", "green"),
    Status.REVIEW: ("!", "yellow"),
    Status.PARTIAL: ("◐", "magenta"),
    Status.FAILED: ("✗", "red"),
}


def status_text(status: Status) -> Text:
    sign, style = STATUS_SIGNS[status]
    return Text(f"{sign} {status}", style=style)


def record_table(record: Record) -> Table:
    """Every field of a record: value, state, confidence, page, and what is wrong with it."""
    table = Table(
        box=box.SIMPLE_HEAD,
        title=Text.assemble(
            (printable(record.source.path), "bold"), "  ", status_text(record.status)
        ),
        title_justify="left",
        pad_edge=False,
    )
    table.add_column("field", no_wrap=True)
    table.add_column("value", overflow="fold")
    table.add_column("state", no_wrap=True)
    table.add_column("sure", justify="right", no_wrap=True)
    table.add_column("page", justify="right", no_wrap=True)
    group: tuple[str, ...] = ()
    for place, field in record.fields.items():
        *parents, name = _steps(place)
        if tuple(parents) != group:
            group = tuple(parents)
            if group:
                table.add_row(Text(printable(" ".join(group)), style="dim cyan"))
        table.add_row(
            Text("  " * bool(group) + printable(name), style="cyan"),
            _value(value_at(record.data, place), field),
            _state(field.state),
            _confidence(field.confidence),
            Text(str(field.page or "")),
        )
    return table


def _steps(place: str) -> list[str]:
    """`/items/0/amount` as `items[0]`, `amount`."""
    steps: list[str] = []
    for part in pointer_parts(place):
        if part.isdecimal() and steps:
            steps[-1] += f"[{part}]"
        else:
            steps.append(part)
    return steps or [""]


def document_row(record: Record, width: int) -> Table:
    """One line of a run: status, path, how many fields have a value, seconds, first problem."""
    empty = (FieldState.ABSENT, FieldState.INVALID)
    filled = sum(field.state not in empty for field in record.fields.values())
    problem = printable(" ".join((record.problems or [""])[0].split()))
    path_width = max(20, width // 3)
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(width=10, no_wrap=True)
    grid.add_column(width=path_width, no_wrap=True)
    grid.add_column(width=12, no_wrap=True, justify="right")
    grid.add_column(width=8, no_wrap=True, justify="right")
    grid.add_column(ratio=1, no_wrap=True, overflow="ellipsis", style="dim")
    grid.add_row(
        status_text(record.status),
        clipped(record.source.path, path_width),
        f"{filled}/{len(record.fields)} fields" if record.fields else "",
        "cached" if record.cached else duration(record.seconds.total),
        problem,
    )
    return grid


def totals(statuses: Mapping[Status, int]) -> Text:
    """How many documents there were, and how they ended."""
    parts = [Text(counted(sum(statuses.values()), "document"))]
    for status in Status:
        if statuses.get(status):
            sign, style = STATUS_SIGNS[status]
            parts.append(Text(f"{sign} {statuses[status]:,} {status}", style=style))
    return Text(" · ").join(parts)


def tally(statuses: Mapping[Status, int]) -> Text:
    """The same in a few columns: `✓ 12  ✗ 1`."""
    parts = []
    for status in Status:
        if statuses.get(status):
            sign, style = STATUS_SIGNS[status]
            parts.append(Text(f"{sign} {statuses[status]:,}", style=style))
    return Text("  ").join(parts)


def counted(number: int, noun: str) -> str:
    """`1 page`, `2,000 pages`."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def duration(seconds: float) -> str:
    """`0.4 s`, `12 s`, `3:07 min`, `2:05 h`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}:{rest:02} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02} h"


def clipped(path: str, width: int) -> str:
    """A path in at most `width` columns: its end tells more than its beginning."""
    shown = printable(path)
    while Text(shown).cell_len > width:
        shown = "…" + shown[2:]
    return shown


def _value(value: JsonValue, field: Field) -> Text:
    if value is None:
        shown = Text("–", style="dim")
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        shown = Text(printable(text))
    if field.problem:
        style = STATE_SIGNS[field.state][1]
        shown.append(f"\n{printable(field.problem)}", style=f"italic {style}")
    return shown


def _state(state: FieldState) -> Text:
    sign, style = STATE_SIGNS[state]
    return Text(f"{sign} {state}", style=style)


def _confidence(confidence: float | None) -> Text:
    if confidence is None:
        return Text("")
    style = "green" if confidence >= 0.8 else "yellow" if confidence >= 0.5 else "red"
    return Text(f"{confidence:.0%}", style=style)
