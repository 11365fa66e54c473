"""Made-up values: what a field holds, and how a document of some country writes it."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from extractor.schema.vat import is_vat
from training.lexicon import Concept, raw
from training.locales import LOCALES, MONTHS, WEIGHTS, Locale, Said, pools, write_date
from training.names import Names

YES = {
    "en": "Yes YES yes Y",
    "de": "Ja ja JA",
    "fr": "Oui oui",
    "es": "Sí sí",
    "it": "Sì sì",
    "nl": "Ja ja",
}
NO = {
    "en": "No NO no N",
    "de": "Nein nein",
    "fr": "Non non",
    "es": "No no",
    "it": "No no",
    "nl": "Nee nee",
}

_CHECKED = ("DE", "ES", "FR", "GB", "IT", "NL")  # countries whose VAT numbers are checked


class Values(Names):
    """Draws values for one document; its habits (date and number forms) hold all through it."""

    def __init__(self, rng: random.Random, locale: Locale | None = None) -> None:
        super().__init__(rng, locale or rng.choices(LOCALES, WEIGHTS)[0])
        self._date_form = rng.choice(self.locale.dates)
        self._today = datetime.date(2018, 1, 1) + timedelta(days=rng.randrange(3240))
        self._clock = self._today  # dates of a document advance from here
        self._row_day = self._today  # and those of its rows from here
        self._sign = rng.choice(("before", "before", "bare", "bare", "code", "after", "code after"))
        self._grouped = rng.random() < 0.8
        self._scale = rng.choice((20, 60, 200, 1000, 5000, 40000))

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
            native = careers["choices"].get(concept.key, {}).get(choice, {})
            forms = native.get(self.language, forms)
            return Said(choice, self.rng.choice(forms))
        return self.draw(concept.recipe)

    # -- dates and times

    def date(self) -> Said:
        """A date of the document's own days, later than the one before."""
        self._clock += timedelta(days=self.rng.choice((0, 1, 3, 7, 14, 14, 30, 30, 31)))
        return self.write(self._clock)

    def write(self, day: datetime.date) -> Said:
        form = self._date_form if self.rng.random() < 0.85 else self.rng.choice(self.locale.dates)
        return Said(day.isoformat(), write_date(day, form, self.language))

    def birth(self) -> Said:
        return self.write(datetime.date(1940, 1, 1) + timedelta(days=self.rng.randrange(24000)))

    def future(self) -> Said:
        return self.write(self._clock + timedelta(days=self.rng.randrange(200, 3700)))

    def near(self, days: int | str = 30) -> Said:
        """A date within `days` of the document's first."""
        return self.write(self._today + timedelta(days=self.rng.randrange(int(days) + 1)))

    def past(self, years: str) -> Said:
        """A date up to so many years before the document."""
        return self.write(self._today - timedelta(days=self.rng.randrange(1, int(years) * 365)))

    def step(self, days: str) -> Said:
        """The next date of a row of dates that are up to `days` apart."""
        self._row_day += timedelta(days=self.rng.randint(1, int(days)))
        return self.write(self._row_day)

    def month(self) -> Said:
        """A month of a year in words or numbers, as text."""
        day = self._today - timedelta(days=self.rng.randrange(400))
        name = MONTHS[self.language].split()[day.month - 1]
        forms = (f"{name} {day.year}", f"{name} {day.year}", f"{day.month:02}/{day.year}")
        return self._same(self.rng.choice(forms))

    def period(self) -> Said:
        """A span of the calendar, as text: a month, a quarter, a year of business or school."""
        year, quarter = self._today.year, self.rng.randint(1, 4)
        forms = (
            *(self.month().text, self.month().text, str(year), f"Q{quarter} {year}"),
            *(f"{year}/{(year + 1) % 100:02}", f"{year}-{year + 1}", f"FY{year % 100:02}"),
        )
        return self._same(self.rng.choice(forms))

    def datetime(self) -> Said:
        day, time = self.date(), self.time()
        joint = self.rng.choice((" ", " ", ", ", " at ")) if self.language == "en" else " "
        return Said(f"{day.value}T{time.value}", f"{day.text}{joint}{time.text}")

    def hour(self, bounds: str) -> Said:
        """A time of day between two hours, mostly on a quarter."""
        low, high = map(int, bounds.split())
        return self.time(self.rng.randint(low, high), self.rng.choice((0, 0, 15, 30, 30, 45, 50)))

    def time(self, hour: int | None = None, minute: int | None = None) -> Said:
        hour = self.rng.randrange(24) if hour is None else hour
        minute = self.rng.randrange(60) if minute is None else minute
        second = self.rng.randrange(60) if self.rng.random() < 0.4 else None
        seconds = f":{second:02}" if second is not None else ""
        text = f"{hour:02}:{minute:02}{seconds}"
        if self.language == "en" and self.rng.random() < 0.35:
            text = f"{hour % 12 or 12}:{minute:02}{seconds} {'AM' if hour < 12 else 'PM'}"
        return Said(f"{hour:02}:{minute:02}:{second or 0:02}", text)

    # -- numbers

    def digits(self, number: Decimal) -> str:
        """A number as the country writes it."""
        grouped = self._grouped and abs(number) >= 1000
        text = f"{number:,f}" if grouped else f"{number:f}"
        swap = {",": self.locale.thousands, ".": self.locale.decimal}
        return "".join(swap.get(char, char) for char in text)

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
        number = Decimal(round(self.rng.uniform(low, high), -2 if high > 5000 else 0))
        number = Decimal(int(number))
        if self.rng.random() < 0.5:
            return self.amount(number)
        text, sign, code = self.digits(number), self.locale.signs[0], self.locale.currency
        forms = (f"{sign}{text}", f"{code} {text}", f"{text} {code}", text)
        return Said(number, self.rng.choice(forms))

    def decimal(self, bounds: str) -> Said:
        """A bare number: its bounds and its places."""
        low, high, places = bounds.split()
        number = Decimal(str(self.rng.uniform(float(low), float(high))))
        number = number.quantize(Decimal(1).scaleb(-int(places)))
        return Said(number, self.digits(number))

    def sized(self, bounds: str) -> Said:
        """A number between bounds with one of the units behind them."""
        low, high, *units = bounds.split()
        number = Decimal(str(self.rng.uniform(float(low), float(high))))
        number = number.quantize(Decimal(self.rng.choice(("1", "0.1")))) or Decimal(1)
        gap = self.rng.choice((" ", " ", ""))
        return Said(number, f"{self.digits(number)}{gap}{self.rng.choice(units)}")

    def span(self, units: str) -> Said:
        """A length of time, as text."""
        number = self.rng.choice((1, 2, 3, 5, 6, 7, 10, 12, 14, 15, 20, 24, 30, 36, 45, 60, 90))
        return self._same(f"{number} {self.rng.choice(units.split())}")

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

    def years(self) -> Said:
        number = self.rng.randrange(1, 13)
        unit = {"en": "years", "de": "Jahre", "fr": "ans", "es": "años", "it": "anni", "nl": "jaar"}
        plus = self.rng.choice(("", "", "+"))
        return Said(number, f"{number}{plus} {unit[self.language]}")

    def boolean(self) -> Said:
        truth = self.rng.random() < 0.5
        return Said(truth, self.rng.choice((YES if truth else NO)[self.language].split()))

    # -- codes

    def code(self, prefixes: str) -> Said:
        rng, prefix = self.rng, self.rng.choice(prefixes.split())
        number = "".join(rng.choices("0123456789", k=rng.randint(3, 8)))
        letters = "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=rng.randint(1, 3)))
        year = str(self._today.year)
        forms = (
            *(f"{prefix}-{number}", f"{prefix}{number}", f"{prefix} {number}", f"{number}0"),
            *(f"{prefix}-{year}-{number[:5]}", f"{prefix}/{year[2:]}/{number[:4]}"),
            *(f"{year}/{number[:4]}", f"{number[:3]}-{number[3:]}1"),
            *(f"{letters}{number}", f"{number}{letters}"),
            *(f"{letters}-{number[:4]}-{letters[::-1]}", f"{number}{number[::-1]}"),
            *(f"{prefix}{year[2:]}{number}", f"{number[:2]}.{number[2:]}.{letters}"),
            *(f"{prefix.lower()}_{number}", f"{year}-{number[:3]}-{letters}", f"000{number}"),
            *(f"{number[:3]} {number[3:]}7 {number[:2]}", f"{prefix}{number}/{letters[0]}"),
            *(f"{prefix}-{letters}{number[:3]}/{year[2:]}", f"{number}-{rng.randrange(1, 10)}"),
        )
        text = rng.choice(forms)
        return Said(text, text)

    def shape(self, patterns: str) -> Said:
        """A code after one of the patterns: # a digit, @ a capital, ? either, _ a space."""
        alphabets = {"#": "0123456789", "@": "ABCDEFGHJKLMNPRSTUVWXYZ", "_": " "}
        alphabets["?"] = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
        text = "".join(
            self.rng.choice(alphabets.get(char, char))
            for char in self.rng.choice(patterns.split("|"))
        )
        return Said(text, text)

    def account(self) -> Said:
        groups = self.rng.choice(((5, 4, 2), (8,), (10,), (4, 4), (3, 6, 1), (12,)))
        text = self.rng.choice("- ").join(
            "".join(self.rng.choices("0123456789", k=size)) for size in groups
        )
        return Said(text, text)

    def iban(self) -> Said:
        lengths = {
            "DE": 18,
            "GB": 18,
            "AT": 16,
            "CH": 17,
            "IE": 18,
            "FR": 23,
            "ES": 20,
            "IT": 23,
            "NL": 14,
        }
        country = (
            self.locale.country if self.locale.country in lengths else self.rng.choice([*lengths])
        )
        body = "".join(self.rng.choices("0123456789", k=lengths[country]))
        if country in ("GB", "NL", "IE"):
            body = "".join(self.rng.choices("ABDGHNRS", k=4)) + body[4:]
        if country == "IT":
            body = self.rng.choice("ABDGHN") + body[1:]
        number = "".join(str(int(char, 36)) for char in f"{body}{country}00")
        compact = f"{country}{98 - int(number) % 97:02}{body}"
        spaced = " ".join(compact[at : at + 4] for at in range(0, len(compact), 4))
        return Said(compact, spaced if self.rng.random() < 0.7 else compact)

    def bic(self) -> Said:
        letters = "".join(self.rng.choices("ABCDEFGHKLMNOPRSTU", k=4))
        text = f"{letters}{self.locale.country}{self.rng.choice(('2X', '33', 'FF', '22', 'MM'))}"
        text += self.rng.choice(("", "", "XXX", "200"))
        return Said(text, text)

    def vat_id(self) -> Said:
        """A tax number of the country; one for VAT bears the right check digits."""
        shape = pools()["vat_shape"][self.locale.country]
        text = self._fill(shape)
        while self.locale.country in _CHECKED and shape[:2].isalpha() and not is_vat(text):
            text = self._fill(shape)
        return Said(text, text)

    def phone(self) -> Said:
        text = self._fill(self.rng.choice(pools()["phone_shape"][self.locale.country]))
        return Said(text, text)

    def plate(self) -> Said:
        text = self._fill(
            self.rng.choice(("AB## CDE", "B-KL ####", "XY-###-ZZ", "###-QRS", "GH ### JK"))
        )
        return Said(text, text)

    def flight(self) -> Said:
        text = self._fill(self.rng.choice(("XA ###", "LN####", "BQ ####", "KV###")))
        return Said(text, text)

    def seat(self) -> Said:
        text = f"{self.rng.randrange(1, 40)}{self.rng.choice('ABCDEF')}"
        return Said(text, text)

    # -- words

    def currency(self) -> Said:
        return Said(self.locale.currency, self.locale.currency)

    def terms(self) -> Said:
        days = self.rng.choice((7, 10, 14, 15, 30, 30, 45, 60, 90))
        return self._same(self.rng.choice(pools()["terms"][self.language]).format(days=days))

    def incoterm(self) -> Said:
        rule = self.rng.choice(("DAP", "EXW", "FOB", "CIF", "DDP", "FCA", "CPT"))
        return self._same(f"{rule} {self.city().text}")

    def duration(self, kind: str) -> Said:
        number = self.rng.randrange(1, 11)
        words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
        text = self.rng.choice(pools()[kind][self.language]).format(
            days=self.rng.choice((14, 30, 60, 90)), number=number, word=words[number - 1]
        )
        return self._same(text)

    def remark(self) -> Said:
        return self._same(self.rng.choice(pools()["remark"]))

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
