"""`extractor tui`: the workbench, in this terminal or in a browser on this machine."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Final

import typer

from extractor.cli.complete import model_names, schema_names

HOST: Final = "127.0.0.1"  # documents are private: nothing but this machine is answered


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
        return _serve(_arguments(paths or (), schema, model), port)
    from extractor.tui import run_workbench

    run_workbench(settings, paths or (), schema)
    return 0


def _arguments(paths: Sequence[str], schema: str | None, model: str | None) -> list[str]:
    arguments = ["tui", *paths]
    arguments += ["--schema", schema] if schema is not None else []
    return arguments + (["--model", model] if model is not None else [])


def _serve(arguments: Sequence[str], port: int) -> int:
    """A web server that runs the workbench for each browser that asks."""
    import shlex

    from textual_serve.server import Server

    command = shlex.join([sys.executable, "-m", "extractor", *arguments])
    Server(command, host=HOST, port=port, title="extractor").serve()
    return 0
