"""Where records go: JSON Lines, JSON, CSV, Excel, Parquet; one file a format.

JSON Lines are written line by line and can be resumed. All other files are collected and appear
whole or not at all: a temporary file beside the target, fsync, rename.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from extractor.errors import OutputError
from extractor.outputs.files import (
    Destination,
    OpenStream,
    WholeFiles,
    output_errors,
    part_path,
    refuse_existing,
    stream_name,
    try_file,
    try_folder,
)
from extractor.outputs.output import Output

if TYPE_CHECKING:
    from extractor.schema.tree import Node

__all__ = ["FORMATS", "Output", "check_output", "open_output", "output_format"]

FORMATS: Final = ("jsonl", "json", "csv", "xlsx", "parquet")
_BINARY: Final = frozenset({"xlsx", "parquet"})
_KNOWN: Final = "known: " + ", ".join(FORMATS)


def output_format(target: str | Path | BinaryIO, format: str | None = None) -> str:
    """The format of an output: the one asked for, or that of its name; JSON Lines on a stream.

    A folder, or a name that ends in "/", gets a JSON file for each record. Raises OutputError.
    """
    if format is not None and format not in FORMATS:
        raise OutputError(f"no format '{format}'", at="--format", hint=_KNOWN)
    if not isinstance(target, (str, Path)):
        return format or "jsonl"
    if target == "":
        raise OutputError("no name", at="-o", hint="name a file, or leave -o out")
    if is_folder(target):
        if format not in (None, "json"):
            raise OutputError(
                f"a folder takes a JSON file a document, not {format}",
                at=str(target),
                hint=f"name a file, as in -o {Path(target) / f'out.{format}'}",
            )
        return "json"
    suffix = Path(target).suffix.lower().removeprefix(".")
    if format is None and suffix not in FORMATS:
        what = f"no format '{suffix}'" if suffix else "no format in the name"
        raise OutputError(
            what, at=str(target), hint=f"{_KNOWN}; or end it in / for a folder, or give --format"
        )
    return format or suffix


def is_folder(target: str | Path) -> bool:
    """Whether `target` is a folder or, given as text, is written as one."""
    return str(target).endswith(("/", os.sep)) or Path(target).is_dir()


def check_output(
    target: str | Path | BinaryIO,
    format: str | None,
    root: Node,
    *,
    force: bool = False,
    resume: bool = False,
) -> None:
    """Raises OutputError for everything that can be known before a run.

    Whether a place can be written to is tried: no permission tells it of all file systems.
    """
    with output_errors(str(target)):
        _check(target, output_format(target, format), root, replace=force or resume)


def _check(target: str | Path | BinaryIO, format: str, root: Node, *, replace: bool) -> None:
    if format == "parquet":
        from extractor.outputs.parquet import require_pyarrow

        require_pyarrow()
    if not isinstance(target, (str, Path)):
        _check_stream(format, root)
    elif is_folder(target):
        _check_folder(Path(target), replace=replace)
    else:
        _check_parent(Path(target))
        for path in _paths(Path(target), format, root):
            refuse_existing(path, force=replace)
            if format == "jsonl" or not path.exists():
                try_file(path)
            else:  # another file takes its place
                try_folder(Path(os.path.realpath(path)).parent)


def open_output(
    target: str | Path | BinaryIO,
    format: str | None,
    root: Node,
    *,
    force: bool = False,
    resume: bool = False,
    unlogged: Callable[[str], bool] = lambda _record: False,
    single: bool = False,
) -> Output:
    """Opens an output for records of the schema `root`, after `check_output`.

    `target` is a file, a folder or a binary stream. With `resume` an interrupted run is expected to
    write all its records again: JSON Lines and folders keep those they have, the others begin anew.
    Records that it has no log of, `unlogged` by their ids, it makes anew; those are given up.
    With `single` JSON is an object, not an array, where one record is all.
    """
    check_output(target, format, root, force=force, resume=resume)
    format = output_format(target, format)
    if not isinstance(target, (str, Path)):
        if format == "jsonl":
            from extractor.outputs.jsonl import JsonLinesStream

            return JsonLinesStream(target)
        return _collected(OpenStream(target), format, root, single, stream_name(target))
    path = Path(target)
    if is_folder(target):
        from extractor.outputs.json import JsonFolder

        return JsonFolder(path, force=force, resume=resume, unlogged=unlogged)
    if format == "jsonl":
        from extractor.outputs.jsonl import JsonLinesFile

        return JsonLinesFile(path, force=force, resume=resume, unlogged=unlogged)
    return _collected(WholeFiles(path, force=force or resume), format, root, single, str(path))


def _collected(destination: Destination, format: str, root: Node, single: bool, at: str) -> Output:
    from extractor.outputs.tabular import Tabular

    match format:
        case "json":
            from extractor.outputs.json import JsonDocument

            return JsonDocument(destination, single=single, at=at)
        case "csv":
            from extractor.outputs.csv import write_csv

            return Tabular(destination, root, write_csv, at=at)
        case "xlsx":
            from extractor.outputs.xlsx import write_xlsx

            return Tabular(destination, root, write_xlsx, at=at)
        case _:
            from extractor.outputs.parquet import write_parquet

            return Tabular(destination, root, write_parquet, at=at)


def _paths(target: Path, format: str, root: Node) -> list[Path]:
    """Every file that an output of this format is made of."""
    if format not in {"csv", "parquet"}:
        return [target]
    from extractor.outputs.flat import tables

    return [part_path(target, table.name) for table in tables(root)]


def _check_stream(format: str, root: Node) -> None:
    if format in _BINARY:
        raise OutputError(f"{format} is no text for a stream", hint=f"name a file: -o out.{format}")
    if format == "csv":
        from extractor.outputs.flat import tables

        children = [table.name for table in tables(root)[1:]]
        if children:
            raise OutputError(
                f"the schema has lists ({', '.join(children)}): its CSV is several files",
                hint="name a file, as in -o out.csv, or use --format jsonl",
            )


def _check_folder(folder: Path, *, replace: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise OutputError("is a file, not a folder", at=str(folder), hint="leave the / out")
    try_folder(folder)
    if not replace and any(folder.glob("*.json")):
        raise OutputError(
            "the folder holds JSON files already",
            at=str(folder),
            hint="use --force to replace those of the same names, or name another folder",
        )


def _check_parent(path: Path) -> None:
    parent = path.parent
    if parent.exists() and not parent.is_dir():
        raise NotADirectoryError
    if not parent.is_dir():
        hint = "make it first, or name a file in another folder"
        raise OutputError(f"no folder '{parent}'", at=str(path), hint=hint)
