"""The cost table: what it predicts, and what is decided from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.engine.costs import CostTable, Curve

WIDTHS = (1, 2, 4, 8, 16, 32)
# Two cores and a model of half a billion weights, in seconds: width 2 gains nothing there.
LAPTOP = CostTable(
    (
        Curve(1, WIDTHS, (0.040, 0.080, 0.085, 0.170, 0.260, 0.450), 90.0),
        Curve(2, WIDTHS, (0.022, 0.044, 0.047, 0.090, 0.141, 0.234), 170.0),
    ),
    calm=True,
)
# A model so small that a second thread only costs.
TINY = CostTable(
    (
        Curve(1, WIDTHS, (0.0003, 0.0003, 0.0005, 0.0008, 0.0016, 0.0034), 8000.0),
        Curve(2, WIDTHS, (0.0009, 0.0009, 0.0011, 0.0014, 0.0022, 0.0030), 9000.0),
    ),
    calm=True,
)


@st.composite
def tables(draw: st.DrawFn) -> CostTable:
    """Machines on which a wider step takes no less time."""
    curves = []
    for threads in draw(st.lists(st.integers(1, 16), min_size=1, max_size=4, unique=True)):
        more = draw(st.lists(st.floats(0.0, 0.1), min_size=len(WIDTHS), max_size=len(WIDTHS)))
        seconds = tuple(0.001 + sum(more[: place + 1]) for place in range(len(WIDTHS)))
        curves.append(Curve(threads, WIDTHS, seconds, draw(st.floats(10, 10_000))))
    return CostTable(tuple(sorted(curves, key=lambda curve: curve.threads)), calm=True)


def test_what_was_measured_is_given_back() -> None:
    for curve in LAPTOP.curves:
        for width, seconds in zip(curve.widths, curve.seconds, strict=True):
            assert LAPTOP.step(width, curve.threads) == pytest.approx(seconds)


def test_widths_between_lie_on_the_line_and_wider_ones_on_the_prefill_rate() -> None:
    assert LAPTOP.step(12) == pytest.approx((0.090 + 0.141) / 2)
    assert LAPTOP.step(32 + 170) == pytest.approx(0.234 + 1.0)


@given(tables(), st.integers(1, 600))
def test_a_wider_step_never_takes_less(costs: CostTable, width: int) -> None:
    assert costs.step(width + 1) >= costs.step(width) > 0


@given(tables(), st.integers(1, 600))
def test_no_number_of_threads_beats_the_chosen_one(costs: CostTable, width: int) -> None:
    chosen = costs.step(width, costs.threads(width))
    assert all(chosen <= costs.step(width, curve.threads) for curve in costs.curves)


def test_threads_are_chosen_by_width() -> None:
    assert (TINY.threads(1), TINY.threads(32)) == (1, 2)
    assert LAPTOP.threads(1) == 2


@given(tables(), st.integers(1, 64))
def test_the_best_width_is_full_within_the_limit_and_near_the_best_rate(
    costs: CostTable, limit: int
) -> None:
    best = costs.best_width(limit)
    assert 1 <= best <= limit
    assert best in (1, 2) or best % 4 == 0
    rates = [costs.rate(width) for width in (1, 2, *range(4, limit + 1, 4)) if width <= limit]
    assert costs.rate(best) >= 0.9 * max(rates)


def test_width_two_is_passed_over_where_it_gains_nothing() -> None:
    assert LAPTOP.best_width(3) == 1
    assert LAPTOP.best_width(4) == 4


@given(tables(), st.integers(1, 16), st.integers(1, 8))
def test_a_draft_that_is_never_right_never_pays(costs: CostTable, width: int, drafted: int) -> None:
    assert costs.drafts(width, width, [0.0] * drafted) == 0


@given(tables(), st.integers(1, 16), st.integers(1, 8), st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_no_less_is_drafted_when_guesses_are_better(
    costs: CostTable, width: int, drafted: int, acceptance: tuple[float, float]
) -> None:
    worse, better = (costs.drafts(width, width, [one] * drafted) for one in sorted(acceptance))
    assert worse <= better


def test_drafts_pay_where_the_curve_is_flat() -> None:
    assert LAPTOP.drafts(1, 1, [0.8, 0.64, 0.51]) == 3  # 1.95 tokens more in twice the time
    assert LAPTOP.drafts(1, 1, [0.9]) == 0  # width 2 takes as long as two steps
    assert LAPTOP.drafts(4, 4, [0.5] * 4) == 0
    assert LAPTOP.drafts(24, 8, [0.9] * 4 + [0.2] * 4) == 4  # tokens of no choice make steps wide
