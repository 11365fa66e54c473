"""What stands in one cell with an answer, or beside it, and is none."""

from __future__ import annotations

import random

import pytest

from training.layouts import lay_out
from training.layouts.categories import categories
from training.layouts.shopfronts import shopfront
from training.material.values import Values
from training.pages.bands import banded
from training.pages.page import Page
from training.pages.twofold import twofold
from training.stories.kinds import tell
from training.stories.missing import missing_facts, near_misses
from training.stories.rivals import oppose
from training.stories.story import Story


def _stories(kind: str, count: int) -> list[Story]:
    return [tell(kind, Values(random.Random(seed))) for seed in range(count)]


def test_two_facts_in_one_cell_are_stated_each_by_itself() -> None:
    joined = 0
    for story in _stories("invoice", 150):
        before = dict(story.facts)
        shown = twofold(story, story.head)
        texts = [fact.said.text for fact in shown]
        for fact in story.head:
            assert any(fact.said.text in text for text in texts)
        joined += len(shown) < len(story.head)
        assert story.facts == before
    assert joined > 20


def test_a_band_and_what_is_left_bear_all_facts() -> None:
    seen = 0
    for story in _stories("hotel_booking", 100):
        page = Page(story, held_out=False)
        lines, left = banded(page, story.head)
        seen += bool(lines)
        texts = [*lines, *(fact.said.text for fact in left)]
        for fact in story.head:
            assert any(fact.said.text in text for text in texts)
    assert seen > 20


@pytest.mark.parametrize("kind", ["invoice", "payslip", "insurance_policy", "utility_bill"])
def test_nobody_asks_for_what_a_rival_might_answer(kind: str) -> None:
    hushed = 0
    for story in _stories(kind, 120):
        stated = dict(story.facts)
        oppose(story)
        assert story.facts == stated
        assert story.hushed.isdisjoint(story.absent)
        asked = [*missing_facts(story, 9), *near_misses(story, 9)]
        assert story.hushed.isdisjoint(one.key for one in asked)
        hushed += bool(story.hushed)
    assert hushed > 10


def test_the_name_of_a_shop_is_bare_of_what_stands_around_it() -> None:
    around = 0
    for story in _stories("receipt", 100):
        assert story.letterhead
        lines = shopfront(story, story.letterhead, str)
        name = story.facts["merchant.name"][1].text
        assert any(name in line for line in lines)
        assert not name.startswith(("*", "~", "=", "★"))
        around += lines != [name]
    assert around > 40


def test_the_name_in_a_resume_has_no_letters_behind_it() -> None:
    lettered = 0
    for story in _stories("resume", 300):
        lines = lay_out(story)
        if "person.name" in story.facts:
            name = story.facts["person.name"][1].text
            assert not name.startswith("Dr. ")
            lettered += any(line.strip().startswith(f"{name}, ") for line in lines[:4])
    assert lettered > 8


def test_classes_of_a_licence_have_days_of_their_own() -> None:
    for story in _stories("id_card", 20):
        before = dict(story.facts)
        lines = categories(Page(story, held_out=False))
        assert lines
        assert story.facts == before
