"""`python -m benchmarks.engine`: see the package."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.engine import arms as field
from benchmarks.engine.arms import Arm, all_arms
from benchmarks.engine.contest import ROOT, ArmFailed, Heat, Worker, compete
from benchmarks.engine.embedded import measure_embedded
from benchmarks.engine.limits import Limits, measure_limits
from benchmarks.engine.manners import busy_share, refusal, rivals
from benchmarks.engine.report import DEFAULT, OURS, TUNED, as_json, show, show_whole
from benchmarks.engine.setup import Parts, set_up
from benchmarks.engine.workload import CountTokens, Setting
from extractor.engine.loading import physical_cores

FOLDER = ROOT / "build" / "bench-engine"
PATIENCE = 900.0  # seconds for one run of one arm
CORE_ARMS = (DEFAULT, TUNED, "llama-server 8", "ours batch plain", OURS)


def main() -> int:
    options = _parser().parse_args()
    options.documents = options.documents or (64 if options.full else 8)
    console = Console(highlight=False, stderr=False)
    told = refusal(busy_share())
    if told is not None and not options.busy_machine:
        print(f"refused: {told}", file=sys.stderr)
        return 1
    started = time.monotonic()
    parts = set_up(FOLDER, lambda line: console.print(f"{line} ..."))
    if "model" in parts.missing:
        print(parts.missing["model"], file=sys.stderr)
        return 1
    threads = physical_cores()
    wanted = [arm for arm in all_arms(parts, threads) if _chosen(arm.name, options.arms)]
    workers, missing = _open(console, parts, wanted)
    try:
        heats = plan(wanted, options)
        with console.status("") as status:
            results = compete(
                workers,
                heats,
                options.rounds,
                tokens=_counter(parts),
                say=status.update,
                beside=rivals,
            )
    finally:
        for worker in workers.values():
            worker.close()
    limits = None if options.no_limits else _limits(console, parts, threads, missing)
    whole = None if options.no_embedded else measure_embedded(3)
    machine: dict[str, Any] = {
        "threads": threads,
        "calm": told is None,
        "minutes": (time.monotonic() - started) / 60,
        "model_bytes": parts.model.stat().st_size,
    }
    if told is not None:
        console.print("[bold yellow]The machine was busy: figures are for comparison only.[/]\n")
    size = parts.model.stat().st_size
    show(console, wanted, results, limits=limits, model_bytes=size, missing=missing)
    if whole is not None:
        show_whole(console, whole)
        machine["embedded"] = asdict(whole)
    print(json.dumps(as_json(results, limits, missing, machine)))
    return 0


def plan(wanted: Sequence[Arm], options: argparse.Namespace) -> list[Heat]:
    """What a round holds. Arms that answer one document at a time get fewer: their rate is the
    same for any number.
    """
    heats = []

    def add(
        prompt: int,
        shared: int,
        names: Sequence[str],
        *,
        free: bool = False,
        rivals: int = 0,
        rare: bool = False,
    ) -> None:
        setting = Setting(prompt, shared)
        if options.prompts and setting.name not in options.prompts:
            return
        for batched in (False, True):
            chosen = tuple(
                arm.name
                for arm in wanted
                if arm.batched is batched
                and arm.name in names
                and (not arm.settings or setting.name in arm.settings)
            )
            count = options.documents if batched or options.full else 1 + options.documents // 16
            if chosen:
                heats.append(Heat(setting, count, chosen, free, rivals, rare))

    rare = not options.full
    everyone = [arm.name for arm in wanted]
    plain = [arm.name for arm in wanted if arm.name.startswith(("instructor", "llama-server"))]
    add(500, 300, everyone)
    add(500, 300, plain, free=True)
    add(1500, 300, everyone if options.full else CORE_ARMS)
    add(4000, 300, everyone if options.full else CORE_ARMS, rare=rare)
    add(500, 0, everyone if options.full else CORE_ARMS, rare=rare)
    if options.full:
        add(1500, 0, everyone)
        add(4000, 0, everyone)
    for count in (1, 2):
        add(500, 300, (DEFAULT, OURS), rivals=count, rare=rare)
    return heats


def _open(
    console: Console, parts: Parts, wanted: Sequence[Arm]
) -> tuple[dict[str, Worker], dict[str, str]]:
    """The arms' processes, and why some have none."""
    workers: dict[str, Worker] = {}
    missing: dict[str, str] = {}
    for arm in wanted:
        reason = field.without(parts, arm)
        if reason is not None:
            missing[arm.name] = reason
            continue
        console.print(f"[cyan]{arm.name}[/]: [dim]{arm.about}[/]")
        python = field.interpreter(parts, arm, Path(sys.executable))
        try:
            workers[arm.name] = Worker(python, arm.driver, arm.options, PATIENCE)
        except ArmFailed as failure:
            missing[arm.name] = str(failure)
    return workers, missing


def _limits(console: Console, parts: Parts, threads: int, missing: dict[str, str]) -> Limits:
    console.print("[dim]measuring what the machine could do[/]")
    if not parts.batched_bench.exists():
        missing["llama-batched-bench"] = parts.missing.get("server", "it was not built")
    return measure_limits(parts.batched_bench, parts.model, threads, (1, 2, 4, 8, 16))


def _counter(parts: Parts) -> CountTokens:
    from llama_cpp import Llama

    from extractor.engine.loading import silence

    silence()
    vocabulary = Llama(str(parts.model), vocab_only=True, verbose=False)
    return lambda text: len(vocabulary.tokenize(text.encode(), add_bos=False, special=True))


def _chosen(name: str, patterns: Sequence[str] | None) -> bool:
    return not patterns or any(pattern in name for pattern in patterns)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench-engine ARGS=", description=__doc__)
    parser.add_argument("--full", action="store_true", help="every arm everywhere, 64 documents")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--documents", type=int, help="a round of a batching arm; default 8, or 64")
    parser.add_argument(
        "--arms", nargs="+", metavar="PART", help="arms whose name holds one of these"
    )
    parser.add_argument(
        "--prompts", nargs="+", metavar="SETTING", help="500, 500-alone, 1500, 4000 ..."
    )
    parser.add_argument("--busy-machine", action="store_true", help="measure although others run")
    parser.add_argument("--no-embedded", action="store_true", help="without samples/ at the end")
    parser.add_argument("--no-limits", action="store_true", help="without the machine's limits")
    return parser


if __name__ == "__main__":
    sys.exit(main())
