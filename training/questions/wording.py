"""How descriptions put it, in training: hints, examples, orders, labels, or next to nothing."""

from __future__ import annotations

import random

from extractor.schema.tree import Kind, Leaf
from training.material.lexicon import Concept
from training.questions.rewording import said_otherwise

_REWORDED = 0.4  # share of descriptions that are put another way
_OTHERWISE = 0.4  # share of descriptions some of whose words are replaced
_ADDED = 0.06  # share of fields without a description that get a label for one
_FRAMES = (
    "{} as written in the document",
    "Extract: {}",
    "Extract {}.",
    "This is the field for: {}",
    "{} (optional)",
    "{}. Null if not on the page.",
    "{}; leave empty if it is not stated",
    "{}, exactly as printed",
    "{}, or null",
    "Return {}",
    "{} [required]",
    "{} if there is one",
    "What is {}?",
    "Find {} in the text",
    "We need {} here",
    "{} - verbatim",
    "{}; do not guess",
)
_HINTS = {
    Kind.DATE: (
        "{}, e.g. 2024-03-14",
        "{} (YYYY-MM-DD)",
        "{} as an ISO 8601 date",
        "{}, format yyyy-mm-dd",
        "{}, e.g. 2019-11-30 for 30.11.2019",
        "{}, ISO",
        "ISO date: {}",
        "{} as yyyy-mm-dd",
    ),
    Kind.NUMBER: (
        "{}, e.g. 1234.50",
        "{} without currency sign",
        "{} as a number",
        "{} as a decimal with a point",
        "{}, e.g. 99.9",
        "{} (decimal, point as separator)",
        "numeric: {}",
        "{}, digits only",
    ),
    Kind.INTEGER: ("{} as a whole number", "{}, e.g. 12", "{} (integer)"),
    Kind.TIME: ("{}, e.g. 14:30", "{} (HH:MM)"),
    Kind.DATETIME: ("{}, e.g. 2024-03-14T09:30:00", "{} as an ISO timestamp"),
    Kind.BOOLEAN: ("{} (true/false)", "true or false: {}", "{}? null if it is not said"),
    Kind.ENUM: ("{}; one of the options", "{}, choose one", "which one: {}"),
}
_EXAMPLES = {  # of recipes
    "code": ('{}, e.g. "AB-12345"', '{}, such as "2024-0815"', "{} (letters and digits)"),
    "shape": ("{} (letters and digits)", "{}, with its separators"),
    "person": ('{}, e.g. "Jane Doe"', "{} (first and last name)", "{}, with title if given"),
    "company": ('{}, e.g. "Example Ltd"', "{} with its legal form"),
    "name": ('{}, e.g. "Example Ltd"', "{} (company or person)"),
    "address": ("{} on one line", "{} with street, postal code and city"),
    "iban": ("{}, e.g. DE00 0000 0000 0000 0000 00",),
    "phone": ("{} with prefix", "{}, e.g. +00 000 0000"),
    "email": ("{}, e.g. name@example.com",),
}
_BARE = {  # next to nothing: the name alone says what is asked for
    Kind.DATE: ("date", "a date", "Date (ISO)"),
    Kind.NUMBER: ("amount", "number", "a value"),
    Kind.INTEGER: ("number", "count"),
    Kind.STRING: ("text", "string", "as printed", "free text"),
    Kind.BOOLEAN: ("flag", "yes or no"),
    Kind.ENUM: ("one of", "choice"),
}


def reworded(rng: random.Random, concept: Concept, leaf: Leaf, language: str) -> str:
    """The leaf's description as another author puts it; most stay as they are."""
    said, draw = leaf.description, rng.random()
    if not said:
        return concept.label(rng, rng.choice(("en", language))) if draw < _ADDED else ""
    said = said_otherwise(rng, said) if rng.random() < _OTHERWISE else said
    if draw >= _REWORDED:
        return said
    if draw < 0.04:
        return rng.choice(_BARE.get(leaf.kind, ("value",)))
    if draw < 0.1:
        return concept.label(rng, rng.choice(("en", language))) or said
    if draw < 0.25:
        hints = _HINTS.get(leaf.kind) or _EXAMPLES.get(concept.recipe.split()[0], ("{} (text)",))
        return rng.choice(hints).format(said)
    said = rng.choice(_FRAMES).format(said)
    return said[0].upper() + said[1:] if rng.random() < 0.5 else said
