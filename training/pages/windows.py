"""Whom a document is to, in a block of an address that no label says whose it is, as stands where
the window of an envelope is.
"""

from __future__ import annotations

from training.data import pools, raw
from training.pages.page import Page
from training.stories.story import Party, Story, restate

TO = (  # roles of those to whom documents are sent
    *("buyer", "customer", "account_holder", "guest", "employee", "insured", "patient"),
    *("policyholder", "member", "debtor", "taxpayer", "pet_owner", "payee", "supplier"),
    *("student", "subscriber_party", "donor", "addressee"),
)
_ABOVE = {  # above the name of a person in an address
    **{"en": ("Mr", "Ms", "Mrs"), "de": ("Herrn", "Frau", "An"), "fr": ("Monsieur", "Madame")},
    **{"es": ("Sr.", "Sra."), "it": ("Sig.", "Gent.ma Sig.ra"), "nl": ("De heer", "Mevrouw")},
}
_TITLED = 0.3  # share of people whose name has a form of address before it
_CARE_OF = 0.08  # share of people who live at somebody else's
_DESKS = 0.15  # share of companies' blocks with a department in them
_LOUD = 0.2  # share of blocks in capitals
_BENT = frozenset("ß")  # letters that are others in capitals


def window(page: Page, party: Party, shown: list[str]) -> list[str]:
    """The block; above it may stand on one small line who sends it. `shown` are facets."""
    rng, lines = page.rng, addressed(page, party, shown)
    sender = page.story.letterhead.facts if page.story.letterhead else {}
    if "name" in sender and not page.held_out and rng.random() < 0.35:
        parts = [sender["name"].text]
        if "address" in sender:
            parts += sender["address"].text.replace(",\n", "\n").split("\n")
        mark = rng.choice((" · ", " - ", ", ", " | ", " • ", " * "))
        return [mark.join(parts), *([""] if rng.random() < 0.4 else []), *lines]
    return lines


def addressed(page: Page, party: Party, shown: list[str], *, bare: bool = True) -> list[str]:
    """Name, address and the other facets, with whom it is for within a company.

    A block that is not `bare` has a heading above it.
    """
    rng, facts, language = page.rng, party.facts, page.values.language
    if not page.held_out:
        readdress(page.story, party)
    lines = [line for one in shown[:2] for line in facts[one].text.split("\n")]
    rest = shown[2:]
    if not page.held_out and not party.human and shown[:2] == ["name", "address"]:
        if "contact" not in facts and rng.random() < _DESKS:
            lines.insert(rng.choice((0, 1, 1)), rng.choice(pools()["desk"][language]))
        elif "contact" in facts and rng.random() < 0.5:
            to = rng.choice(raw("heads")["to"][language])
            lines.insert(rng.choice((0, 1, 1)), to.format(name=facts["contact"].text))
            rest = [one for one in rest if one != "contact"]
    lines += [f"{party.labels[one]}{page.colon} {facts[one].text}".strip() for one in rest]
    if bare and party.human and _is_plain(facts["name"].text) and rng.random() < 0.2:
        lines.insert(0, rng.choice(_ABOVE[language]))
    return lines


def readdress(story: Story, party: Party) -> None:
    """Puts name and address as envelopes have them: with a form of address, with whom somebody
    lives, in capitals.
    """
    values, rng, facts = story.values, story.values.rng, party.facts
    name = facts["name"].text
    told = " ".join(story.sentences)
    if name in told:
        return  # there it is written as it was
    if party.human and _is_plain(name) and rng.random() < _TITLED:
        form = rng.choice(raw("heads")["address"][values.language])
        first, *_, family = name.split()
        text = form.format(name=name, first=f"{first[0]}.", family=family)
        restate(story, party, "name", text)
    if party.human and "address" in facts and rng.random() < _CARE_OF:
        host = f"{rng.choice(('c/o', 'c/o', 'C/O'))} {values.person().text}"
        restate(story, party, "address", f"{host}\n{facts['address'].text}")
    if rng.random() < _LOUD and not values.shouting:
        for facet in ("name", "address", "street", "city", "country"):
            if facet in facts and not _BENT & set(facts[facet].text):
                text = facts[facet].text.upper()
                restate(story, party, facet, text)


def _is_plain(name: str) -> bool:
    """Whether it is a first name and a family name and nothing else."""
    return len(name.split()) == 2 and name.replace(" ", "").isalpha()
