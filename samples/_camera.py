"""Paper as scanners and phones see it: skewed, grey, speckled, in shadow, from an angle."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

Corner = tuple[float, float]


def render(pdf: bytes, dpi: int) -> list[Image.Image]:
    """The pages of a PDF as pictures."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def scan(page: Image.Image, seed: int, skew: float, noise: float = 7.0) -> Image.Image:
    """A page from an office scanner: `skew` degrees off, grey, with specks and a dark edge."""
    rng = np.random.default_rng(seed)
    grey = page.convert("L").rotate(skew, Image.Resampling.BICUBIC, fillcolor=250)
    grey = grey.filter(ImageFilter.GaussianBlur(0.55))
    pixels = np.asarray(grey, dtype=np.float32) * 0.93 + 12
    height, width = pixels.shape
    pixels += rng.normal(0, noise, pixels.shape)
    pixels -= np.linspace(14, 0, width)[None, :] ** 1.2 * 0.6  # light falls off beside the spine
    for _ in range(60):
        y, x = rng.integers(0, height - 2), rng.integers(0, width - 2)
        pixels[y : y + 2, x : x + rng.integers(1, 3)] = rng.integers(40, 150)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def photo(
    sheet: Image.Image, seed: int, corners: Sequence[Corner], size: tuple[int, int], table: str
) -> Image.Image:
    """`sheet` lying on a `table` of that colour, its corners at `corners` of a picture of `size`.

    Corners run clockwise from the top left. Light comes from one side, with a soft shadow across.
    """
    rng = np.random.default_rng(seed)
    ground = Image.new("RGB", size, table)
    grain = rng.normal(0, 1, (size[1], 1, 1)) * 5 + rng.normal(0, 3, (size[1], size[0], 1))
    ground = _from(np.asarray(ground, dtype=np.float32) + grain)

    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon(list(corners), fill=255)
    fallen = ImageChops.offset(mask, 14, 18).filter(ImageFilter.GaussianBlur(14))
    ground = Image.composite(Image.new("RGB", size, "#1d1712"), ground, fallen.point(_third))
    laid = sheet.transform(
        size,
        Image.Transform.PERSPECTIVE,
        _perspective(corners, sheet.size),
        Image.Resampling.BICUBIC,
    )
    picture = Image.composite(laid, ground, mask.filter(ImageFilter.GaussianBlur(1)))

    x = np.linspace(0, 1, size[0])[None, :, None]
    y = np.linspace(0, 1, size[1])[:, None, None]
    light = 1.02 - 0.20 * x - 0.14 * y
    light = light * (1 - 0.24 / (1 + np.exp(-((x + 0.7 * y) - 1.22) * 30)))  # someone's arm
    warm = np.array([1.0, 0.975, 0.92])
    lit = np.asarray(picture, dtype=np.float32) * light * warm + rng.normal(
        0, 3.0, (size[1], size[0], 1)
    )
    return _from(lit).filter(ImageFilter.GaussianBlur(0.6))


def scanned_pdf(pages: Sequence[Image.Image], dpi: int, quality: int = 45) -> bytes:
    """Pictures of pages as a PDF without any text."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for page in pages:
        width, height = (side * 72 / dpi for side in page.size)
        canvas.setPageSize((width, height))
        picture = ImageReader(io.BytesIO(jpeg(page, quality)))
        canvas.drawImage(picture, 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def jpeg(picture: Image.Image, quality: int = 70) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality, optimize=True)
    return buffer.getvalue()


def png(picture: Image.Image, dpi: int, colours: int = 16) -> bytes:
    buffer = io.BytesIO()
    reduced = picture.quantize(colours, dither=Image.Dither.NONE)
    reduced.save(buffer, "PNG", optimize=True, dpi=(dpi, dpi))
    return buffer.getvalue()


def tiff(pages: Sequence[Image.Image], dpi: int) -> bytes:
    """Pages in one file as a fax or archive scanner writes them: black and white, Group 4."""
    buffer = io.BytesIO()
    first, *rest = [page.convert("L").point(_bilevel).convert("1") for page in pages]
    first.save(
        buffer,
        "TIFF",
        save_all=True,
        append_images=rest,
        compression="group4",
        dpi=(dpi, dpi),
    )
    return buffer.getvalue()


def _third(value: int) -> int:
    return value // 3


def _bilevel(value: int) -> int:
    return 255 if value > 150 else 0


def _from(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _perspective(corners: Sequence[Corner], sheet: tuple[int, int]) -> list[float]:
    """Pillow's eight coefficients: from a point of the picture to one of the sheet."""
    width, height = sheet
    rows, goal = [], []
    for (x, y), (u, v) in zip(
        corners, [(0, 0), (width, 0), (width, height), (0, height)], strict=True
    ):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        goal += [u, v]
    return [float(value) for value in np.linalg.solve(np.array(rows), np.array(goal))]
