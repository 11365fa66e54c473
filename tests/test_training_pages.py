"""Who and where on made-up pages: issuers, whom they write to, whom to call, lists of people."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator

from training.data import raw
from training.layouts import lay_out
from training.material.lexicon import reserved
from training.material.values import Values
from training.pages.page import Page
from training.pages.panels import panels
from training.pages.tops import top
from training.stories.kinds import tell
from training.stories.story import Story


def _stories_of(kind: str, count: int) -> Iterator[tuple[Story, str]]:
    for seed in range(count):
        story = tell(kind, Values(random.Random(seed)))
        yield story, " ".join(" ".join(lay_out(story)).split())


def test_institutions_have_names_in_every_language() -> None:
    for kind, forms in raw("institutions").items():
        assert forms.keys() == raw("pools")["organisation"].keys(), kind
    for seed in range(60):
        values = Values(random.Random(seed))
        for kind in raw("institutions"):
            name = values.institution(kind).text
            assert name
            assert not any(mark in name for mark in "{}")


def test_what_a_foot_says_to_call_is_stated_and_printed() -> None:
    purposes = raw("imprints")["phones"].keys()
    told: Counter[str] = Counter()
    for kind in ("bank_statement", "insurance_policy", "utility_bill"):
        for story, text in _stories_of(kind, 80):
            for key in purposes & story.facts.keys():
                told[key] += 1
                assert story.facts[key][1].text in text
                assert key not in story.absent
    assert len(told) > 3
    assert not {name for one in raw("imprints")["phones"].values() for name in one["names"]} & (
        reserved()
    )


def test_a_list_of_people_asks_for_names_alone() -> None:
    more = 0
    for story, text in _stories_of("travel_booking", 80):
        for bullets in story.bullets:
            assert all(" ".join(name.split()) in text for name in bullets.items)
            more += "icket" in text[text.index(bullets.items[0]) :][:60]
    assert more > 2


def test_a_licence_with_bare_numbers_states_name_and_address() -> None:
    numbered = 0
    for seed in range(300):
        story = tell("id_card", Values(random.Random(seed)))
        lines = lay_out(story)
        homes = [at for at, line in enumerate(lines) if re.match(r"8 [A-Z0-9]", line)]
        if homes and "person.address" in story.facts:
            said = story.facts["person.address"][1].text
            numbered += said.split("\n")[0] in lines[homes[0]]
    assert numbered > 4


def test_an_issuer_beside_the_title_is_named_as_the_page_names_it() -> None:
    beside = 0
    for seed in range(200):
        page = Page(tell("invoice", Values(random.Random(seed))), held_out=False)
        made = top(page)
        if made is None:
            continue
        beside += any("   " in line for line in made.lines)
        named = page.story.facts["seller.name"][1].text
        assert any(named in line for line in made.lines)
        assert all(fact.said.text in " ".join(made.lines) for fact in made.facts)
    assert beside > 15


def test_panels_print_all_facts() -> None:
    for seed in range(60):
        story = tell("lab_report", Values(random.Random(seed)))
        facts = [fact for fact in story.head if fact.concept.recipe != "boolean"]
        printed = " ".join(panels(Page(story, held_out=False), story.parties, facts)).casefold()
        for fact in facts:
            assert all(line.casefold() in printed for line in fact.said.text.split("\n"))
