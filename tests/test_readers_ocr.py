"""Scans and images: recognised, with boxes on the page and confidences."""

from __future__ import annotations

import io
from functools import cache

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A6
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Document
from extractor.errors import DocumentCorrupt, DocumentEmpty, DocumentTooLarge
from extractor.readers import Limits, ReadOptions, parse_pages, read_bytes
from extractor.readers.ocr import Recogniser

DPI = 150
LINES = {"Receipt number": "R-4711", "Date": "2024-05-17", "Total amount": "EUR 84.20"}


@cache
def receipt(title: str = "Corner Bakery") -> Image.Image:
    """A small receipt as a scanner sees it."""
    import pypdfium2 as pdfium

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A6)
    canvas.setFont("Helvetica", 14)
    canvas.drawString(30, 370, title)
    for row, (label, value) in enumerate(LINES.items()):
        canvas.drawString(30, 320 - 24 * row, label)
        canvas.drawString(180, 320 - 24 * row, value)
    canvas.save()
    page: Image.Image = pdfium.PdfDocument(stream.getvalue())[0].render(scale=DPI / 72).to_pil()
    return page.convert("L")


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def scanned_pdf(image: Image.Image, stamp: str = "") -> bytes:
    """The image over a whole page, with a word of real text beside it."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A6)
    canvas.drawImage(ImageReader(image), 0, 0, *A6)
    canvas.drawString(30, 20, stamp)
    canvas.save()
    return stream.getvalue()


def assert_receipt(document: Document) -> None:
    """Every row reads across, and every word has a confidence and a box on the page."""
    rows = [" ".join(line.split()) for line in document.text.split("\n")]
    for label, value in LINES.items():
        assert f"{label} {value}" in rows
    page = document.pages[0]
    assert page.recognised
    assert page.width is not None
    assert page.height is not None
    for word in page.words:
        assert word.box is not None
        assert 0 <= word.box.x0 < word.box.x1 <= page.width
        assert 0 <= word.box.y0 < word.box.y1 <= page.height
        assert word.confidence is not None
        assert 0.5 <= word.confidence <= 1


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_an_image_is_recognised(kind: str) -> None:
    document = read_bytes(saved(receipt(), kind, dpi=(DPI, DPI)), "scan")
    assert document.media_type == f"image/{kind.lower()}"
    assert_receipt(document)


def test_pixels_become_points_by_the_stated_resolution() -> None:
    document = read_bytes(saved(receipt(), "PNG", dpi=(DPI, DPI)), "scan.png")
    page = document.pages[0]
    assert (page.width, page.height) == pytest.approx(A6, abs=1)
    value = next(w for w in page.words if document.text[w.start : w.end] == "R-4711")
    assert value.box is not None
    assert value.box.x0 == pytest.approx(180, abs=6)
    assert value.box.y1 == pytest.approx(A6[1] - 320, abs=8)


@pytest.mark.parametrize("angle", [90, 180, 270, 3])
def test_a_turned_or_skewed_scan_reads_level(angle: int) -> None:
    turned = receipt().rotate(angle, expand=True, fillcolor=255)
    assert_receipt(read_bytes(saved(turned, "PNG"), "scan.png"))


def test_a_photo_is_turned_as_its_exif_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    sideways = receipt().rotate(90, expand=True)
    document = read_bytes(saved(sideways, "JPEG", exif=exif, dpi=(DPI, DPI)), "photo.jpg")
    assert_receipt(document)
    assert document.pages[0].width == pytest.approx(A6[0], abs=1)


def test_every_frame_of_a_tiff_is_a_page() -> None:
    first, second = receipt("First Shop"), receipt("Second Shop")
    data = saved(first, "TIFF", save_all=True, append_images=[second])
    document = read_bytes(data, "fax.tif")
    assert document.page_count == 2
    assert document.text.index("First Shop") < document.text.index("Second Shop")
    only = read_bytes(data, "fax.tif", ReadOptions(pages=parse_pages("2")))
    assert [page.number for page in only.pages] == [2]
    assert "First" not in only.text


def test_a_scanned_page_of_a_pdf_is_recognised_although_a_stamp_is_text() -> None:
    document = read_bytes(scanned_pdf(receipt(), "Page 1"), "scan.pdf")
    assert_receipt(document)
    assert "Page 1" in document.text


def test_a_text_layer_of_unreadable_characters_is_replaced() -> None:
    def garbage(canvas: Canvas) -> None:
        layer = canvas.beginText(30, 200)
        layer.setTextRenderMode(3)
        layer.textLine("(cid:12)(cid:44)(cid:9)" * 12)
        canvas.drawText(layer)

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A6)
    canvas.drawImage(ImageReader(receipt()), 0, 0, *A6)
    garbage(canvas)
    canvas.save()
    assert_receipt(read_bytes(stream.getvalue(), "scan.pdf"))


def a_line(text: str, height: int, margin: int, page: tuple[int, int] | None) -> Image.Image:
    """One line of so many pixels: cropped so that a margin is left, or alone on a page."""
    font = ImageFont.load_default(height)
    x0, y0, x1, y1 = (round(edge) for edge in font.getbbox(text))
    size = page or (x1 - x0 + 2 * margin, y1 - y0 + 2 * margin)
    image = Image.new("L", size, 255)
    at = (page[0] // 3, page[1] // 4) if page else (margin, margin)
    ImageDraw.Draw(image).text((at[0] - x0, at[1] - y0), text, 0, font)
    return image


@pytest.mark.parametrize(
    ("height", "margin", "page"),
    [
        (14, 4, None),
        (20, 2, None),
        (64, 0, None),
        (120, 40, None),
        (28, 0, (1240, 1754)),
        (40, 0, (2480, 3508)),
    ],
)
def test_a_line_alone_is_read_where_it_stands(
    height: int, margin: int, page: tuple[int, int] | None
) -> None:
    image = a_line("Total EUR 84.20", height, margin, page)
    document = read_bytes(saved(image, "PNG", dpi=(72, 72)), "line.png")
    assert document.text == "Total EUR 84.20"
    place = Image.eval(image, lambda level: 255 - level).getbbox()
    assert place is not None
    boxes = [word.box for word in document.pages[0].words]
    assert all(boxes)
    near = height / 2
    assert boxes[0].x0 == pytest.approx(place[0], abs=near)  # type: ignore[union-attr]
    assert boxes[-1].x1 == pytest.approx(place[2], abs=near)  # type: ignore[union-attr]
    assert boxes[0].y0 == pytest.approx(place[1], abs=near)  # type: ignore[union-attr]
    assert boxes[-1].y1 == pytest.approx(place[3], abs=near)  # type: ignore[union-attr]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_line_alone_that_is_turned_is_read_where_it_stands(angle: int) -> None:
    image = a_line("Total EUR 84.20", 30, 4, None).rotate(angle, expand=True)
    document = read_bytes(saved(image, "PNG", dpi=(72, 72)), "line.png")
    assert document.text == "Total EUR 84.20"
    first, *_, last = (word.box for word in document.pages[0].words)
    assert first is not None
    assert last is not None
    begins = {90: first.y0 > last.y1, 180: first.x0 > last.x1, 270: first.y1 < last.y0}
    assert begins[angle]


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (1, 400), (4000, 1)])
def test_an_image_of_a_few_pixels_has_no_text(size: tuple[int, int]) -> None:
    for level in (0, 255):
        with pytest.raises(DocumentEmpty, match="no text in it"):
            read_bytes(saved(Image.new("L", size, level), "PNG"), "dot.png")
    dot = Image.new("L", size, 255)
    dot.putpixel((0, 0), 0)
    with pytest.raises(DocumentEmpty, match="no text in it"):
        read_bytes(saved(dot, "PNG"), "dot.png")


def test_recognition_can_be_forced_or_turned_off() -> None:
    scan = scanned_pdf(receipt())
    with pytest.raises(DocumentEmpty, match="page 1 has no text layer"):
        read_bytes(scan, "scan.pdf", ReadOptions(ocr="never"))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A6)
    canvas.drawString(30, 300, "Digital text")
    canvas.save()
    forced = read_bytes(stream.getvalue(), "digital.pdf", ReadOptions(ocr="always"))
    assert forced.pages[0].recognised
    assert forced.text == "Digital text"


def test_pages_that_recognition_has_no_time_for_are_named() -> None:
    data = saved(receipt(), "TIFF", save_all=True, append_images=[receipt(), receipt()])
    document = read_bytes(data, "fax.tif", ReadOptions(limits=Limits(seconds=0.01)))
    assert [page.number for page in document.pages] == [1]
    assert document.page_count == 3
    assert document.warnings[0].startswith("pages 2-3 were not read")


def test_an_empty_image_has_no_words() -> None:
    import numpy as np

    assert Recogniser(60).read(1, np.full((300, 400, 3), 255, np.uint8), 2.0) == []
    with pytest.raises(DocumentEmpty, match="no text in it"):
        read_bytes(saved(Image.new("L", (400, 300), 255), "PNG"), "blank.png")


def test_bad_images_are_refused() -> None:
    whole = saved(receipt(), "PNG")
    with pytest.raises(DocumentCorrupt, match="damaged"):
        read_bytes(whole[: len(whole) // 2], "half.png")
    with pytest.raises(DocumentTooLarge, match="pixels is over the limit"):
        read_bytes(whole, "big.png", ReadOptions(limits=Limits(pixels=1000)))
    bomb = saved(Image.new("1", (30_000, 30_000)), "PNG")
    with pytest.raises(DocumentTooLarge):
        read_bytes(bomb, "bomb.png")
