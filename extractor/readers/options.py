"""How a document is to be read: which pages, with what password, within which limits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from extractor.errors import UsageError

MIB = 1024 * 1024
LAST_PAGE = 1_000_000  # the end of an open range such as "7-"

Ocr = Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost. Passing one of them is an error, never a silent cut."""

    seconds: float = 60.0  # wall clock; enforced by killing the worker
    memory: int = 4096 * MIB  # bytes of address space of a worker (text recognition maps ~1.7 GiB)
    file_bytes: int = 200 * MIB
    inflated_bytes: int = 500 * MIB  # of all entries of a zip container together
    entries: int = 10_000  # members of a zip container
    pages: int = 2000  # pages, frames, sheets or slides to read
    pixels: int = 100_000_000  # of one image


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """`ocr` "auto" recognises the pages whose text layer is missing or garbage."""

    password: str | None = None
    pages: tuple[range, ...] | None = None  # page numbers from 1; None for all
    ocr: Ocr = "auto"
    limits: Limits = Limits()

    def wants(self, page: int) -> bool:
        """Whether the page of that number is to be read."""
        return self.pages is None or any(page in chosen for chosen in self.pages)


def parse_pages(text: str) -> tuple[range, ...]:
    """Page ranges as a person writes them: `1-3,5` or `7-`. Pages count from 1.

    Raises UsageError that quotes the part it cannot read.
    """
    ranges: list[range] = []
    for part in text.split(","):
        found = re.fullmatch(r"\s*(\d+)\s*(?:(-)\s*(\d+)?)?\s*", part)
        if found is None:
            raise UsageError(
                f"'{part.strip()}' is not a page or a range of pages",
                at=f"pages '{text}'",
                hint="write pages as 1-3,5 or 7-",
            )
        first = int(found[1])
        last = first if found[2] is None else int(found[3] or LAST_PAGE)
        if first < 1 or last < first:
            problem = "pages count from 1" if first < 1 else f"'{part.strip()}' runs backwards"
            raise UsageError(problem, at=f"pages '{text}'", hint="write pages as 1-3,5 or 7-")
        ranges.append(range(first, last + 1))
    return tuple(ranges)


def page_list(numbers: Iterable[int]) -> str:
    """Ascending page numbers as a person writes them: `1-3, 5`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
