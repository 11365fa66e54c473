"""Made-up names of people, companies, places and things, in the languages of `pools.yaml`."""

from __future__ import annotations

import random

from training.lexicon import raw
from training.locales import Locale, Said, pools


class Names:
    """Draws names for one document."""

    def __init__(self, rng: random.Random, locale: Locale) -> None:
        self.rng = rng
        self.locale = locale
        self.language = locale.language
        self.shouting = rng.random() < 0.18  # names in capitals

    def _fill(self, shape: str) -> str:
        return "".join(self.rng.choice("123456789") if char == "#" else char for char in shape)

    def pick(self, pool: str) -> Said:
        return self._same(self.rng.choice(pools()[pool]))

    def choice(self, options: str) -> Said:
        return self._same(self.rng.choice(options.split("|")))

    def _same(self, text: str) -> Said:
        return Said(" ".join(text.split()), text)

    def pseudo(self) -> str:
        """A word that no language has."""
        return "".join(
            self.rng.choices(pools()["syllables"], k=self.rng.randint(2, 3))
        ).capitalize()

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
        names = [self.given().text for _ in range(self.rng.choice((1, 1, 2)))]
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

    def company(self) -> Said:
        rng, pool = self.rng, pools()
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
        return self._same(text.upper() if self.shouting else text)

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

    def bank(self) -> Said:
        city = self.city().text
        name = self.rng.choice(
            (
                f"{self.pseudo()} Bank",
                f"First {self.pseudo()} Credit Union",
                f"Bank of {city}",
                f"Sparkasse {city}",
                f"Banque {self.pseudo()}",
                f"{city} Savings Bank",
                f"{self.pseudo()} Trust",
            )
        )
        return self._same(name.upper() if self.shouting else name)

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
        return self._same(name.upper() if self.shouting else name)

    def job(self) -> Said:
        if self.rng.random() < 0.6:
            return self._same(self.rng.choice(raw("careers")["job"][self.language]))
        grade = self.rng.choice(("", "", "", self.rng.choice(pools()["grade"]) + " "))
        return self._same(
            f"{grade}{self.rng.choice(pools()['job'])}{self.rng.choice(('', '', '', ' (m/f/d)'))}"
        )

    def vessel(self) -> Said:
        before = self.rng.choice(("MV ", "MS ", "M/V ", ""))
        after = self.rng.choice((" Star", " Express", " Bay", " Spirit", " Queen", ""))
        return self._same(f"{before}{self.pseudo()}{after}")

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

    def vehicle(self) -> Said:
        model = self.rng.choice(("Estate", "GT", "Van", "Coupe", "Sport", "X3", "500"))
        return self._same(f"{self.pseudo()} {model}")

    # -- places

    def street(self) -> Said:
        rng, pool, number = (
            self.rng,
            pools(),
            self.rng.choice((self.rng.randrange(1, 99), self.rng.randrange(100, 9900))),
        )
        stem, end = (
            rng.choice(pool["street_stem"][self.language]),
            rng.choice(pool["street_end"][self.language]),
        )
        if self.language == "de":
            gap = " " if end[0].isupper() or rng.random() < 0.1 else ""
            return self._same(
                f"{stem}{gap}{end} {number % 200 + 1}{rng.choice(('', '', '', 'a', ' b'))}"
            )
        if self.language == "fr":
            return self._same(f"{number % 150 + 1}{rng.choice(('', ',', ' bis'))} {end} {stem}")
        if self.language in ("es", "it"):
            return self._same(f"{end} {stem}{rng.choice((', ', ' ', ', n. '))}{number % 120 + 1}")
        if self.language == "nl":
            return self._same(f"{stem}{end} {number % 300 + 1}")
        unit = rng.choice(
            (
                "",
                "",
                "",
                "",
                f", Suite {rng.randrange(1, 900)}",
                f" Unit {rng.randrange(1, 40)}",
                f", Apt {rng.randrange(1, 60)}",
                f", Flat {rng.randrange(1, 20)}",
                f" #{rng.randrange(1, 400)}",
                f", {rng.randrange(2, 30)}th Floor",
            )
        )
        if self.locale.country == "MY":
            block = f"{rng.randrange(1, 30)}/{rng.randrange(1, 20)}"
            return self._same(f"NO. {number % 200}, JALAN {stem.upper()} {block}")
        return self._same(f"{number} {rng.choice(('', '', 'N ', 'West '))}{stem} {end}{unit}")

    def city(self) -> Said:
        chosen = self.rng.choice(pools()["cities"][self.locale.country])
        return self._same(chosen if isinstance(chosen, str) else chosen[0])

    port = city

    def place(self) -> Said:
        chosen = self.rng.choice(pools()["cities"][self.locale.country])
        return self._same(chosen if isinstance(chosen, str) else ", ".join(chosen))

    def address(self) -> Said:
        """Street and town, on one line or two."""
        joint = self.rng.choice((", ", ", ", "\n"))
        text = f"{self.street().text}{joint}{self.town_line()[2]}".replace("\n", joint)
        return self._same(text)

    def email(self) -> Said:
        user = self.rng.choice(("info", "office", "support", "contact", "service", "desk"))
        return self._same(f"{user}@{self.pseudo().lower()}.{self.rng.choice(('com', 'org'))}")

    def website(self) -> Said:
        start = self.rng.choice(("www.", "https://", "https://www."))
        return self._same(f"{start}{self.pseudo().lower()}.{self.rng.choice(('com', 'org'))}")

    def country(self) -> Said:
        """The document's country by its name or code; the answer is the code."""
        code = self.locale.country
        return Said(code, self.rng.choice(pools()["country_name"][code]))

    def country_name(self) -> Said:
        pool = pools()["country_name"]
        names = [name for name in pool[self.rng.choice([*pool])] if len(name) > 3]
        return self._same(self.rng.choice(names))

    def court(self) -> Said:
        city = self.city().text
        forms = {
            "en": (f"District Court of {city}", f"{city} County Court", "Superior Court"),
            "de": (f"Amtsgericht {city}", f"Landgericht {city}"),
            "fr": (f"Tribunal judiciaire de {city}", f"Cour d'appel de {city}"),
            "es": (f"Juzgado de Primera Instancia n.º 3 de {city}",),
            "it": (f"Tribunale di {city}",),
            "nl": (f"Rechtbank {city}",),
        }
        return self._same(self.rng.choice(forms[self.language]))

    def venue(self) -> Said:
        stem = self.rng.choice((self.pseudo(), self.rng.choice(pools()["first_noun"])))
        kind = self.rng.choice(("Hall", "Theatre", "Arena", "Hotel", "Centre", "Park", "Church"))
        room = self.rng.choice(("", "", ", Room 2", ", Main Hall"))
        return self._same(f"{stem} {kind}{room}")

    def journal(self) -> Said:
        field = self.rng.choice(pools()["field"])
        forms = (f"Journal of {field}", f"{self.pseudo()} Letters", f"Annals of {field}")
        return self._same(self.rng.choice((*forms, f"European Review of {field}")))

    def project(self) -> Said:
        noun, trade = self.rng.choice(pools()["first_noun"]), self.pseudo()
        forms = (f"{noun} Extension", f"Project {noun}", f"{noun} Phase 2", f"{trade} Rollout")
        return self._same(self.rng.choice((*forms, f"{noun} House", f"Relocation {trade}")))

    def school(self) -> Said:
        city, name = self.city().text, self.pseudo()
        forms = (
            *(f"University of {city}", f"{name} University", f"{city} College"),
            *(f"{name} Secondary School", f"{city} Institute of Technology"),
            *(f"{name} Academy", f"Lycée {name}", f"Gymnasium {city}", f"{city} High School"),
        )
        return self._same(self.rng.choice(forms))

    def clinic(self) -> Said:
        city, name = self.city().text, self.pseudo()
        forms = (
            *(f"{city} General Hospital", f"{name} Medical Centre", f"{name} Family Practice"),
            *(f"St. {name} Hospital", f"{name} Clinic", f"Praxis Dr. {name}", f"Klinikum {city}"),
        )
        return self._same(self.rng.choice(forms))

    def town_line(self) -> tuple[str, str, str]:
        """City, postal code, and the line of an address that bears both."""
        rng, country = self.rng, self.locale.country
        chosen = rng.choice(pools()["cities"][country])
        if country == "US":
            code = self._fill("#####") + rng.choice(("", "", "-" + self._fill("####")))
            return chosen[0], code, f"{chosen[0]}{rng.choice((', ', ', ', ' '))}{chosen[1]} {code}"
        if country == "GB":
            area = f"{chosen[0]}{rng.choice('ABEGHLNRSW')}{rng.randrange(1, 30)}"
            end = f"{rng.choice('ABDEFGHJLN')}{rng.choice('PQRSTUWXYZ')}"
            code = f"{area} {rng.randrange(1, 9)}{end}"
            return (
                chosen,
                code,
                rng.choice((f"{chosen} {code}", f"{chosen}, {code}", f"{chosen}\n{code}")),
            )
        if country == "AU":
            code = self._fill("####")
            return chosen[0], code, f"{chosen[0]} {chosen[1]} {code}"
        if country == "CA":
            code = f"{rng.choice('BHKLMTV')}#{rng.choice('ABCEGHJ')} #{rng.choice('KLMNPR')}#"
            code = self._fill(code)
            return chosen[0], code, f"{chosen[0]}{rng.choice((', ', ' '))}{chosen[1]} {code}"
        if country == "IE":
            code = (
                f"{rng.choice('ADHTVX')}{self._fill('##')} {rng.choice('ACDEF')}{self._fill('###')}"
            )
            return chosen, code, f"{chosen}{rng.choice((', ', ' '))}{code}"
        shapes = {"NL": "####", "AT": "####", "CH": "####", "ZA": "####", "IN": "######"}
        code = self._fill((shapes | {"SG": "######"}).get(country, "#####"))
        if country == "NL":
            code += f" {rng.choice('ABCDEFGH')}{rng.choice('JKLMNP')}"
        behind = country in ("IN", "SG", "ZA")
        return chosen, code, f"{chosen} {code}" if behind else f"{code} {chosen}"

    def office(self) -> Said:
        city = self.city().text
        return self._same(
            self.rng.choice(
                (
                    f"City of {city}",
                    f"Stadt {city}",
                    f"Préfecture de {city}",
                    f"Comune di {city}",
                    f"{city} Registry Office",
                    f"Gemeente {city}",
                )
            )
        )

    def courts(self) -> Said:
        """A court by its place, or the place alone where a label says what it is of."""
        place = self.city().text
        if self.language != "en" and self.rng.random() < 0.5:
            return self._same(place)
        court = self.rng.choice(pools()["courts"][self.language])
        return self._same(court.format(place))
