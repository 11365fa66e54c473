"""`python -m benchmarks.engine`: see the package."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from benchmarks.engine import arms as field
from benchmarks.engine.arms import Arm, all_arms
from benchmarks.engine.contest import ROOT, Contest, Heat, Worker
from benchmarks.engine.embedded import EndToEnd, measure_embedded
from benchmarks.engine.ledger import Ledger
from benchmarks.engine.limits import Limits, best_of, measure_limits
from benchmarks.engine.manners import CALM, busy_share, refusal, rivals
from benchmarks.engine.plan import Size, plan
from benchmarks.engine.report import as_json, show, show_whole
from benchmarks.engine.setup import Parts, set_up
from benchmarks.engine.workload import Case, CountTokens, Setting, make_cases
from extractor.engine.loading import physical_cores

FOLDER = ROOT / "build" / "bench-engine"
PATIENCE = 300.0  # seconds for one run of one arm
CALMING = 30.0  # seconds in which a busy machine may become calm
WIDTHS = (1, 2, 4, 8, 12, 16)  # of llama-batched-bench


def main() -> int:
    options = _parser().parse_args()
    console = Console(highlight=False, stderr=False)
    parts = set_up(FOLDER, lambda line: console.print(f"{line} ..."))
    if "model" in parts.missing:
        print(parts.missing["model"], file=sys.stderr)
        return 1
    threads = physical_cores()
    wanted = [arm for arm in all_arms(parts, threads) if _chosen(arm.name, options.arms)]
    size = Size(options.rounds, options.documents, options.full, options.prompts or ())
    heats = plan(wanted, size)
    ledger = Ledger(FOLDER / "measured.jsonl", _key(wanted, heats), again=options.again)
    watch = _Watch(options.minutes, options.calm)
    if ledger.entries:
        console.print(f"going on after the {len(ledger.entries)} runs of earlier starts")
    team = _Team(parts, wanted)
    missing = {arm.name: why for arm in wanted if (why := field.without(parts, arm)) is not None}
    contest = Contest(
        heats=[_without(heat, missing) for heat in heats],
        ledger=ledger,
        tokens=team.tokens,
        worker=team.worker,
        beside=rivals,
        ready=watch.ready,
        say=lambda line: console.print(Text(line, style="dim")),
        calm=options.calm,
    )
    try:
        done = _measure(contest, parts, threads, options)
    finally:
        team.close()
    if not done:
        console.print(f"[bold yellow]{watch.why}; start it again to go on[/]")
    _report(console, contest, parts, missing)
    return 0


def _measure(contest: Contest, parts: Parts, threads: int, options: argparse.Namespace) -> bool:
    """Goes on with what is missing; False where it stopped before the end."""
    ledger, rounds = contest.ledger, options.rounds
    for number in range(rounds):
        if not contest.hold(number):
            return False
        if options.no_limits or 0 < number < rounds - 1 or ledger.find(limits_of=number):
            continue
        if not contest.ready(45.0):
            return False
        contest.say(f"round {number + 1}: what the machine could do")
        limits = measure_limits(parts.batched_bench, parts.model, threads, WIDTHS)
        ledger.add({"limits_of": number, "limits": asdict(limits)})
    if not options.no_embedded and not ledger.find(part="embedded"):
        if not contest.ready(120.0):
            return False
        contest.say("the embedded model over samples/")
        ledger.add({"part": "embedded", "whole": asdict(measure_embedded(3))})
    return True


def _report(console: Console, contest: Contest, parts: Parts, missing: dict[str, str]) -> None:
    entries = contest.ledger.entries
    results = contest.results()
    limits = best_of([Limits.from_json(one["limits"]) for one in entries if "limits" in one])
    if limits is not None and not limits.widths:
        missing = {**missing, "llama-batched-bench": parts.missing.get("server", "not built")}
    size = parts.model.stat().st_size
    strangers = max((one["strangers"] for one in entries if "run" in one), default=0.0)
    machine: dict[str, Any] = {
        "threads": physical_cores(),
        "strangers": strangers,
        "model_bytes": size,
        "seconds": sum(one.get("took", 0.0) for one in entries),
    }
    if strangers > CALM:
        console.print(f"[bold yellow]Others used up to {strangers:.0%} of the cores.[/]\n")
    arms = all_arms(parts, physical_cores())
    show(console, arms, results, limits=limits, model_bytes=size, missing=missing)
    for one in contest.ledger.find(part="embedded"):
        show_whole(console, EndToEnd(**one["whole"]))
        machine["embedded"] = one["whole"]
    print(json.dumps(as_json(results, limits, missing, machine)))


class _Watch:
    """Whether to go on: there is time left, and nobody else uses the machine."""

    def __init__(self, minutes: float | None, calm: float) -> None:
        self._end = None if minutes is None else time.monotonic() + 60 * minutes
        self._calm = calm
        self.why = "others used the machine meanwhile"

    def ready(self, seconds: float) -> bool:
        if self._end is not None and time.monotonic() + seconds > self._end:
            self.why = "the time is up"
            return False
        patience = time.monotonic() + CALMING
        while (told := refusal(busy_share(), self._calm)) is not None:
            if time.monotonic() > patience:
                self.why = f"refused: {told}"
                return False
        return True


class _Team:
    """The arms' processes, each started when it is first needed."""

    def __init__(self, parts: Parts, arms: Sequence[Arm]) -> None:
        self.tokens = _counter(parts)
        self._parts = parts
        self._arms = {arm.name: arm for arm in arms}
        self._workers: dict[str, Worker] = {}
        (self._first,) = make_cases(Setting(500, 300), 1, -1, self.tokens)

    def worker(self, name: str) -> Worker:
        """Warm: what a folder's documents have in common is computed. Raises ArmFailed."""
        if name not in self._workers or not self._workers[name].alive:
            arm = self._arms[name]
            python = field.interpreter(self._parts, arm, Path(sys.executable))
            worker = Worker(python, arm.driver, arm.options, PATIENCE)
            self._workers[name] = worker
            worker.run([self._first if arm.ours else _cut(self._first)], free=False)
        return self._workers[name]

    def close(self) -> None:
        for worker in self._workers.values():
            worker.close()


def _cut(case: Case) -> Case:
    """The same prompt with a reply of a few tokens."""
    return replace(case, values={"currency": case.values["currency"]})


def _without(heat: Heat, missing: dict[str, str]) -> Heat:
    return replace(heat, entries=tuple(one for one in heat.entries if one.arm not in missing))


def _key(arms: Sequence[Arm], heats: Sequence[Heat]) -> str:
    """Digest of what figures depend on: versions, flags, documents, and our engine's code."""
    digest = hashlib.sha256(version("llama-cpp-python").encode())
    digest.update(repr([(arm.name, dict(arm.options)) for arm in arms]).encode())
    digest.update(repr(heats).encode())
    code = [*(ROOT / "extractor" / "engine").glob("*.py"), *Path(__file__).parent.rglob("*.py")]
    for path in sorted(code):
        if path.name not in ("report.py", "figures.py"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _counter(parts: Parts) -> CountTokens:
    from llama_cpp import Llama

    from extractor.engine.loading import silence

    silence()
    vocabulary = Llama(str(parts.model), vocab_only=True, verbose=False)
    return lambda text: len(vocabulary.tokenize(text.encode(), add_bos=False, special=True))


def _chosen(name: str, patterns: Sequence[str] | None) -> bool:
    return not patterns or any(pattern in name for pattern in patterns)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make bench-engine ARGS=",
        description="Our engine beside what else one could run. What was measured is kept in "
        "build/bench-engine; a start goes on where the last one stopped.",
    )
    parser.add_argument("--full", action="store_true", help="every arm everywhere in every round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--documents", type=int, default=16, help="of a batching arm a round")
    parser.add_argument("--minutes", type=float, help="stop before; the next start goes on")
    parser.add_argument(
        "--again", action="store_true", help="forget what an earlier start measured"
    )
    parser.add_argument(
        "--arms", nargs="+", metavar="PART", help="arms whose name holds one of these"
    )
    parser.add_argument(
        "--prompts", nargs="+", metavar="SETTING", help="500, 500-alone, 1500, 4000 ..."
    )
    parser.add_argument(
        "--calm", type=float, default=CALM, help="share of all cores that others may use meanwhile"
    )
    parser.add_argument("--no-embedded", action="store_true", help="without samples/ at the end")
    parser.add_argument("--no-limits", action="store_true", help="without the machine's limits")
    return parser


if __name__ == "__main__":
    sys.exit(main())
