"""Forty pages: a framework agreement whose facts lie far apart, with registers between them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal

from _agreement_text import ARTICLES
from _paper import GREY, Column, Paper, Style, english
from _sample import Sample
from reportlab.lib.utils import simpleSplit

TITLE = "Framework Agreement for the Maintenance of Pumping Stations"
NUMBER = "MWA-2025-FA-118"
PAGES = 40
LEFT, WIDTH, TOP, BOTTOM = 66.0, 463.0, 92.0, 752.0
BODY = "Times-Roman"

_STREAMS = ["Aelbrook", "Birkwater", "Calder", "Dunwell", "Elvern", "Fenbach", "Grisle", "Holm"]
_UNITS = 500
_PLACES = ["Upper Works", "Mill Sluice", "Ridge Booster", "Weir", "Tank Hill"]
_MAKERS = ["Torvald", "Hydra-Sorn", "Bexmann", "Ludvik & Co", "Aquilon"]
_CLASSES = [
    ("Dry-installed centrifugal pump", "CP"),
    ("Submersible sewage pump", "SP"),
    ("Borehole pump", "BP"),
    ("Booster set", "BS"),
    ("Screw pump", "SC"),
    ("Dosing pump", "DP"),
    ("Compressor", "CO"),
    ("Standby generator", "SG"),
]
_TASKS = [
    ("Visual inspection, leaks, noise", "monthly", "0.3"),
    ("Bearing temperature and vibration, ISO 10816-7", "monthly", "0.4"),
    ("Test run on demand, current of each phase", "monthly", "0.2"),
    ("Grease bearings, top up oil", "quarterly", "0.5"),
    ("Check coupling and alignment", "half-yearly", "1.0"),
    ("Insulation resistance of the motor", "half-yearly", "0.6"),
    ("Calibrate level and pressure sensors", "half-yearly", "0.8"),
    ("Change oil, replace wear ring where gap is over 0.8 mm", "yearly", "2.5"),
    ("Replace mechanical seal", "every 2 years", "3.0"),
    ("Overhaul in the workshop", "every 4 years", "14.0"),
]
_PARTS = ["Mechanical seal", "Wear ring", "Bearing set", "Impeller", "O-ring kit", "Shaft sleeve"]


class _Agreement:
    """Writes from top to bottom and remembers on which page each fact was written."""

    def __init__(self) -> None:
        self.paper = Paper(TITLE)
        self.random = random.Random(118)
        self.pages: dict[str, int] = {}
        self.y = TOP

    def next_page(self) -> None:
        paper = self.paper
        paper.rule(LEFT, LEFT + WIDTH, 782, "#b8b8b8")
        paper.text(LEFT, 796, "Maintenance framework agreement", 8, BODY, GREY)
        page = f"Page {paper.number} of {PAGES}"
        paper.text(LEFT + WIDTH, 796, page, 8, BODY, GREY, "right")
        if paper.number < PAGES:
            paper.next_page()
        self.y = TOP

    def says(self, *pointers: str) -> None:
        """Notes that the current page holds these facts."""
        self.pages |= dict.fromkeys(pointers, self.paper.number)

    def paragraph(self, text: str, indent: float = 0, size: float = 11.5) -> None:
        """Keeps a paragraph on one page."""
        leading = size * 1.62
        height = len(simpleSplit(text, BODY, size, WIDTH - indent)) * leading
        if self.y + height > BOTTOM:
            self.next_page()
        self.y = self.paper.paragraph(
            LEFT + indent, self.y, WIDTH - indent, text, size, leading, BODY
        )
        self.y += 9

    def annex(self, number: int, title: str, intro: str) -> None:
        self.paper.text(LEFT, self.y, f"Annex {number}", 10, BODY, GREY)
        self.paper.text(LEFT, self.y + 22, title, 16, "Times-Bold")
        self.y += 50
        self.paragraph(intro, size=10.5)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        style = Style(8.5, 17, "Times-Roman", "Times-Bold", head_fill="#e4e8ec", rules="grid")
        rows = list(rows)
        while rows:
            room = int((BOTTOM - self.y - style.leading) // style.leading)
            self.y = self.paper.table(LEFT, self.y, columns, rows[:room], style) + 14
            rows = rows[room:]
            if rows:
                self.next_page()


def meander() -> Sample:
    """The agreement, and where its facts stand."""
    doc = _Agreement()
    _cover(doc)
    _contents(doc)
    _articles(doc)
    sites = [f"{stream} {place}" for stream in _STREAMS for place in _PLACES]
    _sites(doc, sites)
    _register(doc, sites)
    _plans(doc)
    _levels(doc)
    total = _prices(doc, sites)
    _parts(doc)
    _forms(doc)
    _signatures(doc)
    if doc.paper.number != PAGES:
        raise ValueError(f"the agreement has {doc.paper.number} pages, not {PAGES}")
    return Sample(
        "contract",
        "pumping-stations-40-pages.pdf",
        doc.paper.pdf(),
        {
            "title": TITLE,
            "contract_type": "services",
            "contract_number": NUMBER,
            "signature_date": "2025-10-17",
            "effective_date": "2026-01-01",
            "end_date": "2030-12-31",
            "term": "five (5) years",
            "automatic_renewal": True,
            "notice_period": "six (6) months",
            "contract_value": float(total),
            "currency": "EUR",
            "payment_terms": "within forty-five (45) days of receipt",
            "liability_cap": 750000.00,
            "governing_law": "Grand Duchy of Luxembourg",
            "jurisdiction": "courts of Diekirch",
            "parties": [
                {"name": "Meander Water Authority", "role": "the Authority"},
                {"name": "Kestrel Forge Services S.A.", "role": "the Contractor"},
            ],
        },
        doc.pages,
    )


def _cover(doc: _Agreement) -> None:
    paper = doc.paper
    paper.box(LEFT, 96, 6, 120, fill="#1d4e5f")
    for line, y in zip(
        simpleSplit(TITLE, "Times-Bold", 25, WIDTH - 40), (126, 160, 194), strict=False
    ):
        paper.text(LEFT + 24, y, line, 25, "Times-Bold")
    paper.text(LEFT + 24, 250, f"Contract no. {NUMBER}", 13, BODY)
    paper.text(
        LEFT + 24, 270, "Conformed copy. Draft 7 of 12 September 2025 is void.", 10, BODY, GREY
    )
    doc.y = 350
    for text in [
        "between",
        "Meander Water Authority, 2 Quai du Méandre, L-9299 Wallerbach, a public body, represented "
        "by its director, Dr Claire Feltgen, hereinafter called the Authority,",
        "and",
        "Kestrel Forge Services S.A., 41 Zone Industrielle, L-9899 Kautendorf, represented by its "
        "managing director, Mr Paulo Quintela, hereinafter called the Contractor.",
    ]:
        doc.paragraph(text, indent=24, size=13)
    doc.says("", "/title", "/contract_number", "/parties")
    doc.next_page()


def _contents(doc: _Agreement) -> None:
    doc.paper.text(LEFT, doc.y, "Contents", 16, "Times-Bold")
    names = [f"Article {n}   {heading}" for n, (heading, _) in enumerate(ARTICLES, start=1)]
    names += [
        "Annex 1   Sites",
        "Annex 2   Register of equipment",
        "Annex 3   Maintenance plans",
        "Annex 4   Service levels",
        "Annex 5   Fees",
        "Annex 6   Prices of parts",
        "Annex 7   Forms",
    ]
    doc.paper.lines(LEFT, doc.y + 34, names, 11.5, 21, BODY)
    doc.next_page()


def _articles(doc: _Agreement) -> None:
    for number, (heading, clauses) in enumerate(ARTICLES, start=1):
        if doc.y > BOTTOM - 110:
            doc.next_page()
        doc.paper.text(LEFT, doc.y + 6, f"Article {number}", 10, BODY, GREY)
        doc.paper.text(LEFT + 62, doc.y + 6, heading, 13, "Times-Bold")
        doc.y += 32
        for letter, clause in enumerate(clauses, start=1):
            text, pointers = (clause, ()) if isinstance(clause, str) else clause
            doc.paragraph(f"{number}.{letter}  {text}", indent=18)
            doc.says(*pointers)
        doc.y += 10
    doc.next_page()


def _sites(doc: _Agreement, sites: Sequence[str]) -> None:
    doc.annex(1, "Sites", "Keys are kept at the district offices. GPS positions are in the portal.")
    columns = [
        Column("No.", 36, "right"),
        Column("Site", 170),
        Column("District", 90),
        Column("Built", 50, "center"),
        Column("Access", 117),
    ]
    ways = ["key safe", "gate code", "by appointment", "district key"]
    rows = [
        (
            str(number),
            site,
            doc.random.choice(["North", "South", "Valley"]),
            str(doc.random.randint(1958, 2019)),
            doc.random.choice(ways),
        )
        for number, site in enumerate(sites, start=1)
    ]
    doc.table(columns, rows)
    doc.next_page()


def _register(doc: _Agreement, sites: Sequence[str]) -> None:
    doc.annex(
        2,
        "Register of equipment",
        "Units marked A are Critical Units. Power is shaft power at the duty point.",
    )
    columns = [
        Column("Unit", 52),
        Column("Site", 128),
        Column("Type", 130),
        Column("Maker, serial", 95),
        Column("kW", 34, "right"),
        Column("", 24, "center"),
    ]
    rows = []
    for number in range(1, _UNITS + 1):
        kind, code = doc.random.choice(_CLASSES)
        serial = f"{doc.random.choice(_MAKERS)} {doc.random.randint(10000, 99999)}"
        power = doc.random.choice([1.5, 3, 5.5, 7.5, 11, 15, 22, 37, 55, 90])
        mark = doc.random.choice("AABBBC")
        site = sites[(number - 1) * len(sites) // _UNITS]
        rows.append((f"{code}-{number:04d}", site, kind, serial, f"{power:g}", mark))
    doc.table(columns, rows)
    doc.next_page()


def _plans(doc: _Agreement) -> None:
    columns = [Column("Task", 275), Column("Interval", 98), Column("Hours", 90, "right")]
    for index, (kind, code) in enumerate(_CLASSES, start=1):
        doc.annex(
            3,
            f"Maintenance plan {code}: {kind}",
            "Hours are for one unit and one fitter, travel not counted. Tasks may be moved by one "
            "week, yearly tasks by one month.",
        )
        chosen = [task for task in _TASKS if doc.random.random() < 0.8]
        doc.table(columns, chosen)
        doc.paragraph(
            f"Plan {code} was agreed on {index + 2} July 2025 with the district engineers. Units "
            "that have run less than 50 hours in the year skip the half-yearly tasks; the fitter "
            "notes the hours on form A. Where a finding needs a stop of more than four hours, the "
            "district engineer decides on the date.",
            size=10.5,
        )
        doc.next_page()


def _levels(doc: _Agreement) -> None:
    doc.annex(4, "Service levels", "Times run day and night for class A, on Working Days for B, C.")
    columns = [
        Column("Class", 60, "center"),
        Column("Response on site", 130),
        Column("Repair or bypass", 130),
        Column("Availability a month", 143),
    ]
    rows = [
        ("A", "2 hours", "8 hours", "97.5 %"),
        ("B", "1 Working Day", "3 Working Days", "95.0 %"),
        ("C", "3 Working Days", "10 Working Days", "90.0 %"),
    ]
    doc.table(columns, rows)
    doc.next_page()


def _prices(doc: _Agreement, sites: Sequence[str]) -> Decimal:
    doc.annex(5, "Fees", "Yearly fees for each site in EUR, without VAT, at prices of 2026.")
    columns = [
        Column("No.", 36, "right"),
        Column("Site", 217),
        Column("Monthly fee", 100, "right"),
        Column("Yearly fee", 110, "right"),
    ]
    monthly = [Decimal(doc.random.randrange(380, 1260, 5)) for _ in sites]
    rows = [
        (str(number), site, english(fee), english(12 * fee))
        for number, (site, fee) in enumerate(zip(sites, monthly, strict=True), start=1)
    ]
    doc.table(columns, rows)
    year = 12 * sum(monthly, Decimal(0))
    doc.paragraph(f"Sum of the yearly fees: EUR {english(year)}.")
    doc.paragraph(f"Total Price for the initial term: EUR {english(5 * year)}.")
    doc.says("/contract_value", "/currency")
    doc.next_page()
    return 5 * year


def _parts(doc: _Agreement) -> None:
    doc.annex(6, "Prices of parts", "Prices in EUR for one piece. S: kept in stock.")
    columns = [
        Column("Part no.", 80),
        Column("Part", 130),
        Column("For", 150),
        Column("Price", 73, "right"),
        Column("", 30, "center"),
    ]
    rows = []
    for kind, code in _CLASSES:
        for part in _PARTS:
            for size in ("40", "80"):
                price = Decimal(doc.random.randrange(1800, 96000)) / 100
                stock = doc.random.choice(["S", "", ""])
                number = f"{code}{size}-{doc.random.randint(100, 999)}"
                rows.append((number, f"{part} {size} mm", kind, english(price), stock))
    doc.table(columns, rows)
    doc.next_page()


def _forms(doc: _Agreement) -> None:
    for letter, title, labels in [
        (
            "A",
            "Visit report",
            ["Unit", "Date and time", "Fitter", "Running hours", "Vibration mm/s", "Remarks"],
        ),
        (
            "B",
            "Acceptance of repair",
            ["Unit", "Fault reported on", "Repaired on", "Parts used", "Accepted by", "Date"],
        ),
    ]:
        doc.annex(7, f"Form {letter}: {title}", "To be completed in ink or in the portal.")
        for label in labels:
            doc.paper.box(LEFT, doc.y, WIDTH, 46, stroke="#8a8a8a")
            doc.paper.text(LEFT + 6, doc.y + 13, label, 8.5, BODY, GREY)
            doc.y += 46
        doc.next_page()


def _signatures(doc: _Agreement) -> None:
    doc.paper.text(LEFT, doc.y, "Signatures", 16, "Times-Bold")
    doc.y += 34
    doc.paragraph("Signed in two originals in Wallerbach on 17 October 2025.")
    doc.says("/signature_date")
    for x, party, name, role, hand in [
        (LEFT, "For the Authority", "Dr Claire Feltgen", "Director", "C. Feltgen"),
        (LEFT + 240, "For the Contractor", "Paulo Quintela", "Managing director", "P. Quintela"),
    ]:
        doc.paper.text(x, doc.y + 20, party, 11, "Times-Bold")
        doc.paper.text(x + 8, doc.y + 74, hand, 22, "Times-Italic", "#22368f")
        doc.paper.rule(x, x + 190, doc.y + 84, "#444444")
        doc.paper.lines(x, doc.y + 100, [name, role], 11, 15, BODY)
    doc.next_page()
