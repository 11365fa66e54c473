"""Drawing on paper: a page measured from its top left corner, and tables on it."""

# ruff: noqa: PLR0917 - a drawing call says where, then what: x, y, width, height, text

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

Align = Literal["left", "right", "center"]
INK = "#1b1b1f"
GREY = "#6d7078"


def number(value: str | Decimal, group: str, point: str) -> str:
    """An amount as a country writes it: `number("1234.5", ".", ",")` is `1.234,50`."""
    text = f"{Decimal(value):,.2f}"
    return text.translate(str.maketrans({",": group, ".": point}))


def english(value: str | Decimal) -> str:
    return number(value, ",", ".")


def german(value: str | Decimal) -> str:
    return number(value, ".", ",")


def french(value: str | Decimal) -> str:
    return number(value, "\u00a0", ",")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its heading, its width in points, and the side its text keeps to."""

    heading: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Style:
    """How a table looks."""

    size: float = 9
    leading: float = 16
    font: str = "Helvetica"
    bold: str = "Helvetica-Bold"
    head_fill: str | None = None
    head_ink: str = INK
    rules: Literal["rows", "grid", "head", "none"] = "rows"
    stripe: str | None = None
    line: str = "#c9ccd3"


class Paper:
    """A PDF in the making. Coordinates are points from the top left of the page."""

    def __init__(self, title: str, size: tuple[float, float] = A4, author: str = "") -> None:
        self._buffer = io.BytesIO()
        self.canvas = Canvas(self._buffer, pagesize=size, invariant=1, pageCompression=1)
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.width, self.height = size
        self.number = 1

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 9.5,
        font: str = "Helvetica",
        ink: str = INK,
        align: Align = "left",
    ) -> None:
        """One line of text; `y` is its baseline, `x` the side that `align` names."""
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(HexColor(ink))
        draw = {
            "left": self.canvas.drawString,
            "right": self.canvas.drawRightString,
            "center": self.canvas.drawCentredString,
        }[align]
        draw(x, self.height - y, text)

    def bold(self, x: float, y: float, text: str, size: float = 9.5, ink: str = INK) -> None:
        self.text(x, y, text, size, "Helvetica-Bold", ink)

    def lines(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: float = 9.5,
        leading: float = 13,
        font: str = "Helvetica",
        ink: str = INK,
        align: Align = "left",
    ) -> float:
        """Lines one under the other; the baseline after the last one."""
        for line in lines:
            self.text(x, y, line, size, font, ink, align)
            y += leading
        return y

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        size: float = 9.5,
        leading: float = 13,
        font: str = "Helvetica",
        ink: str = INK,
    ) -> float:
        """Text broken into lines of at most `width`; the baseline after the last one."""
        return self.lines(x, y, simpleSplit(text, font, size, width), size, leading, font, ink)

    def pairs(
        self,
        x: float,
        y: float,
        pairs: Sequence[tuple[str, str]],
        gap: float = 110,
        size: float = 9.5,
        leading: float = 14,
        ink: str = GREY,
    ) -> float:
        """Labels with their values `gap` points to the right."""
        for label, value in pairs:
            self.text(x, y, label, size, ink=ink)
            self.text(x + gap, y, value, size)
            y += leading
        return y

    def stacked(self, x: float, y: float, label: str, *values: str, ink: str = GREY) -> float:
        """A small label above its value."""
        self.text(x, y, label, 7, ink=ink)
        return self.lines(x, y + 13, values, 10)

    def rule(
        self, x0: float, x1: float, y: float, ink: str = "#c9ccd3", width: float = 0.6
    ) -> None:
        self.canvas.setStrokeColor(HexColor(ink))
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, self.height - y, x1, self.height - y)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str | None = None,
        stroke: str | None = None,
        line: float = 0.7,
        radius: float = 0,
    ) -> None:
        """A rectangle with its top left corner at `x`, `y`."""
        if fill:
            self.canvas.setFillColor(HexColor(fill))
        if stroke:
            self.canvas.setStrokeColor(HexColor(stroke))
            self.canvas.setLineWidth(line)
        self.canvas.roundRect(
            x,
            self.height - y - height,
            width,
            height,
            radius,
            stroke=int(stroke is not None),
            fill=int(fill is not None),
        )

    def table(
        self,
        x: float,
        y: float,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        style: Style | None = None,
    ) -> float:
        """A table with its top edge at `y`; the y of its lower edge.

        A cell may hold several lines; a row is as high as its highest cell.
        """
        style = style or Style()
        width = sum(column.width for column in columns)
        top = y
        if style.head_fill:
            self.box(x, y, width, style.leading + 2, fill=style.head_fill)
        self._row(
            x, y + 1, columns, [c.heading for c in columns], style, style.bold, style.head_ink
        )
        y += style.leading + 2
        edges = [y]
        for index, row in enumerate(rows):
            height = style.leading + (style.size + 2.5) * max(cell.count("\n") for cell in row)
            if style.stripe and index % 2:
                self.box(x, y, width, height, fill=style.stripe)
            self._row(x, y, columns, row, style, style.font, INK)
            y += height
            edges.append(y)
        self._rules(x, top, edges, columns, style)
        return y

    def _row(
        self,
        x: float,
        y: float,
        columns: Sequence[Column],
        cells: Sequence[str],
        style: Style,
        font: str,
        ink: str,
    ) -> None:
        for column, cell in zip(columns, cells, strict=True):
            at = {"left": x + 4, "right": x + column.width - 4, "center": x + column.width / 2}
            for n, line in enumerate(cell.split("\n")):
                baseline = y + style.leading * 0.5 + style.size * 0.36 + n * (style.size + 2.5)
                self.text(at[column.align], baseline, line, style.size, font, ink, column.align)
            x += column.width

    def _rules(
        self, x: float, top: float, edges: Sequence[float], columns: Sequence[Column], style: Style
    ) -> None:
        right = x + sum(column.width for column in columns)
        if style.rules == "head":
            self.rule(x, right, edges[0], INK, 0.8)
        elif style.rules == "rows":
            for edge in edges:
                self.rule(x, right, edge, style.line)
        elif style.rules == "grid":
            self.box(x, top, right - x, edges[-1] - top, stroke=style.line)
            for edge in edges:
                self.rule(x, right, edge, style.line)
            for column in columns[:-1]:
                x += column.width
                self.canvas.line(x, self.height - top, x, self.height - edges[-1])

    def next_page(self) -> None:
        self.canvas.showPage()
        self.number += 1

    def pdf(self) -> bytes:
        """The finished file."""
        self.canvas.save()
        return self._buffer.getvalue()


def width_of(text: str, font: str, size: float) -> float:
    return float(stringWidth(text, font, size))
