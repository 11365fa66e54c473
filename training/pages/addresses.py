"""Who issues a document and who else is named in it, as blocks of lines."""

from __future__ import annotations

from training.data import pools
from training.material.lexicon import party_concept
from training.material.locales import Said
from training.pages.lines import columns, glued, wrapped
from training.pages.page import Page
from training.pages.windows import TO, window
from training.stories.story import OF_A_PLACE, Party

REACH = ("phone", "email", "website", "vat_id", "contact")
PRINTED = ("name", "address", *REACH)  # facets, in the order of a block
_IN_PARTS = 0.4  # share of addresses among labels that have one for each of their parts
_RUNNING = 0.1  # share of letterheads that run on
_DESKS = 0.12  # share of blocks with a line between name and address


def letterhead(page: Page) -> list[str]:
    """Who issues the document, without a label; lines may be joined."""
    rng, party = page.rng, page.story.letterhead
    if party is None:
        return []
    lines, reach = issuer(page, party)
    if rng.random() < 0.3:
        reach = [rng.choice((" | ", "  ", " · ", "   ")).join(reach)] if reach else []
    if rng.random() < 0.15 and lines:
        lines.insert(0, page.values.pseudo().upper())
    if rng.random() < 0.08 and lines and "name" in party.facts:
        lines.insert(lines.index(party.facts["name"].text) + 1, _motto(page))
    return _placed(page, lines, reach)


def issuer(page: Page, party: Party) -> tuple[list[str], list[str]]:
    """The lines of who it is and where, and those of how to reach them."""
    rng, facts = page.rng, party.facts
    lines = [facts["name"].text] if "name" in facts else []
    if "address" in facts:
        text = facts["address"].text
        if rng.random() < 0.2:
            text = text.replace("\n", rng.choice((" · ", ", ", " | ", ", ")))
            facts["address"] = Said(" ".join(text.split()), text)
        lines += text.split("\n")
    reach = []
    for facet in REACH:
        if facet in facts:
            told = rng.random() < 0.75 or facet in ("vat_id", "contact")
            reach.append(page.marked(party.labels[facet] if told else "", facts[facet].text))
    return lines, reach


def _placed(page: Page, lines: list[str], reach: list[str]) -> list[str]:
    """Who it is and how to reach them: one below the other mostly, where letterheads stand."""
    rng = page.rng
    if not page.held_out and rng.random() < _RUNNING and len(lines) + len(reach) > 1:
        return _running(page, lines, reach)
    draw = rng.random()
    if draw < 0.1 and lines and reach:
        return columns([lines, reach], rng.randint(4, 30))
    lines = [*lines, *reach]
    if draw < 0.18:
        left = " " * rng.randint(20, 55)
        return [left + line for line in lines]
    if draw < 0.26:
        return [line.center(80).rstrip() for line in lines]
    return lines


def _running(page: Page, lines: list[str], reach: list[str]) -> list[str]:
    """All of it on one line or two, the name at times on its own above."""
    rng = page.rng
    mark = rng.choice((" · ", " | ", " • ", ", ", " - ", "   ", " – ", " ◆ "))
    first, *rest = (line.rstrip(",") for line in lines) if lines else ("",)
    draw = rng.random()
    if draw < 0.4 or not first:
        return wrapped(mark.join(glued(one) for one in (first, *rest, *reach) if one), 110)
    if draw < 0.7 or not rest:
        return [first, *wrapped(mark.join(map(glued, (*rest, *reach))), 110)]
    return [mark.join((first, *rest)), *([mark.join(reach)] if reach else [])]


def _motto(page: Page) -> str:
    """A line about the trade below the name, which nobody asks for."""
    values, rng = page.values, page.rng
    trades = pools()["trade"][values.language]
    form = rng.choice(("{} & {}", "{} · {}", "{} – {}", "{}, {}"))
    since = rng.choice(("", "", f" · {rng.randint(1880, 2015)}"))
    return form.format(*rng.sample(trades, 2)) + since


def address(page: Page, party: Party) -> list[str]:
    """A labelled block, label beside the name, or a pair for each facet."""
    rng, facts = page.rng, party.facts
    shown = [facet for facet in PRINTED if facet in facts]
    heading = page.cased(heading_of(page, party))
    if party.role in TO and "name" in facts and rng.random() < 0.3:
        return window(page, party, shown)
    if rng.random() < 0.25 and len(shown) > 1:
        shown = in_parts(page, party, shown)
        marked = [(_label(page, party, facet), facts[facet].text) for facet in shown]
        heads = [heading] if rng.random() < 0.8 or marked[0][0] != party.heading else []
        return [*heads, *page.pairs(marked)]
    lines = [
        line for facet in shown[:2] if facet not in REACH for line in facts[facet].text.split("\n")
    ]
    if shown[:2] == ["name", "address"] and not party.human and rng.random() < _DESKS:
        lines.insert(1, rng.choice(pools()["desk"][page.values.language]))
    for facet in shown:
        if facet in REACH:
            label = party.labels[facet] if rng.random() < 0.8 else ""
            lines.append(page.marked(label, facts[facet].text))
    if rng.random() < 0.45 and lines:
        return [f"{heading}{page.colon or ':'} {lines[0]}", *lines[1:]]
    return [f"{heading}{rng.choice(('', ':'))}", *lines]


def heading_of(page: Page, party: Party) -> str:
    """What stands above a block: on a card, where names stand apart, that it is an address."""
    if page.story.kind == "id_card":
        return party_concept(party.role, "address").label(page.rng, page.values.language)
    return party.heading


def in_parts(page: Page, party: Party, shown: list[str]) -> list[str]:
    """The facets with street, town and the like for the address, now and then; it is then told in
    no other way, and the whole of it may not be asked for.
    """
    story, rng, facts = page.story, page.rng, party.facts
    parts = [part for part in OF_A_PLACE[1:] if part in facts]
    if page.held_out or "address" not in shown or rng.random() >= _IN_PARTS:
        return shown
    if any(facts["address"].text in one for one in story.sentences):
        return shown
    if rng.random() < 0.6:  # the code before the town
        parts = ["street", "postal_code", "city", *parts[3:]]
    del facts["address"]
    story.facts.pop(f"{party.role}.address", None)
    at = shown.index("address")
    return [*shown[:at], *parts, *shown[at + 1 :]]


def _label(page: Page, party: Party, facet: str) -> str:
    if facet == "name":
        return page.rng.choice(("Name", party.heading))
    return party_concept(party.role, facet).label(page.rng, page.values.language)
