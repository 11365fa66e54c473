"""Purchase orders as buyers send them: their own head without a label, several addresses.

The buyer's accounts department, the supplier and the place of delivery each have a block; who
placed the order is told by one of many words, or signs.
"""

from __future__ import annotations

from dataclasses import replace

from training.material.lexicon import party_concept
from training.material.locales import Said
from training.pages.addresses import letterhead
from training.pages.bands import banded
from training.pages.lines import columns
from training.pages.page import Page
from training.stories.story import OF_A_PLACE, Party, forget_facet, on_one_line, reword
from training.tables import Table

_PLACED_BY = {
    "en": ("Ordered by", "Buyer", "Your contact", "Purchaser", "Requisitioner", "Placed by"),
    "de": ("Sachbearbeiter", "Einkäufer", "Ihr Ansprechpartner", "Bestellt von", "Bearbeiter"),
    "fr": ("Acheteur", "Commandé par", "Votre contact", "Suivi par"),
    "es": ("Solicitado por", "Comprador", "Persona de contacto"),
    "it": ("Ordinato da", "Referente", "Ufficio acquisti"),
    "nl": ("Besteld door", "Inkoper", "Contactpersoon"),
}
_NUMBERED = {  # what a buyer calls an order of its own
    "en": ("Order No.", "Order Number", "Our Order", "Our Order No.", "Order", "No."),
    "de": ("Bestellnummer", "Unsere Bestellnr.", "Auftrag Nr.", "Bestellung"),
    "fr": ("Commande n°", "Notre commande", "N°"),
    "es": ("Pedido n.º", "Nuestro pedido", "N.º"),
    "it": ("Ordine n.", "Ns. ordine", "Numero"),
    "nl": ("Ordernummer", "Onze order", "Bestelnr."),
}
_SIGNED = {
    **{"en": "Authorised signature", "de": "Unterschrift", "fr": "Signature"},
    **{"es": "Firma", "it": "Firma", "nl": "Handtekening"},
}
_TO_US = {  # an address of the buyer that is not the place of delivery
    "en": ("Invoice to", "Bill To", "Send invoices to", "Accounts payable"),
    "de": ("Rechnungsanschrift", "Rechnung an"),
    "fr": ("Adresse de facturation", "Facturer à"),
    "es": ("Facturar a", "Dirección de facturación"),
    "it": ("Fatturare a", "Intestazione fattura"),
    "nl": ("Factuuradres",),
}
_TERMS = {  # of delivery, besides Incoterms
    "en": ("free on site", "carriage paid", "ex works", "free domicile", "collect from supplier"),
    "de": ("frei Haus", "ab Werk", "frei Baustelle", "unfrei", "frei Lager"),
    "fr": ("franco de port", "départ usine", "port dû"),
    "es": ("portes pagados", "portes debidos", "en fábrica"),
    "it": ("porto franco", "franco fabbrica", "porto assegnato"),
    "nl": ("franco huis", "af fabriek"),
}
_DELIVER = {  # where to, in a sentence: {name} and {address}, or the address alone
    "en": (
        "Please deliver to {name}, {address}.",
        "Deliver the goods to {address}.",
        "Goods to be sent to {name}, {address}, free of charge.",
        "Kindly ship to: {name}, {address}",
    ),
    "de": (
        "Bitte liefern Sie an {name}, {address}.",
        "Die Ware ist an {name}, {address}, zu liefern.",
        "Lieferung bitte an: {address}",
    ),
    "fr": (
        "Merci de livrer à {name}, {address}.",
        "La marchandise est à livrer à {address}.",
        "À livrer chez {name}, {address}",
    ),
    "es": (
        "Rogamos entreguen en {name}, {address}.",
        "La mercancía se entregará en {address}.",
        "Entregar en: {name}, {address}",
    ),
    "it": (
        "Si prega di consegnare a {name}, {address}.",
        "La merce va consegnata in {address}.",
        "Da consegnare presso {name}, {address}",
    ),
    "nl": (
        "Graag leveren aan {name}, {address}.",
        "De goederen worden afgeleverd op {address}.",
        "Gelieve te leveren bij {name}, {address}.",
    ),
}
_TO = {  # headings of the supplier, to whom an order goes
    **{
        "en": ("To:", "TO", "To"),
        "de": ("An:", "An", "Firma"),
        "fr": ("À :",),
    },
    **{"es": ("A:", "Para:"), "it": ("Spett.le", "A:"), "nl": ("Aan:", "Aan")},
}
_NOTES = {
    "en": (
        "Please quote our order number on all papers and invoices.",
        "Goods are received from 7:00 to 15:00.",
        "Please confirm this order by return.",
        "Our general conditions of purchase apply.",
    ),
    "de": ("Bitte bestätigen Sie den Auftrag.", "Warenannahme 7:00 bis 15:00 Uhr."),
    "fr": ("Merci d'accuser réception de la présente commande.",),
    "es": ("Rogamos confirmen el pedido.",),
    "it": ("Si prega di confermare l'ordine.",),
    "nl": ("Gelieve deze order te bevestigen.",),
}


def order(page: Page) -> list[str]:
    """The lines of a purchase order."""
    return _Order(page).lines()


class _Order:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.story = page.story
        self.rng = page.rng
        self.language = page.values.language

    def lines(self) -> list[str]:
        story, rng, page = self.story, self.rng, self.page
        contact = self._contact()
        self._name_terms()
        if self.rng.random() < 0.45:
            self._name_number()
        top, title = letterhead(page), [story.title] if story.title else []
        top = [*title, *top] if rng.random() < 0.3 else [*top, *title]
        band, left = banded(page, story.head)
        facts = [*page.facts(left), *contact]
        if contact and rng.random() < 0.5:
            facts = [*contact, *page.facts(left)]
        lines = [*top, *page.gap(), *self._beside(self._addresses(), facts), *band]
        greeting = [rng.choice(_NOTES[self.language])] if rng.random() < 0.3 else []
        lines += [*page.gap(), *greeting]
        for table in story.tables:
            lines += [*page.gap(), *page.table(self._dated(table))]
        lines += page.gap() + page.facts(story.money, amounts=True)
        lines += [line for text in story.sentences for line in page.text(text)]
        lines += page.facts(story.foot)
        notes = _NOTES[self.language]
        lines += rng.sample(notes, rng.randint(0, min(2, len(notes))))
        return [*lines, *self._signature()]

    def _contact(self) -> list[str]:
        """Who placed the order, by one of many words."""
        story, rng, buyer = self.story, self.rng, self.story.letterhead
        if buyer is None or rng.random() < 0.3:
            return []
        said = buyer.facts.pop("contact", None) or self.page.values.person()
        story.state(party_concept(buyer.role, "contact"), said)
        label = self.page.cased(rng.choice(_PLACED_BY[self.language]))
        mark = rng.choice((": ", ": ", "  ", " - "))
        phone = f", {self.page.values.phone().text}" if rng.random() < 0.25 else ""
        return [f"{label}{mark}{said.text}{phone}"]

    def _name_terms(self) -> None:
        """Terms of delivery in words, where they are stated."""
        story, rng = self.story, self.rng
        if "delivery_terms" not in story.facts or rng.random() < 0.65:
            return
        text = rng.choice(_TERMS[self.language])
        reword(story, "delivery_terms", Said(text, text))

    def _name_number(self) -> None:
        """The order's number by a word of its own, not by what others call it."""
        label = self.rng.choice(_NUMBERED[self.language])
        head = self.story.head
        if label not in {fact.label for fact in head}:
            head[:] = [
                replace(one, label=label) if one.concept.key == "purchase_order_number" else one
                for one in head
            ]

    def _addresses(self) -> list[list[str]]:
        story, rng = self.story, self.rng
        told = self._told_where() if rng.random() < 0.2 else None
        blocks = [self._block(party) for party in story.parties if party is not told]
        buyer = story.letterhead
        if buyer and rng.random() < 0.3:
            if "address" not in buyer.facts:
                for part in OF_A_PLACE:  # this one would answer for it
                    story.absent.pop(f"{buyer.role}.{part}", None)
            town = self.page.values
            whole = f"{town.street().text}\n{town.town_line()[2]}"
            label = self.page.cased(rng.choice(_TO_US[self.language]))
            name = buyer.facts["name"].text
            blocks.insert(rng.randint(0, len(blocks)), [f"{label}:", name, *whole.split("\n")])
        return blocks

    def _block(self, party: Party) -> list[str]:
        """An address; the supplier's stands often without a label, as in a window."""
        rng, facts = self.rng, party.facts
        lines = facts["name"].text.split("\n") if "name" in facts else []
        lines += facts["address"].text.split("\n") if "address" in facts else []
        for facet in ("phone", "email", "website", "vat_id", "contact"):
            if facet in facts:
                lines.append(self.page.marked(party.labels[facet], facts[facet].text))
        if party.role == "supplier" and rng.random() < 0.35:
            return lines
        if party.role == "supplier" and rng.random() < 0.3:
            return [rng.choice(_TO[self.language]), *lines]
        heading = self.page.cased(party.heading)
        if lines and rng.random() < 0.3:
            return [f"{heading}: {lines[0]}", *lines[1:]]
        return [f"{heading}{rng.choice((':', ''))}", *lines]

    def _told_where(self) -> Party | None:
        """The place of delivery, where a sentence tells it and no block; None where none does."""
        story = self.story
        party = next((one for one in story.parties if one.role == "delivery"), None)
        if party is None or "address" not in party.facts:
            return None
        form = self.rng.choice(_DELIVER[self.language])
        kept = ("name", "address") if "{name}" in form and "name" in party.facts else ("address",)
        for facet in [one for one in party.facts if one not in (*kept, *OF_A_PLACE)]:
            forget_facet(story, party, facet)
        if "name" not in kept:
            form = form.replace("{name}, ", "")
        name = party.facts["name"].text if "name" in party.facts else ""
        story.sentences.append(form.format(name=name, address=on_one_line(story, party)))
        return party

    def _beside(self, blocks: list[list[str]], facts: list[str]) -> list[str]:
        """Addresses side by side or below each other, the facts beside or after them."""
        rng = self.rng
        shape = rng.random()
        if shape < 0.3 and blocks:
            rows = [
                columns(blocks[at : at + 2], rng.randint(4, 12)) for at in range(0, len(blocks), 2)
            ]
            return [*(line for row in rows for line in [*row, ""]), *facts]
        if shape < 0.55 and blocks:
            left = [line for block in blocks for line in [*block, ""]]
            return columns([left, facts], rng.randint(4, 12))
        lines = [line for block in blocks for line in [*block, *self.page.gap()]]
        return [*lines, *facts] if rng.random() < 0.6 else [*facts, *self.page.gap(), *lines]

    def _dated(self, table: Table) -> Table:
        """The table with a date of delivery in each row, where the order has one as well."""
        story, rng = self.story, self.rng
        wanted = story.facts.get("delivery_date")
        if wanted is None or rng.random() < 0.75 or not table.rows:
            return table
        concept, said = wanted
        same = rng.random() < 0.6
        for row in table.rows:
            row[concept.key] = said if same else self.page.values.near(60)
        at = rng.randint(1, len(table.columns))
        label = concept.label(rng, self.language)
        dated = replace(
            table,
            columns=(*table.columns[:at], concept, *table.columns[at:]),
            headers=(*table.headers[:at], label, *table.headers[at:]),
        )
        story.tables[story.tables.index(table)] = dated
        return dated

    def _signature(self) -> list[str]:
        rng = self.rng
        if rng.random() < 0.6:
            return []
        return ["", "_" * 24, _SIGNED[self.language]]
