"""Legs of a journey as tickets and itineraries print them: no head, each on a line or two."""

from __future__ import annotations

from training.pages.cells import Grid

_AT = ("{place} {time}", "{time} {place}", "{place} ({time})", "{time}  {place}", "{place}, {time}")
_ARROWS = (" - ", " – ", " → ", " > ", " / ", "   ", " -- ")
_GAPS = ("   ", "  ", " | ", ", ", "    ", " · ")
_ORDERS = (
    *(("leg_on", "train_number", "route"), ("leg_on", "route", "train_number")),
    *(("train_number", "leg_on", "route"), ("route", "leg_on", "train_number")),
)
_WORDS = {  # before where a leg begins and where it ends
    "en": (("Dep", "Arr"), ("Depart:", "Arrive:"), ("Departs", "Arrives"), ("From", "To")),
    "de": (("ab", "an"), ("Abfahrt", "Ankunft"), ("Von", "Nach")),
    "fr": (("Départ", "Arrivée"), ("De", "À"), ("Dép.", "Arr.")),
    "es": (("Salida", "Llegada"), ("Origen:", "Destino:")),
    "it": (("Partenza", "Arrivo"), ("Da", "A"), ("Part.", "Arr.")),
    "nl": (("Vertrek", "Aankomst"), ("Van", "Naar")),
}


def by_leg(grid: Grid) -> list[list[str]]:
    """The lines of each leg, below a head that has none."""
    rng = grid.values.rng
    keys = [one.key for one in grid.table.columns]
    cells = [dict(zip(keys, row, strict=True)) for row in grid.cells]
    at, arrow, gap, order = map(rng.choice, (_AT, _ARROWS, _GAPS, _ORDERS))
    gap = "   " if arrow.strip() == gap.strip() else gap
    words = rng.choice(_WORDS[grid.values.language])
    apart = rng.random() < 0.35  # where it begins and where it ends on lines of their own
    named = apart or rng.random() < 0.2
    inset = " " * rng.choice((0, 2, 4))
    lines: list[list[str]] = [[]]
    for leg in cells:
        ends = [
            at.format(place=leg[place], time=leg[time]) if leg.get(time) else leg[place]
            for place, time in (("leg_from", "start_time"), ("leg_to", "end_time"))
        ]
        if named:
            ends = [f"{word} {end}" for word, end in zip(words, ends, strict=True)]
        leg["route"] = arrow.join(ends)
        if apart:
            head = gap.join(leg[key] for key in order if key != "route" and leg.get(key))
            lines.append([*([head] if head else []), *(inset + end for end in ends)])
        else:
            lines.append([gap.join(leg[key] for key in order if leg.get(key))])
    return lines
