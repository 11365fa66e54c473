"""One document under one schema: guard, window, ask, ground, merge, judge.

    Document -> check_document -> windows -> an Answer each (`extractor.asking`)
             -> merge -> problems of the whole -> Record

What goes wrong inside is part of the result: whatever was answered before it stays.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event as Flag
from typing import Any

from extractor.asking import Asking, Step, alone
from extractor.conversation import Answering
from extractor.document import Document
from extractor.errors import Cancelled, ContextOverflow, ExtractorError
from extractor.events import DocumentRead, Listener
from extractor.generation import Segment
from extractor.grounding import Verdict
from extractor.guard import check_absences, check_document, check_doubts, check_reply
from extractor.merging import Merged, WindowResult, merge
from extractor.passages import Choice, choose, pages_read, windows
from extractor.pointers import put_value, value_at
from extractor.prompt import VERSION, build_prompt
from extractor.record import (
    Attempt,
    Field,
    FieldState,
    Named,
    PromptVersion,
    Record,
    Seconds,
    SourceFile,
    Status,
    Tokens,
)
from extractor.schema import Problem, problems, validated

REPLY_SHARE = 4  # a reply has this part of the context for sure, at most the usual length
SMALLEST_WINDOW = 64  # tokens of text under which a prompt makes no sense
SMALLER = (1, 2, 4)  # parts of what fits: the next is tried where a reply had no room


@dataclass(frozen=True, slots=True)
class Rules:
    """What one document may cost and when a person should look at it."""

    free: bool = False  # decode without grounding, for comparison
    seconds: float = 300.0  # of generation
    tokens: int = 30_000  # generated, over all windows and attempts
    windows_limit: int = 24
    review_below: float = 0.6  # confidence


@dataclass(frozen=True, slots=True)
class Outcome:
    """A record with the attempts behind it."""

    record: Record
    attempts: tuple[Attempt, ...]


def extract_document(
    document: Document,
    answering: Answering,
    rules: Rules = Rules(),
    *,
    record_id: str,
    run_id: str,
    listener: Listener = lambda _event: None,
    cancelled: Flag | None = None,
    together: Callable[[Step], None] = alone,
) -> Outcome:
    """Extracts one document. Raises Cancelled; everything else becomes part of the record.

    `together` has its windows asked: it calls a step again and again until that gives False, on as
    many threads as it likes.
    """
    started = time.monotonic()
    work = _Work(document, answering, rules, [*document.warnings, *check_document(document)])
    try:
        for part in SMALLER:
            chosen = work.plan(part)
            if chosen is None:
                break
            listener(
                DocumentRead(
                    document.path, len(document.pages), len(chosen.read), document.read_seconds
                )
            )
            asking = Asking(
                document,
                chosen.read,
                answering,
                free=rules.free,
                tokens=rules.tokens - work.generated,
                deadline=started + rules.seconds,
                listener=listener,
                cancelled=cancelled or Flag(),
            )
            try:
                together(asking.step)
            finally:
                work.take(asking)
            if not asking.overflowed:
                break
    except Cancelled:
        raise
    except ExtractorError as error:
        work.errors.append(str(error))
    seconds = Seconds(
        read=document.read_seconds,
        prefill=sum(attempt.seconds.prefill for attempt in work.attempts),
        decode=sum(attempt.seconds.decode for attempt in work.attempts),
        total=document.read_seconds + time.monotonic() - started,
    )
    return Outcome(work.record(record_id, run_id, seconds), tuple(work.attempts))


def plan_windows(
    document: Document, answering: Answering, rules: Rules, warnings: list[str], part: int = 1
) -> Choice:
    """The stretches of the document to ask about, each a `part` of what fits at most; what is left
    out is told in `warnings`.

    Raises ContextOverflow if the schema alone fills the context.
    """
    engine, root, profile = answering.engine, answering.schema.root, answering.profile
    frame = engine.count_tokens(build_prompt(profile, root, ""))
    reply = min(answering.first_tokens, engine.info.context // REPLY_SHARE)
    turn = 0 if profile.name == "compact" else reply  # a retry carries the reply before it
    budget = engine.info.context - frame - reply - turn
    if profile.longest_text is not None:
        budget = min(budget, profile.longest_text)
    budget //= part
    if budget < SMALLEST_WINDOW:
        raise ContextOverflow(
            f"the schema's {frame:,} tokens leave no room for a document in a context of "
            f"{engine.info.context:,}",
            hint="use fewer fields, a larger --n-ctx or another model",
        )
    found = windows(document, budget, lambda text: engine.count_tokens([Segment(text)]))
    choice = choose(document, found, root, limit=rules.windows_limit)
    if choice.warning is not None:
        warnings.append(choice.warning)
    return choice


@dataclass(slots=True)
class _Work:
    """What is gathered over the windows of one document."""

    document: Document
    answering: Answering
    rules: Rules
    told: Sequence[str]  # warnings of the document itself

    attempts: list[Attempt] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)  # why a window has no whole answer
    results: list[WindowResult] = field(default_factory=list)
    unread: bool = False  # some windows were left out

    @property
    def generated(self) -> int:
        """Tokens that all replies so far took."""
        return sum(attempt.tokens.generated for attempt in self.attempts)

    def plan(self, part: int) -> Choice | None:
        """What to ask about, in place of what was asked before; None where that is the better."""
        warnings = list(self.told)
        try:
            choice = plan_windows(self.document, self.answering, self.rules, warnings, part)
        except ContextOverflow:
            if not self.attempts:
                raise
            return None
        if self.attempts and (choice.unread or 2 * self.generated > self.rules.tokens):
            return None
        self.warnings, self.errors, self.results = warnings, [], []
        self.unread = bool(choice.unread)
        return choice

    def take(self, asking: Asking) -> None:
        """What came of the windows that were asked about, in their order."""
        for answer in asking.answers:
            self.attempts += answer.attempts
            self.warnings += answer.warnings
            self.errors += answer.errors
            if answer.result is not None:
                self.results.append(answer.result)
        if asking.cap is not None:
            self.unread = True
            self.warnings.append(
                f"{asking.cap} ended after window {len(asking.answers)} of "
                f"{asking.windows}; raise it to read all"
            )

    # -- the record

    def record(self, record_id: str, run_id: str, seconds: Seconds) -> Record:
        """Joins the windows' answers and judges the whole."""
        schema, info = self.answering.schema, self.answering.engine.info
        data: dict[str, Any] | None = None
        fields: dict[str, Field] = {}
        read = [result.window for result in self.results]
        if self.results:
            data, fields = self._judged(merge(schema.root, self.results))
            self.warnings += [*check_reply(self.document, data), *check_absences(fields)]
        status = self._status(fields) if data is not None else Status.FAILED
        if status is Status.OK and self.rules.review_below and (doubts := check_doubts(fields)):
            self.warnings += doubts
            status = Status.REVIEW
        return Record(
            id=record_id,
            run=run_id,
            source=SourceFile(
                path=self.document.path,
                sha256=self.document.sha256,
                media_type=self.document.media_type,
                pages=self.document.page_count,
                pages_read=pages_read(self.document, read),
            ),
            schema_=Named(name=schema.name, sha256=schema.digest),
            model=Named(name=info.name, sha256=info.sha256),
            prompt=PromptVersion(profile=info.profile, version=VERSION),
            status=status,
            data=data,
            fields=fields,
            warnings=self.warnings,
            error="; ".join(dict.fromkeys(self.errors)) or None,
            attempts=len(self.attempts),
            cached=bool(self.attempts) and all(attempt.cached for attempt in self.attempts),
            tokens=sum((attempt.tokens for attempt in self.attempts), Tokens()),
            seconds=seconds,
        )

    def _judged(self, merged: Merged) -> tuple[dict[str, Any], dict[str, Field]]:
        """The data in its normal form and the fields with their problems named."""
        schema = self.answering.schema
        data, fields = dict(merged.data), dict(merged.fields)
        for problem in problems(schema, data):
            if problem.kind == "disagreement":
                for place in problem.fields:
                    _dispute(fields, place, problem.message)
            elif problem.pointer:
                _refuse(data, fields, problem)
            else:
                self.errors.append(problem.message)
        if not problems(schema, data):
            data = validated(schema, data)
        return data, fields

    def _status(self, fields: Mapping[str, Field]) -> Status:
        unread = self.unread or self.document.unread
        if unread or self.errors or any(f.state is FieldState.INVALID for f in fields.values()):
            return Status.PARTIAL
        if self.warnings or any(self._doubtful(f) for f in fields.values()):
            return Status.REVIEW
        return Status.OK

    def _doubtful(self, entry: Field) -> bool:
        if entry.state is FieldState.UNGROUNDED or entry.problem is not None:
            return True
        return entry.confidence is not None and entry.confidence < self.rules.review_below


def _dispute(fields: dict[str, Field], place: str, message: str) -> None:
    """Names a disagreement on every field at or under `place` that has a value."""
    for at in _under(fields, place):
        entry = fields[at]
        if entry.state is not FieldState.ABSENT:
            told = message if entry.problem is None else f"{entry.problem}; {message}"
            fields[at] = entry.model_copy(
                update={
                    "problem": told,
                    "confidence": _times(entry.confidence, Verdict.DISPUTED),
                }
            )


def _refuse(data: dict[str, Any], fields: dict[str, Field], problem: Problem) -> None:
    """Takes an invalid value out of the data; its text stays in the field's problem.

    A list or object that is invalid as a whole keeps its values: it is named, not emptied.
    """
    value = value_at(data, problem.pointer)
    known = fields.get(problem.pointer, Field(state=FieldState.INVALID))
    told = problem.message
    if problem.kind == "absent" and known.problem is not None:
        told = known.problem  # it says why there is none
    if value is not None and not isinstance(value, list | dict):
        told = f"{problem.message}: {value!r} was refused"
        put_value(data, problem.pointer, None)
    fields[problem.pointer] = known.model_copy(
        update={"state": FieldState.INVALID, "confidence": 0.0, "problem": told}
    )


def _under(fields: Iterable[str], place: str) -> list[str]:
    return [at for at in fields if at == place or at.startswith(place + "/")]


def _times(confidence: float | None, verdict: Verdict) -> float | None:
    return None if confidence is None else round(confidence * verdict.value, 4)
