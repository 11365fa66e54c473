"""Payslips with what is paid beside what is deducted; their facts follow from the rows."""

from __future__ import annotations

from training.material.lexicon import concepts
from training.material.locales import Said
from training.stories.story import Story, forget, reword
from training.tables.sides import sides

_SUMMED = ("gross_pay", "total_deductions")


def part_pay(story: Story) -> None:
    """Puts payments and deductions in two tables in place of one table of charges.

    What a row or a sum states is a fact of the story: with a label of its own only now and then.
    """
    values, rng = story.values, story.values.rng
    made = sides(values, "pay")
    story.tables[:] = [*(one for one in story.tables if one.name != "charges"), *made.tables]
    gross, taken = (one.total for one in made.tables)
    if gross is None or taken is None:
        return
    forget(story, "base_salary")  # by the year or by the month: the rows do not say
    story.absent.pop("base_salary", None)
    told = made.facts
    for key, number in zip((*_SUMMED, "net_pay"), (gross, taken, gross - taken), strict=True):
        if key in story.facts and key not in told:
            reword(story, key, values.amount(number))
    for key, said in told.items():
        if key in story.facts and (rng.random() < 0.35 or _in_words(story, key)):
            reword(story, key, Said(said.value, values.amount(said.value).text))
            continue
        story.money[:] = [one for one in story.money if one.concept.key != key]
        story.head[:] = [one for one in story.head if one.concept.key != key]
        story.absent.pop(key, None)
        story.state(concepts()[key], said)


def _in_words(story: Story, key: str) -> bool:
    """Whether a sentence states it."""
    return any(story.facts[key][1].text in one for one in story.sentences)
