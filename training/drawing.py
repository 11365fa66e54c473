"""Lines of text drawn on pages as programs print them, and pages as scanners and cameras see them.

Fonts, sizes, weights, rules, frames and positions vary; figures stand at the right edge of their
columns now and then, and columns do not always share a baseline.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from training.pages.lines import PAGE

if TYPE_CHECKING:
    from PIL import Image

WIDTH, HEIGHT = 595, 842  # points of a page
_FAMILIES = (
    ("Helvetica", "Helvetica-Bold", 0.52),
    ("Helvetica", "Helvetica-Bold", 0.52),
    ("Times-Roman", "Times-Bold", 0.48),
    ("Courier", "Courier-Bold", 0.6),
)
_FIGURE = re.compile(r"[-+(]?(?:[A-Z]{2,3} |[€$£₹] ?)?\d[\d.,’' ]*\)?(?: ?(?:[€%]|[A-Z]{1,3}))?")
_DRAWN = str.maketrans({"☒": "[x]", "☑": "[x]", "☐": "[ ]"})  # what these fonts lack
_RULE = re.compile(r"[-=_.* +]{12,}")


def draw(lines: Sequence[str], rng: random.Random) -> bytes:
    """A PDF of the lines; stretches parted by two spaces or more keep their columns."""
    return _Sheet(lines, rng).pdf()


class _Sheet:
    """One document's habits of print."""

    def __init__(self, lines: Sequence[str], rng: random.Random) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self.rng = rng
        self.lines = [line.replace("\t", "    ").translate(_DRAWN) for line in lines]
        self.font, self.bold, aspect = rng.choice(_FAMILIES)
        self.size = rng.choice((8, 8.5, 9, 9, 10, 10, 11, 12))
        longest = max([len(line) for line in self.lines if len(line) < 140], default=60)
        self.left = rng.randint(28, 75)
        room = WIDTH - self.left - 25
        self.size = min(self.size, max(6.0, room / (max(longest, 30) * aspect)))
        self.pitch = self.size * aspect
        if longest * self.pitch < room * 0.7 and rng.random() < 0.5:
            self.pitch *= min(1.25, room * 0.9 / (longest * self.pitch))  # spread over the page
        self.leading = self.size * rng.uniform(1.12, 1.6)
        self.flush = rng.random() < 0.6  # figures at the right
        self.heavy = rng.random() < 0.5  # heads in bold
        self.shift = rng.uniform(-2.5, 2.5) if rng.random() < 0.15 else 0.0  # of later columns
        self.ruled = rng.random() < 0.35
        self.small = rng.random() < 0.3  # what ends a page, in small print
        self.buffer = io.BytesIO()
        self.canvas: Any = Canvas(self.buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
        self.top = float(HEIGHT - rng.randint(28, 90))
        self.y = self.top

    def pdf(self) -> bytes:
        last = len(self.lines) - 1
        for number, line in enumerate(self.lines):
            if line == PAGE:
                self._turn()
                continue
            first = number < 2 and self.rng.random() < 0.4
            size = self.size * (self.rng.choice((1.2, 1.5, 1.9)) if first else 1.0)
            if self.small and number > last - 3:
                size = max(5.5, self.size * 0.75)
            self._line(line, size)
        self.canvas.save()
        return self.buffer.getvalue()

    def _turn(self) -> None:
        self.canvas.showPage()
        self.y = self.top

    def _line(self, line: str, size: float) -> None:
        if self.y < 32:
            self._turn()
        if _RULE.fullmatch(line) and self.rng.random() < 0.7:
            self._rule()
            return
        if not line:
            self.y -= self.leading * self.rng.uniform(0.4, 1.0)
            return
        stretches = list(re.finditer(r"\S+(?: \S+)*", line))
        if len(stretches) == 1:
            self._text(stretches[0], size)
        else:
            self._columns(stretches, size)
            if self.ruled and self.rng.random() < 0.15:
                self._rule(gap=0.25)
        self.y -= max(self.leading, size * 1.15)

    def _rule(self, gap: float = 0.5) -> None:
        height = self.y + self.leading * (0.4 if gap > 0.3 else -gap)
        self.canvas.setLineWidth(self.rng.choice((0.4, 0.7, 1.2)))
        self.canvas.line(self.left, height, WIDTH - self.left, height)
        self.y -= self.leading * gap if gap > 0.3 else 0

    def _font(self, text: str, size: float) -> str:
        """Heads and labels are heavier, in documents that do so."""
        wordy = len(text) < 40 and not any(map(str.isdigit, text))
        heavy = self.heavy and (text.isupper() or text.endswith(":")) and wordy
        font = self.bold if heavy or size > self.size * 1.1 else self.font
        self.canvas.setFont(font, size)
        return font

    def _text(self, stretch: re.Match[str], size: float) -> None:
        """One stretch; too long a one goes on in the next line."""
        font = self._font(stretch[0], size)
        x = self.left + stretch.start() * self.pitch
        line = ""
        for word in stretch[0].split(" "):
            longer = f"{line} {word}" if line else word
            if line and x + self.canvas.stringWidth(longer, font, size) > WIDTH - 24:
                self.canvas.drawString(x, self.y, line)
                self.y -= self.leading
                if self.y < 32:
                    self._turn()
                    self.canvas.setFont(font, size)
                longer = word
            line = longer
        self.canvas.drawString(x, self.y, line)

    def _columns(self, stretches: list[re.Match[str]], size: float) -> None:
        end = 0.0
        size = min(size, self.size)
        for at, stretch in enumerate(stretches):
            text = stretch[0]
            font = self._font(text, size)
            width = self.canvas.stringWidth(text, font, size)
            x = self.left + stretch.start() * self.pitch
            if self.flush and at and _FIGURE.fullmatch(text):
                x = self.left + stretch.end() * self.pitch - width
            x = max(x, end + size * 0.9 if end else 0)
            self.canvas.drawString(x, self.y + (self.shift if at else 0), text)
            end = x + width


def photograph(pdf: bytes, rng: random.Random) -> bytes:
    """The pages as the frames of a TIFF, with the faults of a scanner or a camera."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    frames = []
    dpi = rng.choice((120, 150, 150, 200))
    for page in document:
        frames.append(_worn(page.render(scale=dpi / 72).to_pil().convert("L"), rng))
    buffer = io.BytesIO()
    frames[0].save(
        buffer, "TIFF", save_all=True, append_images=frames[1:], dpi=(dpi, dpi), compression="jpeg"
    )
    return buffer.getvalue()


def _worn(image: Image.Image, rng: random.Random) -> Image.Image:
    from PIL import Image, ImageEnhance, ImageFilter

    if rng.random() < 0.6:
        angle = rng.uniform(-1.2, 1.2)
        image = image.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    if rng.random() < 0.6:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.9)))
    image = ImageEnhance.Contrast(image).enhance(rng.uniform(0.6, 1.2))
    image = ImageEnhance.Brightness(image).enhance(rng.uniform(0.85, 1.05))
    if rng.random() < 0.5:
        speckle = Image.effect_noise(image.size, rng.uniform(5, 30))
        image = Image.blend(image, speckle, rng.uniform(0.03, 0.12))
    return image
