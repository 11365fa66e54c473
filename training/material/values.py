"""Made-up values: what a field holds, and how a document of some country writes it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from training.data import pools, raw
from training.material.codes import Codes
from training.material.lexicon import Concept
from training.material.locales import LOCALES, WEIGHTS, Locale, Said
from training.material.names import Names
from training.material.numbers import Numbers

_YES = {
    "en": "Yes YES yes Y",
    "de": "Ja ja JA",
    "fr": "Oui oui",
    "es": "Sí sí",
    "it": "Sì sì",
    "nl": "Ja ja",
}
_NO = {
    "en": "No NO no N",
    "de": "Nein nein",
    "fr": "Non non",
    "es": "No no",
    "it": "No no",
    "nl": "Nee nee",
}


class Values(Names, Numbers, Codes):
    """Draws values for one document; its habits (date and number forms) hold all through it."""

    def __init__(self, rng: random.Random, locale: Locale | None = None) -> None:
        super().__init__(rng, locale or rng.choices(LOCALES, WEIGHTS)[0])

    def draw(self, recipe: str) -> Said:
        """A value after a recipe of the lexicon: a name and its arguments."""
        name, _, argument = recipe.partition(" ")
        maker: Callable[..., Said] = getattr(self, name)
        return maker(argument) if argument else maker()

    def of(self, concept: Concept) -> Said:
        """A value of the concept and one of the ways to say it, in the country's language."""
        careers = raw("careers")
        if concept.key in careers["said"] and self.rng.random() < 0.8:
            return self._same(self.rng.choice(careers["said"][concept.key][self.language]))
        if concept.recipe == "enum":
            choice, forms = self.rng.choice(concept.choices)
            return Said(choice, self.word_for(concept, choice, forms))
        return self.draw(concept.recipe)

    # -- words

    def word_for(self, concept: Concept, choice: str, forms: Sequence[str]) -> str:
        """How the document's language says a choice, else one of the forms of any language."""
        native = raw("careers")["choices"].get(concept.key, {}).get(choice, {})
        return str(self.rng.choice(native.get(self.language, forms)))

    def boolean(self) -> Said:
        truth = self.rng.random() < 0.5
        return Said(truth, self.rng.choice((_YES if truth else _NO)[self.language].split()))

    def currency(self) -> Said:
        return Said(self.locale.currency, self.locale.currency)

    def terms(self) -> Said:
        days = self.rng.choice((7, 10, 14, 15, 30, 30, 45, 60, 90))
        return self._same(self.rng.choice(pools()["terms"][self.language]).format(days=days))

    def incoterm(self) -> Said:
        rule = self.rng.choice(("DAP", "EXW", "FOB", "CIF", "DDP", "FCA", "CPT"))
        return self._same(f"{rule} {self.city().text}")

    def duration(self, kind: str) -> Said:
        number = self.rng.randrange(2, 11)  # their units are plural
        words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
        text = self.rng.choice(pools()[kind][self.language]).format(
            days=self.rng.choice((14, 30, 60, 90)), number=number, word=words[number - 1]
        )
        return self._same(text)

    def remark(self, topic: str = "comment") -> Said:
        """Some words about that, in the language of the document for the most part."""
        language = self.language if self.rng.random() < 0.9 else "en"
        return self._same(self.rng.choice(raw("remarks")[topic][language]))

    def sentence(self) -> str:
        """A few words of no consequence, as texts between the facts have them."""
        pool = pools()
        if self.rng.random() < 0.7:
            return str(self.rng.choice(pool["sentence"]))
        words = [
            self.rng.choice(
                (
                    self.rng.choice(pool["trade"]["en"]).lower(),
                    self.rng.choice(pool["street_stem"]["en"]).lower(),
                    self.rng.choice(pool["skill"]).lower(),
                    "the",
                    "of",
                    "and",
                    "with",
                    "for",
                    "our",
                    "this",
                    "is",
                    "to",
                    "all",
                )
            )
            for _ in range(self.rng.randint(5, 14))
        ]
        return " ".join(words).capitalize() + "."
