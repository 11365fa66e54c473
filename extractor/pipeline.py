"""Many documents under one schema: read ahead, extract, log; what happens is told as events.

    with open_pipeline(settings) as pipeline:
        for record in pipeline.run(Job(schema, sources)):
            ...

A pipeline owns what is costly to open (`extractor.means`), for one run after another
(`extractor.running`). A document that fails is a record, not an exception; KeyboardInterrupt still
propagates and leaves a run that can be resumed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from extractor.cache import Cache
from extractor.config import Settings
from extractor.conversation import Answering
from extractor.conveyor import Conveyor, Place
from extractor.document import Document
from extractor.errors import ExtractorError
from extractor.events import Listener
from extractor.extraction import plan_windows
from extractor.generation import Engine
from extractor.means import MIB, Means, load_engine
from extractor.readers import ReaderPool
from extractor.record import Record
from extractor.runlog import RunLog, open_runlog
from extractor.running import STOP_SECONDS, Job, Running
from extractor.schema import Schema
from extractor.sources import Source

__all__ = ["Job", "Pipeline", "Plan", "open_pipeline"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What reading and asking about one document would take (`--dry-run`)."""

    path: str
    pages: int
    windows: int  # that would be read
    windows_left_out: int
    tokens: int  # of the document's text in those windows
    warnings: tuple[str, ...]
    error: str | None = None


@contextmanager
def open_pipeline(
    settings: Settings,
    engine: Engine | None = None,
    given_up: Callable[[], bool] = lambda: False,
) -> Iterator[Pipeline]:
    """A pipeline with everything it needs, closed at the end of the block.

    `engine` takes the place of the one that `settings.model` names; a new file may take long, and
    `given_up` is asked meanwhile. Raises ModelNotFound, ModelNotLoadable, Cancelled or
    StorageError.
    """
    with ExitStack() as stack:
        if engine is None:
            engine = load_engine(settings, given_up)
            stack.callback(engine.close)
        cache = None
        if settings.cache:
            cache = Cache(settings.paths.cache, settings.cache_mb * MIB)
            stack.callback(cache.close)
        log = stack.enter_context(open_runlog(settings.paths.run_log, store_text=settings.log_text))
        readers = stack.enter_context(ReaderPool(os.cpu_count() or 1, cache))
        yield Pipeline(Means(settings, engine, cache, log, readers))


class Pipeline:
    """See the module. One run at a time; `cancel` may be called from any thread."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._running: Running | None = None

    @property
    def engine(self) -> Engine:
        return self._means.engine

    @property
    def log(self) -> RunLog:
        return self._means.log

    @property
    def side_by_side(self) -> int:
        """Documents that are worked on at a time. Waits for the model."""
        return self._means.side_by_side

    def answering(self, schema: Schema) -> Answering:
        """How this pipeline's model is asked about `schema`. Waits for the model."""
        return self._means.answering(schema)

    def run(
        self, job: Job, listener: Listener = lambda _event: None
    ) -> Generator[Record, None, None]:
        """Extracts every document of `job`, several at once where the engine has slots for them.

        Yields the records in the order of the sources, those of attachments behind their mail's.
        Each is in the log as soon as it is made, which may be before its turn. Events come from
        several threads, one at a time. Leaving the iteration early leaves an interrupted run.
        """
        self._running = running = Running(self._means, job, listener)
        try:
            yield from running.records()
        finally:
            self._running = None
            running.finish()

    def cancel(self, path: str | None = None) -> None:
        """Stops one document, or with None the run. What was begun becomes a failed record, what
        was not is left for a run that resumes.
        """
        if self._running is not None:
            self._running.cancel(path)

    def pause(self) -> None:
        """Begins no further document: the run ends when those that are worked on are done, and can
        be resumed.
        """
        if self._running is not None:
            self._running.pause()

    def plan(self, job: Job) -> Iterator[Plan]:
        """What `run` would read and ask, without asking."""
        means = self._means
        reading = means.reading(job.pages)
        answering = means.answering(job.schema)

        def work(place: Place[Plan], document: Future[Document]) -> Plan:
            return self._planned(place.source, document, answering)

        conveyor = Conveyor(job.sources, reading, work, read_ahead=means.read_ahead)
        try:
            yield from conveyor.results(means.side_by_side)
        finally:
            conveyor.close(STOP_SECONDS)

    def _planned(self, source: Source, reading: Future[Document], answering: Answering) -> Plan:
        try:
            document = reading.result()
            warnings: list[str] = []
            choice = plan_windows(document, answering, self._means.rules, warnings)
        except ExtractorError as error:
            return Plan(source.path, 0, 0, 0, 0, (), error=str(error))
        return Plan(
            path=source.path,
            pages=len(document.pages),
            windows=len(choice.read),
            windows_left_out=len(choice.unread),
            tokens=sum(window.tokens for window in choice.read),
            warnings=(*document.warnings, *warnings),
        )
