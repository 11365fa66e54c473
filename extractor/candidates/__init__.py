"""What a document offers: the values that stand in it, each with the places where it stands.

The heart of grounded decoding. The grammar of a reply is made from these candidates, so a date, a
number or an address that the document does not bear cannot be written; and since every candidate
remembers its spans, grounding such a value is a lookup.

    numbers.py       numbers of several conventions, in digits and small ones in words
    dates.py         dates, times and moments
    days.py          days without a year, in the time of the document
    vocabularies.py  currencies and countries by code, sign and name
    patterns.py      addresses with a fixed shape, and a schema's own patterns
    misreads.py      the confusions of OCR
    verbatim.py      the text whose runs of words a verbatim value may take
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

from pydantic import JsonValue

from extractor.candidates.dates import find_dates, find_datetimes, find_times
from extractor.candidates.days import find_days
from extractor.candidates.mention import Mention
from extractor.candidates.misreads import read_through
from extractor.candidates.numbers import find_numbers
from extractor.candidates.patterns import ALIASES, FORMATS, find_pattern
from extractor.candidates.verbatim import (
    NUMBER_WORDS,
    fold,
    scattered_blocks,
    verbatim_pieces,
    verbatim_text,
)
from extractor.candidates.vocabularies import find_countries, find_currencies
from extractor.document import Document, Span
from extractor.schema.expression import compile_pattern
from extractor.schema.tree import Kind, Leaf, Origin

__all__ = [
    "NUMBER_WORDS",
    "Candidate",
    "Candidates",
    "find_candidates",
    "fold",
    "for_leaf",
    "scattered_blocks",
    "verbatim_pieces",
    "verbatim_text",
]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that the document bears."""

    json: str  # as JSON text: `1487.50`, `"2024-03-14"`, `"EUR"`
    spans: tuple[Span, ...]  # everywhere it stands, in text order
    fuzzy: bool = False  # only read through the confusions of OCR

    @property
    def value(self) -> JsonValue:
        """The value; a number as a reply's JSON gives it."""
        parsed: JsonValue = json.loads(self.json)
        return parsed


@dataclass(frozen=True, slots=True)
class Candidates:
    """All mentions of a document, by what they are read as."""

    text: str
    mentions: Mapping[str, tuple[Mention, ...]]  # by kind of leaf or name of format, in text order
    windows: tuple[Span, ...] | None = None  # the stretches that count; None for all the text
    _patterns: dict[str, tuple[Mention, ...]] = field(default_factory=dict, repr=False)
    _gathered: dict[str, tuple[Candidate, ...]] = field(default_factory=dict, repr=False)

    def within(self, spans: Iterable[Span]) -> Candidates:
        """The same, restricted to what stands wholly inside one of `spans`."""
        return replace(self, windows=tuple(spans), _gathered={})

    def of(self, reading: str) -> tuple[Candidate, ...]:
        """Candidates of a kind of leaf or a format; none for a format that is not known."""
        name = ALIASES.get(reading, reading)
        if name not in self._gathered:
            self._gathered[name] = _gather(self._inside(self.mentions.get(name, ())))
        return self._gathered[name]

    def matching(self, pattern: str) -> tuple[Candidate, ...]:
        """Runs of words in which `pattern` is found. Raises SchemaError if it runs away."""
        if pattern not in self._patterns:
            found = find_pattern(self.text, compile_pattern(pattern))
            self._patterns[pattern] = tuple(sorted(found, key=_start))
        return _gather(self._inside(self._patterns[pattern]))

    def _inside(self, mentions: Sequence[Mention]) -> Iterator[Mention]:
        """Those of the windows. Long documents have many windows: none looks at all of it."""
        if self.windows is None:
            yield from mentions
            return
        for window in self.windows:
            first = bisect_left(mentions, window.start, key=_start)
            last = bisect_right(mentions, window.end, key=_start)
            yield from (one for one in mentions[first:last] if one.span.end <= window.end)


def find_candidates(document: Document) -> Candidates:
    """Reads the whole text once for every kind of value."""
    text = document.text
    mentions = {Kind.DATE: list(find_dates(text)), Kind.NUMBER: list(find_numbers(text))}
    mentions[Kind.DATE] += list(find_days(text, mentions[Kind.DATE]))
    mentions[Kind.TIME] = list(find_times(text))
    mentions[Kind.DATETIME] = list(find_datetimes(text, mentions[Kind.DATE]))
    suspect = read_through(text, document.pages)
    if suspect != text:
        for kind, finder in ((Kind.DATE, find_dates), (Kind.NUMBER, find_numbers)):
            mentions[kind] += _misread(text, suspect, finder(suspect), mentions[kind])
    formats = {name: tuple(find(text)) for name, find in FORMATS.items()}
    formats |= {"currency": tuple(find_currencies(text)), "country": tuple(find_countries(text))}
    found = {kind.value: tuple(values) for kind, values in mentions.items()} | formats
    ordered = {name: tuple(sorted(values, key=_start)) for name, values in found.items()}
    return Candidates(text, MappingProxyType(ordered))


def _start(mention: Mention) -> int:
    return mention.span.start


def for_leaf(leaf: Leaf, candidates: Candidates) -> tuple[Candidate, ...]:
    """What a parsed or pattern leaf may answer; empty for leaves of other origins."""
    if leaf.origin not in (Origin.PARSED, Origin.PATTERN):
        return ()
    if leaf.kind in (Kind.INTEGER, Kind.NUMBER):
        numbers = candidates.of(Kind.NUMBER)
        found = _integral(numbers) if leaf.kind is Kind.INTEGER else numbers
        return tuple(one for one in found if _number_fits(leaf, Decimal(one.json)))
    if leaf.kind is Kind.STRING:
        return tuple(one for one in _strings(leaf, candidates) if _string_fits(leaf, one))
    return candidates.of(leaf.kind)


def _strings(leaf: Leaf, candidates: Candidates) -> tuple[Candidate, ...]:
    """Those of the leaf's format; for one that is not known, those of its pattern."""
    name = ALIASES.get(leaf.format or "", leaf.format or "")
    if name in candidates.mentions:
        return candidates.of(name)
    return candidates.matching(leaf.pattern) if leaf.pattern is not None else ()


def _gather(mentions: Iterable[Mention]) -> tuple[Candidate, ...]:
    """One candidate for each value; fuzzy only if the document never bears it straight."""
    certain: dict[str, set[Span]] = {}
    doubtful: dict[str, set[Span]] = {}
    for mention in mentions:
        found = doubtful if mention.fuzzy else certain
        found.setdefault(mention.json, set()).add(mention.span)
    return tuple(
        Candidate(value, tuple(sorted(spans)), fuzzy=value not in certain)
        for value, spans in (doubtful | certain).items()
    )


def _misread(
    text: str, suspect: str, found: Iterable[Mention], straight: Sequence[Mention]
) -> list[Mention]:
    """Mentions that exist only in the text read through, where nothing was read straight."""
    read = {offset for one in straight for offset in range(one.span.start, one.span.end)}
    return [
        replace(one, fuzzy=True)
        for one in found
        if text[one.span.start : one.span.end] != suspect[one.span.start : one.span.end]
        and read.isdisjoint(range(one.span.start, one.span.end))
    ]


def _integral(numbers: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Those without a fraction, `3.00` written `3`."""
    mentions = []
    for one in numbers:
        whole, _, fraction = one.json.partition(".")
        if not fraction.strip("0"):
            mentions += [Mention(whole, span, one.fuzzy) for span in one.spans]
    return _gather(mentions)


def _number_fits(leaf: Leaf, value: Decimal) -> bool:
    return (
        (leaf.minimum is None or value >= leaf.minimum)
        and (leaf.maximum is None or value <= leaf.maximum)
        and (leaf.exclusive_minimum is None or value > leaf.exclusive_minimum)
        and (leaf.exclusive_maximum is None or value < leaf.exclusive_maximum)
        and (leaf.multiple_of is None or value % leaf.multiple_of == 0)
    )


def _string_fits(leaf: Leaf, candidate: Candidate) -> bool:
    text = str(candidate.value)
    return (
        len(text) >= (leaf.min_length or 0)
        and (leaf.max_length is None or len(text) <= leaf.max_length)
        and (leaf.pattern is None or compile_pattern(leaf.pattern).found_in(text))
    )
