"""Tables as printed: ruled, spaced or loose, with the disorder of real ones.

Details below a row, heads of two lines, section rows, sums within, rows on two lines, sums carried
over a page break: the rows stay what the table says, everything else belongs to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from training.data import raw
from training.material.values import Values
from training.pages.lines import PAGE, columns, wrapped
from training.pages.worded import can_be_told, told
from training.tables import Table

Cells = list[list[str]]

_OF_GOODS = {"quantity", "unit_price", "amount", "position"}  # columns: a price between two others
_MONEY = {"unit_price", "amount", "debit", "credit", "balance", "movement", "principal_part"}
_COUNT_HEADS = ("#", "#", "Pos.", "Pos", "No.", "Nr.", "Line", "Item", "N°")
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
        self.keys = [one.key for one in table.columns]
        self.cells: Cells = [
            [row[key].text if key in row else "" for key in self.keys]
            for row in (*table.above, *table.rows, *table.below)
        ]
        self.first, self.last = len(table.above), len(table.above) + len(table.rows)
        self.held_out = held_out

    def lines(self) -> list[str]:
        rng = self.rng
        simple = not self.held_out and not (self.table.above or self.table.below)
        if simple and can_be_told(self.keys) and rng.random() < 0.07:
            return self._told()
        if self.table.name == "transactions" and rng.random() < 0.12:
            self._dash()
        self._add_columns()
        titled = rng.random() < 0.9 or not self._plain()
        if self.held_out:
            write: Callable[[], list[list[str]]] = rng.choice((self._starred, self._quoted))
        else:
            write = rng.choice(
                (
                    *(self._ruled, self._spaced, self._spaced, self._right, self._right),
                    *(self._right, self._loose, self._loose, self._broken, self._listed),
                    *(self._framed, self._labelled, self._typed, self._folded),
                )
            )
            if write in (self._loose, self._listed) and not self._told_apart():
                write = self._spaced
            if write in (self._labelled, self._listed) and (self.table.above or self.table.below):
                write = self._right
        if self.table.name == "containers" and not self.held_out and rng.random() < 0.45:
            write = self._sealed
        head, *rows = write()
        wordy = not self.held_out and self.table.name != "charges"
        goods = wordy and {"description", "amount"} <= set(self.keys)
        if (goods or self.table.name == "transactions") and wordy and rng.random() < 0.2:
            rows = self._detailed(rows)
        sections = 0.08 if goods else 0.35 if self.table.name == "results" and wordy else 0
        if rng.random() < sections:
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
            label + unit if column.key in _MONEY and self._bare(column.key) else label
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
            self.cells = [
                [str(at * step) if self._is_row(at + self.first - 1) else "", *row]
                for at, row in enumerate(self.cells, 1 - self.first)
            ]
            self.numeric = [False, *self.numeric]
        if self.table.name in ("line_items", "lines") and rng.random() < 0.18:
            at, rate = rng.randint(1, len(self.head)), rng.choice(_RATES)
            self.head = [*self.head[:at], rng.choice(_TAX_HEADS), *self.head[at:]]
            self.cells = [
                [*row[:at], rate if self._is_row(number) else "", *row[at:]]
                for number, row in enumerate(self.cells)
            ]
            self.numeric = [*self.numeric[:at], True, *self.numeric[at:]]

    def _is_row(self, number: int) -> bool:
        """Whether a line of cells is a row, not a balance above the rows or a sum below them."""
        return self.first <= number < self.last

    def _dash(self) -> None:
        """A mark in each cell that has nothing."""
        mark = self.rng.choice(("-", "-", "–", "--"))
        self.cells = [[cell or mark for cell in row] for row in self.cells]

    def _told(self) -> list[str]:
        """Rows in words, as items of a list or each by itself."""
        point = self.rng.choice(("- ", "• ", "", "", "{}. ", "{}) ", "* "))
        lines = told(self.values, self.keys, self.cells)
        return [point.format(at) + line for at, line in enumerate(lines, 1)]

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

    def _typed(self) -> list[list[str]]:
        """As typed by hand or read from a fax: columns that drift."""
        rng = self.rng
        widths = [max(map(len, column)) for column in zip(self.head, *self.cells, strict=True)]
        step = rng.choice((3, 4, 5))
        lines = []
        for row in (self.head, *self.cells):
            line, start = "", 0
            for cell, width in zip(row, widths, strict=True):
                place = max(start + rng.choice((-1, 0, 0, 0, 1)), len(line) + 2 if line else 0)
                line = f"{line:<{place}}{cell}" if cell else line
                start += width + step
            lines.append([line])
        return lines

    def _folded(self) -> list[list[str]]:
        """Long descriptions go on in lines of their own column."""
        rng = self.rng
        at = max(range(len(self.head)), key=lambda one: max(len(row[one]) for row in self.cells))
        if self.numeric[at]:
            return self._right()
        width, right = rng.randint(16, 34), rng.random() < 0.6
        flat: Cells = [self.head]
        counts = [1]
        for row in self.cells:
            parts = wrapped(row[at], width) or [""]
            flat.append([*row[:at], parts[0], *row[at + 1 :]])
            flat += [["" if one != at else part for one in range(len(row))] for part in parts[1:]]
            counts.append(len(parts))
        lines = iter(_set(flat, self.numeric if right else [False] * len(self.head), 3))
        return [[next(lines) for _ in range(count)] for count in counts]

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
        words = [at for at, numeric in enumerate(self.numeric) if not numeric]
        widths = [sum(len(row[at]) for row in self.cells) for at in range(len(self.head))]
        first = max(words, key=lambda at: widths[at]) if words else 0
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
        for mark in ("{day}", "{code}", "{place}", "{small}"):
            while mark in text:
                one = {
                    "{day}": lambda: values.near(60).text,
                    "{code}": lambda: values.code("CON S 4").text,
                    "{place}": lambda: values.city().text,
                    "{small}": lambda: str(values.rng.randint(1000, 9999)),
                }[mark]()
                text = text.replace(mark, one, 1)
        return text

    def _detailed(self, rows: list[list[str]]) -> list[list[str]]:
        rng = self.rng
        forms = raw("between")["details"][self.values.language]
        if self.table.name == "transactions":
            forms = raw("accounts")["details"][self.values.language]
        indent = " " * rng.choice((0, 0, 2, 6))
        share = rng.choice((0.3, 1.0))
        some = rng.sample(forms, min(len(forms), rng.randint(1, 3)))
        return [
            [*row, *(indent + self._filled(one) for one in some)]
            if rng.random() < share and self._is_row(number)
            else row
            for number, row in enumerate(rows)
        ]

    def _sectioned(self, rows: list[list[str]]) -> list[list[str]]:
        rng = self.rng
        titles = raw("between")["sections"][self.values.language]
        if self.table.name == "results":
            titles = raw("laboratory")["panels"][self.values.language]
        count = rng.choice((1, 1, 2, 3)) if len(rows) > 2 else 1
        titled = rng.sample(titles, min(count, len(titles)))
        for title in titled if rows else ():
            at = rng.randint(0, len(rows) - 1)
            rows = [*rows[:at], [self._filled(title), *rows[at]], *rows[at + 1 :]]
        return rows

    def _over_pages(self, rows: list[list[str]], head: list[str]) -> list[str]:
        rng, values = self.rng, self.values
        at = rng.randint(2, len(rows) - 1)
        before = [line for row in rows[:at] for line in row]
        after = [line for row in rows[at:] for line in row]
        carried, resumed = [], []
        if rng.random() < 0.6:
            words = rng.choice(raw("between")["carried"][values.language])
            sums = self._sum(at) if rng.random() < 0.5 else ""
            carried = [f"{words}   {sums}".strip()]
            resumed = [f"{words}   {sums}".strip()] if sums and rng.random() < 0.5 else []
        again = head if rng.random() < 0.6 else []
        return [*before, *carried, PAGE, *again, *resumed, *after]

    def _sum(self, at: int) -> str:
        rows = self.table.rows[: max(0, at - self.first)]
        amounts = [row["amount"].value for row in rows if "amount" in row]
        whole = sum((one for one in amounts if isinstance(one, Decimal)), Decimal(0))
        return self.values.amount(whole, bare=True).text if whole else ""


def _set(rows: Cells, right: list[bool], gap: int) -> list[str]:
    """A line for each row, its cells in columns."""
    return columns([*zip(*rows, strict=True)], gap, right=right)
