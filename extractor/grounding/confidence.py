"""How sure a value is, as one number."""

from __future__ import annotations

from enum import Enum

from extractor.record import FieldState


class Verdict(Enum):
    """What the schema's validators said of a value; its worth is the factor it brings."""

    AGREED = 1.0  # nothing against it
    DISPUTED = 0.5  # a check over several fields fails, this one among them
    REFUSED = 0.0  # the value itself is invalid


_STATE_WORTH = {
    FieldState.EXACT: 1.0,
    FieldState.NORMALISED: 0.98,
    FieldState.FUZZY: 0.8,
    FieldState.INFERRED: 0.9,
    FieldState.UNGROUNDED: 0.3,
    FieldState.ABSENT: 1.0,
    FieldState.INVALID: 0.0,
}


def confidence(
    state: FieldState,
    *,
    probability: float | None = None,
    similarity: float = 1.0,
    recognition: float | None = None,
    verdict: Verdict = Verdict.AGREED,
) -> float:
    """How likely a value is right, 0..1: the product of what is known of it.

    - `probability`: the product of the probabilities of the value's sampled tokens. The grammar
      holds only what the document offers, so this is the model's share for this value among them;
      forced tokens count 1. Of a null, the probability of null. With a prior mostly the prior's
      own word (`reply.read_reply`).
    - the state: exact 1, normalised 0.98, inferred 0.9, fuzzy 0.8 times its `similarity`,
      ungrounded 0.3, absent 1 (only the model's word counts), invalid 0.
    - `recognition`: the mean OCR confidence of the words it was read from; of a null, of all words
      that were looked through, for the value may stand among those that were misread.
    - `verdict`: 1, or 0.5 if a check over several fields fails with it, or 0 if it is invalid.

    What is None is not known and leaves the product as it is.
    """
    product = _STATE_WORTH[state] * verdict.value
    if state is FieldState.FUZZY:
        product *= similarity
    for factor in (probability, recognition):
        if factor is not None:
            product *= factor
    return min(1.0, max(0.0, product))
