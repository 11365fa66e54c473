"""Pacing: threads beside busy programs, on simulated machines and on this one."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.engine.costs import CostTable, Curve
from extractor.engine.pacing import PATIENCE, Pacer

CORES = 4
WIDTHS = (1, 32)


def _costs(share: float = 0.95) -> CostTable:
    """A machine of four cores on which `share` of a step runs side by side (Amdahl's law)."""
    return CostTable(
        tuple(
            Curve(threads, WIDTHS, tuple(s * (1 - share + share / threads) for s in (0.04, 0.4)), 1)
            for threads in (1, 2, 3, 4)
        ),
        calm=True,
    )


COSTS = _costs()
simulated = settings(max_examples=20, deadline=None)
Machine = Callable[[int, int], float]  # width, threads -> seconds of a step


def _beside(rivals: int, stall: float = 6.0) -> Machine:
    """Threads that need a rival's core wait for it at each of their barriers."""

    def step(width: int, threads: int) -> float:
        crowded = threads + rivals > CORES
        return COSTS.step(width, threads) * (stall if crowded else 1.0)

    return step


def _run(pacer: Pacer, machine: Machine, seconds: float, width: int = 1) -> list[tuple[int, float]]:
    """Threads and time of each step, for that long."""
    steps: list[tuple[int, float]] = []
    while seconds > 0:
        threads = pacer.threads(width)
        taken = machine(width, threads)
        pacer.observe(width, threads, taken)
        steps.append((threads, taken))
        seconds -= taken
    return steps


def test_a_calm_machine_keeps_all_its_threads() -> None:
    assert {threads for threads, _ in _run(Pacer(COSTS), _beside(0), 60)} == {CORES}


@simulated
@given(st.integers(1, 3), st.floats(3.0, 80.0), st.sampled_from(WIDTHS))
def test_beside_rivals_it_finds_the_threads_that_are_left(
    rivals: int, stall: float, width: int
) -> None:
    pacer, busy = Pacer(COSTS), _beside(rivals, stall)
    _run(pacer, _beside(0), 5, width)
    _run(pacer, busy, 60, width)
    best = min(busy(width, threads) for threads in range(1, CORES + 1))
    taken = [seconds for _, seconds in _run(pacer, busy, 120, width)]
    near = [seconds for seconds in taken if seconds < 1.1 * best]
    assert len(near) > 0.9 * len(taken)


def test_trials_become_rarer_and_take_a_small_part_of_the_time() -> None:
    pacer = Pacer(COSTS)
    busy = _beside(2, stall=20.0)
    _run(pacer, busy, 60)
    steps = _run(pacer, busy, 300)
    crowded = sum(seconds for threads, seconds in steps if threads > 2)
    assert crowded < 0.2 * 300


@simulated
@given(st.integers(1, 3), st.floats(3.0, 80.0))
def test_threads_come_back_when_the_machine_is_calm_again(rivals: int, stall: float) -> None:
    pacer = Pacer(COSTS)
    _run(pacer, _beside(rivals, stall), 120)
    steps = _run(pacer, _beside(0), 2 * PATIENCE[1])
    assert steps[-1][0] == CORES


@simulated
@given(st.floats(1.0, 10.0))
def test_a_machine_slowed_by_heat_keeps_its_threads(factor: float) -> None:
    pacer = Pacer(COSTS)
    _run(pacer, _beside(0), 5)
    steps = _run(pacer, lambda width, threads: factor * COSTS.step(width, threads), 600)
    others = sum(seconds for threads, seconds in steps if threads != CORES)
    assert others < 0.1 * 600
    assert pacer.threads(1) == CORES


@given(st.lists(st.floats(1.0, 1.9), min_size=5, max_size=60))
def test_a_slow_step_now_and_then_changes_nothing(between: list[float]) -> None:
    pacer = Pacer(COSTS)
    for place, factor in enumerate([1.0, 1.0, 1.0, *between]):
        assert pacer.threads(1) == CORES
        late = 40.0 if place % 5 == 4 else 1.0 + (factor - 1.0) / 10
        pacer.observe(1, CORES, late * COSTS.step(1, CORES))


@given(st.lists(st.tuples(st.integers(1, 512), st.floats(1e-6, 1e3)), max_size=200))
def test_whatever_is_observed_threads_are_those_of_the_table(
    steps: list[tuple[int, float]],
) -> None:
    pacer = Pacer(COSTS)
    for width, seconds in steps:
        threads = pacer.threads(width)
        assert threads in (1, 2, 3, 4)
        pacer.observe(width, threads, seconds)


def test_prefill_and_decoding_are_paced_apart() -> None:
    pacer = Pacer(COSTS)
    _run(pacer, _beside(2), 30, width=1)
    assert pacer.threads(1) == 2
    assert pacer.threads(256) == CORES
