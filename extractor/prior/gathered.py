"""A sheet's questions stacked as arrays: what the network reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.prior.sheet import READINGS, Question, Sheet
from extractor.prior.words import likeness, split

Floats = NDArray[np.float32]
GROUPS = ("name", "parents", "said")
CODES = len(READINGS) + 1  # of a question, the last for lists


@dataclass(frozen=True, slots=True)
class Asked:
    """The distinct words of questions, and how like them the words of the sheet are to the eye."""

    words: NDArray[np.int32]  # numbers of words, rising; the first is 0, which is none
    likeness: Floats  # asked words x words of the sheet, 0..1


@dataclass(frozen=True, slots=True)
class Gathered:
    """A sheet with its questions stacked: one row for each question and each of its options."""

    grams: NDArray[np.int32]  # words x GRAMS
    is_word: Floats  # words: 0 for the first, which is none
    texts: NDArray[np.int32]  # texts x TEXT_WORDS
    contexts: NDArray[np.int32]  # places x CONTEXTS
    marks: Floats  # places x MARKS
    roles: NDArray[np.int32]  # places x ROLES
    groups: tuple[NDArray[np.int32], ...]  # for each of GROUPS: questions x its words
    asked: Asked  # the words of all groups
    codes: Floats  # questions x CODES
    rivals: Floats  # questions x questions: 1 where no place can answer both
    kin: Floats  # questions x questions: 1 where their values stand together
    lists: Floats  # lists of `lists_of` x questions: 1 where it is a column
    line_texts: NDArray[np.int32]  # lines x 3
    line_marks: Floats  # lines x LINE_MARKS
    lines: NDArray[np.int32]  # places: the line of each
    choices: NDArray[np.int32]  # choices x CHOICE_WORDS
    meant: Asked  # the words of the choices
    row_choices: NDArray[np.int32]  # rows
    single: Floats  # questions: 1 where one value is asked for
    questions: NDArray[np.int32]  # rows: number of the question, rising
    places: NDArray[np.int32]  # rows
    traits: Floats  # rows x TRAITS


def gather(sheet: Sheet) -> Gathered:
    """Stacks a sheet that has questions."""
    questions = sheet.questions
    groups = tuple(
        np.stack([getattr(question, group) for question in questions]) for group in GROUPS
    )
    codes = np.zeros((len(questions), CODES), np.float32)
    for row, question in enumerate(questions):
        codes[row, question.code] = 1
        codes[row, -1] = question.listed
    rivals, kin = _relations(questions)
    columns = [
        [float(question.list == path) for question in questions] for path in lists_of(questions)
    ]
    numbers = [np.full(len(question.open), row) for row, question in enumerate(questions)]
    options = [sheet.options[question.reading] for question in questions]
    is_word = np.ones(len(sheet.words), np.float32)
    is_word[0] = 0
    return Gathered(
        grams=sheet.grams,
        is_word=is_word,
        texts=sheet.texts,
        contexts=sheet.contexts,
        marks=sheet.marks,
        roles=sheet.roles,
        groups=groups,
        asked=_asked(sheet.words, np.concatenate(groups, axis=1)),
        codes=codes,
        rivals=rivals,
        kin=kin,
        lists=np.array(columns, np.float32).reshape(-1, len(questions)),
        line_texts=sheet.line_texts,
        line_marks=sheet.line_marks,
        lines=sheet.lines,
        choices=sheet.choices,
        meant=_asked(sheet.words, sheet.choices),
        row_choices=np.concatenate(
            [one.choices[question.open] for one, question in zip(options, questions, strict=True)]
        ),
        single=np.array([not question.listed for question in questions], np.float32),
        questions=np.concatenate(numbers).astype(np.int32),
        places=np.concatenate(
            [one.places[question.open] for one, question in zip(options, questions, strict=True)]
        ),
        traits=np.concatenate(
            [one.traits[question.open] for one, question in zip(options, questions, strict=True)]
        ),
    )


def lists_of(questions: Sequence[Question]) -> list[tuple[str, ...]]:
    """Paths of the lists of objects that are asked for."""
    paths = [one.list for one in questions if one.list is not None and one.column]
    return list(dict.fromkeys(paths))


def _relations(questions: Sequence[Question]) -> tuple[Floats, Floats]:
    """Rivals and kin: fields of one value, and columns of one list; of one object or one party."""
    count = len(questions)
    rivals, kin = np.zeros((2, count, count), np.float32)
    for row, one in enumerate(questions):
        for column, other in enumerate(questions):
            if row == column or one.list != other.list:
                continue
            rivals[row, column] = 1
            if one.listed:
                kin[row, column] = 1
            elif len(one.path) > 1:
                kin[row, column] = one.path[:-1] == other.path[:-1]
            else:
                first, second = split(one.path[-1])[:1], split(other.path[-1])[:1]
                kin[row, column] = bool(first) and first == second
    return rivals, kin


def _asked(words: list[str], numbers: NDArray[np.int32]) -> Asked:
    asked = np.unique(np.append(numbers, 0)).astype(np.int32)
    table = np.zeros((len(asked), len(words)), np.float32)
    for row, number in enumerate(asked[1:], 1):
        table[row, 1:] = [likeness(words[number], other) for other in words[1:]]
    return Asked(asked, table)
