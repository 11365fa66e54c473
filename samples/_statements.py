"""Two bank statements, a power bill and a water bill."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from _camera import render, scan, scanned_pdf
from _paper import GREY, Column, Paper, Style, english, german
from _sample import Sample
from reportlab.lib.pagesizes import LETTER

Movement = tuple[str, str, str]  # day, description, amount: negative is money out


def _rows(movements: list[Movement]) -> list[dict[str, Any]]:
    rows = []
    for day, description, amount in movements:
        side = "debit" if amount.startswith("-") else "credit"
        rows.append({"booked_on": day, "description": description, side: float(amount.lstrip("-"))})
    return rows


def ohlendorf() -> Sample:
    """A Kontoauszug over two pages, sides marked S and H, with a balance carried over."""
    movements = [
        ("2026-03-02", "Miete Werkstatt März, Gebr. Callsen", "-1480.00"),
        ("2026-03-02", "Holzhandel Vennemann, Rg. 70114", "-2316.48"),
        ("2026-03-03", "Familie Deichgraf, Rechnung 26-021", "3540.25"),
        ("2026-03-05", "Nordwest Mobilfunk, Vertrag 0151", "-58.97"),
        ("2026-03-06", "Berufsgenossenschaft, Beitrag 1/26", "-412.60"),
        ("2026-03-10", "Lohn Februar, T. Ohlsen", "-2184.33"),
        ("2026-03-10", "Lohn Februar, S. Kara", "-2067.90"),
        ("2026-03-12", "Zahnarztpraxis am Wall, Rg. 26-024", "5962.10"),
        ("2026-03-13", "Finanzamt, Umsatzsteuer Februar", "-1127.00"),
        ("2026-03-16", "Tankstelle Jessen", "-93.41"),
        ("2026-03-17", "Kita Lerchenfeld e.V., Abschlag 1", "4000.00"),
        ("2026-03-19", "Werkzeug-Center Ahrens", "-387.55"),
        ("2026-03-23", "Leasing Transporter, Rate 14/48", "-349.00"),
        ("2026-03-25", "Frau Imke Sander, Rechnung 26-027", "815.15"),
        ("2026-03-27", "Versicherungsbüro Lorenz, Inventar", "-226.70"),
        ("2026-03-31", "Kontoführung und Buchungsposten", "-14.90"),
    ]
    balance = Decimal("8412.37")
    paper, blue = Paper("Kontoauszug 3/2026"), "#0d4d8c"
    columns = [
        Column("Buchung", 62),
        Column("Wert", 62),
        Column("Verwendungszweck", 265),
        Column("Betrag EUR", 110, "right"),
    ]

    def letterhead() -> None:
        paper.box(48, 40, 30, 30, fill=blue)
        paper.text(63, 62, "P", 20, "Times-Bold", "#ffffff", "center")
        paper.bold(88, 62, "Parthebank eG", 16, blue)
        paper.text(547, 52, "Kontoauszug Nr. 3/2026", 10, "Helvetica-Bold", align="right")
        paper.text(547, 66, f"Blatt {paper.number} von 2", 9, ink=GREY, align="right")
        paper.rule(48, 547, 80, blue, 1)

    def signed(amount: Decimal) -> str:
        return f"{german(abs(amount))} {'S' if amount < 0 else 'H'}"

    def part(y: float, first: str, some: list[Movement], last: str) -> float:
        nonlocal balance
        rows = [("", "", first, signed(balance))]
        for day, description, amount in some:
            year, month, date = day.split("-")
            short = f"{date}.{month}.{year}"
            rows.append((short, short, description, signed(Decimal(amount))))
            balance += Decimal(amount)
        rows.append(("", "", last, signed(balance)))
        return paper.table(48, y, columns, rows, Style(9.5, 21, head_fill="#e6eef6"))

    letterhead()
    paper.lines(48, 108, ["Tischlerei Ohlendorf GbR", "Am Speicher 6", "04277 Parthenau"], 10.5, 14)
    paper.pairs(
        330,
        108,
        [
            ("Konto", "6231884"),
            ("IBAN", "DE57 9904 0177 0006 2318 84"),
            ("BIC", "PTHBDE21XXX"),
            ("Zeitraum", "01.03.2026 bis 31.03.2026"),
            ("Erstellt am", "01.04.2026"),
        ],
        gap=66,
    )
    part(196, "Alter Kontostand", movements[:11], "Übertrag auf Blatt 2")
    paper.text(48, 790, "Bitte prüfen Sie den Auszug binnen sechs Wochen.", 8, ink=GREY)
    paper.next_page()
    letterhead()
    y = part(104, "Übertrag von Blatt 1", movements[11:], "Neuer Kontostand")
    paper.paragraph(
        48,
        y + 30,
        499,
        "Eingeräumte Überziehung 5.000,00 EUR, Sollzins 9,75 % p.a. Der nächste Rechnungsabschluss "
        "erfolgt zum 30.06.2026.",
        9,
        ink=GREY,
    )
    second = {f"/transactions/{index}": 2 for index in range(11, len(movements))}
    return Sample(
        "bank_statement",
        "parthebank-kontoauszug.pdf",
        paper.pdf(),
        {
            "bank_name": "Parthebank eG",
            "account_holder": "Tischlerei Ohlendorf GbR",
            "account_number": "6231884",
            "iban": "DE57990401770006231884",
            "bic": "PTHBDE21XXX",
            "statement_number": "3/2026",
            "statement_date": "2026-04-01",
            "period_start": "2026-03-01",
            "period_end": "2026-03-31",
            "currency": "EUR",
            "opening_balance": 8412.37,
            "closing_balance": float(balance),
            "transactions": _rows(movements),
        },
        {"": 1, "/closing_balance": 2} | second,
    )


def lakeside() -> Sample:
    """An American checking account: a summary box, then withdrawals and deposits in columns."""
    movements = [
        ("2026-08-03", "Payroll Harwick School District", "2418.66"),
        ("2026-08-04", "Lakeshore Apartments rent", "-1275.00"),
        ("2026-08-07", "Check 1184", "-160.00"),
        ("2026-08-11", "Harvest Lane Market", "-84.17"),
        ("2026-08-14", "Transfer from savings", "350.00"),
        ("2026-08-17", "Payroll Harwick School District", "2418.66"),
        ("2026-08-19", "Harwick Electric Co-op", "-96.42"),
        ("2026-08-24", "ATM withdrawal Main St", "-200.00"),
        ("2026-08-28", "Auto loan payment", "-318.05"),
    ]
    balance = opening = Decimal("1906.48")
    paper, teal = Paper("Statement", LETTER), "#0f6e6e"
    paper.text(54, 70, "Lakeside Mutual Bank", 20, "Times-Bold", teal)
    paper.text(54, 86, "PO Box 2200, Harwick, WI 54999 · Member since 2011", 8.5, ink=GREY)
    paper.lines(54, 124, ["RENATA J. KOWALCZYK", "418 BLUFF ST APT 3", "HARWICK WI 54999"], 10, 13)
    paper.pairs(
        360,
        124,
        [
            ("Account", "Everyday Checking"),
            ("Account number", "4410-772-0918"),
            ("Statement date", "08/31/2026"),
            ("Period", "08/01/2026 - 08/31/2026"),
        ],
        gap=88,
    )
    paper.box(54, 196, 504, 62, fill="#e9f3f2", radius=4)
    for x, label, value in [
        (66, "Beginning balance", "$1,906.48"),
        (192, "Deposits and credits", "$5,187.32"),
        (318, "Withdrawals and debits", "$2,133.64"),
        (444, "Ending balance", "$4,960.16"),
    ]:
        paper.text(x, 218, label, 8.5, ink=GREY)
        paper.bold(x, 240, value, 13, teal)
    columns = [
        Column("Date", 70),
        Column("Description", 204),
        Column("Withdrawals", 76, "right"),
        Column("Deposits", 76, "right"),
        Column("Balance", 78, "right"),
    ]
    rows = []
    for day, description, amount in movements:
        balance += Decimal(amount)
        year, month, date = day.split("-")
        plain = english(amount.lstrip("-"))
        sides = (plain, "") if amount.startswith("-") else ("", plain)
        rows.append((f"{month}/{date}/{year}", description, *sides, english(balance)))
    paper.table(54, 280, columns, rows, Style(9, 20, rules="rows", head_fill="#d3e6e4"))
    paper.text(54, 520, "Average daily balance $3,102.77. Minimum to avoid fees $500.00.", 8.5)
    return Sample(
        "bank_statement",
        "lakeside-checking.pdf",
        paper.pdf(),
        {
            "bank_name": "Lakeside Mutual Bank",
            "account_holder": "RENATA J. KOWALCZYK",
            "account_number": "4410-772-0918",
            "statement_date": "2026-08-31",
            "period_start": "2026-08-01",
            "period_end": "2026-08-31",
            "currency": "USD",
            "opening_balance": float(opening),
            "total_credits": 5187.32,
            "total_debits": 2133.64,
            "closing_balance": float(balance),
            "transactions": _rows(movements),
        },
        1,
    )


def ellerquell() -> Sample:
    """A German yearly power bill: instalments paid, what is left, and the next instalment."""
    paper, green = Paper("Stromrechnung 2025"), "#3f7d20"
    paper.box(0, 0, paper.width, 70, fill=green)
    paper.text(48, 45, "Stadtwerke Ellerquell", 20, "Helvetica-Bold", "#ffffff")
    paper.text(547, 45, "Jahresabrechnung Strom", 12, ink="#ffffff", align="right")
    paper.text(
        48, 108, "Stadtwerke Ellerquell GmbH, Am Wasserturm 1, 37199 Ellerquell", 7, ink=GREY
    )
    paper.lines(48, 126, ["Herrn", "Yusuf Demirel", "Birkenallee 12", "37199 Ellerquell"], 10.5, 14)
    paper.box(330, 96, 217, 100, fill="#f0f6ec")
    paper.pairs(
        340,
        114,
        [
            ("Kundennummer", "2 004 618"),
            ("Rechnungsnr.", "SE-25-77310"),
            ("Rechnungsdatum", "19.01.2026"),
            ("Zählernummer", "1EMH0041 8827"),
            ("Lieferstelle", "Birkenallee 12, EG links"),
            ("Fällig am", "05.02.2026"),
        ],
        gap=88,
        leading=15,
    )
    paper.bold(48, 226, "Ihr Verbrauch vom 01.01.2025 bis 31.12.2025", 12, green)
    columns = [
        Column("Zählerstand alt", 110, "right"),
        Column("Zählerstand neu", 110, "right"),
        Column("Verbrauch", 110, "right"),
        Column("Vorjahr", 110, "right"),
    ]
    grid = Style(10, 21, rules="grid", head_fill="#f0f6ec")
    paper.table(48, 240, columns, [("18.204", "21.046", "2.842 kWh", "3.015 kWh")], grid)
    paper.bold(48, 318, "Ihre Kosten", 12, green)
    columns = [Column("", 370), Column("Betrag", 129, "right")]
    rows = [
        ("Arbeitspreis 2.842 kWh x 31,20 ct", "886,70 €"),
        ("Grundpreis 12 Monate", "118,80 €"),
        ("Umsatzsteuer 19 %", "191,05 €"),
    ]
    y = paper.table(48, 326, columns, rows, Style(10, 21))
    for label, amount in [
        ("Rechnungsbetrag 2025", "1.196,55 €"),
        ("Geleistete Abschläge 12 x 95,00 €", "1.140,00 €"),
        ("Nachzahlung", "56,55 €"),
    ]:
        paper.bold(52, y + 20, label, 10.5)
        paper.text(543, y + 20, amount, 10.5, "Helvetica-Bold", align="right")
        y += 22
    paper.paragraph(
        48,
        y + 34,
        499,
        "Die Nachzahlung buchen wir am Fälligkeitstag von Ihrem Konto ab. Ihr neuer monatlicher "
        "Abschlag beträgt ab Februar 2026 102,00 €. Im Arbeitspreis ist die Stromsteuer von "
        "2,05 ct/kWh enthalten.",
    )
    return Sample(
        "utility_bill",
        "stadtwerke-strom.pdf",
        paper.pdf(),
        {
            "provider_name": "Stadtwerke Ellerquell GmbH",
            "utility_type": "electricity",
            "customer_name": "Yusuf Demirel",
            "account_number": "2 004 618",
            "service_address": "Birkenallee 12, EG links",
            "meter_number": "1EMH0041 8827",
            "bill_date": "2026-01-19",
            "due_date": "2026-02-05",
            "period_start": "2025-01-01",
            "period_end": "2025-12-31",
            "previous_reading": 18204,
            "current_reading": 21046,
            "consumption": 2842,
            "consumption_unit": "kWh",
            "currency": "EUR",
            "total": 1196.55,
            "charges": [
                {"description": "Arbeitspreis 2.842 kWh x 31,20 ct", "amount": 886.70},
                {"description": "Grundpreis 12 Monate", "amount": 118.80},
                {"description": "Umsatzsteuer 19 %", "amount": 191.05},
            ],
        },
        1,
    )


def marsh_valley() -> Sample:
    """A water bill, folded once and scanned; last quarter's balance stands above this one's."""
    paper = Paper("Water bill")
    paper.text(60, 78, "Marsh Valley Water", 22, "Times-Bold")
    paper.text(60, 96, "Fenwick House, Sluice Lane, Marshgate MG1 7RT", 9.5, "Times-Roman")
    paper.lines(
        60,
        150,
        ["Mrs Olive Penhallow", "Rose Cottage", "5 Chapel Row", "Lower Fenny MG9 2AL"],
        11,
        15,
    )
    facts = [
        ("Account number", "700 4418 23"),
        ("Bill date", "7 July 2026"),
        ("Please pay by", "28 July 2026"),
        ("Meter number", "W9920417"),
        ("Supply address", "5 Chapel Row, Lower Fenny"),
    ]
    paper.pairs(310, 150, facts, gap=100, size=10.5, leading=17, ink="#333333")
    paper.bold(60, 262, "Water bill for 1 April 2026 to 30 June 2026", 13)
    columns = [Column("", 190), Column("Reading (m3)", 110, "right")]
    readings = [("1 April, actual", "1184"), ("30 June, actual", "1209"), ("Water used", "25")]
    plain = Style(10.5, 21, rules="grid", line="#444444")
    paper.table(60, 276, columns, readings, plain)
    columns = [Column("Charges", 370), Column("GBP", 105, "right")]
    charges = [
        ("Water supply, 25 m3 at 1.86", "46.50"),
        ("Wastewater, 25 m3 at 1.42", "35.50"),
        ("Standing charge", "14.20"),
        ("Total for this bill", "96.20"),
    ]
    paper.table(60, 386, columns, charges, plain)
    paper.lines(
        60,
        520,
        [
            "Balance of your last bill 88.45",
            "Payment received 24 April 2026, thank you 88.45",
            "Amount to pay now 96.20",
        ],
        10.5,
        16,
    )
    paper.rule(60, 535, 421 + 160, "#bbbbbb")
    page = scan(render(paper.pdf(), 150)[0], seed=31, skew=1.1, noise=8)
    return Sample(
        "utility_bill",
        "marsh-valley-water.pdf",
        scanned_pdf([page], 150, 42),
        {
            "provider_name": "Marsh Valley Water",
            "utility_type": "water",
            "customer_name": "Mrs Olive Penhallow",
            "account_number": "700 4418 23",
            "service_address": "5 Chapel Row, Lower Fenny",
            "meter_number": "W9920417",
            "bill_date": "2026-07-07",
            "due_date": "2026-07-28",
            "period_start": "2026-04-01",
            "period_end": "2026-06-30",
            "previous_reading": 1184,
            "current_reading": 1209,
            "consumption": 25,
            "consumption_unit": "m3",
            "currency": "GBP",
            "total": 96.20,
            "charges": [
                {"description": "Water supply, 25 m3 at 1.86", "amount": 46.50},
                {"description": "Wastewater, 25 m3 at 1.42", "amount": 35.50},
                {"description": "Standing charge", "amount": 14.20},
            ],
        },
        1,
    )
