"""One document's habits of layout, and the pieces of a page that follow them."""

from __future__ import annotations

import random
from collections.abc import Iterable

from training.material.values import Values
from training.pages.entries import entry_lines
from training.pages.grids import write_table
from training.pages.lines import wrapped
from training.pages.pairs import Pairs, write_pairs
from training.pages.sections import Sections
from training.stories.story import Bullets, Fact, Story
from training.tables import Table


class Page:
    """The page that a story is written on: all of it has labels of one case and one colon."""

    def __init__(self, story: Story, *, held_out: bool) -> None:
        self.story = story
        self.values: Values = story.values
        self.rng: random.Random = story.values.rng
        self.held_out = held_out  # its styles are never trained on
        self.cased = self.rng.choices((str, str.upper, str.lower), (8, 2, 0.5))[0]
        self.colon = self.rng.choice((":", ":", ":", "", " :", ":"))

    def marked(self, label: str, text: str) -> str:
        """A text behind its label, if it has one."""
        return f"{label}{self.colon if label else ''} {text}".strip()

    def facts(self, facts: Iterable[Fact], *, amounts: bool = False) -> list[str]:
        return self.pairs([(fact.label, fact.said.text) for fact in facts], amounts=amounts)

    def pairs(self, pairs: Pairs, *, amounts: bool = False) -> list[str]:
        cased = [(self.cased(label), value) for label, value in pairs]
        return write_pairs(self.rng, cased, amounts=amounts, held_out=self.held_out)

    def table(self, table: Table) -> list[str]:
        if table.entries:
            sections = Sections(self.values)
            lines = entry_lines(self.values, table, held_out=self.held_out)
            return sections.headed(table.name, lines)
        head = [self.cased(one) for one in table.headers]
        return write_table(self.values, table, head, held_out=self.held_out)

    def bullets(self, bullets: Bullets) -> list[str]:
        rng, label = self.rng, bullets.label
        if rng.random() < 0.5:
            return [f"{label}: {rng.choice((', ', ', ', '; ', ' / ', ' | ')).join(bullets.items)}"]
        mark = rng.choice(("- ", "* ", "• ", ""))
        return [f"{label}{rng.choice(('', ':'))}", *(f"{mark}{item}" for item in bullets.items)]

    def text(self, text: str, width: int | None = None) -> list[str]:
        """Running text, in lines of any width that pages have."""
        return wrapped(" ".join(text.split()), width or self.rng.choice((70, 90, 10_000)))

    def gap(self) -> list[str]:
        """A blank line, or none."""
        return [""] if self.rng.random() < 0.4 else []
