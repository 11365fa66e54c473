"""The command line. Modules of commands import at their top only what `--help` needs."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["run_cli"]


def run_cli(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line, by default the process's own, and gives its exit code."""
    from extractor.cli.app import run_app

    return run_app(arguments)
