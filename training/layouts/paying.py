"""What a job posting pays: in a line, in thousands, behind labels, or as one of its benefits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from training.data import raw
from training.material.locales import Said
from training.pages.lines import glued, wrapped
from training.stories.story import Bullets, Fact, Story, reword

_ENDS = ("salary_min", "salary_max")
_SHORT = 0.12  # share of pay in thousands: `45k`
_EARNED = 0.25  # share of it in the list of benefits, where there is one


def pay(story: Story, facts: dict[str, Fact], width: int) -> list[str]:
    """A range, or one end of it with a word for which; or labels. What it prints leaves `facts`.

    Nothing where the pay is one of the benefits.
    """
    rng = story.values.rng
    _shorten(story, facts)
    ends = [facts.pop(key) for key in _ENDS if key in facts]
    salary = [one for one in ends if one.said.value is not None]
    if not salary:
        vague = rng.random() < 0.2 and not story.facts.keys() & {*_ENDS}
        return [_said(story, "vague_pay")] if vague else []
    period = facts.pop("salary_period", None)
    if rng.random() < 0.2:
        return [f"{one.label.rstrip(':')}: {one.said.text}" for one in (*salary, period) if one]
    text = _range(story, salary, period)
    for at, bullets in enumerate(story.bullets):
        if bullets.concept.key == "benefits" and rng.random() < _EARNED:
            story.bullets[at] = _with_pay(story, bullets, text)
            return []
    return wrapped(_said(story, "pay").format(text), width)


def _range(story: Story, salary: list[Fact], period: Fact | None) -> str:
    """Both ends or one, and what they are for."""
    rng = story.values.rng
    said = [glued(one.said.text) for one in salary]
    after = glued(period.said.text) if period and period.said.value is not None else ""
    if len(said) == 2 and period and after.startswith("/") and rng.random() < 0.4:
        text, after = _said(story, "joint").format(*(f"{one}{after}" for one in said)), ""
    elif len(said) == 2:
        text = _said(story, "joint").format(*said)
    else:
        least = salary[0].concept.key == "salary_min"
        text = _said(story, "least" if least else "most").format(said[0])
    gap = "" if after.startswith("/") and rng.random() < 0.7 else " "
    return text + (gap + after if after else "")


def _shorten(story: Story, facts: dict[str, Fact]) -> None:
    """Round sums in thousands, all of them or none."""
    rng = story.values.rng
    ends = [key for key in _ENDS if key in facts and facts[key].said.value is not None]
    round_sums = all(facts[key].said.value % 1000 == 0 for key in ends)
    if not ends or not round_sums or rng.random() >= _SHORT:
        return
    sign, mark = rng.choice(story.values.locale.signs), rng.choice("kkK")
    form = rng.choice((f"{sign}{{}}{mark}", f"{{}}{mark} {sign}", f"{sign} {{}}{mark}"))
    for key in ends:
        number: Decimal = facts[key].said.value
        said = Said(number, form.format(f"{number / 1000:f}".partition(".")[0]))
        reword(story, key, said)
        facts[key] = replace(facts[key], said=said)


def _with_pay(story: Story, bullets: Bullets, text: str) -> Bullets:
    """The benefits with the pay among them."""
    item = _said(story, "earned").format(text.replace("\N{NO-BREAK SPACE}", " "))
    at = story.values.rng.choice((0, 0, len(bullets.items)))
    return replace(bullets, items=(*bullets.items[:at], item, *bullets.items[at:]))


def _said(story: Story, part: str) -> str:
    texts: list[str] = raw("postings")[part][story.values.language]
    return story.values.rng.choice(texts)
