"""The documents on the desk: what is known of each, and which of them to show in which order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from extractor.events import (
    AttemptStarted,
    DocumentAdded,
    DocumentFinished,
    DocumentRead,
    DocumentStarted,
    Event,
    TextArrived,
)
from extractor.record import Field, FieldState, Record, Status
from extractor.tui.signs import STATUSES, STOPPED, WAITING, WORKING, Sign

CANCELLED: Final = "cancelled"


class Order(StrEnum):
    """How the queue is sorted."""

    ADDED = "as added"
    WORST = "worst first"
    NAME = "by name"


@dataclass(slots=True)
class Entry:
    """One document of the queue."""

    path: str
    name: str  # the part of the path that tells it from the others
    record: Record | None = None
    working: bool = False
    asked: bool = False  # it is in the run that is going on
    stopped: bool = False  # a person cancelled it
    doing: str = ""  # what is being done with it
    reply: str = ""  # what the model has written of its answer

    @property
    def sign(self) -> Sign:
        if self.working:
            return WORKING
        if self.stopped:
            return STOPPED
        return WAITING if self.record is None else STATUSES[self.record.status]

    @property
    def rank(self) -> tuple[int, float]:
        """Sorts the worst first; what is not done yet comes last."""
        if self.record is None:
            return 9, 0.0
        worst = min(map(_sureness, self.record.fields.values()), default=1.0)
        return _BADNESS[self.record.status], worst


_BADNESS = {Status.FAILED: 0, Status.PARTIAL: 1, Status.REVIEW: 2, Status.OK: 3}


def _sureness(field: Field) -> float:
    if field.state in (FieldState.INVALID, FieldState.UNGROUNDED):
        return 0.0
    return 1.0 if field.confidence is None else field.confidence


class Desk:
    """All entries by path, in the order in which they were added."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.passed_over: list[str] = []  # in the folders: what is no entry, and why

    def add(self, paths: Iterable[str]) -> int:
        """Adds what is not on the desk yet and says how many that were."""
        before = len(self.entries)
        for path in paths:
            if path not in self.entries:
                self.entries[path] = Entry(path, os.path.basename(path))
        return len(self.entries) - before

    def remove(self, path: str) -> None:
        self.entries.pop(path, None)

    def clear_records(self) -> None:
        """Forgets what was extracted: another schema asks for other fields."""
        for entry in self.entries.values():
            entry.record, entry.stopped = None, False
        self.release()

    def view(self, wanted: str = "", order: Order = Order.ADDED) -> list[Entry]:
        """The entries whose path or status has every word of `wanted`."""
        words = wanted.lower().split()
        found = [entry for entry in self.entries.values() if _matches(entry, words)]
        match order:
            case Order.WORST:
                found.sort(key=lambda entry: entry.rank)
            case Order.NAME:
                found.sort(key=lambda entry: entry.name.lower())
        return found

    def waiting(self) -> list[Entry]:
        """What has no record yet and is not being worked on."""
        return [one for one in self.entries.values() if one.record is None and not one.working]

    def take(self, only: str | None = None) -> list[str]:
        """What waits, as the next documents of a run; each is given once.

        `only` takes nothing but the document of that path, and what was found inside it.
        """
        taken = [
            entry
            for entry in self.waiting()
            if not entry.asked and not entry.stopped and only in (None, entry.path)
        ]
        for entry in taken:
            entry.asked = True
        return [entry.path for entry in taken]

    def release(self) -> None:
        """Nothing runs any more: what was not reached waits again."""
        for entry in self.entries.values():
            entry.asked, entry.working, entry.doing, entry.reply = False, False, "", ""

    def revive(self) -> None:
        """Lets what was cancelled wait again."""
        for entry in self.entries.values():
            entry.stopped = False

    def records(self) -> Iterator[Record]:
        for entry in self.entries.values():
            if entry.record is not None:
                yield entry.record

    def counts(self) -> dict[Status, int]:
        found = [record.status for record in self.records()]
        return {status: found.count(status) for status in Status if status in found}

    def note(self, event: Event) -> Entry | None:
        """Takes an event of a run in and gives the entry that it changed."""
        match event:
            case DocumentAdded(path):
                self.add([path])
                self.entries[path].asked = True
            case DocumentFinished(record):
                self._finish(record)
                path = record.source.path
            case (
                DocumentStarted(path)
                | DocumentRead(path)
                | AttemptStarted(path)
                | TextArrived(path)
            ):
                if path in self.entries:
                    _progress(self.entries[path], event)
            case _:
                return None
        return self.entries.get(path)

    def _finish(self, record: Record) -> None:
        entry = self.entries.get(record.source.path)
        if entry is None:
            return
        entry.working, entry.doing, entry.reply, entry.asked = False, "", "", False
        cancelled = record.status is Status.FAILED and record.error == CANCELLED
        entry.record = None if cancelled else record
        entry.stopped = cancelled


def _progress(entry: Entry, event: Event) -> None:
    entry.working = True
    match event:
        case DocumentStarted():
            entry.doing = "reading"
        case DocumentRead(windows=windows):
            entry.doing = "asking" if windows < 2 else f"asking, {windows} windows"
        case AttemptStarted(window=window, windows=windows, number=number):
            part = f" {window}/{windows}" if windows > 1 else ""
            entry.doing = f"asking{part}" if number == 1 else f"asking{part}, again"
            entry.reply = ""
        case TextArrived(text=text):
            entry.reply += text


def _matches(entry: Entry, words: list[str]) -> bool:
    said = f"{entry.path} {entry.sign.words}".lower()
    return all(word in said for word in words)
