"""What crosses the pipe of a worker: frames, and documents, options and errors as JSON."""

from __future__ import annotations

import base64
import struct
from dataclasses import asdict
from typing import Any, BinaryIO

import extractor.errors
from extractor.document import Attachment, Box, Document, Page, Span, Word
from extractor.errors import DocumentCorrupt, ExtractorError
from extractor.readers.options import Limits, ReadOptions

_LENGTH = struct.Struct(">Q")


def send(stream: BinaryIO, frame: bytes) -> None:
    stream.write(_LENGTH.pack(len(frame)))
    stream.write(frame)
    stream.flush()


def receive(stream: BinaryIO) -> bytes:
    """The next frame. Raises EOFError when the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    length = _LENGTH.unpack(head)[0]
    frame = stream.read(length)
    if len(frame) < length:
        raise EOFError
    return frame


def document_to_json(document: Document) -> dict[str, Any]:
    return {
        "path": document.path,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "text": document.text,
        "pages": [_page_to_json(page) for page in document.pages],
        "page_count": document.page_count,
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
        warnings=tuple(value["warnings"]),
        attachments=tuple(
            Attachment(name, base64.b64decode(data)) for name, data in value["attachments"]
        ),
    )


def _page_to_json(page: Page) -> dict[str, Any]:
    return {
        "number": page.number,
        "span": [page.span.start, page.span.end],
        "words": [
            [word.start, word.end, _box_to_json(word.box), word.confidence] for word in page.words
        ],
        "width": page.width,
        "height": page.height,
        "recognised": page.recognised,
        "blocks": page.blocks,
        "hidden": page.hidden,
    }


def _page_from_json(value: dict[str, Any]) -> Page:
    words = tuple(
        Word(start, end, Box(*box) if box else None, confidence)
        for start, end, box, confidence in value["words"]
    )
    return Page(
        number=value["number"],
        span=Span(*value["span"]),
        words=words,
        width=value["width"],
        height=value["height"],
        recognised=value["recognised"],
        blocks=tuple(tuple(block) for block in value["blocks"]),
        hidden=value["hidden"],
    )


def _box_to_json(box: Box | None) -> list[float] | None:
    return None if box is None else [box.x0, box.y0, box.x1, box.y1]


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


def error_to_json(error: ExtractorError) -> dict[str, Any]:
    return {
        "kind": type(error).__name__,
        "message": error.message,
        "at": error.at,
        "hint": error.hint,
    }


def error_from_json(value: dict[str, Any]) -> ExtractorError:
    kind = getattr(extractor.errors, value["kind"], DocumentCorrupt)
    error: ExtractorError = kind(value["message"], at=value["at"], hint=value["hint"])
    return error
