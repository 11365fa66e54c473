"""Names of fields in other words: a word by one that means the same, or the words in another order.

Names that meant two things may come to mean one: each name has its senses, all that it may have
been before, and names that share one may stand for each other.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations, pairwise

from training.data import raw
from training.material.lexicon import reserved

_TURNED = 0.25  # share of names that are put in another order, where they can be
_TWICE = 0.4  # share of those with two words replaced, where two can be
_WIDEST = 6  # words of the longest key or alternative
_MOST_WORDS = 7  # of a name in other words
_SMALL = frozenset(("of", "the", "a", "an", "for", "in", "is", "it", "was"))  # say nothing


def in_other_words(rng: random.Random, name: str) -> str:
    """The name in other words that mean the same; as it is where nothing is known of its words."""
    if rng.random() < _TURNED:
        turned = _turned(rng, name)
        if turned != name and rng.random() < 0.5:
            return turned
        name = turned
    words = name.split("_")
    spans = list(_known(words))
    rng.shuffle(spans)
    left = 2 if rng.random() < _TWICE else 1
    done: list[tuple[int, int, str]] = []
    for start, end, others in spans:
        if left and all(end <= at or start >= until for at, until, _ in done):
            done.append((start, end, rng.choice(others)))
            left -= 1
    for start, end, other in sorted(done, reverse=True):
        words[start:end] = other.split("_")
    stutters = any(one == other for one, other in pairwise(words))
    return name if stutters or len(words) > _MOST_WORDS else "_".join(words)


def said_otherwise(rng: random.Random, text: str) -> str:
    """The description with up to two of its phrases in other words; as it is where none is known,
    or where it came to hold a held-out name.
    """
    others: dict[str, list[str]] = raw("thesaurus")["said"]
    known = list(dict.fromkeys(_phrases().findall(text)))
    told = text
    for phrase in rng.sample(known, min(len(known), 2 if rng.random() < _TWICE else 1)):
        told = re.sub(rf"\b{phrase}\b", rng.choice(others[phrase]), told, count=1)
    return told if _held_out(told) <= _held_out(text) else text


@cache
def _phrases() -> re.Pattern[str]:
    """All that descriptions may say otherwise, the longest first."""
    keys = sorted(raw("thesaurus")["said"], key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(keys)})\b")


def _held_out(text: str) -> set[str]:
    """Held-out names among the words of the text."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    ends = range(1, _WIDEST + 1)
    runs = {"_".join(words[at : at + end]) for at in range(len(words)) for end in ends}
    return runs & reserved()


def senses_of(name: str) -> frozenset[int]:
    """All that the name may have been, with up to two of its words or phrases taken back.

    A sense is the sum of the hashes of its telling words, whatever their order. Names that share
    one may stand for each other.
    """
    words = [_stem(word) for word in name.split("_")]
    taken_back = _taken_back()
    steps = [
        (at, end, step)
        for at in range(len(words))
        for end in range(at + 1, min(at + _WIDEST, len(words)) + 1)
        for step in taken_back.get("_".join(words[at:end]), ())
    ]
    own = _sense(words)
    pairs = ((one, other) for one, other in combinations(steps, 2) if one[1] <= other[0])
    return frozenset(
        (
            own,
            *(own + step for _, _, step in steps),
            *(own + one[2] + other[2] for one, other in pairs),
        )
    )


def _turned(rng: random.Random, name: str) -> str:
    """`invoice_date` as `date_of_invoice`, `buyer_name` as `buyers_name`, and back."""
    words = name.split("_")
    if len(words) == 3 and words[1] == "of" and words[0] in _nouns("facets"):
        return f"{words[2]}_{words[0]}"
    if len(words) != 2 or words[1] not in _nouns("facets") or words[0] not in _nouns("things"):
        return name
    ways = [f"{words[1]}_of_{words[0]}", f"{words[1]}_of_the_{words[0]}"]
    if words[0] in _nouns("people"):
        ways.append(f"{words[0]}s_{words[1]}")
    return rng.choice(ways)


@cache
def _nouns(section: str) -> frozenset[str]:
    return frozenset(raw("thesaurus")[section])


def _known(words: list[str]) -> Iterator[tuple[int, int, list[str]]]:
    """Where words stand that others mean the same as, from start to end; the longest phrases."""
    entries: dict[str, list[str]] = raw("thesaurus")["words"]
    at = 0
    while at < len(words):
        for end in range(min(at + _WIDEST, len(words)), at, -1):
            phrase = "_".join(words[at:end])
            before = f"{phrase}_" if end < len(words) else ""
            behind = f"_{phrase}" if at else ""
            others = entries.get(before) or entries.get(behind) or entries.get(phrase)
            if others:
                yield at, end, others
                at = end - 1
                break
        at += 1


@cache
def _taken_back() -> dict[str, frozenset[int]]:
    """What is added to a sense where an alternative is taken back to what it may have replaced."""
    steps = defaultdict(set)
    for key, others in raw("thesaurus")["words"].items():
        before = _sense([_stem(word) for word in key.strip("_").split("_")])
        for other in others:
            words = [_stem(word) for word in other.split("_")]
            steps["_".join(words)].add(before - _sense(words))
    return {other: frozenset(some) for other, some in steps.items()}


def _sense(stems: list[str]) -> int:
    return sum(hash(stem) for stem in stems if stem not in _SMALL)


def _stem(word: str) -> str:
    """A word without the mark of a plural or an owner."""
    return word[:-1] if len(word) > 3 and word[-1] == "s" else word
