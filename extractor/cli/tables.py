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
from extractor.record import Field, FieldState, Record, Status, pointer_parts, value_at

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


def record_table(record: Record, width: int) -> Table:
    """Every field of a record: value, state, confidence, page, and what is wrong with it."""
    table = Table(
        box=box.SIMPLE_HEAD,
        title=Text.assemble(
            (printable(record.source.path), "bold"), "  ", status_text(record.status)
        ),
        title_justify="left",
        pad_edge=False,
    )
    table.add_column("field", style="cyan", overflow="fold")
    table.add_column("value", overflow="fold", ratio=1 if width < 100 else None)
    table.add_column("state", no_wrap=True)
    table.add_column("sure", justify="right", no_wrap=True)
    table.add_column("page", justify="right", no_wrap=True)
    problems = any(field.problem for field in record.fields.values())
    if problems:
        table.add_column("problem", style="dim", overflow="fold")
    for place, field in record.fields.items():
        row = [
            Text(printable(field_name(place))),
            _value(value_at(record.data, place), field),
            _state(field.state),
            _confidence(field.confidence),
            Text(str(field.page or "")),
        ]
        table.add_row(*row, *([Text(printable(field.problem or ""))] if problems else []))
    return table


def document_row(record: Record, width: int) -> Table:
    """One line of a run: status, path, how many fields have a value, seconds, first problem."""
    filled = sum(field.state is not FieldState.ABSENT for field in record.fields.values())
    problem = printable(" ".join((record.problems or [""])[0].split()))
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=10, no_wrap=True)
    grid.add_column(width=max(20, width // 3), no_wrap=True)
    grid.add_column(width=13, no_wrap=True, justify="right")
    grid.add_column(width=8, no_wrap=True, justify="right")
    grid.add_column(no_wrap=True, overflow="ellipsis", style="dim")
    grid.add_row(
        status_text(record.status),
        clipped(record.source.path, max(20, width // 3)),
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


def counted(number: int, noun: str) -> str:
    """`1 page`, `2,000 pages`."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def field_name(place: str) -> str:
    """`/items/0/amount` as `items[0].amount`."""
    name = ""
    for part in pointer_parts(place):
        name += f"[{part}]" if part.isdecimal() else f".{part}" if name else part
    return name


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
        return Text("–", style="dim")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Text(printable(text), style=STATE_SIGNS[field.state][1] if _doubtful(field) else "")


def _doubtful(field: Field) -> bool:
    return field.state in (FieldState.UNGROUNDED, FieldState.INVALID)


def _state(state: FieldState) -> Text:
    sign, style = STATE_SIGNS[state]
    return Text(f"{sign} {state}", style=style)


def _confidence(confidence: float | None) -> Text:
    if confidence is None:
        return Text("")
    style = "green" if confidence >= 0.8 else "yellow" if confidence >= 0.5 else "red"
    return Text(f"{confidence:.0%}", style=style)
