"""Texts as words, and words as buckets of their letters.

A word is known by its n-grams (fastText's idea: Bojanowski et al., 2017), so that labels never seen
are near those that look like them.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

BUCKETS = 32_767
GRAMS = 14  # of a word at most

_WORD = re.compile(r"[^\W\d_]+|\d+|[#%№°@€$£]")
_LONE_MARK = re.compile(r"^\s*[(\[]?([^\w\s|])\1?[)\]]?\s*$")
_CAMEL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")


@lru_cache(maxsize=8192)
def split(text: str) -> tuple[str, ...]:
    """Words of a label or a name, folded; digits are one word whatever they are, and a mark that
    stands alone is one too.
    """
    plain = unicodedata.normalize("NFKD", _CAMEL.sub(" ", text).replace("ß", "ss"))
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    words = _WORD.findall(plain) or _LONE_MARK.findall(plain)
    return tuple("0" if word[0].isdigit() else word for word in words)


@lru_cache(maxsize=32768)
def grams(word: str) -> tuple[int, ...]:
    """Buckets of a word and of its n-grams of 3 and 4 letters; 0 is kept for no word at all."""
    marked = f"<{word}>"
    parts = [marked]
    for size in (4, 3):
        if len(marked) > size:
            parts += [marked[at : at + size] for at in range(len(marked) - size + 1)]
    return tuple(1 + zlib.crc32(part.encode()) % (BUCKETS - 1) for part in parts[:GRAMS])


class Vocabulary:
    """The words of one document and of the questions about it, numbered; 0 is no word."""

    def __init__(self) -> None:
        self.words: list[str] = [""]
        self._numbers: dict[str, int] = {"": 0}

    def number(self, words: Iterable[str]) -> list[int]:
        numbers = []
        for word in words:
            if word not in self._numbers:
                self._numbers[word] = len(self.words)
                self.words.append(word)
            numbers.append(self._numbers[word])
        return numbers

    def grams(self) -> NDArray[np.int32]:
        """Buckets of every word, words x GRAMS, 0 where a word has fewer."""
        table = np.zeros((len(self.words), GRAMS), np.int32)
        for row, word in enumerate(self.words[1:], 1):
            found = grams(word)
            table[row, : len(found)] = found
        return table


def padded(rows: Sequence[Sequence[int]], width: int) -> NDArray[np.int32]:
    """Rows of word numbers, cut or filled with 0 to `width`."""
    table = np.zeros((len(rows), width), np.int32)
    for at, row in enumerate(rows):
        cut = row[:width]
        table[at, : len(cut)] = cut
    return table


def likeness(one: str, other: str) -> float:
    """How alike two words are to the eye, 0..1: the same, or with the same beginning."""
    if one == other:
        return 1.0
    shared = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        shared += 1
    shorter = min(len(one), len(other))
    if shared == shorter and shorter >= 3:
        return 0.8 if shorter >= 4 else 0.5
    return 0.7 if shared >= 5 else 0.0
