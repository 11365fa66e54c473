"""The back of a driving licence of the EU: classes of vehicles with days of their own, and what the
codes of the front stand for. None of it answers a question about the card.
"""

from __future__ import annotations

from datetime import timedelta

from training.data import raw
from training.pages.lines import columns
from training.pages.page import Page

_CLASSES = ("AM", "A1", "A2", "A", "B1", "B", "BE", "C1", "C", "CE", "D1", "D", "L", "T")
_RESTRICTED = ("", "", "", "01.06", "79.03", "70", "95(12.03.27)", "174, 175")
_NONE = ("", "-", "---", "—", "********")


def categories(page: Page) -> list[str]:
    """A table of classes: since when and until when each holds, and with which restrictions."""
    rng, values = page.rng, page.values
    every = rng.random() < 0.3  # whether it lists those, too, that the holder has not
    held = {*rng.sample(_CLASSES, rng.randint(1, 6))}
    none = rng.choice(_NONE)
    since = values.first_day - timedelta(days=rng.randint(0, 9000))
    rows = [("9.", "10.", "11.", "12.")] if rng.random() < 0.7 else []
    for one in _CLASSES:
        if one not in held:
            rows += [(one, none, none, none)] if every else []
            continue
        if rng.random() < 0.4:
            since += timedelta(days=rng.randint(30, 2500))
        until = values.whole(since + timedelta(days=rng.randint(1800, 18000))).text
        last = until if rng.random() < 0.7 else none
        rows.append((one, values.whole(since).text, last, rng.choice(_RESTRICTED)))
    count = rng.choice((3, 4, 4))
    cells = [row[:count] for row in rows]
    if rng.random() < 0.15:
        return [" | ".join(row) for row in cells]
    return columns([*zip(*cells, strict=True)], rng.randint(2, 6))


def legend(page: Page) -> list[str]:
    """What the codes stand for, in small print."""
    words: list[str] = raw("cards")["legend"][page.values.language]
    joint = page.rng.choice((" ", "  ", "; ", " · "))
    if page.rng.random() < 0.3:
        return words
    cut = len(words) // 2
    return [joint.join(part) for part in (words[:cut], words[cut:])]
