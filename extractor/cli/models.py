"""`extractor models`: the GGUF models on this machine."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli import console
from extractor.cli.complete import model_names

if TYPE_CHECKING:
    from extractor.engine.details import ModelDetails
    from extractor.models import ModelFile

app = typer.Typer(help="The GGUF models on this machine.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
_GIB = 1 << 30
_MIB = 1 << 20


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """The models that --model knows by name."""
    from rich import box
    from rich.table import Table

    from extractor.config import load_settings
    from extractor.models import installed

    settings = load_settings()
    found = list(installed(settings.paths.models))
    if as_json:
        console.show_json(
            [{"name": model.name, "bytes": model.bytes, "path": str(model.path)} for model in found]
        )
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("name", style="bold cyan", no_wrap=True)
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("")
    table.add_column("path", style="dim", overflow="fold")
    for model in found:
        chosen = "in use" if model.name == settings.model else ""
        table.add_row(model.name, size(model.bytes), chosen, str(model.path))
    console.show(table)
    if len(found) == 1:
        console.note(f"to add one, put its .gguf file into {settings.paths.models}")


@app.command()
def info(
    name: Annotated[
        str,
        typer.Argument(metavar="M", help="A name or a .gguf file.", autocompletion=model_names),
    ] = "embedded",
    as_json: AsJson = False,
) -> None:
    """What a model is, and the memory that it takes."""
    from rich.table import Table

    from extractor.config import load_settings
    from extractor.models import ModelLedger, find_model

    settings = load_settings()
    folder = settings.paths.models
    model = find_model(name, folder)
    ledger = ModelLedger(folder / "ledger.json")
    ledger.vet(model)
    from extractor.engine.details import read_details
    from extractor.engine.outlook import described, measured_outlook

    details = read_details(model.path)
    digest = ledger.digest(model)
    outlook = measured_outlook(model.path, digest, settings.load_options)
    if as_json:
        about = {"path": str(model.path), "bytes": model.bytes, "sha256": digest}
        about["speed"] = asdict(outlook) if outlook is not None else None
        console.show_json({**asdict(details), "name": model.name, **about})
        return
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    speed = described(outlook) if outlook is not None else [_unmeasured(model)]
    for label, value in [*_rows(model, details, digest), *speed]:
        table.add_row(label, value)
    console.show(table)


def _rows(model: ModelFile, details: ModelDetails, digest: str) -> list[tuple[str, str]]:
    from extractor.guard import printable

    per_token = details.kv_bytes_per_token
    contexts = sorted({min(tokens, details.trained_context) for tokens in (4096, 8192, 32768)})
    memory = [f"{size(model.bytes + per_token * tokens)} at {tokens:,}" for tokens in contexts]
    return [
        ("name", model.name + (f" ({printable(details.name)})" if details.name else "")),
        ("file", f"{model.path} ({size(model.bytes)})"),
        ("sha256", digest),
        ("architecture", f"{details.architecture}, {details.layers} layers"),
        ("parameters", _parameters(details.parameters)),
        ("quantization", details.quantization),
        ("vocabulary", f"{details.vocabulary:,} tokens"),
        ("context", f"{details.trained_context:,} tokens"),
        ("memory", f"about {', '.join(memory)} tokens ({per_token:,} bytes a token)"),
        ("prompt profile", details.profile),
    ]


def _unmeasured(model: ModelFile) -> tuple[str, str]:
    name = shlex.quote(model.name)
    return "speed", f"not measured here yet; to do so: EXTRACTOR_MODEL={name} extractor doctor"


def _parameters(count: int) -> str:
    return f"{count / 1e9:.1f} billion" if count >= 1e9 else f"{count / 1e6:.0f} million"


def size(count: int) -> str:
    """Bytes as `12 MiB` or `4.1 GiB`."""
    if count >= _GIB:
        return f"{count / _GIB:.1f} GiB"
    return f"{count / _MIB:.0f} MiB" if count >= 10 * _MIB else f"{count / _MIB:.1f} MiB"
