"""Prose of made-up contracts, resumes and job ads: what is asked can be read off it."""

from __future__ import annotations

import random

import pytest

from training.data import raw
from training.generate import sample
from training.layouts import lay_out
from training.material.values import Values
from training.pages import parties
from training.pages.page import Page
from training.stories.kinds import tell
from training.stories.story import Story


def _told(kind: str, count: int = 150) -> list[tuple[Story, str]]:
    """Stories of that kind, each with the text that states it."""
    stories = [tell(kind, Values(random.Random(seed))) for seed in range(count)]
    return [(story, " ".join(" ".join(lay_out(story)).split())) for story in stories]


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


def test_who_signs_a_contract_stands_in_its_signatures() -> None:
    signed = 0
    for story, text in _told("contract"):
        for key in ("party_a.signatory", "party_b.signatory_title"):
            if key in story.facts:
                signed += 1
                assert story.facts[key][1].text in text[-2500:]
                assert key not in story.absent
    assert signed > 50


def test_a_contract_states_what_its_clauses_say_for_how_long() -> None:
    lasting = ("probation_period", "confidentiality_period", "renewal_period", "cure_period")
    told = dict.fromkeys(lasting, 0)
    for story, text in _told("contract"):
        for key in lasting:
            told[key] += key in story.facts
            assert key not in story.facts or story.facts[key][1].text in text
    assert min(told.values()) > 1


def test_a_salary_is_no_value_of_a_contract() -> None:
    for story, _ in _told("contract"):
        assert "base_salary" not in story.facts or "contract_value" not in story.absent


def test_a_customer_who_complains_is_not_pleased() -> None:
    moods, told = raw("messages")["moods"], 0
    for story, text in _told("customer_message"):
        if "sentiment" not in story.facts:
            continue  # a planted line may stand within a sentence
        told += 1
        said = story.facts["sentiment"][1]
        assert said.text in text
        assert said.value == "neutral" or said.text in moods[said.value][story.values.language]
        assert said.value == "negative" or "issue_type" not in story.facts
    assert told > 120


def test_a_resume_tells_the_job_that_goes_on() -> None:
    held = 0
    for story, text in _told("resume"):
        if "current_employer" in story.facts:
            held += 1
            assert story.facts["current_employer"][1].text.casefold() in text.casefold()
    assert held > 40


def test_parties_together_print_all_that_is_known_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parties, "_SHARE", 1.0)
    printed = 0
    for seed in range(80):
        story = tell("invoice", Values(random.Random(seed)))
        text = " ".join(parties.parties_together(Page(story, held_out=False)))
        for party in (*story.parties, *([story.letterhead] if story.letterhead and text else [])):
            printed += bool(text)
            assert not text or party.facts["name"].text in text
            assert not text or party.facts.get("phone", party.facts["name"]).text in text
    assert printed > 60
