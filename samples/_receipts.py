"""Receipts: a grocer's till roll, a pub bill on a table, a bistro slip."""

from __future__ import annotations

from collections.abc import Sequence

from _camera import jpeg, photo, png, render
from _paper import Paper, french
from _sample import Sample

MM = 72 / 25.4
MONO, BOLD = "Courier", "Courier-Bold"


class _Roll:
    """Narrow paper that is written from top to bottom."""

    def __init__(self, title: str, width: float, height: float) -> None:
        self.paper = Paper(title, (width, height))
        self.left, self.right = 14.0, width - 14
        self.y = 30.0

    def middle(self, *lines: str, size: float = 8.5, font: str = MONO) -> None:
        for line in lines:
            self.paper.text(self.paper.width / 2, self.y, line, size, font, align="center")
            self.y += size * 1.4

    def row(self, left: str, right: str, size: float = 8.5, font: str = MONO) -> None:
        self.paper.text(self.left, self.y, left, size, font)
        self.paper.text(self.right, self.y, right, size, font, align="right")
        self.y += size * 1.45

    def dashes(self) -> None:
        self.paper.canvas.setDash(2, 2)
        self.paper.rule(self.left, self.right, self.y - 4, "#333333")
        self.paper.canvas.setDash()
        self.y += 9

    def bars(self, widths: Sequence[int]) -> None:
        """A barcode, for the look of it."""
        x = self.paper.width / 2 - sum(widths) * 0.45
        for index, width in enumerate(widths):
            if index % 2 == 0:
                self.paper.box(x, self.y, width * 0.9, 26, fill="#111111")
            x += width * 0.9
        self.y += 40


def harvest() -> Sample:
    """A grocer's roll as a flatbed picture; cash, and change given back."""
    goods = [
        ("SOURDOUGH LOAF", "6.49"),
        ("WHOLE MILK GAL", "4.29"),
        ("HONEYCRISP APPLES", "5.87"),
        ("CAGE FREE EGGS DZ", "4.99"),
        ("DISH SOAP", "3.79"),
    ]
    roll = _Roll("Receipt", 80 * MM, 400)
    roll.middle("HARVEST LANE MARKET", size=13, font=BOLD)
    roll.middle("1480 Juniper Avenue", "Coldwater Bend, MI 49899", "(231) 555-0164")
    roll.y += 8
    roll.row("08/17/2026", "5:42 PM")
    roll.row("Trans 004417", "Reg 03  Dana")
    roll.dashes()
    for name, price in goods:
        roll.row(name, price)
    roll.dashes()
    roll.row("SUBTOTAL", "25.43")
    roll.row("TAX 6.00% on 3.79", "0.23")
    roll.y += 3
    roll.row("TOTAL", "$25.66", 12, BOLD)
    roll.y += 4
    roll.row("CASH", "40.00")
    roll.row("CHANGE", "14.34")
    roll.dashes()
    roll.middle("ITEMS SOLD 5", "YOU SAVED 1.20 TODAY")
    roll.y += 8
    roll.bars(
        [2, 1, 1, 2, 3, 1, 1, 1, 2, 2, 1, 3, 1, 1, 2, 1, 3, 2, 1, 1, 2, 1, 1, 3, 2, 1, 2, 1, 1]
    )
    roll.middle("Thank you for shopping local!")
    return Sample(
        "receipt",
        "harvest-lane.png",
        png(render(roll.paper.pdf(), 200)[0].convert("L"), 200),
        {
            "merchant_name": "HARVEST LANE MARKET",
            "merchant_address": "1480 Juniper Avenue Coldwater Bend, MI 49899",
            "merchant_phone": "(231) 555-0164",
            "receipt_number": "004417",
            "purchase_date": "2026-08-17",
            "purchase_time": "17:42:00",
            "currency": "USD",
            "subtotal": 25.43,
            "tax": 0.23,
            "total": 25.66,
            "payment_method": "cash",
            "cash_given": 40.00,
            "change": 14.34,
            "items": [{"description": name, "amount": float(price)} for name, price in goods],
        },
    )


def heron() -> Sample:
    """A pub bill photographed on the table, in evening light."""
    ordered = [
        ("2", "Fish & chips", "31.00"),
        ("1", "Mushroom pie", "14.50"),
        ("3", "Pale ale pint", "17.70"),
        ("1", "Sticky toffee", "7.80"),
    ]
    roll = _Roll("Bill", 80 * MM, 390)
    roll.middle("The Grey Heron", size=15, font="Times-BoldItalic")
    roll.middle(
        "Wharf Street 9, Saltby Quay SB4 1QT", "Tel 01632 960 733", "VAT GB 462 0917 00", size=7.5
    )
    roll.y += 6
    roll.row("Bill 20618", "Table 12")
    roll.row("26/09/2026", "20:47")
    roll.dashes()
    for quantity, name, price in ordered:
        roll.row(f"{quantity} {name}", price, 9.5)
    roll.dashes()
    roll.row("Subtotal", "71.00", 9.5)
    roll.row("Service 10%", "7.10", 9.5)
    roll.y += 4
    roll.row("TOTAL", "£78.10", 13, BOLD)
    roll.row("incl. VAT 20%", "11.83", 8)
    roll.dashes()
    roll.row("Contactless", "VISA **** 4471", 8)
    roll.row("Auth code", "073918", 8)
    roll.y += 10
    roll.middle("Thank you, see you soon", size=10, font="Times-Italic")
    sheet = render(roll.paper.pdf(), 260)[0]
    corners = [(305, 130), (985, 205), (900, 1470), (150, 1365)]
    picture = photo(sheet, 11, corners, (1150, 1600), "#6b4a2f")
    return Sample(
        "receipt",
        "grey-heron-photo.jpg",
        jpeg(picture, 72),
        {
            "merchant_name": "The Grey Heron",
            "merchant_address": "Wharf Street 9, Saltby Quay SB4 1QT",
            "merchant_phone": "01632 960 733",
            "merchant_vat_id": "GB 462 0917 00",
            "receipt_number": "20618",
            "purchase_date": "2026-09-26",
            "purchase_time": "20:47:00",
            "currency": "GBP",
            "subtotal": 71.00,
            "tax": 11.83,
            "tip": 7.10,
            "total": 78.10,
            "payment_method": "card",
            "items": [
                {"description": name, "quantity": int(quantity), "amount": float(price)}
                for quantity, name, price in ordered
            ],
        },
    )


def bistro() -> Sample:
    """A French bistro slip as the till makes it, in PDF; prices hold the tax."""
    ordered = [
        ("2", "Formule midi", "37.80"),
        ("1", "Tarte aux mirabelles", "7.50"),
        ("1", "Carafe de cidre", "9.00"),
        ("2", "Café", "4.60"),
    ]
    roll = _Roll("Ticket", 72 * MM, 350)
    roll.middle("LE PETIT FANAL", size=14, font="Helvetica-Bold")
    roll.middle("Bistro du port", size=8, font="Helvetica-Oblique")
    roll.middle("3, quai des Gabares", "29899 Port-Kerlann", "Tél. 02 61 91 40 18", size=8)
    roll.y += 4
    roll.row("Ticket n° 1-08842", "Table 5", 8)
    roll.row("Le 12/05/2026 à 13:26", "2 couverts", 8)
    roll.dashes()
    for quantity, name, price in ordered:
        roll.row(f"{quantity} {name}", french(price), 8.5)
    roll.dashes()
    roll.row("TOTAL TTC", "58,90 €", 12, BOLD)
    roll.y += 2
    roll.row("dont TVA 10 %", "5,35", 8)
    roll.row("Total HT", "53,55", 8)
    roll.dashes()
    roll.row("Espèces", "60,00", 8.5)
    roll.row("Rendu", "1,10", 8.5)
    roll.y += 6
    roll.middle("Siret 512 338 609 00024", "TVA FR11512338609", "Merci et à bientôt !", size=7.5)
    return Sample(
        "receipt",
        "petit-fanal.pdf",
        roll.paper.pdf(),
        {
            "merchant_name": "LE PETIT FANAL",
            "merchant_address": "3, quai des Gabares 29899 Port-Kerlann",
            "merchant_phone": "02 61 91 40 18",
            "merchant_vat_id": "FR11512338609",
            "receipt_number": "1-08842",
            "purchase_date": "2026-05-12",
            "purchase_time": "13:26:00",
            "currency": "EUR",
            "subtotal": 53.55,
            "tax": 5.35,
            "total": 58.90,
            "payment_method": "cash",
            "cash_given": 60.00,
            "change": 1.10,
            "items": [
                {"description": name, "quantity": int(quantity), "amount": float(price)}
                for quantity, name, price in ordered
            ],
        },
        1,
    )
