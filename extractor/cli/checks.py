"""Whether the engine's grammar compiler takes a schema; known without loading a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from extractor.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.schema import Schema

SAMPLE: Final = """\
ACME Ltd, 1 High Street, Anytown
Invoice INV-2024-00871 of 14 March 2024, due 2024-04-13
2 x Widget at 9.50 EUR 19.00
Total 1,487.50 EUR, paid by bank transfer to GB82 WEST 1234 5698 7654 32
Questions: accounts@example.com, +44 20 7946 0000, https://example.com
"""


def grammars(schema: Schema) -> Iterator[tuple[str, str]]:
    """The grammars of replies about a sample text: "grounded" and "free"."""
    from extractor.candidates import find_candidates, for_leaf, verbatim_pieces, verbatim_text
    from extractor.grammar import Offer, Style, compose
    from extractor.readers import read_bytes

    document = read_bytes(SAMPLE.encode(), "sample.txt")
    candidates = find_candidates(document)
    offer = Offer(
        pieces=verbatim_pieces(verbatim_text(document)),
        values=lambda leaf: [one.json for one in for_leaf(leaf, candidates)],
    )
    yield "grounded", compose(schema.root, Style(), offer)
    yield "free", compose(schema.root, Style(), None)


def check_compiles(schema: Schema) -> None:
    """Raises SchemaError if llguidance cannot compile the grammar of `schema`."""
    import llguidance

    for name, grammar in grammars(schema):
        problem = llguidance.LLMatcher.validate_grammar(
            llguidance.LLMatcher.grammar_from_lark(grammar)
        )
        if problem:
            raise SchemaError(
                f"no grammar can be made of it ({name}): {problem.splitlines()[0]}",
                at=schema.name,
                hint="simplify its patterns and lengths",
            )
