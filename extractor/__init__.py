"""Structured data out of documents, on your own machine: every value says where it came from.

    from extractor import extract

    record = extract("invoice.pdf", schema="invoice")
    record.data["total"], record.fields["/total"].page

Names are loaded on first use: importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.api import Extractor, extract
    from extractor.document import Document
    from extractor.errors import (
        DocumentError,
        EngineError,
        ExtractorError,
        ModelError,
        SchemaError,
        StorageError,
        UsageError,
    )
    from extractor.readers import read_document
    from extractor.record import Field, FieldState, Record, Status
    from extractor.schema import Schema, load_schema

__all__ = [
    "Document",
    "DocumentError",
    "EngineError",
    "Extractor",
    "ExtractorError",
    "Field",
    "FieldState",
    "ModelError",
    "Record",
    "Schema",
    "SchemaError",
    "Status",
    "StorageError",
    "UsageError",
    "extract",
    "load_schema",
    "read_document",
]

_HOMES = {
    "api": ("Extractor", "extract"),
    "document": ("Document",),
    "errors": (
        *("DocumentError", "EngineError", "ExtractorError", "ModelError"),
        *("SchemaError", "StorageError", "UsageError"),
    ),
    "readers": ("read_document",),
    "record": ("Field", "FieldState", "Record", "Status"),
    "schema": ("Schema", "load_schema"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("extractor")
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
