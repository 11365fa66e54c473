"""Lists of people, of whom a page says more than the name: a ticket, a seat, an office, a birth."""

from __future__ import annotations

from datetime import date

from training.data import raw
from training.material.values import Values
from training.pages.lines import columns
from training.stories.story import Bullets

_JOINTS = ("   ", "  ", ", ", " - ", " – ", ": ", " | ", " / ")


def people(values: Values, bullets: Bullets) -> list[str]:
    """The names of the list, one to a line, each with something behind it; or the names alone."""
    rng, words = values.rng, raw("people")
    kind = rng.choice(words["lists"][bullets.concept.key])
    mark = rng.choice(("- ", "• ", "", "", "", "{}. ", "{}) ", "{} "))
    names = [mark.format(at) + name for at, name in enumerate(bullets.items, 1)]
    if kind == "plain":
        return names if rng.random() < 0.5 else [rng.choice((", ", "; ")).join(bullets.items)]
    forms = words["asides"][kind][values.language]
    form = rng.choice(forms)
    one_form = "{" in form and kind != "role" and rng.random() < 0.8
    told = [_aside(values, kind, form if one_form else rng.choice(forms)) for _ in names]
    draw = rng.random()
    if draw < 0.3:
        return columns([names, told], rng.randint(2, 12))
    joint = rng.choice(_JOINTS)
    lines = [
        f"{name}{' ' if aside[0] == '(' else joint}{aside}"
        for name, aside in zip(names, told, strict=True)
    ]
    if draw < 0.42 and joint != "; " and not mark:
        return ["; ".join(lines)]
    return lines


def _aside(values: Values, kind: str, form: str) -> str:
    rng = values.rng
    day = values.birth() if kind == "born" else values.past("8")
    low, high = {"room": (101, 640), "nights": (1, 14)}.get(kind, (3, 84))
    return form.format(
        code=values.code(rng.choice(("TK T 9", "PNR AB 5", "L D 7", "E X 6"))).text,
        n=rng.randint(low, high),
        seat=f"{rng.randint(1, 42)}{rng.choice('ABCDEF')}",
        role=values.job().text,
        day=values.alike(date.fromisoformat(day.value)).text,
        town=values.city().text,
        phone=values.phone().text,
    )
