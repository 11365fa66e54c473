"""A patient on one line without labels: name, day of birth, sex."""

from __future__ import annotations

from training.data import raw
from training.stories.story import Story

_SHARE = 0.2  # of reports that have both
_ALONE = ("birth_date", "sex")  # what the line tells, which then has no label


def bedside(story: Story) -> str:
    """The form of the line, if this document has one; what it tells has no place elsewhere."""
    rng = story.values.rng
    labelled = {fact.concept.key: fact.said for fact in story.head}
    known = all(key in labelled and labelled[key].value is not None for key in _ALONE)
    if not known or "patient.name" not in story.facts or rng.random() >= _SHARE:
        return ""
    story.head[:] = [fact for fact in story.head if fact.concept.key not in _ALONE]
    return str(rng.choice(raw("laboratory")["bedside"][story.values.language]))


def with_bedside(story: Story, lines: list[str], form: str) -> list[str]:
    """The lines of a page with that line at the first gap near its top, or above all of them."""
    told = {"name": "patient.name", "born": "birth_date", "sex": "sex"}
    if any(key not in story.facts for key in told.values()):  # the layout left one out
        return lines
    texts = {word: " ".join(story.facts[key][1].text.split()) for word, key in told.items()}
    at = next((at for at, one in enumerate(lines[:12]) if not one.strip()), 0)
    return [*lines[:at], form.format(**texts), *lines[at:]]
