"""What a till prints of each thing bought: on a line or two, with its quantity or without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from training.data import raw
from training.material.values import Values
from training.pages.lines import wrapped
from training.tables import Row, Table

_PIECES = {  # behind the number of what is bought several times
    **{"en": ("", "", "", " ea"), "de": ("", " Stk", " St", " Stück"), "fr": ("", " pce", " U")},
    **{"es": ("", " ud", " uds"), "it": ("", " pz", " PZ"), "nl": ("", " st", " stuks")},
}
_TIMES = (
    *("{n} x {each}", "{n} x {each}", "{n} X {each}", "{n} @ {each}", "{n} * {each}"),
    *("{n} x {each}", "{n}x {each}", "{each} x {n}", "{each} X {n}", "{n} @ {each} ="),
    *("({n} x {each})", "{n} à {each}", "{n} a {each}", "{n}* {each}"),
)
_LETTERS = (  # of taxes, behind the amounts of one receipt; the first one is the most common
    *(("",), ("",), ("",), ("",), (" A",), (" B",), (" T",), ("*",), (" 1",)),
    *((" A", " B"), (" A", " B"), (" 1", " 2"), (" B", " A"), ("", "*"), ("", " T"), (" N", " X")),
)


class Items:
    """The habits of one receipt. `count` is how many items it has so far, `saved` what was taken
    off their prices, `rated` whether rates of tax stand beside them, which are some of `rates`.
    """

    def __init__(self, values: Values, width: int, rates: Sequence[str] = ()) -> None:
        self.values = values
        self.rng = values.rng
        self.language = values.language
        self.width = width
        self.letters = self.rng.choice(_LETTERS)
        self.rates = rates
        self.rated = False
        self.count = 0
        self.saved = Decimal(0)
        self._times = self.rng.choice(_TIMES)
        self._pieces = self.rng.choice(_PIECES[self.language])
        signs = ("", "", "", f" {values.locale.currency}")
        self._sign = self.rng.choice(signs) if self.rng.random() < 0.6 else ""
        self._cut = self.rng.choice((0, 0, 0.06, 0.25))  # share of items with something taken off
        self._noted = self.rng.choice((0, 0, 0, 0.1, 0.3))
        self._shows_quantity = False  # the item in hand

    def lines(self, table: Table) -> list[str]:
        """The lines of a table; its rows keep what they print."""
        rng = self.rng
        forms: tuple[Callable[[Row], list[str]], ...] = (
            *(self._plain, self._plain, self._counted, *(self._below,) * 3, self._above),
            *(self._above, self._above, self._coded, self._barred, self._barred),
            *(self._wide, self._counted, self._each, self._broken, self._four),
            *(self._rated, self._stacked, self._coded_below, self._numbered),
        )
        form = rng.choice(forms)
        lines = [self.row(table.headers[0], table.headers[-1])] if form == self._wide else []
        if not lines and rng.random() < 0.1:
            lines = [rng.choice((self.values.locale.currency, table.headers[-1])).rjust(self.width)]
        weigh = rng.choice((self._below, self._below, self._above))
        weigh = form if form in (self._rated, self._numbered) else weigh
        titles = self._titles(len(table.rows))
        for at, row in enumerate(table.rows):
            cut = self._taken_off(row)
            lines += [titles[at]] if at in titles else []
            lines += self._printed(row, (weigh if self._unit(row) else form)(row))
            lines += [self.row(*cut)] if cut else []
        return lines

    def row(self, left: str, right: str) -> str:
        """A line with one text at each of its ends."""
        return f"{left}{' ' * max(2, self.width - len(left) - len(right))}{right}"

    def _printed(self, row: Row, lines: list[str]) -> list[str]:
        """The lines of an item, and no more in its row than they print."""
        text = " ".join(" ".join(lines).split())
        for key, said in list(row.items()):
            counted = key == "quantity" and not self._shows_quantity
            if counted or (said.text and said.text not in text):
                del row[key]
        self.count += 1
        if self.rng.random() < self._noted:
            lines = [*lines, self._note(row)]
        return lines

    def _note(self, row: Row) -> str:
        """A line below an item that is none."""
        rng = self.rng
        if Decimal(row["amount"].value) < 2 or rng.random() < 0.8:
            return str(rng.choice(raw("tills")["notes"][self.language]))
        part = self.values.digits(Decimal(rng.choice(("0.05", "0.08", "0.15", "0.25", "0.50"))))
        return str(rng.choice(raw("tills")["within"][self.language])).format(sum=part)

    def _titles(self, count: int) -> dict[int, str]:
        """Departments of the shop, by the items below them: few receipts have any."""
        rng = self.rng
        if count < 2 or rng.random() > 0.08:
            return {}
        names: list[str] = raw("tills")["departments"][self.language]
        starts = {0, *rng.sample(range(1, count), min(count - 1, rng.choice((1, 1, 2, 3))))}
        return dict(zip(sorted(starts), rng.sample(names, len(starts)), strict=True))

    def _taken_off(self, row: Row) -> tuple[str, str] | None:
        """What is taken off the price of a single item, which is that much higher: its label and
        the sum; None for most.
        """
        rng, amount = self.rng, Decimal(row["amount"].value)
        single = "quantity" not in row or row["quantity"].value == 1
        if rng.random() >= self._cut or not single or amount <= 0:
            return None
        some = [Decimal(one) for one in ("0.20", "0.50", "1.00", "2.00") if Decimal(one) <= amount]
        part = (amount * rng.choice((1, 2, 3, 5)) / 10).quantize(Decimal("0.01"))
        cut = rng.choice([*some, part, part]) or Decimal("0.10")
        self.saved += cut
        row["amount"] = self.values.amount(amount + cut, bare=row["amount"].text[:1].isdigit())
        if "unit_price" in row:
            row["unit_price"] = self.values.amount(amount + cut, bare=True)
        digits = self.values.digits(cut)
        form = rng.choice(("-{}", "-{}", "-{}", "{}-", "-{} B", "- {}"))
        label = rng.choice(("  ", "", " ")) + rng.choice(raw("tills")["cuts"][self.language])
        return label, form.format(digits)

    def _unit(self, row: Row) -> str:
        """What the quantity of a row is counted in, if it is weighed."""
        weighed = "quantity" in row and row["quantity"].value % 1
        return ("lb" if self.values.locale.country == "US" else "kg") if weighed else ""

    def _amount(self, row: Row) -> str:
        common = self.rng.random() < 0.6
        return f"{row['amount'].text}{self.letters[0] if common else self.rng.choice(self.letters)}"

    def _each_of(self, row: Row) -> str:
        """How many pieces or kilos, and the price of one."""
        rng, unit = self.rng, self._unit(row)
        price = f"{row['unit_price'].text}{self._sign}"
        if unit:
            count = row["quantity"].text + rng.choice(("", " ")) + unit
            price += f"/{unit}" if rng.random() < 0.7 else ""
        else:
            count = row["quantity"].text + self._pieces
        return self._times.format(n=count, each=price)

    def _plain(self, row: Row) -> list[str]:
        self._shows_quantity = False
        return [self.row(row["description"].text, self._amount(row))]

    def _counted(self, row: Row) -> list[str]:
        self._shows_quantity = "quantity" in row
        mark = f" {unit} " if (unit := self._unit(row)) else self.rng.choice((" ", " x ", "x "))
        count = f"{row['quantity'].text}{mark}" if self._shows_quantity else ""
        return [self.row(f"{count}{row['description'].text}", self._amount(row))]

    def _below(self, row: Row) -> list[str]:
        self._shows_quantity = "quantity" in row and "unit_price" in row
        if not self._shows_quantity or (row["quantity"].value == 1 and self.rng.random() < 0.7):
            return self._plain(row)
        left = self.rng.choice(("  ", "", "    ")) + self._each_of(row)
        if self.rng.random() < 0.6:
            return [row["description"].text, self.row(left, self._amount(row))]
        return [self.row(row["description"].text, self._amount(row)), left]

    def _above(self, row: Row) -> list[str]:
        self._shows_quantity = "quantity" in row and "unit_price" in row
        if not self._shows_quantity or (row["quantity"].value == 1 and self.rng.random() < 0.8):
            return self._plain(row)
        first = self.rng.choice(("", "", "  ", "    ")) + self._each_of(row)
        return [first, self.row(row["description"].text, self._amount(row))]

    def _each(self, row: Row) -> list[str]:
        """The number of pieces first, their price before the sum."""
        self._shows_quantity = "quantity" in row and "unit_price" in row
        if not self._shows_quantity:
            return self._plain(row)
        mark, at = self.rng.choice((("x", " "), ("", " "), ("", "  @ "), ("x", "  à ")))
        left = f"{row['quantity'].text}{mark} {row['description'].text}{at}{row['unit_price'].text}"
        return [self.row(left, self._amount(row))]

    def _four(self, row: Row) -> list[str]:
        """Name, number, price and sum in columns that have no head."""
        self._shows_quantity = "quantity" in row and "unit_price" in row
        if not self._shows_quantity:
            return self._plain(row)
        name, count, each = (row[key].text for key in ("description", "quantity", "unit_price"))
        return [self.row(f"{name:<{self.width - 22}}{count:>4}{each:>9}", self._amount(row))]

    def _broken(self, row: Row) -> list[str]:
        """A name, its number of pieces behind it, and the sum on a line of its own."""
        self._shows_quantity = "quantity" in row
        count = f" x{row['quantity'].text}" if self._shows_quantity else ""
        return [f"{row['description'].text}{count}", self._amount(row).rjust(self.width)]

    def _coded(self, row: Row) -> list[str]:
        self._shows_quantity = False
        code = f"{self.rng.randrange(10**5, 10**9)}"
        name = row["description"].text
        if self.rng.random() < 0.5:
            return [self.row(f"{code} {name}", self._amount(row))]
        return [name, self.row(f"  {code}", self._amount(row))]

    def _barred(self, row: Row) -> list[str]:
        """The number of a bar code behind the name, and a letter of the tax behind that."""
        self._shows_quantity = False
        rng = self.rng
        code = f"{rng.randrange(10**9, 10**12):012}" if rng.random() < 0.7 else self._digits(13)
        letter = rng.choice(("", " F", " F", " H", " K"))
        return [self.row(f"{row['description'].text} {code}{letter}", self._amount(row))]

    def _digits(self, count: int) -> str:
        return "".join(self.rng.choice("0123456789") for _ in range(count))

    def _wide(self, row: Row) -> list[str]:
        self._shows_quantity = "quantity" in row
        count = f"{row['quantity'].text:>4}" if self._shows_quantity else ""
        return [self.row(f"{row['description'].text:<{self.width - 16}}{count}", self._amount(row))]

    def _rated(self, row: Row) -> list[str]:
        """The rate of the tax in a column before the sum."""
        if not self.rates:
            return self._plain(row)
        self._shows_quantity = False
        self.rated = True
        rate = self.rates[-1 if self.rng.random() < 0.3 else 0]
        left = f"{row['description'].text:<{self.width - 18}} {rate:>6}"
        return [self.row(left, row["amount"].text)]

    def _stacked(self, row: Row) -> list[str]:
        """A long name on two lines, the sum beside the second or beside the first."""
        self._shows_quantity = False
        parts = wrapped(row["description"].text, max(12, self.width - 22))
        *before, last = parts
        if len(parts) != 2 or self.rng.random() < 0.5:
            return [*before, self.row(last, self._amount(row))]
        return [self.row(parts[0], self._amount(row)), *parts[1:]]

    def _coded_below(self, row: Row) -> list[str]:
        """The code of the article before or behind how many were bought at which price."""
        self._shows_quantity = "quantity" in row and "unit_price" in row
        if not self._shows_quantity:
            return self._plain(row)
        code, each = self._digits(self.rng.choice((4, 6, 8, 13))), self._each_of(row)
        left = f"{code}  {each}" if self.rng.random() < 0.6 else f"{each}  #{code}"
        return [row["description"].text, self.row(left, self._amount(row))]

    def _numbered(self, row: Row) -> list[str]:
        """The number of the item on this receipt first."""
        self._shows_quantity = False
        return [self.row(f"{self.count + 1:03} {row['description'].text}", self._amount(row))]
