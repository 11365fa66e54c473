"""A sample's lines as the product's readers would give them.

`plain` goes through the reader of text; `noisy` is plain text with the slips of recognition;
`pdf` is drawn on pages (`drawing.py`) and read back with the PDF reader; `scan` is drawn, turned
into an image with the faults of a scanner, and recognised. What recognition made of a document is
kept in `STORE`, for it takes seconds.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Any

from extractor.document import Box, Document, Page, Span, Word
from extractor.readers.assembly import Assembly
from extractor.readers.options import ReadOptions
from training.drawing import draw, photograph
from training.pages.lines import PAGE

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
STORE = Path("build/scans")
SCANNED = "image/tiff"  # media type of what was recognised


class Medium(StrEnum):
    PLAIN = "plain"
    PDF = "pdf"
    NOISY = "noisy"
    SCAN = "scan"  # never drawn by `medium`: it is slow


def medium(rng: random.Random) -> Medium:
    """The share of each in training."""
    return rng.choices((Medium.PLAIN, Medium.PDF, Medium.NOISY), (0.55, 0.35, 0.10))[0]


def document(lines: Sequence[str], how: Medium, rng: random.Random) -> Document:
    """The document as the pipeline would see it."""
    if how is Medium.SCAN:
        return _scanned(lines)
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


def is_stored(lines: Sequence[str]) -> bool:
    """Whether a document was scanned before, so that `SCAN` costs nothing."""
    return _place(lines).exists()


def _place(lines: Sequence[str]) -> Path:
    return STORE / f"{hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:24]}.json"


def _scanned(lines: Sequence[str]) -> Document:
    """The document from the store, or recognised now; the scan follows from the lines alone."""
    from extractor.readers import image

    place = _place(lines)
    if not place.exists():
        rng = random.Random(place.stem)
        data = photograph(draw(lines, rng), rng)
        found = _finished(image.read(data, ReadOptions(ocr="always")), data, SCANNED)
        STORE.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(asdict(found), ensure_ascii=False), encoding="utf-8")
    return _loaded(json.loads(place.read_text(encoding="utf-8")))


def _loaded(stored: dict[str, Any]) -> Document:
    pages = []
    for page in stored["pages"]:
        words = [
            Word(
                one["start"],
                one["end"],
                Box(**one["box"]) if one["box"] else None,
                one["confidence"],
            )
            for one in page["words"]
        ]
        blocks = tuple(map(tuple, page["blocks"]))
        pages.append(
            Page(**page | {"span": Span(**page["span"]), "words": tuple(words), "blocks": blocks})
        )
    known = ("path", "sha256", "media_type", "text", "page_count")
    return Document(**{name: stored[name] for name in known}, pages=tuple(pages))


def _finished(assembly: Assembly, data: bytes, media_type: str) -> Document:
    return Document(
        path="made-up",
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        text=assembly.text,
        pages=tuple(assembly.pages),
        page_count=assembly.page_count,
    )


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
