"""A run from its checked options to its exit code."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import BinaryIO

from extractor.cli import console
from extractor.cli.checks import check_compiles
from extractor.cli.progress import Watch
from extractor.cli.tables import counted
from extractor.config import Settings
from extractor.errors import StorageError, UsageError
from extractor.models import ModelLedger, find_model
from extractor.outputs import Output, check_output, open_output
from extractor.pipeline import Job, Pipeline, open_pipeline
from extractor.readers import parse_pages
from extractor.record import Status
from extractor.runlog import Run, RunLog, RunState, open_runlog
from extractor.schema import Schema, load_schema
from extractor.signals import INTERRUPTED
from extractor.sources import Found, find_sources

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Target:
    """Where records go."""

    path: str | None  # None is stdout
    format: str | None
    force: bool
    resume: bool

    @property
    def place(self) -> str | BinaryIO:
        return self.path if self.path is not None else sys.stdout.buffer

    def check(self, schema: Schema) -> None:
        check_output(self.place, self.format, schema.root, force=self.force, resume=self.resume)

    def open(self, schema: Schema, *, single: bool, unlogged: Callable[[str], bool]) -> Output:
        return open_output(
            self.place,
            self.format,
            schema.root,
            force=self.force,
            resume=self.resume,
            unlogged=unlogged,
            single=single,
        )


def prepare_job(
    settings: Settings, spec: str, paths: Sequence[str], pages: str | None, target: Target | None
) -> Job:
    """The job that the options describe; without a target it is only to be planned.

    Raises UsageError, ModelNotFound or ModelNotLoadable; loads no model.
    """
    schema = load_schema(spec, search=[settings.paths.schemas])
    check_compiles(schema)
    wanted = parse_pages(pages) if pages is not None else None
    if target is not None:
        target.check(schema)
    model = find_model(settings.model, settings.paths.models)
    found = find_sources(paths, lambda: sys.stdin.buffer.read(settings.file_mb * MIB + 1))
    _tell_left_out(found)
    resumed = None
    if target is not None and target.resume:
        digest = ModelLedger(settings.paths.models / "ledger.json").digest(model)
        resumed = _unfinished(settings, schema, digest, {one.path for one in found.sources}).id
    return Job(
        schema=schema,
        sources=found.sources,
        pages=wanted,
        command=_told(sys.argv),
        resume=resumed,
    )


def _tell_left_out(found: Found) -> None:
    for reason in found.left_out:
        console.warn(f"left out: {reason}")
    if found.skipped:
        console.note(f"{counted(found.skipped, 'file')} left out: not named like a document")


def _unfinished(settings: Settings, schema: Schema, model: str, paths: set[str]) -> Run:
    """The newest unfinished run of the same schema, model and documents."""
    with open_runlog(settings.paths.run_log) as log:
        for run in log.runs():
            same = run.schema.sha256 == schema.digest and run.model.sha256 == model
            if same and run.state is not RunState.FINISHED:
                done = (path for _, path in log.finished(run.id))
                if all(_is_of(path, paths) for path in done):
                    return run
    raise UsageError(
        f"no unfinished run of these documents with schema '{schema.name}' and this model",
        hint="leave --resume out, or see: extractor log list",
    )


def _is_of(path: str, paths: set[str]) -> bool:
    """Whether a path is one of those, or that of an attachment of one."""
    while path not in paths and "#" in path:
        path = path.rpartition("#")[0]
    return path in paths


def do_work(settings: Settings, job: Job, target: Target) -> int:
    """Runs a job and gives the exit code. Raises StorageError with how to go on."""
    watch = Watch(console.stderr(), len(job.sources), to=target.path)
    try:
        with open_pipeline(settings) as pipeline:
            _extract(pipeline, job, target, watch)
    except KeyboardInterrupt:
        _tell_interrupted(job, watch)
        return INTERRUPTED
    except StorageError as error:
        if watch.run is None:
            raise
        remedy = f"{error.hint}, then " if error.hint else ""
        hint = f"{remedy}go on with: {_resuming(job)}"
        raise StorageError(error.message, at=error.at, hint=hint) from error
    watch.summarise()
    return console.OK if watch.complete else console.INCOMPLETE


def _extract(pipeline: Pipeline, job: Job, target: Target, watch: Watch) -> None:
    """Every record into the output. A run whose output fails is one to be resumed, though all
    its documents may have been extracted.
    """
    single, unlogged = len(job.sources) == 1, _unlogged(pipeline.log, job.resume)
    try:
        with (
            target.open(job.schema, single=single, unlogged=unlogged) as output,
            closing(pipeline.run(job, watch)) as records,
            watch,  # the last, so that a run which is interrupted gives the terminal back first
        ):
            for record in pipeline.log.records(job.resume) if job.resume is not None else ():
                if record.status is not Status.FAILED:  # what failed is tried again
                    output.write(record)
                    watch.count(record)
            for record in records:
                with watch.aside():
                    output.write(record)
    except StorageError:
        if watch.run is not None:
            with suppress(StorageError):  # as told when the run was left
                pipeline.log.finish_run(watch.run, RunState.INTERRUPTED)
        raise


def _unlogged(log: RunLog, run: str | None) -> Callable[[str], bool]:
    """Which records of a run that is resumed are not in its log, as that had failed: their
    documents are extracted again, and their ids may be given to others.
    """
    if run is None:
        return lambda _record: False
    logged = log.ended(run).keys()
    return lambda record: record.startswith(f"{run}-") and record not in logged


def _tell_interrupted(job: Job, watch: Watch) -> None:
    if watch.run is None:
        console.note("interrupted before the first document")
        return
    console.note(
        f"interrupted after {watch.done} of {watch.total} documents; go on with: {_resuming(job)}"
    )


def _resuming(job: Job) -> str:
    """The command that goes on with an interrupted run."""
    again = [*_told(sys.argv)[1:], *([] if job.resume else ["--resume"])]
    return shlex.join(["extractor", *again])


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
