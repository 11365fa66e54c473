"""Tables as printed: ruled, spaced or loose, with the disorder of real ones.

Details below a row, heads of two lines, section rows, sums within, rows on two lines, sums carried
over a page break: the rows stay what the table says, everything else belongs to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from training.material.values import Values
from training.pages.lines import PAGE, columns
from training.tables import Table

Cells = list[list[str]]

_OF_GOODS = {"quantity", "unit_price", "amount", "position"}  # columns: a price between two others
_COUNT_HEADS = ("#", "#", "Pos.", "Pos", "No.", "Nr.", "Line", "Item", "N°")
_CARRIED = {
    "en": ("Carried forward", "Continued on next page", "Balance carried over", "Page total"),
    "de": ("Übertrag", "Zwischensumme", "Fortsetzung auf Seite 2"),
    "fr": ("Report", "À reporter", "Suite page suivante"),
    "es": ("Suma y sigue", "Continúa"),
    "it": ("Riporto", "Segue"),
    "nl": ("Transport", "Vervolg op pagina 2"),
}
_DETAILS = {
    "en": (
        "Serial no. {code}",
        "Period {day} - {day}",
        "Ref {code}",
        "Colour: as sample",
        "incl. delivery",
        "per your order of {day}",
        "Batch {code}",
        "Country of origin: {place}",
        "2 year guarantee",
    ),
    "de": ("Seriennummer {code}", "Zeitraum {day} - {day}", "Charge {code}", "inkl. Montage"),
    "fr": ("N° de série {code}", "Période du {day} au {day}", "livraison incluse"),
    "es": ("N° de serie {code}", "Periodo {day} - {day}", "portes incluidos"),
    "it": ("Matricola {code}", "Periodo {day} - {day}", "trasporto incluso"),
    "nl": ("Serienummer: {code}", "Periode {day} - {day}", "incl. bezorging"),
}
_SECTIONS = {
    "en": ("Services", "Hardware", "Contract No. {code}", "Week 12", "Site: {place}", "Materials"),
    "de": ("Leistungen", "Material", "Vertrag Nr. {code}", "Lohn"),
    "fr": ("Prestations", "Fournitures", "Contrat n° {code}"),
    "es": ("Servicios", "Materiales"),
    "it": ("Servizi", "Materiali"),
    "nl": ("Diensten", "Materiaal"),
}
_TAX_HEADS = ("VAT", "VAT %", "Tax", "Tax %", "USt.", "MwSt. %", "TVA", "IVA", "BTW", "Code")
_RATES = ("20%", "19%", "21%", "5%", "S", "A", "Z", "20,0", "7 %")


def write_table(
    values: Values, table: Table, head: list[str], *, held_out: bool = False
) -> list[str]:
    """The lines of a table under `head`, its headers as this document writes them."""
    return _Grid(values, table, head, held_out).lines()


class _Grid:
    def __init__(self, values: Values, table: Table, head: list[str], held_out: bool) -> None:
        self.values = values
        self.rng = values.rng
        self.table = table
        self.numeric = [one.recipe.split()[0] in ("money", "int", "count") for one in table.columns]
        self.head = head
        if values.rng.random() < 0.12 and not held_out:
            self.head = self._with_currency()
        self.cells: Cells = [
            [row[one.key].text if one.key in row else "" for one in table.columns]
            for row in table.rows
        ]
        self.held_out = held_out

    def lines(self) -> list[str]:
        rng = self.rng
        self._add_columns()
        titled = rng.random() < 0.9 or not self._plain()
        if self.held_out:
            write: Callable[[], list[list[str]]] = rng.choice((self._starred, self._quoted))
        else:
            write = rng.choice(
                (
                    *(self._ruled, self._spaced, self._spaced, self._right, self._right),
                    *(self._right, self._loose, self._loose, self._broken, self._listed),
                    *(self._framed, self._labelled),
                )
            )
            if write in (self._loose, self._listed) and not self._told_apart():
                write = self._spaced
        if self.table.name == "containers" and not self.held_out and rng.random() < 0.45:
            write = self._sealed
        head, *rows = write()
        wordy = "amount" in {one.key for one in self.table.columns} and not self.held_out
        wordy = wordy and self.table.name != "charges"
        if wordy and rng.random() < 0.2:
            rows = self._detailed(rows)
        if wordy and rng.random() < 0.08:
            rows = self._sectioned(rows)
        lines = [line for row in rows for line in row]
        if len(rows) > 3 and rng.random() < 0.25:
            lines = self._over_pages(rows, head if titled else [])
        rule = rng.choice("-=_") * rng.randint(20, 70) if rng.random() < 0.2 else ""
        lines = [*(head if titled else []), *([rule] if rule and titled else []), *lines]
        return [*lines, rule] if rule and rng.random() < 0.5 else lines

    def _with_currency(self) -> list[str]:
        """Heads of columns of bare money that name its currency."""
        rng, locale = self.rng, self.values.locale
        form = rng.choice((" ({})", " {}", " in {}", " [{}]"))
        unit = form.format(rng.choice((locale.currency, locale.currency, locale.signs[0])))
        return [
            label + unit if column.recipe == "money" and self._bare(column.key) else label
            for label, column in zip(self.head, self.table.columns, strict=True)
        ]

    def _bare(self, key: str) -> bool:
        texts = [row[key].text for row in self.table.rows if key in row]
        return bool(texts) and not any(re.search(r"[^\W\d]|[$€£₹]", text) for text in texts)

    def _plain(self) -> bool:
        """Whether the cells say without heads what they are, as those of goods do."""
        figures = [one.key for one in self.table.columns if one.recipe.split()[0] != "text"]
        return set(figures) <= _OF_GOODS or len(self.table.columns) < 3

    def _told_apart(self) -> bool:
        """Whether a row without gaps is clear: no cell lacks that could be taken for the next."""
        return self._plain() or all(all(row) for row in self.cells)

    def _add_columns(self) -> None:
        """Line numbers, rates of tax: columns that nobody asks for."""
        rng = self.rng
        if rng.random() < 0.18:
            step = rng.choice((1, 1, 1, 10))
            self.head = [rng.choice(_COUNT_HEADS), *self.head]
            self.cells = [[str(at * step), *row] for at, row in enumerate(self.cells, 1)]
            self.numeric = [False, *self.numeric]
        if self.table.name in ("line_items", "lines") and rng.random() < 0.18:
            at, rate = rng.randint(1, len(self.head)), rng.choice(_RATES)
            self.head = [*self.head[:at], rng.choice(_TAX_HEADS), *self.head[at:]]
            self.cells = [[*row[:at], rate, *row[at:]] for row in self.cells]
            self.numeric = [*self.numeric[:at], True, *self.numeric[at:]]

    # -- one row each, of one line or more; the head first

    def _ruled(self) -> list[list[str]]:
        return [["| " + " | ".join(row) + " |"] for row in (self.head, *self.cells)]

    def _spaced(self) -> list[list[str]]:
        return [[line] for line in _set([self.head, *self.cells], [False] * len(self.head), 2)]

    def _right(self) -> list[list[str]]:
        """Figures at the right edge of their columns; long heads on two lines."""
        rng = self.rng
        tops, bottoms = [], []
        double = rng.random() < 0.3
        for one in self.head:
            word, _, others = one.partition(" ")
            split = double and others and len(one) > 8
            tops.append(word if split else one)
            bottoms.append(others if split else "")
        if double and rng.random() < 0.3:  # a second line of units
            sign = self.values.locale.currency
            bottoms = [
                low or (sign if numeric and rng.random() < 0.6 else "")
                for low, numeric in zip(bottoms, self.numeric, strict=True)
            ]
        gap = rng.randint(2, 5)
        first, second, *rest = _set([tops, bottoms, *self.cells], self.numeric, gap)
        return [[first, second] if second.strip() else [first], *([one] for one in rest)]

    def _loose(self) -> list[list[str]]:
        gap = self.rng.choice((" ", "  ", "  ", "\t"))
        return [[gap.join(cell for cell in row if cell)] for row in (self.head, *self.cells)]

    def _listed(self) -> list[list[str]]:
        """Each row as an item of a list; the head is above, as another one or not at all."""
        rng = self.rng
        mark = rng.choice((" - ", " / ", " – ", " | "))  # no comma: descriptions have some
        point = rng.choice(("- ", "• ", "", "{}. ", "{}) "))
        items = (mark.join(cell for cell in row if cell) for row in self.cells)
        listed = [[point.format(at) + item] for at, item in enumerate(items, 1)]
        headed = rng.random() < 0.4 or not self._plain()
        return [[mark.join(self.head)] if headed else [], *listed]

    def _framed(self) -> list[list[str]]:
        """In a frame of characters, with or without rules between the rows."""
        rng = self.rng
        corner, bar = rng.choice((("+", "|"), ("|", "|"), ("┼", "│"), ("", "")))
        widths = [max(map(len, column)) for column in zip(self.head, *self.cells, strict=True)]
        rule = corner + corner.join("-" * (width + 2) for width in widths) + corner
        ruled = rng.random() < 0.4
        rows = []
        for at, row in enumerate((self.head, *self.cells)):
            cells = (f" {cell:<{width}} " for cell, width in zip(row, widths, strict=True))
            line = f"{bar}{(bar or ' ').join(cells)}{bar}".rstrip()
            rows.append([line, rule] if ruled or not at else [line])
        return rows

    def _labelled(self) -> list[list[str]]:
        """What it is on a line, and below it the rest, each with its label; no head."""
        rng = self.rng
        if len(self.head) < 3:
            return self._spaced()
        mark, gap = rng.choice((": ", " ", ": ")), rng.choice(("   ", ", ", " · ", " | "))
        inset = " " * rng.choice((0, 2, 4))
        first = next((at for at, numeric in enumerate(self.numeric) if not numeric), 0)
        rows = []
        for row in self.cells:
            rest = [
                f"{label}{mark}{cell}"
                for at, (label, cell) in enumerate(zip(self.head, row, strict=True))
                if cell and at != first
            ]
            rows.append([row[first], inset + gap.join(rest)] if row[first] else [gap.join(rest)])
        return [[], *rows]

    def _broken(self) -> list[list[str]]:
        """Each row on two lines: the first cells, and below them the others."""
        count = len(self.head)
        if count < 3 or any(not all(row) for row in self.cells):
            return self._right()
        cut = self.rng.choice((1, 1, 2, count - 1))
        rows: list[list[str]] = []
        inset = self.rng.choice((0, 0, 3))
        tops = _set([[*row[:cut]] for row in (self.head, *self.cells)], self.numeric[:cut], 3)
        lows = _set([[*row[cut:]] for row in (self.head, *self.cells)], self.numeric[cut:], 3)
        for top, low in zip(tops, lows, strict=True):
            rows.append([top, " " * inset + low])
        return rows

    def _sealed(self) -> list[list[str]]:
        """Containers of a bill of lading: the seal below the number, goods that nobody asks for."""
        rng, values = self.rng, self.values
        keys = [one.key for one in self.table.columns]
        labels = dict(zip(keys, self.head[-len(keys) :], strict=True))
        goods = rng.choice(("Description of goods", "Number and kind of packages; goods", "Goods"))
        apart = "seal_number" in keys
        top = [rng.choice((f"{labels['container_number']} / Seal", "Marks and container"))]
        if not apart or rng.random() < 0.3:
            top = [labels["container_number"]]
        top += [labels["packages"], goods, labels["gross_weight_kg"]]
        lines: Cells = [top]
        kinds = rng.choice(("cartons", "bags", "pallets", "drums", "CTNS", ""))
        word = rng.choice(("Seal", "Seal no.", "SEAL:", "S/"))
        for row in self.table.rows:
            count = f"{row['packages'].text} {kinds}".strip()
            weight = f"{row['gross_weight_kg'].text}{rng.choice(('', '', ' kg', ' KGS'))}"
            lines.append([row["container_number"].text, count, values.goods().text, weight])
            if "seal_number" in row:
                more = rng.choice(("", "", "as per order", "HS 4403.11", "UN 2216, class 9"))
                lines.append([f"{word} {row['seal_number'].text}", "", more, ""])
        right = [False, rng.random() < 0.5, False, True]
        first, *rest = _set(lines, right, rng.randint(2, 4))
        step = 2 if apart else 1
        return [[first], *(rest[at : at + step] for at in range(0, len(rest), step))]

    def _starred(self) -> list[list[str]]:
        return [["* " + " * ".join(row)] for row in (self.head, *self.cells)]

    def _quoted(self) -> list[list[str]]:
        return [["; ".join(f'"{cell}"' for cell in row)] for row in (self.head, *self.cells)]

    # -- what stands between the rows

    def _filled(self, text: str) -> str:
        values = self.values
        for mark in ("{day}", "{code}", "{place}"):
            while mark in text:
                one = {
                    "{day}": lambda: values.near(60).text,
                    "{code}": lambda: values.code("CON S 4").text,
                    "{place}": lambda: values.city().text,
                }[mark]()
                text = text.replace(mark, one, 1)
        return text

    def _detailed(self, rows: list[list[str]]) -> list[list[str]]:
        rng = self.rng
        forms = _DETAILS[self.values.language]
        indent = " " * rng.choice((0, 0, 2, 6))
        share = rng.choice((0.3, 1.0))
        some = rng.sample(forms, min(len(forms), rng.randint(1, 3)))
        return [
            [*row, *(indent + self._filled(one) for one in some)] if rng.random() < share else row
            for row in rows
        ]

    def _sectioned(self, rows: list[list[str]]) -> list[list[str]]:
        rng = self.rng
        title = self._filled(rng.choice(_SECTIONS[self.values.language]))
        at = rng.randint(0, len(rows) - 1) if rows else 0
        return [*rows[:at], [title], *rows[at:]]

    def _over_pages(self, rows: list[list[str]], head: list[str]) -> list[str]:
        rng, values = self.rng, self.values
        at = rng.randint(2, len(rows) - 1)
        before = [line for row in rows[:at] for line in row]
        after = [line for row in rows[at:] for line in row]
        carried, resumed = [], []
        if rng.random() < 0.6:
            words = rng.choice(_CARRIED[values.language])
            sums = self._sum(at) if rng.random() < 0.5 else ""
            carried = [f"{words}   {sums}".strip()]
            resumed = [f"{words}   {sums}".strip()] if sums and rng.random() < 0.5 else []
        again = head if rng.random() < 0.6 else []
        return [*before, *carried, PAGE, *again, *resumed, *after]

    def _sum(self, at: int) -> str:
        amounts = [row["amount"].value for row in self.table.rows[:at] if "amount" in row]
        whole = sum((one for one in amounts if isinstance(one, Decimal)), Decimal(0))
        return self.values.amount(whole, bare=True).text if whole else ""


def _set(rows: Cells, right: list[bool], gap: int) -> list[str]:
    """A line for each row, its cells in columns."""
    return columns([*zip(*rows, strict=True)], gap, right=right)
