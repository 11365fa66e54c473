"""Who takes part in a document: people and companies of a role, and what is known of them."""

from __future__ import annotations

import re
from typing import Any

from training.data import pools, raw
from training.material.lexicon import party_concept, snake
from training.material.locales import Said
from training.material.values import Values
from training.stories.story import Party, Story

_FACETS = {"phone": 0.4, "email": 0.35, "website": 0.25, "vat_id": 0.35, "contact": 0.25}
_OF_PREMISES = ("phone", "contact")  # facets of these that a place without a name has
_ABROAD = 0.13  # share of addresses that end with a country
_MAKERS = {  # roles whose names are not those of people or companies in general
    **dict.fromkeys(("physician", "prescriber", "vet"), "doctor"),
    **dict.fromkeys(("bank", "lender", "broker"), "bank"),
    **dict.fromkeys(("issuer", "agency", "registrar"), "office"),
    **{role: role for role in ("clinic", "insurer", "laboratory", "pharmacy")},
    "school_party": "school",
}


def add_parties(story: Story, plan: dict[str, Any], density: float) -> None:
    """The parties of a kind, of which the letterhead's is always there."""
    rng = story.values.rng
    head = plan.get("letterhead")
    roles = [role for role in plan.get("parties", []) if rng.random() < max(density, 0.6)]
    if "delivery" in roles and "buyer" in plan["parties"] and "buyer" not in roles:
        roles.remove("delivery")  # goods that go to somebody else than the one who pays
        roles.append("buyer")
    for role in [head, *roles] if head else roles:
        party = draw_party(story.values, role, density)
        for facet, said in party.facts.items():
            story.state(party_concept(role, facet), said)
        if role == head:
            story.letterhead = party
        else:
            story.parties.append(party)


def add_party(story: Story, role: str, density: float) -> None:
    """One more party that the document states."""
    party = draw_party(story.values, role, density)
    story.parties.append(party)
    for facet, said in party.facts.items():
        story.state(party_concept(role, facet), said)


def draw_party(values: Values, role: str, density: float) -> Party:
    """Somebody of that role; the denser, the more is known of them."""
    rng, entry = values.rng, raw("kinds")["roles"][role]
    human = rng.random() < pools()["human"].get(role, 0)
    maker = getattr(values, _MAKERS[role]) if role in _MAKERS else None
    name = maker() if maker else values.person() if human else values.company()
    nameless = entry.get("nameless", False)
    facts = {} if nameless else {"name": name}
    if nameless or rng.random() < 0.25 + density * 0.6:
        city, code, line = values.town_line()
        street = values.street()
        if values.shouting:
            city, line = city.upper(), line.upper()
            street = Said(street.text.upper(), street.text.upper())
        broken = f"{street.text}{rng.choice((chr(10), chr(10), ',' + chr(10), ', '))}{line}"
        if rng.random() < _ABROAD:
            facts["country"] = values.home_country()
            joint = "\n" if "\n" in broken or rng.random() < 0.3 else ", "
            broken += f"{joint}{facts['country'].text}"
        facts["address"] = Said(" ".join(broken.split()), broken)
        facts |= {"street": street, "city": Said(city, city), "postal_code": Said(code, code)}
    handle = re.sub(r"[^a-z]", "", snake(name.text))[:14] or "office"
    private = pools()["human"].get(role, 0) == 1  # never a firm, with a tax number
    for facet, chance in _FACETS.items():
        if (private and facet == "vat_id") or (human and facet == "contact"):
            continue
        if nameless and facet not in _OF_PREMISES:
            continue
        writes = facet == "email" and role in ("sender", "recipient")
        likely = 1.6 if role in ("seller", "merchant", "person", "sender") else 0.8
        if rng.random() < (0.8 if writes else chance * likely):
            facts[facet] = _facet(values, facet, handle, human)
    labels = {facet: party_concept(role, facet).label(rng, values.language) for facet in facts}
    heading = rng.choice(entry.get(values.language) or entry["en"])
    return Party(role, heading, facts, labels, human)


def _facet(values: Values, facet: str, handle: str, human: bool) -> Said:
    rng = values.rng
    ending = rng.choice(("com", "net", "org", "example", values.locale.country.lower()))
    if facet == "email":
        user = (
            handle
            if human
            else rng.choice(("info", "billing", "office", "kontakt", "sales", handle[:5]))
        )
        host = (
            rng.choice(("mail", "post", "inbox")) + "." + ending if human else f"{handle}.{ending}"
        )
        return Said(f"{user}@{host}", f"{user}@{host}")
    if facet == "website":
        text = f"{rng.choice(('www.', 'www.', 'https://', 'https://www.'))}{handle}.{ending}"
        return Said(text, text)
    if facet == "contact":
        return values.person()
    return values.draw(facet)
