"""The workbench: a face over the same pipeline that the batch command runs.

    Workbench(settings, paths).run()

All slow work is done in thread workers that post messages; widgets are touched by the event loop
alone. `bench.py` holds the state, `screens/` what is seen of it.
"""

from __future__ import annotations

import gc
from asyncio import AbstractEventLoop
from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import get_current_worker

from extractor.config import Settings
from extractor.document import Document
from extractor.errors import EngineError, ExtractorError
from extractor.events import Event, Warned
from extractor.generation import Engine
from extractor.schema import Schema
from extractor.tui.bench import Bench
from extractor.tui.memory import remember_theme, remembered_theme
from extractor.tui.messages import (
    Drawn,
    Found,
    Happened,
    ModelChosen,
    Opened,
    PictureWanted,
    Remembered,
    RunEnded,
    SchemaFound,
    SchemaLoaded,
    Trouble,
)
from extractor.tui.screens.dialogs import AskChoice, AskText, Choice
from extractor.tui.screens.workspace import Workspace
from extractor.tui.terminal import Terminal
from extractor.tui.themes import DARK, LIGHT

BATCH = 200  # records of an earlier run that are told at once


class Workbench(App[None]):
    """The application."""

    TITLE = "extractor"
    CSS_PATH = "workbench.tcss"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - declared so by Textual
        (0, "-narrow"),
        (110, "-medium"),
        (160, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False),
        Binding("ctrl+t", "toggle_theme", "Dark or light", show=False),
    ]

    def __init__(
        self,
        settings: Settings,
        paths: Sequence[str] = (),
        schema: str | None = None,
        *,
        engine: Engine | None = None,
        terminal: Terminal | None = None,
    ) -> None:
        super().__init__()
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        known = remembered_theme(settings)
        self.theme = known if known in self.available_themes else DARK.name
        self.bench = Bench(settings, engine)
        self.workspace = Workspace(self.bench, terminal or Terminal())
        self._paths = list(paths)
        self._schema = schema
        self._eager = False  # a run was asked for before there was a schema

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The tones, for themes that do not know them."""
        return DARK.variables

    def on_mount(self) -> None:
        self.push_screen(self.workspace)
        self.call_after_refresh(self._choose, self._schema)
        if self._paths:
            self._find(self._paths)

    def on_ready(self) -> None:
        """All that start-up has made stays: it is no longer looked through for garbage."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()

    def on_unmount(self) -> None:
        self.bench.close()

    @property
    def loop(self) -> AbstractEventLoop | None:
        """The event loop while it runs the application."""
        return self._loop

    def give_terminal_back(self) -> None:
        """As it was before; when the application has no time to end by itself."""
        if self._driver is not None:
            self._driver.stop_application_mode()
            self._driver.close()  # writes what is left

    # -- workers: each posts what it found

    @work(thread=True, group="find")
    def _find(self, paths: Sequence[str]) -> None:
        """The documents of files and folders."""
        from extractor.sources import find_sources

        try:
            found = find_sources(paths, read_stdin=bytes)
        except ExtractorError as error:
            self.post_message(Trouble(error))
        else:
            paths = [source.path for source in found.sources]
            self.post_message(Found(paths, found.passed_over))

    @work(thread=True, exclusive=True, group="schema")
    def _choose(self, spec: str | None) -> None:
        """The schema that was asked for, or the one used last."""
        try:
            name = spec or self.bench.last_schema()
            schema = self.bench.load_schema(name) if name is not None else None
        except ExtractorError as error:
            self.post_message(Trouble(error))
            schema = None
        self.post_message(SchemaFound(schema))

    @work(thread=True, exclusive=True, group="remember")
    def _remember(self, schema: Schema) -> None:
        """What earlier runs found in the documents on the desk."""
        worker = get_current_worker()
        batch = []
        for record in self.bench.remembered(schema):
            if worker.is_cancelled:
                return
            batch.append(record)
            if len(batch) == BATCH:
                self.post_message(Remembered(schema.digest, batch))
                batch = []
        self.post_message(Remembered(schema.digest, batch))

    @work(thread=True, exclusive=True, group="read")
    def _read(self, path: str) -> None:
        """A document to look at."""
        try:
            document = self.bench.library.read(path)
        except ExtractorError as error:
            self.post_message(Opened(path, None, error))
        else:
            self.post_message(Opened(path, document))

    @work(thread=True, exclusive=True, group="draw")
    def _draw(self, document: Document, page: int) -> None:
        """A page as a picture."""
        try:
            picture = self.bench.library.picture(document, page)
        except ExtractorError as error:
            self.post_message(Drawn(document, page, None, error))
        else:
            self.post_message(Drawn(document, page, picture))

    @work(thread=True, exclusive=True, group="run")
    def _run(self, schema: Schema, trial: str | None = None) -> None:
        """The pipeline, until nothing waits; of a trial, one document alone."""
        desk = self.bench.desk
        try:
            take = desk.take if trial is None else lambda: desk.take(trial)
            self.bench.conductor.run(schema, take, self._tell)
        except ExtractorError as error:
            self.post_message(RunEnded(error))
        except Exception as error:  # noqa: BLE001 - a crash below must not take the screen along
            said = f"{type(error).__name__}: {error}"
            hint = "what was extracted is kept; x goes on with the rest"
            self.post_message(RunEnded(EngineError(f"the run broke off: {said}", hint=hint)))
        else:
            self.post_message(RunEnded())

    def _tell(self, event: Event) -> None:
        self.post_message(Happened(event))

    # -- what they found

    @on(Found)
    def _found(self, message: Found) -> None:
        self.bench.desk.add(message.paths)
        passed = self.bench.desk.passed_over
        passed += [one for one in message.passed_over if one not in passed]
        self.workspace.renew()
        if self.bench.schema is not None:
            self._remember(self.bench.schema)

    @on(SchemaFound)
    def _schema_found(self, message: SchemaFound) -> None:
        """What was asked for on the command line has been loaded, or there was nothing."""
        self.bench.choosing = False
        if message.schema is not None:
            self.post_message(SchemaLoaded(message.schema))
            if self._eager:
                self.call_later(self.action_start)
        self.workspace.renew()

    @on(SchemaLoaded)
    def _loaded(self, message: SchemaLoaded) -> None:
        if self.bench.conductor.running:
            self.notify("a run goes on: pause it first (x)", severity="warning")
            return
        self.bench.use_schema(message.schema)
        self.workspace.renew()
        if message.trial is not None:
            self._again(message.schema, message.trial)
        else:
            self._remember(message.schema)

    def _again(self, schema: Schema, path: str) -> None:
        """Extracts one document anew."""
        entry = self.bench.desk.entries.get(path)
        if entry is not None:
            entry.record, entry.stopped = None, False
            self._run(schema, path)

    @on(ModelChosen)
    def _model_chosen(self, message: ModelChosen) -> None:
        if self.bench.conductor.running:
            self.notify("a run goes on: pause it first (x)", severity="warning")
        else:
            self.bench.use_model(message.name)
            self.workspace.renew()

    @on(Remembered)
    def _remembered(self, message: Remembered) -> None:
        if self.bench.schema is None or self.bench.schema.digest != message.schema_sha256:
            return
        for record in message.records:
            entry = self.bench.desk.entries.get(record.source.path)
            if entry is not None and entry.record is None and not entry.working:
                entry.record = record
        self.workspace.renew()

    @on(Opened)
    def _opened(self, message: Opened) -> None:
        if message.document is None and message.error is None:
            self._read(message.path)
        else:
            self.workspace.opened(message)

    @on(PictureWanted)
    def _picture_wanted(self, message: PictureWanted) -> None:
        self._draw(message.document, message.page)

    @on(Drawn)
    def _drawn(self, message: Drawn) -> None:
        self.workspace.drawn(message)

    @on(Happened)
    def _happened(self, message: Happened) -> None:
        if isinstance(message.event, Warned):
            self.notify(message.event.message, severity="warning", timeout=6, markup=False)
            return
        entry = self.bench.desk.note(message.event)
        self.workspace.happened(entry, message.event)

    @on(RunEnded)
    def _run_ended(self, message: RunEnded) -> None:
        self.bench.desk.release()
        self.workspace.renew()
        if message.error is not None:
            self.show_error(message.error)

    @on(Trouble)
    def _trouble(self, message: Trouble) -> None:
        self.show_error(message.error)

    # -- what a person may ask for

    def action_start(self) -> None:
        """Starts extracting, or pauses after the current document."""
        bench = self.bench
        if bench.conductor.running:
            bench.conductor.pause()
            self.notify("pausing after this document", timeout=3)
        elif bench.choosing:
            self._eager = True
        elif bench.schema is None:
            self.notify("choose a schema first: s", severity="warning")
        else:
            bench.desk.revive()
            if not bench.desk.waiting():
                self.notify("nothing is waiting", timeout=2)
                return
            self._run(bench.schema)

    def action_again(self) -> None:
        """Extracts the current document anew."""
        schema, path = self.bench.schema, self.workspace.path
        if self.bench.conductor.running:
            self.notify("a run goes on: pause it first (x)", severity="warning")
        elif schema is not None and path is not None:
            self._again(schema, path)

    def action_toggle_theme(self) -> None:
        """Between dark and light, also at the next start."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name
        try:
            remember_theme(self.bench.settings, self.theme)
        except OSError as error:
            self.notify(f"not kept for the next start: {error.strerror}", severity="warning")

    def add_paths(self, paths: Sequence[str]) -> None:
        """Puts files and folders on the desk."""
        self._find(paths)

    def show_error(self, error: ExtractorError) -> None:
        """A quiet panel: what happened and what to do."""
        said = str(error) if not error.hint else f"{error}\n{error.hint}"
        self.notify(said, severity="error", timeout=8, markup=False)

    # -- other screens

    def action_open(self) -> None:
        """Files and folders for the desk."""
        ask = AskText("Open a file or a folder", "→ completes, Enter opens, Esc leaves", path=True)
        self.push_screen(ask, lambda path: self.add_paths([path]) if path else None)

    def action_schema(self) -> None:
        from extractor.tui.screens.workshop import Workshop

        self.push_screen(Workshop(self.bench, self.workspace.path))

    def action_runs(self) -> None:
        from extractor.tui.screens.runs import Runs

        self.push_screen(Runs(self.bench))

    def action_figures(self) -> None:
        from extractor.tui.screens.figures import Figures

        self.push_screen(Figures(self.bench))

    def action_models(self) -> None:
        from extractor.tui.screens.models import Models

        self.push_screen(Models(self.bench))

    def action_help(self) -> None:
        from extractor.tui.screens.help import Help

        self.push_screen(Help())

    async def action_quit(self) -> None:
        """Leaves; while a run goes on, only after asking."""
        if not self.bench.conductor.running:
            self.exit()
            return
        choices = [
            Choice("stay", "Stay"),
            Choice("leave", "Quit", "the run can be taken up again where it stands"),
        ]
        ask = AskChoice("A run goes on", choices)
        self.push_screen(ask, lambda key: self.exit() if key == "leave" else None)

    def action_cancel_all(self) -> None:
        """Stops the run and the document it is at."""
        if self.bench.conductor.running:
            self.bench.conductor.cancel()
            self.notify("cancelled; what was done is kept", timeout=3)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the command palette offers."""
        for name, words, action in (
            ("Start or pause", "extract what is waiting", self.action_start),
            ("Cancel all", "stop the run at once", self.action_cancel_all),
            ("Open", "add files or a folder", self.action_open),
            ("Review", "doubtful fields, the worst first", self.workspace.action_review),
            ("Write results", "expected.json, corrected values", self.workspace.action_write),
            ("Schema", "choose, edit and try what is asked", self.action_schema),
            ("Models", "choose who answers", self.action_models),
            ("Runs", "past runs and their attempts", self.action_runs),
            ("Figures", "success, speed, cache", self.action_figures),
            ("Theme", "between dark and light", self.action_toggle_theme),
            ("Help", "what every key does", self.action_help),
            ("Quit", "leave the workbench", self.action_quit),
        ):
            yield SystemCommand(name, words, action)
