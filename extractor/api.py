"""The library in two calls: one document, or several with a model that stays loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from os import PathLike, fspath
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import BaseModel

from extractor.config import Settings, load_settings
from extractor.pipeline import Job, Pipeline, open_pipeline
from extractor.record import Record
from extractor.schema import Schema, load_schema
from extractor.sources import Source

SchemaLike = Schema | str | Path | type[BaseModel] | dict[str, Any]
Subject = str | PathLike[str]


def extract(
    path: Subject, schema: SchemaLike, model: str | None = None, **settings: object
) -> Record:
    """The record of one document.

    `schema` is whatever `load_schema` takes, `model` a name or the path of a GGUF file, `settings`
    any of `extractor.config.Settings`. A document that cannot be read gives a failed record.
    Raises UsageError, ModelError or StorageError. The records of a mail's attachments are left
    out: `Extractor` gives them.
    """
    with Extractor(schema, model, **settings) as extractor:
        record, *_ = extractor.run([path])
    return record


class Extractor:
    """A loaded model with a schema, for several documents.

        with Extractor("invoice") as extractor:
            for record in extractor.run(paths):
                ...

    The schema and the settings are checked when it is made, the model is loaded when it is entered.
    """

    def __init__(self, schema: SchemaLike, model: str | None = None, **settings: object) -> None:
        self.settings: Settings = load_settings(model=model, **settings)
        self.schema = _schema(schema, self.settings)
        self._stack = ExitStack()
        self._pipeline: Pipeline | None = None

    def __enter__(self) -> Self:
        self._pipeline = self._stack.enter_context(open_pipeline(self.settings))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pipeline = None
        self._stack.close()

    def run(self, paths: Iterable[Subject]) -> Iterator[Record]:
        """A record for each document as it is done, attachments of mail among them."""
        if self._pipeline is None:
            raise RuntimeError("an Extractor is used in a with block")
        sources = [Source(fspath(path)) for path in paths]
        return self._pipeline.run(Job(self.schema, sources))


def _schema(schema: SchemaLike, settings: Settings) -> Schema:
    if isinstance(schema, Schema):
        return schema
    return load_schema(schema, search=[settings.paths.schemas])
