"""What tells the options of one group apart: size, order, and which reading each is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extractor.document import Span
from extractor.prior.sums import SUMS, Sums
from extractor.schema.tree import Kind

OWN_TRAITS = 20
TRAITS = OWN_TRAITS + SUMS
_DEEP = 3.0  # longer ones around an option from which more make no difference


def traits_of(
    kind: Kind,
    texts: Sequence[str],
    stands: Sequence[str],
    spans: Sequence[Span],
    fuzzy: Sequence[bool],
    *,
    sums: Sums | None = None,
) -> NDArray[np.float32]:
    """Options x TRAITS, 0 for what the kind does not have.

    `texts` are the options' JSON, `stands` what the document has in their place, `spans` where;
    `sums` knows how the page's numbers add up.
    """
    traits = np.zeros((len(texts), TRAITS), np.float32)
    if not texts:
        return traits
    several = Counter(spans)
    ambiguous = np.array([several[span] > 1 for span in spans])
    seen: Counter[Span] = Counter()
    for row, span in enumerate(spans):
        traits[row, 0] = seen[span]  # the first reading is the commonest
        seen[span] += 1
    traits[:, 1] = ambiguous
    traits[:, 2] = fuzzy
    traits[:, 15] = _depth(spans)
    if kind in (Kind.NUMBER, Kind.INTEGER):
        values = np.array([float(text) for text in texts])
        traits[:, 3] = np.log10(np.abs(values) + 1) / 6
        traits[:, 4] = [len(text.partition(".")[2]) == 2 for text in texts]
        traits[:, 5] = ["." not in text for text in texts]
        traits[:, 6] = values < 0
        traits[:, 7] = (values >= 1900) & (values <= 2100) & (values == np.floor(values))
        traits[:, 8] = _rank(values)
        money = traits[:, 4] > 0
        traits[:, 9] = values == values[money].max() if money.any() else values == values.max()
        traits[:, 10] = values == 0
        _convention(traits, [_decimal_mark(*one) for one in zip(texts, stands, strict=True)])
        if sums is not None:
            told = [sums.of(span, text) for span, text in zip(spans, texts, strict=True)]
            traits[:, OWN_TRAITS:] = told
    elif kind in (Kind.DATE, Kind.DATETIME):
        order = _rank(np.array([int(re.sub(r"\D", "", text)[:8]) for text in texts], float))
        traits[:, 8] = order
        traits[:, 9] = order == order.max()
        traits[:, 10] = order == order.min()
        _convention(traits, [_first_number(*one) for one in zip(texts, stands, strict=True)])
    return traits


def traits_of_words(texts: Sequence[str], spans: Sequence[Span]) -> NDArray[np.float32]:
    """The same for verbatim options; `texts` are their words."""
    traits = np.zeros((len(texts), TRAITS), np.float32)
    if texts:
        traits[:, 15] = _depth(spans)
        traits[:, 16] = [text.endswith(".") for text in texts]
        traits[:, 17] = [text[0].islower() for text in texts]
        traits[:, 18] = [min(text.count(","), 3) / 3 for text in texts]
        traits[:, 19] = [any(map(str.isdigit, text)) for text in texts]
    return traits


def _depth(spans: Sequence[Span]) -> list[float]:
    """How many options hold each and are longer, up to _DEEP, as a share of that."""
    around: dict[Span, float] = {}
    open_spans: list[Span] = []
    for span in sorted(set(spans), key=lambda one: (one.start, -one.end)):
        open_spans = [one for one in open_spans if one.end > span.start]
        holding = sum(one.end >= span.end for one in open_spans)
        around[span] = min(holding, _DEEP) / _DEEP
        open_spans.append(span)
    return [around[span] for span in spans]


def _convention(traits: NDArray[np.float32], styles: Sequence[int]) -> None:
    """Which of two conventions (1 or 2, 0 for neither) each option is read by, and how many of
    those that can be read one way only speak for it and against it.
    """
    style = np.array(styles)
    certain = traits[:, 1] == 0
    counts = [np.count_nonzero(certain & (style == one)) for one in (0, 1, 2)]
    traits[:, 11] = style == 1
    traits[:, 12] = style == 2
    agreeing = np.array([0, counts[1], counts[2]])[style]
    against = np.array([0, counts[2], counts[1]])[style]
    traits[:, 13] = np.minimum(agreeing, 4) / 4
    traits[:, 14] = np.minimum(against, 4) / 4


def _decimal_mark(text: str, stands: str) -> int:
    """1 where a point is the decimal mark or a comma parts thousands, 2 the other way round."""
    marks = re.findall(r"[.,]", stands)
    if not marks:
        return 0
    fraction = "." in text
    return 2 if (marks[-1] == ",") == fraction else 1


def _first_number(text: str, stands: str) -> int:
    """1 where the day comes first, 2 where the month does, in a date of digits."""
    digits = re.match(r"\s*(\d{1,2})[./-](\d{1,2})[./-]", stands)
    if digits is None:
        return 0
    month, day = int(text[6:8]), int(text[9:11])
    first, second = int(digits[1]), int(digits[2])
    if first == second:
        return 0
    return 1 if (first, second) == (day, month) else 2


def _rank(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Place of each value among the distinct ones, 0..1."""
    distinct = np.unique(values)
    ranks: NDArray[np.float64] = np.searchsorted(distinct, values) / max(1, len(distinct) - 1)
    return ranks
