"""A sample as tokens, with the grammar's mask at every place where the model has a choice.

The prompt and the grammar are the product's own. What grounded decoding never asks of a model is
not taught: forced tokens bear no loss, and elsewhere only the allowed tokens compete.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

import llguidance
import numpy as np
from numpy.typing import NDArray

from extractor.candidates import (
    Candidates,
    find_candidates,
    for_leaf,
    verbatim_pieces,
    verbatim_text,
)
from extractor.document import Document
from extractor.grammar import Offer, compose
from extractor.prompt import PromptProfile, Turn, build_prompt
from extractor.schema.tree import Array, Kind, Leaf, Node, Object, Origin
from training import render
from training.generate import Sample, Split, samples

TOKENIZER = Path(__file__).with_name("tokenizer.json")
SPECIALS = ("<|pad|>", "<|doc|>", "<|fields|>", "<|json|>", "<|end|>")
SCAN = render.Medium.SCAN
PROFILE = PromptProfile("compact")
_ASKED_AGAIN = 0.06  # share of samples that are a second attempt


class Unanswerable(Exception):
    """The document, as it was read, does not offer the answer."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """One question for the network: what stands before `document` is shared by all about it."""

    document: list[int]
    ids: list[int]  # fields and answer, which follow the document
    choices: list[int]  # positions in `ids` of tokens that were chosen among several
    allowed: NDArray[np.uint8]  # for each of those the grammar's mask, a bit a token


@dataclass(frozen=True, slots=True)
class Read:
    """A sample as the readers gave it, with what can be answered from that."""

    document: Document
    candidates: Candidates
    root: Object
    answer: dict[str, Any]
    kind: str
    ready: bool


@cache
def tokenizer() -> Any:
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(TOKENIZER))


@cache
def special(name: str) -> int:
    number: int = tokenizer().token_to_id(name)
    return number


@cache
def _constraint_tokenizer() -> llguidance.LLTokenizer:
    return llguidance.LLTokenizer(
        TOKENIZER.read_text(encoding="utf-8"), eos_token=special("<|end|>")
    )


def tokens(text: str) -> list[int]:
    """Tokens of text that cannot name a special token."""
    ids: list[int] = tokenizer().encode(text, add_special_tokens=False).ids
    return ids


def read(one: Sample, index: int, how: render.Medium | None = None) -> Read:
    """The sample through a reader; fields that the reading does not bear are not asked."""
    return next(readings([one], index, how))


def readings(
    asked: Iterable[Sample], index: int, how: render.Medium | None = None
) -> Iterator[Read]:
    """Samples about one document, which is read once; see `read`."""
    samples = iter(asked)
    first = next(samples)
    rng = random.Random(index * 7919 + 13)
    how = how or (SCAN if render.is_stored(first.lines) else None)
    how = how or (render.Medium.PDF if first.folded else render.medium(rng))
    document = render.document(first.lines, how, rng)
    candidates = find_candidates(document)
    text = verbatim_text(document)
    for one in chain([first], samples):
        properties: dict[str, Node] = {}
        answer: dict[str, Any] = {}
        for name, node in one.root.properties.items():
            try:
                value = settle(node, one.answer[name], candidates, text)
            except Unanswerable:
                continue
            properties[name], answer[name] = node, value
        root = replace(one.root, properties=properties)
        yield Read(document, candidates, root, answer, one.kind, one.ready)


def settle(node: Node, value: Any, candidates: Candidates, text: str) -> Any:
    """`value` as the grammar would write it; Unanswerable where the document does not offer it."""
    if value is None:
        return None
    match node:
        case Object(properties=properties):
            return {
                name: settle(child, value.get(name), candidates, text)
                for name, child in properties.items()
            }
        case Array(items=items):
            return [settle(items, one, candidates, text) for one in value] or None
        case Leaf(origin=Origin.INFERRED):
            return value
        case Leaf(origin=Origin.VERBATIM):
            if str(value) not in text:
                raise Unanswerable
            return str(value)
        case Leaf():
            for one in for_leaf(node, candidates):
                if _same(node, one.value, value):
                    return _Written(one.json)
    raise Unanswerable


def _same(leaf: Leaf, found: Any, wanted: Any) -> bool:
    if leaf.kind in (Kind.NUMBER, Kind.INTEGER):
        return Decimal(str(found)) == Decimal(str(wanted))
    if leaf.kind is Kind.STRING and leaf.origin is Origin.PATTERN:
        return _bare(found) == _bare(wanted)
    if leaf.kind is Kind.DATETIME:
        return str(found)[:19] == str(wanted)[:19]
    return bool(found == wanted)


def _bare(text: Any) -> str:
    return "".join(char for char in str(text).lower() if char.isalnum())


class _Written(str):
    """JSON text that stands for itself."""


def written(value: Any) -> str:
    """An answer as the compact profile writes JSON."""
    if isinstance(value, _Written):
        return str(value)
    if isinstance(value, dict):
        return (
            "{"
            + ",".join(
                f"{json.dumps(name, ensure_ascii=False)}:{written(one)}"
                for name, one in value.items()
            )
            + "}"
        )
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def grammar(reading: Read) -> str:
    """The grammar that the pipeline would decode with."""
    offer = Offer(
        verbatim_pieces(verbatim_text(reading.document)),
        lambda leaf: [one.json for one in for_leaf(leaf, reading.candidates)],
    )
    return compose(reading.root, PROFILE.style, offer)


def prompt_tokens(reading: Read, complaint: str = "") -> list[int]:
    """The compact prompt; its special tokens by name, everything else as text.

    `complaint` is what was wrong with an earlier reply, as the pipeline says it when it asks again.
    """
    turns = (Turn("", complaint),) if complaint else ()
    ids: list[int] = []
    for segment in build_prompt(PROFILE, reading.root, reading.document.text, turns):
        ids += [special(segment.text)] if segment.trusted else tokens(segment.text)
    return ids


def encode(reading: Read, longest: int = 1024, complaint: str = "") -> Encoded | None:
    """None where it is longer than `longest`, or where the grammar does not hold the answer."""
    prompt = prompt_tokens(reading, complaint)
    ids = prompt + tokens(written(reading.answer))
    if len(ids) >= longest or not reading.answer:
        return None
    matcher = llguidance.LLMatcher(_constraint_tokenizer(), grammar(reading))
    if matcher.is_error():
        return None
    width = (tokenizer().get_vocab_size() + 7) // 8
    choices: list[int] = []
    masks: list[NDArray[np.uint8]] = []
    for at in range(len(prompt), len(ids)):
        mask = np.frombuffer(matcher.compute_bitmask(), dtype=np.uint8)[:width]
        token = ids[at]
        if not (mask[token >> 3] >> (token & 7)) & 1:
            return None
        if int(np.bitwise_count(mask).sum()) > 1:
            choices.append(at)
            masks.append(mask)
        matcher.consume_token(token)
    if not choices:
        return None
    start = prompt.index(special("<|fields|>"))
    return Encoded(
        ids[:start],
        [*ids[start:], special("<|end|>")],
        [place - start for place in choices],
        np.stack(masks),
    )


def encoded(
    index: int, split: Split = Split.TRAIN, longest: int = 1024, questions: int = 1
) -> list[Encoded]:
    """Document `index`, read once, with up to so many questions about it.

    A question goes without its lists where it would be too long with them.
    """
    made = []
    rng = random.Random(index)
    for reading in readings(islice(samples(index, split), questions), index):
        fields = sorted(reading.root.properties)
        complaint = f"/{rng.choice(fields)}: not what the document says" if fields else ""
        complaint = complaint if rng.random() < _ASKED_AGAIN else ""
        whole = encode(reading, longest, complaint)
        made.append(whole or encode(_without_lists(reading), longest, complaint))
    return [one for one in made if one is not None]


def _without_lists(reading: Read) -> Read:
    nodes = reading.root.properties
    kept: dict[str, Node] = {
        name: node for name, node in nodes.items() if not isinstance(node, Array)
    }
    if len(kept) == len(nodes):
        return replace(reading, answer={})
    answer = {name: reading.answer[name] for name in kept}
    return replace(reading, root=replace(reading.root, properties=kept), answer=answer)
