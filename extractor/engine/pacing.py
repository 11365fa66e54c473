"""Threads that follow the machine: fewer beside busy programs, all of them when it is calm again.

All threads of a step wait for one another after every operation, so one that shares its core with
another program holds up the rest. How much cannot be reckoned beforehand; it is tried. The pacer
keeps, for each number of threads, how many times slower than the cost table its steps are now
(its load), and takes the number whose predicted step is shortest. What is not in use is believed
to be no more loaded than what is, after a while without trying it; so it is tried again, and more
rarely each time that fails. A slow-down of the machine itself (heat, battery, a long context)
raises every load alike and therefore changes nothing.

No clock, no llama.cpp: time is the sum of the steps that were reported.
"""

from __future__ import annotations

from collections import deque
from statistics import median
from typing import Final

from extractor.engine.costs import CostTable

WINDOW: Final = 5  # steps whose median is the load
SETTLED: Final = 3  # steps before a number of threads is judged, unless it is far too slow
FAR: Final = 2.0  # times slower than another is predicted to be: not one more step
MARGIN: Final = 0.9  # of the present step: what another must be shorter than to be taken
TRIAL: Final = 20  # steps after which a number of threads was no mere trial
PATIENCE: Final = (1.0, 30.0)  # seconds of steps from one trial to the next: at first, at most
WORTH: Final = 20  # times what a failed trial took is left before the next, however long that is
WIDE: Final = 64  # tokens: wider steps are prefill, which rivals slow down less


class Pacer:
    """Chooses the number of threads of each step from how long the steps before it took."""

    def __init__(self, costs: CostTable) -> None:
        self._decoding, self._prefilling = _Lane(costs), _Lane(costs)

    def threads(self, width: int) -> int:
        """Threads for the next step, of `width` tokens; one of the cost table's numbers."""
        return self._lane(width).threads(width)

    def observe(self, width: int, threads: int, seconds: float) -> None:
        """Takes note of a step of `width` tokens that took `seconds` with `threads`."""
        self._lane(width).observe(width, threads, seconds)

    def load(self, width: int) -> float:
        """How many times longer than on a calm machine such a step takes now."""
        return self._lane(width).load(width)

    def _lane(self, width: int) -> _Lane:
        return self._prefilling if width >= WIDE else self._decoding


class _Lane:
    """The loads as seen by steps of one kind."""

    def __init__(self, costs: CostTable) -> None:
        self._costs = costs
        counts = [curve.threads for curve in costs.curves]
        self._loads = dict.fromkeys(counts, 1.0)
        self._untried = dict.fromkeys(counts, 0.0)  # seconds of steps since
        self._patience = dict.fromkeys(counts, PATIENCE[0])
        self._used: int | None = None
        self._recent: deque[float] = deque(maxlen=WINDOW)
        self._steps = 0  # with the number in use
        self._seconds = 0.0  # of those

    def threads(self, width: int) -> int:
        best = min(self._loads, key=lambda count: self._predicted(width, count))
        if self._used is None or best == self._used:
            return best
        now, then = self._predicted(width, self._used), self._predicted(width, best)
        judged = self._steps >= SETTLED or now > FAR * then
        return best if judged and then < MARGIN * now else self._used

    def observe(self, width: int, threads: int, seconds: float) -> None:
        if threads != self._used:
            self._turn_to(threads)
        self._steps += 1
        self._seconds += seconds
        self._recent.append(seconds / self._costs.step(width, threads))
        self._loads[threads] = median(self._recent)
        for count in self._loads:
            self._untried[count] = 0.0 if count == threads else self._untried[count] + seconds
            if self._untried[count] > self._patience[count]:
                self._loads[count] = min(self._loads[count], self._loads[threads])

    def load(self, width: int) -> float:
        count = self.threads(width)
        return self._predicted(width, count) / self._costs.step(width)

    def _turn_to(self, threads: int) -> None:
        if self._used is not None:
            longer = min(PATIENCE[1], 2 * self._patience[self._used])
            failed = self._steps < TRIAL
            self._patience[self._used] = (
                max(longer, WORTH * self._seconds) if failed else PATIENCE[0]
            )
        self._used, self._steps, self._seconds = threads, 0, 0.0
        self._recent.clear()

    def _predicted(self, width: int, count: int) -> float:
        return self._costs.step(width, count) * self._loads[count]
