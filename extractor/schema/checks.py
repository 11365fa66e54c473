"""What a value must be to be believed: shapes of formats, and checksums.

Each `is_...` takes the text of a value and says whether it can be right. Schema files (`format`),
markers of pydantic schemas and the ready schemas all use these; none is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime, time
from decimal import Decimal
from urllib.parse import urlsplit

_ATOM = r"[^\s@<>(),;:\"\\.]+"
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[^\W\d_][\w-]*")
_PHONE = re.compile(r"\+?[\d\s()./–-]+(?:\s*(?:x|ext\.?|#)\s*\d+)?", re.IGNORECASE)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z\d]{11,30}")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?")
_TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?")


def compact(text: str) -> str:
    """Upper case, without the spaces, dots and dashes that people put into numbers."""
    return re.sub(r"[\s.\-/]", "", text).upper()


def is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def is_url(text: str) -> bool:
    """An absolute URL, or a bare host as documents print it (`www.example.com/x`)."""
    if re.search(r"\s", text):
        return False
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(parts.scheme and "://" in text and host) or "." in host.strip(".")


def is_phone(text: str) -> bool:
    """7 to 15 digits (ITU E.164), with what people write between them."""
    digits = sum(character.isdigit() for character in re.split(r"[x#]|ext", text.lower())[0])
    return _PHONE.fullmatch(text.strip()) is not None and 7 <= digits <= 15


def is_currency(text: str) -> bool:
    """The shape of an ISO 4217 code."""
    return re.fullmatch(r"[A-Z]{3}", text) is not None


def is_country(text: str) -> bool:
    """The shape of an ISO 3166-1 alpha-2 code."""
    return re.fullmatch(r"[A-Z]{2}", text) is not None


def is_iban(text: str) -> bool:
    """ISO 13616: two letters, two check digits, mod 97 equal to 1. Spaces are allowed."""
    iban = compact(text)
    if _IBAN.fullmatch(iban) is None:
        return False
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def is_datetime(text: str) -> bool:
    """ISO 8601 date and time; the offset is there only where the document has one."""
    return _DATETIME.fullmatch(text) is not None and _parses(datetime.fromisoformat, text)


def is_time(text: str) -> bool:
    """ISO 8601 time of day, with or without an offset."""
    return _TIME.fullmatch(text) is not None and _parses(time.fromisoformat, text)


def _parses(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text.upper())
    except ValueError:
        return False
    return True


FORMATS: dict[str, Callable[[str], bool]] = {
    "email": is_email,
    "idn-email": is_email,
    "url": is_url,
    "uri": is_url,
    "iri": is_url,
    "phone": is_phone,
    "currency": is_currency,
    "country": is_country,
    "iban": is_iban,
    "date-time": is_datetime,
    "time": is_time,
}
"""Formats that are checked here, in place of the stricter RFC forms that documents do not print."""


def luhn(digits: str) -> bool:
    """The checksum of card numbers, SIREN and SIRET, and others (ISO/IEC 7812)."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + index % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def sums(
    parts: Iterable[Decimal | float | None],
    total: Decimal | float | None,
    tolerance: Decimal | float = Decimal("0.01"),
) -> bool:
    """Whether `parts` add up to `total`; what is unknown (None) cannot disagree."""
    known = list(parts)
    if total is None or not known or any(part is None for part in known):
        return True
    added = sum((_exact(part) for part in known if part is not None), Decimal(0))
    return abs(added - _exact(total)) <= _exact(tolerance)


def _exact(value: Decimal | float) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))
