"""Images, one or many to a file: every frame is a page, read by recognition."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

from extractor.errors import DocumentCorrupt, DocumentTooLarge
from extractor.readers.assembly import Assembly
from extractor.readers.ocr import Recogniser
from extractor.readers.options import ReadOptions

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF")
USUAL_DPI = 150.0  # taken where an image states none, or one that no scanner makes
PLAUSIBLE_DPI = (50.0, 1200.0)


def read(data: bytes, options: ReadOptions) -> Assembly:
    """Each chosen frame, its pixels mapped to points by the resolution that it states."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # own limit below
            image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise DocumentTooLarge(str(error), hint="scale the image down") from error
    with image:
        return _read_frames(image, options)


def _read_frames(image: Image.Image, options: ReadOptions) -> Assembly:
    frames = getattr(image, "n_frames", 1)
    if image.format in ("GIF", "PNG", "WEBP"):
        frames = 1  # an animation shows one page
    chosen = [number for number in range(1, frames + 1) if options.wants(number)]
    if len(chosen) > options.limits.pages:
        raise DocumentTooLarge(
            f"{len(chosen)} pages are over the limit of {options.limits.pages}",
            hint=f"read a part with --pages 1-{options.limits.pages}",
        )
    assembly = Assembly(page_count=frames)
    if options.ocr == "never":
        assembly.warn("an image was not recognised")
        return assembly
    recogniser = Recogniser(options.limits.seconds)
    for number in chosen:
        try:
            image.seek(number - 1)
            _check_pixels(image, options.limits.pixels)
            _read_frame(image, number, recogniser, assembly)
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            if len(chosen) == 1:
                raise DocumentCorrupt(
                    "the image is damaged or cut off", hint="scan or save it again"
                ) from error
            assembly.warn(f"page {number} is damaged and was not read")
    assembly.warn_unread(recogniser.unread)
    return assembly


def _check_pixels(image: Image.Image, limit: int) -> None:
    if image.width * image.height > limit:
        raise DocumentTooLarge(
            f"an image of {image.width} x {image.height} pixels is over the limit of {limit}",
            hint="scale it down, or raise the limit",
        )


def _read_frame(
    image: Image.Image, number: int, recogniser: Recogniser, assembly: Assembly
) -> None:
    scale = _dpi(image) / 72
    pixels = _pixels(image)
    height, width = pixels.shape[:2]
    pieces = recogniser.read(number, pixels, scale)
    if pieces is not None:
        assembly.add_pieces(number, pieces, (width / scale, height / scale), recognised=True)


def _pixels(image: Image.Image) -> Any:
    """The frame as an array (height, width, BGR): turned as its EXIF says, on white."""
    import numpy as np
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(image)
    if "A" in upright.getbands() or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        upright = Image.alpha_composite(paper, layer)
    elif upright.mode.startswith(("I", "F")):  # 16 or 32 bits of grey
        grey = np.asarray(upright, dtype=np.float64)
        spread = float(grey.max() - grey.min()) or 1.0
        upright = Image.fromarray(((grey - grey.min()) * (255 / spread)).astype(np.uint8))
    return np.ascontiguousarray(np.asarray(upright.convert("RGB"))[:, :, ::-1])


def _dpi(image: Image.Image) -> float:
    stated = image.info.get("dpi")
    dpi = float(stated[0]) if stated else 0.0
    low, high = PLAUSIBLE_DPI
    return dpi if low <= dpi <= high else USUAL_DPI
