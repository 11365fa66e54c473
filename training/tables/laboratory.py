"""Results of tests, in numbers and in words, with the marks of one laboratory."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from training.data import pools, raw
from training.material.locales import Said
from training.material.values import Values
from training.tables import Row, Table
from training.tables.columns import table_of

_KEYS = (
    ["test", "outcome", "flag", "result_unit", "reference_range"],
    ["test", "outcome", "result_unit", "flag", "reference_range"],
    ["test", "outcome", "result_unit", "reference_range", "flag"],
    ["test", "flag", "outcome", "result_unit", "reference_range"],
    ["test", "outcome", "reference_range", "result_unit", "flag"],
    ["test", "outcome", "result_unit", "reference_range"],
    ["test", "reference_range", "outcome", "result_unit"],
    ["test", "outcome", "reference_range", "result_unit"],
    ["test", "outcome", "result_unit"],
    ["test", "outcome", "result_unit", "reference_low", "reference_high"],
    ["test", "reference_low", "outcome", "reference_high", "result_unit", "flag"],
)
_UP_TO = {
    "en": (
        *("< {}", "<{}", "up to {}", "≤ {}", "0 - {}", "<= {}", "<={}", "< OR = {}", "<OR= {}"),
        *("Less than {}", "under {}", "Up to {}", "below {}", "max. {}", "{} or less"),
    ),
    "de": (
        "< {}",
        "bis {}",
        "<{}",
        "<= {}",
        "unter {}",
        "≤ {}",
        "0 - {}",
        "bis {}",
        "<={}",
        "max. {}",
        "≤{}",
    ),
    "fr": ("< {}", "inf. à {}", "<{}", "< à {}", "inférieur à {}", "≤ {}", "jusqu'à {}", "max. {}"),
    "es": (
        "< {}",
        "hasta {}",
        "<{}",
        "menor de {}",
        "Inf. a {}",
        "inf. a {}",
        "<={}",
        "0 - {}",
        "≤ {}",
    ),
    "it": (
        "< {}",
        "fino a {}",
        "<{}",
        "inf. a {}",
        "sino a {}",
        "0 - {}",
        "≤ {}",
        "inferiore a {}",
    ),
    "nl": ("< {}", "tot {}", "<{}", "<= {}", "kleiner dan {}", "≤ {}", "max. {}"),
}
_FROM = {
    "en": (
        "> {}",
        ">{}",
        ">= {}",
        ">={}",
        "≥ {}",
        "> OR = {}",
        ">OR= {}",
        "over {}",
        "from {}",
        "{} or more",
    ),
    "de": ("> {}", ">{}", ">= {}", "≥ {}", "über {}", "ab {}", "mind. {}", "≥{}"),
    "fr": ("> {}", ">{}", "≥ {}", "sup. à {}", "> à {}", "supérieur à {}"),
    "es": ("> {}", ">{}", "≥ {}", "mayor de {}", "Sup. a {}", "sup. a {}", ">{}"),
    "it": ("> {}", ">{}", "≥ {}", "sup. a {}", "superiore a {}"),
    "nl": ("> {}", ">{}", ">= {}", "≥ {}", "groter dan {}", "vanaf {}"),
}
_CLOSING = (")", "]")
_FAR = Decimal("1.5")  # how many times an end of the range what is critical is beyond it
_ENDLESS = 999  # the upper bound of what has none


def results(values: Values) -> Table:
    rng = values.rng
    keys = rng.choice(_KEYS)
    said = raw("laboratory")
    flags = rng.choice((*said["flags"], *said["worded_flags"][values.language]))
    share = rng.choice((0, 0, 0.15, 0.3, 0.5, 1))  # of results in words
    dash = rng.choice((" - ", "-", "-", " – ", " to " if values.language == "en" else "-"))
    form = rng.choice(("{}", "{}", "{}", "({})", "[{}]"))
    count = rng.randint(1, 8) if rng.random() < 0.9 else rng.randint(9, 16)
    rows: list[Row] = []
    taken: set[str] = set()
    for _ in range(count):
        row = _told(values) if rng.random() < share else _measured(values, dash, form)
        if row["test"].text in taken:
            continue
        taken.add(row["test"].text)
        _mark(rng, row, flags)
        rows.append(row)
    apart = "result_unit" in keys and rng.random() < 0.28
    if apart:  # the unit in the cell of a number: "5.4 mmol/L", "3.9 - 5.6 mmol/L"
        keys = [key for key in keys if key != "result_unit"]
        beside = "reference_range" if "reference_range" in keys else "outcome"
        beside = rng.choice((beside, "outcome"))
        form = rng.choice(("{} {}", "{} {}", "{} {}", "{} {}", "{} ({})", "{} [{}]"))
        for row in rows:
            _join_unit(row, beside, form)
    for row in rows if "reference_low" in keys else ():
        for key in {"reference_low", "reference_high"} & row.keys():
            row[key] = Said(row[key].value, values.digits(row[key].value))
    told = ["value", "finding", *(["result_unit"] if apart else [])]
    told += ["reference_low", "reference_high"] if "reference_range" in keys else []
    kept = (*keys, *told)
    rows = [{key: said for key, said in row.items() if key in kept} for row in rows]
    return table_of(
        values,
        "results",
        keys,
        rows,
        names="results tests analytes measurements test_results observations parameters",
        says=("every test, in order", "results of the tests", "what was measured, with its result"),
        hidden={"unit": "result_unit"},
        asked=tuple(told),
    )


def _measured(values: Values, dash: str, form: str) -> Row:
    rng = values.rng
    if rng.random() < 0.5:
        name, unit, least, most = rng.choice(pools()["analyte"])
        low, high = round(least + (most - least) * 0.2, 1), round(least + (most - least) * 0.7, 1)
    else:
        name, unit, least, most, low, high = rng.choice(raw("laboratory")["measured"])
    places = max(
        _places(low), _places(high), Decimal("1") if most > 60 else Decimal("0.1"), key=_exact
    )
    number = Decimal(str(rng.uniform(least, most))).quantize(places)
    if rng.random() < 0.5 and high != _ENDLESS:  # most people are well
        number = Decimal(str(rng.uniform(low or least, high))).quantize(places)
    bottom, top = (Decimal(str(one)).quantize(places) for one in (low, high))
    measured = Said(number, values.digits(number))
    row: Row = {"test": _name(values, name), "value": measured, "outcome": measured}
    if unit:
        row["result_unit"] = Said(unit, unit)
    if high == _ENDLESS:
        said = rng.choice(_FROM[values.language]).format(values.digits(bottom))
        row["reference_low"] = Said(bottom, "")
    elif low == 0:
        said = rng.choice(_UP_TO[values.language]).format(values.digits(top))
        row["reference_high"] = Said(top, "")
        if said.startswith("0"):
            row["reference_low"] = Said(Decimal(0), "")
    else:
        said = f"{values.digits(bottom)}{dash}{values.digits(top)}"
        row |= {"reference_low": Said(bottom, ""), "reference_high": Said(top, "")}
    row["reference_range"] = Said(said, form.format(said))
    if rng.random() < 0.06:  # a result that has none
        for key in ("reference_range", "reference_low", "reference_high"):
            row.pop(key, None)
    above = "reference_high" in row and number > top
    below = "reference_low" in row and number < bottom
    side = "high" if above else "low" if below else "normal"
    far = (above and number > top * _FAR) or (below and number * _FAR < bottom)
    row["flag"] = Said("critical" if far else side, side)
    return row


def _told(values: Values) -> Row:
    """A test whose result is a word."""
    rng = values.rng
    kind = rng.choice(("screen", "screen", "look"))
    made = raw("laboratory")["told"][kind][values.language]
    tests, usual, unusual = made if kind == "screen" else rng.choice(made)
    well = not unusual or rng.random() < 0.65
    word = rng.choice(usual if well else unusual)
    finding = Said(word, word)
    row: Row = {
        "test": _name(values, rng.choice(tests) if kind == "screen" else tests),
        "finding": finding,
        "outcome": finding,
    }
    if kind == "screen" and rng.random() < 0.6:
        normal = rng.choice(usual)
        row["reference_range"] = Said(normal, normal)
    row["flag"] = Said("normal" if well else "abnormal", "")
    return row


def _join_unit(row: Row, key: str, form: str) -> None:
    """The unit behind that cell, in its brackets if it has some, where the row has both; else the
    row states no unit.
    """
    unit = row.pop("result_unit", None)
    if unit and key in row:
        row["result_unit"] = unit
        text, end = row[key].text, row[key].text[-1:]
        joined = f"{text[:-1]} {unit.text}{end}" if end in _CLOSING else ""
        row[key] = Said(row[key].value, joined or form.format(text, unit.text))


def _mark(rng: Random, row: Row, flags: dict[str, Any]) -> None:
    """The laboratory's mark beside a result, where it makes one.

    A mark for all that is out of range says no more than that the result is abnormal.
    """
    flag = row.pop("flag")
    said = flag.value if flag.value != "critical" or "critical" in flags else flag.text
    if said != "normal" and "any" in flags:
        said, mark = "abnormal", flags["any"]
    else:
        mark = flags.get(said)
    if mark is not None:
        row["flag"] = Said(said, rng.choice(mark) if isinstance(mark, list) else mark)


def _name(values: Values, name: Any) -> Said:
    text = name if isinstance(name, str) else name[values.language]
    text = text.upper() if values.shouting else text
    return Said(text, text)


def _places(number: float) -> Decimal:
    text = str(number)
    return Decimal(1).scaleb(-len(text.partition(".")[2])) if "." in text else Decimal(1)


def _exact(places: Decimal) -> int:
    return -int(places.as_tuple().exponent)
