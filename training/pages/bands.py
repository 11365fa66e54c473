"""Bands across a page: a row of labels and below it a row of values, some of them empty; and the
days on which somebody comes and leaves, each with its weekday and hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from training.data import raw
from training.material.locales import DAYS
from training.pages.lines import columns, piped
from training.pages.page import Page
from training.pages.twofold import twofold
from training.stories.missing import blanks
from training.stories.story import Fact

_SHARE = 0.14  # of pages that have a band
_BOXED_DAYS = 0.4  # share of stays and journeys whose days stand in boxes
_WIDEST = 100  # characters of a line of a band
_LONG = 26  # characters of a value that none bears
_STAYS = (  # the first day and the last, and the hours that go with them
    ("arrival_date", "departure_date"),
    ("pickup_date", "return_date"),
    ("trip_start", "trip_end"),
)
_HOURS = ("check_in_time", "check_out_time")

Column = list[str]  # a label and what stands below it


def banded(page: Page, facts: Sequence[Fact]) -> tuple[list[str], list[Fact]]:
    """The lines of bands, if this page has some, and the facts that are left for others."""
    left = list(facts)
    lines: list[str] = []
    if page.rng.random() < _BOXED_DAYS:
        lines, left = _stay(page, left)
    if page.rng.random() < _SHARE:
        chosen = _chosen(page, left)
        if len(chosen) > 1:
            left = [fact for fact in left if fact not in chosen]
            lines += _band(page, chosen)
    return lines, left


def _chosen(page: Page, facts: Sequence[Fact]) -> list[Fact]:
    """A few short facts that follow each other, the empty ones among them."""
    short = [
        fact
        for fact in facts
        if fact.label and "\n" not in fact.said.text and len(fact.said.text) <= _LONG
        if fact.concept.recipe != "boolean"
    ]
    count = page.rng.randint(2, 8)
    at = page.rng.randint(0, max(0, len(short) - count)) if page.rng.random() < 0.3 else 0
    return short[at : at + count]


def _band(page: Page, facts: list[Fact]) -> list[str]:
    """Their labels in a row and their texts below, in as many rows as they take."""
    rng = page.rng
    cells = [[page.cased(fact.label), fact.said.text] for fact in twofold(page.story, facts)]
    if rng.random() < 0.4:
        for blank in blanks(page.story, rng.choice((1, 1, 2))):
            cells.insert(rng.randint(0, len(cells)), [page.cased(blank.label), ""])
    if rng.random() < 0.3:
        number = rng.choice(("1", "1/1", "1/2", "1 / 3", "1"))
        heads = raw("twofold")["page"][page.values.language]
        cells.insert(rng.choice((0, len(cells), len(cells))), [rng.choice(heads), number])
    form, gap = rng.choice(("plain", "plain", "plain", "ruled", "piped")), rng.randint(2, 6)
    lines: list[str] = []
    while cells:
        row = _row(cells, gap)
        del cells[: len(row)]
        lines += _piped(row) if form == "piped" else _ruled(page, columns(row, gap), form)
    return [*lines, ""] if rng.random() < 0.5 else lines


def _row(cells: list[Column], gap: int) -> list[Column]:
    """As many as fit on a line."""
    row: list[Column] = []
    room = _WIDEST
    for cell in cells:
        room -= max(map(len, cell)) + gap
        if row and room < 0:
            break
        row.append(cell)
    return row


def _piped(row: list[Column]) -> list[str]:
    widths = [max(map(len, cell)) for cell in row]
    return [
        piped(f"{one:<{width}}" for one, width in zip(line, widths, strict=True))
        for line in zip(*row, strict=True)
    ]


def _ruled(page: Page, lines: list[str], form: str) -> list[str]:
    """The labels over the values, with a rule between or around them."""
    if form == "plain":
        return lines
    rule = page.rng.choice("-=_") * max(map(len, lines))
    around = page.rng.random() < 0.4
    return [rule, *lines, rule] if around else [lines[0], rule, *lines[1:]]


def _stay(page: Page, facts: list[Fact]) -> tuple[list[str], list[Fact]]:
    """The first and the last day side by side, each below its label."""
    rng, days = page.rng, {fact.concept.key: fact for fact in facts}
    pair = next((one for one in _STAYS if set(one) <= days.keys()), None)
    if pair is None or any(days[key].said.value is None for key in pair):
        return [], facts
    blocks = []
    named, late, timed = rng.random() < 0.6, rng.random() < 0.25, rng.random() < 0.6
    weekdays = DAYS[page.values.language].split()
    for at, key in enumerate(pair):
        said = days[key].said
        weekday = weekdays[date.fromisoformat(said.value).weekday()]
        told = said.text[:1].isalpha() or not named
        block = [page.cased(days[key].label), *([] if told else [weekday]), said.text]
        block = [block[0], *block[:0:-1]] if late else block
        blocks.append([*block, *(_hour(page, at) if timed else [])])
    lines = columns(blocks, rng.choice((4, 8, 14, 24)))
    return [*lines, ""], [fact for fact in facts if fact.concept.key not in pair]


def _hour(page: Page, at: int) -> list[str]:
    """The hour of the day in words; what asks for hours is told nothing by labels then."""
    story, values = page.story, page.values
    key = _HOURS[at]
    if key in story.facts:
        return []
    story.hush(key)
    hour = values.rng.randint(8, 12) if at else values.rng.randint(13, 17)
    time = f"{hour:02}:{values.rng.choice((0, 0, 0, 30)):02}"
    form: str = values.rng.choice(raw("twofold")["hours"][values.language][at])
    return [form.format(time=time)]
