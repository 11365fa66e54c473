"""One document in the calling process: take the bytes, find the reader, give the `Document`."""

from __future__ import annotations

import errno
import hashlib
import stat
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.document import Document
from extractor.errors import (
    DocumentCorrupt,
    DocumentEmpty,
    DocumentNotFound,
    DocumentTooLarge,
    ExtractorError,
)
from extractor.readers.options import MIB, ReadOptions

if TYPE_CHECKING:
    from extractor.readers.assembly import Assembly

DEFAULTS = ReadOptions()


def read_document(path: str | Path, options: ReadOptions = DEFAULTS) -> Document:
    """The file at `path` as a document. Raises a DocumentError whose `at` is the path."""
    return read_bytes(file_bytes(path, options), str(path), options)


def read_bytes(data: bytes, name: str, options: ReadOptions = DEFAULTS) -> Document:
    """Bytes that have no file of their own (an attachment, standard input) as a document.

    `name` becomes `Document.path`; it decides the type only between kinds of plain text.
    """
    try:
        return _read(data, name, options)
    except ExtractorError as error:
        error.at = error.at or name
        raise
    except (MemoryError, RecursionError, ImportError):  # not the fault of the file
        raise
    except Exception as error:
        said = str(error).strip().split("\n")[0][:200] or type(error).__name__
        raise DocumentCorrupt(
            f"the file is damaged or not what it seems ({said})",
            at=name,
            hint="open it in its own program and save it again",
        ) from error


def file_bytes(path: str | Path, options: ReadOptions) -> bytes:
    """The content of a file within the limit on its size."""
    file = Path(path)
    limit = options.limits.file_bytes
    try:
        if file.is_dir():
            raise DocumentNotFound("is a folder, not a document", at=str(path))
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe may never end
            raise DocumentNotFound("is not a regular file", at=str(path))
        if status.st_size > limit:
            raise _too_big(status.st_size, limit, str(path))
        return file.read_bytes()
    except OSError as error:
        reasons = {errno.ENOENT: "no such file", errno.EACCES: "no permission to read it"}
        said = reasons.get(error.errno or 0, error.strerror or "cannot be opened")
        raise DocumentNotFound(said, at=str(path), hint="check the path") from error


def _too_big(size: int, limit: int, at: str) -> DocumentTooLarge:
    return DocumentTooLarge(
        f"{size / MIB:.1f} MiB is over the limit of {limit / MIB:g} MiB a document",
        at=at,
        hint="split it, or raise the limit",
    )


def _read(data: bytes, name: str, options: ReadOptions) -> Document:
    from extractor.readers.sniff import READERS, media_type_of

    if not data.strip(b"\x00 \t\r\n"):
        raise DocumentEmpty("the file is empty", at=name)
    if len(data) > options.limits.file_bytes:
        raise _too_big(len(data), options.limits.file_bytes, name)
    media_type = media_type_of(data, name)
    reader = import_module(f"extractor.readers.{READERS[media_type]}")
    assembly: Assembly = reader.read(data, options)
    if options.pages is not None and not any(map(options.wants, range(1, assembly.page_count + 1))):
        raise DocumentEmpty(f"has {assembly.page_count} page(s), none of those asked for", at=name)
    if not assembly.text.strip() and not assembly.attachments:
        raise DocumentEmpty(
            "no text in it" + "".join(f"; {warning}" for warning in assembly.warnings),
            at=name,
            hint="recognise the pages as images with --ocr always"
            if media_type == "application/pdf" and options.ocr == "never"
            else None,
        )
    read = {page.number for page in assembly.pages} - set(assembly.unread)
    wanted = [number for number in range(1, assembly.page_count + 1) if options.wants(number)]
    return Document(
        path=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        text=assembly.text,
        pages=tuple(assembly.pages),
        page_count=assembly.page_count or len(assembly.pages),
        unread=tuple(number for number in wanted if number not in read),
        warnings=tuple(assembly.warnings),
        attachments=tuple(assembly.attachments),
    )
