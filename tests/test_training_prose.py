"""Prose of made-up contracts, resumes and job ads: what is asked can be read off it."""

from __future__ import annotations

import random

from training.data import raw
from training.generate import sample
from training.layouts import lay_out
from training.material.values import Values
from training.stories.kinds import tell


def test_parties_may_stand_in_one_paragraph_and_keep_their_names_whole() -> None:
    run_on = broken = 0
    for seed in range(200):
        story = tell("contract", Values(random.Random(seed)))
        lines = lay_out(story)
        names = [party.facts["name"].text for party in story.parties if "name" in party.facts]
        if len(names) < 2:
            continue
        text = " ".join(lines)
        broken += not all(name in text for name in names)
        run_on += any(names[0] in line and names[1] in line and len(line) > 120 for line in lines)
    assert run_on > 2
    assert broken <= 2  # a planted line may stand within a name


def test_vocational_training_is_education_in_the_order_of_the_page() -> None:
    headings = {
        heading.casefold()
        for some in raw("careers")["sections"]["vocational"].values()
        for heading in some
    }
    seen = 0
    for index in range(400):
        one = sample(index, kind="resume")
        lines = [line.strip(" :").casefold() for line in one.lines]
        if not headings & set(lines) or not one.ready or not one.answer.get("education"):
            continue
        seen += 1
        degrees = [study["degree"] for study in one.answer["education"] if study["degree"]]
        assert len(degrees) >= 2
        assert all(degree in one.text for degree in degrees)
    assert seen > 5


def test_an_employer_may_be_named_by_the_text_alone() -> None:
    alone = 0
    for index in range(120):
        one = sample(index, kind="job_posting")
        employer = one.answer.get("employer") if one.ready else None
        if employer:
            assert employer in " ".join(one.text.split())
            alone += all(len(line) > len(employer) + 20 for line in one.lines if employer in line)
    assert alone > 3
