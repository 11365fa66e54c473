"""`extractor tui`: the workbench, in this terminal or in a browser on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from extractor.cli.complete import model_names, schema_names


def tui(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH...]", help="Documents and folders.")
    ] = None,
    schema: Annotated[
        str | None,
        typer.Option(
            "--schema",
            "-s",
            metavar="S",
            help="As for run. \\[default: the one used last]",
            autocompletion=schema_names,
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", metavar="M", help="As for run.", autocompletion=model_names),
    ] = None,
    web: Annotated[
        bool, typer.Option("--web", help="Show it in a browser, for this machine alone.")
    ] = False,
    port: Annotated[int, typer.Option(metavar="N", help="Port of --web.")] = 8421,
) -> int:
    """Extract, check and correct documents in a workbench."""
    from extractor.config import load_settings

    settings = load_settings(model=model)
    if web:
        from extractor.tui.serving import serve_workbench

        serve_workbench(_arguments(paths or (), schema, model), port)
        return 0
    from extractor.tui import run_workbench

    return run_workbench(settings, paths or (), schema)


def _arguments(paths: Sequence[str], schema: str | None, model: str | None) -> list[str]:
    arguments = ["tui", *paths]
    arguments += ["--schema", schema] if schema is not None else []
    return arguments + (["--model", model] if model is not None else [])
