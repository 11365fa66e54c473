"""Made-up numbers: money, measures, counts, as one document of its country writes them."""

from __future__ import annotations

import random
from decimal import Decimal

from training.data import raw
from training.material.locales import Locale, Said
from training.material.maker import Maker

_GREAT = 100_000  # sums from which on some are millions


class Numbers(Maker):
    """Draws numbers, and money of one scale and with one sign."""

    def __init__(self, rng: random.Random, locale: Locale) -> None:
        super().__init__(rng, locale)
        self._sign = rng.choice(("before", "before", "bare", "bare", "code", "after", "code after"))
        self._grouped = rng.random() < 0.8
        self._scale = rng.choice((20, 60, 200, 1000, 5000, 40000))

    def digits(self, number: Decimal) -> str:
        """A number as the country writes it."""
        grouped = self._grouped and abs(number) >= 1000
        text = f"{number:,f}" if grouped else f"{number:f}"
        swap = {",": self.locale.thousands, ".": self.locale.decimal}
        return "".join(swap.get(char, char) for char in text)

    # -- money

    def amount(self, number: Decimal, *, bare: bool = False) -> Said:
        """An amount of money with the document's sign."""
        number = number.quantize(Decimal("0.01"))
        text, sign = self.digits(number), self.rng.choice(self.locale.signs)
        code = self.locale.currency
        if not bare:
            spaced = self.rng.random() < 0.3
            text = {
                "before": f"{sign}{' ' if spaced else ''}{text}",
                "after": f"{text} {sign}",
                "code": f"{code} {text}",
                "code after": f"{text} {code}",
                "bare": text,
            }[self._sign]
        return Said(number, text)

    @property
    def dearest(self) -> int:
        """About what the dearest things of the document cost."""
        return self._scale

    def price(self, low: float = 0.5, high: float | None = None) -> Decimal:
        number = self.rng.uniform(low, high or self._scale)
        if self.rng.random() < 0.25:
            number = round(number) or 1
        return Decimal(str(round(number, 2))).quantize(Decimal("0.01"))

    def money(self) -> Said:
        return self.amount(self.price())

    def balance(self) -> Said:
        """Money that may be negative, as accountants write it."""
        said = self.money()
        if self.rng.random() > 0.12:
            return said
        forms = (f"-{said.text}", f"-{said.text}", f"({said.text})", f"{said.text}-")
        return Said(-said.value, self.rng.choice(forms))

    def salary(self) -> Said:
        number = Decimal(self.rng.randrange(24, 160) * 500)
        text = self.digits(number)
        return Said(
            number,
            self.rng.choice(
                (f"{self.locale.signs[0]}{text}", f"{self.locale.currency} {text}", text)
            ),
        )

    def sum(self, bounds: str) -> Said:
        """A round amount of money between bounds, often without its decimals."""
        low, high = map(float, bounds.split())
        if high >= _GREAT and self.rng.random() < 0.06:
            return self._millions()
        number = Decimal(round(self.rng.uniform(low, high), -2 if high > 5000 else 0))
        number = Decimal(int(number))
        if self.rng.random() < 0.5:
            return self.amount(number)
        text, sign, code = self.digits(number), self.locale.signs[0], self.locale.currency
        forms = (f"{sign}{text}", f"{code} {text}", f"{text} {code}", text)
        return Said(number, self.rng.choice(forms))

    def _millions(self) -> Said:
        """A great amount, with the word that makes it great."""
        number = Decimal(self.rng.choice((10, 10, 15, 20, 25, 30, 50, 75, 100, 125))) / 10
        one, many = raw("terms")["million"][self.language]
        text = self.digits(number.normalize() if number % 1 else Decimal(int(number)))
        words = [f"{text} {one if number == 1 else many}"]
        if self.language in ("en", "de"):
            words.append(
                f"{text}{self.rng.choice('mM')}" if self.language == "en" else f"{text} Mio."
            )
        text, sign, code = self.rng.choice(words), self.locale.signs[0], self.locale.currency
        forms = [f"{sign}{text}", f"{code} {text}"]
        if not text.endswith(("m", "M")):
            forms.append(f"{text} {code}")
        return Said(number * 1_000_000, self.rng.choice(forms))

    # -- anything else

    def decimal(self, bounds: str) -> Said:
        """A bare number: its bounds and its places."""
        low, high, places = bounds.split()
        number = Decimal(str(self.rng.uniform(float(low), float(high))))
        number = number.quantize(Decimal(1).scaleb(-int(places)))
        return Said(number, self.digits(number))

    def percent(self) -> Said:
        rates = ("5", "7", "8.25", "10", "12.5", "19", "20", "21", "22", "6", "7.5", "9.975", "5.5")
        number = Decimal(self.rng.choice((*rates, str(self.rng.randrange(1, 60)))))
        return Said(number, self.digits(number) + self.rng.choice(("%", " %", "%")))

    def int(self, bounds: str) -> Said:
        low, high = map(int, bounds.split())
        number = self.rng.randint(low, high)
        return Said(number, str(number))

    def count(self, units: str) -> Said:
        number = self.rng.randrange(1, self.rng.choice((20, 90, 900)))
        return Said(
            number, f"{number}{self.rng.choice(('', ' ' + self.rng.choice(units.split())))}"
        )

    def measure(self, units: str) -> Said:
        places = self.rng.choice(("1", "0.1", "0.01", "0.001"))
        top = self.rng.choice((20, 400, 20000))
        number = Decimal(str(self.rng.uniform(1, top))).quantize(Decimal(places))
        return Said(number, f"{self.digits(number)} {self.rng.choice(units.split())}")

    def sized(self, bounds: str) -> Said:
        """A number between bounds with one of the units behind them."""
        low, high, *units = bounds.split()
        number = Decimal(str(self.rng.uniform(float(low), float(high))))
        number = number.quantize(Decimal(self.rng.choice(("1", "0.1")))) or Decimal(1)
        gap = self.rng.choice((" ", " ", ""))
        return Said(number, f"{self.digits(number)}{gap}{self.rng.choice(units)}")

    def span(self, units: str) -> Said:
        """A length of time, as text."""
        unit = self.rng.choice(units.split())
        most = 30 if unit == "years" else 90
        some = (1, 2, 3, 5, 6, 7, 10, 12, 14, 15, 20, 24, 30, 36, 45, 60, 90)
        number = self.rng.choice([one for one in some if one <= most])
        words = raw("terms")["units"][self.language].get(unit.removesuffix("s"))
        if words:
            unit = words[number != 1]
            unit = raw("terms")["nominative"].get(unit, unit) if self.language == "de" else unit
        return self._same(f"{number} {unit}")

    def years(self) -> Said:
        number = self.rng.randrange(1, 13)
        unit = {"en": "years", "de": "Jahre", "fr": "ans", "es": "años", "it": "anni", "nl": "jaar"}
        plus = self.rng.choice(("", "", "+"))
        return Said(number, f"{number}{plus} {unit[self.language]}")
