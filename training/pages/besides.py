"""What bills bear besides their facts: summaries, small tables, terms, slips, footers."""

from __future__ import annotations

from training.material.lexicon import concepts, idle, party_concept
from training.material.locales import Said
from training.material.values import Values
from training.pages.lines import columns, paged, wrapped
from training.pages.owed import instalment
from training.pages.taxes import tax_table
from training.stories.missing import told_aside
from training.stories.story import Fact, Story

_SLIP = {
    "en": ("Please detach and return with your payment", "REMITTANCE ADVICE", "PAYMENT SLIP"),
    "de": ("Zahlschein", "Bitte hier abtrennen"),
    "fr": ("TALON DE PAIEMENT", "À détacher et à joindre à votre règlement"),
    "es": ("Resguardo de pago",),
    "it": ("Cedola di pagamento",),
    "nl": ("Betaalstrook",),
}
_REGISTERED = {
    "en": ("Registered in England No. {n}", "Reg. Office as above", "CIN U{n}DL2012PTC{n}"),
    "de": ("Amtsgericht HRB {n}", "Geschäftsführer: {person}", "Sitz der Gesellschaft: {city}"),
    "fr": ("RCS {city} {n}", "SARL au capital de {n} €", "APE 4669B"),
    "es": ("Inscrita en el Registro Mercantil, hoja {n}",),
    "it": ("REA {n}", "Capitale sociale € {n} i.v."),
    "nl": ("KvK {n}", "Directie: {person}"),
}
_TERMS = {
    "en": (
        "Interest of {p} % a month is charged on sums unpaid after {d} days.",
        "Claims must be made within {d} days. A handling charge of {m} applies to returns.",
        "Our opening hours are 8:00 to 17:30. Call us on {phone} for any questions.",
        "From {day} our new prices apply; see our website.",
    ),
    "de": (
        "Ab {day} gelten neue Preise. Mahngebühr: {m}.",
        "Es gelten unsere Allgemeinen Geschäftsbedingungen.",
    ),
    "fr": (
        "Indemnité forfaitaire pour frais de recouvrement : {m}.",
        "Nouveaux tarifs à partir du {day}. Pas d'escompte.",
    ),
    "es": ("Nuevas tarifas desde el {day}.", "Recargo por demora del {p} %."),
    "it": ("Nuove tariffe dal {day}.", "Interessi di mora {p} %."),
    "nl": ("Nieuwe tarieven vanaf {day}.", "Rente bij te late betaling: {p} %."),
}
_EARLY = {  # what is offered for paying early, which is no discount given yet
    "en": ("Pay by {day} and you may deduct {p} % ({m}).", "{p} % off if paid within {d} days."),
    "de": (
        "Bei Zahlung innerhalb von {d} Tagen {p} % Skonto.",
        "Bei Zahlung bis zum {day} gewähren wir {p} % Skonto ({m}).",
        "Skontobetrag bei Zahlung binnen {d} Tagen: {m}.",
    ),
    "fr": ("Escompte de {p} % ({m}) pour paiement sous {d} jours.",),
    "es": ("Descuento del {p} % por pronto pago ({m}) hasta el {day}.",),
    "it": ("Sconto del {p} % ({m}) per pagamento entro {d} giorni.",),
    "nl": ("Bij betaling binnen {d} dagen {p} % korting ({m}).",),
}
_OF_SUPPLY = (
    "Direct debit customers need do nothing.",
    "If you move home tell us {d} days before. A final reading costs {m}.",
    "Your next instalment of {m} is collected on {day}.",
)
_PAGE_WORDS = {
    **{"en": "Page", "de": "Seite", "fr": "Page"},
    **{"es": "Página", "it": "Pagina", "nl": "Pagina"},
}
_BANKS = ("bank", "lender", "broker", "custodian")  # roles
_RUNNING = ("invoice", "phone_bill", "energy_bill", "subscription")  # kinds with an account
_SUMS = ("total", "amount_due", "closing_balance", "net_pay", "premium")
_REPEATED = (
    "customer_number",
    "account_number",
    "invoice_number",
    "due_date",
    "total",
    "amount_due",
)


def with_besides(story: Story, lines: list[str], *, held_out: bool) -> list[str]:
    """A bill's lines with some of all this; those of anything else as they are."""
    rng = story.values.rng
    if story.kind == "form" or (held_out and rng.random() < 0.5) or not story.money:
        return lines
    if rng.random() < 0.12:
        blank = lines.index("") if "" in lines[:12] else 0
        at = rng.choice((0, blank))
        lines = [*lines[:at], *summary(story), *lines[at:]]
    if story.kind == "utility_bill":
        lines = _with_account(story, lines)
    elif rng.random() < 0.12:
        lines = [*lines, "", *strays(story)]
    if rng.random() < 0.2:
        lines = [*lines, "", *terms(story)]
    if rng.random() < 0.12:
        lines = [*lines, "", *slip(story)]
    if len(lines) > 25 and rng.random() < 0.25:
        word = _PAGE_WORDS[story.values.language]
        foot = rng.choice((word + " {page} of {pages}", word + " {page}", "{page}/{pages}"))
        head = rng.choice(("", "", story.title))
        lines = paged(rng, lines, rng.randint(16, 40), head, foot)
    if rng.random() < 0.18:
        lines = [*lines, "", *footer(story)]
    return lines


def _with_account(story: Story, lines: list[str]) -> list[str]:
    """A bill of supply with tables beside its facts and what is paid later."""
    rng = story.values.rng
    lines = [*lines, "", instalment(story)] if rng.random() < 0.15 else lines
    return [*lines, "", *_table(story.values)] if rng.random() < 0.12 else lines


def summary(story: Story) -> list[str]:
    """What matters most, repeated at the top at the right."""
    facts = [one for one in _labelled(story) if one.concept.key in (*_SUMS, "due_date")]
    rng = story.values.rng
    facts = rng.sample(facts, min(len(facts), rng.randint(1, 2)))
    left = " " * rng.choice((0, 30, 45))
    mark = rng.choice(("  ", ": ", "   "))
    return [f"{left}{fact.label.rstrip(':')}{mark}{fact.said.text}" for fact in facts]


def slip(story: Story) -> list[str]:
    """A strip to cut off and send back: what is stated above, once more."""
    rng = story.values.rng
    facts = [one for one in _labelled(story) if one.concept.key in _REPEATED]
    if len(facts) < 2:
        return []
    rng.shuffle(facts)
    lines = [rng.choice(("- " * 30, "-" * 70, "....." * 12)).rstrip()] if rng.random() < 0.6 else []
    lines.append(rng.choice(_SLIP[story.values.language]))
    if rng.random() < 0.5:
        blocks = [[fact.label, fact.said.text] for fact in facts[:4]]
        return [*lines, *columns(blocks, rng.randint(3, 6))]
    mark = rng.choice((": ", "   "))
    pairs = [f"{fact.label.rstrip(':')}{mark}{fact.said.text}" for fact in facts]
    if story.letterhead and "name" in story.letterhead.facts and rng.random() < 0.5:
        name = story.letterhead.facts["name"].text
        address = story.letterhead.facts.get("address")
        who = [name, *(address.text.split("\n") if address else [])]
        return [*lines, *columns([who, pairs], 6)]
    return [*lines, *pairs]


def footer(story: Story) -> list[str]:
    """Two or three columns of small print about who writes: place, register, bank."""
    party, values, rng = story.letterhead, story.values, story.values.rng
    if party is None or "name" not in party.facts:
        return []
    place = [party.facts["name"].text]
    if "address" in party.facts:
        place += party.facts["address"].text.split("\n")
    for facet in ("phone", "email", "website"):
        if facet in party.facts and rng.random() < 0.7:
            label = party.labels[facet]
            place.append(f"{label}{' ' if label else ''}{party.facts[facet].text}")
    register = [
        one.format(n=rng.randint(1000, 99999), person=values.person().text, city=values.city().text)
        for one in rng.sample(_REGISTERED[values.language], 1)
    ]
    if f"{party.role}.vat_id" in story.facts:
        register.append(f"{party.labels['vat_id']} {party.facts['vat_id'].text}")
    elif rng.random() < 0.5 and party.role not in ("bank", "person"):
        said = values.draw("vat_id")
        concept = party_concept(party.role, "vat_id")
        label = concept.label(rng, values.language)
        if label:
            register.append(f"{label} {said.text}")
            party.facts["vat_id"], party.labels["vat_id"] = said, label
            story.state(concept, said)
    blocks = [place, register, _bank(story)]
    blocks = [block for block in blocks if block]
    return columns(blocks, rng.randint(3, 6))


def _bank(story: Story) -> list[str]:
    """The bank of who writes, with facts that may be asked for."""
    values, rng = story.values, story.values.rng
    lines: list[str] = []
    if any(f"{role}.name" in story.facts for role in _BANKS):
        return lines  # a bank that is another one
    for key in ("bank_name", "iban", "bic"):
        concept = concepts()[key]
        if key in story.facts:
            said: Said = story.facts[key][1]
        elif story.kind in ("bank_statement", "payslip") or rng.random() < 0.4:
            continue
        else:
            said = values.draw(concept.recipe)
            story.state(concept, said)
        label = "" if key == "bank_name" and rng.random() < 0.6 else concept.label(rng, "en")
        lines.append(f"{label} {said.text}".strip())
    return lines


def terms(story: Story) -> list[str]:
    """Small print with numbers that nobody asks for."""
    values, rng = story.values, story.values.rng
    forms = _TERMS[values.language]
    if story.kind == "utility_bill" and values.language == "en":
        forms += _OF_SUPPLY
    chosen = rng.sample(forms, min(len(forms), rng.randint(1, 3)))
    if any("{phone}" in one for one in chosen):
        told_aside(story, "phone")
    texts = [
        one.format(
            p=rng.choice(("1.5", "2", "3", "8")),
            d=rng.choice((5, 7, 8, 10, 14, 21)),
            m=values.money().text,
            phone=values.phone().text,
            day=values.near(400).text,
        )
        for one in chosen
    ]
    if story.kind == "invoice" and "total" in story.facts and rng.random() < 0.4:
        texts.append(_offer(story))
    return wrapped(" ".join(texts), rng.choice((60, 90, 110)))


def _offer(story: Story) -> str:
    """What paying early would save; where no other terms of payment stand, these might be them."""
    values, rng = story.values, story.values.rng
    story.absent.pop("payment_terms", None)
    share = rng.choice((2, 2, 3, 5))
    saved = story.facts["total"][1].value * share / 100
    template = rng.choice(_EARLY[values.language])
    days, day = rng.choice((5, 7, 8, 10, 14)), values.near(30).text
    return template.format(p=share, d=days, m=values.amount(saved).text, day=day)


def strays(story: Story) -> list[str]:
    """A table of taxes, instalments or the like, or an account of what came before."""
    values, rng = story.values, story.values.rng
    if rng.random() < 0.5 and (taxed := tax_table(story, early=False)):
        return taxed
    running = story.kind in _RUNNING and "amount_due" not in story.facts
    if rng.random() < 0.6 or values.language != "en" or not running:
        return _table(values)
    labels = ("Balance of your last bill", "Credits received, thank you", "Adjustments")
    for key in ("amount_paid", "amount_due"):  # of which these would tell
        story.absent.pop(key, None)
    chosen = [label for label in labels if idle(label)]
    width = max(map(len, labels)) + rng.randint(2, 20)
    return [f"{label:<{width}}{values.money().text}" for label in chosen]


def _table(values: Values) -> list[str]:
    """A small table of instalments, last year's use or debts by age."""
    rng = values.rng
    kind = rng.randrange(3)
    rows: list[list[str]]
    if kind == 0:
        rows = [["Instalment", "Scheduled for", "Share"]]
        for at in range(1, rng.randint(3, 5)):
            rows.append([str(at), values.near(300).text, f"{rng.choice((10, 20, 25, 30, 50))} %"])
    elif kind == 1:
        rows = [["Month", "kWh per day"]]
        for month in rng.sample(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul"), 3):
            rows.append([month, values.digits(values.price(1, 40))])
    else:
        rows = [["Age of debt", "0-30", "31-60", "over 60"]]
        rows.append(["", *(values.digits(values.price()) for _ in range(3))])
    if any(not idle(cell) for cell in rows[0] if cell):
        return []
    lines = columns([*zip(*rows, strict=True)], rng.randint(3, 6))
    return lines if rng.random() < 0.8 else lines[1:]


def _labelled(story: Story) -> list[Fact]:
    return [one for one in story.labelled if one.said.value is not None and one.label]
