"""Made-up places: addresses and their parts, courts and halls of a town."""

from __future__ import annotations

from training.data import pools
from training.material.locales import Said
from training.material.maker import Maker


class Places(Maker):
    """Draws places of the document's country."""

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

    def address(self) -> Said:
        """Street and town, on one line or two."""
        joint = self.rng.choice((", ", ", ", "\n"))
        text = f"{self.street().text}{joint}{self.town_line()[2]}".replace("\n", joint)
        return self._same(text)

    def country(self) -> Said:
        """The document's country by its name or code; the answer is the code."""
        code = self.locale.country
        return Said(code, self.rng.choice(pools()["country_name"][code]))

    def home_country(self) -> Said:
        """The document's country as the last line of an address has it."""
        names = pools()["country_name"][self.locale.country]
        name = self.rng.choice([one for one in names if len(one) > 3 or one == "USA"])
        return self._same(name.upper() if self.rng.random() < 0.35 else name)

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

    def courts(self) -> Said:
        """A court by its place, or the place alone where a label says what it is of."""
        place = self.city().text
        if self.language != "en" and self.rng.random() < 0.5:
            return self._same(place)
        court = self.rng.choice(pools()["courts"][self.language])
        return self._same(court.format(place))

    def venue(self) -> Said:
        stem = self.rng.choice((self.pseudo(), self.rng.choice(pools()["first_noun"])))
        kind = self.rng.choice(("Hall", "Theatre", "Arena", "Hotel", "Centre", "Park", "Church"))
        room = self.rng.choice(("", "", ", Room 2", ", Main Hall"))
        return self._same(f"{stem} {kind}{room}")
