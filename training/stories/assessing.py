"""What a laboratory says besides its results: its own words about them, under one of the many
headings that they have, and at what time a specimen was taken, came and was reported.
"""

from __future__ import annotations

import re
from dataclasses import replace

from training.data import raw
from training.material.locales import Said
from training.stories.story import Story, reword

_TIMED = 0.25  # share of reports whose days have times
_STEPS = ("collected_on", "received_on", "reported_on")
_NUMBERS = re.compile(r"(\d\d?)[/-](\d\d?)[/-]\d+")


def assess(story: Story) -> None:
    """Mostly says of the results what laboratories say, where a comment is stated."""
    rng = story.values.rng
    if "comment" not in story.facts or rng.random() < 0.25:
        return
    headings, words = raw("laboratory")["assessed"][story.values.language]
    text = " ".join(rng.sample(words, rng.choice((1, 1, 2))))
    reword(story, "comment", Said(text, text))
    heading = rng.choice(headings)
    story.foot[:] = [
        replace(one, label=heading) if one.concept.key == "comment" else one for one in story.foot
    ]


def clock(story: Story) -> None:
    """Adds to days the time of the day, which is no part of the date."""
    rng = story.values.rng
    if rng.random() >= _TIMED:
        return
    joint = rng.choice((" ", " ", "  ", ", ", " / "))
    for key in _STEPS:
        said = story.facts[key][1] if key in story.facts else Said(None, "")
        if said.value is not None and not _is_equivocal(said.text) and rng.random() < 0.8:
            reword(story, key, Said(said.value, f"{said.text}{joint}{story.values.time().text}"))


def _is_equivocal(text: str) -> bool:
    """Whether it may be the third of May or the fifth of March, which `days` looks for."""
    match = _NUMBERS.fullmatch(text)
    return bool(match and int(match[1]) <= 12 and int(match[2]) <= 12)
