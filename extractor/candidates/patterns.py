"""Addresses and numbers with a fixed shape, and what a schema's own `pattern` asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from time import monotonic

from extractor.candidates.dates import find_dates
from extractor.candidates.mention import Mention
from extractor.schema.checks import is_iban
from extractor.schema.expression import Expression
from extractor.schema.vat import is_vat

LONGEST_RUN = 6  # words that a match of a schema's own pattern may take
LONGEST_VAT = 20  # characters of a VAT number with what is printed between them
LONGEST_TEXT = 256  # characters of it; bounds what a slow pattern can cost
SECONDS = 20.0  # that all the searches for a pattern in one document may take

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+%-]{1,64}@(?:[\w-]+\.)+[^\W\d_]{2,24}(?![\w-])")
_URI = re.compile(r"\b(?:[a-z][a-z0-9+.-]{1,11}://|mailto:)[^\s<>\"'«»{}|\\^`]+", re.IGNORECASE)
_BARE_URI = re.compile(
    r"(?<![\w@./-])(?:www\.)?(?:[a-z0-9-]+\.)+[a-z]{2,12}(?:/[^\s<>\"']*)?(?![\w@-])", re.IGNORECASE
)
_HOSTNAME = re.compile(
    r"(?<![\w.-])(?=[a-z0-9.-]{4,253}(?![\w.-]))(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}",
    re.IGNORECASE,
)
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_IPV4 = re.compile(rf"(?<![\w.]){_OCTET}(?:\.{_OCTET}){{3}}(?![\w]|\.[0-9])")
_IPV6 = re.compile(r"(?<![\w:])(?=[0-9a-f:]*:[0-9a-f:]*:)[0-9a-f:]{2,39}(?![\w:])", re.IGNORECASE)
_ALONE = r"(?<![\w+./-])"
_PHONE = re.compile(
    rf"{_ALONE}(?:\+|00)[1-9][0-9]{{0,2}}(?:[ \u00a0./-]{{0,2}}\(?[0-9]{{1,5}}\)?){{1,7}}(?![\w])"
    rf"|{_ALONE}\(?0[0-9]{{1,5}}\)?(?:[ \u00a0./-]{{1,3}}[0-9]{{2,10}}){{1,6}}(?:-[0-9])?"
    r"(?![\w]|[.,][0-9])"
    rf"|{_ALONE}0[0-9]{{6,13}}(?![\w]|[.,/-][0-9])"
    rf"|{_ALONE}(?:1[-. ])?(?:\([0-9]{{3}}\)[-. ]?|[0-9]{{3}}[-. ])[0-9]{{3}}[-. ][0-9]{{4}}"
    r"(?![\w-])"
    rf"|{_ALONE}(?<![0-9] )(?:\([0-9]{{2,4}}\)|[1-9][0-9]{{1,3}})(?:[ -][0-9]{{2,4}}){{2,4}}"
    r"(?![\w]|[., /-][0-9])"
    rf"|{_ALONE}(?<![0-9] )[2-9][0-9]{{3}} [0-9]{{4}}(?![\w]|[., /-][0-9])"
    r"|(?<=[Tt]el)[.:]?[ :]{0,2}[0-9]{3}[0-9 ./-]{2,14}[0-9](?![\w])"
)
_IBAN_HEAD = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?=[ \u00a0]?[A-Z0-9]{2})")
_BIC = re.compile(r"(?<![A-Za-z0-9])[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Za-z0-9])")
_VAT_HEAD = re.compile(
    r"(?<![A-Za-z0-9])(?:AT|BE|BG|CHE|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IS|IT|LT|LU|LV|MT|NL|NO"
    r"|PL|PT|RO|SE|SI|SK|XI)(?=[ .-]?[A-Z]?[0-9])"
)
_VAT_PART = re.compile(r"[A-Za-z0-9]+")
_TRAILING = ".,;:!?)]}>'\"»”’"

_IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU XK MN",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HU LB NI PL SV",
        29: "BR EG PS QA UA", 30: "JO KW MU", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip


def _matches(pattern: re.Pattern[str]) -> Callable[[str], Iterator[Mention]]:
    def find(text: str) -> Iterator[Mention]:
        for match in pattern.finditer(text):
            yield Mention.string(match.group(), *match.span())

    return find


def _uris(text: str) -> Iterator[Mention]:
    """Addresses with a scheme, and those that readers know for one without it."""
    for pattern in (_URI, _BARE_URI):
        for match in pattern.finditer(text):
            value = match.group().rstrip(_TRAILING)
            if "." in value or pattern is _URI:
                yield Mention.string(value, match.start(), match.start() + len(value))


def _phones(text: str) -> Iterator[Mention]:
    """As they are written; 7 to 15 digits (E.164), and no part of an IBAN, VAT number or date."""
    taken = (*_ibans(text), *_vat_numbers(text), *find_dates(text))
    others = {at for mention in taken for at in range(mention.span.start, mention.span.end)}
    for match in _PHONE.finditer(text):
        if match.start() in others:
            continue
        value = match.group().lstrip(".: ")
        if 7 <= sum(character.isdigit() for character in value) <= 15:
            start = match.end() - len(value)
            yield Mention.string(" ".join(value.split()), start, match.end())


def _ibans(text: str) -> Iterator[Mention]:
    """Those whose checksum holds, without the spaces they are printed with."""
    for match in _IBAN_HEAD.finditer(text):
        length = _IBAN_LENGTHS.get(match.group()[:2], 0)
        taken, end = "", match.start()
        while (
            len(taken) < length
            and end < len(text)
            and (text[end].isalnum() or text[end] in " \u00a0")
        ):
            taken += text[end].strip()
            end += 1
        if len(taken) == length and not text[end : end + 1].isalnum() and is_iban(taken):
            yield Mention.string(taken, match.start(), end)


def _vat_numbers(text: str) -> Iterator[Mention]:
    """As they are written: a country's prefix, and words that its shape and check digits fit."""
    for match in _VAT_HEAD.finditer(text):
        end = match.start()
        for part in _VAT_PART.finditer(text, match.start()):
            if part.start() > end + 1 or part.end() - match.start() > LONGEST_VAT:
                break
            end = part.end()
            value = " ".join(text[match.start() : end].split())
            if sum(character.isdigit() for character in value) >= 7 and is_vat(value):
                yield Mention.string(value, match.start(), end)


FORMATS: dict[str, Callable[[str], Iterator[Mention]]] = {
    "email": _matches(_EMAIL),
    "uri": _uris,
    "hostname": _matches(_HOSTNAME),
    "uuid": _matches(_UUID),
    "ipv4": _matches(_IPV4),
    "ipv6": _matches(_IPV6),
    "phone": _phones,
    "iban": _ibans,
    "bic": _matches(_BIC),
    "vat": _vat_numbers,
}


ALIASES = {"idn-email": "email", "url": "uri", "iri": "uri"}


_WORD = re.compile(r"\S+")
_CORE = re.compile(r"[^\W_].*[^\W_]|[^\W_]")
_INNER = re.compile(r"[:#=(\[/](?=\w)")


def find_pattern(text: str, pattern: Expression) -> Iterator[Mention]:
    """Runs of words that `pattern` is found in (search semantics), on one line each.

    A pattern that is open at its ends matches every run around a match: only the shortest is
    taken. Punctuation around a run is left out if the pattern does without. Raises SchemaError for
    a pattern that runs away.
    """
    deadline = monotonic() + SECONDS
    for line in re.finditer(r"[^\n]+", text):
        words = [
            (line.start() + match.start(), line.start() + match.end())
            for match in _WORD.finditer(line.group())
        ]
        held: set[tuple[int, int]] = set()  # runs that are or hold a match: first word, count
        for count in range(1, LONGEST_RUN + 1):
            for first in range(len(words) - count + 1):
                start, end = words[first][0], words[first + count - 1][1]
                if end - start > LONGEST_TEXT:
                    continue
                if monotonic() > deadline:
                    raise pattern.runaway()
                holds = not held.isdisjoint({(first, count - 1), (first + 1, count - 1)})
                run = _first_match(text, start, end, pattern, closed_only=holds)
                if run:
                    yield run
                if run or holds:
                    held.add((first, count))


def _first_match(
    text: str, start: int, end: int, pattern: Expression, *, closed_only: bool
) -> Mention | None:
    for low, high in _trims(text, start, end):
        value = " ".join(text[low:high].split())
        if pattern.found_in(value) and not (closed_only and pattern.found_in(f"\0{value}\0")):
            return Mention.string(value, low, high)
    return None


def _trims(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The run without the punctuation around it, as it stands, and from after a `:` or `#` on."""
    core = _CORE.search(text, start, end)
    if core:
        yield core.span()
    yield start, end
    for match in _INNER.finditer(text, start, end):
        inner = _CORE.search(text, match.end(), end)
        if inner:
            yield inner.span()
