"""The requests that the sample documents lead to, as an extraction would make them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractor.candidates import find_candidates, for_leaf, verbatim_pieces, verbatim_text
from extractor.document import Document
from extractor.extraction import Answering, Rules, plan_windows
from extractor.generation import Engine, Request
from extractor.grammar import Offer, compose
from extractor.passages import window_text
from extractor.prompt import build_prompt
from extractor.schema import Schema
from tests.test_samples import SAMPLES, read

PICTURES = (".jpg", ".png", ".tiff", "-scan.pdf", "-copy.pdf", "-water.pdf")  # slow to recognise
WINDOWS = 1  # of a document


@dataclass(frozen=True)
class Asked:
    """A request with the schema and the document that it is about."""

    name: str
    schema: Schema
    document: Document
    request: Request


@cache
def sample_requests(engine: Engine, *, free: bool = False) -> tuple[Asked, ...]:
    """Grounded requests for the samples that have a text of their own, or free ones."""
    return tuple(_requests(engine, free))


def _requests(engine: Engine, free: bool) -> Iterator[Asked]:
    for sample in SAMPLES:
        if sample.path.name.endswith(PICTURES):
            continue
        document, schema = read(sample.path), sample.schema
        answering = Answering(schema=schema, engine=engine, max_tokens=700)
        candidates = find_candidates(document)
        for number, window in enumerate(plan_windows(document, answering, Rules(), []).read):
            if number == WINDOWS:
                break
            here = candidates.within(window.spans)
            offer = Offer(
                verbatim_pieces(verbatim_text(document, window.spans)),
                cache(lambda leaf, here=here: [one.json for one in for_leaf(leaf, here)]),
            )
            style = answering.profile.style
            yield Asked(
                f"{sample.path.stem}-{number}",
                schema,
                document,
                Request(
                    prompt=build_prompt(
                        answering.profile, schema.root, window_text(document, window)
                    ),
                    grammar=compose(schema.root, style, None if free else offer),
                    max_tokens=answering.max_tokens,
                ),
            )
