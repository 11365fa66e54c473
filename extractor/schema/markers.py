"""What the author of a pydantic schema writes beside a type, to say where its value comes from.

    class Letter(BaseModel):
        sender_email: Email | None
        amount: Decimal
        summary: Free = Field(description="two sentences")
        tone: Annotated[str, source("free")]

Each marker ends as `x-source` or `format` in the JSON schema, so a schema file can say the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from extractor.schema import checks
from extractor.schema.vat import is_vat


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword that is added to the JSON schema of the type it stands beside."""

    name: str
    value: str

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(core_schema) | {self.name: self.value}


def source(origin: Literal["verbatim", "parsed", "pattern", "inferred", "free"]) -> Keyword:
    """Marks where a value may come from, in place of what its type says."""
    return Keyword("x-source", origin)


def _checked(
    test: Callable[[str], bool], name: str, tidy: Callable[[str], str] = str.strip
) -> object:
    def check(text: str) -> str:
        if not test(text):
            raise PydanticCustomError("format", "not a valid {name}", {"name": name})
        return tidy(text)

    return AfterValidator(check)


Free = Annotated[str, source("free")]
"""Text of the model's own, bounded by the schema alone: a summary, a classification in words."""

Verbatim = Annotated[str, source("verbatim")]
"""A run of words of the document; what a plain string is already."""

Email = Annotated[str, _checked(checks.is_email, "email address"), Keyword("format", "email")]
Url = Annotated[str, _checked(checks.is_url, "URL"), Keyword("format", "uri")]
Phone = Annotated[str, _checked(checks.is_phone, "phone number"), Keyword("format", "phone")]
Iban = Annotated[str, _checked(checks.is_iban, "IBAN", checks.compact), Keyword("format", "iban")]
Currency = Annotated[
    str, _checked(checks.is_currency, "ISO 4217 code"), Keyword("format", "currency")
]
Country = Annotated[
    str, _checked(checks.is_country, "ISO 3166 code of two letters"), Keyword("format", "country")
]
VatNumber = Annotated[
    str, _checked(is_vat, "VAT number with its country code"), Keyword("format", "vat")
]
