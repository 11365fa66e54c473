"""Made-up dates and times, as one document of its country writes them."""

from __future__ import annotations

import datetime
import random
from datetime import timedelta

from training.material.locales import MONTHS, Locale, Said, without_year, write_date
from training.material.maker import Maker

_SHORT_ROWS = 0.35  # share of documents whose rows leave the year out
_SHORT = 0.05  # share of other dates that do
_SEASON = 80  # days from the document's first within which they may


class Dates(Maker):
    """Draws dates that advance through the document, mostly of one form."""

    def __init__(self, rng: random.Random, locale: Locale) -> None:
        super().__init__(rng, locale)
        self._forms = self.locale.dates
        self._date_form = rng.choice(self._forms)
        self._today = datetime.date(2018, 1, 1) + timedelta(days=rng.randrange(3240))
        self._clock = self._today  # dates of a document advance from here
        self._row_day = self._today  # and those of its rows from here
        self._short_rows = rng.random() < _SHORT_ROWS

    def date(self) -> Said:
        """A date of the document's own days, later than the one before."""
        self._clock += timedelta(days=self.rng.choice((0, 1, 3, 7, 14, 14, 30, 30, 31)))
        return self.write(self._clock)

    def whole(self, day: datetime.date) -> Said:
        """A day with its year, as what binds people has it."""
        form = self._date_form if self.rng.random() < 0.85 else self.rng.choice(self._forms)
        return Said(day.isoformat(), write_date(day, form, self.language))

    def write(self, day: datetime.date) -> Said:
        text = self.whole(day).text
        if abs((day - self._today).days) < _SEASON and self.rng.random() < _SHORT:
            text = without_year(day, text)
        return Said(day.isoformat(), text)

    @property
    def first_day(self) -> datetime.date:
        """The day from which on the document's dates are."""
        return self._today

    def alike(self, day: datetime.date) -> Said:
        """A day in the document's own form, as the rows of one table have it."""
        text = write_date(day, self._date_form, self.language)
        return Said(day.isoformat(), without_year(day, text) if self._short_rows else text)

    def name_no_days(self) -> None:
        """From here on no date names the day of the week: cards have no room for it."""
        self._forms = tuple(form for form in self._forms if "W" not in form)
        self._date_form = self.rng.choice(self._forms)

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
        return self.alike(self._row_day)

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

    def school_year(self) -> Said:
        """A year of school or university, from one summer to the next."""
        year = self._today.year
        forms = (f"{year}/{(year + 1) % 100:02}", f"{year}-{year + 1}", f"{year}/{year + 1}")
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
