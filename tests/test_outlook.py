"""What people are told of a model's speed here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extractor.engine import calibration
from extractor.engine.costs import CostTable, Curve, Page, pages_an_hour
from extractor.engine.details import read_details
from extractor.engine.outlook import Outlook, described, look_ahead, measured_outlook
from extractor.generation import LoadOptions
from extractor.models import EMBEDDED_FILE, EMBEDDED_SHA256

COSTS = CostTable(
    (
        Curve(1, (1, 4, 8, 16), (0.040, 0.085, 0.170, 0.260), 100.0),
        Curve(2, (1, 4, 8, 16), (0.022, 0.054, 0.096, 0.141), 200.0),
    ),
    calm=True,
)
OUTLOOK = Outlook(COSTS, slots=8, context=4096, kv_bytes=400 << 20, gpu=False)


def test_the_estimate_adds_prompts_and_steps() -> None:
    page = Page(prompt=800, sampled=100, forced=200)
    # 1,000 tokens at 200 a second; 100 steps of 96 ms shared by 8 replies
    assert pages_an_hour(COSTS, 8, page) == pytest.approx(3600 / (5.0 + 1.2))


def test_a_person_reads_what_a_run_would_use() -> None:
    told = dict(described(OUTLOOK))
    assert told["threads"] == "2 for one reply, 2 for 8"
    assert (
        told["a step takes"] == "22 ms for 1, 54 ms for 4, 96 ms for 8, 141 ms for 16 side by side"
    )
    assert told["prompts"] == "200 tokens a second"
    assert told["side by side"] == "8 replies, 400 MiB of keys and values"
    assert told["estimate"].startswith("490 pages an hour, if a page's prompt has 1,000 tokens")
    assert "measured" not in told


def test_a_busy_measurement_is_named() -> None:
    busy = replace(OUTLOOK, costs=replace(COSTS, calm=False))
    assert "measured" in dict(described(busy))


def test_the_embedded_model_is_measured_when_it_is_looked_at(tmp_path: Path) -> None:
    options = LoadOptions(context=1024, folder=tmp_path, slots=4)
    outlook = look_ahead(EMBEDDED_FILE, EMBEDDED_SHA256, options)
    assert (outlook.context, outlook.slots) == (1024, 4)
    details = read_details(EMBEDDED_FILE)
    assert outlook.kv_bytes >= outlook.context * details.kv_bytes_per_token
    assert outlook.pages_an_hour > 1


def test_nothing_is_measured_where_only_what_is_kept_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = LoadOptions(folder=tmp_path)
    assert measured_outlook(EMBEDDED_FILE, EMBEDDED_SHA256, options) is None
    monkeypatch.setattr(calibration, "measure_costs", lambda _model, _threads: COSTS)
    look_ahead(EMBEDDED_FILE, EMBEDDED_SHA256, options)
    kept = measured_outlook(EMBEDDED_FILE, EMBEDDED_SHA256, options)
    assert kept is not None
    assert kept.costs == COSTS
