"""The digits that recognition takes for letters.

Every confusion maps one character to one digit, so the text read through them has the same
offsets: the finders of numbers and dates run over it unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractor.document import Page

_CONFUSIONS = str.maketrans("OoQDlI|iSsBZzGbg", "0000111155822669")
_SUSPECT = re.compile(r"(?<![^\W\d_])[0-9OoQDlI|iSsBZzGbg.,/:'’-]{2,}(?![^\W\d_])")
_DIGIT = re.compile(r"[0-9]")


def read_through(text: str, pages: Iterable[Page]) -> str:
    """`text` with the letters of nearly numeric words on recognised pages taken for digits."""
    pieces, last = [], 0
    for page in pages:
        if not page.recognised:
            continue
        for match in _SUSPECT.finditer(text, page.span.start, page.span.end):
            if _DIGIT.search(match.group()):
                pieces += [text[last : match.start()], match.group().translate(_CONFUSIONS)]
                last = match.end()
    return "".join(pieces) + text[last:]
