"""A schema's own regular expressions (`pattern`), as ECMA-262 reads them.

They are written by one stranger and run over the text of another: an expression that backtracks
without end is stopped and named, it does not take the run with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from extractor.errors import SchemaError

SECONDS = 0.2  # that one search may take; an honest one takes microseconds

_NAMED_GROUP = re.compile(r"\(\?<(?![=!])")
_LAST_DOLLAR = re.compile(r"(?<!\\)\$(?=$|[|)])")  # Python's `$` also stands before a newline


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled `pattern`."""

    pattern: str  # as the schema has it
    compiled: Any  # of the library `regex`, whose searches can be given a time

    def found_in(self, text: str) -> bool:
        """Whether the pattern is found anywhere in `text`. Raises SchemaError if it runs away."""
        try:
            return self.compiled.search(text, timeout=SECONDS) is not None
        except TimeoutError:
            raise self.runaway() from None

    def runaway(self) -> SchemaError:
        return SchemaError(
            f"the pattern {self.pattern!r} takes too long over this document",
            hint="write it without a repetition inside a repetition",
        )


@lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> Expression:
    """Raises SchemaError for what is not a regular expression."""
    import regex  # type: ignore[import-untyped]

    python = _LAST_DOLLAR.sub(r"\\Z", _NAMED_GROUP.sub("(?P<", pattern))
    try:
        return Expression(pattern, regex.compile(python))
    except regex.error as error:
        raise SchemaError(
            f"the pattern {pattern!r} cannot be searched for: {error}",
            hint="correct it, or set `x-source: verbatim`",
        ) from error
