"""Phrases of running text: what a sentence states lies between its small words.

The courts of Dublin, within 30 days of receipt, le bailleur, droit français: a phrase ends at a
mark or at a word that parts, takes the words that join along, and may begin with an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 9  # words of a phrase
MOST = 4  # phrases that end at the same place

_WORD = re.compile(r"\S+")
_AROUND = ",;:.!?«»“”„\"'’()[]"
_TRAILING = ",;:!?«»“”„\"'’"  # not the full stop: it may be an abbreviation's
_ENDS = re.compile(r"[,;:.!?»)”\"]$")

_SMALL = {
    "opens": (
        "the a an within le la les l der die das den dem innerhalb el los las dentro il lo gli"
        " entro het de binnen"
    ),
    "joins": (
        "of and for to du des d et pour à von und für del y e para di della dei du van voor en"
    ),
    "parts": (
        "is are was were be been has have had shall will may by in on at as with from that which"
        " who your our their its this it or not you we i mr mrs ms dr judge"
        " est sont ont par dans sur avec que qui ou au aux votre notre sa ce madame monsieur"
        " ist sind war wird werden hat haben bei im am auf mit vom zum zur als oder ihr ihre herr"
        " frau es fue ha por con al su sus señor señora don doña"
        " è sono da dal nel alla che suo sua o signor signora"
        " zijn wordt heeft door op met bij uw ons dat of heer mevrouw"
    ),
}
_PART_OF_SPEECH = {word: part for part, words in _SMALL.items() for word in words.split()}
_PART_OF_SPEECH["of"] = "joins"  # in Dutch it parts, which is rarer


def find_phrases(text: str) -> Iterator[tuple[int, int]]:
    """Where phrases begin and end; several may begin or end at the same place."""
    begins: list[int] = []  # where phrases begin that may still go on
    count = 0
    ready = False  # the last word may end a phrase
    end = 0
    for word in _WORD.finditer(text):
        bare = word.group().strip(_AROUND)
        part = _PART_OF_SPEECH.get(bare.casefold(), "") if bare else "parts"
        if part and ready:
            yield from _worth(text, begins, end)
        if part == "parts" or count >= LONGEST:
            begins, count, ready = [], 0, False
        if part == "parts":
            continue
        if part == "opens" or (not part and not ready):
            begins.append(word.start())
        count, ready = count + 1, not part
        end = word.start() + len(word.group().rstrip(_TRAILING))
        if not part and _ENDS.search(word.group()):
            yield from _worth(text, begins, end)
            if not word.group().endswith(")"):
                begins, count, ready = [], 0, False
    if ready:
        yield from _worth(text, begins, end)


def _worth(text: str, begins: list[int], end: int) -> Iterator[tuple[int, int]]:
    """The last begun, if of several words or with a capital or a digit."""
    for begin in begins[-MOST:]:
        phrase = text[begin:end]
        if any(char.isspace() or char.isupper() or char.isdigit() for char in phrase):
            yield begin, end
