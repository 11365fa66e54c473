"""What one document becomes: data, and for every leaf where it came from and how sure it is.

The shape is the contract of every output, of the run log and of the workbench.
`Record.fields` is keyed by JSON Pointer (RFC 6901).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue
from pydantic import Field as Default


class FieldState(StrEnum):
    """How a value stands to the document; located states in falling order of trust."""

    EXACT = "exact"  # the document's own words
    NORMALISED = "normalised"  # the same date, number or text in another form
    FUZZY = "fuzzy"  # nearly the document's words (a misread or misspelt run)
    INFERRED = "inferred"  # booleans, enums and other values that have no literal text
    UNGROUNDED = "ungrounded"  # the text does not bear it
    ABSENT = "absent"  # null: the document does not say
    INVALID = "invalid"  # no valid value after the last retry; the value is null


class Status(StrEnum):
    """The outcome of one document."""

    OK = "ok"  # valid, nothing flagged
    REVIEW = "review"  # valid; a field is doubtful or a guard warned
    PARTIAL = "partial"  # a field is invalid, or a page or window was not read
    FAILED = "failed"  # no data; `error` says why


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Field(_Value):
    """One leaf of the record."""

    state: FieldState
    text: str | None = None  # the document's own words for the value
    page: int | None = None  # counts from 1
    span: tuple[int, int] | None = None  # characters of the document's text
    boxes: list[list[float]] = []  # [x0, y0, x1, y1] in points, origin top left, one per line
    confidence: float | None = None  # 0..1; see extractor.grounding
    problem: str | None = None  # what is wrong with it, with the raw text of a refused value


class SourceFile(_Value):
    """The file a record came from."""

    path: str
    sha256: str | None = None
    media_type: str | None = None
    pages: int = 0  # pages in the file
    pages_read: list[int] = []  # pages whose text reached the model


class Named(_Value):
    """A schema or model by name and content."""

    name: str
    sha256: str


class PromptVersion(_Value):
    profile: str
    version: str


class Tokens(_Value):
    """Counts over all attempts; `forced` are those of `generated` that the grammar dictated."""

    prompt: int = 0
    reused: int = 0
    generated: int = 0
    forced: int = 0

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(
            prompt=self.prompt + other.prompt,
            reused=self.reused + other.reused,
            generated=self.generated + other.generated,
            forced=self.forced + other.forced,
        )


class Seconds(_Value):
    read: float = 0.0
    prefill: float = 0.0
    decode: float = 0.0
    total: float = 0.0

    def __add__(self, other: Seconds) -> Seconds:
        return Seconds(
            read=self.read + other.read,
            prefill=self.prefill + other.prefill,
            decode=self.decode + other.decode,
            total=self.total + other.total,
        )


class Attempt(_Value):
    """One request to the engine for a document; kept by the run log, not by the record.

    A record has one for each try of each of its windows, in the order they were made.
    """

    number: int  # of the try within its window, from 1
    prompt: str
    reply: str | None = None  # as the model wrote it; None where the engine failed
    finish: str | None = None  # "stop", "length" or "timeout"
    error: str | None = None  # why the engine gave no reply
    problems: list[str] = []  # what validation found wrong with the reply
    tokens: Tokens = Tokens()
    seconds: Seconds = Seconds()
    cached: bool = False


class Record(_Value):
    """One document under one schema by one model."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    run: str
    source: SourceFile
    schema_: Named = Default(alias="schema")
    model: Named
    prompt: PromptVersion
    status: Status
    data: dict[str, JsonValue] | None = None
    fields: dict[str, Field] = {}
    warnings: list[str] = []
    error: str | None = None
    attempts: int = 0
    cached: bool = False
    tokens: Tokens = Tokens()
    seconds: Seconds = Seconds()

    @property
    def problems(self) -> list[str]:
        """All that is wrong, a line each: the error, then fields by pointer, then warnings."""
        return [
            *([self.error] if self.error else []),
            *(f"{at}: {field.problem}" for at, field in self.fields.items() if field.problem),
            *self.warnings,
        ]

    def to_json(self) -> dict[str, Any]:
        """The record as JSON types, in the order of the contract."""
        return self.model_dump(mode="json", by_alias=True)
