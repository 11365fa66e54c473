"""A seed to a sample: a document, a schema, and the answer.

Sets of samples never overlap: each draws from seeds of its own, and what makes it held out
(layouts, names, kinds) is never used by the others.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle

from extractor.schema.tree import Object
from training.data import raw
from training.layouts import lay_out
from training.material.values import Values
from training.pages.annexes import annex
from training.pages.lines import PAGE
from training.questions.asked import Answer
from training.questions.asking import Style, ask
from training.questions.ready import READY
from training.stories.days import forget_equivocal_days, forget_untold_days
from training.stories.forms import fill_in
from training.stories.kinds import tell
from training.stories.missing import leave_blank
from training.stories.story import Story


class Split(StrEnum):
    """What a set of samples is for."""

    TRAIN = "train"
    VALUES = "values"  # new documents of trained kinds and layouts
    LAYOUTS = "layouts"  # held-out layouts
    NAMES = "names"  # held-out field names
    KINDS = "kinds"  # held-out kinds


_FIRST_SEED = {
    Split.TRAIN: 0,
    Split.VALUES: 1 << 40,
    Split.LAYOUTS: 2 << 40,
    Split.NAMES: 3 << 40,
    Split.KINDS: 4 << 40,
}
_ANNEXED = 0.2  # share of contracts of which only an annex is shown
_FORMS = 0.12  # share of forms with random labels
_WEIGHTS = {  # 1 for other ready schemas; more for what people have most, and for what varies most
    "resume": 5.0,
    "invoice": 4.0,
    "bank_statement": 3.5,
    "contract": 3.0,
    "lab_report": 3.0,
    "utility_bill": 2.5,
    "receipt": 2.5,
    "purchase_order": 2.5,
    "bill_of_lading": 2.0,
    "email": 2.0,
    "job_posting": 2.0,
    "id_card": 1.5,
    "payslip": 0.6,
    "customer_message": 0.6,
    "financial_statement": 0.4,
}
_OTHER_WEIGHT = 0.2  # of kinds that have no ready schema


@dataclass(frozen=True, slots=True)
class Sample:
    """One document with one question."""

    kind: str
    lines: tuple[str, ...]  # see `layouts`
    root: Object
    answer: Answer
    ready: bool  # asked with a ready schema
    folded: bool = False  # cells go on below, beside others: a page shows it, plain text does not

    @property
    def text(self) -> str:
        """The document as plain text."""
        return "\n".join(line for line in self.lines if line != PAGE).strip("\n")


def trained_kinds() -> list[str]:
    return [name for name, plan in raw("kinds")["kinds"].items() if not plan.get("held_out")]


def held_out_kinds() -> list[str]:
    return [name for name, plan in raw("kinds")["kinds"].items() if plan.get("held_out")]


def sample(index: int, split: Split = Split.TRAIN, *, kind: str | None = None) -> Sample:
    """The sample of that number; the same one each time."""
    return next(samples(index, split, kind=kind))


def samples(index: int, split: Split = Split.TRAIN, *, kind: str | None = None) -> Iterator[Sample]:
    """The document of that number with one question after the other: `sample` is the first.

    Those after it are of every `Style` in turn, for training alone.
    """
    rng = random.Random(_FIRST_SEED[split] + index)
    if kind is None:
        form = split is Split.TRAIN and rng.random() < _FORMS
        kind = "form" if form else _kind(rng, split)
    annexed = split is Split.TRAIN and kind == "contract" and rng.random() < _ANNEXED
    story = fill_in(Values(rng)) if kind == "form" else tell(kind, Values(rng))
    if split is Split.TRAIN:
        leave_blank(story)
    lines = tuple(lay_out(story, held_out=split is Split.LAYOUTS))
    forget_untold_days(story, lines)
    forget_equivocal_days(story, lines)
    if annexed:
        lines = tuple(annex(story.values))
        story.tell_nothing()
    training = split is Split.TRAIN
    folded = _is_folded(story, lines)
    asked = ask(story, unseen_names=split is Split.NAMES, freely=training)
    yield Sample(kind, lines, asked.root, asked.answer, asked.ready, folded)
    styles = list(Style)
    rng.shuffle(styles)
    for style in cycle(styles):
        asked = ask(story, style, freely=training)
        yield Sample(kind, lines, asked.root, asked.answer, asked.ready, folded)


def _is_folded(story: Story, lines: tuple[str, ...]) -> bool:
    """Whether the words of some row stand on no line as they are."""
    words = (
        row[column.key].text
        for table in story.tables
        if not table.entries
        for column in table.columns
        if column.recipe == "text"
        for row in table.rows
        if column.key in row
    )
    return any(" " in text and not any(text in line for line in lines) for text in words)


def _kind(rng: random.Random, split: Split) -> str:
    """A kind of that split; in training those that people have most are the most common."""
    if split is Split.KINDS:
        return rng.choice(held_out_kinds())
    kinds = trained_kinds()
    if split is not Split.TRAIN:
        return rng.choice(kinds)
    weights = [_WEIGHTS.get(kind, 1.0 if kind in READY else _OTHER_WEIGHT) for kind in kinds]
    return rng.choices(kinds, weights)[0]
