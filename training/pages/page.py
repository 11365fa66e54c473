"""One document's habits of layout, and the pieces of a page that follow them."""

from __future__ import annotations

import random
from collections.abc import Iterable

from training.data import raw
from training.material.locales import Said
from training.material.values import Values
from training.pages.abreast import write_abreast
from training.pages.entries import entry_lines
from training.pages.grids import write_table
from training.pages.lines import columns, wrapped
from training.pages.pairs import Pairs, write_pairs
from training.pages.people import people
from training.pages.sections import Sections
from training.pages.twofold import twofold
from training.stories.story import Bullets, Fact, Story
from training.tables import Table

_BOXES = (("[x]", "[ ]"), ("☒", "☐"), ("(X)", "( )"), ("[X]", "[_]"), ("☑", "☐"))
_JOINTS = (", ", ", ", "; ", " / ", " | ", " · ", " • ")  # of a list on one line
_YES_NO = {
    **{"en": ("Yes", "No"), "de": ("Ja", "Nein"), "fr": ("Oui", "Non")},
    **{"es": ("Sí", "No"), "it": ("Sì", "No"), "nl": ("Ja", "Nee")},
}


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
        pairs, ticked = [], []
        plain = amounts or self.held_out
        for fact in facts if plain else twofold(self.story, facts):
            if fact.concept.recipe == "boolean" and self._asks_by_boxes():
                ticked.append(self._box(fact))
            else:
                pairs.append((fact.label, self.shown(fact, 0 if self.held_out else 0.15)))
        return [*self.pairs(pairs, amounts=amounts), *ticked]

    def shown(self, fact: Fact, ticked: float) -> str:
        """What stands beside a label: of a choice, in that share of cases, all with one ticked."""
        rng, said = self.rng, fact.said
        options = [
            (
                said.text
                if choice == said.value
                else self.values.word_for(fact.concept, choice, forms),
                choice == said.value,
            )
            for choice, forms in fact.concept.choices
        ]
        if fact.concept.recipe == "boolean":
            words = zip(_YES_NO[self.values.language], (True, False), strict=True)
            options = [
                (said.text if one is said.value else word, one is said.value) for word, one in words
            ]
        if said.value is None or not 2 <= len(options) <= 6 or rng.random() >= ticked:
            return said.text
        on, off = rng.choice(_BOXES)
        behind = rng.random() < 0.15
        marked = ((word, on if chosen else off) for word, chosen in options)
        gap = rng.choice((" ", "  ", "   "))
        return gap.join(f"{word} {box}" if behind else f"{box} {word}" for word, box in marked)

    def _asks_by_boxes(self) -> bool:
        return not self.held_out and self.rng.random() < 0.2

    def _box(self, fact: Fact) -> str:
        """A box before a statement: ticked where it holds, which no word then says."""
        label = self.cased(fact.label)
        if fact.said.value is None:
            return f"{label} {fact.said.text}"
        on, off = self.rng.choice(_BOXES)
        self.story.state(fact.concept, Said(fact.said.value, ""))
        return f"{on if fact.said.value else off} {label}"

    def pairs(self, pairs: Pairs, *, amounts: bool = False) -> list[str]:
        cased = [(self.cased(label), value) for label, value in pairs]
        return write_pairs(self.rng, cased, amounts=amounts, held_out=self.held_out)

    def tables(self) -> list[str]:
        """All tables of the story, each after a gap; two that have headings may stand abreast."""
        story, lines = self.story, []
        pair = [one for one in story.tables if one.heading]
        abreast = len(pair) == 2 and not self.held_out and self.rng.random() < 0.85
        for table in story.tables:
            if abreast and table is pair[0]:
                heads = [[self.cased(one) for one in each.headers] for each in pair]
                lines += [*self.gap(), *write_abreast(self.values, pair, heads)]
            elif not abreast or table not in pair:
                lines += [*self.gap(), *self.table(table)]
        return lines

    def table(self, table: Table) -> list[str]:
        if table.entries:
            sections = Sections(self.values)
            lines = entry_lines(self.values, table, held_out=self.held_out)
            return sections.headed(table.name, lines)
        head = [self.cased(one) for one in table.headers]
        lines = write_table(self.values, table, head, held_out=self.held_out)
        return [table.heading, *lines] if table.heading else lines

    def bullets(self, bullets: Bullets) -> list[str]:
        rng, label = self.rng, bullets.label
        if bullets.concept.key in raw("people")["lists"] and not self.held_out:
            return [f"{label}{rng.choice(('', ':'))}", *people(self.values, bullets)]
        if rng.random() < 0.5:
            return [f"{label}: {rng.choice((', ', ', ', '; ', ' / ', ' | ')).join(bullets.items)}"]
        mark = rng.choice(("- ", "* ", "• ", "", "{}. ", "{}) "))
        items = [f"{mark.format(at)}{item}" for at, item in enumerate(bullets.items, 1)]
        if len(items) > 2 and max(map(len, items)) < 34 and rng.random() < 0.2:
            across = rng.choice((2, 2, 3))
            items = columns([items[at::across] for at in range(across)], rng.randint(3, 8))
        return [f"{label}{rng.choice(('', ':'))}", *items]

    def text(self, text: str, width: int | None = None) -> list[str]:
        """Running text, in lines of any width that pages have."""
        return wrapped(" ".join(text.split()), width or self.rng.choice((70, 90, 10_000)))

    def gap(self) -> list[str]:
        """A blank line, or none."""
        return [""] if self.rng.random() < 0.4 else []
