"""Sections as one resume sets them: headings of one case with one rule below, text of one width."""

from __future__ import annotations

from training.material.careers import said
from training.material.values import Values
from training.pages.lines import wrapped


class Sections:
    """The habits of one resume."""

    def __init__(self, values: Values) -> None:
        rng = values.rng
        self.values = values
        title = str.title if values.language == "en" else str
        self.case = rng.choice((str, str.upper, str.upper, title))
        self.rule = rng.choice(("", "", "", "", "-" * 40, "_" * 60, "=" * 30))
        self.mark = rng.choice(("", "", "", ":"))  # behind headings
        self.width = rng.choice((72, 80, 92, 10_000))

    def headed(self, name: str, lines: list[str]) -> list[str]:
        """A section of that name in `careers.yaml`, if there are lines for it."""
        return self.under(said(self.values, "sections", name), lines) if lines else []

    def under(self, heading: str, lines: list[str]) -> list[str]:
        """The lines under a heading of the document's own."""
        title = self.case(heading.rstrip(":")) + self.mark
        return [title, *([self.rule] if self.rule else []), *lines]

    def text(self, text: str) -> list[str]:
        """Running text."""
        return wrapped(text, self.width)
