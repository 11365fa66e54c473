"""The models on this machine: choosing one, with what it costs here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.filesize import decimal
from textual import on, work
from textual.binding import Binding, BindingType
from textual.worker import get_current_worker

from extractor.errors import Cancelled, ExtractorError
from extractor.models import ModelFile, ModelLedger, installed
from extractor.tui.bench import Bench
from extractor.tui.messages import ModelChosen
from extractor.tui.rows import Ink, Rows
from extractor.tui.screens.aside import Aside, pairs
from extractor.tui.words import content, told


class Models(Aside):
    """Enter takes the model from the next run on."""

    NAME = "Models"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "use", "Use this model")]

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._models: list[ModelFile] = []

    def on_mount(self) -> None:
        super().on_mount()
        self._models = list(installed(self.bench.settings.paths.models))
        current = self.bench.settings.model
        names = [model.name for model in self._models]
        at = names.index(current) if current in names else 0
        self.titles("Models", str(len(names)))
        self.list.show([_line(model, current) for model in self._models], at)

    @on(Rows.Moved, "#list")
    def _tell(self) -> None:
        if self.list.cursor < len(self._models):
            model = self._models[self.list.cursor]
            self.titles("Models", str(len(self._models)), model.name)
            self.say([("looking …", "muted")])
            self._look(model)

    @work(thread=True, exclusive=True, group="look")
    def _look(self, model: ModelFile) -> None:
        """What the file says of itself, and what the log says of its speed."""
        settings, worker = self.bench.settings, get_current_worker()
        try:
            known = settings.paths.models / "ledger.json"
            ledger = ModelLedger(known, given_up=lambda: worker.is_cancelled)
            ledger.vet(model)
            from extractor.engine.details import read_details
            from extractor.engine.outlook import described, measured_outlook

            details = read_details(model.path)
            outlook = measured_outlook(model.path, ledger.digest(model), settings.load_options)
        except Cancelled:
            return
        except ExtractorError as error:
            self.app.call_from_thread(self.say, told(error))
            return
        tokens = settings.n_ctx or min(4096, details.trained_context)
        memory = model.bytes + tokens * details.kv_bytes_per_token
        rows = [
            ("called", details.name or "–"),
            ("architecture", f"{details.architecture}, {details.layers} layers"),
            ("parameters", f"{details.parameters / 1e6:,.0f} million, {details.quantization}"),
            ("context", f"{details.trained_context:,} tokens"),
            ("file", decimal(model.bytes)),
            ("memory", f"about {decimal(memory)} with a context of {tokens:,} tokens"),
            ("pages an hour", self._pace(model)),
            *(described(outlook) if outlook is not None else []),
        ]
        more = f"\nTo add a model, put its .gguf file into\n{settings.paths.models}"
        self.app.call_from_thread(self.say, content([*pairs(rows), (more, "muted")]))

    def _pace(self, model: ModelFile) -> str:
        """As measured by the latest run with this file."""
        log = self.bench.log
        for run in log.runs(limit=50):
            if run.model.name != model.name:
                continue
            ended = log.ended(run.id)
            fresh = [one for one in log.records(run.id) if not one.cached]
            pages = sum(len(one.source.pages_read) for one in fresh)
            busy = covered((ended[one.id].timestamp(), one.seconds.total) for one in fresh)
            if pages and busy:
                return f"{pages / busy * 3600:,.0f}, measured on {pages} pages here"
        return "not measured here yet"

    @on(Rows.Chosen, "#list")
    def action_use(self) -> None:
        """From the next run on."""
        if self.list.cursor < len(self._models):
            self.app.post_message(ModelChosen(self._models[self.list.cursor].name))
            self.dismiss()


def covered(works: Iterable[tuple[float, float]]) -> float:
    """Seconds in which anything was worked on, of (end, length) that may overlap."""
    total, until = 0.0, float("-inf")
    for start, end in sorted((end - length, end) for end, length in works):
        total += max(0.0, end - max(start, until))
        until = max(until, end)
    return total


def _line(model: ModelFile, current: str) -> list[Ink]:
    used = model.name == current
    return [
        (" ● " if used else "   ", "accent"),
        (f"{model.name}  ", "plain"),
        (decimal(model.bytes), "muted"),
    ]
