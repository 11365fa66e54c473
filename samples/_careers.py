"""CVs: an engineer's in Word, a planner's with a side column."""

from __future__ import annotations

from _office import MADE, office
from _paper import GREY, Paper
from _portrait import portrait
from _sample import Sample
from docx import Document
from docx.shared import Cm, Pt, RGBColor


def tallis() -> Sample:
    """An English CV in Word; a referee's phone and mail stand at the end."""
    cv = Document()
    cv.core_properties.created = cv.core_properties.modified = MADE
    cv.core_properties.author = "Imogen Tallis"
    cv.sections[0].left_margin = cv.sections[0].right_margin = Cm(2.2)
    cv.styles["Normal"].font.name = "Georgia"
    cv.styles["Normal"].font.size = Pt(10.5)

    def heading(text: str) -> None:
        run = cv.add_paragraph().add_run(text.upper())
        run.bold, run.font.color.rgb = True, RGBColor(0x8A, 0x3B, 0x12)

    name = cv.add_paragraph().add_run("Imogen Tallis")
    name.font.size, name.bold = Pt(24), True
    cv.add_paragraph("Structural Engineer, CEng")
    cv.add_paragraph(
        "Brindlewick · 01632 960 271 · imogen@tallis-structures.example · "
        "https://tallis-structures.example"
    )
    heading("Profile")
    cv.add_paragraph(
        "Chartered engineer with eleven years in timber and masonry, most of them spent keeping "
        "old buildings standing while new ones are built inside them."
    )
    jobs = [
        (
            "Senior Structural Engineer",
            "Ropewalk Partnership",
            "Brindlewick",
            "May 2021",
            "present",
        ),
        (
            "Structural Engineer",
            "Hallam Crane Consulting",
            "Stourfield",
            "September 2017",
            "April 2021",
        ),
        (
            "Graduate Engineer",
            "Hallam Crane Consulting",
            "Stourfield",
            "August 2015",
            "August 2017",
        ),
    ]
    duties = [
        "Lead for the Corn Exchange conversion: CLT floors within a listed brick shell.",
        "Designed 14 school halls in glulam; wrote the office's fire-design spreadsheets.",
        "Site inspections, temporary works, bridge assessments for the county.",
    ]
    heading("Experience")
    for (title, employer, place, start, end), duty in zip(jobs, duties, strict=True):
        cv.add_paragraph().add_run(f"{title}, {employer}, {place}").bold = True
        cv.add_paragraph(f"{start} to {end}")
        cv.add_paragraph(duty, style="List Bullet")
    heading("Education")
    cv.add_paragraph("MEng Civil Engineering, University of Stourfield, 2011 to 2015")
    heading("Skills")
    cv.add_paragraph("Eurocode 5, Eurocode 6, Tekla Tedds, Robot, Python")
    heading("Languages")
    cv.add_paragraph("English (native), Welsh (fluent), Italian (conversational)")
    heading("Referee")
    cv.add_paragraph(
        "Gareth Hallam, Hallam Crane Consulting, 01632 960 118, g.hallam@hallamcrane.example"
    )
    keys = ("job_title", "employer", "location", "start", "end")
    return Sample(
        "resume",
        "imogen-tallis.docx",
        office(cv),
        {
            "full_name": "Imogen Tallis",
            "headline": "Structural Engineer, CEng",
            "email": "imogen@tallis-structures.example",
            "phone": "01632 960 271",
            "location": "Brindlewick",
            "website": "https://tallis-structures.example",
            "skills": ["Eurocode 5", "Eurocode 6", "Tekla Tedds", "Robot", "Python"],
            "languages": ["English", "Welsh", "Italian"],
            "experience": [dict(zip(keys, job, strict=True)) for job in jobs],
            "education": [
                {
                    "degree": "MEng Civil Engineering",
                    "institution": "University of Stourfield",
                    "year": 2015,
                }
            ],
        },
    )


def reuland() -> Sample:
    """A German Lebenslauf with a dark side column; no web address."""
    paper, slate = Paper("Lebenslauf"), "#26364a"
    paper.box(0, 0, 190, paper.height, fill=slate)
    paper.box(55, 46, 80, 96, fill="#c7d0db", radius=4)
    portrait(paper, 95, 50, 0.88, "#8a97a8")
    side = [
        ("Kontakt", ["0176 04069 513", "m.reuland@postfach.example", "54455 Kellbach"]),
        (
            "Persönlich",
            [
                "geboren am 22.11.1990",
                "Staatsangehörigkeit:",
                "luxemburgisch",
                "Führerschein Klasse B",
            ],
        ),
        ("Kenntnisse", ["SAP S/4HANA", "Power BI", "Excel", "Six Sigma Green Belt"]),
        ("Sprachen", ["Deutsch", "Luxemburgisch", "Französisch"]),
    ]
    y = 182.0
    for title, lines in side:
        paper.bold(24, y, title, 11, "#ffffff")
        paper.rule(24, 166, y + 5, "#7d8da3")
        y = paper.lines(24, y + 22, lines, 9.5, 14.5, ink="#e3e8ef") + 18
    paper.bold(222, 76, "Matthias Reuland", 24, slate)
    paper.text(222, 98, "Logistikplaner", 13, ink=GREY)
    jobs = [
        ("Logistikplaner", "Eifelkork Verpackungen GmbH", "Kellbach", "04/2020", "heute"),
        ("Disponent", "Spedition Thull & Söhne", "Wasserbillich", "10/2016", "03/2020"),
        ("Fachkraft für Lagerlogistik", "Moselglas AG", "Zeltbrück", "08/2013", "09/2016"),
    ]
    tasks = [
        "Planung von 340 Touren je Woche, Einführung der Zeitfensterbuchung",
        "Disposition Nahverkehr Saar-Lor-Lux, 22 Fahrzeuge",
        "Wareneingang, Inventur, Ausbildung von zwei Lehrlingen",
    ]
    paper.bold(222, 146, "Berufserfahrung", 13, slate)
    y = 168.0
    for (title, employer, place, start, end), task in zip(jobs, tasks, strict=True):
        paper.text(222, y, f"{start} - {end}", 9, ink=GREY)
        paper.bold(310, y, title, 10.5)
        paper.text(310, y + 14, f"{employer}, {place}", 9.5)
        y = paper.paragraph(310, y + 28, 240, task, 9, 12, ink=GREY) + 16
    paper.bold(222, y + 12, "Ausbildung", 13, slate)
    studies = [
        ("2017 - 2020", "Betriebswirt (IHK)", "Abendakademie Kellbach"),
        ("2010 - 2013", "Fachabitur Wirtschaft", "Berufskolleg Zeltbrück"),
    ]
    y += 34
    for years, degree, school in studies:
        paper.text(222, y, years, 9, ink=GREY)
        paper.bold(310, y, degree, 10.5)
        paper.text(310, y + 14, school, 9.5)
        y += 40
    paper.text(222, 790, "Kellbach, 6. Juli 2026", 9, ink=GREY)
    keys = ("job_title", "employer", "location", "start", "end")
    return Sample(
        "resume",
        "matthias-reuland.pdf",
        paper.pdf(),
        {
            "full_name": "Matthias Reuland",
            "headline": "Logistikplaner",
            "email": "m.reuland@postfach.example",
            "phone": "0176 04069 513",
            "location": "54455 Kellbach",
            "nationality": "luxemburgisch",
            "driving_licence": "Klasse B",
            "skills": ["SAP S/4HANA", "Power BI", "Excel", "Six Sigma Green Belt"],
            "languages": ["Deutsch", "Luxemburgisch", "Französisch"],
            "experience": [dict(zip(keys, job, strict=True)) for job in jobs],
            "education": [
                {"degree": degree, "institution": school, "year": int(years[-4:])}
                for years, degree, school in studies
            ],
        },
        1,
    )
