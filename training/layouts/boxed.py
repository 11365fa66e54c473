"""A document as a form: its parties and facts in boxes (see `boxes`), its tables below."""

from __future__ import annotations

from decimal import Decimal

from training.layouts.cards import head, idle_boxes, zone
from training.material.lexicon import idle, party_concept
from training.material.locales import Said
from training.pages.addresses import PRINTED, REACH, heading_of, in_parts, letterhead
from training.pages.boxes import Box, write_boxes
from training.pages.page import Page
from training.pages.tops import Top
from training.pages.tops import top as top_of_two
from training.pages.twofold import twofold
from training.stories.story import Fact, Party, Story

_IDLE_BOXES = ("Signature", "Stamp", "For office use only", "Initials", "Photo", "Code", "Seen by")
_IDLE_IN_SHIPPING = (
    *("Number of originals", "Forwarding agent", "Export references", "Place of receipt"),
    *("Remarks of the carrier", "Pre-carriage by", "Declared value", "Loading pier"),
)
_APART = 0.2  # share of parties that have a box for each of their facets
_STAMPS = ("COPY", "NON NEGOTIABLE", "ORIGINAL", "RECEIVED", "SPECIMEN", "VOID IF ALTERED", "DRAFT")
_BESIDE = {  # by language: those in which a label stands as well
    **{"en": ("fr", "es"), "de": ("en", "fr"), "fr": ("en", "de")},
    **{"es": ("en", "fr"), "it": ("en", "fr"), "nl": ("en", "fr")},
}


def boxed(page: Page) -> list[str]:
    """The lines of the form."""
    story, rng = page.story, page.rng
    card = story.kind == "id_card"
    top = head(page) if card and not page.held_out else []
    wide = top_of_two(page)
    if wide:
        lines = [*wide.lines, *page.gap()]
    else:
        lines = [*letterhead(page), *top, *([story.title] if story.title else []), *page.gap()]
    tongues = rng.choice((1, 1, 1, 2)) if rng.random() < (0.6 if card else 0.08) else 0
    totals = _totals_of_load(page) if rng.random() < 0.5 else []
    for group in _groups(page, tongues, wide or Top([])):
        lines += write_boxes(rng, group, held_out=page.held_out)
    lines += page.tables()
    lines += totals
    for bullets in story.bullets:
        lines += page.bullets(bullets)
    if story.tables:
        lines += page.facts(story.money, amounts=True)
    lines += page.facts(story.foot)
    lines += [line for text in story.sentences for line in page.text(text)]
    if rng.random() < 0.3:
        lines.append(rng.choice(_STAMPS))
    if card and rng.random() < 0.45:
        lines += zone(page)
    return lines


def _groups(page: Page, tongues: int, wide: Top) -> list[list[Box]]:
    """Boxes of the parties and facts that the top has not, in the order of the page."""
    story, rng = page.story, page.rng
    others = [party for party in story.parties if party not in wide.parties]
    parties = [box for party in others for box in _boxes_of_party(page, party)]
    parties = [box for box in parties if box.lines]
    left = [fact for fact in story.head if fact not in wide.facts]
    left = left if page.held_out else twofold(story, left)
    facts = [
        _box_of_fact(page, fact, tongues)
        for fact in [*left, *([] if story.tables else story.money)]
    ]
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        _insert_idle(story, facts)
    if story.kind == "id_card":
        for label, text in idle_boxes(page):
            facts.insert(
                rng.randint(0, len(facts)), Box(page.cased(label), (text,) if text else ())
            )
    if rng.random() < 0.25:
        rng.shuffle(facts)
    if len(parties) > 1 and len(facts) > 2 and rng.random() < 0.4:
        mixed: list[Box] = []
        for box in parties:
            mixed += [box, facts.pop(0)] if facts else [box]
        parties = mixed
    return [parties, facts] if rng.random() < 0.85 else [facts, parties]


def _insert_idle(story: Story, boxes: list[Box]) -> None:
    """An empty box that nobody asks for."""
    rng = story.values.rng
    shipped = story.kind == "bill_of_lading" and rng.random() < 0.8
    label = rng.choice(_IDLE_IN_SHIPPING if shipped else _IDLE_BOXES)
    if idle(label):
        boxes.insert(rng.randint(0, len(boxes)), Box(label, ()))


def _box_of_fact(page: Page, fact: Fact, tongues: int) -> Box:
    """The box of a fact, its label in so many languages more."""
    rng, label = page.rng, page.cased(fact.label)
    if "{" not in label and not any(mark in label for mark in "/·"):
        mark = rng.choice((" / ", "/", " · "))
        for language in _BESIDE[page.values.language][:tongues]:
            twins = [one for one in fact.concept.labels.get(language, ()) if "/" not in one]
            label += mark + rng.choice(twins) if twins else ""
    return Box(label, tuple(line for line in page.shown(fact, 0.3).split("\n") if line.strip()))


def _boxes_of_party(page: Page, party: Party) -> list[Box]:
    """One box for all that is known of it, or one for each of its facets."""
    shown = [facet for facet in PRINTED if facet in party.facts]
    if page.story.kind == "id_card" or page.held_out or page.rng.random() >= _APART:
        return [_box_of_party(page, party)]
    boxes = []
    for facet in in_parts(page, party, shown):
        label = party_concept(party.role, facet).label(page.rng, page.values.language)
        label = party.heading if facet == "name" else f"{party.heading}: {label}"
        boxes.append(Box(page.cased(label), tuple(party.facts[facet].text.split("\n"))))
    return boxes


def _box_of_party(page: Page, party: Party) -> Box:
    lines: list[str] = []
    for facet in PRINTED:
        if facet in party.facts:
            text = party.facts[facet].text
            label = party.labels[facet] if facet in REACH else ""
            lines += [page.marked(label, text)] if label else text.split("\n")
    return Box(page.cased(heading_of(page, party)), tuple(lines))


def _totals_of_load(page: Page) -> list[str]:
    """Packages and weight of all containers, in a line below them and in no box."""
    story = page.story
    tables = [table for table in story.tables if table.name == "containers"]
    rows = [row for table in tables for row in table.rows if "packages" in row]
    keys = [key for key in ("packages", "gross_weight_kg") if key in story.facts]
    if not rows or not keys:
        return []
    cells = []
    for key in keys:
        concept, said = story.facts[key]
        number = sum(row[key].value for row in rows if key in row)
        unit = said.text.split()[-1] if " " in said.text else ""
        figure = str(number) if key == "packages" else page.values.digits(Decimal(number))
        text = f"{figure} {unit}".strip()
        story.state(concept, Said(number, text))
        cells.append(text)
    story.head[:] = [one for one in story.head if one.concept.key not in keys]
    word = page.rng.choice(("Total:", "TOTAL", f"Total {len(rows)} container(s)", "Totals"))
    return ["   ".join([word, *cells])]
