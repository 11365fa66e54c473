"""Calibration: the embedded model's steps, timed for real; what is kept of them and what is not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import llama_cpp
import pytest

from extractor.engine import calibration
from extractor.engine.calibration import calibrate, kept_costs, measure_costs
from extractor.engine.costs import CostTable, Curve
from extractor.engine.loading import LoadedModel, load_model
from extractor.generation import LoadOptions
from extractor.models import EMBEDDED_FILE, EMBEDDED_SHA256

CALM = CostTable((Curve(1, (1, 2, 4), (0.001, 0.002, 0.003), 900.0),), calm=True)


@pytest.fixture(scope="module")
def model() -> Iterator[LoadedModel]:
    loaded = load_model(EMBEDDED_FILE, EMBEDDED_SHA256, LoadOptions(context=1024))
    yield loaded
    loaded.free()


@pytest.fixture
def options(tmp_path: Path) -> LoadOptions:
    return LoadOptions(folder=tmp_path / "costs")


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[CostTable]:
    """Measuring gives the tables of this list, the last first."""
    tables: list[CostTable] = []
    monkeypatch.setattr(calibration, "measure_costs", lambda _model, _threads: tables.pop())
    return tables


def test_measuring_gives_a_curve_for_each_number_of_threads(model: LoadedModel) -> None:
    costs = measure_costs(model, 2)
    assert [curve.threads for curve in costs.curves] == [1, 2]
    for curve in costs.curves:
        assert curve.widths[:2] == (1, 2)
        assert all(0 < seconds < 5 for seconds in curve.seconds)
        assert curve.prefill > 10
    assert 1 <= costs.best_width(32) <= 32


def test_measuring_leaves_the_context_empty(model: LoadedModel) -> None:
    measure_costs(model, 1)
    assert llama_cpp.llama_memory_seq_pos_max(model.memory, 0) == -1
    assert llama_cpp.llama_n_threads(model.context) == model.threads


def test_a_busy_machine_is_noticed(model: LoadedModel) -> None:
    rivals = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    try:
        assert not measure_costs(model, 2).calm
    finally:
        for rival in rivals:
            rival.kill()
            rival.wait()


def test_a_calm_measurement_is_kept(
    model: LoadedModel, options: LoadOptions, measured: list[CostTable]
) -> None:
    measured.append(CALM)
    assert calibrate(model, options) == CALM
    assert calibrate(model, options) == CALM  # of the file: there is no second measurement
    assert kept_costs(EMBEDDED_SHA256, options) == CALM


def test_a_busy_measurement_is_used_once_and_not_kept(
    model: LoadedModel, options: LoadOptions, measured: list[CostTable]
) -> None:
    busy = replace(CALM, calm=False)
    measured += [CALM, busy]
    assert calibrate(model, options) == busy
    assert kept_costs(EMBEDDED_SHA256, options) is None
    assert calibrate(model, options) == CALM


def test_slots_follow_what_was_measured_on_a_calm_machine(model: LoadedModel) -> None:
    flat = CostTable((Curve(1, (1, 8), (0.001, 0.008), 900.0),), calm=True)  # width gains nothing
    wide = replace(model, info=replace(model.info, slots=8))
    for costs, options, slots in (
        (replace(flat, calm=False), LoadOptions(), 8),
        (flat, LoadOptions(slots=8), 8),
        (flat, LoadOptions(), 1),
    ):
        wide.fit_slots(costs, options)
        assert wide.info.slots == slots


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        '{"curves": []}',
        '{"curves": [{"threads": 1, "widths": [1], "seconds": [1], "prefill": 1}]}',
        '{"curves": [{"threads": 1, "widths": [1, 2], "seconds": [1, -2], "prefill": 1}]}',
        '{"curves": [{"threads": 1, "widths": [2, 1], "seconds": [1, 2], "prefill": 1}]}',
        '{"curves": [{"threads": 1, "widths": [1, 2], "seconds": [1, NaN], "prefill": 1}]}',
        '{"curves": [{"threads": 1, "widths": [1, 2], "seconds": [1, 2], "prefill": Infinity}]}',
    ],
)
def test_a_damaged_file_is_measured_anew(
    model: LoadedModel, options: LoadOptions, measured: list[CostTable], damage: str
) -> None:
    measured += [CALM, CALM]
    calibrate(model, options)
    assert options.folder is not None
    (file,) = options.folder.iterdir()
    file.write_text(damage)
    assert kept_costs(EMBEDDED_SHA256, options) is None
    assert calibrate(model, options) == CALM
    assert measured == []
    assert kept_costs(EMBEDDED_SHA256, options) == CALM


@pytest.mark.parametrize(
    "change", [{"kv_type": "q8_0"}, {"flash_attention": "off"}, {"threads": 1}, {"batch": 64}]
)
def test_other_options_are_other_costs(
    model: LoadedModel,
    options: LoadOptions,
    measured: list[CostTable],
    change: dict[str, int | str],
) -> None:
    measured.append(CALM)
    calibrate(model, replace(options, threads=2))
    assert kept_costs(EMBEDDED_SHA256, replace(options, threads=2)) == CALM
    assert kept_costs(EMBEDDED_SHA256, replace(options, **{"threads": 2, **change})) is None
    assert kept_costs("0" * 64, replace(options, threads=2)) is None


def test_without_a_folder_nothing_is_kept(model: LoadedModel, measured: list[CostTable]) -> None:
    measured += [CALM, CALM]
    calibrate(model, LoadOptions())
    calibrate(model, LoadOptions())
    assert measured == []
