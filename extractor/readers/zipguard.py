"""Office files are zip containers of XML: looked through here before any library opens them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from extractor.errors import DocumentCorrupt, DocumentEncrypted, DocumentTooLarge
from extractor.readers.options import MIB, Limits

CHUNK = 1 * MIB
HEAD = 4096  # a document type declaration stands before the first element

_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The container. What zipfile raises on a broken one becomes DocumentCorrupt."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise DocumentCorrupt(
            "the container is truncated or damaged",
            hint="open it in its own program and save it again",
        ) from error


def check(data: bytes, limits: Limits) -> None:
    """Inflate every entry piece by piece, keeping none, and stop at the first excess.

    Raises DocumentTooLarge for too many entries or bytes, DocumentCorrupt for a broken container
    or XML that declares entities (no office program writes any; bombs and thieves do).
    """
    with opened(data) as archive:
        entries = archive.infolist()
        if len(entries) > limits.entries:
            raise DocumentTooLarge(
                f"{len(entries)} entries in the container are over the limit of {limits.entries}",
                hint="raise the limit if the file is to be trusted",
            )
        left = limits.inflated_bytes
        for entry in entries:
            left = _check_entry(archive, entry, left, limits.inflated_bytes)


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, limit: int) -> int:
    """Inflate one entry; gives what is left of the allowance after it."""
    if entry.flag_bits & 0x1:
        raise DocumentEncrypted("the container is encrypted", hint="save a copy without a password")
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(entry) as stream:
        first = True
        while chunk := stream.read(min(CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                raise DocumentTooLarge(
                    f"the file inflates to more than the limit of {limit / MIB:g} MiB",
                    hint="raise the limit if the file is to be trusted",
                )
            if first and is_xml and _DECLARATION.search(chunk[:HEAD].replace(b"\x00", b"")):
                raise DocumentCorrupt(
                    f"{entry.filename} declares XML entities, which no office program writes",
                    hint="do not trust this file",
                )
            first = False
    return left
