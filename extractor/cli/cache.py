"""`extractor cache`: the replies that are kept so that no question is asked twice."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli import console

if TYPE_CHECKING:
    from extractor.cache import Cache

app = typer.Typer(
    help="What is kept on disk: replies and recognised documents.", no_args_is_help=True
)


@app.command()
def stats(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """How much is kept, and the disk it takes."""
    from extractor.cli.models import size

    with _opened() as cache:
        found, folder = cache.stats(), cache.directory
    if as_json:
        console.show_json({**asdict(found), "path": str(folder)})
        return
    console.show(f"{found.entries:,} entries, {size(found.bytes)} of {size(found.size_limit)}")
    console.show(str(folder))


@app.command()
def clear() -> None:
    """Remove all of them."""
    with _opened() as cache:
        console.note(f"{cache.clear():,} entries removed")


def _opened() -> Cache:
    from extractor.cache import Cache
    from extractor.config import load_settings

    settings = load_settings()
    return Cache(settings.paths.cache, settings.cache_mb << 20)
