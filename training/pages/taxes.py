"""Tables of taxes by rate, as tills and bills print them: net, tax and gross, and their sums."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from training.material.values import Values
from training.pages.lines import columns, staggered
from training.stories.story import Story, forget

_HEADS = {
    "en": (
        ("Rate", "Net", "Tax", "Gross"),
        ("VAT Rate", "Goods", "VAT", "Total"),
        ("Tax rate", "Tax base", "Tax amount", "Gross amount"),
    ),
    "de": (
        ("Satz", "Netto", "MwSt", "Brutto"),
        ("MwSt-Satz", "Netto", "Steuer", "Brutto"),
        ("USt %", "Nettobetrag", "USt-Betrag", "Bruttobetrag"),
    ),
    "fr": (
        ("Taux", "HT", "TVA", "TTC"),
        ("Taux TVA", "Base HT", "Montant TVA", "Total TTC"),
        ("TVA %", "Base", "Taxe", "Total"),
    ),
    "es": (
        ("%", "Base", "Cuota", "Total"),
        ("Tipo IVA", "Base imponible", "Cuota", "Importe"),
        ("% IVA", "Base", "IVA", "Total con IVA"),
    ),
    "it": (
        ("Aliq.", "Impon.", "Imposta", "Totale"),
        ("% IVA", "Imponibile", "IVA", "Lordo"),
        ("Cod. IVA", "Base imponibile", "Imposta", "Totale"),
    ),
    "nl": (
        ("Tarief", "Excl.", "Btw", "Incl."),
        ("BTW %", "Grondslag", "BTW-bedrag", "Bruto"),
        ("Btw", "Over", "Bedrag", "Totaal"),
    ),
}
_RATES = (  # two rates of tax, or their letters
    *(("A", "B"), ("A", "B"), ("1", "2"), ("19%", "7%"), ("20%", "5,5%"), ("A 19,0%", "B 7,0%")),
    *(("A= 19%", "B= 7%"), ("21%", "10%"), ("22%", "4%"), ("21,0", "9,0"), ("1 20%", "2 10%")),
)
_SUM = {
    **{"en": ("Total", "TOTAL"), "de": ("Summe", "Gesamtbetrag", "Gesamt"), "fr": ("Total",)},
    **{"es": ("Total", "TOTAL"), "it": ("Tot.", "Totale"), "nl": ("Totaal", "Tot.")},
}
_ORDERS = ((0, 1, 2, 3), (0, 1, 2, 3), (0, 2, 1, 3), (0, 3, 1, 2), (0, 1, 2), (0, 2, 1))
_WIDEST = 104  # characters of a line
Rated = tuple[str, Decimal, Decimal, Decimal]  # a rate, and what is net, tax and gross at it
_SHARES = ("0.3", "0.45", "0.6", "0.7")  # of the first of two rates


def beside_totals(rng: Random, taxes: list[str], totals: list[str]) -> list[str]:
    """The table of taxes and the amounts on the same lines, if these are not too long, or else
    below each other.
    """
    widths = [max(map(len, block), default=0) for block in (taxes, totals)]
    if sum(widths) + 3 > _WIDEST or rng.random() < 0.4:
        return [*totals, "", *taxes] if rng.random() < 0.5 else [*taxes, "", *totals]
    blocks = [taxes, [line.strip() for line in totals]]
    if rng.random() < 0.25:
        blocks.reverse()
    if rng.random() < 0.2:
        return staggered(rng, *blocks, rng.randint(3, 10))
    return columns(blocks, rng.randint(3, 12))


def tax_table(story: Story, *, early: bool = True) -> list[str]:
    """The table of taxes: what is stated, or its parts and their sum.

    `early`: while the lines of the amounts are not written yet, which may then bear no rate.
    """
    rng, values = story.values.rng, story.values
    if not {"tax", "total"} <= story.facts.keys():
        return []
    tax, total = (story.facts[key][1].value for key in ("tax", "total"))
    rate = story.facts["tax_rate"][1].text if "tax_rate" in story.facts else "A"
    rows: list[Rated] = [(rate, total - tax, tax, total)]
    story.absent.pop("subtotal", None)  # which might be the net sum
    if rng.random() < 0.5 and tax > Decimal("0.2") and (early or "tax_rate" not in story.facts):
        rows = [*at_two_rates(values, tax, total)]
        rows.append((rng.choice(_SUM[values.language]), total - tax, tax, total))
        forget(story, "tax_rate")  # there are two
        story.absent.pop("tax_rate", None)
    order = rng.choice(_ORDERS)
    cells = [
        rng.choice(_HEADS[values.language]),
        *((one, *map(values.digits, sums)) for one, *sums in rows),
    ]
    blocks = [[line[at] for line in cells] for at in order]
    flush = [False, *[True] * (len(order) - 1)]
    return columns(blocks, rng.randint(2, 5), least=rng.choice((0, 7, 8)), right=flush)


def at_two_rates(values: Values, tax: Decimal, total: Decimal) -> tuple[Rated, Rated]:
    """The parts of the sums that are taxed at one rate and at another."""
    rng = values.rng
    share = Decimal(rng.choice(_SHARES))
    part = (total * share).quantize(Decimal("0.01"))
    more = (tax * share * Decimal("1.3")).quantize(Decimal("0.01"))  # at the higher rate
    first, second = rng.choice(_RATES)
    return (
        (first, part - more, more, part),
        (second, total - part - tax + more, tax - more, total - part),
    )
