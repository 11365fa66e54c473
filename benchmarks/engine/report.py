"""The tables a person reads, and the one line of JSON at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.engine.arms import Arm
from benchmarks.engine.contest import Results, Run
from benchmarks.engine.embedded import EndToEnd
from benchmarks.engine.figures import Spread, Target, best, round_ratio
from benchmarks.engine.limits import Limits

OURS = "ours batch grounded"
DEFAULT = "instructor"
TUNED = "instructor tuned"
SERVERS = ("llama-server 4", "llama-server 8")
PARAMETERS = 494e6  # of the random model
NOISY = 0.25  # of the median; figures that spread further say so


def ratios(results: Results, limits: Limits | None) -> dict[str, tuple[Target, Spread]]:
    """Every target of the engine with what was measured for it; what did not run is left out."""
    found: dict[str, tuple[Target, Spread]] = {}

    def compare(target: Target, ours: Sequence[float], theirs: Sequence[float]) -> None:
        count = min(len(ours), len(theirs))
        if count:
            found[target.name] = (target, round_ratio(ours[:count], theirs[:count]))

    def fixed(setting: str, arm: str) -> list[float]:
        return results.rates(setting, "fixed", arm)

    compare(Target("500: times the default", 3.0), fixed("500", OURS), fixed("500", DEFAULT))
    compare(Target("500: times the tuned", 2.5), fixed("500", OURS), fixed("500", TUNED))
    compare(Target("1500: times the tuned", 1.8), fixed("1500", OURS), fixed("1500", TUNED))
    servers = {
        (name, mode): results.rates("500", mode, name)
        for name in SERVERS
        for mode in ("fixed", "free")
        if results.rates("500", mode, name)
    }
    for mode, label in (("fixed", "constrained"), ("free", "free")):
        chosen = best({name: rates for (name, one), rates in servers.items() if one == mode})
        if chosen is not None:
            target = Target(f"500: times llama-server, {label}", 1.2)
            compare(target, fixed("500", OURS), servers[chosen, mode])
    mine = results.runs.get(("500", "fixed"), {}).get(OURS, [])
    if mine and limits is not None and limits.widths:
        widths = [_rate(run, "decode_tokens", "decode_steps") for run in mine]
        reached = [_rate(run, "decode_tokens", "decode_seconds") for run in mine]
        bound = [limits.decode(width) for width in widths]
        compare(Target("decode: limit at that width over ours", 1.25, at_most=True), bound, reached)
    if mine:
        masks = [run.counters["mask_seconds"] for run in mine]
        steps = [run.counters["decode_seconds"] for run in mine]
        compare(Target("mask: share of decoding", 0.03, at_most=True), masks, steps)
    calm = _step_seconds(results, "fixed", OURS)
    for count in (1, 2):
        beside = _step_seconds(results, f"beside {count} busy", OURS)
        if calm and beside:
            usual = [median(calm)] * len(beside)
            name = f"step beside {count} busy process{'es' if count > 1 else ''}"
            compare(Target(name, 3.0, at_most=True), beside, usual)
    return found


def reasons(results: Results, limits: Limits | None) -> list[str]:
    """Why a rate that is to be a multiple of the tuned arm's cannot be any multiple."""
    told = []
    for setting in ("500", "1500"):
        mine = results.runs.get((setting, "fixed"), {}).get(OURS, [])
        theirs = results.rates(setting, "fixed", TUNED)
        if not mine or not theirs or limits is None or not limits.prefill:
            continue
        fresh = median((run.prompt_tokens - run.reused_tokens) / run.documents for run in mine)
        most = 60 * limits.prefill / fresh / median(theirs)
        ours = median(_rate(run, "prefill_tokens", "prefill_seconds") for run in mine)
        told.append(
            f"{setting}: {fresh:.0f} prompt tokens a document at llama.cpp's best "
            f"{limits.prefill:.0f} t/s allow {most:.1f} times the tuned, if decoding took no time; "
            f"ours computed {ours:.0f} t/s"
        )
    return told


def show(
    console: Console,
    arms: Sequence[Arm],
    results: Results,
    *,
    limits: Limits | None,
    model_bytes: int,
    missing: Mapping[str, str],
) -> None:
    console.width = max(console.width, 100)  # a table that is cut off tells nothing
    for (setting, mode), runs in results.runs.items():
        names = [arm.name for arm in arms if arm.name in runs]
        console.print(_table(_title(setting, mode), names, runs))
        if any(arm.ours and arm.name in runs for arm in arms):
            console.print(_steps_table("What our steps held, a round", names, runs))
    if limits is not None:
        _show_limits(console, limits, model_bytes)
    _show_targets(console, ratios(results, limits))
    for line in reasons(results, limits):
        console.print(Text(line))
    for name, reason in {**missing, **results.failed}.items():
        console.print(Text(f"not measured: {name}: {reason}", style="yellow"))
    wrong = {
        name: run.wrong for runs in results.runs.values() for name, of in runs.items() for run in of
    }
    for name in (name for name, count in wrong.items() if count):
        console.print(Text(f"{name} wrote another text than it was held to", style="red"))


def show_whole(console: Console, whole: EndToEnd) -> None:
    """The embedded model over samples/."""
    gain = whole.side_by_side / whole.one_by_one
    console.print(Text("The embedded model over samples/, from file to record", style="bold"))
    console.print(
        f"  {whole.documents} documents: {whole.one_by_one:.0f} a minute one by one, "
        f"{whole.side_by_side:.0f} side by side, {gain:.2f} times as many"
    )
    same = "none" if not whole.differing else str(whole.differing)
    console.print(f"  data that depends on what was decoded beside it: {same}\n")


def as_json(
    results: Results, limits: Limits | None, missing: Mapping[str, str], machine: Mapping[str, Any]
) -> dict[str, Any]:
    """The whole report: arms by name, ratios by name."""
    arms: dict[str, dict[str, Any]] = {}
    for (setting, mode), by_name in results.runs.items():
        for name, runs in by_name.items():
            arms.setdefault(name, {})[f"{setting} {mode}"] = _figures(runs)
    for name, reason in {**missing, **results.failed}.items():
        arms.setdefault(name, {})["missing"] = reason
    return {
        "arms": arms,
        "ratios": {
            name: {
                **asdict(spread),
                "target": target.bound,
                "reached": target.reached(spread.median),
            }
            for name, (target, spread) in ratios(results, limits).items()
        },
        "limits": asdict(limits) if limits is not None else None,
        "machine": dict(machine),
    }


def _figures(runs: Sequence[Run]) -> dict[str, Any]:
    names = {name for run in runs for name in run.counters}
    return {
        "documents_a_minute": asdict(Spread.of([run.documents_a_minute for run in runs])),
        "documents": sum(run.documents for run in runs),
        "prompt_tokens": sum(run.prompt_tokens for run in runs),
        "reused_tokens": sum(run.reused_tokens for run in runs),
        "reply_tokens": sum(run.reply_tokens for run in runs),
        "wrong": sum(run.wrong for run in runs),
        "peak_mb": max(run.peak_bytes for run in runs) // 2**20,
        "counters": {
            name: median(run.counters.get(name, 0.0) for run in runs) for name in sorted(names)
        },
    }


def _title(setting: str, mode: str) -> str:
    prompt, _, alone = setting.partition("-")
    shared = "nothing shared" if alone else "300 shared"
    how = {"fixed": "the same replies", "free": "unconstrained"}.get(mode, mode)
    return f"Prompts of {prompt} tokens, {shared}; {how}"


def _table(title: str, order: Sequence[str], runs: Mapping[str, Sequence[Run]]) -> Table:
    """How fast every arm was. A dash: the program does not say."""
    table = _empty_table(title, "arm", "docs/min", "spread", "prefill t/s", "decode t/s", "MB")
    top = max(median(run.documents_a_minute for run in of) for of in runs.values())
    for name in (name for name in order if name in runs):
        of = runs[name]
        rate = Spread.of([run.documents_a_minute for run in of])
        spread = f"{rate.low:.1f}-{rate.high:.1f}" if rate.rounds > 1 else "1 round"
        table.add_row(
            name,
            Text(f"{rate.median:.1f}", style="bold" if rate.median == top else ""),
            Text(spread, style="yellow" if rate.wobble > NOISY else ""),
            _shown(of, "prefill_tokens", "prefill_seconds"),
            _shown(of, "decode_tokens", "decode_seconds"),
            f"{max(run.peak_bytes for run in of) // 2**20:,}",
        )
    return table


def _steps_table(title: str, order: Sequence[str], runs: Mapping[str, Sequence[Run]]) -> Table:
    """What the steps of our arms held."""
    heads = ("steps", "width", "chosen", "forced", "drafts", "right", "reused", "mask")
    table = _empty_table(title, "arm", *heads)
    for name in (name for name in order if any("sampled" in run.counters for run in runs[name])):
        of = runs[name]
        share = median(_rate(run, "mask_seconds", "decode_seconds") for run in of)
        table.add_row(
            name,
            _count(of, "decode_steps"),
            _shown(of, "decode_tokens", "decode_steps", digits=1),
            *(_count(of, counter) for counter in ("sampled", "forced", "drafted", "accepted")),
            f"{median(run.reused_tokens for run in of):,.0f}",
            f"{share:.1%}",
        )
    return table


def _empty_table(title: str, first: str, *heads: str) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD,
        title=title,
        title_justify="left",
        title_style="bold",
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    table.add_column(first, style="cyan", no_wrap=True)
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    return table


def _show_limits(console: Console, limits: Limits, model_bytes: int) -> None:
    console.print(Text("What this machine could do", style="bold"))
    floor = limits.bandwidth / model_bytes
    console.print(
        f"  memory read at {limits.bandwidth / 1e9:.1f} GB/s: at most {floor:.0f} steps a second "
        f"of a model of {model_bytes / 1e6:.0f} MB"
    )
    ceiling = limits.matrix_rate / (2 * PARAMETERS)
    console.print(
        f"  matrices of floats at {limits.matrix_rate / 1e9:.0f} GFLOP/s: {ceiling:.0f} prompt "
        "tokens a second, if weights were floats"
    )
    if limits.widths:
        curve = ", ".join(f"{rate:.0f} at width {width}" for width, rate in limits.widths.items())
        console.print(
            f"  llama-batched-bench: prefill {limits.prefill:.0f} t/s; decode {curve} t/s"
        )
    console.print()


def _show_targets(console: Console, found: Mapping[str, tuple[Target, Spread]]) -> None:
    if not found:
        return
    table = _empty_table("Targets", OURS, "target", "measured", "spread", "")
    for target, spread in found.values():
        done = target.reached(spread.median)
        table.add_row(
            target.name,
            f"{'<=' if target.at_most else '>='} {target.bound:g}",
            f"{spread.median:.2f}" if spread.median >= 0.1 else f"{spread.median:.4f}",
            f"{spread.low:.2f}-{spread.high:.2f}" if spread.rounds > 1 else "1 round",
            Text(target.verdict(spread.median), style="green" if done else "bold red"),
        )
    console.print(table)


def _rate(run: Run, amount: str, by: str) -> float:
    return run.counters.get(amount, 0.0) / max(1e-9, run.counters.get(by, 0.0))


def _shown(runs: Sequence[Run], amount: str, by: str, digits: int = 0) -> str:
    rates = [_rate(run, amount, by) for run in runs if run.counters.get(by)]
    return f"{median(rates):,.{digits}f}" if rates else "-"


def _count(runs: Sequence[Run], name: str) -> str:
    counts = [run.counters[name] for run in runs if name in run.counters]
    return f"{median(counts):,.0f}" if counts else "-"


def _step_seconds(results: Results, mode: str, arm: str) -> list[float]:
    runs = results.runs.get(("500", mode), {}).get(arm, [])
    return [_rate(run, "decode_seconds", "decode_steps") for run in runs]
