"""What this machine could do at best: memory bandwidth, matrix rate, llama.cpp's batched decode."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

READ = 256 * 1024 * 1024  # bytes a thread reads: far beyond any cache
MATRIX = 2048  # rows and columns


@dataclass(frozen=True, slots=True)
class Limits:
    """Best of several tries each."""

    bandwidth: float  # bytes read a second, all threads together
    matrix_rate: float  # operations a second in 32-bit floats, two a multiply-add
    widths: dict[int, float]  # tokens a second that llama-batched-bench decodes at each width
    prefill: float  # prompt tokens a second, of the same program; 0 where it did not run

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        widths = {int(width): rate for width, rate in data["widths"].items()}
        return cls(data["bandwidth"], data["matrix_rate"], widths, data["prefill"])

    def decode(self, width: float) -> float:
        """Tokens a second at `width`, on straight lines between what was measured."""
        known = sorted(self.widths)
        return float(np.interp(width, known, [self.widths[one] for one in known]))


def best_of(measured: Sequence[Limits]) -> Limits | None:
    """The best that was seen of each figure; None where nothing was measured."""
    if not measured:
        return None
    return Limits(
        bandwidth=max(one.bandwidth for one in measured),
        matrix_rate=max(one.matrix_rate for one in measured),
        widths={width: max(one.widths[width] for one in measured) for width in measured[0].widths},
        prefill=max(one.prefill for one in measured),
    )


def measure_limits(program: Path, model: Path, threads: int, widths: Sequence[int]) -> Limits:
    """Raises nothing for a program that is not there: its limits are empty."""
    batched, prefill = (
        _batched_bench(program, model, threads, widths) if program.exists() else ({}, 0.0)
    )
    return Limits(_bandwidth(threads), _matrix_rate(), batched, prefill)


def _bandwidth(threads: int) -> float:
    blocks = [np.ones(READ // 8, np.float64) for _ in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        seconds = _best(lambda: list(pool.map(np.max, blocks)))
    return threads * READ / seconds


def _matrix_rate() -> float:
    left = np.ones((MATRIX, MATRIX), np.float32)
    return 2 * MATRIX**3 / _best(lambda: left @ left)


def _best(work: Callable[[], object], tries: int = 5) -> float:
    times = []
    for _ in range(tries):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def _batched_bench(
    program: Path, model: Path, threads: int, widths: Sequence[int]
) -> tuple[dict[int, float], float]:
    prompt, reply = 500, 24
    command = [
        str(program),
        *f"-npp {prompt} -ntg {reply} -npl {','.join(map(str, widths))} -pps".split(),
        *f"-c {prompt + max(widths) * reply + 256} -b 2048 -ub 512 -fa on -kvu".split(),
        *f"-t {threads} -tb {threads} --output-format jsonl -m".split(),
        str(model),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {row["pl"]: row["speed_tg"] for row in rows}, max(row["speed_pp"] for row in rows)
