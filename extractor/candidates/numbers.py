"""Numbers as people write them: separators, signs, units and currencies of several conventions.

`1,234.56` (en), `1.234,56` (de, es, it, nl), `1 234,56` (fr), `1'234.56` (ch) and `12,34,567.89`
(in) all read as one number. A form that two conventions read differently (`1,234`) gives both
readings. A number keeps the decimals it was written with; its group separators are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.candidates.mention import Mention
from extractor.candidates.names import Names
from extractor.candidates.vocabularies import CURRENCY_CODES
from extractor.document import Span

LONGEST = 15  # digits; what is longer is a code, and more than a double holds exactly

_MINUS = "-−–"
_SPACES = " \u00a0\u202f\u2009"
_NARROW = "\u00a0\u202f\u2009"  # nobody sets two columns apart with these: they only group

_BODY = re.compile(r"(?<![0-9])(?:[.,](?=[0-9]))?[0-9]+(?:[.,'’][0-9]+)*")
_SPACED = re.compile(
    rf"(?<![0-9.,'’])[1-9][0-9]{{0,2}}(?:[{_SPACES}][0-9]{{3}})+(?:[.,][0-9]{{1,4}})?(?![0-9]|[.,'’][0-9])"
)
_DIGITS = re.compile(r"[0-9]+")

# What may stand before the digits: a sign, a currency or a counting prefix, glued or not.
_SYMBOL = (
    r"(?:[A-Z]{0,3}[$€£¥₹₽₺₩₪₫฿₴₦]|Fr\.?|Rs\.?|kr\.?|zł|RM|Rp|R|"
    + "|".join(sorted(CURRENCY_CODES))
    + ")"
)
_BEFORE = re.compile(
    rf"(?:^|(?<=[\s(\[:;|/*\"'=]))(?P<sign>[{_MINUS}])?(?P<currency>{_SYMBOL}[{_SPACES}]?)?"
    rf"(?P<inner>[{_MINUS}])?$"
)
_LEADER = re.compile(r"\.\s\.\s?$")  # dots from a label to its number, the last one at the number
_GLUED_BEFORE = re.compile(r"[^\W\d_]+\.?$")
_PREFIXES = CURRENCY_CODES | {
    "x",
    "X",
    "No",
    "Nr",
    "N",
    "Fr",
    "Rs",
    "kr",
    "zł",
    "R",
    "RM",
    "Rp",
    "US",
    "v",
    "V",
}
# What may be glued behind them: a unit, the `x` of a size, a credit mark, a dash for "no cents".
_ROUND = re.compile(r"[.,][-–—]{1,2}(?![0-9])")
_UNIT = re.compile(
    r"(?!(?:st|nd|rd|th|er|re|e|ème|º|ª|O|o)\b)(?:[^\W\d_]{1,4}[²³23]?|[a-zà-ÿ]{5,9})(?![\w])"
    r"|[xX×](?=[0-9])"
)
_CREDIT = re.compile(rf"[{_MINUS}](?=[\s)]|$)|[{_SPACES}]?(?:CR|Cr|DR|Dr)\b|[{_SPACES}][S](?=\s|$)")

# A word behind them that makes them greater; it may stand behind the last number of a range alone.
_SCALES = {
    "k": 3,
    "thousand": 3,
    **dict.fromkeys(("tsd", "tausend", "mila", "duizend"), 3),
    **dict.fromkeys(("million", "millions", "millionen", "mio", "mill", "mn", "mln"), 6),
    **dict.fromkeys(("millón", "millones", "milione", "milioni", "miljoen", "m"), 6),
    **dict.fromkeys(("billion", "bn", "mrd", "milliarde", "milliarden"), 9),
    **dict.fromkeys(("milliard", "milliards", "miliardo", "miliardi", "miljard"), 9),
}
_SCALE = re.compile(
    rf"(?:[{_SPACES}]?(?:[-–]|to|and|bis|und|à|et|a|y|tot|en)[{_SPACES}]?{_SYMBOL}?[{_SPACES}]?[0-9]+(?:[.,][0-9]+)?)?"
    rf"(?:(?P<glued>[kKmM]|[mb]n)|[{_SPACES}]?(?P<word>[^\W\d_]{{2,10}}))(?![^\W_])"
)
_MONEY_BEFORE = re.compile(rf"(?:{_SYMBOL})[{_SPACES}]?$")

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([.,'’])[0-9]{3})(?:\1[0-9]{3})*")
_GROUPED_INDIA = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")
_WHOLE = re.compile(r"0|[1-9][0-9]*")


def find_numbers(text: str) -> Iterator[Mention]:
    """Every number of `text`, those in words up to a hundred included; ordinals are not numbers."""
    for match in _SPACED.finditer(text):
        yield from _mentions(text, match.start(), match.end(), _spaced(match.group()))
    for match in _BODY.finditer(text):
        if not _inside_narrow_group(text, match.start(), match.end()):
            yield from _plain(text, match.start(), match.end())
    for start, end, value in _WORDS.find(text):
        if "-" not in text[max(0, start - 1) : start] + text[end : end + 1]:
            yield Mention(str(value), Span(start, end))


def readings(body: str) -> list[str]:
    """What a token of digits and separators may mean as one number; empty if it is not one."""
    if body[0] in ".,":
        return [f"0.{body[1:]}"] if body[1:].isdigit() else []
    found = []
    if _WHOLE.fullmatch(body) or _GROUPED.fullmatch(body) or _GROUPED_INDIA.fullmatch(body):
        found.append("".join(_DIGITS.findall(body)))
    head, point, decimals = _split_decimals(body)
    if point and point not in head and _is_integer(head):
        found.append(f"{''.join(_DIGITS.findall(head))}.{decimals}")
    return [number for number in found if len(number) <= LONGEST + 1]


def _split_decimals(body: str) -> tuple[str, str, str]:
    """`1.234,56` as `1.234`, `,`, `56`; no separator where there are no decimals."""
    at = max(body.rfind("."), body.rfind(","))
    return (body[:at], body[at], body[at + 1 :]) if at > 0 else (body, "", "")


def _is_integer(text: str) -> bool:
    return any(form.fullmatch(text) for form in (_WHOLE, _GROUPED, _GROUPED_INDIA))


def _spaced(body: str) -> list[str]:
    number = re.sub(f"[{_SPACES}]", "", body).replace(",", ".")
    return [number] if len(number) <= LONGEST + 1 else []


def _inside_narrow_group(text: str, start: int, end: int) -> bool:
    """Whether the digits are one group of a number that typographic spaces hold together."""
    before = text[start - 2 : start]
    return (len(before) == 2 and before[1] in _NARROW and before[0].isdigit()) or (
        text[end : end + 1] != "" and text[end] in _NARROW and text[end + 1 : end + 4].isdigit()
    )


def _plain(text: str, start: int, end: int) -> Iterator[Mention]:
    """Mentions of a token without spaces: as one number, or else each of its runs of digits."""
    body = text[start:end]
    if text[start] in ".," and (
        (start and not text[start - 1].isspace())
        or _LEADER.search(text, max(0, start - 4), start) is not None
    ):
        start, body = start + 1, body[1:]
    if not _free_before(text, start) or not _free_behind(text, end):
        return
    numbers = readings(body)
    if _ROUND.match(text, end):
        numbers = [number for number in numbers if "." not in number]
    if numbers:
        yield from _mentions(text, start, end, numbers)
        return
    for match in _DIGITS.finditer(body):
        if _WHOLE.fullmatch(match.group()) and len(match.group()) <= LONGEST:
            at = start + match.start()
            yield Mention(match.group(), Span(at, at + len(match.group())))


def _free_before(text: str, start: int) -> bool:
    """Whether no word runs into the digits, but for a currency, a unit of count or an `x`."""
    before = text[start - 1 : start]
    if before == "_":
        return text[start - 2 : start] == "__"  # a line to write on
    if not before.isalpha():
        return True
    glued = _GLUED_BEFORE.search(text, max(0, start - 8), start)
    return glued is not None and glued.group() in _PREFIXES


def _free_behind(text: str, end: int) -> bool:
    behind = text[end : end + 1]
    if behind == "_":
        return False
    return not behind.isalpha() or _UNIT.match(text, end) is not None


def _mentions(text: str, start: int, end: int, numbers: list[str]) -> Iterator[Mention]:
    """Each reading of one number, with what its surroundings say of its sign.

    A signed number also offers its magnitude: whether a discount is written with its minus is a
    convention of the document, whether it is stored with one is a convention of the schema.
    """
    near = text[max(0, start - 8) : start]
    before = _BEFORE.search(near) if any(mark in near for mark in _MINUS) else None
    signed = before is not None and bool(before["sign"] or before["inner"])
    first = start - len(near) + before.start() if before is not None and signed else start
    last = end
    credit = _CREDIT.match(text, end)
    if credit:
        signed, last = True, credit.end()
    elif text[first - 1 : first] == "(" and text[end : end + 1] == ")":
        signed, first, last = True, first - 1, end + 1
    scale, behind = _scale(text, start, end)
    for number in numbers:
        if scale:
            yield Mention(f"{Decimal(number).scaleb(scale).normalize():f}", Span(start, behind))
        if signed and number.strip("0."):
            yield Mention(f"-{number}", Span(first, last))
        yield Mention(number, Span(first, last) if signed else Span(start, end))


def _scale(text: str, start: int, end: int) -> tuple[int, int]:
    """The power of ten that the words behind a number put to it, and where they end: `5 million`,
    `60k`, `60-70k`; one letter for millions only where a currency stands before (`£5m`).
    """
    found = _SCALE.match(text, end)
    if found is None:
        return 0, end
    word = (found["glued"] or found["word"]).casefold()
    if word == "m" and not _MONEY_BEFORE.search(text, max(0, start - 8), start):
        return 0, end
    return _SCALES.get(word, 0), found.end()


# Numbers in words. Left out: articles ("un", "ein", "een" ...) and words that are more often
# something else in another of the languages ("due", "once", "sei", "sept", "cent").
_WORDS = Names(
    {
        word: value
        for value, words in {
            0: "zero null nul",
            1: "one eins één uno",
            2: "two zwei deux dos twee",
            3: "three drei trois tres tre drie",
            4: "four vier quatre cuatro quattro",
            5: "five fünf cinq cinco cinque vijf",
            6: "six sechs seis zes",
            7: "seven sieben siete sette zeven",
            8: "eight acht huit ocho",
            9: "nine neun neuf nueve nove negen",
            10: "ten zehn dix diez dieci tien",
            11: "eleven elf onze undici",
            12: "twelve zwölf douze doce dodici twaalf",
            13: "thirteen dreizehn treize trece tredici dertien",
            14: "fourteen vierzehn quatorze catorce quattordici veertien",
            15: "fifteen fünfzehn quinze quince quindici vijftien",
            16: "sixteen sechzehn seize dieciséis sedici zestien",
            17: "seventeen siebzehn diecisiete diciassette zeventien",
            18: "eighteen achtzehn dieciocho diciotto achttien",
            19: "nineteen neunzehn diecinueve diciannove negentien",
            20: "twenty zwanzig vingt veinte venti twintig",
            21: "twenty-one einundzwanzig vingt-et-un veintiuno ventuno eenentwintig",
            24: "twenty-four vierundzwanzig vingt-quatre veinticuatro ventiquattro vierentwintig",
            28: "twenty-eight achtundzwanzig vingt-huit veintiocho ventotto achtentwintig",
            30: "thirty dreißig dreissig trente treinta trenta dertig",
            36: "thirty-six sechsunddreißig trente-six trentasei zesendertig",
            40: "forty vierzig quarante cuarenta quaranta veertig",
            45: "forty-five fünfundvierzig quarante-cinq quarantacinque vijfenveertig",
            48: "forty-eight achtundvierzig quarante-huit quarantotto achtenveertig",
            50: "fifty fünfzig cinquante cincuenta cinquanta vijftig",
            60: "sixty sechzig soixante sesenta sessanta zestig",
            70: "seventy siebzig setenta settanta zeventig",
            80: "eighty achtzig quatre-vingts ochenta ottanta tachtig",
            90: "ninety neunzig quatre-vingt-dix noventa novanta negentig",
            100: "hundred hundert cien cento honderd",
        }.items()
        for word in words.split()
    }
)
