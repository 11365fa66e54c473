"""Made-up names of people, companies and things, in the languages of `pools.yaml`."""

from __future__ import annotations

import re

from training.data import pools, raw
from training.material.institutions import Institutions
from training.material.locales import Said

_WITHOUT_FORM = 0.3  # share of companies' names
_BY_NATURE = 0.6  # share of insurers, laboratories and pharmacies whose names say what they are


class Names(Institutions):
    """Draws names in the document's language."""

    # -- people

    def given(self) -> Said:
        pool = pools()
        abroad = self.rng.random() < 0.08
        name = self.rng.choice(pool["culture_given"] if abroad else pool["given"][self.language])
        return self._same(name.upper() if self.shouting else name)

    def surname(self) -> Said:
        name = (
            self.rng.choice(pools()["family"][self.language])
            if (draw := self.rng.random()) < 0.7
            else self.rng.choice(pools()["culture_family"])
            if draw < 0.84
            else self.pseudo()
        )
        return self._same(name.upper() if self.shouting else name)

    def givens(self) -> Said:
        names = [self.given().text for _ in range(self.rng.choice((1, 1, 2, 2)))]
        return self._same(" ".join(names))

    def person(self) -> Said:
        first, last, draw = self.given().text, self.surname().text, self.rng.random()
        if draw < 0.72:
            text = f"{first} {last}"
        elif draw < 0.84:
            text = f"{first} {self.rng.choice('ABCDEFGHJKLMNPRSTW')}. {last}"
        elif draw < 0.9:
            text = f"{last}, {first}"
        elif draw < 0.93:
            text = f"{first} {last.upper()}"
        elif draw < 0.95:
            text = f"{first} {last}{self.rng.choice((' Jr.', ', PhD', ', MD', ' III', ', MBA'))}"
        elif draw < 0.97:
            text = f"{first} {last}{self.rng.choice(('-', ' '))}{self.surname().text}"
        else:
            text = f"{self.rng.choice(('Dr.', 'Mr', 'Ms', 'Mrs', 'Prof.'))} {first} {last}"
        return self._same(text)

    def doctor(self) -> Said:
        title = self.rng.choice(("Dr. ", "Dr. ", "Dr. med. ", ""))
        return self._same(f"{title}{self.given().text} {self.surname().text}")

    def job(self) -> Said:
        if self.rng.random() < 0.6:
            return self._same(self.rng.choice(raw("careers")["job"][self.language]))
        grade = self.rng.choice(("", "", "", self.rng.choice(pools()["grade"]) + " "))
        return self._same(
            f"{grade}{self.rng.choice(pools()['job'])}{self.rng.choice(('', '', '', ' (m/f/d)'))}"
        )

    # -- companies

    def company(self) -> Said:
        """A company mostly; now and then an organisation whose name no legal form gives away."""
        rng, pool = self.rng, pools()
        if rng.random() < _WITHOUT_FORM:
            name = self.organisation()
            return self._same(name.upper() if self.shouting else name)
        family = rng.choice(pool["family"][self.language])
        trade = rng.choice(pool["trade"][self.language])
        ending = rng.choice(("ford", "field", "gate", "bridge", "wood", f" & {family}"))
        place = rng.choice(pool["street_stem"]["en"]) + ending
        stem = rng.choice((self.pseudo(), self.pseudo(), family, place))
        suffix = rng.choice(pool["suffix"][self.locale.country])
        text = rng.choice(
            (
                f"{stem} {trade} {suffix}",
                f"{stem} {suffix}",
                f"{stem} {trade}",
                f"{trade} {family} {suffix}",
                f"{stem} {trade} {suffix}",
                f"{family} & {self.pseudo()} {suffix}",
                self._trading(stem, family, trade, suffix),
            )
        )
        if rng.random() < 0.2:  # "Harbor Analytics, LLC"
            text = re.sub(r" (?=(?:LLC|LLP|Inc\.?)$)", ", ", text)
        return self._same(text.upper() if self.shouting else text)

    def insurer(self) -> Said:
        return self._either("insurer")

    def laboratory(self) -> Said:
        return self._either("laboratory")

    def pharmacy(self) -> Said:
        return self._either("pharmacy")

    def _either(self, kind: str) -> Said:
        """An institution of that kind by its name, or a company like any other."""
        return self.institution(kind) if self.rng.random() < _BY_NATURE else self.company()

    def _trading(self, stem: str, family: str, trade: str, suffix: str) -> str:
        """Names of companies that are made in rarer ways."""
        rng = self.rng
        letters = "".join(rng.choices("BCDFGHJKLMNPQRSTVWXZ", k=3))
        forms = (
            *(f"{letters} {trade} {suffix}", f"{letters[0]}&{letters[1]} {trade}"),
            *(f"{stem} {suffix} d/b/a {self.pseudo()} {trade}", f"{family}'s {trade}"),
            *(f"{stem.upper()} {trade.upper()}", f"{trade} {self.city().text} {suffix}"),
            *(f"{stem.lower()}.{rng.choice(('com', 'io', 'shop'))}", f"The {stem} {trade} Company"),
            *(f"{family}, {self.pseudo()} & Partners", f"{stem}{trade.lower()} {suffix}"),
        )
        return rng.choice(forms)

    def email(self) -> Said:
        user = self.rng.choice(("info", "office", "support", "contact", "service", "desk"))
        return self._same(f"{user}@{self.pseudo().lower()}.{self.rng.choice(('com', 'org'))}")

    def website(self) -> Said:
        start = self.rng.choice(("www.", "https://", "https://www."))
        return self._same(f"{start}{self.pseudo().lower()}.{self.rng.choice(('com', 'org'))}")

    # -- things

    def goods(self) -> Said:
        pool = pools()
        name = self.rng.choice(pool["goods"][self.language])
        draw = self.rng.random()
        if draw < 0.2:
            name = f"{self.rng.choice(pool['adjective'])} {name}"
        elif draw < 0.35:
            name = f"{name} {self.pseudo()}"
        elif draw < 0.42:
            unit = self.rng.choice(("cm", "mm", "ml", "g", " pcs", "x4", " L"))
            name = f"{name} {self._fill('##')}{unit}"
        elif draw < 0.75:
            name += self.more("goods_more")
        elif draw < 0.8:
            name += self.rng.choice((", ", " + ", " / ", " & ")) + self.rng.choice(
                pool["goods"][self.language]
            )
        return self._same(name.upper() if self.shouting else name)

    def more(self, kind: str) -> str:
        """What may follow a name: a pool of templates."""
        rng, year = self.rng, self.rng.randint(2015, 2026)
        month = rng.randint(1, 12)
        return str(rng.choice(pools()[kind][self.language])).format(
            size=rng.choice(("S", "M", "L", "XL", "42", "10")),
            colour=rng.choice(pools()["colour"][self.language]),
            count=rng.randint(2, 60) * rng.choice((1, 1, 1, 10)),
            other=rng.randint(2, 40),
            period=rng.choice((f"{month:02}/{year}", f"Q{month % 4 + 1} {year}", str(year))),
            code=self._fill(rng.choice(("LX-##", "T###", "####", "KBR ##", "A##/##"))),
            price=f"{rng.randint(0, 90)}{rng.choice('.,')}{rng.randint(10, 99)}",
            rate=rng.choice((5, 7, 10, 19, 20, 21, 22)),
        )

    def vessel(self) -> Said:
        before = self.rng.choice(("MV ", "MS ", "M/V ", ""))
        after = self.rng.choice((" Star", " Express", " Bay", " Spirit", " Queen", ""))
        return self._same(f"{before}{self.pseudo()}{after}")

    def vehicle(self) -> Said:
        model = self.rng.choice(("Estate", "GT", "Van", "Coupe", "Sport", "X3", "500"))
        return self._same(f"{self.pseudo()} {model}")

    def event(self) -> Said:
        kind = self.rng.choice(
            (
                "Annual Meeting",
                "Summer Party",
                "Workshop",
                "Conference",
                "Open Day",
                "Concert",
                "Board Meeting",
                "Wedding",
                "Trade Fair",
            )
        )
        return self._same(f"{self.pseudo()} {kind}" if self.rng.random() < 0.6 else kind)

    def journal(self) -> Said:
        field = self.rng.choice(pools()["field"])
        forms = (f"Journal of {field}", f"{self.pseudo()} Letters", f"Annals of {field}")
        return self._same(self.rng.choice((*forms, f"European Review of {field}")))

    def project(self) -> Said:
        noun, trade = self.rng.choice(pools()["first_noun"]), self.pseudo()
        forms = (f"{noun} Extension", f"Project {noun}", f"{noun} Phase 2", f"{trade} Rollout")
        return self._same(self.rng.choice((*forms, f"{noun} House", f"Relocation {trade}")))
