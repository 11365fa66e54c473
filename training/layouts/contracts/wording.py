"""The words of contracts: templates of `clauses.yaml`, filled with facts and with strays.

What a template names and the story may state is drawn and stated as it is printed; strays are
dates, sums and periods in the very same words that answer nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from training.data import pools, raw
from training.layouts.contracts.terms import Terms
from training.material.lexicon import concepts
from training.material.locales import Said
from training.pages.lines import glued
from training.stories.story import Story

COMMON = (  # what contracts of any type may state
    *("signature_date", "effective_date", "end_date", "term", "notice_period", "contract_value"),
    *("payment_terms", "deposit", "liability_cap", "governing_law", "jurisdiction"),
)
FACTS = (
    *COMMON,
    *("job_title", "base_salary", "weekly_hours", "annual_leave", "probation_period"),
    *("non_compete_period", "confidentiality_period", "renewal_period", "cure_period"),
    *("warranty_period", "interest_rate", "monthly_payment"),
)
_MEANT = {  # what a template calls a fact that it states
    **{"due": "payment_terms", "the_law": "governing_law", "law": "governing_law"},
    **{"legal": "governing_law", "court": "jurisdiction", "seat": "jurisdiction"},
    "day_of": "signature_date",
}
_SUMS = ("contract_value", "deposit", "liability_cap", "base_salary")
_MARK = re.compile(r"\{(\w+)\}")
_OF_ONE = re.compile(r"\b(day|week|month|year)' ")  # as "30 days' notice" would be of one
_JOINED = {  # prepositions with the article of a role
    "fr": (("à le", "au"), ("de le", "du")),
    "es": (("a el", "al"), ("de el", "del")),
    "it": (("a il", "al"), ("di il", "del"), ("a la", "alla"), ("di la", "della")),
}
_ARTICLE = re.compile(r"\b(?:[Tt]he|[Dd]er|[Dd]em|[Dd]en) (?=\{([AB])\})")


def facts_of(template: str) -> set[str]:
    """The facts that a template states."""
    named = (_MEANT.get(key, key) for key in _MARK.findall(template))
    return {key for key in named if key in FACTS}


class Wording:
    """Fills templates for one contract. `rent`: whether it is paid by the period."""

    def __init__(self, story: Story, terms: Terms, *, rent: bool) -> None:
        self.story = story
        self.values = story.values
        self.rng = story.values.rng
        self.terms = terms
        self.said = raw("clauses")
        self.rent = rent
        self.roles = ("", "")  # with their articles, where the language puts them there
        self.bare: frozenset[str] = frozenset()  # of A, B and C: those called by short names

    def state(self, key: str, said: Said) -> str:
        """States a fact in these words, which are given back."""
        self.story.state(concepts()[key], said)
        return said.text

    def fact(self, key: str) -> str:
        """The words of a fact; it is drawn and stated where it is not yet."""
        facts = self.story.facts
        return facts[key][1].text if key in facts else self.state(key, self._drawn(key))

    def _drawn(self, key: str) -> Said:
        terms = self.terms
        if key == "payment_terms":
            return terms.payment_terms(self.rent)
        if key == "governing_law":
            law = terms.law() if self.story.values.language == "en" else terms.legal()
            return Said(law.text, law.text)
        if key == "jurisdiction":
            return terms.court()
        if key.endswith("_period") and key != "notice_period":
            return terms.lasting(key)
        if not hasattr(terms, key):
            return self.values.of(concepts()[key])
        drawn: Said = getattr(terms, key)()
        return drawn

    def filled(self, template: str, shown: dict[str, str] | None = None) -> str:
        """The template in words; `shown` has those that belong to it alone."""
        if self.bare:  # names bear no article
            template = _ARTICLE.sub(lambda one: "" if one[1] in self.bare else one[0], template)
        known = shown or {}

        def word(match: re.Match[str]) -> str:
            key = match[1]
            text = known[key] if key in known else self._word(key)
            starts = match.start() == 0 or template[: match.start()].endswith((". ", ".\n"))
            return text[:1].upper() + text[1:] if starts and key in ("A", "B") else text

        text = _OF_ONE.sub(r"\1's ", _MARK.sub(word, template))
        for apart, joined in _JOINED.get(self.values.language, ()):
            text = re.sub(rf"\b{apart}\b", joined, text)
        return text

    def _word(self, key: str) -> str:
        fact, rng = _MEANT.get(key, key), self.rng
        if fact in FACTS:
            text = self._stated(key, fact)
            return glued(text) if rng.random() < 0.8 and len(text) < 50 else text
        if key in ("A", "B"):
            return self.roles[0 if key == "A" else 1]
        if key in ("code", "premises", "subject"):
            return self._thing(key)
        values = self.values
        makers: dict[str, Callable[[], str]] = {
            "stray_date": lambda: (
                values.past("3").text if rng.random() < 0.7 else values.near().text
            ),
            "stray_money": lambda: self.terms.sum(50, 90_000).text,
            "small_money": lambda: self.terms.sum(20, 450).text,
            "stray_term": lambda: self.terms.period("stray"),
            "stray_days": lambda: self.terms.period("days"),
            "stray_company": lambda: values.company().text,
            "stray_person": lambda: values.person().text,
            "stray_place": lambda: values.city().text,
            "stray_street": lambda: values.street().text,
            "place": lambda: values.city().text,
            "country": lambda: str(self.terms.law().value),
            "state": lambda: str(rng.choice(raw("terms")["states"])),
            "percent": lambda: values.percent().text,
            "goods": lambda: values.goods().text,
            "trade": lambda: str(rng.choice(pools()["trade"][values.language])).lower(),
            "digit": lambda: str(rng.randint(2, 9)),
        }
        return glued(makers[key]()) if key != "trade" else makers[key]()

    def _stated(self, key: str, fact: str) -> str:
        """The words for a fact where the template calls it `key`."""
        if fact not in self.story.facts and key in ("the_law", "law", "legal", "seat"):
            drawn = {
                "the_law": self.terms.law,
                "law": self.terms.law,
                "legal": self.terms.legal,
                "seat": self.values.city,
            }[key]()
            text = drawn.text
            self.state(fact, Said(text, text))
            return str(drawn.value) if key == "the_law" else text
        if fact not in self.story.facts and key == "day_of":
            return self.state(fact, self.terms.day_of())
        text = self.fact(fact)
        return self.terms.in_words(self.story.facts[fact][1]) if fact in _SUMS else text

    def _thing(self, key: str) -> str:
        rng = self.rng
        if key == "code":
            digits = "".join(rng.choices("0123456789", k=rng.randint(5, 9)))
            return rng.choice(
                (digits, digits, f"{rng.choice('ABCX')}{digits}", f"{digits[:3]} {digits[3:]}")
            )
        options = self.said[key] if key == "premises" else self.said[key][self.values.language]
        return str(rng.choice(options))

    def chosen(
        self, options: Collection[list[str]], silent: Collection[str]
    ) -> list[tuple[str, str]]:
        """Of articles (heading, template) some; none states what is stated or `silent`."""
        left = [*options]
        self.rng.shuffle(left)
        told = {*silent, *self.story.facts}
        picked: list[tuple[str, str]] = []
        for heading, template in left:
            facts = facts_of(template)
            if not facts & told and self.rng.random() < 0.75:
                told |= facts
                picked.append((heading, template))
        return picked
