"""Bills of lading: a carrier's form, and the scanned copy of another."""

from __future__ import annotations

from _camera import render, scan, scanned_pdf
from _paper import GREY, Column, Paper, Style
from _sample import Sample


class _Form:
    """A shipping form: boxes with a small title in the corner."""

    def __init__(self, title: str) -> None:
        self.paper = Paper(title)

    def field(
        self, x: float, y: float, width: float, height: float, title: str, *lines: str
    ) -> None:
        self.paper.box(x, y, width, height, stroke="#2b2b2b", line=0.6)
        self.paper.text(x + 4, y + 9, title, 6.5, ink=GREY)
        self.paper.lines(x + 6, y + 23, lines, 9.5, 12.5)


def corriente() -> Sample:
    """An ocean bill of lading for two containers; forwarder, carrier and bank crowd the parties."""
    form = _Form("Bill of Lading")
    paper = form.paper
    paper.bold(40, 58, "CORRIENTE ATLANTIC LINE", 17, "#0b3d4f")
    paper.text(555, 50, "BILL OF LADING", 14, "Helvetica-Bold", align="right")
    paper.text(555, 63, "for ocean transport or multimodal transport", 7.5, ink=GREY, align="right")
    form.field(
        40,
        76,
        257,
        74,
        "Shipper",
        "Fjellstad Fiskemel AS",
        "Havnegata 12",
        "7789 Ytre Namdal, Norway",
    )
    form.field(297, 76, 129, 37, "Booking No.", "CRT4418820")
    form.field(426, 76, 129, 37, "B/L No.", "CRTLOSL261144")
    form.field(297, 113, 258, 37, "Export references", "Order 77120 / L/C DC-5530-26")
    form.field(
        40,
        150,
        257,
        70,
        "Consignee",
        "TO ORDER OF BANCO MERIDIONAL DEL PACIFICO",
    )
    form.field(
        297,
        150,
        258,
        70,
        "Forwarding agent",
        "Nordlys Spedisjon AS",
        "Skippergata 4, 0151 Oslo",
    )
    form.field(
        40,
        220,
        257,
        62,
        "Notify party",
        "Acuicola Rio Claro S.A.",
        "Camino Costero km 14, Puerto Mancora",
    )
    form.field(297, 220, 258, 62, "Place of receipt", "Ytre Namdal")
    form.field(40, 282, 129, 36, "Vessel", "MV Corriente Aurora")
    form.field(169, 282, 128, 36, "Voyage No.", "026S")
    form.field(297, 282, 129, 36, "Port of loading", "Oslo")
    form.field(426, 282, 129, 36, "Port of discharge", "Callao")
    columns = [
        Column("Container / Seal", 128),
        Column("Packages", 62, "right"),
        Column("Description of goods", 185),
        Column("Gross weight kg", 80, "right"),
        Column("Meas. m3", 60, "right"),
    ]
    rows = [
        (
            "TCNU 581330-7\nSeal NO884120",
            "480 bags",
            "Fish meal, 65% protein, in 50 kg\nPP bags. Antioxidant treated.",
            "24,240.00",
            "41.200",
        ),
        (
            "TGHU 904412-0\nSeal NO884121",
            "460 bags",
            "Fish meal as above\nUN 2216, class 9, stowage cat. B",
            "23,230.00",
            "39.500",
        ),
    ]
    y = paper.table(40, 326, columns, rows, Style(9, 20, rules="grid", line="#2b2b2b"))
    paper.bold(48, y + 20, "Total: 2 containers, 940 bags", 9.5)
    paper.text(491, y + 20, "47,470.00 kg", 9.5, "Helvetica-Bold", align="right")
    paper.text(551, y + 20, "80.700", 9.5, "Helvetica-Bold", align="right")
    paper.text(48, y + 40, "Shipper's load, stow and count. Clean on board.", 9)
    form.field(40, 510, 171, 40, "Freight", "FREIGHT PREPAID")
    form.field(211, 510, 172, 40, "Shipped on board", "17 AUG 2026")
    form.field(383, 510, 172, 40, "Number of originals", "THREE (3)")
    form.field(40, 550, 257, 80, "Place and date of issue", "Oslo, 18 AUG 2026")
    form.field(297, 550, 258, 80, "Signed for the carrier", "Corriente Atlantic Line")
    paper.text(330, 615, "I. Solberg", 18, "Times-Italic", "#23408e")
    return Sample(
        "bill_of_lading",
        "corriente-fishmeal.pdf",
        paper.pdf(),
        {
            "bl_number": "CRTLOSL261144",
            "booking_number": "CRT4418820",
            "carrier": "CORRIENTE ATLANTIC LINE",
            "shipper": "Fjellstad Fiskemel AS",
            "consignee": "TO ORDER OF BANCO MERIDIONAL DEL PACIFICO",
            "notify_party": "Acuicola Rio Claro S.A.",
            "vessel": "MV Corriente Aurora",
            "voyage": "026S",
            "port_of_loading": "Oslo",
            "port_of_discharge": "Callao",
            "shipped_on": "2026-08-17",
            "issued_on": "2026-08-18",
            "freight": "prepaid",
            "packages": 940,
            "gross_weight_kg": 47470.00,
            "measurement_m3": 80.7,
            "containers": [
                {
                    "container_number": "TCNU 581330-7",
                    "seal_number": "NO884120",
                    "packages": 480,
                    "gross_weight_kg": 24240.00,
                },
                {
                    "container_number": "TGHU 904412-0",
                    "seal_number": "NO884121",
                    "packages": 460,
                    "gross_weight_kg": 23230.00,
                },
            ],
        },
        1,
    )


def baltic() -> Sample:
    """A copy of a short-sea bill, scanned in grey; one container, freight collect, no booking."""
    form = _Form("Sea bill")
    paper = form.paper
    paper.text(40, 62, "BALTIC KESTREL SHIPPING", 18, "Times-Bold")
    paper.text(40, 78, "Bill of Lading - non negotiable copy", 10, "Times-Italic")
    form.field(355, 44, 200, 40, "Bill of Lading number", "BKS-GDY-40712")
    form.field(40, 96, 315, 66, "Shipper", "Meblex Drewno Sp. z o.o.", "ul. Portowa 8, Nowy Brzeg")
    form.field(355, 96, 200, 66, "Voyage", "312W")
    form.field(40, 162, 315, 66, "Consignee", "Tidewater Furniture Ltd", "Dock Road 2, Hullmouth")
    form.field(355, 162, 200, 66, "Ocean vessel", "Kestrel Bay")
    form.field(40, 228, 315, 52, "Notify address", "Same as consignee")
    form.field(355, 228, 200, 52, "Freight payable", "FREIGHT COLLECT")
    form.field(40, 280, 258, 38, "Port of loading", "Gdynia")
    form.field(298, 280, 257, 38, "Port of discharge", "Immingham")
    columns = [
        Column("Marks and container", 150),
        Column("Number and kind of packages; goods", 245),
        Column("Gross weight", 120, "right"),
    ]
    goods = "118 cartons\nPine bed frames, flat packed"
    rows = [("CMAU 413377-3\nSeal PL 55201", goods, "9,640 kg")]
    paper.table(40, 332, columns, rows, Style(10, 22, rules="grid", line="#2b2b2b"))
    form.field(40, 470, 258, 50, "Shipped on board the vessel", "03.11.2026")
    form.field(298, 470, 257, 50, "Place and date of issue", "Gdynia, 04.11.2026")
    paper.canvas.saveState()
    paper.canvas.translate(400, 300)
    paper.canvas.rotate(14)
    paper.canvas.setFont("Helvetica-Bold", 34)
    paper.canvas.setFillGray(0.78)
    paper.canvas.drawCentredString(0, 0, "COPY")
    paper.canvas.restoreState()
    page = scan(render(paper.pdf(), 150)[0], seed=23, skew=0.8, noise=9)
    return Sample(
        "bill_of_lading",
        "baltic-kestrel-copy.pdf",
        scanned_pdf([page], 150, 40),
        {
            "bl_number": "BKS-GDY-40712",
            "carrier": "BALTIC KESTREL SHIPPING",
            "shipper": "Meblex Drewno Sp. z o.o.",
            "consignee": "Tidewater Furniture Ltd",
            "notify_party": "Same as consignee",
            "vessel": "Kestrel Bay",
            "voyage": "312W",
            "port_of_loading": "Gdynia",
            "port_of_discharge": "Immingham",
            "shipped_on": "2026-11-03",
            "issued_on": "2026-11-04",
            "freight": "collect",
            "packages": 118,
            "gross_weight_kg": 9640,
            "containers": [
                {
                    "container_number": "CMAU 413377-3",
                    "seal_number": "PL 55201",
                    "packages": 118,
                    "gross_weight_kg": 9640,
                }
            ],
        },
        1,
    )
