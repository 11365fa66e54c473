"""The `extractor` command: its options, and its commands in the order of `--help`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from extractor.cli import cache, console, log, models, schemas
from extractor.cli.doctor import doctor
from extractor.cli.run import run
from extractor.cli.tui import tui

ORDER = ("tui", "run", "schemas", "models", "log", "cache", "doctor")


class _InOrder(TyperGroup):
    """Lists its commands as one meets them, not the groups among them last."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [name for name in ORDER if name in self.commands]


app = typer.Typer(
    name="extractor",
    cls=_InOrder,
    help="Structured data out of documents, on your own machine: "
    "every value says where it came from and how sure it is.",
    epilog="Exit codes: 0 all ok or to review, 1 some partial or failed, 2 usage, 3 model, "
    "130 interrupted.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"extractor {version('extractor')}")
        raise typer.Exit


@app.callback()
def start(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    if context.invoked_subcommand is not None:
        return
    if sys.stdin.isatty() and sys.stdout.isatty():
        tui()
    else:
        typer.echo(context.get_help())


app.command("tui")(tui)
app.command("run")(run)
app.add_typer(schemas.app, name="schemas")
app.add_typer(models.app, name="models")
app.add_typer(log.app, name="log")
app.add_typer(cache.app, name="cache")
app.command("doctor")(doctor)


def run_app(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line and gives its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    return console.guarded(
        lambda: app(given, prog_name="extractor", standalone_mode=False),
        debug=given[:1] == ["--debug"],
    )
