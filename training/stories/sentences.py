"""Titles and sentences that state facts, from the templates of `kinds.yaml`."""

from __future__ import annotations

import re
from typing import Any

from training.data import pools, raw
from training.material.lexicon import concepts
from training.material.locales import Said
from training.stories.story import Story

_OF_SOMEONE = ("account", "contract", "customer", "document", "employee", "license", "registration")
_NUMBERED = 0.2  # share of titles with the document's own number, where it has one


def entitle(story: Story, plan: dict[str, Any], titles: list[str], said: dict[str, Said]) -> None:
    """The title, which may itself state a fact: a title with a number or a day in it."""
    for _ in range(4):
        title = story.values.rng.choice(titles)
        filled = _filled(story, _numbered(story, plan, title, said), said)
        if filled is not None:
            story.title = filled
            return


def _numbered(story: Story, plan: dict[str, Any], title: str, said: dict[str, Said]) -> str:
    """`Invoice` as `Invoice No. {invoice_number} of {invoice_date}`, now and then."""
    rng, language = story.values.rng, story.values.language
    first = next(iter(plan.get("head", ())), "")
    own = first.removesuffix("_number")
    if "{" in title or not title or own == first or own in _OF_SOMEONE or first not in said:
        return title
    if rng.random() >= _NUMBERED:
        return title
    title = rng.choice(pools()["numbered"][language]).format(title=title, number=f"{{{first}}}")
    days = [key for key in (f"{own}_date", "letter_date", "issued_on") if key in said]
    if days and rng.random() < 0.5:
        title += rng.choice(pools()["dated"][language]).format(date=f"{{{days[0]}}}")
    return title


def narrate(story: Story, plan: dict[str, Any], said: dict[str, Said], *, always: bool) -> None:
    """Sentences that state facts; what they state is not given a label as well."""
    rng = story.values.rng
    language = story.values.language
    templates = list(plan.get("sentences", {}).get(language, ()))
    templates += raw("billing")["sentences"].get(story.kind, {}).get(language, ())
    if not templates or not (always or rng.random() < 0.35):
        return
    if not always:
        rng.shuffle(templates)
        templates = templates[: rng.choice((1, 1, 2))]
    elif story.kind != "contract":
        rng.shuffle(templates)
    for template in templates:
        keys = re.findall(r"\{([\w.]+)\}", template)
        fresh = {key for key in keys if key in said}
        if rng.random() < 0.2:
            continue
        if (
            not always
            or all("." in key for key in keys)
            or not any(key in story.facts for key in fresh)
        ):
            text = _filled(story, template, said)
            if text is not None:
                story.sentences.append(text)


def _filled(story: Story, template: str, said: dict[str, Said]) -> str | None:
    """The template with what it names, which is stated by that; None where something lacks."""
    keys = re.findall(r"\{([\w.]+)\}", template)
    stated = {key: story.facts[key][1] for key in keys if key in story.facts}
    fresh = {key: said[key] for key in keys if key in said}
    if any(key not in stated and key not in fresh for key in keys):
        return None
    text = template
    for key in keys:
        value = stated.get(key) or fresh[key]
        text = text.replace(f"{{{key}}}", " ".join(value.text.split()))
    for key, value in fresh.items():
        story.state(concepts()[key], value)
    return text
