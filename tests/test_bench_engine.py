"""The pure parts of `make bench-engine`: figures, documents, refusing, the report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import nullcontext
from dataclasses import asdict, replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.engine.arms import all_arms, without
from benchmarks.engine.contest import (
    ROOT,
    ArmFailed,
    Contest,
    Entry,
    Heat,
    Results,
    Run,
    Worker,
)
from benchmarks.engine.drivers.literal import literal_schema
from benchmarks.engine.figures import Spread, Target, best, round_ratio
from benchmarks.engine.ledger import Ledger
from benchmarks.engine.limits import Limits, best_of
from benchmarks.engine.manners import family_ticks, refusal, rivals, share
from benchmarks.engine.model import output_bias, token_bytes
from benchmarks.engine.plan import SERVER, Size, plan
from benchmarks.engine.report import DEFAULT, OURS, TUNED, as_json, ratios, reasons, show
from benchmarks.engine.setup import Parts
from benchmarks.engine.workload import Case, Setting, make_cases


def _words(text: str) -> int:
    return len(text.split())


def _run(seconds: float, **counters: float) -> Run:
    return Run(
        seconds=seconds,
        prepared=0.0,
        prompt_tokens=500,
        reused_tokens=300,
        reply_tokens=130,
        wrong=0,
        peak_bytes=2**30,
        counters=counters,
        documents=4,
    )


def test_a_spread_is_the_median_and_the_extremes() -> None:
    spread = Spread.of([3.0, 1.0, 2.0, 10.0, 2.0])
    assert (spread.median, spread.low, spread.high, spread.rounds) == (2.0, 1.0, 10.0, 5)
    assert spread.wobble == 4.5
    with pytest.raises(ValueError, match="nothing"):
        Spread.of([])


def test_a_disturbed_round_does_not_bend_a_ratio() -> None:
    assert round_ratio([30.0, 3.0, 33.0], [10.0, 1.0, 11.0]).median == 3.0


def test_a_missed_target_says_by_how_much() -> None:
    assert Target("speed", 3.0).verdict(3.1) == "reached"
    assert Target("speed", 3.0).verdict(2.4) == "missed by 20%"
    assert Target("cost", 2.0, at_most=True).verdict(3.0) == "missed by 50%"


def test_the_best_arm_has_the_highest_median() -> None:
    assert best({"one": [1.0, 9.0, 1.0], "two": [2.0, 2.0, 2.0]}) == "two"
    assert best({}) is None


def test_a_busy_machine_is_refused_and_a_calm_one_is_not() -> None:
    assert share((100, 1000), (150, 1100)) == 0.5
    assert refusal(0.02) is None
    told = refusal(0.5)
    assert told is not None
    assert "50%" in told
    assert "--calm" in told


def test_what_descendants_compute_counts_as_our_own_even_after_their_end() -> None:
    before, deadline = family_ticks(os.getpid()), time.monotonic() + 30
    with rivals(1):
        while family_ticks(os.getpid()) < before + 20 and time.monotonic() < deadline:
            time.sleep(0.05)
    assert family_ticks(os.getpid()) >= before + 20


def test_documents_have_the_length_asked_for_and_hold_every_value() -> None:
    cases = make_cases(Setting(1500, 300), 3, seed=1, tokens=_words)
    assert len({case.document for case in cases}) == 3
    assert len({case.system for case in cases}) == 1
    for case in cases:
        assert 1480 <= _words(case.prompt) <= 1500
        assert all(str(value) in case.document for value in case.values.values())
        assert json.loads(case.reply) == case.values
        assert Case.from_json(case.as_json()) == case


def test_documents_that_share_nothing_differ_from_the_first_words_on() -> None:
    one, two = make_cases(Setting(500, 0), 2, seed=1, tokens=_words)
    assert one.system[:24] != two.system[:24]


def test_the_literal_schema_holds_one_instance() -> None:
    (case,) = make_cases(Setting(500, 300), 1, seed=1, tokens=_words)
    properties = literal_schema(case)["properties"]
    assert {name: one["const"] for name, one in properties.items()} == case.values


def test_the_random_model_prefers_long_tokens_and_never_blanks_or_control() -> None:
    names = ["a", "abc", "Ġabc", '",Ġ"', "<|im_end|>"]
    bias = output_bias([token_bytes(name) for name in names], [False] * 4 + [True])
    assert bias[1] > bias[0] > bias[2] > bias[4]
    assert bias[0] > bias[3] > bias[4]


def test_an_arm_without_its_parts_is_named_with_the_reason(tmp_path) -> None:
    parts = Parts(tmp_path, {"server": "cmake is not installed"})
    reasons = {arm.name: without(parts, arm) for arm in all_arms(parts, threads=2)}
    assert reasons["llama-server 8"] == "cmake is not installed"
    assert reasons[OURS] is None


class Good:
    def run(self, cases, *, free):
        return replace(_run(2.0), documents=len(cases))


class Bad:
    def run(self, cases, *, free):
        raise ArmFailed("out of memory")


def _contest(path: Path, *entries: Entry, ready=lambda _seconds: True) -> Contest:
    return Contest(
        heats=[Heat(Setting(500, 300), entries)],
        ledger=Ledger(path, "key"),
        tokens=_words,
        worker=lambda name: {"good": Good(), "bad": Bad()}[name],
        beside=lambda _count: nullcontext(),
        ready=ready,
        say=lambda _line: None,
        calm=1.0,
    )


def test_an_arm_that_fails_is_reported_and_the_others_go_on(tmp_path) -> None:
    contest = _contest(tmp_path / "kept", Entry("good", 4, 0), Entry("bad", 4, 0))
    assert all(contest.hold(number) for number in range(3))
    results = contest.results()
    assert results.rates("500", "fixed", "good") == [120.0, 120.0, 120.0]
    assert results.failed == {"bad": "500 fixed: out of memory"}


def test_a_stopped_measurement_goes_on_where_it_stopped(tmp_path) -> None:
    path = tmp_path / "kept"
    left = [True, False]  # of the starts that are allowed
    first = _contest(path, Entry("good", 4, 0), ready=lambda _seconds: left.pop(0))
    assert first.hold(0)
    assert not first.hold(1)
    path.write_text(path.read_text() + '{"cut off')
    asked: list[float] = []
    second = _contest(
        path, Entry("good", 4, 0), ready=lambda seconds: asked.append(seconds) or True
    )
    assert second.hold(0)
    assert asked == []  # nothing was missing
    assert second.hold(1)
    assert asked == [second.ledger.entries[0]["took"]]  # as long as in the round before
    assert len(Ledger(path, "key").entries) == 2
    assert Ledger(path, "another key").entries == []


def test_slow_arms_take_part_in_the_last_rounds_only(tmp_path) -> None:
    contest = _contest(tmp_path / "kept", Entry("good", 4, 2))
    assert all(contest.hold(number) for number in range(5))
    assert len(contest.results().rates("500", "fixed", "good")) == 3


def test_a_round_holds_every_arm_and_every_target(tmp_path) -> None:
    arms = all_arms(Parts(tmp_path), threads=2)
    heats = {heat.name: {entry.arm: entry for entry in heat.entries} for heat in plan(arms, Size())}
    assert set(heats["500 fixed"]) == {arm.name for arm in arms}
    assert {heats["500 fixed"][name].since for name in (OURS, DEFAULT, TUNED, SERVER)} == {0}
    assert {heats["1500 fixed"][name].since for name in (OURS, TUNED)} == {0}
    assert heats["500 fixed"]["outlines"].since == 4
    assert {"4000 fixed", "500-alone fixed"} < set(heats)
    assert set(heats["500 beside 2 busy"]) == {DEFAULT, OURS}
    assert set(heats["500 free"]) == {TUNED, SERVER}
    (only,) = plan(arms, Size(settings=("1500",)))
    assert only.setting.name == "1500"


def test_a_worker_whose_libraries_are_missing_says_so() -> None:
    with pytest.raises(ArmFailed, match="nothing_of_that_name"):
        Worker(Path(sys.executable), "nothing_of_that_name", {}, seconds=60)


def test_limits_are_the_best_that_was_seen() -> None:
    one, other = Limits(20e9, 90e9, {4: 60.0}, 300.0), Limits(19e9, 100e9, {4: 70.0}, 290.0)
    kept = [Limits.from_json(json.loads(json.dumps(asdict(limits)))) for limits in (one, other)]
    assert best_of(kept) == Limits(20e9, 100e9, {4: 70.0}, 300.0)
    assert best_of([]) is None


def test_the_report_tells_every_target_and_ends_in_json() -> None:
    results = Results()
    counters = {"decode_steps": 100.0, "decode_tokens": 800.0, "decode_seconds": 8.0}
    for seconds in (1.0, 2.0, 3.0):
        results.add("500", "fixed", OURS, _run(seconds, **counters, mask_seconds=0.08))
        results.add("500", "fixed", DEFAULT, _run(4 * seconds))
    limits = Limits(20e9, 100e9, {4: 60.0, 16: 180.0}, 300.0)
    found = ratios(results, limits)
    target, spread = found["500: times the default"]
    assert spread.median == 4.0
    assert target.reached(spread.median)
    assert found["decode: limit at that width over ours"][1].median == pytest.approx(1.0)
    assert found["mask: share of decoding"][1].median == pytest.approx(0.01)
    told = as_json(results, limits, {"outlines": "not installed"}, {"threads": 2})
    assert told["arms"]["outlines"]["missing"] == "not installed"
    assert json.loads(json.dumps(told))["ratios"]["500: times the default"]["reached"] is True
    console = Console(record=True, width=100, file=StringIO())
    show(console, [], results, limits=limits, model_bytes=4 * 10**8, missing={"outlines": "no"})
    assert "not measured: outlines: no" in console.export_text()


def test_the_report_says_what_prompts_alone_allow() -> None:
    results = Results()
    for seconds in (4.0, 8.0):
        arm = OURS if seconds == 4.0 else TUNED
        results.add("500", "fixed", arm, _run(seconds, prefill_tokens=200.0, prefill_seconds=1.0))
    (told,) = reasons(results, Limits(20e9, 100e9, {4: 60.0}, 300.0))
    assert "50 prompt tokens a document" in told
    assert "12.0 times the tuned" in told  # six a second against 30 a minute
    assert reasons(results, None) == []


def test_the_command_explains_itself() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.engine", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--full" in told.stdout
