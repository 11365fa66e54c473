"""Choices as other authors of schemas offer them, in training.

Options go by other words than the page's, some are left out, and a choice may be asked for as a
yes or no. The answer follows: it stays what a careful reader would pick.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from extractor.schema.tree import Kind, Leaf, Origin
from training.data import raw
from training.material.lexicon import Concept

_AS_FLAG = 0.15  # share of choices asked for as a yes or no, where one of them can be
_KEPT = 0.4  # share of choices whose options stay as they are
_AS_WORDS = 0.2  # share of yes-or-no questions whose answers are words
_YES_NO = (
    ("yes", "no"),
    ("Y", "N"),
    ("YES", "NO"),
    ("true", "false"),
    ("ja", "nein"),
    ("oui", "non"),
)
_REST = ("other", "OTHER", "something_else", "others")
_UNKNOWN = ("unknown", "not_stated", "n/a")


def as_flag(rng: random.Random, concept: Concept, value: Any) -> tuple[str, Leaf, Any] | None:
    """A question of yes or no that the choice answers: its name, leaf and answer; None if none."""
    flags = raw("synonyms")["flags"].get(concept.key)
    if not flags or rng.random() >= _AS_FLAG:
        return None
    option = rng.choice(sorted(flags))
    described = flags[option]["says"] if rng.random() < 0.7 else ""
    leaf = Leaf(Kind.BOOLEAN, Origin.INFERRED, described)
    return rng.choice(flags[option]["names"]), leaf, None if value is None else value == option


def offered(rng: random.Random, concept: Concept, leaf: Leaf, value: Any) -> tuple[Leaf, Any]:
    """The leaf with other options for the same, and the answer among them."""
    if leaf.kind is Kind.BOOLEAN and rng.random() < _AS_WORDS:
        yes, no = rng.choice(_YES_NO)
        choices = replace(leaf, kind=Kind.ENUM, choices=(yes, no))
        return choices, value if value is None else yes if value else no
    if leaf.kind is not Kind.ENUM or rng.random() < _KEPT:
        return leaf, value
    options = {str(one): str(one) for one in leaf.choices}
    left_out = _left_out(rng, options, value)
    options = _renamed(rng, concept.key, options)
    told = [options[one] for one in options if one not in left_out]
    if rng.random() < 0.5:
        rng.shuffle(told)
    if value is not None:
        spare = "other" not in options
        if value in left_out or (spare and rng.random() < 0.15):
            told.append(rng.choice(_REST))
        answer = told[-1] if value in left_out else options[value]
        if spare and value not in left_out and rng.random() < 0.1:
            told.append(rng.choice(_UNKNOWN))
        return replace(leaf, choices=tuple(told)), answer
    return replace(leaf, choices=tuple(told)), None


def _left_out(rng: random.Random, options: dict[str, str], value: Any) -> set[str]:
    """Options not offered: now and then some, rarely the right one, which is then an other."""
    if len(options) < 3 or rng.random() < 0.6:
        return set()
    if value is not None and "other" not in options and rng.random() < 0.15:
        return {value}
    spare = [one for one in options if one not in (value, "other")]
    return set(rng.sample(spare, rng.randint(1, min(len(spare), len(options) - 2))))


def _renamed(rng: random.Random, key: str, options: dict[str, str]) -> dict[str, str]:
    """The options in another case or in other words, no two of them alike."""
    others = raw("synonyms")["options"].get(key, {})
    draw = rng.random()
    if draw < 0.35:
        case = rng.choice((str.upper, str.title, str.capitalize, _dashed, _spaced))
        named = {one: case(one) for one in options}
    else:
        named = {one: rng.choice((one, *others.get(one, ()))) for one in options}
    alike = len({one.casefold() for one in named.values()}) < len(named)
    return options if alike else named


def _dashed(option: str) -> str:
    return option.replace("_", "-")


def _spaced(option: str) -> str:
    return option.replace("_", " ").capitalize()
