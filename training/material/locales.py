"""How countries write dates and numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre "
    "dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}


DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A value and the document's words for it."""

    value: Any  # as the answer holds it; numbers are Decimal or int, dates ISO text
    text: str  # lines separated by "\n"


def worded(text: str) -> Said:
    """Words that are their own value."""
    return Said(text, text)


@dataclass(frozen=True, slots=True)
class Locale:
    """How one country writes."""

    country: str
    language: str
    decimal: str
    thousands: str
    currency: str
    signs: tuple[str, ...]
    dates: tuple[str, ...]  # patterns of `write_date`


LOCALES = (
    Locale(
        "US",
        "en",
        ".",
        ",",
        "USD",
        ("$",),
        (
            *("m/d/Y", "M d, Y", "B d, Y", "Y-m-d", "m/d/Y0", "d-M-Y", "m-d-Y0", "M d Y"),
            *("m/d/y0", "W, B d, Y", "B dth, Y", "d M Y", "W m/d/Y", "M. d, Y"),
        ),
    ),
    Locale(
        "GB",
        "en",
        ".",
        ",",
        "GBP",
        ("£",),
        (
            *("d/m/Y0", "d B Y", "d M Y", "dth B Y", "Y-m-d", "d.m.Y0", "d-M-Y", "d/m/y0"),
            *("W d B Y", "W, dth B Y", "d M y"),
        ),
    ),
    Locale(
        "DE",
        "de",
        ",",
        ".",
        "EUR",
        ("€",),
        ("d.m.Y0", "d.m.Y0", "d. B Y", "Y-m-d", "d.m.y0", "d.m.Y", "W, d. B Y", "W, d.m.Y0"),
    ),
    Locale("FR", "fr", ",", " ", "EUR", ("€",), ("d/m/Y0", "d B Y", "d.m.Y0", "d-m-Y0", "W d B Y")),
    Locale(
        "ES", "es", ",", ".", "EUR", ("€",), ("d/m/Y0", "d de B de Y", "d-m-Y0", "W, d de B de Y")
    ),
    Locale("IT", "it", ",", ".", "EUR", ("€",), ("d/m/Y0", "d B Y", "d.m.Y0", "W d B Y")),
    Locale("NL", "nl", ",", ".", "EUR", ("€",), ("d-m-Y0", "d B Y", "d/m/Y0", "W d B Y")),
    Locale("MY", "en", ".", ",", "MYR", ("RM",), ("d/m/Y0", "d M Y", "d-m-Y0", "d/m/y0")),
    Locale(
        "AU",
        "en",
        ".",
        ",",
        "AUD",
        ("A$", "AU$"),
        ("d/m/Y0", "d B Y", "d M Y", "W d B Y", "d/m/y0"),
    ),
    Locale(
        "CA",
        "en",
        ".",
        ",",
        "CAD",
        ("C$", "CA$"),
        ("Y-m-d", "B d, Y", "M d, Y", "m/d/Y0", "W, B d, Y", "d-M-Y"),
    ),
    Locale("IE", "en", ".", ",", "EUR", ("€",), ("d/m/Y0", "d B Y", "dth B Y", "d.m.Y0")),
    Locale("AT", "de", ",", ".", "EUR", ("€",), ("d.m.Y0", "d. B Y", "W, d. B Y")),
    Locale("CH", "de", ".", "'", "CHF", ("CHF", "Fr."), ("d.m.Y0", "d. B Y", "d.m.y0")),
    Locale("MX", "es", ".", ",", "MXN", ("MX$",), ("d/m/Y0", "d de B de Y", "d-M-Y")),
    Locale("SG", "en", ".", ",", "SGD", ("S$", "SGD"), ("d/m/Y0", "d M Y", "d B Y", "d-M-y")),
    Locale("ZA", "en", ",", " ", "ZAR", ("R",), ("Y/m/d0", "d B Y", "d/m/Y0", "Y-m-d")),
    Locale("IN", "en", ".", ",", "INR", ("₹", "Rs.", "Rs"), ("d/m/Y0", "d-M-Y", "d B Y", "d-m-Y0")),
)
WEIGHTS = (9, 5, 3, 1.5, 1.2, 1.2, 1.2, 2, 1, 1.2, 0.8, 0.6, 0.8, 0.6, 0.6, 0.5, 1.2)


def write_date(day: date, pattern: str, language: str) -> str:
    """`day` after a pattern: Y, m, d (two digits where 0 ends it), names B, M and W, y short."""
    padded = pattern.endswith("0")
    name = MONTHS[language].split()[day.month - 1]
    parts = {
        "Y": str(day.year),
        "y": f"{day.year % 100:02}",
        "m": f"{day.month:02}" if padded else str(day.month),
        "d": f"{day.day:02}" if padded else str(day.day),
        "B": name,
        "M": name[:3],
        "W": DAYS[language].split()[day.weekday()],
    }
    if pattern == "Y-m-d":
        return day.isoformat()
    if pattern.endswith("d de B de Y"):
        long = f"{day.day} de {name} de {day.year}"
        return f"{DAYS[language].split()[day.weekday()]}, {long}" if "W" in pattern else long
    out = pattern.removesuffix("0").replace("th", "\0")
    return "".join(parts.get(char, ordinal(day.day) if char == "\0" else char) for char in out)


def without_year(day: date, text: str) -> str:
    """What `write_date` made of `day`, as a document writes it that tells the year elsewhere."""
    if text.startswith(str(day.year)):
        return text[5:]
    year = rf"(?:{day.year}|{day.year % 100:02})"
    if re.search(rf"\d\.{year}$", text):
        return re.sub(rf"{year}$", "", text)  # the dot stays
    return re.sub(rf"(?: de|,)?[ /.-]{year}$", "", text)


def ordinal(number: int) -> str:
    """The letters behind it: `st` behind 1."""
    if 10 <= number % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
