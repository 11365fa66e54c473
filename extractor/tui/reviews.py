"""The person's side of the run log: what was said of fields, kept at once, undone by steps."""

from __future__ import annotations

import getpass
from collections import defaultdict
from datetime import UTC, datetime

from pydantic import JsonValue

from extractor.pointers import value_at
from extractor.record import Field, Record
from extractor.review import Doubt, corrected, pointed, standing, to_review, undone
from extractor.runlog import Action, Feedback, RunLog


class Reviews:
    """Feedback under one schema, as the log has it."""

    def __init__(self, log: RunLog, schema_sha256: str, below: float) -> None:
        self._log = log
        self._schema = schema_sha256
        self._below = below  # confidence under which a field is doubtful
        self._history: dict[str, list[Feedback]] = defaultdict(list)  # by content of the document
        self._all: list[Feedback] = []
        self._doubts: dict[str, tuple[int, list[Doubt]]] = {}  # by record; how much was said then
        for feedback in log.feedback(schema_sha256=schema_sha256):
            self._remember(feedback)

    def _remember(self, feedback: Feedback) -> None:
        self._history[feedback.sha256].append(feedback)
        self._all.append(feedback)

    def said(self, record: Record) -> dict[str, Feedback]:
        """What stands for each field of a record."""
        return standing(self._history.get(record.source.sha256 or "", ()))

    def data(self, record: Record) -> dict[str, JsonValue]:
        """The record's data with every correction."""
        return corrected(record.data, self.said(record))

    def doubts(self, record: Record) -> list[Doubt]:
        """What is left to review; remembered until more is said about the document."""
        said = len(self._history.get(record.source.sha256 or "", ()))
        known = self._doubts.get(record.id)
        if known is None or known[0] != said:
            known = said, to_review(record, self.said(record), self._below)
            self._doubts[record.id] = known
        return known[1]

    def say(
        self,
        record: Record,
        at: str,
        action: Action,
        new: JsonValue = None,
        *,
        note: str = "",
        found: Field | None = None,
    ) -> Feedback | None:
        """Keeps what a person says about a field. Raises StorageError.

        `found` is where they found the value; a value that stays keeps the place it had.
        A document that could not be read has no content to speak about: None.
        """
        if record.source.sha256 is None:
            return None
        said = self.said(record)
        old = value_at(corrected(record.data, said), at)
        new = old if action is Action.ACCEPT else new
        if found is None and new == old:
            found = pointed(at, said)
        feedback = Feedback(
            sha256=record.source.sha256,
            schema_sha256=self._schema,
            pointer=at,
            action=action,
            old=old,
            new=new,
            when=datetime.now(UTC),
            record=record.id,
            attempt=record.attempts,
            note=note,
            who=_who(),
            place=found,
        )
        self._log.add_feedback(feedback)
        self._remember(feedback)
        return feedback

    def undo(self) -> Feedback | None:
        """Takes back the last thing said that still stands, and gives it. Raises StorageError."""
        last = undone(self._all)
        if last is None:
            return None
        taken = Feedback(
            sha256=last.sha256,
            schema_sha256=last.schema_sha256,
            pointer=last.pointer,
            action=Action.UNDO,
            old=last.new,
            new=last.old,
            when=datetime.now(UTC),
            record=last.record,
            attempt=last.attempt,
            who=_who(),
        )
        self._log.add_feedback(taken)
        self._remember(taken)
        return last


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return ""
