"""What a file is, by its content. A name is a tie-break among kinds of plain text only."""

from __future__ import annotations

import re
from pathlib import PurePath

from extractor.errors import DocumentEncrypted, UnsupportedFormat
from extractor.readers import zipguard

_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = "application/pdf"
DOCX = _OFFICE + "wordprocessingml.document"
XLSX = _OFFICE + "spreadsheetml.sheet"
PPTX = _OFFICE + "presentationml.presentation"
HTML = "text/html"
MAIL = "message/rfc822"
CSV = "text/csv"
MARKDOWN = "text/markdown"
TEXT = "text/plain"

READERS = {
    PDF: "pdf",
    "image/png": "image",
    "image/jpeg": "image",
    "image/tiff": "image",
    "image/webp": "image",
    "image/bmp": "image",
    "image/gif": "image",
    DOCX: "docx",
    XLSX: "xlsx",
    PPTX: "pptx",
    HTML: "html",
    MAIL: "mail",
    CSV: "delimited",
    MARKDOWN: "text",
    TEXT: "text",
}
"""Each media type that can be read, and the module that reads it."""

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
)

_KNOWN_UNREADABLE = (
    (b"{\\rtf", "RTF", "save it as .docx or .pdf"),
    (b"%!PS", "PostScript", "convert it to PDF"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"GGUF", "a GGUF model", "pass it as --model"),
    (b"\x7fELF", "a program", None),
    (b"SQLite format 3\x00", "an SQLite database", None),
)

_BY_SUFFIX = {
    ".csv": CSV,
    ".tsv": CSV,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".htm": HTML,
    ".html": HTML,
    ".eml": MAIL,
    ".txt": TEXT,
}

_HEADER_LINE = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,60}:(?: |\t|\r?\n|[^/ ])")
_MAIL_HEADER = re.compile(
    rb"^(?:from|to|date|subject|message-id|received|mime-version|return-path|delivered-to):",
    re.IGNORECASE | re.MULTILINE,
)
_HTML_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|table|div|p|h[1-6]|span|ul|ol|dl|meta|title|a|form)\b",
    re.IGNORECASE,
)


def media_type_of(data: bytes, name: str) -> str:
    """The media type of `data`, one of `READERS`.

    Raises UnsupportedFormat for what no reader knows, DocumentEncrypted for an encrypted office
    file, DocumentCorrupt for a broken container.
    """
    head = data[:1024]
    if b"%PDF-" in head:
        return PDF
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _container(data)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _compound(data)
    for magic, kind, hint in _KNOWN_UNREADABLE:
        if head.startswith(magic):
            raise UnsupportedFormat(f"this is {kind}, which cannot be read", hint=hint)
    return _textual(data, PurePath(name.rsplit("#", 1)[-1]).suffix.lower())


def _container(data: bytes) -> str:
    """What a zip container holds, by its members."""
    with zipguard.opened(data) as archive:
        members = {info.filename for info in archive.infolist()}
    for folder, media_type in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
        if any(member.lower().startswith(folder) for member in members):
            return media_type
    if "mimetype" in members and "content.xml" in members:
        raise UnsupportedFormat(
            "this is an OpenDocument file, which cannot be read",
            hint="save it as .docx, .xlsx or .pdf",
        )
    raise UnsupportedFormat(
        "this is a zip archive, not a document", hint="unpack it and pass the files in it"
    )


def _compound(data: bytes) -> UnsupportedFormat | DocumentEncrypted:
    """An OLE compound file: an encrypted office file, an old one, or an Outlook message."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return DocumentEncrypted(
            "the office file is encrypted", hint="save a copy without a password"
        )
    streams = (
        ("__substg1.0", "an Outlook message (.msg)", "save it as .eml"),
        ("WordDocument", "an old Word file (.doc)", "save it as .docx"),
        ("Workbook", "an old Excel file (.xls)", "save it as .xlsx"),
        ("PowerPoint Document", "an old PowerPoint file (.ppt)", "save it as .pptx"),
    )
    for stream, kind, hint in streams:
        if stream.encode("utf-16-le") in data:
            return UnsupportedFormat(f"this is {kind}, which cannot be read", hint=hint)
    return UnsupportedFormat(
        "this is an old office file, which cannot be read", hint="save it as .docx, .xlsx or .pdf"
    )


def _textual(data: bytes, suffix: str) -> str:
    head = data[:65536]
    if _is_mail(head):  # a mail may carry bytes of any kind
        return MAIL
    if _is_binary(head):
        raise UnsupportedFormat(
            "this is binary data of no known document type",
            hint="readable are PDF, images, docx, xlsx, pptx, html, eml, csv, md and txt",
        )
    guess = _BY_SUFFIX.get(suffix)
    if guess in (CSV, MARKDOWN, TEXT, MAIL):
        return guess
    if _HTML_TAG.search(head[:4096]) or (guess == HTML and b"<" in head):
        return HTML
    return _is_csv(head) or TEXT


def _is_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, where zero bytes are usual
        return False
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return b"\x00" in head or controls > 0.1 * len(head)


def _is_mail(head: bytes) -> bool:
    """Header lines first, at least two of them such as a mail carries."""
    top = re.split(rb"\r?\n\r?\n", head.lstrip(), maxsplit=1)[0]
    first = top.split(b"\n", 1)[0]
    if first.startswith(b"From ") and b"\n" in top:
        first = top.split(b"\n", 2)[1]
    return bool(_HEADER_LINE.match(first)) and len(_MAIL_HEADER.findall(top)) >= 2


def _is_csv(head: bytes) -> str | None:
    """CSV when three lines or more hold the same number (two or more) of one delimiter."""
    lines = [line for line in head.splitlines()[:20] if line.strip()]
    if len(lines) < 3:
        return None
    for delimiter in (b",", b";", b"\t", b"|"):
        counts = {line.count(delimiter) for line in lines}
        if len(counts) == 1 and counts.pop() >= 2:
            return CSV
    return None
