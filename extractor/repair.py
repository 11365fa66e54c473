"""Field repair: the good fields are kept, only the bad ones are asked again.

An invalid value is refused, so the next attempt answers something else or null. Values that do
not fit together (totals that do not add up) are doubted one at a time, the least likely first: if
another value makes them fit it stays; where the others fit together without it (a tip that nobody
gave) it is null; otherwise the first one comes back and the next is doubted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from extractor.grammar import Repair
from extractor.pointers import pointer, pointer_parts, put_value, value_at
from extractor.reply import Reply
from extractor.schema import Problem

ANOTHER = 7.31  # put to a number, to see whether anybody notices

Find = Callable[[dict[str, Any]], Sequence[Problem]]


@dataclass(slots=True)
class Draft:
    """The best answer so far for one stretch of text, over all attempts."""

    data: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)  # JSON text of each leaf
    probabilities: dict[str, float] = field(default_factory=dict)
    complete: bool = False
    _refused: dict[str, set[str]] = field(default_factory=dict)
    _doubted: set[str] = field(default_factory=set)
    _asked: frozenset[str] = frozenset()  # leaves that the last attempt was free to change
    _trial: tuple[str, Any, str, float] | None = None  # a doubted leaf as it was before
    _broken: set[tuple[str, ...]] = field(default_factory=set)  # what did not fit together with it

    def take(self, reply: Reply) -> None:
        """Takes an attempt's reply; dictated leaves keep the probability they were chosen with."""
        kept = {
            place: probability
            for place, probability in self.probabilities.items()
            if self._asked and not _is_under(place, self._asked)
        }
        self.data = reply.data
        self.texts = dict(reply.texts)
        self.probabilities = {**reply.probabilities, **kept}
        self.complete = reply.complete

    def settle(self, problems: Sequence[Problem], find: Find) -> bool:
        """Ends a trial: puts the doubted value back if doubting it did not help. `find` gives the
        problems of other data.

        True where the data changed, so that it has to be validated again.
        """
        if self._trial is None:
            return False
        place, value, text, probability = self._trial
        self._trial = None
        helped = not any(place in (problem.pointer, *problem.fields) for problem in problems)
        if helped and value_at(self.data, place) is not None:
            return False
        if self._fits_without(place, find):
            value, text, probability = None, "null", 1.0 - probability
        put_value(self.data, place, value)
        self.texts[place], self.probabilities[place] = text, probability
        return True

    def next_repair(self, problems: Sequence[Problem]) -> Repair | None:
        """What to ask next; None where asking again could not help."""
        invalid = [problem.pointer for problem in problems if problem.kind == "invalid"]
        if invalid:
            for place in self._leaves_under(invalid):
                self._refused.setdefault(place, set()).add(self.texts[place])
            return self._ask(invalid)
        fields = [
            place
            for problem in problems
            if problem.kind == "disagreement"
            for place in problem.fields
            if self.texts.get(place, "null") != "null" and place not in self._doubted
        ]
        if not fields:
            return None
        place = min(fields, key=lambda name: self.probabilities.get(name, 1.0))
        self._doubted.add(place)
        self._broken = {problem.fields for problem in problems if place in problem.fields}
        text = self.texts[place]
        self._trial = (place, value_at(self.data, place), text, self.probabilities[place])
        self._refused.setdefault(place, set()).add(text)
        return self._ask([place])

    def _fits_without(self, place: str, find: Find) -> bool:
        """Whether what did not fit together does so with null at `place`, and not for want of a
        check: another number among the rest would be noticed.
        """
        without = deepcopy(self.data)
        put_value(without, place, None)
        if any(place in (problem.pointer, *problem.fields) for problem in find(without)):
            return False
        for beside in {one for fields in self._broken for one in fields}:
            held = value_at(without, beside)
            if isinstance(held, int | float) and not isinstance(held, bool):
                other = deepcopy(without)
                put_value(other, beside, held + ANOTHER)
                if any(problem.fields in self._broken for problem in find(other)):
                    return True
        return False

    def _ask(self, places: Sequence[str]) -> Repair:
        self._asked = frozenset(places)
        nothing: frozenset[str] = frozenset()
        refused = {
            place: frozenset(texts)
            for place, texts in self._refused.items()
            if _is_under(place, self._asked)
        }
        return Repair(deepcopy(self.data), dict.fromkeys(places, nothing) | refused)

    def _leaves_under(self, places: Sequence[str]) -> list[str]:
        return [leaf for leaf in self.texts if _is_under(leaf, frozenset(places))]


def _is_under(place: str, roots: frozenset[str]) -> bool:
    parts = pointer_parts(place)
    return any(pointer(*parts[:length]) in roots for length in range(len(parts) + 1))
