"""Everything that one document states, before and while it is laid out.

A layout may leave a fact out or put it in other words; the story follows, so that the answer is
always what is printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from training.material.lexicon import Concept, party_concept
from training.material.locales import Said
from training.material.values import Values
from training.tables import Table

OF_A_PLACE = (  # facets; the others follow the first
    *("address", "street", "city", "postal_code", "country"),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something stated with a label beside it."""

    concept: Concept
    said: Said
    label: str


@dataclass(frozen=True, slots=True)
class Party:
    """A person or company with what stands about it."""

    role: str
    heading: str
    facts: dict[str, Said]  # by facet; derived ones too
    labels: dict[str, str]  # of phone, email and the like
    human: bool = False  # a person, not a company


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short texts."""

    concept: Concept
    label: str
    items: tuple[str, ...]


@dataclass(slots=True)
class Story:
    """Everything that one document states, and what it might have stated."""

    kind: str
    values: Values
    title: str = ""
    letterhead: Party | None = None
    parties: list[Party] = field(default_factory=list)
    head: list[Fact] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    money: list[Fact] = field(default_factory=list)
    foot: list[Fact] = field(default_factory=list)
    bullets: list[Bullets] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    facts: dict[str, tuple[Concept, Said]] = field(default_factory=dict)  # all that is stated
    absent: dict[str, Concept] = field(default_factory=dict)  # what it might have stated
    hushed: set[str] = field(default_factory=set)  # what is told by the way: see `hush`
    shape: str = "page"  # "page", "narrow", "mail" or "prose"

    @property
    def stated(self) -> frozenset[str]:
        """Keys of all that is stated, "title" among them where one is printed."""
        return frozenset((*self.facts, *(("title",) if self.title else ())))

    @property
    def people(self) -> frozenset[str]:
        """Roles of those that are persons."""
        everybody = [*self.parties, *([self.letterhead] if self.letterhead else [])]
        return frozenset(party.role for party in everybody if party.human)

    @property
    def labelled(self) -> tuple[Fact, ...]:
        """Facts with labels, in the order of a page."""
        return (*self.head, *self.money, *self.foot)

    def state(self, concept: Concept, said: Said) -> None:
        """What is stated is absent no longer."""
        self.facts[concept.key] = (concept, said)
        self.absent.pop(concept.key, None)

    def hush(self, *keys: str) -> None:
        """Facts that something printed might answer: where they are not stated, nobody asks."""
        self.hushed.update(keys)
        for key in keys:
            self.absent.pop(key, None)

    def tell_nothing(self) -> None:
        """Everything it stated is absent: the page that is shown is another one."""
        self.absent |= {key: concept for key, (concept, _) in self.facts.items()}
        for stated in (self.facts, self.parties, self.tables, self.bullets):
            stated.clear()


# -- what a layout leaves out


def forget(story: Story, key: str) -> None:
    """A fact that the layout does not print: it is not stated, but may be asked for."""
    if key in story.facts:
        story.absent[key] = story.facts.pop(key)[0]
    for part in (story.head, story.money, story.foot):
        part[:] = [fact for fact in part if fact.concept.key != key]


def forget_facet(story: Story, party: Party, facet: str) -> None:
    """The same of something about a party; with an address goes what is told by it."""
    for part in OF_A_PLACE if facet == "address" else (facet,):
        party.facts.pop(part, None)
        forget(story, f"{party.role}.{part}")


def forget_unprinted(story: Story, lines: Sequence[str]) -> None:
    """Whatever is stated in words that the lines do not bear."""
    printed = " ".join(" ".join(lines).casefold().split())
    for key, (_, said) in list(story.facts.items()):
        parts = (" ".join(part.split()) for part in said.text.casefold().split("\n"))
        if any(part not in printed for part in parts):
            forget(story, key)
    for key in [key for key in story.facts if key.endswith((".street", ".city", ".postal_code"))]:
        if f"{key.partition('.')[0]}.address" not in story.facts:  # it is printed for another
            forget(story, key)
            story.absent.pop(key)


# -- what it says in other words


def reword(story: Story, key: str, said: Said) -> None:
    """A stated fact in other words, or another value, wherever it stands."""
    concept, before = story.facts[key]
    story.state(concept, said)
    for part in (story.head, story.money, story.foot):
        part[:] = [
            replace(one, said=said)
            if one.concept.key == key and one.said.value is not None
            else one
            for one in part
        ]
    # the words alone and once: part of a longer word, or another fact, may be written alike
    whole = re.compile(rf"(?<!\w){re.escape(before.text)}(?!\w)")
    story.sentences[:] = [whole.sub(lambda _: said.text, one, count=1) for one in story.sentences]


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
