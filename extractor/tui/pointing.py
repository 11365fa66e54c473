"""What words that a person points at mean for a field: the value they say, and its place."""

from __future__ import annotations

from dataclasses import replace

from pydantic import JsonValue

from extractor.document import Document, Page, Span, Word
from extractor.errors import UsageError
from extractor.record import Field, FieldState
from extractor.review import parse_value
from extractor.schema.tree import Kind, Leaf


def found_at(document: Document, span: Span, value: JsonValue) -> Field:
    """The place of a value that a person pointed at, as sure as a person is."""
    text = document.text[span.start : span.end]
    exact = " ".join(text.split()) == value
    return Field(
        state=FieldState.EXACT if exact else FieldState.NORMALISED,
        text=text,
        page=document.page_at(span.start).number,
        span=(span.start, span.end),
        boxes=[box.rounded() for box in document.locate(span)],
        confidence=1.0,
    )


def value_of_words(document: Document, leaf: Leaf, span: Span) -> JsonValue:
    """What some words of the document say for a leaf.

    Dates and numbers are read as the extraction reads them. Raises UsageError where they say none.
    """
    from extractor.candidates import find_candidates, for_leaf

    words = document.text[span.start : span.end]
    whole = Span(0, len(words))
    alone = replace(document, text=words, pages=(Page(1, whole, (Word(0, len(words)),)),))
    for candidate in for_leaf(leaf, find_candidates(alone)):
        return candidate.value
    if leaf.kind in (Kind.DATE, Kind.TIME, Kind.DATETIME):
        raise UsageError(f"no {leaf.kind}")
    return parse_value(leaf, " ".join(words.split()))
