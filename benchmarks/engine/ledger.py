"""What was measured, kept on disk after each run of an arm, so that a later start goes on.

A file of JSON lines: the first says what it is a measurement of, each other is one entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


class Ledger:
    """The entries of one measurement. Those of another (other code, arms, model) are not read."""

    def __init__(self, path: Path, key: str, *, again: bool = False) -> None:
        """`key` is of everything that the figures depend on; `again` begins anew all the same."""
        self._path = path
        self.entries: list[dict[str, Any]] = []
        head = {"key": key}
        kept = [] if again else list(_lines(path))
        if kept and kept[0] == head:
            self.entries = kept[1:]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(one) + "\n" for one in (head, *self.entries)))

    def add(self, entry: Mapping[str, Any]) -> None:
        """Is on disk when this returns."""
        self.entries.append(dict(entry))
        with self._path.open("a") as file:
            file.write(json.dumps(entry) + "\n")

    def find(self, **known: Any) -> list[dict[str, Any]]:
        """The entries that say all that is `known`."""
        return [one for one in self.entries if known.items() <= one.items()]


def _lines(path: Path) -> Iterator[Any]:
    """The lines that are whole: the last may have been cut off."""
    try:
        text = path.read_text()
    except OSError:
        return
    for line in text.splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            return
