"""Made-up codes: numbers of documents, accounts, telephones, taxes, and the like."""

from __future__ import annotations

from extractor.schema.vat import is_vat
from training.data import pools
from training.material.dates import Dates
from training.material.locales import Said

_INSURED = {  # shapes of the number that a country's social security knows a person by
    "US": ("###-##-####", "XXX-XX-####", "***-**-####"),
    **{"GB": ("@@ ## ## ## @",), "DE": ("## ###### @ ###", "########@###"), "NL": ("#########",)},
    **{"FR": ("# ## ## ## ### ### ##",), "ES": ("## ########-##", "##/########/##")},
    **{"IT": ("@@@@@@##@##@###@",), "CH": ("756.####.####.##",), "AT": ("#### ######",)},
    **{"CA": ("### ### ###",), "IE": ("#######@",), "MX": ("###########",), "AU": ("### ### ###",)},
}
_CHECKED = ("AT", "DE", "ES", "FR", "GB", "IT", "NL")  # countries whose VAT numbers are checked


class Codes(Dates):
    """Draws codes, in which the document's year may stand."""

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

    def ssn(self) -> Said:
        """The number of a person that social security has; digits may be masked."""
        shapes = _INSURED.get(self.locale.country, _INSURED["US"])
        return self.shape("|".join(shapes))

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
        """A tax number of the country; one for VAT bears the right check digits, and in Switzerland
        letters behind it.
        """
        shape = pools()["vat_shape"][self.locale.country]
        text = self._fill(shape)
        while self.locale.country in _CHECKED and shape[:2].isalpha() and not is_vat(text):
            text = self._fill(shape)
        return Said(text.removesuffix(" MWST"), text)

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
