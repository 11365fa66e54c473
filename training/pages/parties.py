"""All who are named in a document, the issuer among them, each below a heading: side by side, one
below the other, on a line each, or in a table with a column for each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from training.data import raw
from training.material.lexicon import party_concept
from training.pages.addresses import PRINTED
from training.pages.lines import columns, piped
from training.pages.page import Page
from training.stories.story import Party, on_one_line

_SHARE = 0.12  # of pages with an issuer and a receiver
_WIDEST = 34  # characters of an address in a table
_NONE = ("", "", "-", "–", "n/a")


def parties_together(page: Page) -> list[str]:
    """The lines of all parties where this page has them so; none otherwise."""
    story, rng = page.story, page.rng
    everybody = [*([story.letterhead] if story.letterhead else []), *story.parties]
    named = [party for party in everybody if "name" in party.facts]
    if page.held_out or len(named) < 2 or len(named) < len(everybody):
        return []
    if story.letterhead is None or rng.random() > _SHARE:
        return []
    if rng.random() < 0.3:
        named = [*named[1:], named[0]] if rng.random() < 0.5 else named[::-1]
    if len({party.heading.casefold() for party in named}) < len(named):
        return []
    return [*rng.choice(_FORMS)(page, named), *page.gap()]


def _abreast(page: Page, parties: Sequence[Party]) -> list[str]:
    """Two or three beside each other, with the headings on a line of their own."""
    rng = page.rng
    blocks = [_block(page, party) for party in parties]
    size = rng.choice((2, 2, 3))
    gap, late = rng.randint(3, 14), rng.random() < 0.2
    lines: list[str] = []
    for at in range(0, len(blocks), size):
        row = blocks[at : at + size]
        if late:  # a blank line or a rule below the headings
            rule = rng.choice(("", "-" * 12, "_" * 16))
            row = [[head, rule, *rest] for head, *rest in row]
        lines += [*columns(row, gap), *page.gap()]
    return lines


def _below(page: Page, parties: Sequence[Party]) -> list[str]:
    return [line for party in parties for line in (*_block(page, party), *page.gap())]


def _in_lines(page: Page, parties: Sequence[Party]) -> list[str]:
    """All of a party behind its heading: "From: Corbel Ltd, 4 Mill Lane, Helmton, Tel 411 206"."""
    rng = page.rng
    mark = rng.choice((", ", ", ", " · ", " | ", " - ", "; ", " • "))
    lines = []
    for party in parties:
        if "address" in party.facts:
            on_one_line(page.story, party, rng.choice((mark, ", ")))
        told = mark.join(_shown(page, party))
        lines.append(f"{page.cased(party.heading)}{page.colon or ':'} {told}")
    return lines


def _compared(page: Page, parties: Sequence[Party]) -> list[str]:
    """A table: what is told of each party in a column, by a label at the left."""
    rng, language = page.rng, page.values.language
    facets = [one for one in PRINTED if any(one in party.facts for party in parties)]
    none, first = rng.choice(_NONE), parties[0].role
    labels = {
        facet: raw("kinds")["facets"][facet][language][0]
        if facet in ("name", "address")
        else party_concept(first, facet).label(rng, language)
        for facet in facets
    }
    left = ["", *([""] if rng.random() < 0.2 else [])]
    sides = [[page.cased(party.heading), *left[1:]] for party in parties]
    for facet in facets:
        texts = [party.facts[facet].text if facet in party.facts else none for party in parties]
        cells = [text.split("\n") for text in texts]
        height = max(map(len, cells))
        left += [page.cased(labels[facet]) + page.colon.strip(), *[""] * (height - 1)]
        for side, cell in zip(sides, cells, strict=True):
            side += [*cell, *[""] * (height - len(cell))]
    if rng.random() < 0.2 and all(len(line) < _WIDEST for side in sides for line in side):
        return [piped(row) for row in zip(left, *sides, strict=True) if any(row)]
    return columns([left, *sides], rng.randint(3, 8))


def _block(page: Page, party: Party) -> list[str]:
    """A heading and below it, or beside it, name and address; then what else is known."""
    facts = party.facts
    lines = [line for one in ("name", "address") if one in facts for line in _lines(party, one)]
    heading = f"{page.cased(party.heading)}{page.colon.strip()}"
    return [heading, *lines, *_reach(page, party)]


def _shown(page: Page, party: Party) -> list[str]:
    told = [party.facts[one].text for one in ("name", "address") if one in party.facts]
    return [*told, *_reach(page, party)]


def _lines(party: Party, facet: str) -> list[str]:
    return party.facts[facet].text.split("\n")


def _reach(page: Page, party: Party) -> list[str]:
    """How to reach the party, with labels where no sign tells what it is."""
    lines = []
    for facet in PRINTED[2:]:
        if facet in party.facts:
            bare = facet in ("email", "website", "phone") and page.rng.random() < 0.35
            label = "" if bare else party.labels[facet]
            lines.append(page.marked(label, party.facts[facet].text))
    return lines


_FORMS: tuple[Callable[[Page, Sequence[Party]], list[str]], ...] = (
    *(_abreast, _abreast, _abreast, _below, _in_lines, _compared),
)
