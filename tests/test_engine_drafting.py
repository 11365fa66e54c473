"""Guesses at the next tokens of a reply. That replies stay as they are: test_engine_batching.py."""

from __future__ import annotations

import numpy as np

from extractor.engine.drafting import Acceptance, Guess, Tails, continuation, shorten


def test_what_followed_in_the_prompt_is_guessed_to_follow_in_the_reply() -> None:
    prompt = np.array([7, 1, 2, 3, 4, 5, 1, 2, 8, 9], np.int32)
    assert continuation(prompt, [6, 1, 2], most=4) == [8, 9]  # as at the last occurrence
    assert continuation(prompt, [3, 4], most=1) == [5]
    assert continuation(prompt, [2, 1], most=4) == []


def test_a_tail_is_remembered_by_its_bytes_and_the_token_before() -> None:
    tails = Tails()
    assert tails.guess([5], b'":') == []
    tails.learn([4, 5, 77], b'":')
    assert tails.guess([9, 5], b'":') == [77]
    assert tails.guess([9, 6], b'":') == []
    assert tails.guess([9, 5], b'":"') == []
    tails.learn([5, 78], b"")  # nothing was known
    assert tails.guess([5], b"") == []


def test_of_all_guesses_the_likeliest_tokens_are_kept() -> None:
    good, bad = Acceptance(), Acceptance()
    good.observe(96, 96)
    bad.observe(0, 96)
    guesses = [Guess([1, 2, 3], bad), Guess([4, 5], good), Guess([], good)]
    assert shorten(guesses, 0) == [[], [], []]
    assert shorten(guesses, 2) == [[], [4, 5], []]
    assert shorten(guesses, 3) == [[1], [4, 5], []]
    assert shorten(guesses, 9) == [[1, 2, 3], [4, 5], []]
