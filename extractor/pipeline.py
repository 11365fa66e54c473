"""Many documents under one schema: read ahead, extract, log; what happens is told as events.

    with open_pipeline(settings) as pipeline:
        for record in pipeline.run(Job(schema, sources)):
            ...

A pipeline owns what is costly to open: the model, the reader processes, the cache, the run log.
A document that fails is a record, not an exception; KeyboardInterrupt still propagates and leaves
a run that can be resumed.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from threading import Event as Flag
from time import monotonic
from traceback import format_exc

from pydantic import JsonValue

from extractor.cache import Cache
from extractor.config import Settings
from extractor.conversation import Answering
from extractor.document import Document
from extractor.engine import open_engine
from extractor.errors import Cancelled, ExtractorError, StorageError
from extractor.events import (
    DocumentAdded,
    DocumentFinished,
    DocumentStarted,
    Listener,
    RunStarted,
    Warned,
)
from extractor.extraction import Outcome, Rules, extract_document, plan_windows
from extractor.generation import Engine, LoadOptions
from extractor.models import ModelLedger, find_model
from extractor.prompt import VERSION
from extractor.readers import Limits, ReaderPool, ReadOptions
from extractor.readers.sniff import MAIL
from extractor.record import Attempt, Named, PromptVersion, Record, Seconds, SourceFile, Status
from extractor.runlog import RunLog, RunState, open_runlog
from extractor.schema import Schema
from extractor.sources import Source

READ_AHEAD = 2  # documents a reader process may be ahead of the model
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Job:
    """What one run is asked to do."""

    schema: Schema
    sources: Sequence[Source]
    pages: tuple[range, ...] | None = None
    command: tuple[str, ...] = ()  # as the person gave it, for the log
    resume: str | None = None  # the run to go on with: what it finished is left out


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
def open_pipeline(settings: Settings, engine: Engine | None = None) -> Iterator[Pipeline]:
    """A pipeline with everything it needs, closed at the end of the block.

    `engine` takes the place of the one that `settings.model` names. Raises ModelNotFound,
    ModelNotLoadable or StorageError.
    """
    with ExitStack() as stack:
        if engine is None:
            engine = load_engine(settings)
            stack.callback(engine.close)
        cache = None
        if settings.cache:
            cache = Cache(settings.paths.cache, settings.cache_mb * MIB)
            stack.callback(cache.close)
        log = stack.enter_context(open_runlog(settings.paths.run_log, store_text=settings.log_text))
        readers = stack.enter_context(ReaderPool(settings.jobs or os.cpu_count() or 1, cache))
        yield Pipeline(settings, engine, cache, log, readers)


def load_engine(settings: Settings) -> Engine:
    """The model that `settings` names, loaded. Raises ModelNotFound or ModelNotLoadable."""
    model = find_model(settings.model, settings.paths.models)
    ledger = ModelLedger(settings.paths.models / "ledger.json")
    ledger.vet(model)
    options = LoadOptions(
        context=settings.n_ctx,
        batch=settings.batch,
        threads=settings.threads,
        gpu_layers=settings.gpu_layers,
        kv_type=settings.kv_type,
        flash_attention=settings.flash_attention,
    )
    return open_engine(model.path, ledger.digest(model), options, name=model.name)


def read_options(settings: Settings, pages: tuple[range, ...] | None = None) -> ReadOptions:
    """How `settings` want documents to be read."""
    secret = settings.password
    return ReadOptions(
        password=secret.get_secret_value() if secret is not None else None,
        pages=pages,
        ocr=settings.ocr,
        limits=Limits(
            seconds=settings.read_seconds,
            memory=settings.read_memory_mb * MIB,
            file_bytes=settings.file_mb * MIB,
            pages=settings.max_pages,
        ),
    )


def attached(path: str, document: Document) -> list[Source]:
    """The files inside a document, each under a name of its own: "mail.eml#scan.txt (2)"."""
    names: Counter[str] = Counter()
    sources: list[Source] = []
    for attachment in document.attachments:
        names[attachment.name] += 1
        again = f" ({names[attachment.name]})" if names[attachment.name] > 1 else ""
        sources.append(Source(f"{path}#{attachment.name}{again}", attachment.data))
    return sources


class Pipeline:
    """See the module. One run at a time; `cancel` may be called from any thread."""

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        cache: Cache | None,
        log: RunLog,
        readers: ReaderPool,
    ) -> None:
        self.settings = settings
        self.engine = engine
        self.log = log
        self._cache = cache
        self._readers = readers
        self._stopped = Flag()  # the whole run
        self._cancelled: dict[str, Flag] = {}

    def cancel(self, path: str | None = None) -> None:
        """Stops one document, or with None the run. What was begun becomes a failed record, what
        was not is left for a run that resumes.
        """
        if path is None:
            self._stopped.set()
            for flag in list(self._cancelled.values()):
                flag.set()
        else:
            self._cancelled.setdefault(path, Flag()).set()

    def run(
        self, job: Job, listener: Listener = lambda _event: None
    ) -> Generator[Record, None, None]:
        """Extracts every document of `job` and yields each record when it is in the log.

        Leaving the iteration early leaves an interrupted run.
        """
        self._stopped.clear()
        self._cancelled.clear()
        run = _Run(self, job, listener)
        state = RunState.INTERRUPTED
        try:
            yield from run.records()
            if not self._stopped.is_set():
                state = RunState.FINISHED
        finally:
            run.finish(state)

    def plan(self, job: Job) -> Iterator[Plan]:
        """What `run` would read and ask, without asking."""
        answering = self.answering(job.schema)
        for source, future in self._read(job, deque(job.sources)):
            try:
                document = future.result()
                warnings: list[str] = []
                choice = plan_windows(document, answering, self._rules(), warnings)
            except ExtractorError as error:
                yield Plan(source.path, 0, 0, 0, 0, (), error=str(error))
                continue
            yield Plan(
                path=source.path,
                pages=len(document.pages),
                windows=len(choice.read),
                windows_left_out=len(choice.unread),
                tokens=sum(window.tokens for window in choice.read),
                warnings=(*document.warnings, *warnings),
            )

    def answering(self, schema: Schema) -> Answering:
        """How this pipeline's model is asked about `schema`."""
        return Answering(
            schema=schema,
            engine=self.engine,
            cache=self._cache,
            max_retries=self.settings.max_retries,
            max_tokens=self.settings.max_tokens,
            temperature=self.settings.temperature,
            seed=self.settings.seed,
        )

    # -- reading

    def _read(self, job: Job, waiting: deque[Source]) -> Iterator[tuple[Source, Future[Document]]]:
        """Documents in their order, a few of them read ahead; `waiting` may grow meanwhile."""
        options = read_options(self.settings, job.pages)
        ahead = READ_AHEAD * (self.settings.jobs or os.cpu_count() or 1)
        reading: deque[tuple[Source, Future[Document]]] = deque()
        while waiting or reading:
            while waiting and len(reading) < ahead and not self._stopped.is_set():
                source = waiting.popleft()
                subject = source.data if source.data is not None else source.path
                reading.append((source, self._readers.submit(subject, options, name=source.path)))
            if not reading:
                return
            yield reading.popleft()

    def _rules(self) -> Rules:
        settings = self.settings
        return Rules(
            free=settings.free,
            seconds=settings.seconds_per_document,
            tokens=settings.tokens_per_document,
            windows_limit=settings.windows_limit,
            review_below=settings.review_below,
        )

    def _flag(self, path: str) -> Flag:
        flag = self._cancelled.setdefault(path, Flag())
        if self._stopped.is_set():
            flag.set()
        return flag


class _Run:
    """One run of a pipeline: its number in the log, its documents, its records."""

    def __init__(self, pipeline: Pipeline, job: Job, listener: Listener) -> None:
        self._pipeline = pipeline
        self._job = job
        self._listen = listener
        self._answering = pipeline.answering(job.schema)
        self._log: RunLog | None = pipeline.log
        self._identity = self._named()
        self._done: set[str] = set()
        self._sources = list(job.sources)
        self._number = 0
        if job.resume is None:
            self.id = self._start()
        else:
            self.id = job.resume
            self._take_up(pipeline.log, job.resume)

    def _take_up(self, log: RunLog, run: str) -> None:
        """Goes on with a run: what failed is tried again, a mail is read again for its parts."""
        mails: set[str] = set()
        for record in log.records(run):
            self._number += 1
            if record.status is not Status.FAILED:
                self._done.add(record.source.path)
                if record.source.media_type == MAIL:
                    mails.add(record.source.path)
        known = self._done - mails
        self._sources = [source for source in self._sources if source.path not in known]
        log.finish_run(run, RunState.RUNNING)

    def records(self) -> Iterator[Record]:
        waiting = deque(self._sources)
        self._listen(RunStarted(self.id, sum(one.path not in self._done for one in waiting)))
        for source, future in self._pipeline._read(self._job, waiting):
            if source.path in self._done:
                if future.exception() is None:
                    self._add_attachments(source, future.result(), waiting)
                continue
            self._listen(DocumentStarted(source.path))
            started = monotonic()
            record_id = self._next_id()
            try:
                document = future.result()
                self._add_attachments(source, document, waiting)
                outcome = self._extract(source, document, record_id)
            except ExtractorError as error:
                outcome = Outcome(self._failed(source, error, record_id, monotonic() - started), ())
            except Exception as fault:  # noqa: BLE001 - one document must not end a night's run
                told = ExtractorError(f"a fault of this program: {type(fault).__name__}: {fault}")
                failed = self._failed(source, told, record_id, monotonic() - started)
                outcome = Outcome(failed, (Attempt(number=1, prompt="", error=format_exc()),))
            self._keep(outcome)
            self._listen(DocumentFinished(outcome.record))
            yield outcome.record

    def _add_attachments(self, source: Source, document: Document, waiting: deque[Source]) -> None:
        for inner in reversed(attached(source.path, document)):
            if inner.path not in self._done:
                waiting.appendleft(inner)
                self._listen(DocumentAdded(inner.path))

    def finish(self, state: RunState) -> None:
        if self._log is not None:
            self._log.finish_run(self.id, state)

    def _extract(self, source: Source, document: Document, record_id: str) -> Outcome:
        flag = self._pipeline._flag(source.path)
        if flag.is_set():
            raise Cancelled("cancelled")
        return extract_document(
            document,
            self._answering,
            self._pipeline._rules(),
            record_id=record_id,
            run_id=self.id,
            listener=self._listen,
            cancelled=flag,
        )

    def _failed(
        self, source: Source, error: ExtractorError, record_id: str, seconds: float
    ) -> Record:
        schema, model, prompt = self._identity
        told = f"{error.message}; {error.hint}" if error.hint else error.message
        return Record(
            id=record_id,
            run=self.id,
            source=SourceFile(path=source.path),
            schema_=schema,
            model=model,
            prompt=prompt,
            status=Status.FAILED,
            error=told,
            seconds=Seconds(total=seconds),
        )

    def _keep(self, outcome: Outcome) -> None:
        """Logs a record. A log that cannot be written costs a warning, not the run."""
        if self._log is None:
            return
        try:
            self._log.add_record(outcome.record, outcome.attempts)
        except StorageError as error:
            self._log = None
            self._listen(Warned(f"the run log is off for the rest of this run: {error}"))

    def _next_id(self) -> str:
        self._number += 1
        return f"{self.id}-{self._number:05d}"

    def _named(self) -> tuple[Named, Named, PromptVersion]:
        info, schema = self._answering.engine.info, self._job.schema
        return (
            Named(name=schema.name, sha256=schema.digest),
            Named(name=info.name, sha256=info.sha256),
            PromptVersion(profile=info.profile, version=VERSION),
        )

    def _start(self) -> str:
        schema, model, prompt = self._identity
        settings: dict[str, JsonValue] = self._pipeline.settings.model_dump(
            mode="json", exclude={"password"}
        )
        return self._pipeline.log.start_run(
            command=self._job.command,
            settings=settings,
            schema=schema,
            schema_json=self._job.schema.json,
            model=model,
            prompt=prompt,
        )
