"""Who issues a document and who else is named in it, as blocks of lines."""

from __future__ import annotations

from training.data import pools
from training.material.lexicon import party_concept
from training.material.locales import Said
from training.pages.lines import columns
from training.pages.page import Page
from training.stories.story import Party

REACH = ("phone", "email", "website", "vat_id", "contact")
PRINTED = ("name", "address", *REACH)  # facets, in the order of a block
_BEFORE = {  # above the name of a person in an address
    **{"en": ("Mr", "Ms", "Mrs"), "de": ("Herrn", "Frau", "An"), "fr": ("Monsieur", "Madame")},
    **{"es": ("Sr.", "Sra."), "it": ("Sig.", "Gent.ma Sig.ra"), "nl": ("De heer", "Mevrouw")},
}
_DESKS = 0.12  # share of blocks with a line between name and address
_WINDOW = ("buyer", "customer", "account_holder", "guest", "employee", "insured")  # on envelopes


def letterhead(page: Page) -> list[str]:
    """Who issues the document, without a label; lines may be joined."""
    rng, party = page.rng, page.story.letterhead
    if party is None:
        return []
    facts = party.facts
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
    if rng.random() < 0.3:
        reach = [rng.choice((" | ", "  ", " · ", "   ")).join(reach)] if reach else []
    if rng.random() < 0.15 and lines:
        lines.insert(0, page.values.pseudo().upper())
    if rng.random() < 0.08 and lines and "name" in facts:
        lines.insert(lines.index(facts["name"].text) + 1, _motto(page))
    return _placed(page, lines, reach)


def _placed(page: Page, lines: list[str], reach: list[str]) -> list[str]:
    """Who it is and how to reach them: one below the other mostly, where letterheads stand."""
    rng = page.rng
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
    heading = page.cased(party.heading)
    if party.role in _WINDOW and "name" in facts and rng.random() < 0.3:
        return _in_a_window(page, party, shown)
    if rng.random() < 0.25 and len(shown) > 1:
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


def _in_a_window(page: Page, party: Party, shown: list[str]) -> list[str]:
    """Where the window of an envelope is: no label says who it is, and above may stand on one small
    line who sends it.
    """
    rng, facts = page.rng, party.facts
    lines = [line for one in shown[:2] for line in facts[one].text.split("\n")]
    lines += [f"{party.labels[one]}{page.colon} {facts[one].text}".strip() for one in shown[2:]]
    if party.human and rng.random() < 0.3:
        lines.insert(0, rng.choice(_BEFORE[page.values.language]))
    sender = page.story.letterhead.facts if page.story.letterhead else {}
    if "name" in sender and not page.held_out and rng.random() < 0.35:
        parts = [sender["name"].text]
        if "address" in sender:
            parts += sender["address"].text.replace(",\n", "\n").split("\n")
        mark = rng.choice((" · ", " - ", ", ", " | ", " • ", " * "))
        return [mark.join(parts), *([""] if rng.random() < 0.4 else []), *lines]
    return lines


def _label(page: Page, party: Party, facet: str) -> str:
    if facet == "name":
        return page.rng.choice(("Name", party.heading))
    return party_concept(party.role, facet).label(page.rng, page.values.language)
