"""Purchase orders: a laboratory's workbook, a builder's letter, a hotel's form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from _office import MADE, office
from _paper import GREY, Column, Paper, Style, english, german
from _sample import Sample
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

Line = tuple[str, str, float, str, float, float]  # number, description, quantity, unit, price, sum


def _lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    keys = ("item_number", "description", "quantity", "unit", "unit_price", "amount")
    return [dict(zip(keys, line, strict=True)) for line in lines]


def greywacke() -> Sample:
    """A workbook; numbers are numbers, the date is a date, sums are typed in."""
    lines = [
        ("SB-2040", "Sample bottle HDPE 500 ml", 24.0, "box", 31.50, 756.00),
        ("FP-0045", "Filter paper 0.45 um, 47 mm", 40.0, "pack", 22.80, 912.00),
        ("PH-K7", "pH buffer set 4/7/10", 6.0, "set", 48.25, 289.50),
        ("GL-N-M", "Nitrile gloves, size M", 30.0, "box", 8.90, 267.00),
    ]
    book = Workbook()
    book.properties.created = book.properties.modified = MADE
    sheet = book.active
    assert sheet is not None
    sheet.title = "PO 45-10882"
    sheet.sheet_view.showGridLines = False
    for letter, width in zip("ABCDEF", (14, 34, 11, 9, 13, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    teal, thin = "1F6F6B", Side(style="thin", color="B8C4C3")
    sheet["A1"] = "Greywacke Water Testing Ltd"
    sheet["A1"].font = Font(size=16, bold=True, color=teal)
    sheet["A2"] = "Slipway House, Tern Road, Portmarrow PM3 8DD"
    sheet["E1"] = "PURCHASE ORDER"
    sheet["E1"].font = Font(size=13, bold=True)
    facts = [
        ("A4", "Supplier", "Aldous Laboratory Supplies"),
        ("A5", None, "Mill Yard 3, Tanfold TF1 4RW"),
        ("A7", "Deliver to", "Goods-in, Unit B, Tern Road, Portmarrow PM3 8DE"),
        ("A8", "Ordered by", "Priya Raman"),
        ("A9", "Terms", "30 days from invoice"),
        ("E4", "PO number", "45-10882"),
        ("E5", "PO date", MADE.replace(month=9, day=8, hour=0)),
        ("E6", "Required by", MADE.replace(month=9, day=22, hour=0)),
        ("E7", "Your quote", "Q-33190"),
        ("E8", "Currency", "GBP"),
    ]
    for at, label, value in facts:
        if label:
            sheet[at] = label
            sheet[at].font = Font(color="6D7078")
        cell = sheet[chr(ord(at[0]) + 1) + at[1:]]
        cell.value = value
        cell.alignment = Alignment(horizontal="left")
        if at in ("E5", "E6"):
            cell.number_format = "dd/mm/yyyy"
    heads = ["Item no.", "Description", "Quantity", "Unit", "Unit price", "Amount"]
    for column, head in enumerate(heads, start=1):
        cell = sheet.cell(11, column, head)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=teal)
    for row, line in enumerate(lines, start=12):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(row, column, value)
            cell.border = Border(bottom=thin)
            if column > 4:
                cell.number_format = "#,##0.00"
    sums = [("Subtotal", 2224.50), ("Carriage", 18.00), ("VAT 20%", 448.50), ("Total", 2691.00)]
    for row, (label, amount) in enumerate(sums, start=17):
        sheet.cell(row, 5, label).font = Font(bold=label == "Total")
        cell = sheet.cell(row, 6, amount)
        cell.number_format = "#,##0.00"
        cell.font = Font(bold=label == "Total")
    sheet["A22"] = "Please quote the PO number on your delivery note and invoice."
    return Sample(
        "purchase_order",
        "greywacke-labware.xlsx",
        office(book),
        {
            "order_number": "45-10882",
            "order_date": "2026-09-08",
            "delivery_date": "2026-09-22",
            "quotation_number": "Q-33190",
            "buyer_name": "Greywacke Water Testing Ltd",
            "buyer_contact": "Priya Raman",
            "supplier_name": "Aldous Laboratory Supplies",
            "ship_to": "Goods-in, Unit B, Tern Road, Portmarrow PM3 8DE",
            "payment_terms": "30 days from invoice",
            "currency": "GBP",
            "subtotal": 2224.50,
            "shipping": 18.00,
            "tax": 448.50,
            "total": 2691.00,
            "lines": _lines(lines),
        },
    )


def steinau() -> Sample:
    """A German letter in Word; no tax is stated, and the total is of goods alone."""
    lines = [
        ("E-1140", "Eichendielen 21 x 160 mm, gebürstet", 86.0, "m²", 64.50, 5547.00),
        ("L-0210", "Sockelleiste Eiche 60 mm", 112.0, "m", 5.80, 649.60),
        ("K-0031", "Parkettkleber 16 kg", 7.0, "Eimer", 71.20, 498.40),
    ]
    letter = Document()
    letter.core_properties.created = letter.core_properties.modified = MADE
    letter.core_properties.author = "Steinau Innenausbau GmbH"
    section = letter.sections[0]
    section.left_margin = section.right_margin = Cm(2.4)
    letter.styles["Normal"].font.name = "Calibri"
    letter.styles["Normal"].font.size = Pt(10.5)
    head = letter.add_paragraph()
    name = head.add_run("Steinau Innenausbau GmbH")
    name.bold, name.font.size, name.font.color.rgb = True, Pt(16), RGBColor(0x6B, 0x4A, 0x1F)
    letter.add_paragraph("Kiesgrubenweg 5 · 36399 Hohenlinde · Tel. 06699 418220")
    letter.add_paragraph("Holzhandel Vennemann e.K.\nHafenstraße 71\n26899 Dornumfehn")
    letter.add_paragraph("Hohenlinde, den 19. Oktober 2026").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    title = letter.add_paragraph().add_run("Bestellung Nr. B-26-307")
    title.bold, title.font.size = True, Pt(13)
    letter.add_paragraph(
        "Sehr geehrte Damen und Herren,\n"
        "auf Grundlage Ihres Angebots AN-7714 vom 02.10.2026 bestellen wir:"
    )
    table = letter.add_table(rows=1, cols=6, style="Light Grid Accent 1")
    titles = ["Art.-Nr.", "Bezeichnung", "Menge", "Einheit", "Preis €", "Gesamt €"]
    for cell, text in zip(table.rows[0].cells, titles, strict=True):
        cell.text = text
    for number, what, quantity, unit, price, amount in lines:
        cells = table.add_row().cells
        texts = [number, what, f"{quantity:g}", unit, german(str(price)), german(str(amount))]
        for cell, text in zip(cells, texts, strict=True):
            cell.text = text
    total = letter.add_paragraph()
    total.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    total.add_run("Auftragswert netto: 6.695,00 €").bold = True
    letter.add_paragraph(
        "Liefertermin: 12.11.2026, frei Baustelle\n"
        "Lieferanschrift: Neubau Kita Lerchenfeld, Amselweg 2, 36398 Hohenlinde\n"
        "Zahlungsbedingungen: 14 Tage 2 % Skonto, 30 Tage netto"
    )
    letter.add_paragraph(
        "Bitte bestätigen Sie uns den Termin bis zum 23.10.2026.\n\n"
        "Mit freundlichen Grüßen\nMareike Thoms, Einkauf"
    )
    return Sample(
        "purchase_order",
        "steinau-bestellung.docx",
        office(letter),
        {
            "order_number": "B-26-307",
            "order_date": "2026-10-19",
            "delivery_date": "2026-11-12",
            "quotation_number": "AN-7714",
            "buyer_name": "Steinau Innenausbau GmbH",
            "buyer_contact": "Mareike Thoms",
            "supplier_name": "Holzhandel Vennemann e.K.",
            "ship_to": "Neubau Kita Lerchenfeld, Amselweg 2, 36398 Hohenlinde",
            "payment_terms": "14 Tage 2 % Skonto, 30 Tage netto",
            "delivery_terms": "frei Baustelle",
            "currency": "EUR",
            "total": 6695.00,
            "lines": _lines(lines),
        },
    )


def bellweather() -> Sample:
    """A hotel's form with three addresses side by side, and freight apart from tax."""
    lines = [
        ("TW-70", "Bath towel 70 x 140, white", 240.0, "pc", 6.40, 1536.00),
        ("TW-50", "Hand towel 50 x 100, white", 240.0, "pc", 3.10, 744.00),
        ("RB-L", "Waffle robe, size L", 36.0, "pc", 21.75, 783.00),
        ("SL-1", "Slippers, closed toe, 100 pairs", 4.0, "ctn", 88.00, 352.00),
    ]
    paper, gold = Paper("Purchase order"), "#8a6d2f"
    paper.text(298, 64, "BELLWEATHER HOTELS", 18, "Times-Roman", gold, "center")
    paper.text(298, 80, "Purchasing · Grand Parade 1 · Lowmouth", 8.5, ink=GREY, align="center")
    paper.rule(48, 547, 94, gold, 1.2)
    paper.bold(48, 124, "Purchase order", 15)
    facts = [
        ("Order no.", "BWH-009144"),
        ("Order date", "3 August 2026"),
        ("Deliver by", "31 August 2026"),
        ("Incoterms", "DAP Lowmouth"),
        ("Payment", "45 days net"),
    ]
    for index, (label, value) in enumerate(facts):
        paper.stacked(48 + 102 * index, 146, label, value, ink=gold)
    addresses = [
        ("Supplier", "Tessaro Tessuti S.p.A.", "Via dei Filatoi 22", "36099 Valdarzo, Italy"),
        ("Ship to", "Hotel Bellweather Bay", "Service Gate, Pier Road 60", "Lowmouth LM2 5BB"),
        ("Invoice to", "Bellweather Shared Services", "PO Box 118", "Lowmouth LM1 1AA"),
    ]
    for index, (title, *rows) in enumerate(addresses):
        x = 48 + 169 * index
        paper.box(x, 186, 161, 72, fill="#f7f3e8")
        paper.bold(x + 8, 200, title, 8, gold)
        paper.lines(x + 8, 216, rows, 9.5, 13)
    columns = [
        Column("Item", 56),
        Column("Description", 195),
        Column("Qty", 50, "right"),
        Column("Unit", 40, "center"),
        Column("Price EUR", 74, "right"),
        Column("Amount EUR", 84, "right"),
    ]
    cells = [
        (item, what, f"{quantity:g}", unit, english(str(price)), english(str(amount)))
        for item, what, quantity, unit, price, amount in lines
    ]
    y = paper.table(48, 276, columns, cells, Style(9.5, 20, stripe="#fbf9f3", line=gold))
    y += 22
    for label, amount in [
        ("Goods", "3,415.00"),
        ("Freight", "120.00"),
        ("VAT (intra-EU supply)", "0.00"),
        ("Order value", "3,535.00"),
    ]:
        font = "Helvetica-Bold" if label == "Order value" else "Helvetica"
        paper.text(440, y, label, font=font, align="right")
        paper.text(543, y, amount, font=font, align="right")
        y += 17
    paper.text(48, y + 30, "Buyer: Tomasz Wren · t.wren@bellweather.example · ext. 214", 9)
    paper.text(48, y + 44, "Previous order BWH-008973 of 12 January 2026 remains valid.", 9)
    return Sample(
        "purchase_order",
        "bellweather-linen.pdf",
        paper.pdf(),
        {
            "order_number": "BWH-009144",
            "order_date": "2026-08-03",
            "delivery_date": "2026-08-31",
            "buyer_name": "BELLWEATHER HOTELS",
            "buyer_contact": "Tomasz Wren",
            "supplier_name": "Tessaro Tessuti S.p.A.",
            "ship_to": "Service Gate, Pier Road 60 Lowmouth LM2 5BB",
            "payment_terms": "45 days net",
            "delivery_terms": "DAP Lowmouth",
            "currency": "EUR",
            "subtotal": 3415.00,
            "shipping": 120.00,
            "tax": 0.00,
            "total": 3535.00,
            "lines": _lines(lines),
        },
        1,
    )
