"""A page as a picture, drawn in a process of its own: a hostile file may only kill that.

    python -m extractor.tui.drawing < request-and-file > page.png

The request is one line of JSON (`media_type`, `page` from 1, `pixels` of width, `password`); the
file's bytes follow it.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import IO, Any, Final

from PIL import Image, ImageOps

from extractor.errors import DocumentCorrupt, ReaderTimeout, UnsupportedFormat

PDF: Final = "application/pdf"
PIXELS: Final = 1600  # width of a page as it is drawn
_MEMORY: Final = 2 << 30


def has_pictures(media_type: str) -> bool:
    """Whether pages of this type have a look of their own."""
    return media_type == PDF or media_type.startswith("image/")


def draw_page(
    data: bytes,
    media_type: str,
    page: int,
    *,
    password: str | None = None,
    seconds: float = 20.0,
    pixels: int = PIXELS,
) -> Image.Image:
    """The page as it looks. Raises UnsupportedFormat, DocumentCorrupt or ReaderTimeout."""
    if not has_pictures(media_type):
        raise UnsupportedFormat(
            "pages of this kind have no picture", hint="v goes back to the text"
        )
    request = {"media_type": media_type, "page": page, "pixels": pixels, "password": password}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "extractor.tui.drawing"],
            input=json.dumps(request).encode() + b"\n" + data,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ReaderTimeout(f"the page was not drawn within {seconds:g} seconds") from error
    if done.returncode != 0 or not done.stdout:
        raise DocumentCorrupt("the page cannot be drawn", hint="v goes back to the text")
    image = Image.open(io.BytesIO(done.stdout), formats=("PNG",))
    image.load()
    return image


def main() -> None:
    """One request from standard input, one picture to standard output."""
    _limit_memory()
    request, _, data = sys.stdin.buffer.read().partition(b"\n")
    _draw(json.loads(request), data, sys.stdout.buffer)


def _limit_memory() -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ImportError, ValueError, OSError):
        return  # no such limit on this system


def _draw(request: dict[str, Any], data: bytes, out: IO[bytes]) -> None:
    if request["media_type"] == PDF:
        import pypdfium2 as pdfium

        document = pdfium.PdfDocument(data, password=request["password"])
        if document.get_formtype():
            document.init_forms()
        page = document[request["page"] - 1]
        width, height = page.get_size()
        scale = request["pixels"] / max(width, height / 2)
        picture = page.render(scale=scale).to_pil()
    else:
        picture = Image.open(io.BytesIO(data))
        picture.seek(request["page"] - 1 if getattr(picture, "n_frames", 1) > 1 else 0)
        picture = ImageOps.exif_transpose(picture)
        picture.thumbnail((request["pixels"], 2 * request["pixels"]))
    picture.convert("RGB").save(out, "PNG", compress_level=1)


if __name__ == "__main__":
    main()
