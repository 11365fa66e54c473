"""A schema from a name, a file, a class or one line, and what it says about a reply.

    schema = load_schema("vendor, invoice_date date, total float: amount due")
    problems(schema, {"vendor": "ACME", "invoice_date": "2024-03-14", "total": None})

Authors of pydantic schemas find the markers (`Email`, `Free`, `source` ...) and `disagreement`
here too. Names are loaded on first use.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.schema.line import format_line, parse_line
    from extractor.schema.load import ReadySchema, Schema, load_schema, ready_schemas
    from extractor.schema.markers import (
        Country,
        Currency,
        Email,
        Free,
        Iban,
        Phone,
        Url,
        VatNumber,
        Verbatim,
        source,
    )
    from extractor.schema.replies import (
        Problem,
        disagreement,
        problems,
        raise_disagreements,
        validated,
    )
    from extractor.schema.show import Row, as_model, as_yaml, describe

_HOMES = {
    "load": ("ReadySchema", "Schema", "load_schema", "ready_schemas"),
    "line": ("format_line", "parse_line"),
    "show": ("Row", "as_model", "as_yaml", "describe"),
    "replies": ("Problem", "disagreement", "problems", "raise_disagreements", "validated"),
    "markers": (
        *("Country", "Currency", "Email", "Free", "Iban", "Phone", "Url", "VatNumber", "Verbatim"),
        "source",
    ),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Country",
    "Currency",
    "Email",
    "Free",
    "Iban",
    "Phone",
    "Problem",
    "ReadySchema",
    "Row",
    "Schema",
    "Url",
    "VatNumber",
    "Verbatim",
    "as_model",
    "as_yaml",
    "describe",
    "disagreement",
    "format_line",
    "load_schema",
    "parse_line",
    "problems",
    "raise_disagreements",
    "ready_schemas",
    "source",
    "validated",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
