"""What the generator asks has one answer: a careful reader of the page would give no other."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from extractor.schema.tree import Kind, Object
from training.data import raw
from training.generate import trained_kinds
from training.material.lexicon import Concept, concepts, reserved
from training.material.locales import Said
from training.material.values import Values
from training.pages.grids import write_table
from training.pages.pairs import FOR_AMOUNTS, FOR_FACTS
from training.pages.pairs import Style as StyleOfPairs
from training.questions.asking import Style, ask
from training.questions.choices import offered
from training.questions.naming import every_name, name_of
from training.questions.rewording import in_other_words, senses_of
from training.stories.kinds import tell
from training.stories.missing import answered, blurred, near_misses, rivalled
from training.stories.story import Story
from training.tables import Table


def stories(kind: str, count: int = 25) -> Iterator[Story]:
    return (tell(kind, Values(random.Random(seed))) for seed in range(count))


@pytest.mark.parametrize("kind", trained_kinds())
def test_nothing_stated_answers_the_question_for_something_else(kind: str) -> None:
    for story in stories(kind):
        plain = {key for key in story.facts if "." not in key}
        assert not [key for key in plain if rivalled(key, story.facts)]
        assert not [key for key in story.absent if answered(key, story.stated)]


def test_a_printed_phone_number_answers_the_question_for_any() -> None:
    assert answered("contact_phone", ["seller.phone"])
    assert not answered("contact_phone", ["seller.email", "fax_number"])
    assert answered("letter_date", ["invoice_date"])
    assert not answered("invoice_date", ["order_date"])  # named apart on many a bill


def test_a_person_is_asked_for_by_no_name_of_a_company() -> None:
    for story in stories("lease_contract", 150):
        asked = ask(story, Style.LISTS)
        for role in story.people:
            told = story.facts.get(f"{role}.name")
            for name, node in asked.root.properties.items():
                answer = asked.answer[name]
                if told and isinstance(node, Object) and isinstance(answer, dict):
                    assert answer.get("company") != told[1].text
                elif told and answer == told[1].text:
                    assert not name.endswith("company")


def _payments() -> Table:
    recipes = {"Invoice": "code INV", "Discount": "money", "Paid": "money"}
    columns = tuple(
        Concept(head.lower(), recipe, {"en": (head,)}, (head.lower(),))
        for head, recipe in recipes.items()
    )
    row = {one.key: Said(Decimal(at), f"{at}.00") for at, one in enumerate(columns, 1)}
    return Table("payments", columns, tuple(recipes), (row, row), ("payments",), ("what is paid",))


def test_figures_that_could_change_places_stand_below_heads() -> None:
    for seed in range(60):
        values = Values(random.Random(seed))
        table = _payments()
        printed = " ".join(write_table(values, table, list(table.headers)))
        assert all(head in printed for head in ("Discount", "Paid"))


@pytest.mark.parametrize("style", [*FOR_FACTS, *FOR_AMOUNTS])
def test_a_style_of_pairs_prints_all_of_them(style: StyleOfPairs) -> None:
    pairs = [(f"Label {at}", f"EUR {at}.50") for at in range(1, 10)]
    for seed in range(8):
        printed = " ".join(" ".join(style(random.Random(seed), pairs)).split())
        assert all(label in printed and value in printed for label, value in pairs)


@pytest.mark.parametrize("kind", ["invoice", "contract", "lease_contract"])
def test_a_name_asked_freely_means_one_stated_fact_and_is_not_held_out(kind: str) -> None:
    for story in stories(kind, 10):
        for key, (concept, _) in story.facts.items():
            name = name_of(story, concept, {key})
            assert name is None or name not in reserved()
            others = [one for other, (one, _) in story.facts.items() if other != key]
            assert not [one for one in others if name in every_name(one)]


def test_the_thesaurus_replaces_words_by_other_words() -> None:
    for key, others in raw("thesaurus")["words"].items():
        assert re.fullmatch(r"_?[a-z0-9]+(_[a-z0-9]+)*_?", key)
        assert others
        assert len(set(others)) == len(others)
        assert key.strip("_") not in others
        assert all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", other) for other in others)


def test_a_name_in_other_words_may_still_stand_for_the_name() -> None:
    names = [name for one in concepts().values() for name in one.names]
    told = [(name, in_other_words(random.Random(at), name)) for at, name in enumerate(names)]
    assert sum(name != other for name, other in told) > len(told) / 2
    assert all(senses_of(name) & senses_of(other) for name, other in told)


def test_names_that_become_one_in_other_words_are_alike() -> None:
    assert senses_of("bill_id") & senses_of("invoice_number")
    assert senses_of("day_of_bill") & senses_of("invoice_date")
    assert senses_of("purchasers_name") & senses_of("buyer_name")
    assert not senses_of("bill_id") & senses_of("order_number")
    assert not senses_of("gross_sum") & senses_of("net_amount")


@pytest.mark.parametrize("key", sorted(raw("synonyms")["options"]))
def test_other_options_keep_the_answer_among_them(key: str) -> None:
    concept = concepts()[key]
    for seed in range(60):
        rng = random.Random(seed)
        leaf = concept.leaf(rng)
        for value in (None, *leaf.choices):
            told, answer = offered(rng, concept, leaf, value)
            assert (answer is None) == (value is None)
            assert answer is None or answer in told.choices
            assert len(set(told.choices)) == len(told.choices) >= 2


def test_a_yes_or_no_in_words_says_the_same() -> None:
    concept = concepts()["automatic_renewal"]
    for seed in range(60):
        rng = random.Random(seed)
        told, answer = offered(rng, concept, concept.leaf(rng), False)
        assert answer is False if told.kind is Kind.BOOLEAN else answer == told.choices[1]


def test_what_a_page_might_answer_is_no_absence_to_ask() -> None:
    for story in stories("invoice", 40):
        asked = {one.key for one in near_misses(story, 30)}
        assert not asked & story.facts.keys()
        assert "amount_due" not in asked or "total" not in story.facts
        assert blurred("currency", story) or not story.money
