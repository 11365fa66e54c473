"""PDF: words with their places from the text layer; pages without a usable one are recognised."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from extractor.errors import DocumentCorrupt, DocumentEncrypted, DocumentTooLarge
from extractor.readers.assembly import Assembly
from extractor.readers.ocr import LONG_SIDE, Recogniser
from extractor.readers.options import ReadOptions
from extractor.readers.pdf_words import PageWords

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
    recogniser = Recogniser(options.limits.seconds)
    for number in chosen:
        try:
            page = _load(pdf, number)
        except pdfium.PdfiumError:
            assembly.warn(f"page {number} is damaged and was not read")
            continue
        _read_page(page, number, options, recogniser, assembly)
        page.close()
    assembly.warn_unread(recogniser.unread)
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


def _read_page(
    page: pdfium.PdfPage,
    number: int,
    options: ReadOptions,
    recogniser: Recogniser,
    assembly: Assembly,
) -> None:
    """Add the page with the words of its text layer, or recognised where that will not do."""
    size = page.get_size()
    words = PageWords(page)
    always = options.ocr == "always"
    problem = None if always else _problem(words)
    if always or (problem and options.ocr == "auto"):
        pieces = recogniser.read(number, *_rendered(page))
        if pieces is None:
            return
        if pieces or not words.shown:
            assembly.add_pieces(number, pieces, size, recognised=True, hidden=words.hidden)
            return
        problem = f"{problem}, and recognition found nothing" if problem else None
    if problem:
        assembly.warn(f"page {number} {problem}")
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


def _rendered(page: pdfium.PdfPage) -> tuple[Any, float]:
    """The page as an image (height, width, BGR), and its pixels a point."""
    scale = LONG_SIDE / max(page.get_size())
    return page.render(scale=scale, prefer_bgrx=False).to_numpy()[:, :, :3], scale
