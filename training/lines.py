"""Lines of text as layouts are made of them.

Columns are parted by two spaces or more, as a reader of PDFs gives them; a page break is a line of
its own (`PAGE`).
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache

from training.kinds import Party, Story
from training.lexicon import concepts, party_concept, raw
from training.locales import Said

PAGE = "\f"
GLUE = "\N{NO-BREAK SPACE}"  # a space at which `wrapped` breaks no line; printed as a plain one
_FACETS_OF_ADDRESS = ("street", "city", "postal_code")


def glued(text: str) -> str:
    """The same on one line, never to be broken."""
    return GLUE.join(text.split())


def wrapped(text: str, width: int) -> list[str]:
    """Lines of up to `width` characters."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    return [one.replace(GLUE, " ") for one in ([*lines, line] if line else lines)]


def beside(left: Sequence[str], right: Sequence[str], gap: int) -> list[str]:
    """Two blocks on the same lines."""
    width = max(map(len, left), default=0) + gap
    rows = range(max(len(left), len(right)))
    cells = (
        (left[at] if at < len(left) else "", right[at] if at < len(right) else "") for at in rows
    )
    return [f"{a:<{width}}{b}".rstrip() for a, b in cells]


def columns(blocks: Sequence[Sequence[str]], gap: int = 3, least: int = 0) -> list[str]:
    """Several blocks on the same lines; each column as wide as its widest line and `least`."""
    widths = [max([least, *map(len, block)]) + gap for block in blocks]
    rows = range(max(map(len, blocks), default=0))
    return [
        "".join(
            f"{block[at] if at < len(block) else '':<{width}}"
            for block, width in zip(blocks, widths, strict=True)
        ).rstrip()
        for at in rows
    ]


def staggered(rng: random.Random, left: Sequence[str], right: Sequence[str], gap: int) -> list[str]:
    """Two blocks side by side whose lines only partly stand at the same height."""
    width = max(map(len, left), default=0) + gap
    lines: list[str] = []
    a, b = list(left), list(right)
    while a or b:
        draw = rng.random()
        if a and b and draw < 0.5:
            lines.append(f"{a.pop(0):<{width}}{b.pop(0)}".rstrip())
        elif a and (draw < 0.75 or not b):
            lines.append(a.pop(0))
        else:
            lines.append(f"{'':<{width}}{b.pop(0)}".rstrip())
    return lines


def paged(rng: random.Random, lines: Sequence[str], height: int, head: str, foot: str) -> list[str]:
    """Pages of so many lines; head and foot, if any, stand on each ({page}, {pages})."""
    pages = [list(lines[at : at + height]) for at in range(0, len(lines), height)] or [[]]
    whole: list[str] = []
    late = rng.random() < 0.5  # whether the first page goes without the head
    for number, page in enumerate(pages, 1):
        if number > 1:
            whole.append(PAGE)
        if head and (number > 1 or not late):
            whole.append(head.format(page=number, pages=len(pages)))
        whole += page
        if foot:
            whole.append(foot.format(page=number, pages=len(pages)))
    return whole


# -- what a layout does to what is stated


def forget(story: Story, key: str) -> None:
    """A fact that the layout does not print: it is not stated, but may be asked for."""
    if key in story.facts:
        story.absent[key] = story.facts.pop(key)[0]
    for part in (story.head, story.money, story.foot):
        part[:] = [fact for fact in part if fact.concept.key != key]


def forget_facet(story: Story, party: Party, facet: str) -> None:
    """The same of something about a party."""
    party.facts.pop(facet, None)
    forget(story, f"{party.role}.{facet}")
    if facet == "address":
        for part in _FACETS_OF_ADDRESS:
            party.facts.pop(part, None)
            forget(story, f"{party.role}.{part}")


def forget_unprinted(story: Story, lines: Sequence[str]) -> None:
    """Whatever is stated in words that the lines do not bear."""
    printed = " ".join(" ".join(lines).casefold().split())
    for key, (_, said) in list(story.facts.items()):
        parts = (" ".join(part.split()) for part in said.text.casefold().split("\n"))
        if any(part not in printed for part in parts):
            forget(story, key)


def restate(story: Story, party: Party, facet: str, text: str) -> str:
    """Something about a party in other words, which the answer then bears."""
    said = Said(" ".join(text.split()), text)
    party.facts[facet] = said
    story.state(party_concept(party.role, facet), said)
    return text


def on_one_line(story: Story, party: Party, mark: str = ", ") -> str:
    """The party's address on one line."""
    lines = [line.rstrip(" ,") for line in party.facts["address"].text.split("\n")]
    return restate(story, party, "address", mark.join(lines))


@cache
def _labels() -> frozenset[str]:
    known = {label for one in concepts().values() for some in one.labels.values() for label in some}
    for part in ("roles", "facets", "columns"):
        for entry in raw("kinds")[part].values():
            known |= {label for key in LANGUAGES for label in entry.get(key) or ()}
    return frozenset(map(_plain, known))


LANGUAGES = ("en", "de", "fr", "es", "it", "nl")


def _plain(label: str) -> str:
    return re.sub(r"[\W_]+", " ", label.casefold()).strip()


def idle(label: str) -> bool:
    """Whether a label names nothing that is ever asked for, so that it may head a distractor."""
    return _plain(label) not in _labels()
