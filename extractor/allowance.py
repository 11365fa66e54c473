"""How many tokens may still be generated for one document."""

from __future__ import annotations

from threading import Condition


class Allowance:
    """Tokens that may still be generated, for replies that are asked for side by side.

    No reply is given less because others are on their way: it waits until they have said what they
    used.
    """

    def __init__(self, tokens: int) -> None:
        self._left = tokens
        self._out = 0  # replies that have been given tokens and not said what they used
        self._changed = Condition()

    def take(self, most: int) -> int:
        """`most` tokens for one reply, or what is left at the end; `settle` must follow."""
        with self._changed:
            self._changed.wait_for(lambda: self._left >= most or not self._out)
            taken = max(0, min(most, self._left))
            self._left -= taken
            self._out += 1
            return taken

    def settle(self, taken: int, used: int) -> None:
        with self._changed:
            self._left += taken - used
            self._out -= 1
            self._changed.notify_all()
