"""Tops of pages: who issues a document beside its title, its references or whom it is to, or all
parties together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from training.data import raw
from training.pages.addresses import PRINTED, issuer
from training.pages.lines import columns, wrapped
from training.pages.page import Page
from training.pages.parties import parties_together
from training.pages.twofold import twofold
from training.pages.windows import TO, addressed
from training.stories.story import Fact, Party

_SHARE = 0.28  # of pages whose top is one of these
_LONGER = 0.25  # share of titles in more words
_LOGO = 0.25  # share of companies with one word of their name above it
_COMMON = {"the", "city", "stadt", "department", "office", "bank", "hotel", "praxis", "cabinet"}
_SHORT = 34  # characters of a value that stands in a corner


@dataclass(frozen=True, slots=True)
class Top:
    """The lines of a top, and what they bear of the story."""

    lines: list[str]
    facts: list[Fact] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)


def top(page: Page) -> Top | None:
    """Such a top, if this page has one; what it bears is to be printed nowhere else."""
    story, rng = page.story, page.rng
    if together := parties_together(page):
        return _all_named(page, together)
    if page.held_out or rng.random() > _SHARE:
        return None
    party = story.letterhead
    if party is None:
        return _of_a_carrier(page)
    if "name" not in party.facts:
        return None
    receiver = next((one for one in story.parties if "name" in one.facts), None)
    received = receiver is not None and receiver.role in TO
    draw = rng.random()
    if received and receiver and draw < 0.3:
        return _facing(page, party, receiver)
    if received and receiver and draw < 0.5:
        return _under_title(page, party, receiver)
    return _titled(page, _block(page, party))


def _all_named(page: Page, together: list[str]) -> Top:
    """The title above or below all parties, the issuer among them."""
    title = _title(page)
    both = (title, together) if page.rng.random() < 0.7 else (together, title)
    return Top([*both[0], *page.gap(), *both[1]], [], [*page.story.parties])


# -- three ways to share the line


def _titled(page: Page, who: list[str]) -> Top:
    """The issuer, and beside it the title, the number of the page and a few references."""
    facts = _references(page, page.rng.choice((0, 0, 1, 1, 2, 3)))
    return Top(beside_title(page, who, facts), facts)


def beside_title(page: Page, who: list[str], facts: Sequence[Fact] = ()) -> list[str]:
    """Who issues it, line by line, and the title with these facts, in either order."""
    rng = page.rng
    beside = [*_title(page), *_lines(page, facts)]
    draw = rng.random()
    if draw < 0.2:
        beside.insert(rng.choice((0, len(beside))), _page_number(page))
    elif draw < 0.35:
        beside += _named_again(page)
    if rng.random() < 0.15:
        beside = ["", *beside]
    if rng.random() < 0.25:
        return _two(page, beside, who)
    return _two(page, who, beside)


def _under_title(page: Page, party: Party, receiver: Party) -> Top:
    """The title at the left and below it whom the document is to; the issuer at the right."""
    rng = page.rng
    facts = _references(page, rng.choice((0, 0, 1, 2)))
    blank = [""] * rng.choice((0, 1, 1, 2))
    left = [*_title(page), *blank, *_receiver(page, receiver, bare=True)]
    right = [*_block(page, party), *_lines(page, facts)]
    return Top(_two(page, left, right), facts, [receiver])


def _facing(page: Page, party: Party, receiver: Party) -> Top:
    """The issuer's block, which has no heading, and the receiver's below one, side by side."""
    rng = page.rng
    heading = page.cased(receiver.heading) + rng.choice(("", ":"))
    theirs = [heading, *_receiver(page, receiver, bare=False)]
    ours = _block(page, party)
    title = _title(page)
    both = _two(page, theirs, ours) if rng.random() < 0.35 else _two(page, ours, theirs)
    lines = [*title, *page.gap(), *both] if rng.random() < 0.5 else [*both, *page.gap(), *title]
    return Top(lines, [], [receiver])


def _of_a_carrier(page: Page) -> Top | None:
    """The carrier, whom no label names, beside the title of what is shipped."""
    for fact in page.story.head:
        if fact.concept.key == "carrier" and fact.said.value is not None:
            made = _titled(page, [fact.said.text])
            facts = [one for one in made.facts if one is not fact]
            return Top(made.lines, [*facts, fact]) if fact not in made.facts else made
    return None


def _two(page: Page, left: list[str], right: list[str]) -> list[str]:
    """Two columns, the right one flush right at times."""
    flush = page.rng.random() < 0.3
    gap = page.rng.choice((4, 6, 10, 18, 30, 44))
    return columns([left, right], gap, right=(False, flush))


# -- what stands in a corner


def _block(page: Page, party: Party) -> list[str]:
    """Name, address and the like, below one word of the name as a logo, if it has one."""
    rng = page.rng
    lines, reach = issuer(page, party)
    words = party.facts["name"].text.split()
    first = words[0].strip(",.&")
    telling = len(first) > 2 and first.casefold() not in _COMMON
    if len(words) > 1 and not party.human and telling and rng.random() < _LOGO:
        lines.insert(0, rng.choice((first, first.upper(), first.lower(), " ".join(first.upper()))))
    return [*lines, *reach]


def _title(page: Page) -> list[str]:
    """The title, in more words or on two lines at times, unless it states something."""
    story, rng = page.story, page.rng
    text = story.title
    if not text:
        return []
    told = (said.text.casefold() for _, said in story.facts.values())
    if any(one and one in text.casefold() for one in told):
        return [text]
    if rng.random() < _LONGER:
        words = raw("heads")
        forms = words["longer"][page.values.language]
        if story.kind == "bill_of_lading" and page.values.language == "en":
            forms = words["shipped"]["en"]
        longer = rng.choice(forms).format(title=text)
        text = longer.upper() if text.isupper() else longer
    if len(text.split()) > 2 and rng.random() < 0.6:
        return wrapped(text, max(10, len(text) * 2 // 3))
    return [text]


def _references(page: Page, count: int) -> list[Fact]:
    """So many facts that fit in a corner."""
    short = [
        fact
        for fact in page.story.head
        if fact.said.value is not None and fact.label and fact.said.text
        if fact.concept.recipe != "boolean" and fact.concept.key != "carrier"
        if "\n" not in fact.said.text and len(fact.said.text) <= _SHORT
    ]
    return page.rng.sample(short, min(count, len(short)))


def _lines(page: Page, facts: Sequence[Fact]) -> list[str]:
    shown = twofold(page.story, facts)
    return [page.marked(page.cased(fact.label), fact.said.text) for fact in shown]


def _page_number(page: Page) -> str:
    form: str = page.rng.choice(raw("heads")["pages"][page.values.language])
    return form.format(n=page.rng.randint(1, 6))


def _named_again(page: Page) -> list[str]:
    """The name of the person whom the document is to, which stands below once more."""
    for party in page.story.parties:
        if party.human and party.role in TO and "name" in party.facts:
            return [party.facts["name"].text]
    return []


def _receiver(page: Page, party: Party, *, bare: bool) -> list[str]:
    shown = [facet for facet in PRINTED if facet in party.facts]
    return addressed(page, party, shown, bare=bare)
