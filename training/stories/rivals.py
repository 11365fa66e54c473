"""What stands beside a fact and answers nothing: an instalment beside the premium, what the
employer pays beside what the employee does, the days of a service beside that of the invoice.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from training.data import raw
from training.material.lexicon import Concept, idle
from training.material.locales import Said
from training.stories.story import Fact, Story

_SHARE = 0.2  # of documents that have one of each sort
_CENT = Decimal("0.01")
_NOTHING = Concept("rival", "text", {}, ())  # what is never asked for


def oppose(story: Story) -> None:
    """Puts rivals beside some facts: labels among the others, or sentences."""
    rng, language = story.values.rng, story.values.language
    for plan in raw("rivals").get(story.kind, ()):
        if plan["by"] not in story.facts or rng.random() >= _SHARE:
            continue
        words = rng.choice(plan[language])
        marks = _drawn(story, plan)
        story.hush(*plan["drops"])
        if plan["as"] == "sentence":
            story.sentences.append(words.format(**marks))
        elif idle(words):
            _insert(story, plan["by"], Fact(_NOTHING, Said(None, marks["value"]), words))


def _insert(story: Story, key: str, rival: Fact) -> None:
    """Puts the rival right behind the fact mostly, else anywhere beside it; or in the head."""
    rng = story.values.rng
    for part in (story.money, story.head, story.foot):
        keys = [fact.concept.key for fact in part]
        if key in keys:
            at = keys.index(key) + 1 if rng.random() < 0.5 else rng.randint(0, len(part))
            part.insert(at, rival)
            return
    story.head.insert(rng.randint(0, len(story.head)), rival)


def _drawn(story: Story, plan: dict[str, Any]) -> dict[str, str]:
    """The words for the marks of a rival."""
    values, rng = story.values, story.values.rng
    recipe, *more = plan["value"].split()
    if recipe == "days":
        first = values.first_day + timedelta(days=rng.randint(-60, 20))
        last = first + timedelta(days=rng.choice((6, 13, 29, 30, 45)))
        return {"first": values.whole(first).text, "last": values.whole(last).text}
    if recipe == "share":
        low, high = map(float, more)
        part = Decimal(str(round(rng.uniform(low, high), 4)))
        number = (part * story.facts[plan["by"]][1].value).quantize(_CENT)
        sign = "-" if rng.random() < 0.15 else ""
        return {"value": f"{sign}{values.amount(number).text}"}
    if recipe == "past":
        return {"value": values.whole(values.first_day - timedelta(days=rng.randint(1, 40))).text}
    if recipe == "time":
        return {"value": f"{rng.randint(5, 21):02}:{rng.choice((0, 10, 15, 30, 40, 45)):02}"}
    return {"value": values.draw(plan["value"]).text}
