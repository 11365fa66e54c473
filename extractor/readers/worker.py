"""Reading in processes of their own, with a time and a memory limit for each document.

A worker is `python -m extractor.readers`. It takes requests on its standard input and
answers on its standard output, one at a time, in frames of JSON and raw bytes: nothing that crosses
the pipe can run code. It stays warm between documents (text recognition loads its models once) and
a new one takes its place after it had to be killed. It ends when its pool or its parent does.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import queue
import threading
from concurrent.futures import Future
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Protocol, Self

from extractor import pipes
from extractor.document import Document
from extractor.errors import DocumentError, ReaderCrashed, ReaderTimeout, StorageError
from extractor.readers import codec
from extractor.readers.options import MIB, ReadOptions
from extractor.readers.reading import DEFAULTS, file_bytes

READER_VERSION = 2  # raised when the readers give another text or other boxes
START_SECONDS = 60.0  # a worker that has not come up by then never will


class KeptDocuments(Protocol):
    """Where recognised documents are kept between runs: `extractor.cache.Cache`."""

    def get_document(self, key: str) -> Document | None: ...

    def put_document(self, key: str, document: Document) -> None: ...

    def close(self) -> None:
        """Lets go of what the calling thread holds."""


class ReaderPool:
    """Worker processes that read documents side by side.

    `with ReaderPool(2) as pool: pool.submit(path).result()`. Leaving the block cancels what is
    queued, kills what runs and waits for the workers to be gone.
    """

    def __init__(self, workers: int = 1, kept: KeptDocuments | None = None) -> None:
        """`kept` is asked before a document is read, and told of those that were recognised."""
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._slots = [_Slot(self._jobs, kept) for _ in range(workers)]
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def submit(
        self, source: str | Path | bytes, options: ReadOptions = DEFAULTS, *, name: str = ""
    ) -> Future[Document]:
        """Read a file, or bytes called `name`, in a worker.

        The future fails with a DocumentError: of the reader, or ReaderTimeout, or ReaderCrashed.
        """
        if self._closed:
            raise RuntimeError("the reader pool is closed")
        job = _Job(source, name or str(source if not isinstance(source, bytes) else "-"), options)
        self._jobs.put(job)
        if self._closed:  # meanwhile: nobody may take it any more
            job.future.cancel()
        return job.future

    def close(self) -> None:
        """Cancel what waits, kill what runs, wait until every worker is gone."""
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(queue.Empty):
            while (job := self._jobs.get_nowait()) is not None:
                job.future.cancel()
        for _ in self._slots:
            self._jobs.put(None)
        for slot in self._slots:
            slot.close()


class _Job:
    """A document to read and the future that will hold it."""

    def __init__(self, source: str | Path | bytes, name: str, options: ReadOptions) -> None:
        self.source = source
        self.name = name
        self.options = options
        self.future: Future[Document] = Future()


class _Slot:
    """A thread that owns one worker process and feeds it jobs."""

    def __init__(self, jobs: queue.SimpleQueue[_Job | None], kept: KeptDocuments | None) -> None:
        self._jobs = jobs
        self._kept = kept
        self._worker: _Worker | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reader", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        worker = self._worker
        if worker is not None:
            worker.kill()
        self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not job.future.set_running_or_notify_cancel():
                continue
            try:
                job.future.set_result(self._read(job))
            except Exception as error:  # noqa: BLE001 - handed to whoever waits on the future
                job.future.set_exception(error)
        self._drop()
        if self._kept is not None:
            self._kept.close()

    def _drop(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.discard()

    def _read(self, job: _Job) -> Document:
        source, options = job.source, job.options
        started = monotonic()
        data = source if isinstance(source, bytes) else file_bytes(source, options)
        key = _key(data, options)
        kept = self._kept.get_document(key) if self._kept is not None else None
        if kept is not None:
            return replace(kept, path=job.name, read_seconds=monotonic() - started)
        if self._worker is None:
            self._worker = _Worker()
        if self._closing.is_set():
            self._worker.kill()
        try:
            document = self._worker.read(data, job.name, options)
        except Exception as error:
            lost = isinstance(error, ReaderTimeout | ReaderCrashed)
            if lost or not isinstance(error, DocumentError):
                self._drop()
            raise
        if self._kept is not None and _worth_keeping(document, options):
            with contextlib.suppress(StorageError):  # completions tell of it: they go there too
                self._kept.put_document(key, document)
        return replace(document, read_seconds=monotonic() - started)


def _worth_keeping(document: Document, options: ReadOptions) -> bool:
    """Recognised in full, and no secret was needed to see it."""
    recognised = any(page.recognised for page in document.pages)
    return recognised and not document.unread and options.password is None


def _key(data: bytes, options: ReadOptions) -> str:
    """Digest of everything that decides how a document is read, but for the limits on it."""
    parts = {
        "reader": READER_VERSION,
        "libraries": [version(name) for name in ("pypdfium2", "rapidocr", "onnxruntime")],
        "sha256": hashlib.sha256(data).hexdigest(),
        "pages": options.pages and [[chosen.start, chosen.stop] for chosen in options.pages],
        "ocr": options.ocr,
    }
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class _Worker:
    """One worker process and the pipes to it."""

    def __init__(self) -> None:
        self._child = pipes.Child("extractor.readers")
        self._ready = False
        self.kill = self._child.kill
        self.discard = self._child.discard

    def read(self, data: bytes, name: str, options: ReadOptions) -> Document:
        """The document, or the error of its reader.

        After ReaderTimeout or ReaderCrashed the process is of no more use.
        """
        limits = options.limits
        if not self._ready:
            self._ask((), START_SECONDS, name, limits.memory)
            self._ready = True
        request = json.dumps({"name": name, "options": codec.options_to_json(options)})
        answer = json.loads(
            self._ask((request.encode(), data), limits.seconds, name, limits.memory)
        )
        if "error" in answer:
            raise pipes.error_from_json(answer["error"])
        return codec.document_from_json(answer["document"])

    def _ask(self, frames: tuple[bytes, ...], seconds: float, name: str, memory: int) -> bytes:
        """Send frames and await one in return; kills the process when `seconds` are over."""
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self._child.kill()

        timer = threading.Timer(seconds, give_up)
        timer.daemon = True
        timer.start()
        try:
            for frame in frames:
                self._child.send(frame)
            return self._child.receive()
        except (EOFError, OSError) as error:
            if late.is_set():
                raise ReaderTimeout(
                    f"not read within {seconds:g} seconds",
                    at=name,
                    hint="raise the time limit, or read fewer pages with --pages",
                ) from error
            raise _crash(self._child.wait(), name, memory) from error
        finally:
            timer.cancel()


def _crash(code: int, name: str, memory: int) -> ReaderCrashed:
    how = f"{pipes.ending(code)}; its memory limit is {memory / MIB:g} MiB"
    return ReaderCrashed(
        f"the reader died on this file ({how})",
        at=name,
        hint="the file may be damaged; other documents are not affected",
    )
