"""Checks on the way in and on the way out: what a document hides, and what a reply should not hold.

A guard warns and never refuses: grounded decoding already keeps a model from writing what the
document does not say, so a warning sends the record to review and names the page.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from extractor.document import Document, Page, recognition
from extractor.injection import find_control_token, find_order
from extractor.pointers import path_in_schema, scalars
from extractor.record import Field, FieldState

# Written unseen on every page by a common PDF library.
_PRODUCER_MARK = re.compile(r"Powered by TCPDF \(www\.tcpdf\.org\)")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on something is worth a warning."""

    # Mean OCR confidence of a page, below. A word counts by its least sure letter: clean scans have
    # 0.93 and more; on pages under 0.85 every fourth value was wrong or missed, and more.
    recognition: float = 0.85
    repetition: float = 20.0  # times that a page's text shrinks when compressed, above
    value_length: int = 2000  # characters of one value, above
    hidden_length: int = 20  # characters that a person would not see, above
    absent: float = 0.5  # share of the fields that were not found, above, where of these ...
    missed: float = 1.0  # ... so many stand there all the same, as likely as their nulls are wrong
    foreign: float = 0.85  # the same share, above, however sure the nulls are
    asked: int = 8  # fields at least, for that share to say anything: of three, two may well lack
    wrong: float = 0.5  # fields that are wrong as likely as not, from where on


_DEFAULT = Thresholds()

# ------------------------------------------------------------------------------ unseen characters

_BIDI_OVERRIDE = re.compile("[\u202d\u202e]")
_FLAG_EMOJI = re.compile("\U0001f3f4[\U000e0020-\U000e007f]+")
_TAGS = re.compile("[\U000e0000-\U000e007f]+")
_INVISIBLE = "\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2064\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef"
_INVISIBLE_RUN = re.compile(f"[{_INVISIBLE}]{{8,}}")
_INVISIBLE_ANY = re.compile(f"[{_INVISIBLE}\U000e0000-\U000e007f]")
_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """Text as its reader would say it: compatible letters, no invisible ones, lower, one space."""
    seen = _INVISIBLE_ANY.sub("", unicodedata.normalize("NFKC", text))
    return _SPACE.sub(" ", seen).strip().lower().replace("’", "'")


_UNPRINTABLE = {
    **{code: 0x2400 + code for code in range(0x20)},  # control pictures: ESC is shown as ␛
    0x7F: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),  # C1: some terminals take 0x9B for ESC [
    **dict.fromkeys((0x200E, 0x200F, 0x061C, 0x2028, 0x2029), 0xFFFD),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD),  # bidi
    **dict.fromkeys(range(0xD800, 0xE000), 0xFFFD),  # lone surrogates cannot be encoded
    **dict.fromkeys(range(0xE0000, 0xE0080), 0xFFFD),  # tags
}
_UNPRINTABLE_IN_LINES = {k: v for k, v in _UNPRINTABLE.items() if k not in (0x09, 0x0A)}


def printable(text: str, *, lines: bool = False) -> str:
    """`text` with every character that could steer a terminal replaced by a visible one.

    The length stays the same. Line breaks and tabs are kept where `lines` says so.
    """
    return text.translate(_UNPRINTABLE_IN_LINES if lines else _UNPRINTABLE)


def _excerpt(text: str, length: int = 60) -> str:
    words = printable(" ".join(text.split()))
    return f'"{words}"' if len(words) <= length else f'"{words[:length].rstrip()}…"'


# --------------------------------------------------------------------------------------- the way in


def check_document(document: Document, thresholds: Thresholds = _DEFAULT) -> list[str]:
    """Warnings about what a document hides or asks of a model, one line each, by page."""
    return [
        f"page {page.number}: {warning}"
        for page in document.pages
        for warning in _check_page(document.text[page.span.start : page.span.end], page, thresholds)
    ]


def _check_page(text: str, page: Page, thresholds: Thresholds) -> Iterator[str]:
    hidden = _PRODUCER_MARK.sub("", page.hidden).strip()
    if len(hidden) > thresholds.hidden_length:
        yield f"hidden text of {len(hidden)} characters, {_excerpt(hidden)}"
    for part in filter(None, (text, hidden)):
        folded = fold(part)
        if order := find_order(folded):
            yield f"speaks to a model, {_excerpt(order)}"
        if token := find_control_token(folded):
            yield f"holds what looks like a model's control token, {_excerpt(token)}"
        yield from _unseen(part)
    read = recognition(page.words)
    if read is not None and read < thresholds.recognition:
        yield f"recognised badly (confidence {read:.2f}): what is not found may be unreadable"
    if _repetition(text) > thresholds.repetition:
        yield "the same text over and over"


def _unseen(text: str) -> Iterator[str]:
    if _BIDI_OVERRIDE.search(text):
        yield "characters that reverse the direction of reading (bidi override)"
    tags = "".join(_TAGS.findall(_FLAG_EMOJI.sub("", text)))
    if tags:
        said = "".join(chr(ord(tag) - 0xE0000) for tag in tags)
        yield f"invisible tag characters that say {_excerpt(said)}"
    runs = _INVISIBLE_RUN.findall(text)
    if runs:
        yield f"runs of invisible characters ({sum(map(len, runs))} in {len(runs)})"


def _repetition(text: str) -> float:
    """How many times smaller the words compress; 1 for texts too short to tell."""
    words = " ".join(text.split()).encode("utf-8", "replace")
    return len(words) / len(zlib.compress(words, 6)) if len(words) >= 2000 else 1.0


# -------------------------------------------------------------------------------------- the way out


def check_reply(
    document: Document, data: dict[str, JsonValue], thresholds: Thresholds = _DEFAULT
) -> list[str]:
    """Warnings about values that a document should not have put there, by JSON Pointer."""
    visible = fold(document.text)
    hidden = fold(" ".join(page.hidden for page in document.pages))
    warnings: list[str] = []
    for at, value in scalars(data):
        if not isinstance(value, str):
            continue
        folded = fold(value)
        if len(value) > thresholds.value_length:
            warnings.append(f"{at}: longer than {thresholds.value_length} characters")
        if len(folded) > 2 and folded in hidden and folded not in visible:
            warnings.append(f"{at}: stands only in hidden text, {_excerpt(value)}")
        if order := find_order(folded):
            warnings.append(f"{at}: speaks to a model, {_excerpt(order)}")
    return warnings


def check_absences(fields: Mapping[str, Field], thresholds: Thresholds = _DEFAULT) -> list[str]:
    """A warning where more is absent than found and some of it is likely there, or nearly nothing
    was found.

    Either the document writes its facts in a way that is not understood, or it is of another kind
    than the schema. A column of a list counts once; what a model was not asked does not count.
    """
    found: set[tuple[str, ...]] = set()
    doubts: dict[tuple[str, ...], float] = {}
    for at, field in fields.items():
        path = path_in_schema(at)
        if field.state is not FieldState.ABSENT:
            found.add(path)
        elif field.problem is None:
            doubts[path] = max(doubts.get(path, 0.0), 1.0 - (field.confidence or 0.0))
    absent = doubts.keys() - found
    asked = len(found) + len(absent)
    missed = sum(doubts[path] for path in absent)
    likely = len(absent) > thresholds.absent * asked and missed >= thresholds.missed
    if asked < thresholds.asked or not (likely or len(absent) > thresholds.foreign * asked):
        return []
    return [
        f"{len(absent)} of {asked} fields were not found: they may stand there all the same, "
        "or the document is of another kind than the schema"
    ]


def check_doubts(fields: Mapping[str, Field], thresholds: Thresholds = _DEFAULT) -> list[str]:
    """A warning where every field is sure enough for itself and yet one of them is likely wrong:
    what each lacks of certainty adds up.
    """
    doubts = [1.0 - one.confidence for one in fields.values() if one.confidence is not None]
    if sum(doubts) < thresholds.wrong:
        return []
    return [
        f"of {len(doubts)} fields about {max(1, round(sum(doubts)))} may be wrong: each is fairly "
        "sure, and their doubts add up"
    ]
