"""What all made-up values of one document have in common: its chance, its country, its language."""

from __future__ import annotations

import random
import re

from training.data import pools
from training.material.locales import Locale, Said


class Maker:
    """Draws for one document."""

    def __init__(self, rng: random.Random, locale: Locale) -> None:
        self.rng = rng
        self.locale = locale
        self.language = locale.language
        self.shouting = rng.random() < 0.18  # names in capitals

    def pick(self, pool: str) -> Said:
        return self._same(self.rng.choice(pools()[pool]))

    def choice(self, options: str) -> Said:
        return self._same(self.rng.choice(options.split("|")))

    def pseudo(self) -> str:
        """A word that no language has."""
        return "".join(
            self.rng.choices(pools()["syllables"], k=self.rng.randint(2, 3))
        ).capitalize()

    def _same(self, text: str) -> Said:
        return Said(" ".join(text.split()), text)

    def with_digits(self, shape: str) -> str:
        """The shape with a digit for each #, zeros among them."""
        return re.sub("#", lambda _: str(self.rng.randrange(10)), shape)

    def _fill(self, shape: str) -> str:
        return "".join(self.rng.choice("123456789") if char == "#" else char for char in shape)
