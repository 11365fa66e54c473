"""How each program is driven. A driver runs in the process of its arm (see worker.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from benchmarks.engine.workload import Case

RESERVE = 64  # tokens a reply may take beyond its own


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one case."""

    text: str
    prompt_tokens: int  # 0 where the program does not say
    reused_tokens: int
    reply_tokens: int


class Driver(Protocol):
    """One program with its model loaded."""

    pid: int  # of the process that computes

    def prepare(self, cases: Sequence[Case], free: bool) -> None:
        """What a user does once a schema, not once a document; not timed."""

    def run(self, cases: Sequence[Case], free: bool) -> list[Answer]:
        """Answers all of them; `free` leaves the replies unconstrained, of the same length."""

    def counters(self) -> dict[str, float]:
        """What the program itself tells of its steps, as running totals."""

    def close(self) -> None: ...


def open_driver(name: str, options: dict[str, Any]) -> Driver:
    """The driver of `drivers/<name>.py`."""
    opened: Driver = import_module(f"benchmarks.engine.drivers.{name}").open_driver(**options)
    return opened
