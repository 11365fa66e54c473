"""The pipeline behind the workbench: opened when first needed, driven from a worker thread.

It knows nothing of Textual. What happens is told to a listener, from the thread that runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from threading import Event as Flag
from threading import Lock
from typing import TYPE_CHECKING

from extractor.config import Settings
from extractor.errors import Cancelled
from extractor.events import Event, Listener
from extractor.generation import Engine
from extractor.schema import Schema

if TYPE_CHECKING:
    from extractor.pipeline import Job, Pipeline

Take = Callable[[], Sequence[str]]  # paths of documents
COMMAND = ("tui",)  # as the run log names it


class Conductor:
    """One pipeline, one run at a time; all methods but `run` return at once."""

    def __init__(self, settings: Settings, engine: Engine | None = None) -> None:
        self.settings = settings
        self._engine = engine
        self._stack = ExitStack()
        self._pipeline: Pipeline | None = None
        self._working = Lock()
        self._paused = Flag()
        self._loaded = False  # the model, as far as is known
        self._closed = False
        self._cancelled = Flag()  # all of the run
        self._useless = False  # the engine: closed in the midst of loading its model
        self._last: tuple[str, str] | None = None  # run that was paused, digest of its schema

    @property
    def running(self) -> bool:
        return self._working.locked()

    def run(self, schema: Schema, take: Take, listener: Listener) -> None:
        """Extracts what `take` gives until it gives nothing more or `pause` is called.

        What is taken later belongs to the same run of the log; so does what follows a pause. If it
        is cancelled while the model is being loaded, nothing has been begun. Raises ModelNotFound,
        ModelNotLoadable, StorageError, or Cancelled when closed while the model is being loaded.
        """
        from extractor.pipeline import Job
        from extractor.sources import Source

        with self._working:
            self._paused.clear()
            self._cancelled.clear()
            if self._closed:
                return
            try:
                pipeline = self._opened()
                if self._given_up():  # meanwhile, when there was no engine yet to be closed
                    self._stop_loading()
                    return
                run = self._last[0] if self._last and self._last[1] == schema.digest else None
                while not self._paused.is_set() and (paths := take()):
                    sources = [Source(path) for path in paths]
                    job = Job(schema, sources, command=COMMAND, resume=run)
                    run = self._run(pipeline, job, listener) or run
                self._last = (run, schema.digest) if run and self._paused.is_set() else None
            except Cancelled:
                if self._closed:
                    raise
            finally:
                if self._useless and not self._closed:
                    last = self._last
                    self._close()
                    self._last = last

    def _run(self, pipeline: Pipeline, job: Job, listener: Listener) -> str | None:
        """One batch; gives the id of its run."""
        run = job.resume

        def hear(event: Event) -> None:
            self._loaded = True
            if self._given_up():  # since before there was anything to cancel
                pipeline.cancel()
            listener(event)

        with closing(pipeline.run(job, hear)) as records:
            for record in records:
                run = record.run
                if self._paused.is_set():
                    pipeline.pause()
        return run

    def pause(self) -> None:
        """Ends the run after the documents that are being worked on; it can be taken up again."""
        self._paused.set()
        if self._pipeline is not None:
            self._pipeline.pause()

    def cancel(self, path: str | None = None) -> None:
        """Stops one document, or all of the run, also while its model is being loaded."""
        if path is None:
            self._paused.set()
            self._cancelled.set()
            self._stop_loading()
        if self._pipeline is not None:
            self._pipeline.cancel(path)

    def use(self, settings: Settings) -> None:
        """Takes other settings from the next run on. Waits for the run that is going on."""
        with self._working:
            self._close()
            self.settings = settings

    def close(self) -> None:
        """Stops what runs and frees the model, also one that is still being loaded."""
        self._closed = True
        self.cancel()
        with self._working:
            self._close()

    def _opened(self) -> Pipeline:
        from extractor.pipeline import open_pipeline

        if self._pipeline is None:
            self._pipeline = self._stack.enter_context(
                open_pipeline(self.settings, self._engine, given_up=self._given_up)
            )
        return self._pipeline

    def _given_up(self) -> bool:
        return self._closed or self._cancelled.is_set()

    def _stop_loading(self) -> None:
        """Closes an engine that is still loading its model; nothing else ends that."""
        if self._pipeline is not None and self._engine is None and not self._loaded:
            self._useless = True
            self._pipeline.engine.close()

    def _close(self) -> None:
        self._pipeline = None
        self._loaded = self._useless = False
        self._last = None
        self._stack.close()
