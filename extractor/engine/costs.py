"""What a step of llama.cpp costs with this model on this machine: measured once, kept on disk.

A step's time grows in jumps with the tokens in it, differently on every CPU. How many documents to
decode side by side, whether a draft pays, how many threads to use and whether the machine is busy
are all answered from one measured table, never from a rule of thumb.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

FULL: Final = 4  # widths above 1 are best kept at multiples of this: the rows of a matrix kernel
WORTH: Final = 0.9  # of the highest rate: a wider step than that needs takes memory for little


@dataclass(frozen=True, slots=True)
class Curve:
    """Times of steps with one number of threads, on an otherwise empty context."""

    threads: int
    widths: tuple[int, ...]  # tokens a step, rising; each token with logits
    seconds: tuple[float, ...]  # a step of that width takes
    prefill: float  # prompt tokens a second, in large chunks with logits on the last only

    def step(self, width: int) -> float:
        """Seconds of a step of `width` tokens, on straight lines between what was measured."""
        last = self.widths[-1]
        if width >= last:
            return self.seconds[-1] + (width - last) / self.prefill
        right = max(1, bisect_left(self.widths, width))
        (x0, x1), (y0, y1) = self.widths[right - 1 : right + 1], self.seconds[right - 1 : right + 1]
        return y0 + (y1 - y0) * (width - x0) / (x1 - x0)


@dataclass(frozen=True, slots=True)
class CostTable:
    """Curves for several numbers of threads; a machine without rivals is assumed throughout."""

    curves: tuple[Curve, ...]  # by rising number of threads
    calm: bool  # False: other programs ran meanwhile, so the figures are too high

    def step(self, width: int, threads: int | None = None) -> float:
        """Seconds of a step of `width` tokens; with the best number of threads by default."""
        return self.curve(self.threads(width) if threads is None else threads).step(width)

    def curve(self, threads: int) -> Curve:
        """The measured curve whose number of threads is nearest."""
        return min(self.curves, key=lambda curve: abs(curve.threads - threads))

    def threads(self, width: int) -> int:
        """The number of threads that makes a step of `width` tokens shortest."""
        return min(self.curves, key=lambda curve: curve.step(width)).threads

    @property
    def prefill(self) -> float:
        """Prompt tokens a second with the best number of threads."""
        return max(curve.prefill for curve in self.curves)

    def rate(self, width: int) -> float:
        """Tokens a second when `width` replies are decoded side by side."""
        return width / self.step(width)

    def best_width(self, limit: int) -> int:
        """How many replies to decode side by side, at most `limit`.

        The narrowest of 1, 2 and the multiples of four that comes near the highest rate.
        """
        widths = [width for width in _full_widths() if width <= max(1, limit)]
        enough = WORTH * max(self.rate(width) for width in widths)
        return next(width for width in widths if self.rate(width) >= enough)

    def drafts(self, width: int, replies: int, chances: Sequence[float]) -> int:
        """How many guessed tokens to add to a step of `width` tokens that serves `replies`.

        `chances` that each guess is right, the likeliest first. As many as let most tokens be
        chosen a second: every reply gets one without them.
        """
        best, highest, chosen = 0, replies / self.step(width), float(replies)
        for count, chance in enumerate(chances, 1):
            chosen += chance
            rate = chosen / self.step(width + count)
            if rate > highest:
                best, highest = count, rate
        return best


@dataclass(frozen=True, slots=True)
class Page:
    """Tokens of one page of documents, for an estimate."""

    prompt: int  # the document's text with the instructions
    sampled: int  # of the reply, each a step of its own
    forced: int  # of the reply, dictated by the grammar


def pages_an_hour(costs: CostTable, slots: int, page: Page) -> float:
    """Pages that a run would ask about in an hour with all its slots taken; reading them apart.

    An estimate from the table: no prefix is shared, no draft accepted, no page asked twice.
    """
    prefill = (page.prompt + page.forced) / costs.prefill
    return 3600 / (prefill + page.sampled / costs.rate(slots))


def _full_widths() -> Iterator[int]:
    yield from (1, 2)
    yield from range(FULL, 257, FULL)
