"""Laboratory reports: blood in one table, and a fax of two pages."""

from __future__ import annotations

from collections.abc import Sequence

from _camera import render, tiff
from _paper import GREY, Column, Paper, Style
from _sample import Sample

Test = tuple[str, str, str, str, str]  # test, value, unit, reference, flag


def corbel() -> Sample:
    """A blood report with ranges open on one side and three kinds of date."""
    rows: Sequence[Test] = [
        ("Haemoglobin", "112", "g/L", "120 - 155", "L"),
        ("White cell count", "7.4", "10^9/L", "4.0 - 11.0", ""),
        ("Platelets", "318", "10^9/L", "150 - 400", ""),
        ("Ferritin", "9", "ug/L", "15 - 150", "L"),
        ("Creatinine", "71", "umol/L", "49 - 90", ""),
        ("Potassium", "4.6", "mmol/L", "3.5 - 5.3", ""),
        ("ALT", "44", "U/L", "< 35", "H"),
        ("HbA1c", "38", "mmol/mol", "< 42", ""),
        ("TSH", "2.31", "mU/L", "0.27 - 4.20", ""),
    ]
    paper, blue = Paper("Laboratory report"), "#1b4f8f"
    paper.bold(48, 62, "Corbel Pathology Services", 16, blue)
    paper.text(48, 77, "Tollgate Hospital, Level 2, Brindlewick", 8.5, ink=GREY)
    paper.text(547, 62, "LABORATORY REPORT", 11, "Helvetica-Bold", align="right")
    paper.box(48, 92, 499, 92, stroke=blue, radius=4)
    paper.pairs(
        60,
        112,
        [
            ("Patient", "WREXHALL, Dolores M."),
            ("Date of birth", "30/03/1968"),
            ("Sex", "Female"),
            ("Hospital no.", "TG 448 2019"),
            ("Requested by", "Dr S. Adeyemi"),
        ],
        gap=76,
        leading=15,
    )
    paper.pairs(
        310,
        112,
        [
            ("Report no.", "26-H-0091733"),
            ("Specimen", "Venous blood"),
            ("Collected", "11/05/2026 08:25"),
            ("Received", "11/05/2026 11:02"),
            ("Reported", "12/05/2026 15:40"),
        ],
        gap=70,
        leading=15,
    )
    columns = [
        Column("Test", 180),
        Column("Result", 70, "right"),
        Column("Flag", 44, "center"),
        Column("Unit", 85),
        Column("Reference range", 120),
    ]
    cells = [(test, value, flag, unit, span) for test, value, unit, span, flag in rows]
    y = paper.table(48, 206, columns, cells, Style(10, 22, head_fill="#e8eff8"))
    comment = "Findings suggest iron deficiency. Suggest repeat ALT in 8 weeks."
    paper.bold(52, y + 26, "Comment", 10, blue)
    paper.text(52, y + 42, comment, 10)
    paper.text(52, y + 70, "Authorised by Dr Lin Marchetti, Consultant Haematologist", 9, ink=GREY)
    results = []
    for test, value, unit, span, flag in rows:
        low, _, high = span.replace("<", "-").rpartition("-")
        results.append(
            {
                "test": test,
                "value": float(value),
                "unit": unit,
                "reference_low": float(low) if low.strip() else None,
                "reference_high": float(high),
                "flag": {"L": "low", "H": "high", "": None}[flag],
            }
        )
    return Sample(
        "lab_report",
        "corbel-blood.pdf",
        paper.pdf(),
        {
            "laboratory_name": "Corbel Pathology Services",
            "report_number": "26-H-0091733",
            "patient_name": "WREXHALL, Dolores M.",
            "patient_id": "TG 448 2019",
            "birth_date": "1968-03-30",
            "sex": "female",
            "physician": "Dr S. Adeyemi",
            "specimen": "Venous blood",
            "collected_on": "2026-05-11",
            "received_on": "2026-05-11",
            "reported_on": "2026-05-12",
            "comment": comment,
            "results": results,
        },
        1,
    )


def pinewood() -> Sample:
    """A two-page fax: urine findings in words on the first page, numbers on the second."""
    paper = Paper("Fax")
    findings = [
        ("Leucocytes", "positive"),
        ("Nitrite", "positive"),
        ("Protein", "trace"),
        ("Glucose", "negative"),
    ]
    numbers = [("CRP", "64", "mg/L", "0 - 5", "H"), ("Sodium", "138", "mmol/L", "135 - 145", "")]
    bare = Style(11, 24, rules="grid", line="#000000")

    def head(page: int) -> None:
        paper.text(40, 28, f"FAX  02 OCT 2026  14:31   PINEWOOD LAB    P. {page}/2", 8, "Courier")
        paper.text(50, 76, "PINEWOOD COMMUNITY LABORATORY", 16, "Times-Bold")
        paper.text(50, 94, "Report 553108   Patient: Abel Norcross", 12, "Times-Roman")

    head(1)
    facts = [
        ("Patient number", "88-1402"),
        ("Born", "19 January 1947"),
        ("Sex", "male"),
        ("Doctor", "Dr K. Lindgren"),
        ("Sample", "Urine, blood"),
        ("Taken", "1 October 2026"),
        ("Reported", "2 October 2026"),
    ]
    paper.pairs(50, 132, facts, gap=120, size=12, leading=20, ink="#000000")
    paper.table(50, 290, [Column("Urine dipstick", 220), Column("Result", 160)], findings, bare)
    paper.next_page()
    head(2)
    columns = [
        Column("Blood", 150),
        Column("Result", 80, "right"),
        Column("Unit", 90),
        Column("Normal", 100),
        Column("", 50, "center"),
    ]
    paper.table(50, 130, columns, numbers, bare)
    comment = "Pattern fits urinary tract infection. Culture to follow."
    paper.text(50, 240, comment, 12, "Times-Roman")
    words = [{"test": test, "finding": finding} for test, finding in findings]
    return Sample(
        "lab_report",
        "pinewood-fax.tiff",
        tiff(render(paper.pdf(), 200), 200),
        {
            "laboratory_name": "PINEWOOD COMMUNITY LABORATORY",
            "report_number": "553108",
            "patient_name": "Abel Norcross",
            "patient_id": "88-1402",
            "birth_date": "1947-01-19",
            "sex": "male",
            "physician": "Dr K. Lindgren",
            "specimen": "Urine, blood",
            "collected_on": "2026-10-01",
            "reported_on": "2026-10-02",
            "comment": comment,
            "results": [
                *words,
                {
                    "test": "CRP",
                    "value": 64,
                    "unit": "mg/L",
                    "reference_low": 0,
                    "reference_high": 5,
                    "flag": "high",
                },
                {
                    "test": "Sodium",
                    "value": 138,
                    "unit": "mmol/L",
                    "reference_low": 135,
                    "reference_high": 145,
                },
            ],
        },
    )
