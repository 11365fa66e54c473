"""Concepts: what documents state, and what labels, schemas and descriptions call it."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractor.schema.tree import Kind, Leaf, Origin
from training.data import pools, raw

LANGUAGES = ("en", "de", "fr", "es", "it", "nl")
_KINDS = {
    **dict.fromkeys(("date", "birth", "future", "near", "step", "past"), Kind.DATE),
    **dict.fromkeys(
        ("money", "salary", "percent", "measure", "sized", "decimal", "sum", "balance"), Kind.NUMBER
    ),
    **dict.fromkeys(("int", "count", "years"), Kind.INTEGER),
    "index": Kind.INTEGER,
    **dict.fromkeys(("time", "hour"), Kind.TIME),
    "datetime": Kind.DATETIME,
    "boolean": Kind.BOOLEAN,
    "enum": Kind.ENUM,
}
_PARSED_FORMATS = ("currency", "country")
_PATTERN_FORMATS = ("iban", "email", "phone", "website")
_FIELD_FRAMES = (
    "{}",
    "{}",
    "{}",
    "{}",
    "{}",
    "{}, if stated",
    "{} as printed",
    "{}; null if missing",
)


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a document may state."""

    key: str
    recipe: str  # of `Values.draw`, or "enum", or the name of a facet
    labels: dict[str, tuple[str, ...]]  # by language
    names: tuple[str, ...]  # what a schema calls it
    unseen: tuple[str, ...] = ()  # the same, never trained on
    says: tuple[str, ...] = ()  # descriptions
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()  # of an enum, with the document's words

    def label(self, rng: random.Random, language: str) -> str:
        labels = self.labels.get(language) or self.labels.get("en") or ("",)
        return rng.choice(labels)

    def leaf(self, rng: random.Random, *, described: float = 0.9, as_text: bool = False) -> Leaf:
        """The leaf that asks for it; patterns are asked for as plain text half of the time."""
        kind = _KINDS.get(self.recipe.split()[0], Kind.STRING)
        says = rng.choice(_FIELD_FRAMES).format(rng.choice(self.says)) if self.says else ""
        description = says if rng.random() < described else ""
        if kind is Kind.ENUM:
            return Leaf(
                kind, Origin.INFERRED, description, choices=tuple(one for one, _ in self.choices)
            )
        if kind is Kind.BOOLEAN:
            return Leaf(kind, Origin.INFERRED, description)
        if as_text:
            return Leaf(Kind.STRING, Origin.VERBATIM, description)
        if kind is not Kind.STRING:
            return Leaf(kind, Origin.PARSED, description)
        if self.recipe in _PARSED_FORMATS:
            return Leaf(kind, Origin.PARSED, description, format=self.recipe)
        if self.recipe in _PATTERN_FORMATS and rng.random() < 0.5:
            form = {"website": "uri"}.get(self.recipe, self.recipe)
            return Leaf(kind, Origin.PATTERN, description, format=form)
        return Leaf(kind, Origin.VERBATIM, description)


def vary(rng: random.Random, name: str) -> str:
    """A name as another author of schemas would write it."""
    words = name.split("_")
    if rng.random() < 0.12:
        short = [rng.choice(pools()["abbreviation"].get(word, (word,))) for word in words]
        words = words if "_".join(short) in reserved() else short
    draw = rng.random()
    if draw < 0.12:
        return words[0] + "".join(word.capitalize() for word in words[1:])
    if draw < 0.14:
        return "".join(word.capitalize() for word in words)
    return "_".join(words)


def snake(label: str) -> str:
    """A label as a field name: `Rechnungs-Nr.` is `rechnungs_nr`, and `VAT ({rate})` is `vat`."""
    bare = re.sub(r"\{\w+\}", "", label).replace("ß", "ss")
    plain = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")
    return f"n{name}" if name[:1].isdigit() else name


@cache
def concepts() -> dict[str, Concept]:
    """The lexicon, by key."""
    return {key: concept(key, entry) for key, entry in raw("lexicon").items()}


def concept(key: str, entry: dict[str, Any]) -> Concept:
    """A concept from its entry of a data file."""
    return Concept(
        key=key,
        recipe=entry.get("value", key),
        labels={language: tuple(entry[language]) for language in LANGUAGES if language in entry},
        names=tuple(entry["names"]),
        unseen=tuple(entry.get("unseen", ())),
        says=tuple(entry.get("says", ())),
        choices=tuple((one, tuple(words)) for one, words in entry.get("choices", {}).items()),
    )


def tellings(one: Concept) -> frozenset[str]:
    """Names and English labels alike: concepts that share one may stand for each other."""
    labels = (snake(label) for label in one.labels.get("en", ()))
    return frozenset((*one.names, *labels))


@cache
def all_tellings() -> dict[str, frozenset[str]]:
    """Those of every concept of the lexicon, by its key."""
    return {key: tellings(one) for key, one in concepts().items()}


@cache
def reserved() -> frozenset[str]:
    """Names that are never trained on, of the lexicon and of the roles."""
    roles = raw("kinds")["roles"]
    parties = (party_concept(role, facet) for role in roles for facet in raw("kinds")["facets"])
    return frozenset(name for one in (*concepts().values(), *parties) for name in one.unseen)


@cache
def held_back() -> frozenset[str]:
    """Concepts that no trained kind states, only held-out ones."""
    plans = raw("kinds")["kinds"].values()
    trained, held_out = (
        {
            key
            for plan in plans
            if bool(plan.get("held_out")) is secret
            for part in ("head", "dates", "money", "foot")
            for key in plan.get(part, ())
        }
        for secret in (False, True)
    )
    return frozenset(held_out - trained)


def idle(label: str) -> bool:
    """Whether a label names nothing that is ever asked for, so that it may head a distractor."""
    return _bare(label) not in _labels()


@cache
def _labels() -> frozenset[str]:
    known = {label for one in concepts().values() for some in one.labels.values() for label in some}
    for part in ("roles", "facets", "columns"):
        for entry in raw("kinds")[part].values():
            known |= {label for key in LANGUAGES for label in entry.get(key) or ()}
    return frozenset(map(_bare, known))


def _bare(label: str) -> str:
    return re.sub(r"[\W_]+", " ", label.casefold()).strip()


@cache
def party_concept(role: str, facet: str) -> Concept:
    """A facet of a party, such as the address of the buyer: names and descriptions combine."""
    who, what = raw("kinds")["roles"][role], raw("kinds")["facets"][facet]
    labels = {
        language: tuple(who[language]) if facet == "name" else tuple(what[language])
        for language in LANGUAGES
    }
    return Concept(
        key=f"{role}.{facet}",
        recipe=what.get("value", facet),
        labels=labels,
        names=tuple(
            _joined(word, name)
            for word in who["words"]
            for name in what["names"]
            if name != "company" or pools()["human"].get(role, 0) < 1
        ),
        unseen=tuple(_joined(word, name) for word in who["unseen"] for name in what["names"][:2]),
        says=tuple(f"{lead} {noun}".strip() for noun in who["says"] for lead in what["says"]),
    )


def _joined(*parts: str) -> str:
    return "_".join(part for part in parts if part)


@cache
def words() -> tuple[str, ...]:
    """Words for labels that mean nothing in particular: those of the lexicon itself."""
    text: list[str] = []
    for entry in concepts().values():
        text += [*entry.labels.get("en", ()), *entry.says, *entry.names]
    pool = pools()
    for name in ("skill", "benefit", "job", "adjective"):
        text += pool[name]
    text += [*pool["goods"]["en"], *pool["street_stem"]["en"], *pool["trade"]["en"]]
    found = {word.lower() for word in re.findall(r"[A-Za-z]{3,11}", " ".join(text))}
    return tuple(sorted(found - reserved()))
