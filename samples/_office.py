"""Office files that come out the same on every day."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Protocol

MADE = datetime(2026, 1, 5, 9, 0)
_SAVED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")  # openpyxl writes the time of saving


class Savable(Protocol):
    """A python-docx document or an openpyxl workbook."""

    def save(self, target: io.BytesIO) -> None: ...


def office(document: Savable) -> bytes:
    """The file of `document`, with fixed times in its archive."""
    raw, steady = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(steady, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, MADE.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, _SAVED.sub(rb"\g<1>2026-01-05T09:00:00Z", source.read(name)))
    return steady.getvalue()


def mail(message: EmailMessage, boundary: str) -> bytes:
    """The bytes of a message; `boundary` stands between its parts instead of a random one."""
    for index, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"{boundary}-{index}")
    return message.as_bytes(policy=SMTP)
