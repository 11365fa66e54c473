"""Word documents: paragraphs, tables, text boxes and content controls in the order of the text.

Opened with python-docx; its paragraph walk leaves out text boxes and content controls, so the
elements are walked here. Headers come first and footers last. Deleted revisions and comments are
not the document's text; text marked hidden is kept apart.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from extractor.readers import zipguard
from extractor.readers.assembly import Assembly, row_text
from extractor.readers.options import ReadOptions

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_NOTES = ("footnotes", "endnotes")
_LEFT_OUT = {_WORD + name for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr")}
_BREAKS = {
    _WORD + "br": "\n",
    _WORD + "cr": "\n",
    _WORD + "tab": "\t",
    _WORD + "noBreakHyphen": "-",
}


def read(data: bytes, options: ReadOptions) -> Assembly:
    """One page: pages of a Word document exist only once a program lays them out."""
    zipguard.check(data, options.limits)
    import docx

    document = docx.Document(io.BytesIO(data))
    assembly = Assembly(page_count=1)
    if not options.wants(1):
        return assembly
    story = _Story()
    for section in document.sections:
        if not section.header.is_linked_to_previous:
            story.add(section.header._element)
    story.add(document.element.body)
    for notes in _notes(document.part):
        story.add(notes)
    for section in document.sections:
        if not section.footer.is_linked_to_previous:
            story.add(section.footer._element)
    assembly.add_text(1, "\n".join(story.lines), "\n".join(story.hidden))
    return assembly


def _notes(part: Any) -> Iterator[Any]:
    """The roots of the parts that hold footnotes and endnotes."""
    from docx.oxml import parse_xml

    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.rsplit("/", 1)[-1] in _NOTES:
            yield parse_xml(relation.target_part.blob)


class _Story:
    """Lines of text gathered from elements, and the text in them that is marked hidden."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.hidden: list[str] = []

    def add(self, element: Any) -> None:
        """Append the paragraphs and tables below `element`."""
        for child in _content(element):
            if child.tag == _WORD + "p":
                self._add_paragraph(child)
            elif child.tag == _WORD + "tbl":
                self._add_table(child)
            elif child.tag != _WORD + "sectPr":
                self.add(child)

    def _add_paragraph(self, paragraph: Any) -> None:
        parts: list[str] = []
        boxes: list[Any] = []
        self._gather(paragraph, parts, boxes)
        text = "".join(parts)
        self.lines.append(text)
        for box in boxes:
            self.add(box)

    def _gather(self, element: Any, parts: list[str], boxes: list[Any]) -> None:
        """Append the text of a paragraph's inner elements, and the text boxes anchored in it."""
        for child in _content(element):
            if child.tag in (_WORD + "t", _MATH + "t"):
                parts.append(child.text or "")
            elif child.tag in _BREAKS:
                parts.append(_BREAKS[child.tag])
            elif child.tag == _WORD + "txbxContent":
                boxes.append(child)
            elif child.tag == _WORD + "r" and _is_vanished(child):
                unseen: list[str] = []
                self._gather(child, unseen, boxes)
                self.hidden.append("".join(unseen))
            elif child.tag not in _LEFT_OUT:
                self._gather(child, parts, boxes)

    def _add_table(self, table: Any) -> None:
        """A row a line; cells of several lines (a letterhead set as a table) one after another."""
        for row in _below(table, _WORD + "tr"):
            cells = []
            for cell in _below(row, _WORD + "tc"):
                inner = _Story()
                inner.add(cell)
                self.hidden += inner.hidden
                cells.append([line for line in inner.lines if line.strip()])
            if any(len(lines) > 2 for lines in cells):
                for lines in cells:
                    self.lines += [*lines, ""]
            else:
                self.lines.append(row_text(" ".join(lines) for lines in cells))


def _content(element: Any) -> Iterator[Any]:
    """Children of an element, with one version of what the file holds in several."""
    for child in element:
        if child.tag == _CHOICES:
            if len(child):
                yield child[0]
        elif isinstance(child.tag, str):  # not a comment
            yield child


def _below(element: Any, tag: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, also those inside a content control."""
    for child in _content(element):
        if child.tag == tag:
            yield child
        elif child.tag not in (_WORD + "tbl", _WORD + "tr", _WORD + "tc"):
            yield from _below(child, tag)


def _is_vanished(run: Any) -> bool:
    mark = run.find(f"{_WORD}rPr/{_WORD}vanish")
    return mark is not None and mark.get(_WORD + "val", "true") not in ("false", "0", "off")
