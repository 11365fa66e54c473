"""Documents to look at: read in a process of their own, the last few kept."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from extractor.config import Settings
from extractor.document import Attachment, Document
from extractor.errors import DocumentNotFound
from extractor.readers import Limits, ReaderPool, ReadOptions
from extractor.readers.reading import file_bytes

if TYPE_CHECKING:
    from PIL import Image

KEPT = 8
_MIB = 1024 * 1024


class Library:
    """`read` may be called from any thread; one document is read at a time."""

    def __init__(self, settings: Settings) -> None:
        secret = settings.password
        self._options = ReadOptions(
            password=secret.get_secret_value() if secret is not None else None,
            limits=Limits(
                seconds=settings.read_seconds,
                memory=settings.read_memory_mb * _MIB,
                file_bytes=settings.file_mb * _MIB,
                pages=settings.max_pages,
            ),
        )
        self._pool: ReaderPool | None = None
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._lock = Lock()

    def kept(self, path: str) -> Document | None:
        """The document if it needs no reading."""
        return self._kept.get(path)

    def read(self, path: str) -> Document:
        """The document at `path`; of an attachment, "mail.eml#name". Raises DocumentError."""
        with self._lock:
            return self._read(path)

    def _read(self, path: str) -> Document:
        if path in self._kept:
            self._kept.move_to_end(path)
            return self._kept[path]
        if self._pool is None:
            self._pool = ReaderPool(1)
        whole, _, inner = path.rpartition("#")
        if inner and whole and not Path(path).exists():
            data = self._attachment(self._read(whole), inner).data
            document = self._pool.submit(data, self._options, name=path).result()
        else:
            document = self._pool.submit(path, self._options).result()
        self._kept[path] = document
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return document

    def picture(self, document: Document, page: int) -> Image.Image:
        """A page as it looks. Raises DocumentError."""
        whole, _, inner = document.path.rpartition("#")
        if inner and whole and not Path(document.path).exists():
            data = self._attachment(self.read(whole), inner).data
        else:
            data = file_bytes(document.path, self._options)
        from extractor.tui.drawing import draw_page

        return draw_page(data, document.media_type, page, password=self._options.password)

    def _attachment(self, document: Document, name: str) -> Attachment:
        for attachment in document.attachments:
            if attachment.name == name:
                return attachment
        raise DocumentNotFound(f"no attachment '{name}'", at=document.path)

    def close(self) -> None:
        if self._pool is not None:
            self._pool.close()
