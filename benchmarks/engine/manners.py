"""Whether the machine is calm enough to measure on, and making it busy on purpose."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

CALM = 0.10  # of the machine's cores that others may use
WATCHED_SECONDS = 2.0

_SPIN = "while True: pass"


def busy_share(seconds: float = WATCHED_SECONDS) -> float:
    """The share of all cores that others take although we want them all.

    What makes way for us, like the indexing that runs while nobody works, does not count.
    """
    with Strangers() as strangers, rivals(os.cpu_count() or 1):
        time.sleep(seconds)
    return strangers.share


def share(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Of two readings of (busy, all) processor time: the busy share between them."""
    passed = after[1] - before[1]
    return (after[0] - before[0]) / passed if passed > 0 else 0.0


def refusal(busy: float, allowed: float = CALM) -> str | None:
    """What to tell a person whose machine is not calm; None where it is."""
    if busy <= allowed:
        return None
    return (
        f"other programs use {busy:.0%} of this machine's cores, so its figures would mean little: "
        "close them, or measure all the same with ARGS='--calm 1'"
    )


class Strangers:
    """What programs that are not of this process tree took of all cores while the block ran."""

    share = 0.0  # afterwards; 0 where the system does not say

    def __enter__(self) -> Self:
        self._before = _processor_times(), family_ticks(os.getpid())
        return self

    def __exit__(self, *exc: object) -> None:
        (before, ours), after = self._before, _processor_times()
        if before is not None and after is not None:
            own = family_ticks(os.getpid()) - ours
            self.share = max(0.0, share(before, (after[0] - own, after[1])))


def family_ticks(root: int) -> int:
    """Processor time of a process and its descendants, those that have ended among them."""
    parents, ticks = dict[int, int](), dict[int, int]()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        pid = int(path.parent.name)
        parents[pid] = int(fields[1])
        ticks[pid] = sum(map(int, fields[11:15]))
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(ticks.get(pid, 0) for pid in family)


@contextmanager
def rivals(count: int) -> Iterator[None]:
    """`count` processes that each want a core, while the block runs."""
    spinning = [subprocess.Popen([sys.executable, "-c", _SPIN]) for _ in range(count)]
    try:
        yield
    finally:
        for one in spinning:
            one.kill()
        for one in spinning:
            one.wait()


def _processor_times() -> tuple[int, int] | None:
    """(busy, all) in ticks since the start of the machine; waiting for disks is not busy."""
    try:
        line = Path("/proc/stat").read_text().splitlines()[0]
    except OSError:
        return None
    ticks = [int(part) for part in line.split()[1:9]]  # what a guest uses is counted twice
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)
