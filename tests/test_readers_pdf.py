"""PDF with a text layer: words, boxes, columns, what is hidden, and what goes wrong."""

from __future__ import annotations

import contextlib
import io
import re
import time
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Document, Page
from extractor.errors import (
    DocumentCorrupt,
    DocumentEmpty,
    DocumentEncrypted,
    DocumentTooLarge,
)
from extractor.readers import Limits, ReadOptions, parse_pages, read_bytes

NO_OCR = ReadOptions(ocr="never")


def pdf(draw: Callable[[Canvas], None], **options: object) -> bytes:
    """One page that `draw` fills (or more, where it shows pages itself)."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=True, **options)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


def read(data: bytes, options: ReadOptions = NO_OCR) -> Document:
    return read_bytes(data, "test.pdf", options)


def letter(canvas: Canvas) -> None:
    for row, text in enumerate(["Acme GmbH", "Hauptstr. 5", "10115 Berlin"]):
        canvas.drawString(60, 760 - 14 * row, text)
    for row, text in enumerate(["Invoice 2024-001", "Date 1 May 2024"]):
        canvas.drawString(380, 760 - 14 * row, text)
    for row, cells in enumerate([("Item", "Qty", "Amount"), ("Bolts", "10", "12.50")]):
        for x, cell in zip((60, 300, 450), cells, strict=True):
            canvas.drawString(x, 600 - 16 * row, cell)


def word_box(document: Document, text: str) -> tuple[float, float]:
    """Top left corner of the first word that reads `text`."""
    page = document.pages[0]
    word = next(w for w in page.words if document.text[w.start : w.end] == text)
    assert word.box is not None
    return word.box.x0, word.box.y0


def assert_sound(document: Document) -> None:
    """What holds for every document with geometry."""
    for page in document.pages:
        assert page.width is not None
        assert page.height is not None
        for word in page.words:
            assert re.fullmatch(r"\S+", document.text[word.start : word.end])
            assert page.span.start <= word.start < word.end <= page.span.end
            assert word.box is not None
            assert 0 <= word.box.x0 <= word.box.x1 <= page.width
            assert 0 <= word.box.y0 <= word.box.y1 <= page.height


def blocks(document: Document, page: Page) -> list[str]:
    """The block reading, a string a block."""
    return [
        " ".join(document.text[page.words[i].start : page.words[i].end] for i in block)
        for block in page.blocks
    ]


def test_a_letter_reads_row_by_row_and_block_by_block() -> None:
    document = read(pdf(letter))
    lines = [re.sub(r" {2,}", " | ", line) for line in document.text.split("\n")]
    assert lines == [
        "Acme GmbH | Invoice 2024-001",
        "Hauptstr. 5 | Date 1 May 2024",
        "10115 Berlin",
        "",
        "Item | Qty | Amount",
        "Bolts | 10 | 12.50",
    ]
    assert "Acme GmbH Hauptstr. 5 10115 Berlin" in blocks(document, document.pages[0])
    assert document.media_type == "application/pdf"
    assert_sound(document)


def test_boxes_count_from_the_top_left() -> None:
    x, y = word_box(read(pdf(letter)), "Acme")
    assert x == pytest.approx(60, abs=1)
    assert y == pytest.approx(A4[1] - 760 - 10, abs=4)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_rotated_page_reads_as_it_is_seen(rotation: int) -> None:
    import pypdfium2 as pdfium

    turned = pdfium.PdfDocument(pdf(letter))
    turned[0].set_rotation(rotation)
    stream = io.BytesIO()
    turned.save(stream)

    document = read(stream.getvalue())
    page = document.pages[0]
    expected = A4 if rotation == 180 else (A4[1], A4[0])
    assert (page.width, page.height) == pytest.approx(expected, abs=1)
    assert_sound(document)
    # The content was not turned with it, so it is seen sideways; its lines are level all the same.
    assert document.text.startswith("Acme GmbH  ")
    assert "Bolts  10  12.50" in re.sub(r" {2,}", "  ", document.text)


def test_print_up_the_margin_does_not_disturb_the_lines() -> None:
    def draw(canvas: Canvas) -> None:
        letter(canvas)
        canvas.rotate(90)
        canvas.drawString(300, -30, "Printed on recycled paper")

    document = read(pdf(draw))
    assert "Printed on recycled paper" in document.text
    assert document.text.startswith("Acme GmbH  ")
    assert_sound(document)


def test_a_crop_box_moves_the_origin() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((50, 500, 550, 800))
        letter(canvas)

    document = read(pdf(draw))
    assert word_box(document, "Acme")[0] == pytest.approx(10, abs=1)
    assert document.pages[0].height == pytest.approx(300)


def test_text_that_no_one_sees_is_kept_apart() -> None:
    def draw(canvas: Canvas) -> None:
        letter(canvas)
        canvas.setFillGray(1)
        canvas.drawString(60, 400, "white on white")
        canvas.setFillGray(0)
        canvas.setFont("Helvetica", 1)
        canvas.drawString(60, 380, "tiny print")
        canvas.setFont("Helvetica", 12)
        canvas.drawString(-400, 360, "beside the page")
        invisible = canvas.beginText(60, 340)
        invisible.setTextRenderMode(3)
        invisible.textLine("render mode three")
        canvas.drawText(invisible)

    document = read(pdf(draw))
    for text in ("white on white", "tiny print", "beside the page", "render mode three"):
        assert text not in document.text
        assert text in document.pages[0].hidden


def test_white_print_on_a_dark_bar_is_seen_and_print_under_a_bar_is_not() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 500, "under the bar")
        canvas.rect(50, 490, 200, 24, fill=1)
        canvas.rect(50, 590, 400, 24, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(60, 597, "Table heading")

    document = read(pdf(draw))
    assert document.text == "Table heading"
    assert document.pages[0].hidden == "under the bar"


def test_the_text_layer_of_a_scan_is_its_text() -> None:
    from PIL import Image, ImageDraw
    from reportlab.lib.utils import ImageReader

    scan = Image.new("L", (595, 842), 255)
    ImageDraw.Draw(scan).text((60, 100), "Recognised before, by the scanner", fill=0)

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(scan), 0, 0, *A4)
        layer = canvas.beginText(60, 842 - 110)
        layer.setTextRenderMode(3)
        layer.textLine("Recognised before, by the scanner" + " and so on" * 10)
        canvas.drawText(layer)

    document = read(pdf(draw))
    assert document.text.startswith("Recognised before, by the scanner")
    assert not document.pages[0].recognised


def test_values_of_form_fields_are_text() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "Name:")
        canvas.acroForm.textfield(
            name="name", value="Grace Hopper", x=110, y=695, width=200, height=20
        )

    assert "Name: Grace Hopper" in " ".join(read(pdf(draw)).text.split())


def test_a_word_split_by_a_hyphen_is_joined_and_a_number_is_not() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(60, 700)
        for line in ("This is an inter-", "national order no. 2024-", "001 for you"):
            text.textLine(line)
        canvas.drawText(text)

    document = read(pdf(draw))
    assert document.text == "This is an international\norder no. 2024-\n001 for you"
    assert_sound(document)


def test_pages_are_apart_and_can_be_chosen() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(1, 6):
            canvas.drawString(60, 700, f"This is page {number}")
            canvas.showPage()

    data = pdf(draw)
    document = read(data, ReadOptions(pages=parse_pages("2,4-")))
    assert document.text == "This is page 2\n\nThis is page 4\n\nThis is page 5"
    assert [page.number for page in document.pages] == [2, 4, 5]
    assert document.page_count == 5
    assert [document.text[p.span.start : p.span.end][-1] for p in document.pages] == list("245")
    with pytest.raises(DocumentEmpty, match="none of those asked for"):
        read(data, ReadOptions(pages=parse_pages("9")))
    with pytest.raises(DocumentTooLarge, match="5 pages are over the limit of 3"):
        read(data, ReadOptions(limits=Limits(pages=3)))


def test_an_encrypted_pdf_needs_its_password() -> None:
    data = pdf(letter, encrypt=StandardEncryption("secret", canPrint=0))
    with pytest.raises(DocumentEncrypted, match=r"protected by a password") as needed:
        read(data)
    assert needed.value.hint is not None
    assert "--password" in needed.value.hint
    with pytest.raises(DocumentEncrypted, match="password is wrong"):
        read(data, ReadOptions(password="guess"))
    assert "Acme" in read(data, ReadOptions(password="secret")).text


def test_a_broken_pdf_says_so() -> None:
    with pytest.raises(DocumentCorrupt, match=r"test\.pdf: the PDF is damaged"):
        read(b"%PDF-1.7\nnothing else here")
    with pytest.raises(DocumentEmpty, match="no text in it"):
        read(pdf(lambda canvas: canvas.showPage()))


def test_a_cut_off_pdf_gives_its_text_or_an_error() -> None:
    data = pdf(letter)
    for length in range(100, len(data), 150):
        with contextlib.suppress(DocumentCorrupt, DocumentEmpty):
            assert_sound(read(data[:length]))


def test_a_page_without_a_text_layer_is_named_where_recognition_is_off() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 700, "The first page has text")
        canvas.showPage()
        canvas.rect(100, 100, 300, 300, fill=1)

    assert read(pdf(draw)).warnings == ("page 2 has no text layer",)


def test_a_hundred_pages_are_read_in_seconds() -> None:
    def draw(canvas: Canvas) -> None:
        for _ in range(100):
            for row in range(50):
                canvas.drawString(50, 800 - 15 * row, "one of many lines of eight words each")
            canvas.showPage()

    data = pdf(draw)
    start = time.process_time()
    document = read(data, ReadOptions())
    assert time.process_time() - start < 4  # about 0.6 on an idle machine
    assert len(document.pages) == 100
    assert sum(len(page.words) for page in document.pages) == 100 * 50 * 8
