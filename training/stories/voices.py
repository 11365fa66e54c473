"""What customers say: what went wrong, how they feel about it and what they want, which no label
names. A reader tells it by the words alone.
"""

from __future__ import annotations

from collections.abc import Callable

from training.data import raw
from training.material.lexicon import concepts
from training.material.locales import Said
from training.stories.story import Story

_URGED = 0.4  # share of complaints that say how urgent it is
_WANTED = ("refund", "replacement", "repair", "callback")  # by those who complain
_OF_PRODUCTS = ("replacement", "repair")


def voice(story: Story) -> None:
    """A customer's message around the sentences that the story has."""
    speak = story.values.rng.choices([*_WAYS], [*_WAYS.values()])[0]
    first, last = speak(story)
    story.sentences[:] = [*first, *story.sentences, *last]


def complain(story: Story) -> tuple[list[str], list[str]]:
    """What went wrong and how the writer feels about it; and what is wanted."""
    rng = story.values.rng
    issue = rng.choice([*raw("messages")["issues"]])
    wanted = [one for one in _WANTED if issue == "product" or one not in _OF_PRODUCTS]
    if issue == "delivery":
        wanted.append("replacement")
    first = [_said(story, "issues", "issue_type", issue)]
    _state(story, "category", "complaint", first[0])
    first.insert(rng.choice((0, 1)), _said(story, "moods", "sentiment", "negative"))
    return first, [_said(story, "actions", "requested_action", rng.choice(wanted))]


def _complain_with_haste(story: Story) -> tuple[list[str], list[str]]:
    """The same, at times with how urgent it is."""
    rng = story.values.rng
    first, last = complain(story)
    if rng.random() < _URGED:
        last.insert(rng.choice((0, 1)), _urged(story))
    return first, last


def _praise(story: Story) -> tuple[list[str], list[str]]:
    praise = story.values.rng.choice(raw("messages")["praise"][story.values.language])
    return [praise], [_said(story, "moods", "sentiment", "positive")]


def _ask(story: Story) -> tuple[list[str], list[str]]:
    asked = _said(story, "actions", "requested_action", "information")
    _state(story, "category", "request", asked)
    _state(story, "sentiment", "neutral", asked)
    return ([asked], []) if story.values.rng.random() < 0.5 else ([], [asked])


def _cancel(story: Story) -> tuple[list[str], list[str]]:
    cancelled = _said(story, "actions", "requested_action", "cancellation")
    if story.values.rng.random() < 0.5:
        return [cancelled], [_said(story, "moods", "sentiment", "negative")]
    _state(story, "sentiment", "neutral", cancelled)
    return [cancelled], []


def _urged(story: Story) -> str:
    levels = raw("mails")["urgency"]
    level = story.values.rng.choice([*levels])
    return _state(story, "priority", level, story.values.rng.choice(_in(story, levels[level])))


def _said(story: Story, part: str, key: str, value: str) -> str:
    """A sentence of `messages.yaml` that states the value of a choice."""
    options = _in(story, raw("messages")[part][value])
    return _state(story, key, value, story.values.rng.choice(options))


def _in(story: Story, texts: dict[str, list[str]]) -> list[str]:
    return texts[story.values.language]


def _state(story: Story, key: str, value: str, text: str) -> str:
    story.state(concepts()[key], Said(value, text))
    return text


_WAYS: dict[Callable[[Story], tuple[list[str], list[str]]], float] = {
    _complain_with_haste: 6,
    _praise: 2,
    _ask: 2,
    _cancel: 1,
}
