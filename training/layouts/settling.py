"""How a receipt was paid, and what a till prints of it: cash and change, cards, offers to tip."""

from __future__ import annotations

import re
from decimal import Decimal

from training.material.lexicon import concepts
from training.material.locales import Said
from training.stories.story import Story, forget

CARDS = {
    "en": ("VISA", "MASTERCARD", "DEBIT CARD", "CONTACTLESS", "AMEX", "EFTPOS", "Visa Debit"),
    "de": ("girocard", "EC-KARTE", "Kartenzahlung", "VISA", "EC-Cash", "Mastercard", "Karte"),
    "fr": ("CARTE BANCAIRE", "CB", "SANS CONTACT", "CB EMV", "Carte bleue"),
    "es": ("TARJETA", "VISA CONTACTLESS", "Tarjeta débito", "MASTERCARD"),
    "it": ("CARTA DI CREDITO", "PAGOBANCOMAT", "Pagamento elettronico", "BANCOMAT"),
    "nl": ("PIN", "BETAALPAS", "MAESTRO", "Pinbetaling", "V PAY"),
}
_TENDERED = {  # around the name of a card: no cash was given, and none came back
    "en": ("Tendered {}", "{} TEND", "{} TENDERED", "PAID {}", "Payment {}", "{} SALE"),
    "de": ("Geg. {}", "geg. {}", "gegeben {}", "Bez. {}", "bezahlt {}", "Zahlung {}"),
    "fr": ("Payé {}", "Règlement {}", "Reçu {}", "REGLE PAR {}"),
    "es": ("Entregado {}", "Pagado {}", "PAGO {}", "Importe {}"),
    "it": ("Pagato {}", "Pagamento {}", "IMPORTO PAGATO {}"),
    "nl": ("Betaald {}", "Voldaan {}", "Gepind {}", "BETAALD MET {}"),
}
# Lines of a card's slip: # is a digit; {sum}, {day} and {time} are the receipt's; {no} is nothing,
# and stands where a number would be that of a receipt that bears no other.
_SLIP = {
    "en": (
        *("AUTH CODE  ######", "TERMINAL ########   SEQ ####", "APPROVED", "PIN VERIFIED"),
        *("REF #########", "Merchant ID  ##########", "CARDHOLDER COPY", "ENTRY: CHIP"),
        "AMOUNT  {sum}",
        "Total:  {sum}",
        "Contactless",
        "AID: A0000000031010",
        "TVR  0000008000",
        "TID  ########",
        "RRN  ############",
        "{day} {time}",
        "TC: ####AF##B#C#####",
        "PTID: ########",
        "APP LABEL  VISA DEBIT",
        "NO SIGNATURE REQUIRED",
        "TSI  E800",
        "Batch #### Inv{no} ######",
        "PURCHASE  {sum}",
        "SALE",
        "MID: #####  TID: ####",
        "PLEASE DEBIT MY ACCOUNT",
        "PAN SEQ 0#",
    ),
    "de": (
        *("Terminal-ID  ########", "TA-Nr. ######  BNr. ####", "Genehmigungs-Nr.  ######"),
        *("Zahlung erfolgt", "VU-Nr.  ##########", "* * Kundenbeleg * *", "Betrag EUR  {sum}"),
        "Trace-Nr.  ######",
        "Beleg-Nr.{no}  ####",
        "Bezahlung Contactless",
        "AID  A0000003591010028001",
        *("EMV-Daten  0000008001/E800/########", "Datum {day} Uhrzeit {time}", "PAN  ############"),
        "Kartenfolgenr.  #",
        "AS-Zeit  {time}",
        "Zahlbetrag  {sum}",
        "ohne PIN",
        "Pos-Info 00 075 00",
    ),
    "fr": (
        *("N° AUTO  ######", "TICKET CLIENT A CONSERVER", "DEBIT", "N° commerçant #######"),
        *("MONTANT  {sum}", "MONTANT REEL  {sum}", "LE {day} A {time}", "A0000000421010"),
        "SANS CONTACT",
        "N° TRANSACTION{no}  ######",
        "TPE ######## #####",
        "AUTO : ######",
        "SIRET ##############",
    ),
    "es": (
        *("Nº OPER.  ######", "AUTORIZACION  ######", "COMERCIO  #########", "IMPORTE  {sum}"),
        *("TERMINAL  ########", "Lectura: CONTACTLESS", "AID: A0000000031010", "ARC: 00", "VENTA"),
        *("FECHA {day} HORA {time}", "COPIA PARA EL CLIENTE", "Operación con PIN"),
    ),
    "it": (
        "COD. AUT.  ######",
        "TRANSAZIONE ESEGUITA",
        "STAN ######  TML ########",
        "IMPORTO  {sum}",
        *("AC.ID  ##########", "A.I.I.C.  ###########", "{day} {time}", "ESERC.  #######"),
        *("COPIA CLIENTE", "Contactless", "AID  A0000000043060"),
    ),
    "nl": (
        *("Autorisatiecode  ######", "Akkoord", "Terminal ########  Periode ####"),
        *("Transactie{no}  ########", "Bedrag  {sum}", "KAARTHOUDER TICKET", "Merchant  ######"),
        "Datum  {day} {time}",
        "Leesmethode  NFC Chip",
        "Kaart  ############",
        "Kaartserienummer  #",
    ),
}
_TOLD = {"sum": "total", "day": "purchase_date", "time": "purchase_time"}
_MARK = re.compile(r"\{(\w+)\}")
_OFFERS = ("Suggested tip", "Suggested gratuity", "TIP GUIDE", "For your convenience")


def settle(story: Story) -> None:
    """Who states cash or change was paid in cash, and says nothing else of it."""
    if not {"cash_given", "change"} & story.facts.keys():
        return
    concept = concepts()["payment_method"]
    forget(story, concept.key)
    story.state(concept, Said("cash", ""))


def paid_by_card(story: Story) -> list[str]:
    """The lines of a payment by card, which is told by the card's name alone."""
    rng = story.values.rng
    concept = concepts()["payment_method"]
    name = rng.choice(CARDS[story.values.language])
    forget(story, concept.key)  # a label that stood there with nothing beside it
    story.state(concept, Said("card", name))
    total = story.facts["total"][1].text
    said = rng.choice(_TENDERED[story.values.language]) if rng.random() < 0.4 else "{}"
    name = said.format(name)
    lines = [f"{name}  {total}"] if rng.random() < 0.85 else [name]
    return [*lines, *slip(story)] if rng.random() < 0.6 else lines


def slip(story: Story) -> list[str]:
    """What stands on a card's slip besides its name: numbers that nobody asks for, and some of
    what the receipt states. Two spaces part a label from what it tells.
    """
    rng, facts = story.values.rng, story.facts
    told = {mark: facts[key][1].text for mark, key in _TOLD.items() if key in facts}
    if "sum" in told:
        told["sum"] = story.values.digits(facts["total"][1].value)
    told |= {"no": ""} if "receipt_number" in facts else {}
    some = [one for one in _SLIP[story.values.language] if set(_MARK.findall(one)) <= told.keys()]
    masked = ("************####", "XXXX XXXX XXXX ####", "**** ####", "AID: A00000000#####")
    most = rng.choice((4, 4, 9))
    forms = [rng.choice(masked), *rng.sample(some, rng.randint(0, min(most, len(some))))]
    return [story.values.with_digits(form).format(**told) for form in forms]


def offers(story: Story) -> list[str]:
    """Tips that a restaurant suggests, none of which was given, and the lines to write one on."""
    rng, values = story.values.rng, story.values
    total = story.facts["total"][1].value
    if story.values.language != "en" or "tip" in story.facts or rng.random() > 0.12:
        return []
    lines = [rng.choice(_OFFERS)]
    for share in rng.choice(((15, 18, 20), (18, 20, 22), (10, 12, 15))):
        sum_ = values.digits((total * share / 100).quantize(Decimal("0.01")))
        lines.append(
            rng.choice((f"{share}% = {sum_}", f"{share}%: {sum_}", f"( ) {share}%  {sum_}"))
        )
    blank = ["Tip: ____________", "Total: ____________", "X______________________"]
    return [*blank[: rng.choice((0, 2, 3))], *lines] if rng.random() < 0.5 else lines
