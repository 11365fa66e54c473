"""Invoices: of a pump maker, a sign writer, a cabinet maker and a wholesaler."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from _camera import render, scan, scanned_pdf
from _paper import GREY, Column, Paper, Style, english, french, german
from _sample import Sample
from reportlab.lib.pagesizes import LETTER

Line = tuple[str, str, str, str]  # description, quantity, unit price, amount; plain numbers


def _items(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [
        {
            "description": what,
            "quantity": float(quantity),
            "unit_price": float(price),
            "amount": float(amount),
        }
        for what, quantity, price, amount in lines
    ]


def _cells(
    lines: Sequence[Line], money: Callable[[str], str], point: str = "."
) -> list[tuple[str, str, str, str]]:
    return [(what, q.replace(".", point), money(p), money(a)) for what, q, p, a in lines]


def halden() -> Sample:
    """Letterhead in two columns, ruled lines; a deposit is deducted from the total."""
    lines = [
        ("Centrifugal pump CP-40, 1.5 kW", "2", "684.00", "1368.00"),
        ("Mechanical seal kit 28 mm", "6", "41.50", "249.00"),
        ("Inline check valve DN50, brass", "4", "96.25", "385.00"),
        ("Commissioning on site, hours", "5.5", "72.00", "396.00"),
    ]
    paper, blue = Paper("Invoice HVP-26-0418"), "#12457a"
    paper.box(0, 0, paper.width, 8, fill=blue)
    paper.bold(48, 62, "Halden Valve & Pump Ltd", 17, blue)
    paper.text(48, 78, "Pumps, valves and fittings for food and water", 9, ink=GREY)
    paper.lines(
        547,
        52,
        ["Unit 7, Carrow Works", "Bracken Lane, Thetmoor IP41 6QD", "Tel. 01632 960 418"],
        8.5,
        11.5,
        ink=GREY,
        align="right",
    )
    paper.text(547, 86.5, "VAT reg. no. GB 381 7406 45", 8.5, ink=GREY, align="right")
    paper.rule(48, 547, 100, blue, 1)
    paper.text(48, 128, "Invoice to", 8, ink=GREY)
    paper.bold(48, 143, "Marlowe Dairy Co-operative", 10.5)
    paper.lines(48, 157, ["Accounts Payable", "Dunmore Road 114", "Ashby St Clare NR92 3LT"])
    paper.bold(330, 130, "INVOICE", 20, blue)
    paper.pairs(
        330,
        152,
        [
            ("Invoice no.", "HVP-26-0418"),
            ("Invoice date", "14 April 2026"),
            ("Delivery date", "9 April 2026"),
            ("Your order", "MDC/2217 of 27 March 2026"),
            ("Payment due", "14 May 2026"),
        ],
        gap=82,
    )
    columns = [
        Column("Description", 275),
        Column("Qty", 54, "right"),
        Column("Unit price", 80, "right"),
        Column("Amount", 90, "right"),
    ]
    y = paper.table(48, 252, columns, _cells(lines, english), Style(size=9.5, leading=21))
    y += 24
    for label, amount in [
        ("Subtotal", "2,398.00"),
        ("Carriage", "38.50"),
        ("VAT 20% on 2,436.50", "487.30"),
    ]:
        paper.text(440, y, label, ink=GREY, align="right")
        paper.text(543, y, amount, align="right")
        y += 16
    paper.rule(330, 547, y - 8, blue, 1)
    for label, amount in [("Total GBP", "2,923.80"), ("Deposit received 30 March", "900.00")]:
        paper.text(440, y + 6, label, align="right")
        paper.text(543, y + 6, amount, font="Helvetica-Bold", align="right")
        y += 18
    paper.box(330, y + 2, 217, 26, fill="#e8eff6")
    paper.text(440, y + 19, "Balance due", 11, "Helvetica-Bold", blue, "right")
    paper.text(543, y + 19, "£2,023.80", 11, "Helvetica-Bold", blue, "right")
    paper.rule(48, 547, 752)
    paper.lines(
        48,
        768,
        [
            "Please pay Halden Valve & Pump Ltd, Wickwar Bank, IBAN GB03 HRWK 9920 1847 1033 62.",
            "Title to the goods passes on payment in full. Claims for transport damage within "
            "5 days of delivery.",
        ],
        8,
        11,
        ink=GREY,
    )
    return Sample(
        "invoice",
        "halden-pumps.pdf",
        paper.pdf(),
        {
            "invoice_number": "HVP-26-0418",
            "invoice_date": "2026-04-14",
            "due_date": "2026-05-14",
            "purchase_order_number": "MDC/2217",
            "seller_name": "Halden Valve & Pump Ltd",
            "seller_vat_id": "GB 381 7406 45",
            "buyer_name": "Marlowe Dairy Co-operative",
            "currency": "GBP",
            "subtotal": 2398.00,
            "shipping": 38.50,
            "tax": 487.30,
            "total": 2923.80,
            "amount_due": 2023.80,
            "iban": "GB03HRWK99201847103362",
            "line_items": _items(lines),
        },
        1,
    )


def lindqvist() -> Sample:
    """German, boxed table; early-payment discount gives tempting dates and amounts."""
    lines = [
        ("Fassadenbeschriftung, UV-beständige Folie", "14.5", "68.00", "986.00"),
        ("Montage vor Ort", "9", "54.50", "490.50"),
        ("Leuchtkasten 120 x 60 cm, LED", "2", "412.00", "824.00"),
        ("Entwurf und Reinzeichnung, pauschal", "1", "180.00", "180.00"),
    ]
    paper, red = Paper("Rechnung 2026-0093"), "#a3261f"
    paper.text(547, 60, "LINDQVIST & BRANDT", 18, "Helvetica-Bold", red, "right")
    paper.text(547, 76, "Werbetechnik GmbH", 11, ink=GREY, align="right")
    paper.text(
        62, 132, "Lindqvist & Brandt Werbetechnik GmbH · Gerberstr. 18 · 04199 Lobstedt", 6.5
    )
    paper.rule(62, 290, 136)
    paper.lines(
        62,
        154,
        ["Bäckerei Sonnleitner KG", "Frau Katrin Sonnleitner", "Am Mühlbach 3", "04288 Parthenau"],
        10.5,
        14,
    )
    paper.box(372, 122, 175, 92, stroke="#c9ccd3")
    paper.pairs(
        380,
        140,
        [
            ("Rechnung Nr.", "2026-0093"),
            ("Rechnungsdatum", "05.02.2026"),
            ("Leistungsdatum", "29.01.2026"),
            ("Kundennummer", "11847"),
            ("Auftrag", "AU-2025-0761"),
        ],
        gap=88,
        leading=16,
    )
    paper.bold(62, 256, "Rechnung", 15, red)
    paper.lines(
        62,
        276,
        [
            "Sehr geehrte Frau Sonnleitner,",
            "für die Beschriftung Ihrer Filiale in Parthenau berechnen wir Ihnen wie vereinbart:",
        ],
    )
    rows = [(str(index), *cells) for index, cells in enumerate(_cells(lines, german, ","), start=1)]
    columns = [
        Column("Pos.", 36, "center"),
        Column("Bezeichnung", 235),
        Column("Menge", 56, "right"),
        Column("Einzelpreis €", 76, "right"),
        Column("Gesamt €", 82, "right"),
    ]
    style = Style(size=9.5, leading=20, rules="grid", head_fill="#f3e3e1", line="#a9a9ad")
    y = paper.table(62, 312, columns, rows, style)
    sums = [
        ("Summe netto", "2.480,50"),
        ("zzgl. 19 % MwSt.", "471,30"),
        ("Rechnungsbetrag", "2.951,80"),
    ]
    widths = [Column("", 403, "right"), Column("", 82, "right")]
    for label, amount in sums:
        bold = "Helvetica-Bold" if label == "Rechnungsbetrag" else "Helvetica"
        paper.box(62, y, 403, 20, stroke="#a9a9ad")
        paper.box(465, y, widths[1].width, 20, stroke="#a9a9ad")
        paper.text(459, y + 13.5, label, font=bold, align="right")
        paper.text(543, y + 13.5, amount, font=bold, align="right")
        y += 20
    paper.paragraph(
        62,
        y + 30,
        485,
        "Zahlbar ohne Abzug bis 07.03.2026. Bei Zahlung bis 19.02.2026 gewähren wir 2 % Skonto "
        "(59,04 €). Bitte geben Sie bei der Überweisung die Rechnungsnummer an.",
    )
    paper.lines(62, y + 78, ["Mit freundlichen Grüßen", "", "Jonas Brandt"], font="Helvetica")
    paper.rule(62, 547, 772)
    paper.lines(
        62, 785, ["Geschäftsführer: Jonas Brandt", "HRB 40817, Amtsgericht Lobstedt"], 7, 9.5
    )
    paper.lines(235, 785, ["USt-IdNr. DE291840601", "Steuernr. 231/118/40562"], 7, 9.5)
    paper.lines(
        380, 785, ["Parthebank eG, BIC PTHBDE21XXX", "IBAN DE46 9904 0177 0062 3188 40"], 7, 9.5
    )
    return Sample(
        "invoice",
        "lindqvist-werbetechnik.pdf",
        paper.pdf(),
        {
            "invoice_number": "2026-0093",
            "invoice_date": "2026-02-05",
            "due_date": "2026-03-07",
            "seller_name": "Lindqvist & Brandt Werbetechnik GmbH",
            "seller_vat_id": "DE291840601",
            "buyer_name": "Bäckerei Sonnleitner KG",
            "currency": "EUR",
            "subtotal": 2480.50,
            "tax": 471.30,
            "total": 2951.80,
            "iban": "DE46990401770062318840",
            "line_items": _items(lines),
        },
        1,
    )


def moreau() -> Sample:
    """French, labels above values, no rules; payable on receipt, so without a due date."""
    lines = [
        ("Restauration d'un buffet en noyer", "1", "1480.00", "1480.00"),
        ("Remplacement de serrures anciennes", "3", "86.00", "258.00"),
        ("Vernis au tampon, heures", "6.5", "48.00", "312.00"),
    ]
    paper, green = Paper("Facture F-2026-0218"), "#2f5d50"
    paper.text(60, 84, "Atelier Moreau", 26, "Times-Italic", green)
    paper.text(60, 102, "Ébénisterie et restauration de meubles", 10, "Times-Roman", GREY)
    paper.lines(
        60,
        128,
        ["7, impasse des Tanneurs", "69471 Saint-Vernay", "FR 43 821447000"],
        9.5,
        font="Times-Roman",
    )
    for x, label, value in [
        (60, "FACTURE N°", "F-2026-0218"),
        (200, "DATE", "18 février 2026"),
        (340, "DEVIS N°", "D-2025-1140"),
        (450, "RÈGLEMENT", "à réception"),
    ]:
        paper.stacked(x, 200, label, value, ink=green)
    paper.stacked(
        60, 252, "CLIENT", "Mme Hélène Castaing", "23, rue du Clos-Joli", "69482 Montferrier"
    )
    paper.stacked(340, 252, "DATE DE LIVRAISON", "11 février 2026")
    columns = [
        Column("Désignation", 260),
        Column("Qté", 50, "right"),
        Column("P.U. HT", 80, "right"),
        Column("Montant HT", 90, "right"),
    ]
    style = Style(10, 22, "Times-Roman", "Times-Bold", head_ink=green, rules="none")
    y = paper.table(56, 340, columns, _cells(lines, french, ","), style) + 30
    for label, amount in [
        ("Total HT", "2050.00"),
        ("TVA 20 %", "410.00"),
        ("Total TTC", "2460.00"),
        ("Acompte versé le 3 décembre 2025", "738.00"),
        ("Reste à payer", "1722.00"),
    ]:
        bold = "Times-Bold" if label in ("Total TTC", "Reste à payer") else "Times-Roman"
        paper.text(430, y, label, 10.5, bold, align="right")
        paper.text(532, y, f"{french(amount)} €", 10.5, bold, align="right")
        y += 18
    paper.lines(
        60,
        740,
        [
            "Pas d'escompte pour paiement anticipé. Indemnité forfaitaire de recouvrement : 40 €.",
            "Domiciliation : Crédit de la Saône · IBAN FR21 9987 1000 4300 0091 8264 K17",
            "Siret 821 447 000 00016 · TVA intracommunautaire FR43821447000",
        ],
        8.5,
        12,
        "Times-Roman",
        GREY,
    )
    return Sample(
        "invoice",
        "atelier-moreau.pdf",
        paper.pdf(),
        {
            "invoice_number": "F-2026-0218",
            "invoice_date": "2026-02-18",
            "seller_name": "Atelier Moreau",
            "seller_vat_id": "FR43821447000",
            "buyer_name": "Mme Hélène Castaing",
            "currency": "EUR",
            "subtotal": 2050.00,
            "tax": 410.00,
            "total": 2460.00,
            "amount_due": 1722.00,
            "iban": "FR2199871000430000918264K17",
            "line_items": _items(lines),
        },
        1,
    )


def northgate() -> Sample:
    """American, on letter paper, from a scanner that pulled it in askew."""
    lines = [
        ("THHN 12 AWG black, 500 ft spool", "8", "74.35", "594.80"),
        ("20A GFCI receptacle, white", "24", "17.95", "430.80"),
        ("200A main panel, 40 space", "2", "318.00", "636.00"),
        ("EMT conduit 3/4 in x 10 ft", "30", "8.37", "251.10"),
    ]
    paper = Paper("Invoice", LETTER)
    paper.bold(54, 66, "NORTHGATE ELECTRICAL SUPPLY", 16)
    paper.lines(54, 82, ["2218 Tallow Mill Road", "Harlan Falls, OH 43998", "(419) 555-0137"], 10)
    paper.text(558, 66, "INVOICE", 22, "Helvetica-Bold", align="right")
    columns = [Column("INVOICE NO.", 90, "center"), Column("INVOICE DATE", 90, "center")]
    grid = Style(size=10, leading=19, rules="grid", line="#333333", head_fill="#dddddd")
    paper.table(378, 80, columns, [("50-33817", "03/09/2026")], grid)
    for x, title, name, street, town in [
        (
            54,
            "BILL TO",
            "Keystone Ridge Builders Inc.",
            "610 Prospect Street",
            "Pomeroy Falls, OH 44699",
        ),
        (
            318,
            "SHIP TO",
            "Job site: Larkin Elementary",
            "45 School Lane",
            "Pomeroy Falls, OH 44699",
        ),
    ]:
        paper.box(x, 140, 240, 74, stroke="#333333")
        paper.box(x, 140, 240, 16, fill="#dddddd")
        paper.bold(x + 6, 152, title, 9)
        paper.lines(x + 6, 172, [name, street, town], 10.5, 14)
    heads = ["CUSTOMER PO", "SHIP DATE", "SHIPPED VIA", "TERMS", "DUE DATE"]
    values = ["8841-B", "03/06/2026", "Our truck", "Net 30", "04/08/2026"]
    columns = [Column(head, 100.8, "center") for head in heads]
    paper.table(54, 230, columns, [values], grid)
    columns = [
        Column("QTY", 46, "center"),
        Column("DESCRIPTION", 278),
        Column("UNIT PRICE", 90, "right"),
        Column("AMOUNT", 90, "right"),
    ]
    rows = [(q, what, p, a) for what, q, p, a in lines]
    y = paper.table(54, 288, columns, rows, grid)
    for label, amount in [
        ("SUBTOTAL", "1,912.70"),
        ("FREIGHT", "45.00"),
        ("SALES TAX 6.5%", "124.33"),
        ("TOTAL", "$2,082.03"),
    ]:
        paper.box(468, y, 90, 20, stroke="#333333")
        paper.text(460, y + 14, label, 10, "Helvetica-Bold", align="right")
        paper.text(553, y + 14, amount, 10.5, align="right")
        y += 20
    paper.text(54, 560, "Returns within 30 days with this invoice. 1.5% per month on past due.", 9)
    paper.text(54, 600, "Received by:", 10)
    paper.text(122, 598, "T. Okafor", 17, "Times-Italic", "#23408e")
    paper.rule(116, 260, 603, "#333333")
    page = scan(render(paper.pdf(), 150)[0], seed=4, skew=-1.3)
    return Sample(
        "invoice",
        "northgate-scan.pdf",
        scanned_pdf([page], 150),
        {
            "invoice_number": "50-33817",
            "invoice_date": "2026-03-09",
            "due_date": "2026-04-08",
            "purchase_order_number": "8841-B",
            "seller_name": "NORTHGATE ELECTRICAL SUPPLY",
            "buyer_name": "Keystone Ridge Builders Inc.",
            "currency": "USD",
            "subtotal": 1912.70,
            "shipping": 45.00,
            "tax": 124.33,
            "total": 2082.03,
            "line_items": _items(lines),
        },
        1,
    )
