"""The words of one PDF page: where they stand, and whether a person would see them.

PDFium gives characters in content order. A word's box comes from its first and last character;
the order of reading is made from places later (`layout`). A word that leaves no ink on the
rendered page, is too small to read or lies beside the page is hidden.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from extractor.document import Box
from extractor.readers.assembly import clean
from extractor.readers.layout import Piece

if TYPE_CHECKING:
    import numpy as np
    import pypdfium2 as pdfium

LINE_END_HYPHEN = "\ufffe"  # PDFium's mark for a hyphen where a word is split over two lines
TINY = 3.0  # points; no one reads print of this height
LIGHT = 190  # luminance (0..255) from which a fill may vanish on white paper
FAINT = 40  # opacity (0..255) below which a fill may vanish anywhere
INK_SCALE = 1.5  # pixels a point when looking for ink
INK_CONTRAST = 12  # grey levels between paper and ink that a person still sees

ToSeen = Callable[[float, float, float, float], Box]

_WORD = re.compile(r"\S+")


@dataclass(slots=True)
class _Found:
    """A word as PDFium has it: text, index of its first character, and place as seen."""

    text: str
    first: int
    box: Box
    turn: int  # quarter turns, clockwise, that its writing direction is off level


class PageWords:
    """Sorts the words of a page into `shown` and `hidden`."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        import pypdfium2.raw as pdfium_c

        self._page = page
        self._c: Any = pdfium_c
        self.width, self.height = page.get_size()
        self._to_seen: ToSeen = _seen_from(page)
        self._page_turns = page.get_rotation() // 90
        self._text_page = page.get_textpage()
        self._rect = pdfium_c.FS_RECTF()
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self.raw_text = self._characters()
        found = self._find()
        visible = [self._is_seen(word) for word in found]
        self.shown = _level([word for word, seen in zip(found, visible, strict=True) if seen])
        self.hidden = " ".join(
            clean(word.text) for word, seen in zip(found, visible, strict=True) if not seen
        )
        self._text_page.close()

    # -- words ---------------------------------------------------------------------------------

    def _characters(self) -> str:
        """The page's text with one character for each of PDFium's, so that indexes agree."""
        count = self._c.FPDFText_CountChars(self._text_page)
        buffer = (ctypes.c_ushort * (count + 1))()
        self._c.FPDFText_GetText(self._text_page, 0, count, buffer)
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
        if len(text) == count and "\x00" not in text:
            return text
        codes = (self._c.FPDFText_GetUnicode(self._text_page, i) for i in range(count))
        return "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)

    def _find(self) -> list[_Found]:
        found: list[_Found] = []
        for match in _WORD.finditer(self.raw_text):
            run, first = match[0], match.start()
            if LINE_END_HYPHEN in run:
                self._unsplit(run, first, found)
            else:
                self._add(run, first, len(run), found)
        return found

    def _unsplit(self, run: str, first: int, found: list[_Found]) -> None:
        """A word split by a hyphen at a line end: joined between letters, else left in two.

        A joined word keeps the place of its first half.
        """
        head, _, tail = run.partition(LINE_END_HYPHEN)
        tail = tail.replace(LINE_END_HYPHEN, "-")
        if head[-1:].isalpha() and tail[:1].islower():
            self._add(head + tail, first, len(head), found)
            return
        self._add(head + "-", first, len(head) + 1, found)
        if tail:
            self._add(tail, first + len(head) + 1, len(tail), found)

    def _add(self, run: str, first: int, length: int, found: list[_Found]) -> None:
        """Add the word that starts at character `first` and stands where `length` of them do."""
        text = clean(run)
        if not text.strip():
            return
        left, bottom, right, top = start = self._place(first)
        if length == 1:
            turn = found[-1].turn if found else 0
        else:
            end = self._place(first + length - 1)
            turn = (_direction(end[0] - start[0], end[1] - start[1]) + self._page_turns) % 4
            left, bottom = min(left, end[0]), min(bottom, end[1])
            right, top = max(right, end[2]), max(top, end[3])
        box = _readable(self._to_seen(left, bottom, right, top), text, turn)
        found.append(_Found(text, first, box, turn))

    def _place(self, index: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of a character, in PDF coordinates."""
        rect = self._rect
        self._c.FPDFText_GetLooseCharBox(self._text_page, index, rect)
        return rect.left, rect.bottom, rect.right, rect.top

    # -- visibility ----------------------------------------------------------------------------

    def _is_seen(self, word: _Found) -> bool:
        box = word.box
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        if not (0 <= x <= self.width and 0 <= y <= self.height):
            return False
        tall = box.x1 - box.x0 if word.turn % 2 else box.y1 - box.y0
        if tall < TINY:
            return False
        if self._is_invisible_print(word.first):
            return any(_holds(image, x, y) for image in self._images) and self._has_ink(box)
        if self._may_vanish(word.first) or (self._paint and _holds(self._paint, x, y)):
            return self._has_ink(box)
        return True

    def _is_invisible_print(self, index: int) -> bool:
        """Render mode 3: how a scanner's text layer is written, and how text is hidden."""
        text_object = self._c.FPDFText_GetTextObject(self._text_page, index)
        if not text_object:
            return False
        mode = self._c.FPDFTextObj_GetTextRenderMode(text_object)
        return bool(mode == self._c.FPDF_TEXTRENDERMODE_INVISIBLE)

    def _may_vanish(self, index: int) -> bool:
        red, green, blue, alpha = self._colour
        known = self._c.FPDFText_GetFillColor(self._text_page, index, red, green, blue, alpha)
        luminance = 0.3 * red.value + 0.59 * green.value + 0.11 * blue.value
        return bool(known) and (luminance > LIGHT or alpha.value < FAINT)

    def _has_ink(self, box: Box) -> bool:
        """Whether the rendered page varies inside `box`."""
        inset = 0.1 * (box.y1 - box.y0)
        left, right = int(box.x0 * INK_SCALE), int(box.x1 * INK_SCALE) + 1
        top, bottom = int((box.y0 + inset) * INK_SCALE), int((box.y1 - inset) * INK_SCALE) + 1
        patch = self._render[max(top, 0) : bottom, max(left, 0) : right]
        return bool(patch.size and int(patch.max()) - int(patch.min()) >= INK_CONTRAST)

    @cached_property
    def _render(self) -> np.ndarray[Any, Any]:
        pixels: np.ndarray[Any, Any] = self._page.render(scale=INK_SCALE, grayscale=True).to_numpy()
        return pixels.reshape(pixels.shape[:2])

    # -- what else is on the page --------------------------------------------------------------

    @cached_property
    def _objects(self) -> list[tuple[int, Box]]:
        """Type and place of everything but text and bare lines."""
        c, found = self._c, []
        for index in range(c.FPDFPage_CountObjects(self._page)):
            item = c.FPDFPage_GetObject(self._page, index)
            kind = c.FPDFPageObj_GetType(item)
            if kind == c.FPDF_PAGEOBJ_TEXT or (
                kind == c.FPDF_PAGEOBJ_PATH and not self._is_filled(item)
            ):
                continue
            edges = [ctypes.c_float() for _ in range(4)]
            if c.FPDFPageObj_GetBounds(item, *edges):
                left, bottom, right, top = (edge.value for edge in edges)
                found.append((kind, self._to_seen(left, bottom, right, top)))
        return found

    def _is_filled(self, path: Any) -> bool:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        self._c.FPDFPath_GetDrawMode(path, fill, stroke)
        return bool(fill.value != self._c.FPDF_FILLMODE_NONE)

    @cached_property
    def _paint(self) -> Box | None:
        """Box around everything that could cover text or lie behind it."""
        whole: Box | None = None
        for _, box in self._objects:
            whole = box if whole is None else whole.union(box)
        return whole

    @cached_property
    def _images(self) -> list[Box]:
        """Places of images; a form may hold one."""
        kinds = (self._c.FPDF_PAGEOBJ_IMAGE, self._c.FPDF_PAGEOBJ_FORM)
        return [box for kind, box in self._objects if kind in kinds]

    @property
    def painted(self) -> bool:
        """Whether there is anything on the page besides text."""
        return bool(self._c.FPDFPage_CountObjects(self._page) > 0)

    @property
    def image_share(self) -> float:
        """Share of the page under its largest image."""
        areas = [
            (min(box.x1, self.width) - max(box.x0, 0.0))
            * (min(box.y1, self.height) - max(box.y0, 0.0))
            for box in self._images
        ]
        return float(max(areas, default=0.0) / (self.width * self.height))


def _seen_from(page: pdfium.PdfPage) -> ToSeen:
    """A function from PDF coordinates (left, bottom, right, top) to the page as it is seen."""
    left, bottom, right, top = page.get_cropbox()
    turn = page.get_rotation()

    def seen(x0: float, y0: float, x1: float, y1: float) -> Box:
        x0, x1 = min(x0, x1), max(x0, x1)
        y0, y1 = min(y0, y1), max(y0, y1)
        if turn == 90:
            return Box(y0 - bottom, x0 - left, y1 - bottom, x1 - left)
        if turn == 180:
            return Box(right - x1, y0 - bottom, right - x0, y1 - bottom)
        if turn == 270:
            return Box(top - y1, right - x1, top - y0, right - x0)
        return Box(x0 - left, top - y1, x1 - left, top - y0)

    return seen


def _direction(right: float, up: float) -> int:
    """Quarter turns, clockwise, of a run whose last character stands there from its first."""
    if abs(up) > abs(right):
        return 3 if up > 0 else 1
    return 0 if right >= 0 else 2


def _readable(box: Box, text: str, turn: int) -> Box:
    """`box`, given a height where its font states none."""
    if turn % 2:
        return box
    letter = (box.x1 - box.x0) / len(text)
    if box.y1 - box.y0 >= TINY or letter < TINY / 2:
        return box
    middle = (box.y0 + box.y1) / 2
    return Box(box.x0, middle - letter, box.x1, middle + letter)


def _holds(box: Box, x: float, y: float) -> bool:
    return box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1


def _level(words: list[_Found]) -> list[Piece]:
    """Words as pieces; those not written level get a frame in which they are.

    Words of each direction are read together, the commonest direction first.
    """
    turns = [word.turn for word in words]
    order = sorted(set(turns), key=lambda turn: -turns.count(turn))
    if order in ([], [0]):
        return [Piece(word.text, word.box) for word in words]
    reach = max(max(abs(v) for v in (w.box.x0, w.box.x1, w.box.y0, w.box.y1)) for w in words)
    pieces = []
    for word in words:
        shift = 4 * reach * order.index(word.turn)  # one direction's frames under another's
        pieces.append(Piece(word.text, word.box, frame=_turned(word.box, word.turn, shift)))
    return pieces


def _turned(box: Box, turn: int, shift: float) -> Box:
    """`box` on a page turned back by `turn` quarters, moved down by `shift`."""
    if turn == 1:  # written downwards
        return Box(box.y0, shift - box.x1, box.y1, shift - box.x0)
    if turn == 2:
        return Box(-box.x1, shift - box.y1, -box.x0, shift - box.y0)
    if turn == 3:  # written upwards
        return Box(-box.y1, shift + box.x0, -box.y0, shift + box.x1)
    return Box(box.x0, shift + box.y0, box.x1, shift + box.y1)
