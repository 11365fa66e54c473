"""What the workers of the workbench tell its event loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from extractor.document import Document
from extractor.errors import ExtractorError
from extractor.events import Event
from extractor.record import Record
from extractor.schema import Schema

if TYPE_CHECKING:
    from PIL import Image


class _Told(Message):
    """A message of the application as a whole."""


@dataclass
class Found(_Told):
    """Documents for the desk."""

    paths: Sequence[str]
    passed_over: Sequence[str] = ()  # what is not among them, and why


@dataclass
class SchemaFound(_Told):
    """The schema to begin with; None where none was asked for or it cannot be loaded."""

    schema: Schema | None


@dataclass
class SchemaLoaded(_Told):
    """The schema to use from now on."""

    schema: Schema
    trial: str | None = None  # a document to try it on at once


@dataclass
class ModelChosen(_Told):
    """The model to use from the next run on."""

    name: str


@dataclass
class Happened(_Told):
    """An event of the run that is going on."""

    event: Event


@dataclass
class RunEnded(_Told):
    """Nothing is being extracted any more; `error` says why if something went wrong."""

    error: ExtractorError | None = None


@dataclass
class Opened(_Told):
    """A document has been read for looking at, or cannot be; without either it is asked for."""

    path: str
    document: Document | None
    error: ExtractorError | None = None


@dataclass
class PictureWanted(_Told):
    """A page is to be drawn."""

    document: Document
    page: int  # its number in the file


@dataclass
class Drawn(_Told):
    """A page as it looks, or why it cannot be drawn."""

    document: Document
    page: int
    picture: Image.Image | None
    error: ExtractorError | None = None


@dataclass
class Remembered(_Told):
    """Records of earlier runs, from the log."""

    schema_sha256: str
    records: Sequence[Record]


@dataclass
class Trouble(_Told):
    """Something a person asked for did not work."""

    error: ExtractorError
