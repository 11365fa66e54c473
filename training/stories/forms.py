"""Forms of no kind, as the sheets of any trade put them together.

Their labels are made up, so that only matching and copying can answer, or they are records of
concepts from all over the lexicon.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from training.data import pools, raw
from training.material.lexicon import Concept, all_tellings, concepts, held_back, snake, words
from training.material.locales import Said
from training.material.values import Values
from training.stories.story import Fact, Story
from training.tables import Table
from training.tables.by_name import table
from training.tables.columns import how_many
from training.tables.sides import sides

_RECORDS = 0.5  # share of forms whose labels are known
_HEADS = ("Record", "DATA SHEET", "Summary", "Details", "Form", "OVERVIEW", "", "", "", "Extract")


def fill_in(values: Values) -> Story:
    """A form of one sort or the other."""
    return record(values) if values.rng.random() < _RECORDS else made_up(values)


def record(values: Values) -> Story:
    """Concepts of the lexicon, whatever the trade, of which no two may be taken for each other."""
    rng = values.rng
    story = Story("form", values, title=rng.choice(_HEADS))
    told: set[str] = set()
    common = [key for key in concepts() if key not in held_back()]
    chosen = rng.sample(common, rng.randint(8, 26))
    stated = round(len(chosen) * rng.uniform(0.5, 0.8))
    for at, key in enumerate(chosen):
        one, label = concepts()[key], concepts()[key].label(rng, values.language)
        called = all_tellings()[key] | {snake(some) for some in one.labels[values.language]}
        if called & told or "{" in label:
            continue
        told |= called
        if at < stated:
            story.head.append(Fact(one, values.of(one), label))
            story.state(one, story.head[-1].said)
        else:
            story.absent[key] = one
    if rng.random() < 0.12:
        made = sides(values, rng.choice(("worth", "year", "perks")))
        story.tables += made.tables if not made.facts.keys() & story.facts.keys() else ()
        for key in made.facts:  # which the sums below the tables might answer
            story.absent.pop(key, None)
    elif rng.random() < 0.3:
        name = rng.choice(sorted(raw("kinds")["tables"]))
        story.tables.append(table(name, values))
    if rng.random() < 0.3:
        story.sentences.append(values.sentence())
    return story


def made_up(values: Values) -> Story:
    """Labels, names and sections of random words: only matching and copying can answer it."""
    rng = values.rng
    story = Story("form", values, title=_random_label(rng, 2).upper() if rng.random() < 0.5 else "")
    lexicon = [
        rng.choice(words()) if rng.random() < 0.85 else values.pseudo().lower()
        for _ in range(rng.randint(5, 16))
    ]
    story.shape = "page"
    made = [_random_concept(values, lexicon, index) for index in range(rng.randint(4, 14))]
    for one in made:
        label = one.labels["en"][0]
        if _clashes(story, one):
            continue
        said = _random_said(values, one)
        section = story.head if rng.random() < 0.7 else story.money
        section.append(Fact(one, said, label))
        story.state(one, said)
    for index in range(rng.choice((0, 1, 1, 2, 3))):
        one = _random_concept(values, lexicon, 100 + index)
        if not _clashes(story, one):
            story.absent[one.key] = one
    draw = rng.random()
    if draw < 0.08:
        story.tables += _two_tables(values, lexicon)
    elif draw < 0.35:
        story.tables.append(_random_table(values, lexicon))
    if rng.random() < 0.25:
        story.sentences.append(values.sentence())
    return story


def _clashes(story: Story, concept: Concept) -> bool:
    """Whether it is told by the same words or names as something that is stated already."""
    mine = set(concept.labels["en"][0].lower().split())
    return any(
        mine == set(other.labels["en"][0].lower().split()) or set(other.names) & set(concept.names)
        for other, _ in story.facts.values()
    )


def _random_label(rng: random.Random, most: int, lexicon: list[str] | None = None) -> str:
    chosen = [rng.choice(lexicon or words()) for _ in range(rng.randint(1, most))]
    return " ".join(dict.fromkeys(chosen))


def _random_concept(values: Values, lexicon: list[str], index: int) -> Concept:
    rng = values.rng
    label = _random_label(rng, 3, lexicon if rng.random() < 0.8 else None)
    recipe = rng.choice(pools()["form_recipe"])
    name = snake(label)
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    if recipe == "enum":
        options = dict.fromkeys(_random_label(rng, 2) for _ in range(rng.randint(2, 5)))
        choices = tuple((snake(one), (one, one.title(), one.upper())) for one in options)
    case: Callable[[str], str] = rng.choice((str.title, str.title, str.capitalize, str.upper, str))
    tokens = name.split("_")
    says = rng.choice((label, f"{label} of the {rng.choice(words())}", f"value of {label}"))
    if len(tokens) > 1 and rng.random() < 0.12:
        name = "_".join(tokens[::-1])
    elif rng.random() < 0.08:
        name = f"field_{index + 1}"  # only the description says what it is
        return Concept(
            f"{label} {index}",
            recipe,
            {"en": (case(label),)},
            (name,),
            says=(label,),
            choices=choices,
        )
    return Concept(
        f"{label} {index}", recipe, {"en": (case(label),)}, (name,), says=(says,), choices=choices
    )


def _random_said(values: Values, concept: Concept) -> Said:
    rng = values.rng
    if concept.recipe == "word":
        text = rng.choice((values.pseudo(), rng.choice(words()), rng.choice(words()).title()))
        return Said(text, text)
    if concept.recipe == "words":
        text = " ".join(rng.choices(words(), k=rng.randint(2, 5)))
        return Said(text, text)
    return values.of(concept)


def _two_tables(values: Values, lexicon: list[str]) -> list[Table]:
    """Two to stand side by side, with columns of the same names; their headings name them."""
    first, second = (_random_table(values, lexicon) for _ in range(2))
    if first.name == second.name:
        return [first]
    if len(first.columns) == len(second.columns) and values.rng.random() < 0.7:
        keys = zip(
            (one.key for one in second.columns), (one.key for one in first.columns), strict=True
        )
        renamed = dict(keys)
        recipes = [one.recipe for one in second.columns]
        columns = tuple(
            replace(one, recipe=recipe) for one, recipe in zip(first.columns, recipes, strict=True)
        )
        rows = tuple({renamed[key]: said for key, said in row.items()} for row in second.rows)
        second = replace(second, columns=columns, headers=first.headers, rows=rows)
    return [replace(one, heading=one.name.replace("_", " ").title()) for one in (first, second)]


def _random_table(values: Values, lexicon: list[str]) -> Table:
    """Columns of random words, none of which is the name of a column whose type is known."""
    rng, columns, makers = values.rng, [], {}
    known = raw("kinds")["columns"]
    free = [word for word in lexicon if word not in known] or [values.pseudo().lower()]
    for word in dict.fromkeys(rng.choices(free, k=rng.randint(2, 4))):
        recipe = rng.choice(("code B 2 X", "int 1 900", "money", "goods", "person", "date"))
        columns.append(Concept(word, recipe, {"en": (word.title(),)}, (word,)))
        makers[word] = recipe
    rows = tuple(
        {
            key: values.near(60) if recipe == "date" else values.draw(recipe)
            for key, recipe in makers.items()
        }
        for _ in range(how_many(values, 6))
    )
    headers = tuple(one.labels["en"][0] for one in columns)
    name = rng.choice(words()) + rng.choice(("s", "_list", "_rows"))
    return Table(
        name,
        tuple(columns),
        headers,
        rows,
        (name,),
        ("the rows in order", f"list of {rng.choice(words())}"),
    )
