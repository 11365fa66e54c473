"""PowerPoint presentations: a page a slide, shapes from top to bottom, notes last."""

from __future__ import annotations

import io
from typing import Any

from extractor.readers import zipguard
from extractor.readers.assembly import Assembly, row_text
from extractor.readers.options import ReadOptions


def read(data: bytes, options: ReadOptions) -> Assembly:
    """The chosen slides. A slide hidden from the show is text that a person would not see."""
    zipguard.check(data, options.limits)
    from pptx import Presentation

    slides = Presentation(io.BytesIO(data)).slides
    assembly = Assembly(page_count=len(slides))
    for number, slide in enumerate(slides, 1):
        if not options.wants(number):
            continue
        text = "\n\n".join(filter(None, [_shapes_text(slide.shapes), _notes_text(slide)]))
        if slide._element.get("show") == "0":
            assembly.warn(f"slide {number} is hidden from the show")
            assembly.add_text(number, "", hidden=text)
        else:
            assembly.add_text(number, text)
    return assembly


def _shapes_text(shapes: Any) -> str:
    """Shapes in reading order: by row of about half an inch, then from the left."""
    half_inch = 457_200
    placed = sorted(shapes, key=lambda shape: ((shape.top or 0) // half_inch, shape.left or 0))
    return "\n".join(text for shape in placed if (text := _shape_text(shape)))


def _shape_text(shape: Any) -> str:
    if hasattr(shape, "shapes"):  # a group
        return _shapes_text(shape.shapes)
    if getattr(shape, "has_table", False):
        return "\n".join(row_text(cell.text for cell in row.cells) for row in shape.table.rows)
    if getattr(shape, "has_chart", False):
        return _chart_text(shape.chart)
    return str(shape.text_frame.text) if getattr(shape, "has_text_frame", False) else ""


def _chart_text(chart: Any) -> str:
    title = [chart.chart_title.text_frame.text] if chart.has_title else []
    rows = []
    for plot in chart.plots:
        rows.append(row_text(["", *map(str, plot.categories)]))
        for series in plot.series:
            values = ("" if value is None else f"{value:g}" for value in series.values)
            rows.append(row_text([series.name, *values]))
    return "\n".join([*title, *rows])


def _notes_text(slide: Any) -> str:
    if not slide.has_notes_slide:
        return ""
    frame = slide.notes_slide.notes_text_frame
    return str(frame.text) if frame is not None else ""
