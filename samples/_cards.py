"""Specimens of cards: an identity card on a scanner, a driving licence before a phone."""

from __future__ import annotations

from _camera import jpeg, photo, png, render
from _paper import Paper
from _portrait import portrait
from _sample import Sample

CARD = (85.6 * 72 / 25.4 * 2, 54.0 * 72 / 25.4 * 2)  # ID-1, twice its size


def _specimen(paper: Paper, text: str) -> None:
    paper.canvas.saveState()
    paper.canvas.translate(paper.width * 0.56, paper.height * 0.24)
    paper.canvas.rotate(16)
    paper.canvas.setFont("Helvetica-Bold", 40)
    paper.canvas.setFillColor("#c8433a", alpha=0.22)
    paper.canvas.drawCentredString(0, 0, text)
    paper.canvas.restoreState()


def _card(title: str, ground: str, waves: str) -> Paper:
    paper = Paper(title, CARD)
    paper.box(0, 0, *CARD, fill=ground)
    paper.canvas.setStrokeColor(waves)
    paper.canvas.setLineWidth(0.5)
    for n in range(0, 60):
        y = n * 7.0 - 40
        paper.canvas.bezier(0, y, 160, y + 60, 320, y - 50, CARD[0], y + 30)
    return paper


def ausweis() -> Sample:
    """A specimen identity card, scanned flat; labels in two languages, no address on this side."""
    paper = _card("Specimen", "#eef3f6", "#cfdde6")
    paper.bold(24, 34, "REPUBLIK ÖSTERREICH", 14, "#24435c")
    paper.text(24, 50, "PERSONALAUSWEIS / IDENTITY CARD", 9.5, ink="#24435c")
    paper.text(CARD[0] - 22, 34, "AT", 16, "Helvetica-Bold", "#24435c", "right")
    paper.box(24, 66, 112, 140, fill="#d5dee6")
    portrait(paper, 80, 72, 1.26, "#7f93a5")
    fields = [
        (156, 80, "Nachname / Surname", "LICHTENAUER"),
        (156, 114, "Vorname / Given names", "PAULA THERESIA"),
        (156, 148, "Geburtsdatum / Date of birth", "14.09.1987"),
        (316, 148, "Geschlecht / Sex", "F"),
        (156, 182, "Geburtsort / Place of birth", "STEYRBACH"),
        (316, 182, "Staatsangehörigkeit / Nationality", "AUT"),
        (156, 216, "Ausstellungsdatum / Date of issue", "03.05.2022"),
        (316, 216, "Gültig bis / Date of expiry", "02.05.2032"),
        (156, 250, "Behörde / Authority", "BH Steyrbach-Land"),
        (316, 250, "Nummer / Document no.", "P40718863"),
    ]
    for x, y, label, value in fields:
        paper.text(x, y, label, 7, ink="#4b6070")
        paper.bold(x, y + 14, value, 12)
    paper.text(40, 232, "P. Lichtenauer", 15, "Times-Italic")
    _specimen(paper, "MUSTER / SPECIMEN")
    return Sample(
        "id_card",
        "personalausweis-muster.png",
        png(render(paper.pdf(), 150)[0], 300, 64),
        {
            "document_type": "identity_card",
            "document_number": "P40718863",
            "surname": "LICHTENAUER",
            "given_names": "PAULA THERESIA",
            "birth_date": "1987-09-14",
            "birth_place": "STEYRBACH",
            "sex": "F",
            "nationality": "AT",
            "issuing_country": "AT",
            "issuing_authority": "BH Steyrbach-Land",
            "issued_on": "2022-05-03",
            "expires_on": "2032-05-02",
        },
    )


def licence() -> Sample:
    """A specimen driving licence held in the hand of a phone; fields have numbers, not names."""
    paper = _card("Specimen", "#f6eaee", "#ecd3db")
    paper.bold(110, 34, "DRIVING LICENCE", 15, "#5a2338")
    paper.text(110, 50, "IRELAND", 11, ink="#5a2338")
    paper.box(24, 18, 70, 40, fill="#2b4a9b")
    paper.text(59, 45, "IRL", 18, "Helvetica-Bold", "#ffffff", "center")
    paper.box(24, 74, 112, 140, fill="#e3d5da")
    portrait(paper, 80, 80, 1.26, "#98848d")
    rows = [
        ("1.", "CONCANNON"),
        ("2.", "FIACHRA DERMOT"),
        ("3.", "08.02.1979  BALLYCORRIG"),
        ("4a.", "17.06.2024"),
        ("4c.", "County Council of Carrow"),
        ("5.", "079 208 441"),
        ("8.", "12 Strand Row, Carrowmore"),
        ("9.", "AM  B  BE"),
    ]
    y = 86.0
    for label, value in rows:
        paper.text(156, y, label, 10, ink="#5a2338")
        paper.bold(182, y, value, 12)
        y += 24
    paper.text(330, 86 + 3 * 24, "4b.", 10, ink="#5a2338")
    paper.bold(356, 86 + 3 * 24, "16.06.2034", 12)
    paper.text(30, 250, "F. Concannon", 16, "Times-Italic")
    _specimen(paper, "SPECIMEN")
    sheet = render(paper.pdf(), 190)[0]
    corners = [(170, 240), (1345, 160), (1400, 905), (215, 1010)]
    return Sample(
        "id_card",
        "driving-licence-photo.jpg",
        jpeg(photo(sheet, 17, corners, (1560, 1140), "#39424a"), 74),
        {
            "document_type": "driving_licence",
            "document_number": "079 208 441",
            "surname": "CONCANNON",
            "given_names": "FIACHRA DERMOT",
            "birth_date": "1979-02-08",
            "birth_place": "BALLYCORRIG",
            "issuing_country": "IE",
            "issuing_authority": "County Council of Carrow",
            "issued_on": "2024-06-17",
            "expires_on": "2034-06-16",
            "address": "12 Strand Row, Carrowmore",
        },
    )
