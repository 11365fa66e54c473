"""The name at the top of a receipt, and what stands around it: ornaments, a slogan, the branch, who
runs the shop. The name alone is the answer.
"""

from __future__ import annotations

from collections.abc import Callable

from training.data import raw
from training.stories.story import Party, Story, restate
from training.tables.shops import shop_name, shop_selling

_ORNAMENTS = (
    "*** {} ***",
    "** {} **",
    "* {} *",
    "~ {} ~",
    "~~ {} ~~",
    "~*~ {} ~*~",
    "=== {} ===",
    "- {} -",
    "--- {} ---",
    "<< {} >>",
    "★ {} ★",
    "• {} •",
    "+ {} +",
    "# {} #",
    "« {} »",
    "| {} |",
    ">> {} <<",
)


def shopfront(story: Story, party: Party, cased: Callable[[str], str]) -> list[str]:
    """The lines of the name: that of the company, or that of a shop which it may run."""
    values, rng = story.values, story.values.rng
    name, below = party.facts["name"].text, []
    rows = [row for table in story.tables for row in table.rows]
    plan = shop_selling(values, rows[0]["description"].text) if rows else None
    if plan and rng.random() < 0.6:
        company, name = name, shop_name(values, plan)
        if rng.random() < 0.35:
            below = [_said(story, "behind").replace("{}", company)]
    if rng.random() < 0.25:
        below.insert(rng.choice((0, 0, len(below))), cased(_said(story, "slogan")))
    if rng.random() < 0.35:
        below.append(_said(story, "branch"))
    return [*_ornamented(story, restate(story, party, "name", cased(name))), *below]


def franchise(story: Story) -> list[str]:
    """A company that runs the shop, in small print; its name is not the shop's."""
    company = story.values.company().text
    return [_said(story, "franchise").replace("{}", company)]


def _ornamented(story: Story, name: str) -> list[str]:
    """The name with signs at its sides, or between two rows of them."""
    rng = story.values.rng
    draw = rng.random()
    if draw < 0.14:
        return [rng.choice(_ORNAMENTS).format(name)]
    if draw < 0.2:
        rule = rng.choice(("*", "=", "~", "-", "+")) * max(8, len(name))
        return [rule, name, rule]
    if draw < 0.23:
        return [" ".join([rng.choice(("~~~~", "* * *", "-<>-", "====="))] * 2), name]
    return [name]


def _said(story: Story, part: str) -> str:
    """One of the texts of `shopfronts.yaml`; its `{}` is left for a company."""
    values, rng = story.values, story.values.rng
    text: str = rng.choice(raw("shopfronts")[part][values.language])
    number = rng.choice((f"{rng.randint(2, 99)}", f"{rng.randint(2, 9999):04}"))
    for mark, made in (("{n}", number), ("{year}", str(rng.randint(1890, 2019)))):
        text = text.replace(mark, made)
    return text.replace("{town}", values.city().text) if "{town}" in text else text
