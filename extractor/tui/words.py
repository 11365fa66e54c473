"""Lines of tones as Textual content, for what stands still: titles, details, notes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from textual.content import Content

from extractor.errors import ExtractorError
from extractor.guard import printable
from extractor.tui.rows import Ink
from extractor.tui.signs import Tone

_STYLES: Final[dict[Tone, str]] = {
    "plain": "",
    "strong": "bold $tone-strong",
    "muted": "$tone-muted",
    "accent": "$tone-accent",
    "good": "$tone-good",
    "fair": "$tone-fair",
    "poor": "$tone-poor",
    "bad": "$tone-bad",
    "mark": "on $tone-mark",
    "here": "$tone-on-here on $tone-here",
}


def content(inks: Iterable[Ink]) -> Content:
    """The pieces as one content, in which nothing can steer a terminal or be read as markup."""
    return Content.assemble(*((printable(text, lines=True), _STYLES[tone]) for text, tone in inks))


def told(error: ExtractorError) -> Content:
    """An error as a person should see it: what, and below it what to do."""
    inks: list[Ink] = [("✗ ", "bad"), (str(error), "plain")]
    if error.hint:
        inks.append((f"\n  {error.hint}", "muted"))
    return content(inks)
