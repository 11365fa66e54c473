"""What the authors of schemas call a field, in training: rarer names than the held-out sets ask by.

Names in other words, names of other languages, names with the document's kind before them, and
names that mean nothing by themselves, where the description says what is asked for.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable
from functools import cache, lru_cache

from training.data import pools, raw
from training.material.lexicon import (
    LANGUAGES,
    Concept,
    concepts,
    party_concept,
    reserved,
    snake,
    vary,
)
from training.questions.rewording import in_other_words, senses_of
from training.stories.story import Story

_TRIES = 6
_USUAL, _RARER, _FOREIGN = 0.45, 0.35, 0.1  # shares of names; the others bear a prefix or suffix
_PREFIXES = ("doc", "document", "extracted", "the")
_SUFFIXES = ("value", "field", "text", "info", "raw")
_VAGUE = {
    "date": ("date", "day", "when", "date_1", "the_date", "dt"),
    "code": ("number", "id", "code", "no", "identifier", "key"),
    "money": ("amount", "value", "sum", "figure", "price", "amount_1"),
    "person": ("name", "person", "who", "full_name"),
    "": ("value", "info", "detail", "text", "field_1", "field_2", "data", "item", "x"),
}
_REWORDED = 0.3  # share of names in English with words replaced by others for the same
_SHORTENED = 0.12  # share of names with words cut short
_OF_WORK = (  # names of a location that is a place of work
    *("work_location", "job_location", "office_location", "job_site", "arbeitsort"),
    *("place_of_work", "work_place"),
)
_EMPLOYING = ("job_posting", "employment_letter")  # kinds that have such
_UNFIT = {  # names of a concept that documents of a kind cannot be asked by
    ("resume", "location"): ("site_location", "venue_city", "luogo"),
}
_LONGEST = 3  # words of a label that is a name
_SHORTEST = 3  # letters of one: `Le` and `Om` name nothing
_TELLING = 3  # words of a description that says by itself what is asked for


def name_of(story: Story, concept: Concept, owners: Collection[str]) -> str | None:
    """A name for a concept that nothing stated but `owners`, keys of facts, goes by as well."""
    rng = story.values.rng
    for _ in range(_TRIES):
        name, own = _candidate(story, concept, owners)
        free = own and {name, own}.isdisjoint(reserved()) and fits(story, concept, own)
        if free and set().union(*(meant(story, one) for one in {name, own})) <= set(owners):
            varied = vary(rng, _shortened(rng, name))
            return _cased(rng, varied) if varied == name else varied
    return None


def vague_name(rng: random.Random, concept: Concept) -> tuple[str, str] | None:
    """A name that says nothing with a description that says all, where the concept has one."""
    telling = [one for one in concept.says if len(one.split()) >= _TELLING]
    if not telling:
        return None
    kind = concept.recipe.split()[0]
    kind = "date" if kind in ("birth", "future", "past") else kind
    return rng.choice(_VAGUE.get(kind, _VAGUE[""])), rng.choice(telling)


def meant(story: Story, name: str) -> set[str]:
    """Keys of the stated facts that go by that name."""
    return {key for key, (one, _) in story.facts.items() if name in every_name(one)}


def word_for(rng: random.Random, role: str) -> str:
    """What a schema calls a party."""
    usual = [word for word in raw("kinds")["roles"][role]["words"] if word] or [role]
    words: list[str] = usual if rng.random() < _USUAL else [*usual, *_rarer("roles", role)]
    return rng.choice(words)


def facet_names(facet: str) -> tuple[str, ...]:
    """What else a schema calls a facet of a party."""
    return _rarer("facets", facet)


def reworded_name(rng: random.Random, name: str, rivals: Iterable[frozenset[str]]) -> str:
    """Now and then the name in other words; never so that it may stand for a rival's."""
    other = in_other_words(rng, name) if rng.random() < _REWORDED else name
    if other == name or other in reserved():
        return name
    senses = senses_of(other)
    return name if any(not senses.isdisjoint(_senses(one)) for one in rivals) else other


def every_name(concept: Concept) -> frozenset[str]:
    """All that a concept may be called."""
    return _every_name(concept.key) or frozenset(concept.names)


@lru_cache(maxsize=10_000)
def _every_name(key: str) -> frozenset[str]:
    """The same by its key; none of what is neither in the lexicon nor about a party."""
    if key in concepts():
        return _of_concept(key)
    party = _party_of(key)
    return _of_party(*party) if party else frozenset()


def fits(story: Story, concept: Concept, name: str) -> bool:
    """Whether the document can be asked by that name: no person is a company, and no home for sale
    is at work.
    """
    if name.endswith("company") and concept.key.partition(".")[0] in story.people:
        return False
    if concept.key == "location" and name in _OF_WORK and story.kind not in _EMPLOYING:
        return False
    return name not in _UNFIT.get((story.kind, concept.key), ())


def _candidate(story: Story, concept: Concept, owners: Collection[str]) -> tuple[str, str]:
    """A name, and the part of it that names the concept; empty where there is none."""
    rng, draw = story.values.rng, story.values.rng.random()
    if draw < _USUAL:
        own = rng.choice(concept.names)
    elif draw < _USUAL + _RARER:
        own = rng.choice(_rarer_names(concept) or concept.names)
    elif draw < _USUAL + _RARER + _FOREIGN:
        own = _foreign(rng, concept, story.values.language)
        return own, own
    else:
        own = rng.choice(concept.names)
    if fits(story, concept, own):
        others = (one for key, (one, _) in story.facts.items() if key not in owners)
        own = reworded_name(rng, own, map(every_name, others))
    if draw < _USUAL + _RARER:
        return own, own
    if rng.random() < 0.6:
        return f"{rng.choice((story.kind, story.kind, *_PREFIXES))}_{own}", own
    return f"{own}_{rng.choice(_SUFFIXES)}", own


def _rarer_names(concept: Concept) -> tuple[str, ...]:
    party = _party_of(concept.key)
    return _rarer_of_party(*party) if party else _rarer("names", concept.key)


def _foreign(rng: random.Random, concept: Concept, language: str) -> str:
    """A label as a name, of the document's language or of another."""
    language = language if rng.random() < 0.5 else rng.choice(LANGUAGES)
    printed = concept.label(rng, language)
    label = "" if printed[:1].isdigit() or len(printed.split()) > _LONGEST else snake(printed)
    party = _party_of(concept.key)
    if len(label) < _SHORTEST:
        return ""
    if not party or party[1] == "name":
        return label
    return (
        f"{snake(rng.choice(raw('kinds')['roles'][party[0]].get(language) or party[:1]))}_{label}"
    )


def _shortened(rng: random.Random, name: str) -> str:
    """Now and then with words cut short, as `inv_dt` is; never so that it is a held-out name."""
    if rng.random() >= _SHORTENED:
        return name
    short = raw("synonyms")["short"]
    words = "_".join(rng.choice(short.get(word, (word,))) for word in name.split("_"))
    return name if words in reserved() else words


def _cased(rng: random.Random, name: str) -> str:
    """The name as schemas of other habits write it."""
    draw = rng.random()
    if draw < 0.03:
        return name.replace("_", "-")
    if draw < 0.05:
        return name.upper()
    if draw < 0.08:
        spaced = name.replace("_", " ")
        return spaced.capitalize() if draw < 0.065 else spaced.title()
    return name


def _rarer(section: str, key: str) -> tuple[str, ...]:
    return tuple(raw("synonyms")[section].get(key, ()))


@cache
def _rarer_of_party(role: str, facet: str) -> tuple[str, ...]:
    """Rarer words with the usual names of a facet, and the other way round; no person a company."""
    who, what = raw("kinds")["roles"][role], raw("kinds")["facets"][facet]
    human = pools()["human"].get(role, 0) >= 1
    pairs = [
        *((word, name) for word in _rarer("roles", role) for name in what["names"]),
        *((word, name) for word in who["words"] for name in _rarer("facets", facet)),
    ]
    return tuple(
        "_".join(part for part in pair if part)
        for pair in pairs
        if not (human and pair[1] == "company")
    )


def _of_concept(key: str) -> frozenset[str]:
    one = concepts()[key]
    labels = {snake(label) for some in one.labels.values() for label in some}
    return frozenset((*one.names, *one.unseen, *_rarer("names", key), *labels))


def _of_party(role: str, facet: str) -> frozenset[str]:
    """Those of the role and the facet together, and of either alone."""
    one = party_concept(role, facet)
    labels = {snake(label) for some in one.labels.values() for label in some if facet == "name"}
    bare = {*raw("kinds")["facets"][facet]["names"], *_rarer("facets", facet)}
    rarer = _rarer_of_party(role, facet)
    return frozenset((*one.names, *one.unseen, *rarer, *labels, *bare)) - {""}


@lru_cache(maxsize=10_000)
def _senses(names: frozenset[str]) -> frozenset[int]:
    """All that the names may mean."""
    return frozenset().union(*map(senses_of, names))


@lru_cache(maxsize=10_000)
def _party_of(key: str) -> tuple[str, str] | None:
    """The role and the facet that the concept of that key is put together of."""
    role, _, facet = key.partition(".")
    kinds = raw("kinds")
    return (role, facet) if role in kinds["roles"] and facet in kinds["facets"] else None
