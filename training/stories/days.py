"""Days that nothing on the page tells: without a year they are stated as no date, and where day and
month may be either nobody asks for them. Nor do they where a year might be guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.candidates.dates import find_dates
from extractor.candidates.days import find_days
from training.material.locales import Said
from training.stories.story import Story, forget

_NUMBERS = re.compile(r"(?<![\d./-])(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d\d)(?![\d/-])")
_EITHER = ("CA",)  # countries that write the month first and the day first
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def forget_untold_days(story: Story, lines: Sequence[str]) -> None:
    """Whatever is a date for the story, and none for a reader of the lines."""
    text = "\n".join(lines)
    if not any(_is_short(said) for said in _said(story)):
        return
    dates = list(find_dates(text))
    told = {json.loads(one.json) for one in (*dates, *find_days(text, dates))}
    for key, (_, said) in list(story.facts.items()):
        if _is_short(said) and said.value not in told:
            forget(story, key)
            if dates:  # whose year may be guessed for it
                story.absent.pop(key)
    for at, table in enumerate(story.tables):
        rows = tuple(
            {key: one for key, one in row.items() if not _is_short(one) or one.value in told}
            for row in table.rows
        )
        story.tables[at] = replace(table, rows=rows)


def forget_equivocal_days(story: Story, lines: Sequence[str]) -> None:
    """Days in numbers that may be the third of May or the fifth of March.

    Another day on the page tells it, or the language, or a place or money of a country.
    """
    values = story.values
    if values.language != "en" or _tells_country(story):
        return
    printed = _NUMBERS.findall("\n".join(lines))
    if any(int(one) > 12 or int(other) > 12 for one, other in printed):
        return
    for key, (_, said) in list(story.facts.items()):
        match = _NUMBERS.fullmatch(said.text)
        if match and match[1] != match[2]:
            forget(story, key)
            story.absent.pop(key)


def _tells_country(story: Story) -> bool:
    """Whether a place or money on the page tells in which country it was written."""
    if story.values.locale.country in _EITHER:
        return False
    placed = any(key.endswith(".address") for key in story.facts)
    return placed or bool(story.money)


def _said(story: Story) -> list[Said]:
    rows = [said for table in story.tables for row in table.rows for said in row.values()]
    return [*rows, *(said for _, said in story.facts.values())]


def _is_short(said: Said) -> bool:
    """Whether it is a date whose words do not hold the year."""
    value = said.value
    if not isinstance(value, str) or not _DATE.fullmatch(value) or not said.text:
        return False
    return not re.search(rf"{value[:4]}|[/.\-' ]{value[2:4]}$", said.text)
