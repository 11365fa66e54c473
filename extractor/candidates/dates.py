"""Dates and times in the conventions and month names of en, de, fr, es, it and nl.

A numeric date whose order is open (`03/04/2024`) gives each valid reading, unless a weekday before
it is that of one alone; the order that the document's unambiguous dates use comes first, and in
one without any that of the United States where it bears an address there. A month without a day is
not a date, and a date without a time is not a moment: nothing is filled in.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator

from extractor.candidates.mention import Mention
from extractor.candidates.names import Names, unaccented

PIVOT = 50  # two-digit years below it are 20yy, the others 19yy

_MONTH_NAMES = (
    "january jan januar jänner jän janvier janv enero ene gennaio genn gen januari",
    "february feb februar feber février févr fév febrero febbraio februari",
    "march mar märz mär mrz mars marzo maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag mei",
    "june jun juni juin junio giugno giu",
    "july jul juli juillet juil julio luglio lug",
    "august aug août aoû agosto ago augustus",
    "september sept sep septembre septiembre setiembre settembre sett set",
    "october oct oktober okt octobre octubre ottobre ott",
    "november nov novembre noviembre",
    "december dec dezember dez décembre déc diciembre dic dicembre",
)

_DAY_NAMES = (  # none of two letters: those are words of other languages
    "monday mon montag lundi lun lunes lunedì maandag",
    "tuesday tue tues dienstag mardi mar martes martedì dinsdag",
    "wednesday wed mittwoch mercredi mer miércoles mié mercoledì woensdag",
    "thursday thu thur thurs donnerstag jeudi jeu jueves jue giovedì gio donderdag",
    "friday fri freitag vendredi ven viernes vie venerdì vrijdag",
    "saturday sat samstag sonnabend samedi sam sábado sáb sabato sab zaterdag",
    "sunday sun sonntag dimanche dim domingo dom domenica zondag",
)


_MONTHS = {
    form: number
    for number, names in enumerate(_MONTH_NAMES, start=1)
    for name in names.split()
    for form in (name, unaccented(name), name.replace("ä", "ae"))
}

_WEEKDAYS = {
    form: number
    for number, names in enumerate(_DAY_NAMES)
    for name in names.split()
    for form in (name, unaccented(name))
}
_WEEKDAY = re.compile(r"([^\W\d_]+)\.?,?\s{0,2}$")
_AMERICAN = re.compile(  # the state and ZIP code of an address; DE is rather Germany
    r"\b(?:A[KLRZ]|C[AOT]|DC|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]"
    r"|T[NX]|UT|V[AT]|W[AIVY])\s\d{5}(?:-\d{4})?\b"
)

_MONTH = "(?P<month>(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![^\W\d_]))\.?"
_DAY = r"(?P<day>[0-3]?[0-9])"
_YEAR = r"(?P<year>(?:1[0-9]|2[01])[0-9]{2}|['’]?[0-9]{2})"
_LONG_YEAR = r"(?P<year>(?:1[0-9]|2[01])[0-9]{2}|['’][0-9]{2})"
_FULL_YEAR = r"(?P<year>(?:1[0-9]|2[01])[0-9]{2})"
_OPEN = r"(?<![0-9])(?<![0-9][./-])"
_CLOSE = r"(?![0-9]|[.:/-][0-9]|[hH][0-9])"  # neither more digits nor a time read as a year
_GAP = r"\s{0,3}"
_ORDINAL = r"(?:st|nd|rd|th|er|ère|ste|de|e|º|°|ª|\.)?"
_DEED = r"(?: day(?= of\b))?"  # "3rd day of March 2021"
_OF = rf"(?:{_GAP}(?:[-/.,]|of\b|del?\b|di\b|the\b){_GAP}|{_GAP})"

_YMD = re.compile(
    rf"(?<![0-9.,/-]){_FULL_YEAR}(?P<sep>[-/.])(?P<month>[01]?[0-9])(?P=sep){_DAY}(?![0-9])"
)
_COMPACT = re.compile(
    r"(?<![\w.,-])(?P<year>(?:19|20)[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?=T|\b)(?![.,-][0-9])"
)
_NUMERIC = re.compile(
    rf"{_OPEN}(?P<first>[0-3]?[0-9])(?P<sep>[./-]|\s)\s?(?P<second>[0-3]?[0-9])(?P=sep)\s?{_YEAR}{_CLOSE}"
)
_ANOTHER = rf"(?!{_GAP}{_ORDINAL}{_GAP}{_MONTH.replace('?P<month>', '?:')})"  # "1 June - 30 June"
_DAY_FIRST = re.compile(
    rf"(?<![0-9.,]){_DAY}{_ORDINAL}{_DEED}{_OF}{_MONTH}{_OF}{_YEAR}{_CLOSE}{_ANOTHER}",
    re.IGNORECASE,
)
MONTH_WORDS = Names(_MONTHS)
_AFTER_MONTH = re.compile(
    rf"\.?[\s/.-]{{1,3}}{_DAY}(?:st|nd|rd|th)?(?:\s?[-–—]\s?(?P<last>[0-3]?[0-9]))?[\s,/.-]{{1,3}}{_LONG_YEAR}{_CLOSE}",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    rf"(?<![0-9.,]){_FULL_YEAR}[\s./-]{{1,2}}{_MONTH}[\s./-]{{1,2}}{_DAY}(?![0-9])", re.IGNORECASE
)

_UNTIL = r"(?:(?:to|through|until|and|bis|und|au|et|al?|tot|t/m)\b|(?P<dash>[-–—]))"
_ARTICLE = r"(?:(?:the|den|zum|le|el|il)\s)?"
_RANGE = re.compile(
    rf"(?<![0-9.,/-]){_DAY}(?:\.(?P<number>[01]?[0-9])|{_ORDINAL}(?:{_OF}{_MONTH})?)"
    rf"\.?\s{{0,2}}{_UNTIL}\s{{0,2}}{_ARTICLE}$",
    re.IGNORECASE,
)
_RANGE_MONTH_FIRST = re.compile(
    rf"(?<![^\W\d_])(?P<number>){_MONTH}\s{_DAY}(?:st|nd|rd|th)?,?\s{{0,2}}{_UNTIL}\s{{0,2}}$",
    re.IGNORECASE,
)

_TIME = re.compile(
    r"(?<![0-9,/-])(?<![^\s.]\.)(?<![0-9]:)(?<![0-9][A-F]:)(?:(?<=T)|(?<![^\W\d_]))(?P<hour>[012]?[0-9])"
    r"(?:(?P<sep>[:.]|[hHu])(?P<minute>[0-5][0-9])(?:(?P=sep)(?P<second>[0-5][0-9])(?:[.,][0-9]{1,9})?)?)?"
    r"(?P<clock>\s?(?:[ap]\.?m\b\.?|uhr\b|uur\b|heures?\b|h(?![^\W\d_]|[0-9])))?"
    r"(?P<zone>\s?(?:Z|UTC|GMT)\b|\s?[+−-](?:0[0-9]|1[0-4]):?[0-5][0-9](?![0-9]))?"
    r"(?![0-9]|[.:/,-][0-9])",
    re.IGNORECASE,
)
_JOIN = (
    "at|um|à|a las|alle|alle ore|ore|om|on|am|le|el|il|op|"
    r"time:?|uhrzeit:?|heure:?|hora:?|ora:?|tijd:?"
)
_BETWEEN = re.compile(rf"T|,?[ \t|]{{0,12}}(?:(?:{_JOIN}|[-–@])[ \t]{{1,4}})?", re.IGNORECASE)


def find_dates(text: str) -> Iterator[Mention]:
    """Every valid date of `text`, as `"2024-03-14"`.

    A range that names its month or year only once (`14.-16. March 2024`) gives both its ends.
    """
    for mention in _whole_dates(text):
        yield mention
        yield from _begin_of_range(text, mention)


def find_times(text: str) -> Iterator[Mention]:
    """Every time of day of `text`, as `"13:05:00"`."""
    for match in _TIME.finditer(text):
        time = _time_of(match)
        if time:
            yield Mention.string(time, match.start(), _end_of_time(match))


def find_datetimes(text: str, dates: Iterable[Mention]) -> Iterator[Mention]:
    """Every date of `dates` that has a time beside it, as `"2024-03-14T13:05:00"`.

    Beside means on the same line with nothing but a joining word between. An offset is given only
    where the text has one.
    """
    times = [(match, time) for match in _TIME.finditer(text) if (time := _time_of(match))]
    by_start = {match.start(): (match, time) for match, time in times}
    by_end = {_end_of_time(match): (match, time) for match, time in times}
    for mention in dates:
        date = mention.json.strip('"')
        behind = _BETWEEN.match(text, mention.span.end)
        if behind and (found := by_start.get(behind.end())):
            match, time = found
            value = f"{date}T{time}{_offset(match)}"
            yield Mention.string(value, mention.span.start, match.end())
        for gap in range(1, 7):
            found = by_end.get(mention.span.start - gap)
            if found and _BETWEEN.fullmatch(text, mention.span.start - gap, mention.span.start):
                match, time = found
                yield Mention.string(f"{date}T{time}", match.start(), mention.span.end)
                break


def _whole_dates(text: str) -> Iterator[Mention]:
    for pattern in (_YMD, _COMPACT):
        for match in pattern.finditer(text):
            yield from _date(match, int(match["month"]))
    for pattern in (_DAY_FIRST, _YEAR_FIRST):
        for match in pattern.finditer(text):
            yield from _date(match, _MONTHS[match["month"].casefold()])
    for start, end, month in MONTH_WORDS.find(text):
        if rest := _AFTER_MONTH.match(text, end):
            yield from _date(rest, month, start)
            if rest["last"] and (last := _valid(rest["year"], month, int(rest["last"]))):
                yield Mention.string(last, start, rest.end())
    yield from _numeric_dates(text)


def _begin_of_range(text: str, last: Mention) -> Iterator[Mention]:
    """The date a range begins with, as far as it is written out before its `last` date."""
    written = text[last.span.start : last.span.end]
    if written[:4].isdigit():
        return  # year first: nobody shortens those
    near = text[max(0, last.span.start - 32) : last.span.start]
    match = (_RANGE if written[0].isdigit() else _RANGE_MONTH_FIRST).search(near)
    if match is None:
        return
    end = dt.date.fromisoformat(json.loads(last.json))
    if match["number"]:
        month = int(match["number"])
    elif match["month"]:
        month = _MONTHS[match["month"].casefold()]
    elif match["dash"] and not any(character.isalpha() for character in written):
        return  # "3 - 14.03.2024": a line's number and its date
    else:
        month = end.month
    year = end.year if month <= end.month else end.year - 1
    begin = _valid(str(year), month, int(match["day"]))
    if begin and begin < end.isoformat():
        start = last.span.start - len(near) + match.start()
        yield Mention.string(begin, start, last.span.end)


def _date(match: re.Match[str], month: int, start: int | None = None) -> Iterator[Mention]:
    value = _valid(match["year"], month, int(match["day"]))
    if value:
        yield Mention.string(value, match.start() if start is None else start, match.end())


def _valid(year: str, month: int, day: int) -> str | None:
    digits = year.strip("'’")
    number = int(digits)
    if len(digits) == 2:
        number += 2000 if number < PIVOT else 1900
    found = day_of(number, month, day)
    return None if found is None else found.isoformat()


def day_of(year: int, month: int, day: int) -> dt.date | None:
    """That day; None where the calendar has none."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _numeric_dates(text: str) -> Iterator[Mention]:
    found = []
    for match in _NUMERIC.finditer(text):
        if match["sep"].isspace() and len(match["year"]) != 4:
            continue  # three bare numbers of a table
        first, second = int(match["first"]), int(match["second"])
        day_first = _valid(match["year"], second, first)
        month_first = _valid(match["year"], first, second)
        if match["sep"] == "." and day_first:
            month_first = None  # dots always put the day first
        if day_first and month_first:
            day_first, month_first = _of_weekday(text, match.start(), day_first, month_first)
        found.append((match, day_first, month_first))
    only_day_first = sum(month_first is None for _, _, month_first in found)
    only_month_first = sum(day_first is None for _, day_first, _ in found)
    american = only_month_first == only_day_first == 0 and _AMERICAN.search(text)
    for match, day_first, month_first in found:
        order = [day_first, month_first]
        if only_month_first > only_day_first or american:
            order.reverse()
        for value in dict.fromkeys(order):
            if value:
                yield Mention.string(value, *match.span())


def _of_weekday(
    text: str, start: int, day_first: str, month_first: str
) -> tuple[str | None, str | None]:
    """Of two readings the one that falls on the weekday before it, if only one does."""
    word = _WEEKDAY.search(text, max(0, start - 14), start)
    weekday = _WEEKDAYS.get(word[1].casefold()) if word else None
    fits = [dt.date.fromisoformat(one).weekday() == weekday for one in (day_first, month_first)]
    if sum(fits) != 1:
        return day_first, month_first
    return (day_first, None) if fits[0] else (None, month_first)


def _time_of(match: re.Match[str]) -> str | None:
    """The time a match stands for; None where the digits alone do not make one."""
    hour, clock = int(match["hour"]), (match["clock"] or "").strip().casefold()
    separator = match["sep"]
    if not clock and separator in (None, "."):
        return None
    if clock.startswith(("a", "p")):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if clock.startswith("p") else 0)
    if hour > 23:
        return None
    return f"{hour:02}:{match['minute'] or '00'}:{match['second'] or '00'}"


def _end_of_time(match: re.Match[str]) -> int:
    return match.start("zone") if match["zone"] else match.end()


def _offset(match: re.Match[str]) -> str:
    zone = (match["zone"] or "").strip().replace("−", "-")
    if not zone:
        return ""
    if zone[0].isalpha():
        return "Z"
    return f"{zone[:3]}:{zone[-2:]}"
