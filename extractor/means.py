"""What documents are worked on with: a model, reader processes, a cache, the run log.

A pipeline opens and owns them; its runs borrow them. Nothing above this knows the settings.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from pydantic import JsonValue

from extractor.cache import Cache
from extractor.config import Settings
from extractor.conversation import Answering
from extractor.document import Document
from extractor.engine import start_engine
from extractor.extraction import Rules
from extractor.generation import Engine
from extractor.models import ModelLedger, embedded_prior, find_model
from extractor.prior import Network
from extractor.readers import Limits, ReaderPool, ReadOptions
from extractor.runlog import RunLog
from extractor.schema import Schema
from extractor.sources import Source

READ_AHEAD = 2  # documents a reader process may be ahead of the model
AT_THE_DOOR = 2  # documents that are made ready while the slots of the engine are taken
MIB = 1024 * 1024

Read = Callable[[Source], Future[Document]]


@dataclass(frozen=True, slots=True)
class Means:
    """See the module. Whoever opened them closes them."""

    settings: Settings
    engine: Engine
    cache: Cache | None
    log: RunLog
    readers: ReaderPool

    def answering(self, schema: Schema) -> Answering:
        """How the model is asked about `schema`. Waits for the model, and raises what kept it from
        loading.
        """
        return Answering(
            schema=schema,
            engine=self.engine,
            cache=self.cache,
            max_retries=self.settings.max_retries,
            max_tokens=self.settings.max_tokens,
            temperature=self.settings.temperature,
            seed=self.settings.seed,
            network=network_for(self.engine),
        )

    def reading(self, pages: tuple[range, ...] | None) -> Read:
        """How a document is read; its future is that of `ReaderPool.submit`."""
        options = read_options(self.settings, pages)

        def read(source: Source) -> Future[Document]:
            subject = source.data if source.data is not None else source.path
            return self.readers.submit(subject, options, name=source.path)

        return read

    @property
    def rules(self) -> Rules:
        settings = self.settings
        return Rules(
            free=settings.free,
            seconds=settings.seconds_per_document,
            tokens=settings.tokens_per_document,
            windows_limit=settings.windows_limit,
            review_below=settings.review_below,
        )

    @property
    def side_by_side(self) -> int:
        """Documents that are worked on at a time. Waits for the model."""
        slots = self.settings.jobs or self.engine.info.slots
        return slots if slots == 1 else slots + AT_THE_DOOR

    @property
    def read_ahead(self) -> int:
        """Documents that are read before a thread wants them."""
        return READ_AHEAD * (os.cpu_count() or 1)

    def told(self) -> dict[str, JsonValue]:
        """The settings as the run log keeps them."""
        return self.settings.model_dump(mode="json", exclude={"password"})

    def let_go(self) -> None:
        """Of what the calling thread holds; before it ends."""
        if self.cache is not None:
            self.cache.close()


def load_engine(settings: Settings, given_up: Callable[[], bool] = lambda: False) -> Engine:
    """The model that `settings` names, in a process of its own that loads it meanwhile.

    A file that is new is loaded once before, for a trial, which may take long: `given_up` is asked
    meanwhile. Raises ModelNotFound, Cancelled when given up, or ModelNotLoadable of a file that is
    new and cannot be loaded; for others `info` raises that.
    """
    model = find_model(settings.model, settings.paths.models)
    ledger = ModelLedger(settings.paths.models / "ledger.json", given_up)
    ledger.vet(model)
    return start_engine(model.path, ledger.digest(model), settings.load_options, name=model.name)


def network_for(engine: Engine) -> Network | None:
    """The candidate network for models that were trained to be joined with it."""
    return embedded_prior() if engine.info.profile == "compact" else None


def read_options(settings: Settings, pages: tuple[range, ...] | None = None) -> ReadOptions:
    """How `settings` want documents to be read."""
    secret = settings.password
    return ReadOptions(
        password=secret.get_secret_value() if secret is not None else None,
        pages=pages,
        ocr=settings.ocr,
        limits=Limits(
            seconds=settings.read_seconds,
            memory=settings.read_memory_mb * MIB,
            file_bytes=settings.file_mb * MIB,
            pages=settings.max_pages,
        ),
    )
