"""Grammars, compiled once: a request gets a copy of the compiled one."""

from __future__ import annotations

import threading
from collections import OrderedDict

import llguidance

from extractor.errors import GrammarRefused

KEPT = 16  # compiled grammars; one made of a document serves only its retries


class Matchers:
    """The least recently used grammars are forgotten. Safe from any thread."""

    def __init__(self, tokenizer: llguidance.LLTokenizer) -> None:
        self._tokenizer = tokenizer
        self._compiled: OrderedDict[str, llguidance.LLMatcher] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, grammar: str) -> llguidance.LLMatcher:
        """A matcher at the start of `grammar`. Raises GrammarRefused."""
        with self._lock:
            matcher = self._compiled.get(grammar)
        if matcher is None:
            matcher = self._compile(grammar)
        with self._lock:
            self._compiled[grammar] = matcher
            self._compiled.move_to_end(grammar)
            while len(self._compiled) > KEPT:
                self._compiled.popitem(last=False)
            return matcher.deep_copy()

    def _compile(self, grammar: str) -> llguidance.LLMatcher:
        matcher = llguidance.LLMatcher(
            self._tokenizer, llguidance.LLMatcher.grammar_from_lark(grammar), log_level=0
        )
        if matcher.is_error():
            told = matcher.get_error().partition("\n")[0]  # what follows is the whole grammar
            raise GrammarRefused(f"the grammar does not compile: {told}")
        return matcher
