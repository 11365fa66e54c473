"""Made-up institutions: banks, insurers, authorities, schools, hospitals and the like of a town.

Their names are made after `institutions.yaml`; what they are is told by a word of the language or
by nothing at all, and by a legal form least of all.
"""

from __future__ import annotations

from training.data import pools, raw
from training.material.locales import Said
from training.material.places import Places


class Institutions(Places):
    """Draws names of institutions in the document's language."""

    def bank(self) -> Said:
        return self.institution("bank")

    def office(self) -> Said:
        return self.institution("authority", loud=False)

    def school(self) -> Said:
        return self.institution("school", loud=False)

    def clinic(self) -> Said:
        return self.institution("clinic", loud=False)

    def organisation(self) -> str:
        """A public body, a practice, a club, a shop ..."""
        return self._named_after(pools()["organisation"][self.language])

    def institution(self, kind: str, *, loud: bool = True) -> Said:
        """One of that kind, in capitals where the document has names so and it is `loud`."""
        name = self._named_after(raw("institutions")[kind][self.language])
        return self._same(name.upper() if self.shouting and loud else name)

    def _named_after(self, forms: list[str]) -> str:
        """One of the forms, filled."""
        rng, pool = self.rng, pools()
        noun, noun2 = rng.sample(pool["first_noun"], 2)
        stem = self.pseudo() if rng.random() < 0.5 else rng.choice(pool["street_stem"]["en"])
        return rng.choice(forms).format(
            stem=stem,
            family=rng.choice(pool["family"][self.language]),
            given=rng.choice(pool["given"][self.language]),
            city=self.city().text,
            noun=noun,
            noun2=noun2,
        )
