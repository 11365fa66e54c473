"""How states look: a sign, a tone, a word. Signs tell them apart where there is no colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from pydantic import JsonValue

from extractor.record import FieldState, Status

Tone = Literal["plain", "strong", "muted", "accent", "good", "fair", "poor", "bad", "mark", "here"]
TONES: Final[tuple[Tone, ...]] = (
    *("plain", "strong", "muted", "accent"),
    *("good", "fair", "poor", "bad", "mark", "here"),
)


@dataclass(frozen=True, slots=True)
class Sign:
    """One state as a person sees it."""

    mark: str  # one cell
    tone: Tone
    words: str


STATES: Final = {
    FieldState.EXACT: Sign("✓", "good", "stands in the document word for word"),
    FieldState.NORMALISED: Sign("~", "good", "stands in the document in another form"),
    FieldState.FUZZY: Sign("≈", "fair", "nearly the words of the document"),
    FieldState.INFERRED: Sign("·", "plain", "concluded from the document"),
    FieldState.UNGROUNDED: Sign("?", "poor", "the document does not bear it"),
    FieldState.ABSENT: Sign("∅", "muted", "the document does not say"),
    FieldState.INVALID: Sign("✗", "bad", "no valid value"),
}
STATUSES: Final = {
    Status.OK: Sign("✓", "good", "ok"),
    Status.REVIEW: Sign("?", "fair", "to review"),
    Status.PARTIAL: Sign("◐", "poor", "partial"),
    Status.FAILED: Sign("✗", "bad", "failed"),
}
WAITING: Final = Sign("·", "muted", "waiting")
WORKING: Final = Sign("▸", "accent", "working")
STOPPED: Final = Sign("–", "muted", "cancelled")
JUDGED: Final = Sign("●", "accent", "you said so")


def meter(confidence: float | None) -> tuple[str, Tone]:
    """Confidence as a bar of four cells and a number, eight cells in all."""
    if confidence is None:
        return " " * 8, "muted"
    full = round(confidence * 4)
    tone: Tone = "good" if confidence >= 0.8 else "fair" if confidence >= 0.5 else "poor"
    return f"{'━' * full}{'╌' * (4 - full)} {min(99, round(confidence * 100)):>2}%", tone


def shown(value: JsonValue) -> str:
    """A scalar on one line."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case str():
            return " ".join(value.split())
        case _:
            return str(value)
