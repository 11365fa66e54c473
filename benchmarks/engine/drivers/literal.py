"""The schema whose only instance is one reply: how arms without a replay are held to it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, create_model

from benchmarks.engine.workload import Case


def literal_model(case: Case) -> type[BaseModel]:
    """A pydantic model of which every field has the case's value.

    `Literal` takes no floats, so their schema is set beside it.
    """
    fields: dict[str, Any] = {}
    for name, value in case.values.items():
        kind = Literal[value] if isinstance(value, str) else _constant(value)
        fields[name] = (kind, ...)
    model: type[BaseModel] = create_model("Invoice", **fields)
    return model


def literal_schema(case: Case) -> dict[str, Any]:
    """The same as JSON Schema."""
    return literal_model(case).model_json_schema()


def _constant(value: float) -> Any:
    from typing import Annotated

    from pydantic import Field

    return Annotated[float, Field(json_schema_extra={"const": value})]
