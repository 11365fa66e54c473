"""`extractor run`: documents in, records out. Every option is checked before a model is loaded."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from extractor.cli import console
from extractor.cli.complete import model_names, schema_names

if TYPE_CHECKING:
    from extractor.config import Settings
    from extractor.pipeline import Job
    from extractor.runlog import Run
    from extractor.schema import Schema

_OUT = "Output"
_MODEL = "Model"
_RUN = "Run"


def run(  # noqa: PLR0917 - a command's parameters are its options
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Documents and folders; - is standard input."),
    ],
    schema: Annotated[
        str,
        typer.Option(
            "--schema",
            "-s",
            metavar="S",
            help="A ready name, a .json, .yaml or .py:Model file, or a line: 'vendor, total float'",
            autocompletion=schema_names,
        ),
    ],
    pages: Annotated[
        str | None, typer.Option(metavar="1-3,5", help="Pages to read. \\[default: all]")
    ] = None,
    password: Annotated[
        str | None, typer.Option(metavar="P", help="Opens encrypted documents.")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="A file, or a folder/ of JSON. \\[default: JSON lines on stdout]",
            rich_help_panel=_OUT,
        ),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="F",
            help="jsonl, json, csv, xlsx or parquet. \\[default: by the name of -o]",
            rich_help_panel=_OUT,
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace an output that exists.", rich_help_panel=_OUT)
    ] = False,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            "-m",
            metavar="M",
            help="A name of `extractor models list`, or a .gguf file. \\[default: embedded]",
            autocompletion=model_names,
            rich_help_panel=_MODEL,
        ),
    ] = None,
    n_ctx: Annotated[
        int | None,
        typer.Option("--n-ctx", metavar="N", help="Tokens of context.", rich_help_panel=_MODEL),
    ] = None,
    threads: Annotated[
        int | None, typer.Option(metavar="N", help="CPU threads.", rich_help_panel=_MODEL)
    ] = None,
    free: Annotated[
        bool,
        typer.Option(
            "--free",
            help="Let the model write words the document does not hold.",
            rich_help_panel=_MODEL,
        ),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", metavar="N", help="Reader processes.", rich_help_panel=_RUN),
    ] = None,
    max_retries: Annotated[
        int | None,
        typer.Option(metavar="N", help="Tries after an invalid reply.", rich_help_panel=_RUN),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(metavar="S", help="Most seconds a document.", rich_help_panel=_RUN),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Go on with the run that was interrupted.", rich_help_panel=_RUN
        ),
    ] = False,
    no_cache: Annotated[
        bool,
        typer.Option("--no-cache", help="Ask anew, keep no replies.", rich_help_panel=_RUN),
    ] = False,
    no_log_text: Annotated[
        bool,
        typer.Option(
            "--no-log-text", help="Keep no prompts and replies in the log.", rich_help_panel=_RUN
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Show what would be read and how long.", rich_help_panel=_RUN
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="With --dry-run: as JSON.", rich_help_panel=_RUN)
    ] = False,
) -> int:
    """Extract the fields of a schema from documents.

    Records go to -o or stdout, everything said about them to stderr.
    """
    from extractor.config import load_settings
    from extractor.errors import UsageError

    if as_json and not dry_run:
        raise UsageError("--json belongs to --dry-run", hint="records are JSON: see --format")
    settings = load_settings(
        model=model,
        n_ctx=n_ctx,
        threads=threads,
        free=free or None,
        password=password,
        jobs=jobs,
        max_retries=max_retries,
        seconds_per_document=seconds,
        cache=False if no_cache else None,
        log_text=False if no_log_text else None,
    )
    target = _Target(None if output in (None, "-") else output, format, force=force, resume=resume)
    work = _Work(settings, _job(settings, schema, paths, pages, target, plan=dry_run), target)
    if dry_run:
        from extractor.cli.dry_run import show_plan

        return show_plan(settings, work.job, as_json=as_json)
    return work.do()


@dataclass(frozen=True, slots=True)
class _Target:
    """Where records go."""

    path: str | None  # None is stdout
    format: str | None
    force: bool
    resume: bool

    def place(self) -> str | BinaryIO:
        return self.path if self.path is not None else sys.stdout.buffer

    def check(self, schema: Schema) -> None:
        from extractor.outputs import check_output

        check_output(self.place(), self.format, schema.root, force=self.force, resume=self.resume)


def _job(
    settings: Settings,
    spec: str,
    paths: Sequence[str],
    pages: str | None,
    target: _Target,
    *,
    plan: bool,
) -> Job:
    """The job that the options describe. Raises UsageError or ModelNotFound; loads no model."""
    from extractor.cli.checks import check_compiles
    from extractor.cli.tables import counted
    from extractor.models import ModelLedger, find_model
    from extractor.pipeline import Job
    from extractor.readers import parse_pages
    from extractor.schema import load_schema
    from extractor.sources import find_sources

    schema = load_schema(spec, search=[settings.paths.schemas])
    check_compiles(schema)
    wanted = parse_pages(pages) if pages is not None else None
    if not plan:
        target.check(schema)
    model = find_model(settings.model, settings.paths.models)
    limit = settings.file_mb * 1024 * 1024
    found = find_sources(paths, lambda: sys.stdin.buffer.read(limit + 1))
    for reason in found.left_out:
        console.warn(f"left out: {reason}")
    if found.skipped:
        console.note(f"{counted(found.skipped, 'file')} left out: not named like a document")
    resumed = None
    if target.resume and not plan:
        digest = ModelLedger(settings.paths.models / "ledger.json").digest(model)
        resumed = _unfinished(settings, schema, digest, [one.path for one in found.sources]).id
    return Job(
        schema=schema,
        sources=found.sources,
        pages=wanted,
        command=_told(sys.argv),
        resume=resumed,
    )


def _unfinished(settings: Settings, schema: Schema, model: str, paths: Sequence[str]) -> Run:
    """The newest unfinished run of the same schema, model and documents."""
    from extractor.errors import UsageError
    from extractor.runlog import RunState, open_runlog

    wanted = set(paths)
    with open_runlog(settings.paths.run_log) as log:
        for run in log.runs():
            same = run.schema.sha256 == schema.digest and run.model.sha256 == model
            if same and run.state is not RunState.FINISHED:
                done = {path.partition("#")[0] for _, path in log.finished(run.id)}
                if done <= wanted:
                    return run
    raise UsageError(
        f"no unfinished run of these documents with schema '{schema.name}' and this model",
        hint="leave --resume out, or see: extractor log list",
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """A checked job, to be done."""

    settings: Settings
    job: Job
    target: _Target

    def do(self) -> int:
        from extractor.cli.progress import Watch
        from extractor.pipeline import open_pipeline
        from extractor.record import Status

        watch = Watch(console.stderr(), len(self.job.sources), to=self.target.path)
        try:
            with open_pipeline(self.settings) as pipeline, self._output() as write, watch:
                if self.job.resume is not None:
                    for record in pipeline.log.records(self.job.resume):
                        if record.status is not Status.FAILED:  # it is tried again
                            write(record)
                with closing(pipeline.run(self.job, watch)) as records:
                    for record in records:
                        with watch.aside():
                            write(record)
        except KeyboardInterrupt:
            self._tell_interrupted(watch)
            raise typer.Exit(console.INTERRUPTED) from None
        watch.summarise()
        return console.OK if watch.complete else console.INCOMPLETE

    @contextmanager
    def _output(self) -> Iterator[Any]:
        from extractor.outputs import open_output

        output = open_output(
            self.target.place(),
            self.target.format,
            self.job.schema.root,
            force=self.target.force,
            resume=self.target.resume,
            single=len(self.job.sources) == 1,
        )
        with output:
            yield output.write

    def _tell_interrupted(self, watch: Any) -> None:
        if watch.run is None:
            console.note("interrupted before the first document")
            return
        again = [*_told(sys.argv), *([] if self.job.resume else ["--resume"])]
        console.note(
            f"interrupted after {watch.done} of {watch.total} documents; go on with: "
            + shlex.join(["extractor", *again[1:]])
        )


def _told(argv: Sequence[str]) -> tuple[str, ...]:
    """A command line as it may be shown and logged: without the password."""
    told: list[str] = []
    for word in argv:
        if told and told[-1] == "--password":
            told.append("...")
        elif word.startswith("--password="):
            told.append("--password=...")
        else:
            told.append(word)
    return tuple(told)
