"""What crosses the pipe of a worker: documents and options as JSON."""

from __future__ import annotations

import base64
from array import array
from dataclasses import asdict
from math import isnan, nan
from typing import Any

from extractor.document import Attachment, Box, Document, Page, Span, Word
from extractor.readers.options import Limits, ReadOptions

_NO_BOX = (nan, nan, nan, nan)


def document_to_json(document: Document) -> dict[str, Any]:
    return {
        "path": document.path,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "text": document.text,
        "pages": [_page_to_json(page) for page in document.pages],
        "page_count": document.page_count,
        "unread": document.unread,
        "warnings": document.warnings,
        "attachments": [
            [attachment.name, base64.b64encode(attachment.data).decode()]
            for attachment in document.attachments
        ],
    }


def document_from_json(value: dict[str, Any]) -> Document:
    return Document(
        path=value["path"],
        sha256=value["sha256"],
        media_type=value["media_type"],
        text=value["text"],
        pages=tuple(_page_from_json(page) for page in value["pages"]),
        page_count=value["page_count"],
        unread=tuple(value["unread"]),
        warnings=tuple(value["warnings"]),
        attachments=tuple(
            Attachment(name, base64.b64decode(data)) for name, data in value["attachments"]
        ),
    )


def _page_to_json(page: Page) -> dict[str, Any]:
    return {
        "number": page.number,
        "span": [page.span.start, page.span.end],
        "words": _words_to_json(page.words),
        "width": page.width,
        "height": page.height,
        "recognised": page.recognised,
        "blocks": page.blocks,
        "hidden": page.hidden,
    }


def _page_from_json(value: dict[str, Any]) -> Page:
    return Page(
        number=value["number"],
        span=Span(*value["span"]),
        words=_words_from_json(value["words"]),
        width=value["width"],
        height=value["height"],
        recognised=value["recognised"],
        blocks=tuple(tuple(block) for block in value["blocks"]),
        hidden=value["hidden"],
    )


def _words_to_json(words: tuple[Word, ...]) -> str:
    """Seven doubles a word, NaN where it has no box or confidence: a page has many words."""
    flat = array("d")
    for word in words:
        box, confidence = word.box, word.confidence
        place = _NO_BOX if box is None else (box.x0, box.y0, box.x1, box.y1)
        flat.extend((word.start, word.end, *place, nan if confidence is None else confidence))
    return base64.b64encode(flat.tobytes()).decode()


def _words_from_json(value: str) -> tuple[Word, ...]:
    flat = array("d", base64.b64decode(value))
    return tuple(
        Word(
            int(start),
            int(end),
            None if isnan(x0) else Box(x0, y0, x1, y1),
            None if isnan(confidence) else confidence,
        )
        for start, end, x0, y0, x1, y1, confidence in zip(*[iter(flat)] * 7, strict=True)
    )


def options_to_json(options: ReadOptions) -> dict[str, Any]:
    pages = options.pages and [[chosen.start, chosen.stop] for chosen in options.pages]
    return {
        "password": options.password,
        "pages": pages,
        "ocr": options.ocr,
        "limits": asdict(options.limits),
    }


def options_from_json(value: dict[str, Any]) -> ReadOptions:
    pages = value["pages"]
    return ReadOptions(
        password=value["password"],
        pages=None if pages is None else tuple(range(*chosen) for chosen in pages),
        ocr=value["ocr"],
        limits=Limits(**value["limits"]),
    )
