"""A laboratory's own words about its results, under one of the many headings that they have."""

from __future__ import annotations

from dataclasses import replace

from training.data import raw
from training.material.locales import Said
from training.stories.story import Story, reword


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
