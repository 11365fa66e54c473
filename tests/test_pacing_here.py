"""Pacing on this machine: real steps of llama.cpp beside programs that never pause."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

import llama_cpp
import pytest

from extractor.engine.calibration import measure_costs
from extractor.engine.loading import LoadedModel, load_model, physical_cores
from extractor.engine.pacing import Pacer
from extractor.generation import LoadOptions
from extractor.models import EMBEDDED_FILE

WIDTH = 64  # a step of ten milliseconds, like a larger model's
ROUNDS = 30
BEHIND = 3.0  # times the best fixed number of threads: room for what trials take


@contextmanager
def _rivals(count: int) -> Iterator[None]:
    running = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for rival in running:
            rival.kill()
            rival.wait()


def _step(model: LoadedModel, threads: int) -> float:
    llama_cpp.llama_set_n_threads(model.context, threads, threads)
    llama_cpp.llama_memory_clear(model.memory, False)
    tokens = (llama_cpp.llama_token * WIDTH)(*(place % model.vocab_size for place in range(WIDTH)))
    started = time.perf_counter()
    assert llama_cpp.llama_decode(model.context, llama_cpp.llama_batch_get_one(tokens, WIDTH)) == 0
    return time.perf_counter() - started


@pytest.mark.parametrize("rivals", [1, 2])
def test_beside_rivals_the_pacer_keeps_up_with_the_best_fixed_number(rivals: int) -> None:
    model = load_model(EMBEDDED_FILE, "", LoadOptions(context=512))
    try:
        costs = measure_costs(model, max(2, physical_cores()))
        counts = [curve.threads for curve in costs.curves]
        pacer = Pacer(costs)
        fixed: dict[int, list[float]] = {count: [] for count in counts}
        paced: list[float] = []
        with _rivals(rivals):
            for _ in range(ROUNDS):  # in turns, so that what else runs here slows all alike
                for count in counts:
                    fixed[count].append(_step(model, count))
                threads = pacer.threads(WIDTH)
                paced.append(_step(model, threads))
                pacer.observe(WIDTH, threads, paced[-1])
    finally:
        model.free()
    assert median(paced) < BEHIND * min(median(taken) for taken in fixed.values())
