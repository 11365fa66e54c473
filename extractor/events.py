"""What happens during a run, as values for whoever watches: progress bars, the workbench, tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from extractor.record import Record


@dataclass(frozen=True, slots=True)
class RunStarted:
    run: str
    documents: int


@dataclass(frozen=True, slots=True)
class DocumentStarted:
    path: str


@dataclass(frozen=True, slots=True)
class DocumentAdded:
    """An attachment was found in a document; it is read as one of its own."""

    path: str


@dataclass(frozen=True, slots=True)
class DocumentRead:
    path: str
    pages: int
    windows: int
    seconds: float


@dataclass(frozen=True, slots=True)
class AttemptStarted:
    """A request goes to the engine: `window` of `windows`, try `number`; all count from 1."""

    path: str
    window: int
    windows: int
    number: int


@dataclass(frozen=True, slots=True)
class TextArrived:
    """The next piece of the reply, as the model writes it."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class DocumentFinished:
    record: Record


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about the run as a whole: a cache that cannot be opened, a disk that is full."""

    message: str


Event = (
    RunStarted
    | DocumentStarted
    | DocumentAdded
    | DocumentRead
    | AttemptStarted
    | TextArrived
    | DocumentFinished
    | Warned
)
Listener = Callable[[Event], None]
