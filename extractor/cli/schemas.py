"""`extractor schemas`: the ready schemas, what one asks for, whether it works, a draft of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli import console
from extractor.cli.complete import model_names, schema_names

if TYPE_CHECKING:
    from rich.table import Table

    from extractor.schema import Schema

app = typer.Typer(help="List, explain, check and draft schemas.", no_args_is_help=True)

SchemaSpec = Annotated[
    str, typer.Argument(metavar="S", help="As for run --schema.", autocompletion=schema_names)
]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command("list")
def list_schemas(as_json: AsJson = False) -> None:
    """The schemas that a bare name stands for."""
    from rich import box
    from rich.table import Table

    from extractor.config import load_settings
    from extractor.schema import load_schema, ready_schemas

    search = [load_settings().paths.schemas]
    rows = [(one, load_schema(one.name, search=search)) for one in ready_schemas(search)]
    if as_json:
        console.show_json(
            [
                {
                    "name": one.name,
                    "description": one.description,
                    "fields": list(schema.root.properties),
                    "path": str(one.path),
                }
                for one, schema in rows
            ]
        )
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("name", style="bold cyan", no_wrap=True)
    table.add_column("description", ratio=2)
    table.add_column("fields", style="dim", ratio=3)
    for one, schema in rows:
        table.add_row(one.name, one.description, ", ".join(schema.root.properties))
    console.show(table)


@app.command()
def show(schema: SchemaSpec, as_json: AsJson = False) -> None:
    """The fields of a schema; with --json its JSON Schema."""
    from rich.text import Text

    found = _load(schema)
    if as_json:
        console.show_json(found.json)
        return
    console.show(Text.assemble((found.name, "bold cyan"), f"  {found.description}"), _tree(found))
    for remark in found.notes:
        console.note(remark)


def _tree(schema: Schema) -> Table:
    from rich import box
    from rich.table import Table

    from extractor.guard import printable
    from extractor.schema import describe

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("field", style="cyan", no_wrap=True)
    table.add_column("type", overflow="fold")
    table.add_column("from", style="dim", no_wrap=True)
    table.add_column("")
    table.add_column("description", ratio=1)
    for row in describe(schema):
        *parents, name = row.path.replace("[]", "").split(".")
        table.add_row(
            "  " * len(parents) + printable(name),
            printable(row.type),
            row.origin,
            "required" if row.required else "",
            printable(row.description),
        )
    return table


@app.command()
def check(
    schema: SchemaSpec,
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", metavar="M", help="The model.", autocompletion=model_names),
    ] = None,
) -> None:
    """Compile the grammar of a schema with a model's engine, grounded and free."""
    from time import perf_counter

    from extractor.cli.checks import check_compiles, grammars
    from extractor.config import load_settings
    from extractor.errors import GrammarRefused, SchemaError
    from extractor.means import load_engine

    found = _load(schema)
    check_compiles(found)
    engine = load_engine(load_settings(model=model))
    try:
        console.note(f"✓ {found.name}: {len(found.root.properties)} fields")
        for name, grammar in grammars(found):
            started = perf_counter()
            engine.check_grammar(grammar)
            taken = (perf_counter() - started) * 1000
            console.note(f"✓ {name}: {len(grammar):,} characters of grammar, {taken:.0f} ms")
    except GrammarRefused as error:
        raise SchemaError(error.message, at=found.name, hint=error.hint) from error
    finally:
        engine.close()
    for remark in found.notes:
        console.note(remark)


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
    fields: Annotated[
        str,
        typer.Argument(metavar="FIELDS", help="'vendor, issued date, items [what, amount float]'"),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="A .yaml or .py file. \\[default: your schemas]"
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
) -> None:
    """Draft a schema from one line, to be edited and then used by its name."""
    import re

    from extractor.config import load_settings
    from extractor.errors import OutputError, UsageError
    from extractor.outputs.files import write_text
    from extractor.schema import as_model, as_yaml, load_schema

    if not re.fullmatch(r"[A-Za-z_][\w-]*", name):
        raise UsageError(f"'{name}' cannot be a name", hint="letters, digits, _ and - only")
    path = output or load_settings().paths.schemas / f"{name}.yaml"
    if path.suffix not in (".yaml", ".yml", ".py"):
        raise OutputError("not a schema file", at=str(path), hint="end it in .yaml or .py")
    if path.exists() and not force:
        raise OutputError("exists already", at=str(path), hint="use --force to replace it")
    draft = load_schema(fields if re.search(r"\W", fields) else f"{fields} str")
    words = "".join(word.capitalize() for word in re.split(r"[_-]", name))
    text = as_model(draft, words) if path.suffix == ".py" else as_yaml(draft)
    write_text(path, text, force=force)
    console.note(f"→ {path}")
    console.note(f"  extractor run ... --schema {name if output is None else path}")


def _load(spec: str) -> Schema:
    from extractor.config import load_settings
    from extractor.schema import load_schema

    return load_schema(spec, search=[load_settings().paths.schemas])
