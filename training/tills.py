"""Receipts of many tills: a head in the middle, items with lines of their own, taxes, the card."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from training.lexicon import idle
from training.purchases import shop_name, shop_selling
from training.settling import offers, paid_by_card, slip
from training.story import Party, Story, forget_facet, on_one_line, restate
from training.tables import Row
from training.values import Values

_THANKS = {
    "en": (
        *("THANK YOU FOR SHOPPING WITH US", "Thank you, please come again", "HAVE A NICE DAY"),
        *("Returns within 30 days with receipt", "Tell us how we did", "*** CUSTOMER COPY ***"),
        *("Goods sold are not returnable", "YOU COULD HAVE EARNED 12 POINTS", "Items sold: {n}"),
    ),
    "de": (
        "Vielen Dank für Ihren Einkauf",
        "Bitte beehren Sie uns wieder",
        "Es bediente Sie Kasse 3",
    ),
    "fr": ("Merci de votre visite", "À bientôt", "Ticket à conserver"),
    "es": ("GRACIAS POR SU VISITA", "IVA INCLUIDO", "Conserve su ticket"),
    "it": ("GRAZIE E ARRIVEDERCI", "Documento commerciale di vendita"),
    "nl": ("Bedankt en tot ziens", "Ruilen binnen 14 dagen met bon"),
}
_CUTS = {
    **{"en": ("Saving", "OFFER", "Promo 2 for 1", "Member discount", "COUPON")},
    **{"de": ("Rabatt 10%", "Aktion", "Coupon"), "fr": ("Remise", "Promo fidélité")},
    **{"es": ("Dto.", "Oferta 2x1"), "it": ("Sconto", "Offerta"), "nl": ("Korting", "Bonus")},
}
_BEHIND = {  # below the name of a shop: who runs it, which branch it is
    "en": ("Operated by {}", "T/A {}", "Branch 14", "Fine food since 1987", "{} - Store 212"),
    "de": ("Inh. {}", "{}", "Filiale 0231", "Öffnungszeiten 7-22 Uhr"),
    "fr": ("{}", "Votre magasin de quartier", "Exploité par {}"),
    "es": ("{}", "Tienda 041"),
    "it": ("di {}", "{}"),
    "nl": ("{}", "Filiaal 12"),
}
_AT_TABLE = {
    "en": ("Table {n}  Guests {m}", "Tbl {n}/1  Gst {m}", "TABLE: {n}", "Covers: {m}"),
    "de": ("Tisch {n}", "Tisch {n}, {m} Personen"),
    "fr": ("Table {n}  Couverts {m}", "TABLE {n}"),
    "es": ("Mesa {n}", "Mesa: {n}  Comensales: {m}"),
    "it": ("Tavolo {n}", "Tavolo {n} Coperti {m}"),
    "nl": ("Tafel {n}",),
}
_EXTRA = ("Store", "Reg", "Lane", "Till", "Op", "Trm", "STORE", "Term", "Kasse", "POS")
_TAX_HEADS = {
    "en": ("Rate", "Net", "Tax", "Gross"),
    "de": ("Satz", "Netto", "MwSt", "Brutto"),
    "fr": ("Taux", "HT", "TVA", "TTC"),
    "es": ("%", "Base", "Cuota", "Total"),
    "it": ("Aliq.", "Impon.", "Imposta", "Totale"),
    "nl": ("Tarief", "Excl.", "Btw", "Incl."),
}


def till_receipt(story: Story) -> list[str]:
    """The lines of a receipt; what it does not print is forgotten."""
    return _Till(story).lines()


class _Till:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.values: Values = story.values
        self.rng = story.values.rng
        self.language = story.values.language
        self.width = self.rng.choice((32, 36, 40, 42, 48))
        self.case = self.rng.choice((str, str, str.upper))
        self.letter = self.rng.choice(("", "", "", " A", " B", " T", "*", " 1"))
        self.count = 0

    def lines(self) -> list[str]:
        rng = self.rng
        rule = rng.choice(("", "-", "=", "*", "- ", ""))
        rules = [(rule * self.width)[: self.width]] if rule else [""] if rng.random() < 0.5 else []
        head = self._head()
        facts = self._facts()
        items = self._items()
        money = self._money()
        foot = self._foot()
        early = rng.random() < 0.75
        body = [*head, *rules, *(facts if early else []), *(rules if early else []), *items, *rules]
        body += [*money, *rules, *([] if early else facts), *foot]
        return body

    def _middle(self, line: str, centred: bool) -> str:
        return line.center(self.width).rstrip() if centred else line

    def _row(self, left: str, right: str) -> str:
        return f"{left}{' ' * max(2, self.width - len(left) - len(right))}{right}"

    # -- parts

    def _head(self) -> list[str]:
        story, rng = self.story, self.rng
        party = story.letterhead
        centred = rng.random() < 0.6
        lines: list[str] = []
        if party:
            lines += self._name(party)
            if rng.random() < 0.3:
                digits = f"{rng.randint(2, 9999)}"
                lines.append(rng.choice((f"Store #{digits}", f"STORE {digits}", f"#{digits}")))
            if "address" in party.facts:
                if rng.random() < 0.3:
                    lines.append(on_one_line(story, party, rng.choice((", ", " ", " - "))))
                else:
                    lines += party.facts["address"].text.split("\n")
            for facet in ("phone", "vat_id", "website", "email"):
                if facet not in party.facts:
                    continue
                if facet == "vat_id" and rng.random() < 0.3:
                    forget_facet(story, party, facet)
                    continue
                label = party.labels[facet] if facet == "vat_id" or rng.random() < 0.6 else ""
                mark = rng.choice((": ", " ", ". ", ":")) if label else ""
                lines.append(f"{label.rstrip('.:')}{mark}{party.facts[facet].text}")
            forget_facet(story, party, "contact")
        if story.title:
            lines.insert(rng.choice((len(lines), len(lines), 0)), story.title)
        return [self._middle(line, centred) for line in lines]

    def _name(self, party: Party) -> list[str]:
        """What the shop is called; the company that runs it may stand below."""
        story, rng = self.story, self.rng
        name, below = party.facts["name"].text, []
        rows = [row for table in story.tables for row in table.rows]
        plan = shop_selling(self.values, rows[0]["description"].text) if rows else None
        if plan and rng.random() < 0.6:
            company, name = name, shop_name(self.values, plan)
            if rng.random() < 0.35:
                below = [rng.choice(_BEHIND[self.language]).format(company)]
        return [restate(story, party, "name", self.case(name)), *below]

    def _facts(self) -> list[str]:
        """Date, time, numbers and who served, often several on a line and without labels."""
        story, rng = self.story, self.rng
        blank = rng.random() < 0.2  # a till prints no label without a value, a form for one does
        facts = [one for one in story.head if blank or one.said.value is not None]
        lines: list[str] = []
        day = next((one for one in facts if one.concept.key == "purchase_date"), None)
        time = next((one for one in facts if one.concept.key == "purchase_time"), None)
        if day and rng.random() < 0.65:
            facts.remove(day)
            text = day.said.text
            if time:
                facts.remove(time)
                text += rng.choice((" ", "  ", "   ", " / ", " - ")) + time.said.text
            if rng.random() < 0.3:
                text = self._row(text, f"{rng.choice(_EXTRA)} {rng.randint(1, 40):02}")
            lines.append(text)
        mark = rng.choice((": ", " ", ":", " : "))
        rest = [f"{self.case(one.label).rstrip(':')}{mark}{one.said.text}" for one in facts]
        while rest:
            if (
                len(rest) > 1
                and len(rest[0]) + len(rest[1]) < self.width - 2
                and rng.random() < 0.5
            ):
                lines.append(self._row(rest.pop(0), rest.pop(0)))
            else:
                lines.append(rest.pop(0))
        if rng.random() < 0.15:
            number = {"n": rng.randint(1, 60), "m": rng.randint(1, 9)}
            lines.append(rng.choice(_AT_TABLE[self.language]).format(**number))
        rng.shuffle(lines)
        return lines

    def _items(self) -> list[str]:
        story, rng = self.story, self.rng
        lines: list[str] = []
        forms: tuple[Callable[[Row], list[str]], ...] = (
            *(self._plain, self._plain, self._counted, self._below, self._below),
            *(self._above, self._coded, self._wide, self._counted, self._each, self._broken),
        )
        for table in story.tables:
            form = rng.choice(forms)
            if form == self._wide:
                lines += [self._row(table.headers[0], table.headers[-1])]
            weigh = rng.choice((self._below, self._below, self._above))
            for row in table.rows:
                lines += self._printed(row, (weigh if self._unit(row) else form)(row))
        return lines

    def _printed(self, row: Row, lines: list[str]) -> list[str]:
        """The lines of an item, and no more in its row than they print."""
        text = "\n".join(lines)
        for key, said in list(row.items()):
            counted = key == "quantity" and not self._shows_quantity
            if counted or (said.text and said.text not in text):
                del row[key]
        self.count += 1
        if self.rng.random() < 0.06:
            cut = self.values.digits(Decimal(self.rng.choice(("0.50", "1.00", "0.20"))))
            lines = [
                *lines,
                self._row("  " + self.rng.choice(_CUTS[self.language]), f"-{cut}"),
            ]
        return lines

    _shows_quantity = False

    def _unit(self, row: Row) -> str:
        """What the quantity of a row is counted in, if it is weighed."""
        weighed = "quantity" in row and row["quantity"].value % 1
        return ("lb" if self.values.locale.country == "US" else "kg") if weighed else ""

    def _amount(self, row: Row) -> str:
        return f"{row['amount'].text}{self.letter}"

    def _plain(self, row: Row) -> list[str]:
        self._shows_quantity = False
        return [self._row(row["description"].text, self._amount(row))]

    def _counted(self, row: Row) -> list[str]:
        self._shows_quantity = "quantity" in row
        mark = f" {unit} " if (unit := self._unit(row)) else self.rng.choice((" ", " x ", "x "))
        count = f"{row['quantity'].text}{mark}" if self._shows_quantity else ""
        return [self._row(f"{count}{row['description'].text}", self._amount(row))]

    def _below(self, row: Row) -> list[str]:
        self._shows_quantity = "quantity" in row and "unit_price" in row
        if not self._shows_quantity or (row["quantity"].value == 1 and self.rng.random() < 0.7):
            return self._plain(row)
        times = self.rng.choice((" x ", " X ", " @ ", " * "))
        unit = self._unit(row)
        per = f"/{unit}" if unit and self.rng.random() < 0.6 else ""
        count = f"{row['quantity'].text}{self.rng.choice(('', ' ')) + unit if unit else ''}"
        left = f"{self.rng.choice(('  ', '', '    '))}{count}{times}{row['unit_price'].text}{per}"
        if self.rng.random() < 0.6:
            return [row["description"].text, self._row(left, self._amount(row))]
        return [self._row(row["description"].text, self._amount(row)), left]

    def _above(self, row: Row) -> list[str]:
        self._shows_quantity = "quantity" in row and "unit_price" in row
        if not self._shows_quantity:
            return self._plain(row)
        unit = f" {unit}" if (unit := self._unit(row)) else ""
        first = f"{row['quantity'].text}{unit} x {row['unit_price'].text}"
        return [first, self._row(row["description"].text, self._amount(row))]

    def _each(self, row: Row) -> list[str]:
        """The number of pieces first, their price before the sum."""
        self._shows_quantity = "quantity" in row and "unit_price" in row
        if not self._shows_quantity:
            return self._plain(row)
        mark, at = self.rng.choice((("x", " "), ("", " "), ("", "  @ "), ("x", "  à ")))
        left = f"{row['quantity'].text}{mark} {row['description'].text}{at}{row['unit_price'].text}"
        return [self._row(left, self._amount(row))]

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
            return [self._row(f"{code} {name}", self._amount(row))]
        return [name, self._row(f"  {code}", self._amount(row))]

    def _wide(self, row: Row) -> list[str]:
        self._shows_quantity = "quantity" in row
        count = f"{row['quantity'].text:>4}" if self._shows_quantity else ""
        return [
            self._row(f"{row['description'].text:<{self.width - 16}}{count}", self._amount(row))
        ]

    def _money(self) -> list[str]:
        story, rng = self.story, self.rng
        lines = []
        for fact in story.money:
            label = self.case(fact.label).rstrip(":")
            mark = rng.choice(("", "", ":"))
            lines.append(self._row(f"{label}{mark}", fact.said.text))
        if rng.random() < 0.3:
            lines += self._taxes()
        return lines

    def _taxes(self) -> list[str]:
        """The table of taxes: it repeats what is stated, or parts it, beside the asked ones."""
        story, rng, values = self.story, self.rng, self.values
        if "tax" not in story.facts or "total" not in story.facts:
            return []
        tax, total = story.facts["tax"][1].value, story.facts["total"][1].value
        rate = story.facts["tax_rate"][1].text if "tax_rate" in story.facts else "A"
        rows = [(rate, total - tax, tax, total)]
        if rng.random() < 0.4 and tax > Decimal("0.2"):
            low = (tax * Decimal(rng.choice(("0.2", "0.35", "0.6")))).quantize(Decimal("0.01"))
            part = (total * Decimal(rng.choice(("0.3", "0.5")))).quantize(Decimal("0.01"))
            first, second = rng.choice((("A", "B"), ("19%", "7%"), ("20%", "5,5%"), ("1", "2")))
            rows = [(first, part - low, low, part)]
            rows.append((second, total - part - tax + low, tax - low, total - part))
            rows.append((_SUM[self.language], total - tax, tax, total))
        heads = _TAX_HEADS[self.language]
        gap = rng.choice((8, 9, 10))
        cells = [heads, *((one, *map(values.digits, sums)) for one, *sums in rows)]
        return [" ".join(f"{one:>{gap}}" for one in line).strip() for line in cells]

    def _foot(self) -> list[str]:
        story, rng, values = self.story, self.rng, self.values
        lines = [f"{fact.label.rstrip(':')}: {fact.said.text}" for fact in story.foot]
        cash = "cash_given" in story.facts or "change" in story.facts
        if not cash and "payment_method" not in story.facts and "total" in story.facts:
            if rng.random() < 0.6:
                card, *others = paid_by_card(story)
                left, _, right = card.partition("  ")
                lines = [self._row(left, right) if right else left, *others, *lines]
        elif rng.random() < 0.2 and not cash:
            lines += slip(story)
        if "total" in story.facts:
            lines += offers(story)
        if rng.random() < 0.7:
            thanks = rng.sample(_THANKS[self.language], k=rng.randint(1, 2))
            lines += [self._middle(one.format(n=self.count), rng.random() < 0.6) for one in thanks]
        if rng.random() < 0.15:
            lines.append(f"{rng.randrange(10**11, 10**12)}")
        if rng.random() < 0.1 and idle("Points balance"):
            lines.insert(
                0, f"Points balance {rng.randint(10, 9000)}   Card {values.code('9 6').text}"
            )
        return lines


_SUM = {"en": "Total", "de": "Summe", "fr": "Total", "es": "Total", "it": "Tot.", "nl": "Totaal"}
