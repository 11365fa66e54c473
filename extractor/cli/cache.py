"""`extractor cache`: what is kept so that nothing is asked or computed twice."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli import console

if TYPE_CHECKING:
    from extractor.cache import Cache

app = typer.Typer(
    help="What is kept on disk: replies, recognised documents, computed prompts.",
    no_args_is_help=True,
)


@app.command()
def stats(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """How much is kept, and the disk it takes."""
    from extractor.cli.models import size
    from extractor.config import load_settings
    from extractor.engine.prefix_store import kept_bytes

    with _opened() as cache:
        found, folder = cache.stats(), cache.directory
    prompts = kept_bytes(load_settings().paths.engine)
    if as_json:
        console.show_json({**asdict(found), "prompt_bytes": prompts, "path": str(folder)})
        return
    console.show(f"{found.entries:,} entries, {size(found.bytes)} of {size(found.size_limit)}")
    console.show(f"computed prompts, {size(prompts)}")
    console.show(str(folder))


@app.command()
def clear() -> None:
    """Remove all of it."""
    from extractor.config import load_settings
    from extractor.engine.prefix_store import clear as clear_prompts

    clear_prompts(load_settings().paths.engine)
    with _opened() as cache:
        console.note(f"{cache.clear():,} entries removed")


def _opened() -> Cache:
    from extractor.cache import Cache
    from extractor.config import load_settings

    settings = load_settings()
    return Cache(settings.paths.cache, settings.cache_mb << 20)
