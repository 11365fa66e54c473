"""The plain way to write a document of each shape: from top to bottom, in the story's order."""

from __future__ import annotations

import random

from training.data import pools
from training.layouts.cards import head
from training.material.lexicon import idle
from training.pages.across import across
from training.pages.addresses import address, letterhead
from training.pages.bands import banded
from training.pages.besides import with_besides
from training.pages.daily import told_again
from training.pages.imprints import imprint
from training.pages.lines import columns
from training.pages.owed import account_before
from training.pages.page import Page
from training.pages.panels import panels
from training.pages.summaries import account_summary, readings
from training.pages.taxes import beside_totals, tax_table
from training.pages.tops import top as top_of_two
from training.stories.story import Fact, Party

_PANELS = {  # share of pages whose facts stand in panels, of kinds that have them more often
    **{"lab_report": 0.35, "medical_record": 0.3, "radiology_report": 0.3, "utility_bill": 0.2},
    **{"energy_bill": 0.2, "payslip": 0.2, "insurance_policy": 0.2, "benefits_explanation": 0.3},
    **{"work_order": 0.2, "vet_record": 0.2, "car_rental": 0.2, "inspection_report": 0.2},
}
_OF_A_METER = ("previous_reading", "current_reading", "consumption")


def sheet(page: Page) -> list[str]:
    """A page with a head, parties, facts, tables, lists and amounts."""
    story, rng = page.story, page.rng
    wide = top_of_two(page)
    top, bottom = (wide.lines, []) if wide else _parted(page)
    title = [story.title] if story.title and not wide else []
    if story.kind == "id_card" and not page.held_out:
        title = [*head(page), *title]
    if rng.random() < 0.3:
        top, title = title, top
    supplied = story.kind == "utility_bill" and not page.held_out
    meter = _meter(page) if rng.random() < 0.4 and not page.held_out else []
    owed = 0.35 if supplied else 0.1 if story.kind == "invoice" and not page.held_out else 0
    account = account_before(story) if rng.random() < owed else []
    late = rng.random() < 0.5  # whether the account stands behind the amounts
    if story.kind == "bank_statement" and not page.held_out and rng.random() < 0.25:
        account, late = account_summary(story), False
    told, met = (wide.facts, wide.parties) if wide else ([], [])
    head_facts = [fact for fact in story.head if fact not in told]
    band, head_facts = ([], head_facts) if page.held_out else banded(page, head_facts)
    others = [party for party in story.parties if party not in met]
    middle = _middle(page, others, head_facts)
    lines = [*top, *page.gap(), *title, *page.gap(), *_around(rng, band, middle), *meter]
    lines += page.gap()
    lines += [] if late else account
    sentences = [line for text in story.sentences for line in page.text(text)]
    early = rng.random() < 0.4
    if early:
        lines += sentences
    lines += page.tables()
    if story.kind == "bank_statement" and not page.held_out:
        lines += told_again(story)
    for bullets in story.bullets:
        lines += [*page.gap(), *page.bullets(bullets)]
    lines += page.gap() + _totals(page)
    lines += [*page.gap(), *account] if late else []
    if not early:
        lines += sentences
    lines += page.gap() + page.facts(story.foot)
    return [*with_besides(story, lines, held_out=page.held_out), *bottom]


def _totals(page: Page) -> list[str]:
    """The amounts, beside or near a table of taxes at times."""
    story, rng = page.story, page.rng
    taxed = not page.held_out and bool(story.tables) and rng.random() < 0.2
    taxes = tax_table(story) if taxed else []
    summed = [] if page.held_out or taxed else across(story)
    totals = [*summed, *page.facts(story.money, amounts=True)]
    return beside_totals(rng, taxes, totals) if taxes else totals


def _around(rng: random.Random, band: list[str], middle: list[str]) -> list[str]:
    """The band above the middle of the page, or below it."""
    return [*band, *middle] if rng.random() < 0.6 else [*middle, *band]


def _parted(page: Page) -> tuple[list[str], list[str]]:
    """Who issues it: at the head mostly, at times at the foot alone, or there under a logo that has
    one word of the name; the foot may tell it in a sentence.
    """
    rng, party = page.rng, page.story.letterhead
    if page.held_out or not party or party.human or "name" not in party.facts:
        return letterhead(page), []
    if rng.random() > 0.2:
        return letterhead(page), []
    words = party.facts["name"].text.split()
    logo = [words[0].upper().strip(",.&")] if len(words) > 1 and rng.random() < 0.6 else []
    draw = rng.random()
    if draw < 0.5:
        return logo, ["", *imprint(page)]
    foot = letterhead(page)
    if draw < 0.75:
        return logo, ["", *foot]
    mark = rng.choice((" · ", " | ", " - ", " • ", "  "))
    return logo, ["", mark.join(line.strip() for line in foot if line.strip())]


def _meter(page: Page) -> list[str]:
    """The readings of a meter in a row of their own, with last year's use beside them."""
    story, rng = page.story, page.rng
    if rng.random() < 0.5 and (lines := readings(story)):
        return lines
    facts = [one for one in story.head if one.concept.key in _OF_A_METER]
    if len(facts) < 2:
        return []
    story.head[:] = [one for one in story.head if one not in facts]
    blocks = [[page.cased(one.label), one.said.text] for one in facts]
    if rng.random() < 0.4 and idle("Same period last year"):
        blocks.append(["Same period last year", page.values.draw("int 90 9000").text])
    return ["", *columns(blocks, rng.randint(2, 5)), ""]


def _middle(page: Page, parties: list[Party], facts: list[Fact]) -> list[str]:
    """Parties and facts: in panels side by side, or one after the other."""
    if not page.held_out and page.rng.random() < _PANELS.get(page.story.kind, 0.08):
        return panels(page, parties, facts)
    return _arranged(page, [address(page, party) for party in parties], page.facts(facts))


def _arranged(page: Page, parties: list[list[str]], facts: list[str]) -> list[str]:
    """Parties and pairs below each other or side by side."""
    rng = page.rng
    blocks = [*parties, facts] if rng.random() < 0.7 else [facts, *parties]
    blocks = [block for block in blocks if block]
    lines: list[str] = []
    while blocks:
        if len(blocks) > 1 and rng.random() < 0.22:
            lines += columns([blocks.pop(0), blocks.pop(0)], rng.randint(3, 12))
        else:
            lines += blocks.pop(0)
        lines += page.gap()
    return lines


def receipt(page: Page) -> list[str]:
    """The same on the narrow paper of a till, without gaps."""
    story, rng = page.story, page.rng
    lines = letterhead(page)
    lines += [story.title] if story.title else []
    lines += page.facts(story.head)
    for table in story.tables:
        lines += page.table(table)
    lines += page.facts(story.money, amounts=True)
    lines += page.facts(story.foot)
    if rng.random() < 0.3:
        lines = [line.center(44).rstrip() if rng.random() < 0.7 else line for line in lines]
    return lines


def mail(page: Page) -> list[str]:
    """A mail: lines of its head, one text, a signature."""
    story, rng = page.story, page.rng
    language = page.values.language
    people = {party.role: party.facts for party in story.parties}
    lines = []
    for role, label in (("sender", "From"), ("recipient", "To")):
        facts = people.get(role, {})
        name, at = facts.get("name"), facts.get("email")
        if name and at:
            lines.append(f"{label}: {name.text} <{at.text}>")
        elif said := name or at:
            lines.append(f"{label}: {said.text}")
    if "sent_at" in story.facts:
        lines.append(f"{rng.choice(('Date', 'Sent'))}: {story.facts['sent_at'][1].text}")
    lines += [
        f"{fact.label}: {fact.said.text}"
        for fact in [*story.head, *story.money]
        if rng.random() < 0.9 or fact.concept.key == "subject"
    ]
    lines += [f"{one.label}: {', '.join(one.items)}" for one in story.bullets]
    greeted = people.get("recipient", {}).get("name")
    greeting = rng.choice(pools()["greeting"][language]).format(
        greeted.text.split()[0] if greeted else ""
    )
    text = " ".join([*story.sentences, *([page.values.sentence()] if rng.random() < 0.5 else [])])
    lines += ["", f"{greeting.strip()},", *page.gap(), *page.text(text[:1].upper() + text[1:]), ""]
    lines.append(rng.choice(pools()["farewell"][language]))
    sender = people.get("sender", {})
    for facet in ("name", "company", "address", "website"):
        lines += sender[facet].text.split("\n") if facet in sender else []
    if "phone" in sender and not any(sender["phone"].text in one for one in story.sentences):
        lines.append(f"{rng.choice(('Tel. ', 'T: ', 'Phone: ', ''))}{sender['phone'].text}")
    return lines


def prose(page: Page) -> list[str]:
    """Running text, in paragraphs or numbered; below it what no sentence states."""
    story, rng = page.story, page.rng
    sentences = list(story.sentences)
    for filler in rng.sample(pools()["filler"], rng.randint(0, 4)):
        sentences.insert(rng.randint(min(1, len(sentences)), len(sentences)), filler)
    if rng.random() < (0.4 if story.kind == "contract" else 0.1):
        numbered = (f"{at}. {text}" for at, text in enumerate(sentences[1:], 1))
        sentences = [*sentences[:1], *numbered]
    lines = [story.title, ""] if story.title else []
    width = rng.choice((60, 80, 100, 10_000))
    if rng.random() < 0.4:
        lines += page.text(" ".join(sentences), width)
    else:
        lines += [line for text in sentences for line in page.text(text, width)]
    lines += page.facts([*story.head, *story.money])
    for bullets in story.bullets:
        lines += page.bullets(bullets)
    told = " ".join(sentences)
    for party in story.parties:
        named = "name" in party.facts and party.facts["name"].text in told
        if not named or rng.random() < 0.3:
            lines += address(page, party)
    return lines
