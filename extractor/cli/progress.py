"""A run as a person watches it: a live view while it goes on, then what came of it.

Nothing is drawn where stderr is no terminal; there only documents that went wrong are named.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from extractor.cli import console as faces
from extractor.cli.tables import (
    STATUS_SIGNS,
    clipped,
    counted,
    document_row,
    duration,
    record_table,
    totals,
)
from extractor.events import (
    AttemptStarted,
    DocumentAdded,
    DocumentFinished,
    DocumentRead,
    DocumentStarted,
    Event,
    RunStarted,
    TextArrived,
    Warned,
)
from extractor.guard import printable
from extractor.record import Record, Seconds, Status, Tokens

if TYPE_CHECKING:
    from rich.console import RenderableType

_TAIL = 400  # characters of the reply that is being written, to be cut to the line
_SHOWN = 8  # documents in work that have a line of their own


@dataclass(slots=True)
class _InWork:
    """A document that has been begun."""

    doing: str = "reading"
    tail: str = ""  # of its reply


class Watch:
    """Listens to a run. As a context manager it shows the live view."""

    def __init__(self, console: Console, documents: int, to: str | None) -> None:
        self.run: str | None = None
        self.done = 0
        self.total = documents
        self._console = console
        self._to = to
        self._single = documents == 1
        self._last: Record | None = None
        self._statuses: Counter[Status] = Counter()
        self._tokens = Tokens()
        self._seconds = Seconds()
        self._pages = 0
        self._cached = 0
        self._loading = True  # the model
        self._in_work: dict[str, _InWork] = {}  # by path, the longest in work first
        self._started = monotonic()
        self._spinner = Spinner("dots", style="cyan")
        self._live: Live | None = None
        self._stack = ExitStack()

    @property
    def complete(self) -> bool:
        """Whether every document is ok or to be reviewed."""
        return not (self._statuses[Status.PARTIAL] or self._statuses[Status.FAILED])

    def __enter__(self) -> Watch:
        if self._console.is_terminal:
            self._stack.enter_context(faces.held_back())
            self._start_view()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None
        self._stack.close()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Takes the live view off the terminal while stdout writes to it."""
        if self._live is None or not sys.stdout.isatty():
            yield
            return
        self._live.stop()
        try:
            yield
        finally:
            self._start_view()

    def _start_view(self) -> None:
        # A `Live` that starts again would wipe lines above it: it remembers its old height.
        self._live = Live(
            get_renderable=self._view,
            console=self._console,
            refresh_per_second=8,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def __call__(self, event: Event) -> None:
        match event:
            case RunStarted(run, documents):
                self.run, self.total, self._loading = run, documents, False
                self._started = monotonic()
            case DocumentAdded():
                self.total += 1
                self._single = False
            case DocumentStarted(path):
                self._in_work[path] = _InWork()
            case DocumentRead(path, pages=pages, windows=windows):
                doing = counted(pages, "page") + (f" in {windows} windows" * (windows > 1))
                self._in_work[path].doing = doing
            case AttemptStarted(path, window=window, windows=windows, number=number):
                part = f"window {window} of {windows}" if windows > 1 else "extracting"
                self._in_work[path] = _InWork(part + (f", try {number}" * (number > 1)))
            case TextArrived(path, text):
                one = self._in_work[path]
                one.tail = (one.tail + text)[-_TAIL:]
            case DocumentFinished(record):
                self._finish(record)
            case Warned(message):
                faces.warn(message)

    def count(self, record: Record) -> None:
        """Adds a document to what came of the run; also one that was done before it went on."""
        self._statuses[record.status] += 1
        self._pages += len(record.source.pages_read)

    def _finish(self, record: Record) -> None:
        self.done += 1
        self._in_work.pop(record.source.path, None)
        self._last = record
        self.count(record)
        self._cached += record.cached
        if not record.cached:
            self._tokens += record.tokens
            self._seconds += record.seconds
        if self._console.is_terminal:
            if not self._single:
                self._console.print(document_row(record, self._console.width))
        elif record.status in (Status.PARTIAL, Status.FAILED):
            self._tell(record)

    def _tell(self, record: Record) -> None:
        problem = next(iter(record.problems), "not all of it was read")
        style = STATUS_SIGNS[record.status][1]
        faces.line(f"{record.status}: ", style, f"{record.source.path}: {problem}")

    # -- what is shown

    def summarise(self) -> None:
        """What came of the run; the fields themselves where it had one document."""
        if not self._console.is_terminal:
            return
        if self._single and self._last is not None:
            if self._last.fields:
                self._console.print(record_table(self._last))
            for problem in self._last.warnings:
                faces.warn(problem)
            if self._last.error:
                self._tell(self._last)
        self._console.print(totals(self._statuses))
        self._console.print(Text(" · ".join(self._costs()), style="dim"))
        if self._to is not None:
            self._console.print(Text.assemble(("→ ", "cyan"), printable(self._to)))
        if not self.complete:
            self._console.print(Text("what went wrong: extractor log errors", style="dim"))

    def _costs(self) -> Iterator[str]:
        yield counted(self._pages, "page")
        yield duration(monotonic() - self._started)
        rate = self._rate()
        if rate is not None:
            yield f"{rate:,.0f} tokens/s, {self._tokens.forced / self._tokens.generated:.0%} forced"
        if self._cached:
            yield f"{self._cached:,} from the cache"

    def _rate(self) -> float | None:
        """Tokens a second while decoding."""
        decoding = self._seconds.decode
        return self._tokens.generated / decoding if decoding and self._tokens.generated else None

    def _view(self) -> RenderableType:
        width = self._console.width
        in_work = list(self._in_work.items())  # another thread may begin a document meanwhile
        shown = in_work[:_SHOWN]
        lines = [self._line(path, one, width, aside=len(shown) > 1) for path, one in shown]
        if not in_work:
            lines = [self._head("", "loading the model" if self._loading else "reading", width)]
        if len(in_work) > len(shown):
            lines.append(Text(f"    and {len(in_work) - len(shown)} more", style="dim"))
        if not self._single:
            lines.append(self._bar(width))
        return Group(*lines)

    def _line(self, path: str, one: _InWork, width: int, *, aside: bool) -> RenderableType:
        """A document in work with the end of its reply: beside it where there are several."""
        tail = printable(" ".join(one.tail.split()))
        if not tail:
            return self._head(path, one.doing, width)
        if aside:
            return self._head(path, tail[-width // 2 :], width)
        under = Text(f"  {tail[-max(8, width - 4) :]}", style="dim", no_wrap=True, overflow="crop")
        return Group(self._head(path, one.doing, width), under)

    def _head(self, path: str, doing: str, width: int) -> RenderableType:
        said = Text.assemble((f"  {doing}", "dim"))
        path = clipped(path, max(8, width - said.cell_len - 4))
        head = Table.grid(padding=(0, 1))
        told = Text.assemble((path, "bold"), said, no_wrap=True, overflow="crop")
        head.add_row(self._spinner, told)
        return head

    def _bar(self, width: int) -> RenderableType:
        bar = ProgressBar(total=max(1, self.total), completed=self.done, width=min(40, width // 4))
        grid = Table.grid(padding=(0, 1))
        grid.add_row(" ", bar, Text(" · ".join(self._figures()), no_wrap=True, overflow="ellipsis"))
        return grid

    def _figures(self) -> Iterator[str]:
        yield f"{self.done}/{self.total} documents"
        if self._pages:
            yield counted(self._pages, "page")
        rate = self._rate()
        if rate is not None:
            yield f"{rate:,.0f} tokens/s"
        if self.done:
            left = (monotonic() - self._started) / self.done * (self.total - self.done)
            yield f"{duration(left)} left"
