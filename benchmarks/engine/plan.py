"""What a round holds: which arms meet over which prompts, and how many documents each answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.engine.arms import Arm
from benchmarks.engine.contest import Entry, Heat
from benchmarks.engine.report import DEFAULT, OURS, TUNED
from benchmarks.engine.workload import Setting

SERVER = "llama-server 8"


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    rounds: int = 5
    documents: int = 16  # of a batching arm a round
    full: bool = False  # every arm in every setting and round
    settings: Sequence[str] = ()  # names of those wanted; none: all


def plan(arms: Sequence[Arm], size: Size) -> list[Heat]:
    """The heats of a round, those that bear the targets first.

    What no target speaks of runs in the last round only, and longer prompts with fewer documents:
    the figures are rates.
    """
    heats = [
        _heat(arms, size, Setting(500, 300), (DEFAULT, TUNED, SERVER, OURS)),
        _heat(arms, size, Setting(1500, 300), (TUNED, OURS), few=4),
    ]
    for count in (1, 2):
        heats.append(_heat(arms, size, Setting(500, 300), (), (DEFAULT, OURS), few=2, rivals=count))
    core = (DEFAULT, TUNED, SERVER, "ours batch plain", OURS)
    heats += [
        _heat(arms, size, Setting(500, 300), (), (TUNED, SERVER), free=True),
        _heat(arms, size, Setting(4000, 300), (), core, few=4),
        _heat(arms, size, Setting(500, 0), (), core, few=2),
    ]
    if size.full:
        heats += [_heat(arms, size, Setting(length, 0), (), core, few=2) for length in (1500, 4000)]
    wanted = size.settings
    return [heat for heat in heats if not wanted or heat.setting.name in wanted]


def _heat(
    arms: Sequence[Arm],
    size: Size,
    setting: Setting,
    always: Sequence[str],
    late: Sequence[str] | None = None,
    *,
    few: int = 1,
    free: bool = False,
    rivals: int = 0,
) -> Heat:
    """Arms of every round, and arms of the last only (None: all others); one document in `few`."""
    entries = []
    for arm in arms:
        steady = arm.name in always or size.full
        chosen = steady or late is None or arm.name in late
        if free or rivals:
            chosen = arm.name in (late or ())
        if chosen and (not arm.settings or setting.name in arm.settings):
            since = 0 if steady else size.rounds - 1
            entries.append(Entry(arm.name, _documents(arm, size, few), since))
    return Heat(setting, tuple(entries), free, rivals)


def _documents(arm: Arm, size: Size, few: int) -> int:
    """What answers one document at a time needs few; slow servers get half of what ours does."""
    if not arm.batched:
        return max(1, size.documents // (16 * few))
    return max(2, size.documents // few // (1 if arm.ours or size.full else 2))
