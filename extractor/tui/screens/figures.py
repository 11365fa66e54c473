"""Figures: how runs went and what they cost, of all runs together and of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual import on, work

from extractor.record import Status
from extractor.runlog import Run, RunStats
from extractor.tui.bench import Bench
from extractor.tui.rows import Ink, Rows
from extractor.tui.screens.aside import Aside, pairs
from extractor.tui.signs import STATUSES, Tone

LATEST: Final = 40  # runs that are drawn
BAR: Final = 40  # cells of the longest bar
_BLOCKS: Final = "▁▂▃▄▅▆▇█"


class Figures(Aside):
    """All runs, then the latest ones, each with its figures."""

    NAME = "Figures"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._runs: list[Run] = []
        self._stats: list[RunStats] = []  # of all runs, then of each

    def on_mount(self) -> None:
        super().on_mount()
        self.titles("Runs", "")
        self.say([("adding up …", "muted")])
        self._load()

    @work(thread=True, exclusive=True, group="log")
    def _load(self) -> None:
        log = self.bench.log
        runs = log.runs(limit=LATEST)
        stats = [log.stats(), *(log.stats(run.id) for run in runs)]
        self.app.call_from_thread(self._show, runs, stats)

    def _show(self, runs: list[Run], stats: list[RunStats]) -> None:
        self._runs, self._stats = runs, stats
        lines: list[Sequence[Ink]] = [[(" all runs", "strong")]]
        for run in runs:
            when = f"{run.started.astimezone():%d %b %H:%M}"
            lines.append([(f" {when}  ", "plain"), (run.schema.name, "muted")])
        self.titles("Runs", str(len(runs)))
        self.list.show(lines)

    @on(Rows.Moved, "#list")
    def _tell(self) -> None:
        at = self.list.cursor
        if at >= len(self._stats):
            return
        name = "all runs" if at == 0 else self._runs[at - 1].id
        self.titles("Runs", str(len(self._runs)), name)
        inks = _about(self._stats[at])
        if at == 0:
            inks += _history(self._stats[1:])
        self.say(inks)


def _about(stats: RunStats) -> list[Ink]:
    total = sum(stats.documents.values())
    if not total:
        return [("No document yet.", "muted")]
    inks: list[Ink] = [(f"{total} documents\n", "strong")]
    for status in Status:
        count = stats.documents.get(status, 0)
        sign = STATUSES[status]
        inks.append((f"  {sign.mark} {sign.words:<10}{count:>6}  ", sign.tone))
        inks.append((f"{_bar(count, total)}\n", sign.tone))
    inks.append(("\nSeconds a document\n", "strong"))
    longest = max(stats.latency.values(), default=0.0)
    for percentile, seconds in stats.latency.items():
        inks.append((f"  {percentile} %{'':<8}{seconds:>6.1f}  ", "plain"))
        inks.append((f"{_bar(seconds, longest)}\n", "accent"))
    inks.append(("\nThe model's work\n", "strong"))
    rate, tokens = stats.tokens_per_second, stats.tokens
    known, forced = _share(tokens.reused, tokens.prompt), _share(tokens.forced, tokens.generated)
    rows = [
        ("  attempts", f"{stats.attempts:,}, {stats.retries:,} of them after a refused reply"),
        ("  from the cache", f"{stats.cache_hits:,}  ({_share(stats.cache_hits, stats.attempts)})"),
        ("  tokens a second", f"{rate:.0f}" if rate else "–"),
        (
            "  tokens read",
            f"{tokens.prompt:,}  ({known} known already)",
        ),
        (
            "  tokens written",
            f"{tokens.generated:,}  ({forced} forced)",
        ),
        ("  seconds", f"{stats.seconds.prefill:,.0f} prefill, {stats.seconds.decode:,.0f} decode"),
    ]
    return [*inks, *pairs(rows)]


def _history(stats: Sequence[RunStats]) -> list[Ink]:
    """One column a run, the oldest first."""
    rates = [one.tokens_per_second or 0.0 for one in reversed(stats)]
    medians = [one.latency.get(50, 0.0) for one in reversed(stats)]
    if len(rates) < 2:
        return []
    return [
        ("\nOver the latest runs\n", "strong"),
        *_spark("tokens a second", rates, "good"),
        *_spark("seconds a document", medians, "accent"),
    ]


def _spark(name: str, values: Sequence[float], tone: Tone) -> list[Ink]:
    top = max(values) or 1.0
    marks = "".join(_BLOCKS[min(7, int(value / top * 7.99))] for value in values)
    return [(f"  {name:<20}", "muted"), (marks, tone), (f"  up to {max(values):.1f}\n", "muted")]


def _bar(value: float, top: float) -> str:
    """A bar of whole cells; something that is there at all is seen."""
    cells = round(BAR * value / top) if top else 0
    return "━" * (max(1, cells) if value else 0)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "0%"
