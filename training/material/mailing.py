"""The words of mails, by language: what they are about, what they say besides, how they end."""

from __future__ import annotations

import re
from typing import Any

from training.data import raw
from training.material.lexicon import snake
from training.material.values import Values


class Phrases:
    """What `mails.yaml` has in the language of one document."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self._said = raw("mails")

    def pool(self, name: str) -> list[str]:
        """All texts of that part, their marks not yet filled."""
        pool: list[str] = self._said[name][self.values.language]
        return pool

    def pick(self, name: str) -> str:
        """One of them, with made-up names and numbers in it."""
        return self.filled(self.values.rng.choice(self.pool(name)))

    def intent(self, category: str) -> dict[str, list[str]]:
        """Subjects of mails of that category, what they tell and what they ask."""
        intent: dict[str, list[str]] = self._said["intents"][category][self.values.language]
        return intent

    def address(self) -> str:
        """An address of somebody at some company."""
        user = snake(self.values.surname().text)[:12] or "office"
        return f"{user}@{self.values.pseudo().lower()}.example"

    def filled(self, text: str) -> str:
        """The text with made-up names and numbers for its marks."""
        return re.sub(r"\{(\w+)\}", self._made, text)

    def _made(self, match: re.Match[str]) -> str:
        values, rng = self.values, self.values.rng
        match match[1]:
            case "day":
                return values.past("1").text
            case "soon":
                return values.near(60).text
            case "money":
                return values.money().text
            case "person":
                return values.person().text
            case "company":
                return values.company().text
            case "city":
                return values.city().text
            case "code":
                return values.code("KD C ART").text
            case "phone":
                return values.phone().text
            case "mail":
                return self.address()
            case "time":
                return values.time().text
            case "subject":
                intents: dict[str, Any] = self._said["intents"]
                return self.filled(rng.choice(self.intent(rng.choice([*intents]))["subject"]))
        return str(rng.randint(1, 9))
