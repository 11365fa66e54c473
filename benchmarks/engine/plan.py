"""What a round holds: which arms meet over which prompts, and how many documents each answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.engine.arms import Arm
from benchmarks.engine.contest import Entry, Heat
from benchmarks.engine.report import DEFAULT, OURS, TUNED
from benchmarks.engine.workload import Setting

SERVER = "llama-server 8"
CORE = (DEFAULT, TUNED, SERVER, "ours batch plain", OURS)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    rounds: int = 5
    documents: int = 16  # of a batching arm a round
    full: bool = False  # every arm in every setting and round
    settings: Sequence[str] = ()  # names of those wanted; none: all


def plan(arms: Sequence[Arm], size: Size) -> list[Heat]:
    """The heats of a round, those that bear the targets first.

    What no target speaks of runs in the first rounds only, and longer prompts with fewer documents:
    the figures are rates.
    """
    rare = size.rounds if size.full else 1
    few = size.rounds if size.full else 2

    def heat(
        setting: Setting,
        share: int,
        wanted: Callable[[Arm], bool],
        rounds: Callable[[Arm], int],
        *,
        free: bool = False,
        rivals: int = 0,
    ) -> Heat:
        """`share` of the documents for each arm: one in so many."""
        entries = [
            Entry(arm.name, _documents(arm, size, share), min(size.rounds, rounds(arm)))
            for arm in arms
            if wanted(arm) and (not arm.settings or setting.name in arm.settings)
        ]
        return Heat(setting, tuple(entries), free, rivals)

    def core(arm: Arm) -> bool:
        return size.full or arm.name in CORE

    def always(arm: Arm) -> int:
        return size.rounds

    def seldom(arm: Arm) -> int:
        return rare

    heats = [
        heat(Setting(500, 300), 1, lambda arm: True, lambda arm: size.rounds if core(arm) else few),
        heat(Setting(1500, 300), 2, core, always),
        heat(
            Setting(500, 300),
            1,
            lambda arm: arm.name in (TUNED, SERVER),
            lambda arm: few,
            free=True,
        ),
        *(
            heat(
                Setting(500, 300),
                2,
                lambda arm: arm.name in (DEFAULT, OURS),
                lambda arm: few,
                rivals=count,
            )
            for count in (1, 2)
        ),
        heat(Setting(4000, 300), 4, core, seldom),
        heat(Setting(500, 0), 1, core, seldom),
    ]
    if size.full:
        heats += [heat(Setting(length, 0), 2, core, seldom) for length in (1500, 4000)]
    return [
        one
        for one in heats
        if one.entries and (not size.settings or one.setting.name in size.settings)
    ]


def _documents(arm: Arm, size: Size, share: int) -> int:
    if arm.batched:
        return max(2, size.documents // share)
    return max(1, size.documents // (16 * share))
