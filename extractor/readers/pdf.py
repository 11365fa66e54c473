"""PDF: words with their places from the text layer; pages without a usable one are recognised."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractor.errors import DocumentCorrupt, DocumentEncrypted, DocumentTooLarge
from extractor.readers.assembly import Assembly
from extractor.readers.layout import Piece
from extractor.readers.options import ReadOptions

if TYPE_CHECKING:
    import pypdfium2 as pdfium

FEW_LETTERS = 100  # a scan may carry a stamp or a page number as text: that is no text layer
MOST_OF_PAGE = 0.5  # share of the page that an image covers on a scan
GARBAGE_SHARE = 0.15  # of a text layer's characters that stand for nothing

_GARBAGE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]|\\(cid:\\d+\\)")


def read(data: bytes, options: ReadOptions) -> Assembly:
    """The chosen pages with words and boxes."""
    pdf = _open(data, options.password)
    try:
        return _read_pages(pdf, options)
    finally:
        pdf.close()


def _open(data: bytes, password: str | None) -> pdfium.PdfDocument:
    import pypdfium2 as pdfium
    import pypdfium2.raw as pdfium_c

    try:
        return pdfium.PdfDocument(data, password=password)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            said = "the password is wrong" if password else "the PDF is protected by a password"
            raise DocumentEncrypted(said, hint="give it with --password") from error
        if error.err_code == pdfium_c.FPDF_ERR_SECURITY:
            raise DocumentEncrypted(
                "the PDF is encrypted in a way that cannot be read",
                hint="save a copy without protection",
            ) from error
        raise DocumentCorrupt(
            "the PDF is damaged beyond reading", hint="open it in a PDF viewer and print it to PDF"
        ) from error


def _read_pages(pdf: pdfium.PdfDocument, options: ReadOptions) -> Assembly:
    import pypdfium2 as pdfium

    assembly = Assembly(page_count=len(pdf))
    chosen = [number for number in range(1, len(pdf) + 1) if options.wants(number)]
    if len(chosen) > options.limits.pages:
        raise DocumentTooLarge(
            f"{len(chosen)} pages are over the limit of {options.limits.pages}",
            hint=f"read a part with --pages 1-{options.limits.pages}",
        )
    if pdf.get_formtype():
        pdf.init_forms()
    for number in chosen:
        try:
            page = _load(pdf, number)
        except pdfium.PdfiumError:
            assembly.warn(f"page {number} is damaged and was not read")
            continue
        _read_page(page, number, options, assembly)
        page.close()
    attached = pdf.count_attachments()
    if attached:
        assembly.warn(f"files attached to the PDF were not read ({attached})")
    return assembly


def _load(pdf: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    """The page, with the values of form fields and free-text notes as part of its content."""
    import pypdfium2.raw as pdfium_c

    page = pdf[number - 1]
    drawn = (pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_STAMP)
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
        pdfium_c.FPDFPage_CloseAnnot(annotation)
        if kind in drawn:
            pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
            page.close()
            return pdf[number - 1]
    return page


def _read_page(page: pdfium.PdfPage, number: int, options: ReadOptions, assembly: Assembly) -> None:
    from extractor.readers.pdf_words import PageWords

    size = page.get_size()
    words = PageWords(page)
    problem = None if options.ocr == "always" else _problem(words)
    if options.ocr == "never":
        if problem:
            assembly.warn(f"page {number} {problem} and was not recognised")
    elif problem or options.ocr == "always":
        pieces = _recognise(page, number, assembly)
        if pieces or options.ocr == "always":
            hidden = words.hidden
            assembly.add_pieces(number, pieces, size, recognised=True, hidden=hidden)
            return
        if words.shown:
            assembly.warn(f"page {number} {problem}, and recognition found nothing")
    assembly.add_pieces(number, words.shown, size, hidden=words.hidden)


def _problem(words: PageWords) -> str | None:
    """Why the text layer of a page will not do; None where it will."""
    text = "".join(piece.text for piece in words.shown)
    if not text:
        return "has no text layer" if words.painted else None
    if len(text) < FEW_LETTERS and words.image_share > MOST_OF_PAGE:
        return "is an image with hardly any text"
    garbage = sum(len(found[0]) for found in _GARBAGE.finditer(words.raw_text))
    if garbage > GARBAGE_SHARE * len(text):
        return "has a text layer of unreadable characters"
    return None


def _recognise(page: pdfium.PdfPage, number: int, assembly: Assembly) -> list[Piece]:
    from extractor.readers.ocr import LONG_SIDE, recognise

    width, height = page.get_size()
    scale = LONG_SIDE / max(width, height)
    image = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=False).to_numpy()
    if image.ndim == 3 and image.shape[2] == 4:
        image = image[:, :, :3]
    return recognise(image, scale)
