"""Panels side by side: each has a heading and below it labels beside their values, or above those
that take two lines; the lines of one go on beside those of the other.
"""

from __future__ import annotations

from training.data import raw
from training.material.lexicon import idle, party_concept
from training.pages.addresses import PRINTED, in_parts
from training.pages.lines import columns, staggered
from training.pages.page import Page
from training.pages.twofold import twofold
from training.stories.story import Fact, Party

_WIDEST = 104  # characters of a line of panels
_LONG = 44  # characters of a value that no panel bears


def panels(page: Page, parties: list[Party], facts: list[Fact]) -> list[str]:
    """The parties and facts in panels, two or three in a row; below them what does not fit."""
    rng = page.rng
    facts = twofold(page.story, facts)
    fitting = [fact for fact in facts if _fits(fact)]
    groups = [_of_party(page, party) for party in parties]
    count = min(len(fitting), rng.choice((1, 1, 2, 2, 3)))
    parts = [fitting[at::count] for at in range(count)]
    if rng.random() < 0.6 and count:
        size = -(-len(fitting) // count)
        parts = [fitting[at : at + size] for at in range(0, len(fitting), size)]
    groups += [_of_facts(page, part) for part in parts if part]
    if rng.random() < 0.35:
        rng.shuffle(groups)
    lines: list[str] = []
    for row in _rows(page, [group for group in groups if group]):
        lines += [*_side_by_side(page, row), *page.gap()]
    return [*lines, *page.facts([fact for fact in facts if fact not in fitting])]


def _rows(page: Page, groups: list[list[str]]) -> list[list[list[str]]]:
    rows: list[list[list[str]]] = []
    for group in groups:
        room = _WIDEST - max(map(len, group))
        fits = rows and sum(max(map(len, one)) + 3 for one in rows[-1]) <= room
        if not fits or len(rows[-1]) >= page.rng.choice((2, 2, 3, 3)):
            rows.append([])
        rows[-1].append(group)
    return rows


def _side_by_side(page: Page, row: list[list[str]]) -> list[str]:
    rng = page.rng
    if len(row) == 2 and rng.random() < 0.15:
        return staggered(rng, row[0], row[1], rng.randint(3, 10))
    return columns(row, rng.randint(4, 10))


def _fits(fact: Fact) -> bool:
    boxes = fact.concept.recipe == "boolean"
    return not boxes and max(map(len, fact.said.text.split("\n"))) <= _LONG


def _of_facts(page: Page, facts: list[Fact]) -> list[str]:
    """Facts below a heading of no consequence, or below none."""
    rng = page.rng
    sampled = page.story.kind == "lab_report" and rng.random() < 0.6
    forms = raw("heads")["of_samples" if sampled else "panels"]
    heading: str = rng.choice(forms[page.values.language])
    pairs = [(page.cased(fact.label), fact.said.text) for fact in facts]
    lines = _pairs(page, pairs)
    return [heading, *lines] if idle(heading) and rng.random() < 0.6 else lines


def _of_party(page: Page, party: Party) -> list[str]:
    """A party below its heading: with a label before each facet, or name and address as a block."""
    rng, language = page.rng, page.values.language
    shown = [facet for facet in PRINTED if facet in party.facts]
    heading = f"{page.cased(party.heading)}{rng.choice(('', '', ':'))}"
    if not shown:
        return []
    if rng.random() < 0.5 and len(shown) > 1:
        shown = in_parts(page, party, shown)
        labels = {one: party_concept(party.role, one).label(rng, language) for one in shown}
        labels["name"] = raw("kinds")["facets"]["name"][language][0]
        return [
            heading,
            *_pairs(page, [(page.cased(labels[one]), party.facts[one].text) for one in shown]),
        ]
    lines = [heading]
    for facet in shown:
        text = party.facts[facet].text
        if facet in ("name", "address"):
            lines += text.split("\n")
        else:
            lines.append(page.marked(party.labels[facet], text))
    return lines


def _pairs(page: Page, pairs: list[tuple[str, str]]) -> list[str]:
    """Label and value on a line; a value of two lines stands below its label."""
    rng = page.rng
    colon = rng.choice((":", ":", ":", " :", ""))
    above = rng.choice((0.0, 0.0, 0.15, 1.0)) if colon else 0.0
    inset = " " * rng.choice((0, 0, 2, 4))
    lines: list[str] = []
    for label, text in pairs:
        first, *rest = text.split("\n")
        mark = f"{label.rstrip(':')}{colon}"
        if rest or rng.random() < above:
            lines += [mark, *(inset + line for line in (first, *rest))]
        else:
            lines.append(f"{mark} {first}")
    return lines
