"""Words behind a value that are no part of it: `12 May 2024 (30 days)`, `INV-7 (please quote)`."""

from __future__ import annotations

from dataclasses import replace

from training.data import raw
from training.material.locales import Said
from training.stories.story import Fact, Story

_SHARE = 0.22  # of documents that have some
_MONEY = ("money", "sum", "balance")


def remark(story: Story) -> None:
    """Prints them behind some facts; what is stated stays the value alone."""
    rng = story.values.rng
    if rng.random() >= _SHARE:
        return
    for part in (story.head, story.money, story.foot):
        for at, fact in enumerate(part):
            if rng.random() < 0.3:
                part[at] = _remarked(story, fact)


def _remarked(story: Story, fact: Fact) -> Fact:
    concept, rng = fact.concept, story.values.rng
    recipe = concept.recipe.split()[0]
    kind = "money" if recipe in _MONEY else recipe
    some = raw("billing")["remarks"]
    forms = some.get(concept.key, some.get(kind, {})).get(story.values.language)
    if not forms or fact.said.value is None or "\n" in fact.said.text:
        return fact
    days = rng.choice((7, 10, 14, 30, 45))
    words = rng.choice(forms).format(days=days)
    gap = "" if words == "*" and rng.random() < 0.5 else " "
    return replace(fact, said=Said(fact.said.value, f"{fact.said.text}{gap}{words}"))
