"""Field repair: what is kept, what is asked again, what is put back."""

from __future__ import annotations

from typing import Any

import pytest

from extractor.repair import Draft
from extractor.reply import Reply
from extractor.schema import Problem


def reply(data: dict[str, Any], texts: dict[str, str], **probabilities: float) -> Reply:
    return Reply(data, texts, {f"/{k}": v for k, v in probabilities.items()}, complete=True)


INVALID = Problem("/iban", "invalid", "checksum")
UNEQUAL = Problem("", "disagreement", "totals do not add up", ("/net", "/tax", "/tip", "/total"))
SUMS = reply(
    {"net": 100, "tax": 20, "total": 130},
    {"/net": "100", "/tax": "20", "/total": "130"},
    net=0.9,
    tax=0.8,
    total=0.4,
)


def adds_up(data: dict[str, Any]) -> list[Problem]:
    """As a schema checks it: not at all where one of the three is null; a tip may be."""
    net, tax, total = (data[name] for name in ("net", "tax", "total"))
    if None in (net, tax, total) or net + tax + (data.get("tip") or 0) == total:
        return []
    return [UNEQUAL]


def test_nothing_wrong_needs_no_repair():
    draft = Draft()
    draft.take(SUMS)
    assert draft.next_repair([]) is None


def test_an_invalid_value_is_refused_and_all_refusals_are_remembered():
    draft = Draft()
    draft.take(reply({"iban": "A", "n": 1}, {"/iban": '"A"', "/n": "1"}, iban=0.5, n=0.7))
    first = draft.next_repair([INVALID])
    assert first is not None
    assert first.ask == {"/iban": frozenset({'"A"'})}
    assert first.data == {"iban": "A", "n": 1}
    draft.take(reply({"iban": "B", "n": 1}, {"/iban": '"B"', "/n": "1"}, iban=0.3, n=1.0))
    second = draft.next_repair([INVALID])
    assert second is not None
    assert second.ask["/iban"] == {'"A"', '"B"'}
    assert draft.probabilities == {"/iban": 0.3, "/n": 0.7}, "dictated fields keep their own"


def test_of_values_that_disagree_the_least_likely_is_doubted_first():
    draft = Draft()
    draft.take(SUMS)
    repair = draft.next_repair([UNEQUAL])
    assert repair is not None
    assert repair.ask == {"/total": frozenset({"130"})}


def test_a_doubt_that_helps_stays():
    draft = Draft()
    draft.take(SUMS)
    draft.next_repair([UNEQUAL])
    draft.take(reply({**SUMS.data, "total": 120}, {**SUMS.texts, "/total": "120"}, total=0.3))
    assert draft.settle([], adds_up) is False
    assert draft.data["total"] == 120


def test_a_doubt_that_does_not_help_is_put_back_and_the_next_is_doubted():
    draft = Draft()
    draft.take(SUMS)
    draft.next_repair([UNEQUAL])
    draft.take(reply({**SUMS.data, "total": 7}, {**SUMS.texts, "/total": "7"}, total=0.3))
    assert draft.settle([UNEQUAL], adds_up) is True
    assert draft.data == SUMS.data
    assert draft.probabilities["/total"] == 0.4
    repair = draft.next_repair([UNEQUAL])
    assert repair is not None
    assert list(repair.ask) == ["/tax"] or "/tax" in repair.ask
    assert "/total" not in repair.ask, "what was put back is not asked again"


def test_a_value_without_which_the_others_fit_together_becomes_null():
    data = {"net": 100, "tax": 20, "tip": 15, "total": 120}
    texts = {f"/{name}": str(value) for name, value in data.items()}
    draft = Draft()
    draft.take(reply(data, texts, net=0.9, tax=0.8, tip=0.4, total=0.7))
    repair = draft.next_repair([UNEQUAL])
    assert repair is not None
    assert repair.ask == {"/tip": frozenset({"15"})}
    draft.take(reply({**data, "tip": 100}, {**texts, "/tip": "100"}, tip=0.9))
    assert draft.settle([UNEQUAL], adds_up) is True
    assert draft.data == {**data, "tip": None}
    assert draft.texts["/tip"] == "null"
    assert draft.probabilities["/tip"] == pytest.approx(0.6)


def test_null_only_hides_a_disagreement():
    draft = Draft()
    draft.take(SUMS)
    draft.next_repair([UNEQUAL])
    draft.take(reply({**SUMS.data, "total": None}, {**SUMS.texts, "/total": "null"}, total=0.9))
    assert draft.settle([], adds_up) is True
    assert draft.data["total"] == 130
