"""`extractor cache`: the replies that are kept so that no question is asked twice."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli import console

if TYPE_CHECKING:
    from extractor.cache import CompletionCache

app = typer.Typer(help="The replies that are kept on disk.", no_args_is_help=True)


@app.command()
def stats(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """How many replies are kept, and the disk they take."""
    from extractor.cli.models import size

    with _opened() as cache:
        found, folder = cache.stats(), cache.directory
    if as_json:
        console.show_json({**asdict(found), "path": str(folder)})
        return
    console.show(f"{found.entries:,} replies, {size(found.bytes)} of {size(found.size_limit)}")
    console.show(str(folder))


@app.command()
def clear() -> None:
    """Remove all of them."""
    with _opened() as cache:
        console.note(f"{cache.clear():,} replies removed")


def _opened() -> CompletionCache:
    from extractor.cache import CompletionCache
    from extractor.config import load_settings

    settings = load_settings()
    return CompletionCache(settings.paths.cache, settings.cache_mb << 20)
