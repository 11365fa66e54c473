"""Measuring a model's cost table on this machine, and keeping it.

The figures are medians of a few repeats. Whether other programs took part is asked of the kernel,
not guessed from the figures alone: a rival that never pauses slows every repeat alike. What was
measured beside rivals is used for this once and measured again the next time.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, Final

import llama_cpp

from extractor.engine.costs import CostTable, Curve
from extractor.engine.loading import LoadedModel, physical_cores
from extractor.errors import EngineError
from extractor.generation import LoadOptions
from extractor.jsonfile import write_json

WIDTHS: Final = (1, 2, 4, 8, 16, 32)
REPEATS: Final = 5
SECONDS: Final = 1.0  # for one number of threads; a slow model gets fewer repeats and widths
LEAST_REPEATS: Final = 2
CHUNK: Final = 256  # prompt tokens in the step that measures prefill
SPREAD: Final = 0.5  # of a median; repeats further apart than that were disturbed
RIVALS: Final = 0.25  # cores' worth of other programs from which figures are not kept


def calibrate(model: LoadedModel, options: LoadOptions) -> CostTable:
    """The cost table of a loaded model: the kept one, or one measured now (seconds).

    Leaves the context empty. Raises EngineError if llama.cpp cannot decode.
    """
    kept = kept_costs(model.info.sha256, options)
    if kept is not None:
        return kept
    costs = measure_costs(model, options.threads or physical_cores())
    if costs.calm:
        _keep(costs, model.info.sha256, options)
    return costs


def kept_costs(sha256: str, options: LoadOptions) -> CostTable | None:
    """What was measured earlier of this file with these options; None where nothing sound is."""
    path = _path(sha256, options)
    if path is None:
        return None
    try:
        content = json.loads(path.read_text("utf-8"))
        curves = tuple(_curve(curve) for curve in content["curves"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return CostTable(curves, calm=True) if curves else None


def measure_costs(model: LoadedModel, most_threads: int) -> CostTable:
    """Times steps of a loaded model with 1 to `most_threads` threads; leaves the context empty.

    Raises EngineError if llama.cpp cannot decode.
    """
    with _Rivals() as rivals:
        trials = [_Trial(model, threads) for threads in _thread_counts(most_threads)]
        try:
            curves = tuple(trial.curve() for trial in trials)
        finally:
            llama_cpp.llama_memory_clear(model.memory, False)
            llama_cpp.llama_set_n_threads(model.context, model.threads, model.threads)
    steady = median(trial.spread for trial in trials) <= SPREAD
    return CostTable(curves, calm=steady and not rivals.found)


def _thread_counts(most: int) -> list[int]:
    """One, half, all, and one less than all: a core for whatever else is running."""
    return sorted({1, max(1, most // 2), max(1, most - 1), most})


class _Trial:
    """Steps of one model with one number of threads."""

    def __init__(self, model: LoadedModel, threads: int) -> None:
        self._model = model
        self._threads = threads
        self.spread = 0.0  # of the repeats, over their median

    def curve(self) -> Curve:
        llama_cpp.llama_set_n_threads(self._model.context, self._threads, self._threads)
        self._step(1, everywhere=True)  # the first step sets llama.cpp's buffers up
        times: dict[int, list[float]] = {}
        started = time.monotonic()
        for repeat in range(REPEATS):
            for width in WIDTHS if not repeat else tuple(times):
                late = time.monotonic() - started > SECONDS
                if late and (repeat >= LEAST_REPEATS or (not repeat and len(times) >= 2)):
                    break
                if width <= self._model.batch:
                    times.setdefault(width, []).append(self._step(width, everywhere=True))
        middle = _rising({width: median(taken) for width, taken in times.items()})
        self.spread = median(
            (max(taken) - min(taken)) / middle[width] for width, taken in times.items()
        )
        return Curve(
            threads=self._threads,
            widths=tuple(middle),
            seconds=tuple(middle.values()),
            prefill=self._prefill(widest=max(middle), seconds=middle[max(middle)]),
        )

    def _prefill(self, widest: int, seconds: float) -> float:
        """Prompt tokens a second; a slow model's chunk is made shorter to fit the time."""
        affordable = int(widest * SECONDS / seconds)
        tokens = max(1, min(CHUNK, self._model.batch, max(affordable, widest)))
        return tokens / median(self._step(tokens, everywhere=False) for _ in range(3))

    def _step(self, width: int, *, everywhere: bool) -> float:
        """Seconds of a step on an empty context, with logits everywhere or on the last token."""
        llama_cpp.llama_memory_clear(self._model.memory, False)
        with _batch(width, self._model.vocab_size, everywhere=everywhere) as batch:
            started = time.perf_counter()
            code = llama_cpp.llama_decode(self._model.context, batch)
            llama_cpp.llama_synchronize(self._model.context)
            taken = time.perf_counter() - started
        if code != 0:
            raise EngineError(f"llama.cpp could not decode {width} tokens (code {code})")
        return taken


def _rising(seconds: dict[int, float]) -> dict[int, float]:
    """Without disturbances: a step takes no longer than a wider one."""
    rising, least = {}, math.inf
    for width in reversed(seconds):
        rising[width] = least = min(least, seconds[width])
    return dict(reversed(rising.items()))


@contextmanager
def _batch(width: int, vocabulary: int, *, everywhere: bool) -> Iterator[Any]:
    """`width` different tokens of one sequence: experts of a mixture see a mixture."""
    batch = llama_cpp.llama_batch_init(width, 0, 1)
    try:
        batch.n_tokens = width
        for place in range(width):
            batch.token[place] = place * 7919 % vocabulary
            batch.pos[place] = place
            batch.n_seq_id[place] = 1
            batch.seq_id[place][0] = 0
            batch.logits[place] = everywhere or place == width - 1
        yield batch
    finally:
        llama_cpp.llama_batch_free(batch)


class _Rivals:
    """Whether other programs used this process's cores while the block ran."""

    def __enter__(self) -> _Rivals:
        self.found = False
        self._before = _busy_seconds()
        self._own = time.process_time()
        self._started = time.monotonic()
        return self

    def __exit__(self, *exc: object) -> None:
        after, own = _busy_seconds(), time.process_time() - self._own
        if self._before is None or after is None:
            self.found = os.getloadavg()[0] > 1 + physical_cores() / 2
            return
        elapsed = time.monotonic() - self._started
        self.found = after - self._before - own > RIVALS * elapsed


def _busy_seconds() -> float | None:
    """CPU time of all programs on the cores of this process, stolen time too; None if unknown."""
    try:
        lines = Path("/proc/stat").read_text().splitlines()
    except OSError:
        return None
    usable = {f"cpu{cpu}" for cpu in os.sched_getaffinity(0)}
    ticks = 0
    for name, *counts in (line.split() for line in lines):
        if name in usable:
            user, nice, system, _idle, _waiting, interrupts, soft, stolen = map(int, counts[:8])
            ticks += user + nice + system + interrupts + soft + stolen
    return ticks / os.sysconf("SC_CLK_TCK")


def _path(sha256: str, options: LoadOptions) -> Path | None:
    """The file of this model on this machine with these options."""
    if options.folder is None or not sha256:
        return None
    parts = {
        "model": sha256,
        "llama_cpp": version("llama-cpp-python"),
        "cpu": _cpu(),
        "threads": options.threads or physical_cores(),
        "kv_type": options.kv_type,
        "flash_attention": options.flash_attention,
        "gpu_layers": options.gpu_layers,
        "batch": options.batch,
    }
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    return options.folder / f"costs-{digest[:16]}.json"


def _cpu() -> str:
    """The processor's name, and what it can do."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    told = [line for line in lines if line.startswith(("model name", "flags", "Features"))]
    return " ".join(sorted(set(told))) or platform.machine()


def _curve(content: dict[str, Any]) -> Curve:
    """Raises ValueError, TypeError or KeyError for what was not written by `_keep`."""
    widths = tuple(int(width) for width in content["widths"])
    seconds = tuple(float(taken) for taken in content["seconds"])
    curve = Curve(int(content["threads"]), widths, seconds, float(content["prefill"]))
    sound = len(widths) == len(seconds) >= 2 and widths == tuple(sorted(set(widths)))
    if not sound or not all(0 < value < math.inf for value in (curve.prefill, *widths, *seconds)):
        raise ValueError("not a cost curve")
    return curve


def _keep(costs: CostTable, sha256: str, options: LoadOptions) -> None:
    path = _path(sha256, options)
    if path is None:
        return
    try:
        write_json(path, {"curves": [asdict(curve) for curve in costs.curves]})
    except OSError:
        return  # nothing is lost but the seconds of measuring again
