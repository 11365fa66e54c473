"""`extractor run`: documents in, records out. Every option is checked before a model is loaded."""

from __future__ import annotations

from typing import Annotated

import typer

from extractor.cli.complete import model_names, schema_names

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
    ocr: Annotated[
        str | None,
        typer.Option(metavar="W", help="Recognise pages: auto, always, never. \\[default: auto]"),
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
        typer.Option(
            "--jobs", "-j", metavar="N", help="Documents at a time.", rich_help_panel=_RUN
        ),
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
    from extractor.cli.work import Target, do_work, prepare_job
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
        ocr=ocr,
        jobs=jobs,
        max_retries=max_retries,
        seconds_per_document=seconds,
        cache=False if no_cache else None,
        log_text=False if no_log_text else None,
    )
    target = Target(None if output in (None, "-") else output, format, force=force, resume=resume)
    job = prepare_job(settings, schema, paths, pages, None if dry_run else target)
    if dry_run:
        from extractor.cli.dry_run import show_plan

        return show_plan(settings, job, as_json=as_json)
    return do_work(settings, job, target)
