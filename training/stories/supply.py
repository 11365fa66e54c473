"""A bill for electricity, gas, water and the like: what is supplied, by whom and for which time.

Title, supplier or charges tell what is supplied where no label does. `tallies` has the rest: what
was used, its meter and its price.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from training.data import raw
from training.material.lexicon import concepts
from training.material.locales import Said
from training.material.values import Values
from training.stories.story import Party, Story, restate

_METERED = ("electricity", "gas", "water", "heat")
_COMMON = {"electricity": 5, "gas": 3, "water": 3, "heat": 1.5}  # 1 for any other


class Supply:
    """One supply of the period that is billed."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.rng = rng = values.rng
        choices = [choice for choice, _ in concepts()["utility_type"].choices]
        self.kind = rng.choices(choices, [_COMMON.get(one, 1) for one in choices])[0]
        self.said = raw("supply")
        self.plan = self.said[self.kind]
        self.told = ""  # the words that tell what is supplied, where something does

    def titles(self) -> list[str]:
        """What such a bill is called, which most often tells what is supplied."""
        telling = self.kind not in _METERED or self.rng.random() < 0.5
        part = self.plan["titles"] if telling else self.said["titles"]
        return [str(title) for title in part[self.values.language]]

    def name(self, story: Story, party: Party) -> None:
        """Gives who bills a name of those that supply, mostly."""
        draw = self.rng.random()
        if draw < 0.35 or "name" not in party.facts:
            return
        forms = self.plan["suppliers"] if draw < 0.65 else self.said["companies"]
        template = self.rng.choice(forms[self.values.language])
        text = template.format(name=self.values.pseudo(), city=self.values.city().text)
        restate(story, party, "name", text.upper() if self.values.shouting else text)
        if draw < 0.65:
            self.told = text

    def agreed(self, facts: list[tuple[str, Said]]) -> list[tuple[str, Said]]:
        """Facts by key, of this supply and its time."""
        ours = self._days()
        native = raw("careers")["choices"]["utility_type"][self.kind]
        word = self.rng.choice(native[self.values.language])
        ours["utility_type"] = Said(self.kind, word)
        return [(key, ours.get(key, said)) for key, said in facts]

    def _days(self) -> dict[str, Said]:
        """A period of a month, a quarter or a year, billed when it is over."""
        values, rng = self.values, self.rng
        days = [date.fromisoformat(values.date().value)]
        for some in ((27, 29, 30, 30, 60, 90, 91, 364), (1, 2, 5, 12), (7, 14, 14, 21, 30)):
            days.append(days[-1] + timedelta(days=rng.choice(some)))
        keys = ("period_start", "period_end", "bill_date", "due_date")
        return {key: values.write(day) for key, day in zip(keys, days, strict=True)}

    def tell(self, story: Story) -> None:
        """States what is supplied where title, supplier or charges tell it; where only a unit might
        tell it, nobody asks. The day to pay by may be that of a direct debit.
        """
        if self.rng.random() < 0.25:
            label = self.rng.choice(self.said["collected"][self.values.language])
            story.head[:] = [
                replace(one, label=label) if one.concept.key == "due_date" else one
                for one in story.head
            ]
        titled = story.title in self.plan["titles"][self.values.language]
        if "utility_type" in story.facts:
            return
        if titled or self.told or story.tables:
            story.state(concepts()["utility_type"], Said(self.kind, ""))
            story.absent.pop("utility_type", None)
        elif "consumption" in story.facts:
            story.absent.pop("utility_type", None)
