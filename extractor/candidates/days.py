"""Days that are written without their year, as rows of statements and letters have them.

`09/02`, `2 Jun` or `02.06.` is a date where the document tells of its time elsewhere: the year is
the one that brings the day nearest to the time of its whole dates. Days that would be further than
a season from it, and all days of a document without any date, stay what they are: no date.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.candidates.dates import MONTH_WORDS, day_of
from extractor.candidates.mention import Mention

SEASON = 92  # days that a day may lie from the time of the document
_GAP = 200  # days between two dates beyond which they tell of different times
_Day = tuple[int, int, int, int]  # start and end in the text, month, day
_Name = tuple[int, int, int]  # of a month: start and end, its number

_DAY = r"(?P<day>[0-3]?[0-9])"
_BEFORE_MONTH = re.compile(
    rf"(?<![0-9.,/:-]){_DAY}(?:st|nd|rd|th|er|ère|ste|de|e|º|°|ª|\.)?"
    r"(?:\s{0,2}[-/.]\s{0,2}|\s(?:of|del?|di)\s(?:the\s)?|\s{0,2})$",
    re.IGNORECASE,
)
_BEHIND_MONTH = re.compile(rf"\.?[\s.-]{{1,2}}{_DAY}(?:st|nd|rd|th)?(?![0-9]|[.:/-][0-9])", re.I)
_YEAR_BEHIND_MONTH = re.compile(r"\.?[\s/.-]{1,2}(?P<year>(?:19|20)[0-9]{2})(?![0-9])")
_SHORT_YEAR = re.compile(r",?\s'?(?P<year>[0-9]{2})(?![\w/]|[.,:][0-9])")  # "Dec 12, 24"
_CELL = r"(?:(?m:^)|(?<=\s\s)|(?<=[\t|]))\s?"  # where one may begin
_NUMERIC = re.compile(
    rf"{_CELL}(?P<first>[0-3]?[0-9])/(?P<second>[0-3]?[0-9])(?=\s|$)"
    rf"|{_CELL}(?P<one>[0-3][0-9])-(?P<two>[0-3][0-9])(?=\s|$)"
    r"|(?<![0-9.,])(?P<dotted>[0-3][0-9])\.(?P<month>[01][0-9])\.(?=[\s)]|$)"
    r"|(?m:^)\s{0,4}(?P<bare>[0-3][0-9])\.(?P<of>[01][0-9])(?=\s+[^\W\d]|\s{2})"
)


@dataclass(frozen=True, slots=True)
class _Time:
    """The days that a document tells of, by their ordinals."""

    first: int
    last: int

    def distance(self, day: dt.date) -> int:
        return max(0, self.first - day.toordinal(), day.toordinal() - self.last)

    def nearest(self, month: int, day: int) -> tuple[int, dt.date] | None:
        """The day of the year that brings it nearest, and how far it lies."""
        years = range(dt.date.fromordinal(self.first).year - 1, _year(self.last) + 2)
        days = [one for year in years if (one := day_of(year, month, day)) is not None]
        return min(((self.distance(one), one) for one in days), default=None)


def find_days(text: str, dates: Sequence[Mention]) -> Iterator[Mention]:
    """Every day without a year that can be told, as `"2024-03-14"`. `dates` are the whole ones."""
    months = list(MONTH_WORDS.find(text))
    time = _time_of(dates, _of_months(text, months))
    if time is None:
        return
    taken = {at for one in dates for at in range(one.span.start, one.span.end)}
    for start, end, month, day in (*_named(text, months), *_in_digits(text, time)):
        if taken.isdisjoint(range(start, end)):
            found = time.nearest(month, day)
            if found is not None and found[0] <= SEASON and _agrees(text, end, found[1]):
                yield Mention.string(found[1].isoformat(), start, end)


def _agrees(text: str, end: int, day: dt.date) -> bool:
    """Whether two digits behind a day, if any, are its year: `Dec 12, 24` is not of 2025."""
    behind = _SHORT_YEAR.match(text, end)
    return behind is None or int(behind["year"]) == day.year % 100


def _time_of(dates: Sequence[Mention], others: Iterable[int]) -> _Time | None:
    """The time that most whole dates and `others`, ordinals of days, tell of; the latest of
    several. Births lie apart.
    """
    days = {one.span.start: _ordinal(one) for one in reversed(dates)}  # the first reading of each
    told = sorted([*days.values(), *others])
    groups: list[list[int]] = []
    for day in told:
        if groups and day - groups[-1][-1] <= _GAP:
            groups[-1].append(day)
        else:
            groups.append([day])
    if not groups:
        return None
    chosen = max(reversed(groups), key=len)
    return _Time(chosen[0], chosen[-1])


def _of_months(text: str, months: Sequence[_Name]) -> Iterator[int]:
    """Two days, four weeks apart, of every month that is named with its year."""
    for _, end, month in months:
        if found := _YEAR_BEHIND_MONTH.match(text, end):
            first = dt.date(int(found["year"]), month, 1)
            yield first.toordinal()
            yield (first + dt.timedelta(days=27)).toordinal()


def _named(text: str, months: Sequence[_Name]) -> Iterator[_Day]:
    """Each day of a named month."""
    for start, end, month in months:
        lead = max(0, start - 10)
        if before := _BEFORE_MONTH.search(text[lead:start]):
            dot = text[end : end + 1] == "." and end - start < 5
            yield lead + before.start(), end + dot, month, int(before["day"])
        elif behind := _BEHIND_MONTH.match(text, end):
            yield start, behind.end(), month, int(behind["day"])


def _in_digits(text: str, time: _Time) -> Iterator[_Day]:
    """The same in digits, in the order that brings all of them nearest to the time."""
    open_order: list[_Day] = []
    dotted: list[_Day] = []
    for found in _NUMERIC.finditer(text):
        first, second = (int(part) for part in found.groups() if part is not None)
        lead = len(found[0]) - len(found[0].lstrip())
        place = found.start() + lead, found.end()
        kept = dotted if found["dotted"] or found["bare"] else open_order
        kept.append((*place, second, first))
    swapped = [(start, end, day, month) for start, end, month, day in open_order]
    yield from dotted
    yield from min((open_order, swapped), key=lambda order: _distance(order, time))


def _distance(days: Sequence[_Day], time: _Time) -> int:
    """How far such days lie from the time together; what is no day lies far away."""
    found = (time.nearest(month, day) for _, _, month, day in days)
    return sum(366 if one is None else one[0] for one in found)


def _ordinal(mention: Mention) -> int:
    return dt.date.fromisoformat(json.loads(mention.json)).toordinal()


def _year(ordinal: int) -> int:
    return dt.date.fromordinal(ordinal).year
