"""Leases, loans and sales as deeds: the story's own sentences as articles among others."""

from __future__ import annotations

from training.data import raw
from training.layouts.contracts.articles import numbered
from training.layouts.contracts.signing import signatures
from training.layouts.contracts.terms import Terms
from training.layouts.contracts.wording import Wording, facts_of
from training.pages.lines import glued
from training.stories.story import Story, forget_facet

_HEADS = {
    **{"en": "Agreed terms", "de": "Vereinbarung", "fr": "Conditions"},
    **{"es": "Condiciones", "it": "Condizioni", "nl": "Voorwaarden"},
}


def deed(story: Story) -> list[str]:
    """The lines of a contract whose facts are in the story's sentences."""
    rng, language = story.values.rng, story.values.language
    wording = Wording(story, Terms(story.values, (300, 9000)), rent=False)
    named = [party for party in story.parties if "name" in party.facts]
    headings = [party.heading for party in named][:2]
    roles = headings or rng.choice(raw("agreements")["other"]["roles"][language])
    wording.roles = (roles[0], roles[-1])
    lines = [story.title, ""] if story.title else []
    for party in story.parties:
        for facet in ("website", "vat_id", "email", "phone"):
            forget_facet(story, party, facet)
        block = [party.facts[facet].text for facet in ("name", "address") if facet in party.facts]
        if "contact" in party.facts:
            block.append(f"{party.labels['contact']} {party.facts['contact'].text}")
        lines += [f"{party.heading}{rng.choice((':', ''))}", *"\n".join(block).split("\n"), ""]
    lines += [f"{one.label.rstrip(':')}: {one.said.text}" for one in story.labelled]
    idle = [one for one in raw("clauses")["idle"][language] if "{percent}" not in one[1]]
    idle = [one for one in idle if not facts_of(one[1])]
    articles = [
        (
            rng.choice(idle)[0] if rng.random() < 0.2 else _HEADS[language],
            glued_facts(story, one),
        )
        for one in story.sentences
    ]
    for title, text in rng.sample(idle, rng.randint(1, min(len(idle), 7))):
        articles.insert(rng.randint(0, len(articles)), (title, wording.filled(text)))
    width = rng.choice((70, 80, 90, 100, 100, 10_000))
    lines += ["", *numbered(rng, articles, raw("clauses")["article"][language], width)]
    for bullets in story.bullets:
        lines += [bullets.label, *(f"- {item}" for item in bullets.items)]
    story.parties[:] = [*named, *(one for one in story.parties if one not in named)]
    return [*lines, "", *signatures(wording, named, [party.human for party in named])]


def glued_facts(story: Story, text: str) -> str:
    """A sentence of the story in which no value breaks at the end of a line."""
    for _, said in story.facts.values():
        value = " ".join(said.text.split())
        if " " in value and len(value) < 60:
            text = text.replace(value, glued(value))
    return text
