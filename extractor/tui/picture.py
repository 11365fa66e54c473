"""A page as a picture, with boxes around the values: Sixel, Kitty or half blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from PIL import Image, ImageDraw
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget

from extractor.document import Box

ZOOMS: Final = (1.0, 1.5, 2.0, 3.0, 4.0)
STEP: Final = 0.15  # of what is seen, that an arrow moves
_VALUE: Final = (31, 99, 144)
_HERE: Final = (214, 140, 0)

Boxes = Sequence[tuple[Box, bool]]  # places of values; whether it is the current one


def picture_widget() -> type[Widget]:
    """The best way this terminal has of showing pictures.

    It is asked of the terminal on first import, so `run_workbench` imports it before the
    application takes the terminal over.
    """
    from textual_image.renderable import UnicodeImage as Plain
    from textual_image.widget import HalfcellImage
    from textual_image.widget import Image as Best

    plain = getattr(Best, "_Renderable", None) is Plain
    return HalfcellImage if plain else Best


class PagePicture(Vertical, can_focus=True):
    """A part of the page that fills the pane; arrows move it, + and - change how much is seen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "pan(0, -1)", "Up", show=False),
        Binding("down", "pan(0, 1)", "Down", show=False),
        Binding("left", "pan(-1, 0)", "Left", show=False),
        Binding("right", "pan(1, 0)", "Right", show=False),
    ]

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._picture: Image.Image | None = None
        self._boxes: Boxes = ()
        self._scale = 1.0  # pixels a point
        self._zoom = 0
        self._x, self._y = 0.0, 0.0  # the corner of what is seen, in pixels

    def compose(self) -> ComposeResult:
        yield picture_widget()(id="picture-image")

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
        from textual_image._terminal import get_cell_size

        assert self._picture is not None
        cell = get_cell_size()
        width = self._picture.width / ZOOMS[self._zoom]
        pane = max(1, self.size.width) * cell.width
        return width, width * max(1, self.size.height) * cell.height / pane

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
        width, height = self._seen()
        self._x = max(0.0, min(self._x, self._picture.width - width))
        self._y = max(0.0, min(self._y, self._picture.height - height))
        frame = (int(self._x), int(self._y), int(self._x + width), int(self._y + height))
        seen = Image.new("RGB", (frame[2] - frame[0], frame[3] - frame[1]), "white")
        seen.paste(self._picture.crop(frame).convert("RGB"))
        _outline(seen, self._boxes, self._scale, frame)
        image = self.query_one("#picture-image")
        setattr(image, "image", seen)  # noqa: B010 - the widget's class is chosen at run time


def _outline(seen: Image.Image, boxes: Boxes, scale: float, frame: tuple[int, ...]) -> None:
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
