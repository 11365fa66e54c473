"""How the numbers of a page add up: which are sums, parts of sums, products and factors.

`100.00`, `19.00` and `119.00` are a net amount, a tax and a total whatever they are called, and in
`2 x 3.50  7.00` it is clear which is the amount.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, combinations, islice

import numpy as np
from numpy.typing import NDArray

from extractor.document import Span

SUMS = 5  # things that may be told of a number
_MOST = 160  # amounts of a page that are held against each other
_LONGEST = 60  # lines that are added up

Cents = NDArray[np.int64]


class Sums:
    """What is told of the numbers of one page, given as places with their JSON, and the line of
    each place.
    """

    def __init__(self, numbers: Iterable[tuple[Span, str]], lines: Mapping[Span, int]) -> None:
        by_line: dict[int, list[tuple[Span, str]]] = defaultdict(list)
        amounts: dict[int, None] = {}
        for span, text in numbers:
            by_line[lines[span]].append((span, text))
            if _is_amount(text):
                amounts.setdefault(_cents(text))
        amounts.pop(0, None)
        known = np.array(list(amounts)[:_MOST], np.int64)
        self._sums, self._parts = _of_pairs(known)
        self._columns = _columns([_last_amount(row) for _, row in sorted(by_line.items())])
        self._products: set[tuple[Span, int]] = set()
        self._factors: set[tuple[Span, int]] = set()
        for row in by_line.values():
            self._multiply(row)

    def of(self, span: Span, text: str) -> list[float]:
        """SUMS numbers of a place read as that number: whether it is a sum of two others, a part
        of one, what the lines before it add up to, a product of two of its line, and a factor.
        """
        cents = _cents(text)
        told = (
            cents in self._sums,
            cents in self._parts,
            cents in self._columns,
            (span, cents) in self._products,
            (span, cents) in self._factors,
        )
        return [float(one) for one in told]

    def _multiply(self, row: Sequence[tuple[Span, str]]) -> None:
        values = [(span, float(text), _cents(text)) for span, text in row[:_LONGEST]]
        places: dict[int, list[Span]] = defaultdict(list)
        for span, _, cents in values:
            places[cents].append(span)
        for (one, left, first), (other, right, second) in combinations(values, 2):
            if one == other or min(abs(left), abs(right)) <= 1:
                continue
            made = round(left * right * 100)
            apart = {span for span in places.get(made, ()) if span not in (one, other)}
            if apart:
                self._products |= {(span, made) for span in apart}
                self._factors |= {(one, first), (other, second)}


def _is_amount(text: str) -> bool:
    return len(text.partition(".")[2]) == 2


def _cents(text: str) -> int:
    return round(float(text) * 100)


def _of_pairs(amounts: Cents) -> tuple[set[int], set[int]]:
    """Which amounts are a sum of two different others, and which make one up."""
    added = np.add.outer(amounts, amounts)
    found = np.isin(added, amounts)
    np.fill_diagonal(found, False)
    return set(added[found].tolist()), set(amounts[found.any(1)].tolist())


def _columns(last: Sequence[int | None]) -> set[int]:
    """Amounts that the last ones of two or more lines before them add up to."""
    amounts = [one for one in last if one is not None]
    found = set()
    for at, amount in enumerate(amounts):
        sums = accumulate(reversed(amounts[max(0, at - _LONGEST) : at]))
        if amount and amount in islice(sums, 1, None):
            found.add(amount)
    return found


def _last_amount(row: Sequence[tuple[Span, str]]) -> int | None:
    amounts = [(span.start, _cents(text)) for span, text in row if _is_amount(text)]
    return max(amounts)[1] if amounts else None
