"""A page as a picture, with boxes around the values: Sixel, Kitty or half blocks."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import App
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from extractor.document import Box
from extractor.tui.terminal import Graphics, Terminal

if TYPE_CHECKING:
    from PIL import Image

ZOOMS: Final = (1.0, 1.5, 2.0, 3.0, 4.0)
CELL: Final = (10, 20)  # pixels of a character where the terminal does not tell
STEP: Final = 0.15  # of what is seen, that an arrow moves
_VALUE: Final = (31, 99, 144)
_HERE: Final = (214, 140, 0)

Boxes = Sequence[tuple[Box, bool]]  # places of values; whether it is the current one


def picture_widget(terminal: Terminal) -> type[Widget]:
    """What shows a picture in a terminal of this kind."""
    # On import textual-image asks the terminal, and would wait for an answer that the running
    # application reads; `terminal.py` has asked before.
    with _standard_output(io.StringIO()):
        from textual_image import widget
        from textual_image._terminal import CellSize, get_cell_size

    if terminal.cell is not None:
        setattr(get_cell_size, "_result", CellSize(*terminal.cell))  # noqa: B010
    widgets: dict[Graphics, type[Widget]] = {
        Graphics.SIXEL: widget.SixelImage,
        Graphics.KITTY: _queued(widget.TGPImage),
        Graphics.BLOCKS: widget.HalfcellImage,
    }
    return widgets[terminal.graphics]


def _queued(plain: type[Widget]) -> type[Widget]:
    """A widget that would write pictures to the terminal, between what the application writes."""

    class Queued(plain, Renderable=plain._Renderable):  # type: ignore[misc, valid-type, call-arg, attr-defined]
        def render_lines(self, crop: Region) -> list[Strip]:
            with _standard_output(_Queue(self.app)):
                lines: list[Strip] = super().render_lines(crop)
                return lines

    return Queued


class _Queue(io.StringIO):
    """What is written here is sent in its turn, with all that the application draws."""

    def __init__(self, app: App[object]) -> None:
        super().__init__()
        self._app = app

    def write(self, text: str) -> int:
        if self._app._driver is not None:
            self._app._driver.write(text)
        return len(text)


@contextmanager
def _standard_output(file: io.StringIO) -> Iterator[None]:
    """Has what is written to the terminal go elsewhere meanwhile."""
    real = sys.__stdout__
    setattr(sys, "__stdout__", file)  # noqa: B010 - declared final, but for programs
    try:
        yield
    finally:
        setattr(sys, "__stdout__", real)  # noqa: B010


class PagePicture(Vertical, can_focus=True):
    """A part of the page that fills the pane; arrows move it, + and - change how much is seen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "pan(0, -1)", "Up", show=False),
        Binding("down", "pan(0, 1)", "Down", show=False),
        Binding("left", "pan(-1, 0)", "Left", show=False),
        Binding("right", "pan(1, 0)", "Right", show=False),
    ]

    def __init__(self, terminal: Terminal, id: str | None = None) -> None:
        super().__init__(id=id)
        self._terminal = terminal
        self.set_class(terminal.graphics is Graphics.SIXEL, "-sixel")
        self._image: Widget | None = None  # made with the first picture: its parts load slowly
        self._picture: Image.Image | None = None
        self._boxes: Boxes = ()
        self._scale = 1.0  # pixels a point
        self._zoom = 0
        self._x, self._y = 0.0, 0.0  # the corner of what is seen, in pixels

    def show(self, picture: Image.Image, width: float | None, boxes: Boxes) -> None:
        """Another page; `width` is the paper's in points."""
        self._picture, self._boxes = picture, boxes
        self._scale = picture.width / width if width else 1.0
        self._x = self._y = 0.0
        self._bring()

    def mark(self, boxes: Boxes) -> None:
        """Other boxes on the same page; the current one is brought into view."""
        self._boxes = boxes
        self._bring()

    def zoom(self, step: int) -> None:
        self._zoom = max(0, min(len(ZOOMS) - 1, self._zoom + step))
        self._bring()

    def on_resize(self) -> None:
        self._draw()

    def action_pan(self, right: int, down: int) -> None:
        width, height = self._seen()
        self._x += right * width * STEP
        self._y += down * height * STEP
        self._draw()

    def _seen(self) -> tuple[float, float]:
        """How much of the picture is seen, in pixels."""
        assert self._picture is not None
        cell_width, cell_height = self._terminal.cell or CELL
        width = self._picture.width / ZOOMS[self._zoom]
        pane = max(1, self.size.width) * cell_width
        return width, width * max(1, self.size.height) * cell_height / pane

    def _bring(self) -> None:
        here = [box for box, current in self._boxes if current]
        if here and self._picture is not None:
            width, height = self._seen()
            self._x = here[0].x0 * self._scale - width / 3
            self._y = here[0].y0 * self._scale - height / 3
        self._draw()

    def _draw(self) -> None:
        if self._picture is None or not self.size.width:
            return
        from PIL import Image

        width, height = self._seen()
        self._x = max(0.0, min(self._x, self._picture.width - width))
        self._y = max(0.0, min(self._y, self._picture.height - height))
        frame = (int(self._x), int(self._y), int(self._x + width), int(self._y + height))
        seen = Image.new("RGB", (frame[2] - frame[0], frame[3] - frame[1]), "white")
        seen.paste(self._picture.crop(frame).convert("RGB"))
        _outline(seen, self._boxes, self._scale, frame)
        if self._image is None:
            self._image = picture_widget(self._terminal)(id="picture-image")
            self.mount(self._image)
        with _standard_output(_Queue(self.app)):  # the picture before is taken off the terminal
            setattr(self._image, "image", seen)  # noqa: B010 - its class is chosen at run time


def _outline(seen: Image.Image, boxes: Boxes, scale: float, frame: tuple[int, ...]) -> None:
    from PIL import ImageDraw

    draw = ImageDraw.Draw(seen, "RGBA")
    for box, current in boxes:
        corners = (
            box.x0 * scale - frame[0] - 3,
            box.y0 * scale - frame[1] - 3,
            box.x1 * scale - frame[0] + 3,
            box.y1 * scale - frame[1] + 3,
        )
        colour = _HERE if current else _VALUE
        draw.rectangle(corners, fill=(*colour, 90), outline=colour, width=5 if current else 2)
