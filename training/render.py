"""A sample's lines as the product's readers would give them.

`pdf` draws the lines on pages, proportionally spaced, and reads them back with the PDF reader;
`plain` goes through the reader of text; `noisy` is plain text with the slips of recognition.
"""

from __future__ import annotations

import hashlib
import io
import random
import re
from collections.abc import Sequence
from enum import StrEnum

from extractor.document import Document
from extractor.readers.assembly import Assembly
from extractor.readers.options import ReadOptions
from training.lines import PAGE

_SLIPS = {
    "l": "1",
    "I": "l",
    "O": "0",
    "S": "5",
    "rn": "m",
    "e": "c",
    "B": "8",
    "ü": "u",
    "é": "e",
    "i": "l",
}
_FONTS = (
    ("Helvetica", 9),
    ("Helvetica", 10),
    ("Times-Roman", 11),
    ("Courier", 9),
    ("Times-Roman", 10),
)


class Medium(StrEnum):
    PLAIN = "plain"
    PDF = "pdf"
    NOISY = "noisy"


def medium(rng: random.Random) -> Medium:
    """The share of each in training."""
    return rng.choices((Medium.PLAIN, Medium.PDF, Medium.NOISY), (0.55, 0.35, 0.10))[0]


def document(lines: Sequence[str], how: Medium, rng: random.Random) -> Document:
    """The document as the pipeline would see it."""
    if how is Medium.PDF:
        from extractor.readers import pdf

        data = draw(lines, rng)
        return _finished(pdf.read(data, ReadOptions(ocr="never")), data, "application/pdf")
    pages = "\n".join(lines).replace(f"\n{PAGE}\n", PAGE).split(PAGE)
    if how is Medium.NOISY:
        pages = [slip(page, rng) for page in pages]
    assembly = Assembly(page_count=len(pages))
    for number, page in enumerate(pages, 1):
        assembly.add_text(number, page)
    return _finished(assembly, "\f".join(pages).encode(), "text/plain")


def _finished(assembly: Assembly, data: bytes, media_type: str) -> Document:
    return Document(
        path="made-up",
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        text=assembly.text,
        pages=tuple(assembly.pages),
        page_count=assembly.page_count,
    )


def draw(lines: Sequence[str], rng: random.Random) -> bytes:
    """A PDF of the lines; stretches parted by two spaces or more keep their columns."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    font, size = rng.choice(_FONTS)
    left, leading, pitch = rng.randint(30, 70), size * rng.uniform(1.15, 1.6), size * 0.52
    y = top = 842.0 - rng.randint(30, 90)
    canvas.setFont(font, size)
    for line in lines:
        if line == PAGE or y < 40:
            canvas.showPage()
            canvas.setFont(font, size)
            y = top
            if line == PAGE:
                continue
        end = 0.0
        for stretch in re.finditer(r"\S+(?: \S+)*", line.replace("\t", "    ")):
            x = max(left + stretch.start() * pitch, end + size * 0.9 if end else 0)
            canvas.drawString(x, y, stretch[0])
            end = x + canvas.stringWidth(stretch[0], font, size)
        y -= leading if line else leading * rng.uniform(0.5, 1.0)
    canvas.save()
    return buffer.getvalue()


def slip(text: str, rng: random.Random) -> str:
    """Words misread now and then (never those with digits), spaces lost beside punctuation.

    A misread word is misread everywhere: the document is what it says.
    """
    wrong: dict[str, str] = {}
    for word in dict.fromkeys(re.findall(r"[^\W\d_]{4,}", text)):
        if rng.random() < 0.06:
            slips = [one for one in _SLIPS if one in word]
            if slips:
                chosen = rng.choice(slips)
                wrong[word] = word.replace(chosen, _SLIPS[chosen], 1)
    text = re.sub(r"[^\W\d_]{4,}", lambda match: wrong.get(match[0], match[0]), text)
    if rng.random() < 0.4:
        text = re.sub(r": ", ":", text)
    if rng.random() < 0.3:
        text = re.sub(r" {2,}", " ", text)
    return text
