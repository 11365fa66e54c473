"""Finding many fixed names in a text in one pass over its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Generic, TypeVar

Value = TypeVar("Value")

_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[\s.'’-]{1,3}")


class Names(Generic[Value]):
    """Names, in any case and with or without their accents, each with what it stands for.

    Looks every word of a text up among the first words of the names: a regular expression of all
    the names would try each of them at every character.
    """

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Value]]] = {}
        for name, value in values.items():
            for form in dict.fromkeys((name, unaccented(name))):
                words = tuple(word.casefold() for word in _WORD.findall(form))
                self._by_first.setdefault(words[0], []).append((words, value))
        for forms in self._by_first.values():
            forms.sort(key=lambda form: -len(form[0]))

    def find(self, text: str) -> Iterator[tuple[int, int, Value]]:
        """Start, end and value of each name, the longest where one begins another."""
        words = list(_WORD.finditer(text))
        free = 0  # words before it are part of a name already
        for index, match in enumerate(words):
            for form, value in self._by_first.get(match.group().casefold(), ()):
                run = words[index : index + len(form)]
                if index >= free and _is_run(text, run, form):
                    yield match.start(), run[-1].end(), value
                    free = index + len(form)


def unaccented(text: str) -> str:
    """`text` without the accents that many documents, and most OCR, leave out."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _is_run(text: str, run: list[re.Match[str]], form: tuple[str, ...]) -> bool:
    return tuple(match.group().casefold() for match in run) == form and all(
        _BETWEEN.fullmatch(text, before.end(), after.start()) for before, after in pairwise(run)
    )
