"""Rows of a table in words, one to a line or two: "3 x door handle at 12.50 each", as mails,
orders by fax and small traders have them; marks of containers in one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from training.material.values import Values
from training.pages.lines import wrapped

_AT = {  # of how many, the unit, what, the price of one and the sum
    "en": (
        *("{n} x {what} at {each} each = {sum}", "{n} {unit} {what} @ {each}: {sum}"),
        *("{what}: {n} {unit} at {each}, {sum}", "{what} ({n} x {each}) {sum}"),
        *("{what}, {n} {unit}, {each} each, total {sum}", "{n} no. {what} at {each} - {sum}"),
    ),
    "de": (
        *("{n} x {what} zu je {each} = {sum}", "{n} {unit} {what} à {each}: {sum}"),
        *("{what}, {n} {unit} zu {each}, zusammen {sum}", "{what} ({n} x {each}) {sum}"),
    ),
    "fr": (
        *("{n} x {what} à {each} = {sum}", "{what} : {n} {unit} à {each}, soit {sum}"),
        "{what} ({n} x {each}) {sum}",
    ),
    "es": (
        *("{n} x {what} a {each} = {sum}", "{what}: {n} {unit} a {each}, total {sum}"),
        "{what} ({n} x {each}) {sum}",
    ),
    "it": (
        *("{n} x {what} a {each} = {sum}", "{what}: n. {n} {unit} a {each}, totale {sum}"),
        "{what} ({n} x {each}) {sum}",
    ),
    "nl": (
        *("{n} x {what} à {each} = {sum}", "{what}: {n} {unit} à {each}, samen {sum}"),
        "{what} ({n} x {each}) {sum}",
    ),
}
_COUNTED = (
    "{n} x {what}",
    "{n}x {what}",
    "{what} x {n}",
    "{what} ({n})",
    "{n} {unit} {what}",
    "{what}, {n} {unit}",
)
_MARKS = {  # of containers; {n} is how many
    "en": (
        *("Shipped in {n} container(s): {all}", "Container numbers: {all}", "Loaded in {all}."),
        "Said to contain goods as above, stowed in container(s) {all}, seals intact.",
    ),
    "de": ("Verladen in {n} Container(n): {all}", "Container-Nr. {all}", "Container: {all}."),
    "fr": ("Chargé en {n} conteneur(s) : {all}", "Conteneurs n° {all}"),
    "es": ("Cargado en {n} contenedor(es): {all}", "Contenedores n.º {all}"),
    "it": ("Caricato in {n} container: {all}", "Container n. {all}"),
    "nl": ("Geladen in {n} container(s): {all}", "Containernrs. {all}"),
}
_SEALED = ("{} (seal {})", "{} / seal {}", "{} - seal no. {}", "{} [{}]")
_SPOKEN = ("description", "quantity", "unit", "unit_price", "amount", "item_number")


def can_be_told(keys: Sequence[str]) -> bool:
    """Whether rows of such columns can be put in words."""
    return {"description", "quantity"} <= set(keys) <= set(_SPOKEN)


def told(values: Values, keys: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Each row in words, all of one table in the same, as an item of a list or by itself.

    All its cells are in them.
    """
    rng = values.rng
    point = rng.choice(("- ", "• ", "", "", "{}. ", "{}) ", "* "))
    united = "unit" in keys
    full = rng.choice([one for one in _AT[values.language] if ("{unit}" in one) == united])
    counted = rng.choice([one for one in _COUNTED if ("{unit}" in one) == united])
    coded = rng.choice((" (Art. {code})", " [{code}]", ", ref. {code}"))
    lines = []
    for at, row in enumerate(rows, 1):
        cell = dict(zip(keys, row, strict=True))
        each, whole = cell.get("unit_price", ""), cell.get("amount", "")
        if each and whole and cell["quantity"]:
            form = full
        else:
            form = counted if cell["quantity"] else "{what}"
            form += "".join(f", {one}" for one in (each and f"@ {each}", whole) if one)
        form += coded if cell.get("item_number") else ""
        line = form.format(
            n=cell["quantity"],
            unit=cell.get("unit", ""),
            what=cell["description"],
            each=each,
            sum=whole,
            code=cell.get("item_number", ""),
        )
        lines.append(point.format(at) + line)
    return lines


def marked(values: Values, keys: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Numbers of containers, each with its seal if that is told, in one sentence."""
    rng = values.rng
    form, seal = rng.choice(_MARKS[values.language]), rng.choice(_SEALED)
    marks = [seal.format(*row) if len(keys) > 1 else row[0] for row in rows]
    text = form.format(n=len(rows), all=rng.choice((", ", ", ", "; ", " / ")).join(marks))
    return wrapped(text, rng.choice((60, 80, 10_000)))
