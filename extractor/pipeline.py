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
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from threading import Event as Flag
from threading import Lock
from time import monotonic
from traceback import format_exc

from pydantic import JsonValue

from extractor.cache import Cache
from extractor.config import Settings
from extractor.conversation import Answering
from extractor.conveyor import Conveyor, Place
from extractor.document import Document
from extractor.engine import start_engine
from extractor.errors import Cancelled, ExtractorError, StorageError
from extractor.events import (
    DocumentAdded,
    DocumentFinished,
    DocumentStarted,
    Event,
    Listener,
    RunStarted,
    Warned,
)
from extractor.extraction import Outcome, Rules, extract_document, plan_windows
from extractor.generation import Engine
from extractor.models import ModelLedger, embedded_prior, find_model
from extractor.prior import Network
from extractor.prompt import VERSION
from extractor.readers import Limits, ReaderPool, ReadOptions
from extractor.readers.sniff import MAIL
from extractor.record import Attempt, Named, PromptVersion, Record, Seconds, SourceFile, Status
from extractor.runlog import RunLog, RunState, open_runlog
from extractor.schema import Schema
from extractor.sources import Source

READ_AHEAD = 2  # documents a reader process may be ahead of the model
AT_THE_DOOR = 2  # documents that are made ready while the slots of the engine are taken
STOP_SECONDS = 1.0  # that a run which is left waits for its threads
_POLL_SECONDS = 0.05  # how soon a cancelled document lets go of its reader
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
        readers = stack.enter_context(ReaderPool(os.cpu_count() or 1, cache))
        yield Pipeline(settings, engine, cache, log, readers)


def load_engine(settings: Settings) -> Engine:
    """The model that `settings` names, in a process of its own that loads it meanwhile.

    Raises ModelNotFound, or ModelNotLoadable of a file that is new and cannot be loaded; for
    others `info` raises that.
    """
    model = find_model(settings.model, settings.paths.models)
    ledger = ModelLedger(settings.paths.models / "ledger.json")
    ledger.vet(model)
    return start_engine(model.path, ledger.digest(model), settings.load_options, name=model.name)


def network_for(engine: Engine) -> Network | None:
    """The candidate network for models that were trained to be joined with it."""
    return embedded_prior() if engine.info.profile == "compact" else None


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
        self._run: _Run | None = None  # the one that is going on

    def cancel(self, path: str | None = None) -> None:
        """Stops one document, or with None the run. What was begun becomes a failed record, what
        was not is left for a run that resumes.
        """
        if self._run is not None:
            self._run.cancel(path)

    def pause(self) -> None:
        """Begins no further document: the run ends when those that are worked on are done, and can
        be resumed.
        """
        if self._run is not None:
            self._run.conveyor.stop()

    def run(
        self, job: Job, listener: Listener = lambda _event: None
    ) -> Generator[Record, None, None]:
        """Extracts every document of `job`, several at once where the engine has slots for them.

        Yields the records in the order of the sources, those of attachments behind their mail's.
        Each is in the log as soon as it is made, which may be before its turn. Events come from
        several threads, one at a time. Leaving the iteration early leaves an interrupted run.
        """
        self._run = run = _Run(self, job, listener)
        try:
            yield from run.records()
        finally:
            self._run = None
            run.finish()

    def plan(self, job: Job) -> Iterator[Plan]:
        """What `run` would read and ask, without asking."""
        reading = self._reading(job.pages)
        answering = self.answering(job.schema)

        def work(place: Place[Plan], document: Future[Document]) -> Plan:
            return self._planned(place.source, document, answering)

        conveyor = Conveyor(job.sources, reading, work, read_ahead=self._read_ahead)
        try:
            yield from conveyor.results(self.side_by_side)
        finally:
            conveyor.close(STOP_SECONDS)

    def _planned(self, source: Source, reading: Future[Document], answering: Answering) -> Plan:
        try:
            document = reading.result()
            warnings: list[str] = []
            choice = plan_windows(document, answering, self._rules(), warnings)
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
            network=network_for(self.engine),
        )

    @property
    def side_by_side(self) -> int:
        """Documents that are worked on at a time."""
        slots = self.settings.jobs or self.engine.info.slots
        return slots if slots == 1 else slots + AT_THE_DOOR

    # -- what a run uses

    def _reading(self, pages: tuple[range, ...] | None) -> Callable[[Source], Future[Document]]:
        options = read_options(self.settings, pages)

        def read(source: Source) -> Future[Document]:
            subject = source.data if source.data is not None else source.path
            return self._readers.submit(subject, options, name=source.path)

        return read

    @property
    def _read_ahead(self) -> int:
        return READ_AHEAD * (os.cpu_count() or 1)

    def _let_go(self) -> None:
        """Of what the calling thread holds."""
        if self._cache is not None:
            self._cache.close()

    def _rules(self) -> Rules:
        settings = self.settings
        return Rules(
            free=settings.free,
            seconds=settings.seconds_per_document,
            tokens=settings.tokens_per_document,
            windows_limit=settings.windows_limit,
            review_below=settings.review_below,
        )


class _Run:
    """One run of a pipeline: its number in the log, its documents, its records."""

    def __init__(self, pipeline: Pipeline, job: Job, listener: Listener) -> None:
        self.id = ""
        self._pipeline = pipeline
        self._job = job
        self._listener = listener
        self._telling = Lock()
        self._log: RunLog | None = pipeline.log
        self._logging = Lock()
        self._stopped = False  # by a person
        self._left = False  # nobody takes the records any more
        self._flags: dict[str, Flag] = {}  # of cancelled documents and of those in work, by path
        self._done: set[str] = set()
        self._sources = list(job.sources)
        self._numbers = count(1)
        if job.resume is not None:
            self._take_up(pipeline.log, job.resume)
        self.conveyor: Conveyor[Record] = Conveyor(
            self._sources,
            pipeline._reading(job.pages),
            self._work,
            read_ahead=pipeline._read_ahead,
            leave=pipeline._let_go,
        )

    def _take_up(self, log: RunLog, run: str) -> None:
        """Goes on with a run: what failed is tried again, a mail is read again for its parts."""
        mails: set[str] = set()
        last = 0
        for record in log.records(run):
            last = max(last, int(record.id.rpartition("-")[2]))
            if record.status is not Status.FAILED:
                self._done.add(record.source.path)
                if record.source.media_type == MAIL:
                    mails.add(record.source.path)
        self._numbers = count(last + 1)
        known = self._done - mails
        self._sources = [source for source in self._sources if source.path not in known]

    def records(self) -> Iterator[Record]:
        """Every record in its turn. Waits for the model first, while documents are being read."""
        try:
            self._answering = self._pipeline.answering(self._job.schema)
            self._identity = self._named()
            self.id = self._begun()
            left = sum(one.path not in self._done for one in self._sources)
            self._listen(RunStarted(self.id, left))
            yield from self.conveyor.results(self._pipeline.side_by_side)
        finally:
            self._left = True
            self.conveyor.stop()
            self._drop_all()
            self.conveyor.close(STOP_SECONDS)

    def cancel(self, path: str | None) -> None:
        if path is None:
            self._stopped = True
            self.conveyor.stop()
            self._drop_all()
        else:
            self._flags.setdefault(path, Flag()).set()

    def _drop_all(self) -> None:
        """Cancels whatever is being worked on."""
        for flag in list(self._flags.values()):
            flag.set()

    def _flag(self, path: str) -> Flag:
        flag = self._flags.setdefault(path, Flag())
        if self._stopped or self._left:
            flag.set()
        return flag

    def finish(self) -> None:
        """Notes how the run ended, if it has begun."""
        with self._logging:
            log, self._log = self._log, None
        if log is not None and self.id:
            whole = self.conveyor.complete and not self._stopped
            log.finish_run(self.id, RunState.FINISHED if whole else RunState.INTERRUPTED)

    # -- on the threads of the conveyor

    def _listen(self, event: Event) -> None:
        with self._telling:
            self._listener(event)

    def _work(self, place: Place[Record], reading: Future[Document]) -> Record | None:
        """The record of a document, logged; None where there is none to hand over."""
        source = place.source
        if source.path in self._done:
            if reading.exception() is None:
                self._add_attachments(place, reading.result())
            return None
        flag = self._flag(source.path)
        self._listen(DocumentStarted(source.path))
        started = monotonic()
        record_id = f"{self.id}-{next(self._numbers):05d}"
        try:
            document = _awaited(reading, flag)
            self._add_attachments(place, document)
            outcome = self._extract(document, record_id, flag)
        except ExtractorError as error:
            outcome = Outcome(self._failed(source, error, record_id, monotonic() - started), ())
        except Exception as fault:  # noqa: BLE001 - one document must not end a night's run
            told = ExtractorError(f"a fault of this program: {type(fault).__name__}: {fault}")
            failed = self._failed(source, told, record_id, monotonic() - started)
            outcome = Outcome(failed, (Attempt(number=1, prompt="", error=format_exc()),))
        if self._left and outcome.record.status is Status.FAILED:
            return None  # it is tried again when the run is resumed
        self._keep(outcome)
        self._listen(DocumentFinished(outcome.record))
        return outcome.record

    def _add_attachments(self, place: Place[Record], document: Document) -> None:
        inside = attached(place.source.path, document)
        inner = [one for one in inside if one.path not in self._done]
        if inner:
            self.conveyor.insert(place, inner)
        for one in inner:
            self._listen(DocumentAdded(one.path))

    def _extract(self, document: Document, record_id: str, flag: Flag) -> Outcome:
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
        with self._logging:
            if self._log is None:
                return
            try:
                self._log.add_record(outcome.record, outcome.attempts)
                return
            except StorageError as error:
                self._log = None
                warning = f"the run log is off for the rest of this run: {error}"
        self._listen(Warned(warning))

    def _named(self) -> tuple[Named, Named, PromptVersion]:
        info, schema = self._answering.engine.info, self._job.schema
        return (
            Named(name=schema.name, sha256=schema.digest),
            Named(name=info.name, sha256=info.sha256),
            PromptVersion(profile=info.profile, version=VERSION),
        )

    def _begun(self) -> str:
        """The run's number in the log, new or taken up again."""
        if self._job.resume is not None:
            self._pipeline.log.finish_run(self._job.resume, RunState.RUNNING)
            return self._job.resume
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


def _awaited(reading: Future[Document], cancelled: Flag) -> Document:
    """The document once it is read. Raises Cancelled, or the reader's DocumentError."""
    while not wait_for([reading], timeout=_POLL_SECONDS).done:
        if cancelled.is_set():
            reading.cancel()
            raise Cancelled("cancelled")
    return reading.result()
