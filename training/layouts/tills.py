"""Receipts of many tills: a head in the middle, items with lines of their own, taxes, the card."""

from __future__ import annotations

from dataclasses import replace

from training.data import raw
from training.layouts.items import Items
from training.layouts.settling import offers, paid_by_card, slip
from training.layouts.shopfronts import franchise, shopfront
from training.material.lexicon import idle
from training.material.locales import Said
from training.material.values import Values
from training.pages.across import across
from training.pages.taxes import tax_table
from training.stories.story import Fact, Story, forget_facet, on_one_line

_THANKS = {
    "en": (
        *("THANK YOU FOR SHOPPING WITH US", "Thank you, please come again", "HAVE A NICE DAY"),
        *("Returns within 30 days with receipt", "Tell us how we did", "*** CUSTOMER COPY ***"),
        *("Goods sold are not returnable", "YOU COULD HAVE EARNED 12 POINTS"),
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
_AT_TABLE = {
    "en": ("Table {n}  Guests {m}", "Tbl {n}/1  Gst {m}", "TABLE: {n}", "Covers: {m}"),
    "de": ("Tisch {n}", "Tisch {n}, {m} Personen"),
    "fr": ("Table {n}  Couverts {m}", "TABLE {n}"),
    "es": ("Mesa {n}", "Mesa: {n}  Comensales: {m}"),
    "it": ("Tavolo {n}", "Tavolo {n} Coperti {m}"),
    "nl": ("Tafel {n}",),
}
_NUMBERED = {  # shops, tills and who stands at them, in numbers that nobody asks for
    "en": (
        *("ST# {s} OP# {o} TE# {t}", "STR {s}  REG {t}  OPR {o}", "Store:{s} Lane:{t} Op:{o}"),
        *("Str {s} Term {t} Assoc {o}", "STORE {s}   TILL {t}", "S{s} R{t} C{o}"),
    ),
    "de": (
        *("Markt:{s} Kasse:{t} Bed.:{o}", "Markt {s}  Kasse {t}  Bed. {o}", "Fil. {s} K{t} B{o}"),
        *("Filiale: {s}   Kasse: {t}", "{s} {t} {o} Kasse/Bediener"),
    ),
    "fr": ("Mag. {s} Caisse {t} Hôte {o}", "MAG:{s} CAISSE:{t}", "Magasin {s}  Caisse {t}"),
    "es": ("Tienda:{s} Caja:{t} Op:{o}", "TDA {s} CAJA {t} OPE {o}", "Centro {s}  TPV {t}"),
    "it": ("Neg.{s} Cassa {t} Op. {o}", "PV {s}  CASSA {t}  OPER. {o}", "Punto vendita {s}"),
    "nl": ("Filiaal {s} Kassa {t} Med. {o}", "Fil:{s} Kas:{t} Bed:{o}", "WINKEL {s} KASSA {t}"),
}
_RUNNING = {  # the same with the number of the receipt, {n}
    "en": ("ST# {s} OP# {o} TE# {t} TR# {n}", "Store {s} Reg {t} Trans {n}", "{s} {t} TRN:{n}"),
    "de": ("Markt:{s} Kasse:{t} Bon:{n} Bed.:{o}", "Kasse {t}  Beleg {n}", "Fil. {s} Bon-Nr. {n}"),
    "fr": ("Mag {s} Caisse {t} Ticket {n}", "CAISSE:{t} TICKET N°{n} HOTE:{o}"),
    "es": ("Caja:{t} Ticket:{n} Op:{o}", "TIENDA {s} CAJA {t} TIQUE {n}"),
    "it": ("Cassa {t} Scontrino {n} Op. {o}", "PV {s}  CASSA {t}  DOC. N. {n}"),
    "nl": ("Kassa {t} Bon {n} Med. {o}", "Fil:{s} Kas:{t} Bonnr:{n}"),
}
_COUNTED = {  # how many things were bought
    "en": ("Items sold: {n}", "# ITEMS SOLD {n}", "Item count: {n}", "{n} ITEMS", "ITEMS {n}"),
    "de": ("Anzahl Artikel: {n}", "Posten: {n}", "Artikelanzahl {n}", "{n} Artikel"),
    "fr": ("Nombre d'articles : {n}", "NB ARTICLES {n}", "{n} ARTICLE(S)", "TOTAL ARTICLES: {n}"),
    "es": ("Nº artículos: {n}", "TOTAL ARTICULOS {n}", "{n} ARTÍCULOS", "Líneas: {n}"),
    "it": ("N. articoli: {n}", "NUM. PEZZI {n}", "PEZZI {n}", "Totale articoli {n}"),
    "nl": ("Aantal artikelen: {n}", "AANTAL ARTIKELEN {n}", "{n} artikelen", "Aantal: {n}"),
}
_SAVED = {  # what all cuts come to
    "en": ("You saved", "TOTAL SAVINGS", "Promotions", "Today's savings"),
    "de": ("Sie sparen", "Ihre Ersparnis", "Preisvorteil gesamt"),
    "fr": ("Vos économies", "TOTAL AVANTAGES", "Vous économisez"),
    "es": ("Ha ahorrado", "AHORRO TOTAL", "Su ahorro"),
    "it": ("Hai risparmiato", "TOTALE SCONTI", "Risparmio"),
    "nl": ("Uw voordeel", "TOTAAL VOORDEEL", "Bespaard"),
}
_TO_PAY = {  # the total, where it is not called one
    "en": ("BALANCE DUE", "TO PAY", "BALANCE TO PAY", "AMOUNT DUE", "BALANCE", "Amount"),
    "de": ("zu zahlen", "SUMME EUR", "Zu zahlender Betrag", "BETRAG", "Zahlbetrag"),
    "fr": ("A PAYER", "NET A PAYER", "MONTANT DÛ", "RESTE A PAYER"),
    "es": ("A PAGAR", "TOTAL A PAGAR", "IMPORTE A PAGAR"),
    "it": ("DA PAGARE", "IMPORTO DOVUTO", "TOTALE COMPLESSIVO"),
    "nl": ("TE BETALEN", "Te voldoen", "Totaal te betalen"),
}
_PAID = {  # the same sum once more, after all
    **{"en": ("PAID", "Amount paid", "TOTAL PAID"), "de": ("Bezahlt", "BEZAHLT", "Gezahlt")},
    **{"fr": ("PAYÉ", "Réglé", "TOTAL RÉGLÉ"), "es": ("PAGADO", "Total pagado")},
    **{"it": ("PAGATO", "Importo pagato"), "nl": ("BETAALD", "Voldaan")},
}
_TAXES = ("subtotal", "tax", "tax_rate")  # what may stand below the total
_EXTRA = ("Store", "Reg", "Lane", "Till", "Op", "Trm", "STORE", "Term", "Kasse", "POS")


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
        self.items = Items(self.values, self.width, self._rates())

    def lines(self) -> list[str]:
        story, rng = self.story, self.rng
        rule = rng.choice(("", "-", "=", "*", "- ", ""))
        rules = [(rule * self.width)[: self.width]] if rule else [""] if rng.random() < 0.5 else []
        head = self._head()
        facts = self._facts()
        items = [line for table in story.tables for line in self.items.lines(table)]
        if self.items.saved:
            story.absent.pop("discount", None)  # which might be what was taken off the items
        if self.items.rated:
            story.hush("tax_rate")
        money = self._money()
        foot = self._foot()
        early = rng.random() < 0.75
        body = [*head, *rules, *(facts if early else []), *(rules if early else []), *items, *rules]
        body += [*money, *rules, *([] if early else facts), *foot]
        return body

    def _rates(self) -> tuple[str, ...]:
        """Rates of tax that may stand beside the items: none that the tax below would belie."""
        facts = self.story.facts
        if "tax_rate" in facts:
            return (facts["tax_rate"][1].text,)
        return () if "tax" in facts else tuple(raw("tills")["rates"][self.language])

    def _middle(self, line: str, centred: bool) -> str:
        return line.center(self.width).rstrip() if centred else line

    # -- parts

    def _head(self) -> list[str]:
        story, rng = self.story, self.rng
        party = story.letterhead
        centred = rng.random() < 0.6
        lines: list[str] = []
        if party:
            lines += shopfront(story, party, self.case)
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

    def _facts(self) -> list[str]:
        """Date, time, numbers and who served, often several on a line and without labels."""
        story, rng = self.story, self.rng
        blank = rng.random() < 0.2  # a till prints no label without a value, a form for one does
        facts = [one for one in story.head if blank or one.said.value is not None]
        lines = self._of_the_till(facts)
        day = next((one for one in facts if one.concept.key == "purchase_date"), None)
        time = next((one for one in facts if one.concept.key == "purchase_time"), None)
        if day and rng.random() < 0.65:
            facts.remove(day)
            text = day.said.text
            if time:
                facts.remove(time)
                text += rng.choice((" ", "  ", "   ", " / ", " - ")) + time.said.text
            if rng.random() < 0.3:
                text = self.items.row(text, f"{rng.choice(_EXTRA)} {rng.randint(1, 40):02}")
            lines.append(text)
        mark = rng.choice((": ", " ", ":", " : "))
        rest = [f"{self.case(one.label).rstrip(':')}{mark}{one.said.text}" for one in facts]
        while rest:
            if (
                len(rest) > 1
                and len(rest[0]) + len(rest[1]) < self.width - 2
                and rng.random() < 0.5
            ):
                lines.append(self.items.row(rest.pop(0), rest.pop(0)))
            else:
                lines.append(rest.pop(0))
        if rng.random() < 0.15:
            number = {"n": rng.randint(1, 60), "m": rng.randint(1, 9)}
            lines.append(rng.choice(_AT_TABLE[self.language]).format(**number))
        rng.shuffle(lines)
        return lines

    def _of_the_till(self, facts: list[Fact]) -> list[str]:
        """Numbers of shop and till on a line, if any; that of the receipt may be among them."""
        rng = self.rng
        number = next((one for one in facts if one.concept.key == "receipt_number"), None)
        if number and number.said.value is not None and rng.random() < 0.15:
            facts.remove(number)
            digits = "".join(rng.choices("0123456789", k=rng.choice((4, 4, 5, 6))))
            self.story.state(number.concept, Said(digits, digits))
            return [self._numbered(_RUNNING, digits)]
        return [self._numbered(_NUMBERED)] if rng.random() < 0.2 else []

    def _numbered(self, forms: dict[str, tuple[str, ...]], running: str = "") -> str:
        """Which shop and till it was; who asked for the cashier might be told a number."""
        rng = self.rng
        self.story.absent.pop("cashier", None)
        width = rng.choice((3, 4, 4, 5))
        numbers = {"s": f"{rng.randint(1, 9999):0{width}}", "t": rng.randint(1, 40)}
        operator = rng.choice((f"{rng.randint(1, 99):02}", f"{rng.randint(1, 999999):06}"))
        return rng.choice(forms[self.language]).format(**numbers, o=operator, n=running)

    def _money(self) -> list[str]:
        story, rng = self.story, self.rng
        lines = []
        taxes = tax_table(story) if rng.random() < 0.3 else []
        alone = bool(taxes) and rng.random() < 0.4  # whether the tax stands in its table alone
        if alone:
            concept, said = story.facts["tax"]
            story.state(concept, Said(said.value, self.values.digits(said.value)))
        summed = [] if taxes else across(story)
        for fact in self._in_order(story.money):
            if alone and fact.concept.key in ("tax", "tax_rate"):
                continue
            label = self.case(fact.label).rstrip(":")
            mark = rng.choice(("", "", ":"))
            lines.append(self.items.row(f"{label}{mark}", fact.said.text))
        lines = [*summed, *lines]
        if self.items.count and rng.random() < 0.25:
            counted = rng.choice(_COUNTED[self.language]).format(n=self.items.count)
            lines.insert(rng.choice((0, 0, len(lines))), self.case(counted))
        if self.items.saved and rng.random() < 0.4:
            label, saved = rng.choice(_SAVED[self.language]), self.values.digits(self.items.saved)
            lines.append(self.items.row(self.case(label), saved))
        return lines + taxes

    def _in_order(self, facts: list[Fact]) -> list[Fact]:
        """The amounts as this till orders them; the total by another word at times."""
        rng, absent = self.rng, self.story.absent
        if rng.random() < 0.2:
            absent.pop("amount_due", None)  # which it might be called
            label = rng.choice(_TO_PAY[self.language])
            facts = [
                replace(one, label=label) if one.concept.key == "total" else one for one in facts
            ]
        if rng.random() < 0.25:
            keys = _TAXES if rng.random() < 0.4 else _TAXES[1:]
            late = [one for one in facts if one.concept.key in keys]
            facts = [one for one in facts if one not in late]
            at = next((n for n, one in enumerate(facts, 1) if one.concept.key == "total"), 0)
            ends = (at, len(facts)) if at else (len(facts),)
            at = rng.choice(ends)
            facts = [*facts[:at], *late, *facts[at:]]
        if rng.random() < 0.12 and not {"cash_given", "change"} & self.story.facts.keys():
            absent.pop("amount_paid", None)
            label = rng.choice(_PAID[self.language])
            facts += [replace(one, label=label) for one in facts if one.concept.key == "total"]
        return facts

    def _foot(self) -> list[str]:
        story, rng, values = self.story, self.rng, self.values
        lines = [f"{fact.label.rstrip(':')}: {fact.said.text}" for fact in story.foot]
        cash = "cash_given" in story.facts or "change" in story.facts
        if not cash and "payment_method" not in story.facts and "total" in story.facts:
            if rng.random() < 0.6:
                lines = [*self._wide(paid_by_card(story)), *lines]
        elif rng.random() < 0.2 and not cash and self._by_card():
            lines += self._wide(slip(story))
        if "total" in story.facts:
            lines += offers(story)
        if rng.random() < 0.7:
            thanks = rng.sample(_THANKS[self.language], k=rng.randint(1, 2))
            lines += [
                self._middle(one.format(n=self.items.count), rng.random() < 0.6) for one in thanks
            ]
        lines += franchise(story) if rng.random() < 0.07 else []
        if rng.random() < 0.15:
            lines.append(f"{rng.randrange(10**11, 10**12)}")
        if rng.random() < 0.1 and idle("Points balance"):
            lines.insert(
                0, f"Points balance {rng.randint(10, 9000)}   Card {values.code('9 6').text}"
            )
        return lines

    def _wide(self, lines: list[str]) -> list[str]:
        """The lines of a card, what they tell at the right edge of the paper or not."""
        parted = [line.partition("  ") for line in lines]
        first, *others = [
            self.items.row(left, right) if right else left for left, _, right in parted
        ] or [""]
        if self.rng.random() < 0.5:
            others = [
                f"{left}{':' if right else ''} {right}".strip() for left, _, right in parted[1:]
            ]
        return [first, *others]

    def _by_card(self) -> bool:
        """Whether nothing says that it was not paid by card."""
        paid = self.story.facts.get("payment_method")
        return paid is None or paid[1].value == "card"
