"""Whether the machine is calm enough to measure on, and making it busy on purpose."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CALM = 0.10  # of the machine's cores that others may use
WATCHED_SECONDS = 2.0

_SPIN = "while True: pass"


def busy_share(seconds: float = WATCHED_SECONDS) -> float | None:
    """The share of all cores that is in use now; None where the system does not say."""
    before = _processor_times()
    time.sleep(seconds)
    after = _processor_times()
    return None if before is None or after is None else share(before, after)


def share(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Of two readings of (busy, all) processor time: the busy share between them."""
    passed = after[1] - before[1]
    return (after[0] - before[0]) / passed if passed > 0 else 0.0


def refusal(busy: float | None) -> str | None:
    """What to tell a person whose machine is not calm; None where it is."""
    if busy is None or busy <= CALM:
        return None
    return (
        f"other programs use {busy:.0%} of this machine's cores, so its figures would mean little: "
        "close them, or measure all the same with ARGS=--busy-machine"
    )


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
