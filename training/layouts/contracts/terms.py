"""What contracts state in words of their own: periods, sums, when to pay, whose law, which court.

All dates of one contract agree: it is signed before it starts, and where it says for how long it
runs, it ends that long after its start.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from training.data import raw
from training.layouts.contracts.spelling import spelled
from training.material.locales import MONTHS, Said, ordinal
from training.material.values import Values

_MONEY = {  # words behind a sum, by currency
    **{"USD": "dollars", "GBP": "pounds", "EUR": "euros", "AUD": "dollars", "CAD": "dollars"},
    **{"SGD": "dollars", "INR": "rupees", "ZAR": "rand", "MYR": "ringgit", "CHF": "Franken"},
}
_EURO = {"de": "Euro", "fr": "euros", "es": "euros", "it": "euro", "nl": "euro"}
_LENGTHS = {  # of a period by what it is for: unit and numbers
    "term": (("year", (1, 2, 3, 4, 5, 5, 6, 9, 10)), ("month", (6, 12, 12, 18, 24, 24, 36, 48))),
    "notice": (
        ("day", (10, 14, 15, 30, 30, 45, 60, 90, 120)),
        ("month", (1, 2, 3, 3, 6)),
        ("week", (2, 4, 6, 8)),
    ),
    "days": (("day", (5, 7, 10, 14, 15, 20, 28, 30, 45, 60, 90, 120)),),
    "stray": (("year", (1, 1, 2, 3, 5, 7, 10)), ("month", (1, 3, 6, 12, 18))),
    "probation_period": (
        ("month", (2, 3, 3, 6, 6)),
        ("week", (4, 6, 8, 12)),
        ("day", (30, 60, 90, 90)),
    ),
    "cure_period": (("day", (5, 7, 10, 14, 15, 20, 28, 30, 45, 60, 90)),),
}


class Terms:
    """Draws what one contract states, in its language and with its habits."""

    def __init__(self, values: Values, price: tuple[float, float]) -> None:
        self.values = values
        self.rng = values.rng
        self.language = values.language
        self.price = price  # least and highest of the contract's value
        self.said = raw("terms")
        sign, code = self.rng.choice(values.locale.signs), values.locale.currency
        word = "Euro" if code == "EUR" and values.language == "de" else _MONEY.get(code, code)
        word = "euro" if code == "EUR" and values.language in ("it", "nl") else word
        before = (f"{sign}{{}}", f"{sign}{{}}", f"{code} {{}}", f"{sign} {{}}", f"{{}} {code}")
        after = ("{} " + sign, "{} " + sign, f"{{}} {code}", f"{code} {{}}", f"{{}} {word}")
        self._form = self.rng.choice(before if self.language == "en" else after)
        self._cents = self.rng.random() < 0.4
        self._length: tuple[int, str] | None = None
        self.signed = date.fromisoformat(values.date().value)
        self.starts = self._start()
        self.ends: date | None = None

    def _start(self) -> date:
        day = self.signed + timedelta(days=self.rng.choice((0, 1, 7, 20, 31, 45, 61)))
        return day.replace(day=1) if day.day > 15 and day.month < 12 and day > self.signed else day

    # -- facts, by their concepts

    def signature_date(self) -> Said:
        return self.values.whole(self.signed)

    def day_of(self) -> Said:
        """The day of signature as English deeds write it: `3rd day of March 2021`."""
        day, comma = self.signed, self.rng.choice(("", "", ","))
        month = MONTHS["en"].split()[day.month - 1]
        first = f"{day.day}{ordinal(day.day)}"
        return Said(day.isoformat(), f"{first} day of {month}{comma} {day.year}")

    def effective_date(self) -> Said:
        self.starts = max(self.starts, self.signed)
        return self.values.whole(self.starts)

    def end_date(self) -> Said:
        """As long after the start as the term says, else some years after it."""
        if self._length is None:
            self._length = self._drawn("term")
        number, unit = self._length
        months = number * (12 if unit == "year" else 1)
        year, month = divmod(self.starts.month - 1 + months, 12)
        end = date(self.starts.year + year, month + 1, min(self.starts.day, 28))
        return self.values.whole(end - timedelta(days=1))

    def term(self) -> Said:
        if self._length is None:
            self._length = self._drawn("term")
        return self._period(*self._length)

    def notice_period(self) -> Said:
        return self._period(*self._drawn("notice"))

    def contract_value(self) -> Said:
        return self.sum(*self.price)

    def liability_cap(self) -> Said:
        return self.sum(5000, 950_000)

    def deposit(self) -> Said:
        return self.sum(200, max(900, self.price[0] * 3))

    def base_salary(self) -> Said:
        return self.sum(24_000, 150_000)

    def monthly_payment(self) -> Said:
        return self.sum(self.price[0] / 20, self.price[1] / 20)

    def job_title(self) -> Said:
        text = self.values.job().text.removesuffix(" (m/f/d)")
        return Said(text, text)

    def lasting(self, key: str) -> Said:
        """How long what the concept of that key is about goes on."""
        return self._period(*self._drawn(key if key in _LENGTHS else "stray"))

    def payment_terms(self, rent: bool) -> Said:
        text = self.rng.choice(self.said["rent" if rent else "due"][self.language])
        number = self.rng.choice((5, 10, 15) if rent else (7, 10, 14, 15, 30, 30, 45, 60))
        days = self._period(*self._drawn("days")).text if "{days}" in text else ""
        nth = self.rng.choice(("first", "3rd", "5th", "10th", "fifteenth"))
        text = text.format(days=days, n=number, nth=nth)
        return Said(text, text)

    def law(self) -> Said:
        """A state; whether it takes an article stands in its value."""
        laws = self.said["law"].get(self.values.locale.country) or self.said["law"]["GB"]
        law = str(self.rng.choice(laws))
        bare = law.removeprefix("the ")
        return Said(law, bare)

    def legal(self) -> Said:
        text = str(self.rng.choice(self.said["legal"][self.values.locale.country]))
        return Said(text, text)

    def court(self) -> Said:
        place = self.values.city().text
        text = self.rng.choice(self.said["court"][self.language]).format(place=place)
        return Said(text, text)

    # -- their parts

    def _drawn(self, purpose: str) -> tuple[int, str]:
        unit, numbers = self.rng.choice(_LENGTHS[purpose])
        number = self.rng.choice(numbers)
        if self.language == "de" and number == 1:  # it would need a case
            number = 2
        return number, unit

    def period(self, purpose: str) -> str:
        """A length of time that nobody asks for."""
        return self._period(*self._drawn(purpose)).text

    def _period(self, number: int, unit: str) -> Said:
        one, many = self.said["units"][self.language][unit]
        name = one if number == 1 else many
        if unit == "day" and number > 1 and self.rng.random() < 0.12:
            name = self.rng.choice(self.said["days"][self.language])
        word = self.said["numbers"][self.language].get(number)
        if self.language == "it" and word == "un" and unit == "week":
            word = "una"
        if word is None:
            return Said(f"{number} {name}", f"{number} {name}")
        figures, both = f"{number} {name}", f"{word} ({number}) {name}"
        text = self.rng.choices(
            (figures, both, f"{word} {name}", f"{number} ({word}) {name}"), (4, 4, 2, 0.6)
        )[0]
        return Said(text, text)

    def sum(self, low: float, high: float) -> Said:
        """A sum between bounds, most often a round one."""
        rng = self.rng
        number = Decimal(round(rng.uniform(low, high)))
        if rng.random() < 0.85:
            step = Decimal(10 ** max(0, len(str(number)) - rng.choice((1, 2, 2, 3))))
            number = (number // step or Decimal(1)) * step
        if rng.random() < 0.06:
            number += Decimal(rng.randrange(1, 100)) / 100
        shown = number.quantize(Decimal("0.01" if self._cents or number % 1 else "1"))
        return Said(shown, self._form.format(self.values.digits(shown)))

    def in_words(self, said: Said) -> str:
        """The sum with its words before or behind it, or as it stands."""
        number, language = int(said.value), self.language
        if number >= 1_000_000 or number != said.value or self.rng.random() < 0.75:
            return said.text
        code = self.values.locale.currency
        unit = _MONEY.get(code, code) if language == "en" or code != "EUR" else _EURO[language]
        words = f"{spelled(number, language)} {unit}".strip()
        if self.rng.random() < 0.5:
            lead = {"de": "in Worten: ", "nl": "zegge: ", "fr": "soit "}.get(language, "")
            return f"{said.text} ({lead if self.rng.random() < 0.5 else ''}{words})"
        if language == "en":
            words = words.title() if self.rng.random() < 0.5 else words
        words = words.upper() if self.rng.random() < 0.15 else words
        return f"{words} ({said.text})"
