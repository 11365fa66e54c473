"""Records against gold: what counts as right, invented, missed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import UsageError
from extractor.evaluation import Gold, compare, equal, gold_path, load_gold, score
from extractor.record import Named, PromptVersion, Record, SourceFile, Status


def record(data: dict[str, Any] | None) -> Record:
    named = Named(name="x", sha256="0")
    return Record(
        id="r-1",
        run="r",
        source=SourceFile(path="a.pdf"),
        schema_=named,
        model=named,
        prompt=PromptVersion(profile="plain", version="1"),
        status=Status.OK,
        data=data,
    )


def judged(expected: dict[str, Any], found: dict[str, Any] | None) -> Any:
    return score(compare(record(found), Gold(expected, {})))


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        (1487.5, 1487.50, True),
        (3, 3.0, True),
        (True, 1, False),
        ("12 Mill  Lane", "12 Mill\nLane", True),
        ("ACME", "Acme", False),
        (None, "", False),
    ],
)
def test_values_are_equal_as_numbers_or_words(expected: Any, found: Any, same: bool):
    assert equal(expected, found) is same


def test_every_kind_of_mistake_is_counted():
    one = judged(
        {"a": "x", "b": 1, "c": None, "d": None, "e": "y"},
        {"a": "x", "b": 2, "c": None, "d": "made up", "e": None},
    )
    assert (one.fields, one.right, one.present, one.present_right) == (5, 2, 3, 1)
    assert (one.invented, one.missed) == (1, 1)
    assert one.invention == pytest.approx(1 / 2)


def test_rows_too_many_and_too_few_are_wrong_by_what_they_say():
    more = judged({"rows": [{"n": 1, "u": None}]}, {"rows": [{"n": 1, "u": None}] * 2})
    assert (more.fields, more.right, more.invented) == (3, 2, 1)
    fewer = judged({"rows": [{"n": 1, "u": None}]}, {"rows": []})
    assert (fewer.fields, fewer.right, fewer.missed) == (1, 0, 1)


def test_a_failed_record_misses_everything():
    assert judged({"a": "x", "b": None}, None).missed == 1


def test_gold_stands_beside_its_document(tmp_path: Path):
    document = tmp_path / "a.pdf"
    gold_path(document).write_text(json.dumps({"data": {"a": 1}, "pages": {"/a": 1}}))
    assert load_gold(gold_path(document)).data == {"a": 1}
    (tmp_path / "b.expected.json").write_text("{}")
    with pytest.raises(UsageError, match="not a gold file"):
        load_gold(tmp_path / "b.expected.json")
