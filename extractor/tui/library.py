"""Documents to look at: read in a process of their own, the last few kept.

Readers are loaded with the first document, not before the workbench shows.
"""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import CancelledError
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from extractor.config import Settings
from extractor.document import Document
from extractor.errors import Cancelled, DocumentNotFound, StorageError

if TYPE_CHECKING:
    from PIL import Image

    from extractor.cache import Cache
    from extractor.readers import ReaderPool, ReadOptions

KEPT = 8
_LEFT = "the workbench is being left"


class Library:
    """`read` may be called from any thread; one document is read at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool: ReaderPool | None = None
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._lock = Lock()
        self._closed = False

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
        from extractor.means import read_options
        from extractor.readers import ReaderPool

        if self._pool is None:
            self._pool = ReaderPool(1, self._recognised())
        if self._closed:  # after the pool was made: `close` has closed it, or does not know of it
            self._pool.close()
            raise Cancelled(_LEFT)
        options = read_options(self._settings)
        whole, _, inner = path.rpartition("#")
        if inner and whole and not Path(path).exists():
            data = _attachment(self._read(whole), path)
            document = self._awaited(self._pool, data, options, path)
        else:
            document = self._awaited(self._pool, path, options, path)
        self._kept[path] = document
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return document

    def _awaited(
        self, pool: ReaderPool, source: str | bytes, options: ReadOptions, name: str
    ) -> Document:
        try:
            return pool.submit(source, options, name=name).result()
        except (CancelledError, RuntimeError):
            if self._closed:
                raise Cancelled(_LEFT) from None
            raise

    def picture(self, document: Document, page: int) -> Image.Image:
        """A page as it looks. Raises DocumentError."""
        from extractor.means import read_options
        from extractor.readers.reading import file_bytes
        from extractor.tui.drawing import draw_page

        options = read_options(self._settings)
        whole, _, inner = document.path.rpartition("#")
        if inner and whole and not Path(document.path).exists():
            data = _attachment(self.read(whole), document.path)
        else:
            data = file_bytes(document.path, options)
        return draw_page(data, document.media_type, page, password=options.password)

    def _recognised(self) -> Cache | None:
        """Where a run has left the pages that it recognised; None if there is no such place."""
        from extractor.cache import Cache
        from extractor.readers.options import MIB

        settings = self._settings
        if not settings.cache:
            return None
        try:
            cache = Cache(settings.paths.cache, settings.cache_mb * MIB)
        except StorageError:
            return None  # a run tells of it; here it only costs time
        cache.close()  # this thread's connection: the reader's thread has one of its own
        return cache

    def close(self) -> None:
        """Reads nothing more."""
        self._closed = True
        if self._pool is not None:
            self._pool.close()


def _attachment(document: Document, path: str) -> bytes:
    """What is attached to `document` under the name that a run gives it."""
    from extractor.running import attached

    for source in attached(document.path, document):
        if source.path == path and source.data is not None:
            return source.data
    raise DocumentNotFound("no such attachment", at=path)
