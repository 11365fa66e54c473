"""What contracts tell of a party besides name and address: what it is called, in which register it
is, who signs for it and as what.
"""

from __future__ import annotations

from functools import cache

from training.data import raw
from training.material.lexicon import Concept, party_concept
from training.material.locales import Said
from training.material.values import Values
from training.stories.story import Party, Story

_TOLD: dict[str, tuple[str, tuple[str, ...], str]] = {  # its recipe, what schemas call it, and how
    "role": ("text", ("role", "capacity"), "what it is called"),
    "registration_number": (
        "code C R 20",
        ("registration_number", "company_number", "register_number", "company_reg_no"),
        "number in the company register of",
    ),
    "id_number": (
        "code X L 45",
        ("id_number", "passport_or_id", "identity_number"),
        "number of the passport, identity card or personal tax code of",
    ),
    "birth_date": ("birth", ("birth_date", "date_of_birth", "born_on"), "date of birth of"),
    "signatory": (
        "person",
        ("signatory", "signatory_name", "signed_by", "signer"),
        "who signs for",
    ),
    "signatory_title": (
        "text",
        ("signatory_title", "signer_title", "title_of_signatory"),
        "title or function of the person who signs for",
    ),
}
_MARKS = (*(key for key in _TOLD if key.endswith(("_number", "_date"))), "vat_id")  # in templates


def tell(story: Story, party: Party, facet: str, said: Said) -> str:
    """States it of the party, once; the words in which it is stated."""
    concept = _concept(party.role, facet)
    if facet == "role" or concept.key not in story.facts:
        story.state(concept, said)
    return story.facts[concept.key][1].text


def told_in(story: Story, party: Party, template: str) -> dict[str, str]:
    """What a template about a party names of it, each stated as it is printed."""
    values: Values = story.values
    return {
        facet: tell(story, party, facet, values.draw(_concept(party.role, facet).recipe))
        for facet in _MARKS
        if f"{{{facet}}}" in template
    }


@cache
def _concept(role: str, facet: str) -> Concept:
    if facet not in _TOLD:
        return party_concept(role, facet)
    recipe, names, lead = _TOLD[facet]
    key = f"{role}.{facet}"
    if facet == "role":
        return Concept(key, recipe, {}, names, says=(lead,))
    who = raw("kinds")["roles"][role]
    words = [word for word in who["words"] if word]
    joined = (f"{word}_{name}" for word in words for name in names)
    says = tuple(f"{lead} {noun}" for noun in who["says"])
    return Concept(key, recipe, {}, (*names, *joined), says=says)
