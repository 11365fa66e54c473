"""Days without a year that nothing on the page tells the year of: they are stated as no date."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.candidates.dates import find_dates
from extractor.candidates.days import find_days
from training.material.locales import Said
from training.stories.story import Story, forget

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
    for at, table in enumerate(story.tables):
        rows = tuple(
            {key: one for key, one in row.items() if not _is_short(one) or one.value in told}
            for row in table.rows
        )
        story.tables[at] = replace(table, rows=rows)


def _said(story: Story) -> list[Said]:
    rows = [said for table in story.tables for row in table.rows for said in row.values()]
    return [*rows, *(said for _, said in story.facts.values())]


def _is_short(said: Said) -> bool:
    """Whether it is a date whose words do not hold the year."""
    value = said.value
    if not isinstance(value, str) or not _DATE.fullmatch(value) or not said.text:
        return False
    return not re.search(rf"{value[:4]}|[/.\-' ]{value[2:4]}$", said.text)
