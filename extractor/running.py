"""A run while it goes on: its number in the log, its documents, their records.

`extractor.conveyor` carries the documents; here is what is done with each, and what is kept when
one fails, is cancelled, or the run is left in the middle. What remains of it in the log is
`extractor.runlog.Run`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from dataclasses import dataclass
from itertools import count
from threading import Event as Flag
from threading import Lock, Thread
from time import monotonic
from traceback import format_exc

from extractor.conversation import load_libraries
from extractor.conveyor import Conveyor, Place
from extractor.document import Document
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
from extractor.extraction import Outcome, extract_document
from extractor.means import Means
from extractor.prompt import VERSION
from extractor.readers.sniff import MAIL
from extractor.record import Attempt, Named, PromptVersion, Record, Seconds, SourceFile, Status
from extractor.runlog import RunLog, RunState
from extractor.schema import Schema
from extractor.sources import Source

STOP_SECONDS = 0.5  # that a run which is left waits for its threads
_POLL_SECONDS = 0.05  # how soon a cancelled document lets go of its reader


@dataclass(frozen=True, slots=True)
class Job:
    """What one run is asked to do."""

    schema: Schema
    sources: Sequence[Source]
    pages: tuple[range, ...] | None = None
    command: tuple[str, ...] = ()  # as the person gave it, for the log
    resume: str | None = None  # the run to go on with: what it finished is left out


class Running:
    """See the module. `cancel` and `pause` may be called from any thread."""

    def __init__(self, means: Means, job: Job, listener: Listener) -> None:
        self.id = ""
        self._means = means
        self._job = job
        self._listener = listener
        self._telling = Lock()
        self._log: RunLog | None = means.log
        self._logging = Lock()
        self._stopped = False  # by a person
        self._left = False  # nobody takes the records any more
        self._flags: dict[str, Flag] = {}  # of cancelled documents and of those in work, by path
        self._done: set[str] = set()
        self._sources = list(job.sources)
        self._numbers = count(1)
        if job.resume is not None:
            self._take_up(means.log, job.resume)
        self._conveyor: Conveyor[Record] = Conveyor(
            self._sources,
            means.reading(job.pages),
            self._work,
            read_ahead=means.read_ahead,
            leave=means.let_go,
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
        Thread(target=load_libraries, name="libraries", daemon=True).start()
        try:
            self._answering = self._means.answering(self._job.schema)
            self._identity = self._named()
            self.id = self._begun()
            left = sum(one.path not in self._done for one in self._sources)
            self._listen(RunStarted(self.id, left))
            yield from self._conveyor.results(self._means.side_by_side)
        finally:
            self._left = True
            self._conveyor.stop()
            self._drop_all()
            self._conveyor.close(STOP_SECONDS)

    def cancel(self, path: str | None) -> None:
        """Stops one document, or with None all of them."""
        if path is None:
            self._stopped = True
            self._conveyor.stop()
            self._drop_all()
        else:
            self._flags.setdefault(path, Flag()).set()

    def pause(self) -> None:
        """Begins no further document."""
        self._conveyor.stop()

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
        """Notes how the run ended, if it has begun; a log that does not take it costs a warning."""
        with self._logging:
            log, self._log = self._log, None
        if log is not None and self.id:
            whole = self._conveyor.complete and not self._stopped
            try:
                log.finish_run(self.id, RunState.FINISHED if whole else RunState.INTERRUPTED)
            except StorageError as error:
                self._listen(Warned(f"the run log does not tell how this run ended: {error}"))

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
            self._conveyor.insert(place, inner)
        for one in inner:
            self._listen(DocumentAdded(one.path))

    def _extract(self, document: Document, record_id: str, flag: Flag) -> Outcome:
        if flag.is_set():
            raise Cancelled("cancelled")
        return extract_document(
            document,
            self._answering,
            self._means.rules,
            record_id=record_id,
            run_id=self.id,
            listener=self._listen,
            cancelled=flag,
            together=self._conveyor.together,
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
            self._means.log.finish_run(self._job.resume, RunState.RUNNING)
            return self._job.resume
        schema, model, prompt = self._identity
        return self._means.log.start_run(
            command=self._job.command,
            settings=self._means.told(),
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


def attached(path: str, document: Document) -> list[Source]:
    """The files inside a document, each under a name of its own: "mail.eml#scan.txt (2)"."""
    names: Counter[str] = Counter()
    sources: list[Source] = []
    for attachment in document.attachments:
        names[attachment.name] += 1
        again = f" ({names[attachment.name]})" if names[attachment.name] > 1 else ""
        sources.append(Source(f"{path}#{attachment.name}{again}", attachment.data))
    return sources
