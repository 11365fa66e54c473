"""The sample documents: enough of them, right by their schemas, and honest about what they say."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz import fuzz

from extractor.candidates import find_candidates, fold, for_leaf, verbatim_text
from extractor.document import Document
from extractor.pointers import pointer
from extractor.readers import read_document
from extractor.schema import Schema, load_schema, problems
from extractor.schema.tree import Array, Leaf, Node, Object, Origin

FOLDER = Path(__file__).parents[1] / "samples"
SUFFIX = ".expected.json"
MISREAD = 80  # percent of likeness at which a recognised page is taken to bear a run of words


@dataclass(frozen=True)
class Sample:
    """A document of samples/ and its `expected.json`."""

    path: Path
    data: dict[str, Any]
    pages: dict[str, int]

    @property
    def schema(self) -> Schema:
        return load_schema(self.path.parent.name)


def load(expected: Path) -> Sample:
    stem = expected.name.removesuffix(SUFFIX)
    document = next(path for path in expected.parent.glob(f"{stem}.*") if path != expected)
    content = json.loads(expected.read_text("utf-8"))
    return Sample(document, content["data"], content.get("pages", {}))


SAMPLES = [load(path) for path in sorted(FOLDER.glob(f"*/*{SUFFIX}"))]
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.path.stem)


@cache
def read(path: Path) -> Document:
    return read_document(path)


def values(
    node: Node, data: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[str, Leaf, Any]]:
    """Every value that is there, with its JSON Pointer and leaf."""
    match node:
        case Object(properties=properties):
            assert list(data) == list(properties), f"keys of {pointer(*path) or 'the record'}"
            for name, child in properties.items():
                yield from values(child, data[name], (*path, name))
        case Array(items=items):
            for index, item in enumerate(data):
                yield from values(items, item, (*path, index))
        case Leaf() if data is not None:
            yield pointer(*path), node, data


def test_there_are_enough_of_many_kinds() -> None:
    suffixes = Counter(sample.path.suffix for sample in SAMPLES)
    assert len(SAMPLES) >= 24
    assert len({sample.path.parent for sample in SAMPLES}) == 12
    assert set(suffixes) == {
        *(".pdf", ".docx", ".xlsx", ".html", ".eml", ".txt", ".png", ".jpg", ".tiff"),
    }
    assert sum(path.stat().st_size for path in FOLDER.glob("[a-z]*/*")) < 6_000_000


def test_every_document_has_its_record() -> None:
    documents = {path for path in FOLDER.glob("[a-z]*/*") if not path.name.endswith(SUFFIX)}
    assert documents == {sample.path for sample in SAMPLES}


def test_something_is_absent_in_most() -> None:
    lacking = [sample for sample in SAMPLES if None in sample.data.values()]
    assert len(lacking) >= len(SAMPLES) / 2


@each_sample
def test_the_record_is_right_by_its_schema(sample: Sample) -> None:
    assert problems(sample.schema, sample.data) == []


@each_sample
def test_the_document_bears_every_value(sample: Sample) -> None:
    """Where a page is given, the value stands on that page."""
    document = read(sample.path)
    candidates = find_candidates(document)
    missing = []
    for at, leaf, value in values(sample.schema.root, sample.data):
        if leaf.origin in (Origin.INFERRED, Origin.FREE):
            continue
        page = sample.pages.get(at)
        pages = [one for one in document.pages if page in (None, one.number)]
        spans = [one.span for one in pages]
        if leaf.origin is Origin.VERBATIM:
            recognised = any(one.recognised for one in pages)
            found = stands(value, verbatim_text(document, spans), recognised)
        else:
            offered = for_leaf(leaf, candidates.within(spans))
            found = any(one.value == value for one in offered)
        if not found:
            missing.append(f"{at}: {value!r}")
    assert missing == []


def stands(value: str, text: str, recognised: bool) -> bool:
    wanted = fold(value)
    return fuzz.partial_ratio(wanted, text) >= MISREAD if recognised else wanted in text


@each_sample
def test_pages_are_given_for_what_is_read_in_a_pdf(sample: Sample) -> None:
    read_from = [
        at
        for at, leaf, _ in values(sample.schema.root, sample.data)
        if leaf.origin not in (Origin.INFERRED, Origin.FREE)
    ]
    assert list(sample.pages) == (read_from if sample.path.suffix == ".pdf" else [])


def test_the_long_one_has_forty_pages_and_its_facts_lie_apart() -> None:
    (long,) = (sample for sample in SAMPLES if "40-pages" in sample.path.stem)
    assert len(read(long.path).pages) == 40
    assert len(set(long.pages.values())) >= 6


def test_hidden_text_is_not_read() -> None:
    document = read(FOLDER / "invoice" / "talleres-ribera.pdf")
    assert "9.540,99" not in document.text
    assert "9.540,99" in document.pages[0].hidden


def test_the_script_makes_the_same_again(tmp_path: Path) -> None:
    subprocess.run([sys.executable, FOLDER / "make.py", tmp_path], check=True)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.glob("*/*"))
    kept = sorted(path.relative_to(FOLDER) for path in FOLDER.glob("[a-z]*/*"))
    assert made == kept
    for path in made:
        if path.suffix in (".json", ".html", ".txt"):  # the others hang on the build of zlib
            assert (tmp_path / path).read_bytes() == (FOLDER / path).read_bytes(), path
