"""Medians, spread, ratios and targets. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure measured several times."""

    median: float
    low: float
    high: float
    rounds: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        if not values:
            raise ValueError("nothing was measured")
        return cls(median(values), min(values), max(values), len(values))

    @property
    def wobble(self) -> float:
        """Distance of the extremes, as a share of the median."""
        return (self.high - self.low) / self.median if self.median else 0.0


def round_ratio(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Ratio round by round: what disturbed a round disturbed both sides of it."""
    return Spread.of([one / other for one, other in zip(ours, theirs, strict=True) if other > 0])


@dataclass(frozen=True, slots=True)
class Target:
    """What the ratio of two figures has to reach."""

    name: str
    bound: float
    at_most: bool = False  # the ratio is a cost

    def reached(self, ratio: float) -> bool:
        return ratio <= self.bound if self.at_most else ratio >= self.bound

    def verdict(self, ratio: float) -> str:
        """`reached`, or by how much it is missed."""
        if self.reached(ratio):
            return "reached"
        return f"missed by {abs(ratio / self.bound - 1):.0%}"


def best(candidates: Mapping[str, Sequence[float]]) -> str | None:
    """The name with the highest median."""
    return max(candidates, key=lambda name: median(candidates[name]), default=None)
