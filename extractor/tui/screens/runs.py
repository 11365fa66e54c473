"""Past runs: their documents, and the attempts behind each, down to prompt and reply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final

from textual import on, work
from textual.binding import Binding, BindingType

from extractor.record import Attempt, Record
from extractor.runlog import Run, RunState
from extractor.tui.bench import Bench
from extractor.tui.queue import middle_cut
from extractor.tui.rows import Ink, Rows
from extractor.tui.screens.aside import Aside, pairs
from extractor.tui.signs import STATUSES, Sign

LATEST: Final = 200  # runs that are listed
MOST: Final = 5000  # documents of one run that are listed
_STATES: Final = {
    RunState.RUNNING: Sign("▸", "accent", "not ended"),
    RunState.FINISHED: Sign("✓", "good", "finished"),
    RunState.INTERRUPTED: Sign("‖", "fair", "interrupted"),
}


class Runs(Aside):
    """Enter goes down from runs to documents, Escape up again."""

    NAME = "Runs"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "down", "Documents of the run")]

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._runs: list[Run] = []
        self._run: Run | None = None  # whose documents are listed
        self._records: list[Record] = []

    def on_mount(self) -> None:
        super().on_mount()
        self._runs = self.bench.log.runs(limit=LATEST)
        self._list_runs()

    def _list_runs(self, cursor: int = 0) -> None:
        self._run = None
        self.titles("Runs", str(len(self._runs)))
        if not self._runs:
            self.say([("No run is logged yet.\n\n", "strong"), _FIRST])
        self.list.show([_run_line(run) for run in self._runs], cursor)

    @on(Rows.Chosen, "#list")
    def action_down(self) -> None:
        """To the documents of the run."""
        if self._run is None and self._runs:
            self._run = self._runs[self.list.cursor]
            self._load(self._run)

    def action_back(self) -> None:
        if self._run is None:
            self.dismiss()
            return
        self._list_runs(self._runs.index(self._run))

    @work(thread=True, exclusive=True, group="log")
    def _load(self, run: Run) -> None:
        records = [
            record for record, _ in zip(self.bench.log.records(run.id), range(MOST), strict=False)
        ]
        self.app.call_from_thread(self._list_records, run, records)

    def _list_records(self, run: Run, records: list[Record]) -> None:
        if self._run is run:
            self._records = records
            self.titles(f"{_when(run.started)} {run.schema.name}", f"{len(records)}")
            self.list.show([_record_line(record) for record in records])

    @on(Rows.Moved, "#list")
    def _tell(self) -> None:
        at = self.list.cursor
        if self._run is None and at < len(self._runs):
            run = self._runs[at]
            self.titles("Runs", str(len(self._runs)), run.id)
            self.say(_about_run(run))
        elif self._run is not None and at < len(self._records):
            record = self._records[at]
            title = f"{_when(self._run.started)} {self._run.schema.name}"
            self.titles(title, str(len(self._records)), record.source.path)
            self.say(_about_record(record, self.bench.log.attempts(record.id)))


_FIRST: Final[Ink] = ("x in the workspace starts one; what it found and how is kept here.", "muted")


def _when(time: datetime) -> str:
    return f"{time.astimezone():%d %b %H:%M}"


def _run_line(run: Run) -> list[Ink]:
    sign = _STATES[run.state]
    total = sum(run.documents.values())
    inks: list[Ink] = [
        (f" {sign.mark} ", sign.tone),
        (_when(run.started), "plain"),
        (f"  {middle_cut(run.schema.name, 14)} {total:>5} ", "plain"),
    ]
    for status, count in run.documents.items():
        inks.append((f" {STATUSES[status].mark}{count}", STATUSES[status].tone))
    return inks


def _record_line(record: Record) -> list[Ink]:
    sign = STATUSES[record.status]
    name = record.source.path.rpartition("/")[2]
    return [(f" {sign.mark} ", sign.tone), (name, "plain")]


def _about_run(run: Run) -> list[Ink]:
    sign = _STATES[run.state]
    documents = ", ".join(f"{n} {STATUSES[status].words}" for status, n in run.documents.items())
    ended = _when(run.finished) if run.finished is not None else "–"
    chosen = {
        k: v for k, v in run.settings.items() if k in ("n_ctx", "threads", "max_retries", "free")
    }
    rows = [
        ("state", sign.words),
        ("command", " ".join(run.command)),
        ("started", _when(run.started)),
        ("ended", ended),
        ("documents", documents or "none yet"),
        ("schema", f"{run.schema.name}  {run.schema.sha256[:12]}"),
        ("model", f"{run.model.name}  {run.model.sha256[:12]}"),
        ("prompt", f"{run.prompt.profile} {run.prompt.version}"),
        ("settings", ", ".join(f"{name} {value}" for name, value in chosen.items())),
    ]
    return pairs(rows)


def _about_record(record: Record, attempts: Sequence[Attempt]) -> list[Ink]:
    sign = STATUSES[record.status]
    inks: list[Ink] = [(f"{sign.mark} {sign.words}\n", sign.tone)]
    inks += [(f"{problem}\n", "poor") for problem in record.problems]
    inks.append(("\n", "plain"))
    inks += pairs(
        [
            ("pages read", f"{len(record.source.pages_read)} of {record.source.pages}"),
            (
                "tokens",
                f"{record.tokens.prompt} prompt, {record.tokens.generated} written, "
                f"{record.tokens.forced} of them forced",
            ),
            (
                "seconds",
                f"{record.seconds.total:.2f}: read {record.seconds.read:.2f}, prefill "
                f"{record.seconds.prefill:.2f}, decode {record.seconds.decode:.2f}",
            ),
        ]
    )
    for number, attempt in enumerate(attempts, start=1):
        inks += _about_attempt(number, attempt)
    if attempts and not any(attempt.prompt for attempt in attempts):
        inks.append(("\nPrompts and replies are not kept; log_text = true keeps them.", "muted"))
    return inks


def _about_attempt(number: int, attempt: Attempt) -> list[Ink]:
    how = "from the cache" if attempt.cached else f"{attempt.seconds.decode:.2f} s"
    inks: list[Ink] = [
        (f"\nAttempt {number}", "strong"),
        (f"  {how}, {attempt.tokens.generated} tokens, {attempt.finish or 'no reply'}\n", "muted"),
    ]
    for problem in [*([attempt.error] if attempt.error else []), *attempt.problems]:
        inks.append((f"! {problem}\n", "poor"))
    if attempt.reply:
        inks.append((f"{attempt.reply}\n", "plain"))
    if attempt.prompt:
        inks += [("prompt\n", "muted"), (f"{attempt.prompt}\n", "muted")]
    return inks
