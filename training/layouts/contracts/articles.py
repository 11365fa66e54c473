"""Articles of a contract as lines: how they are numbered, headed and set."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from training.pages.lines import wrapped

Article = tuple[str, str]  # a heading and its text, every word of it in place

_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_STYLES = ("1.", "1.", "Article", "Article", "1. Title.", "Title", "1.1", "1.1", "I.", "run on")


def numbered(
    rng: random.Random, articles: Sequence[Article], words: Sequence[str], width: int
) -> Iterator[str]:
    """The articles under headings of one style. `words` are what the language calls an article."""
    word, style = rng.choice(words), rng.choice(_STYLES)
    caps = rng.random() < 0.25
    gap = rng.choice((" - ", ". ", ": ", "  ", " – "))
    airy = width > 100 or rng.random() < 0.5
    for at, (heading, text) in enumerate(articles, 1):
        title = heading.upper() if caps else heading
        match style:
            case "1. Title.":
                yield from wrapped(f"{at}. {title}. {text}", width)
                continue
            case "run on":
                yield from wrapped(f"{word} {at}{gap}{text}", width)
                yield from [""] if airy else []
                continue
            case "Article":
                yield f"{word} {at}{gap}{title}"
            case "I.":
                yield f"{'X' * (at // 10)}{_ONES[at % 10]}. {title}"
            case "Title":
                yield title
            case _:
                yield f"{at}. {title}"
        if style == "1.1":
            for number, sentence in enumerate(re.split(r"(?<=[.)]) (?=[A-Z])", text), 1):
                yield from wrapped(f"{at}.{number} {sentence}", width)
            continue
        yield from wrapped(text, width)
        yield from [""] if airy else []
