"""Contracts of a few pages: a mutual NDA in Word, a French commercial lease in PDF."""

from __future__ import annotations

from _office import MADE, office
from _paper import GREY, Paper
from _sample import Sample
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

_NDA = [
    (
        "Purpose",
        "The parties wish to explore a joint bid for the digitisation of the Wolmar parish "
        "registers (the “Purpose”) and will disclose confidential information to each other in the "
        "course of it. A letter of intent dated 3 November 2025 remains unaffected.",
    ),
    (
        "Confidential Information",
        "Confidential Information means all information, in any form, that is marked confidential "
        "or that a reasonable person would understand to be so. It does not include information "
        "that is or becomes public without breach, was known before, or is developed "
        "independently.",
    ),
    (
        "Obligations",
        "Each party shall use Confidential Information for the Purpose only, protect it with no "
        "less than reasonable care, and disclose it only to employees and advisers who need it and "
        "are bound by equal duties.",
    ),
    (
        "Term",
        "This Agreement takes effect on 1 February 2026 and continues for two (2) years. It does "
        "not renew automatically. Either party may end it earlier by giving thirty (30) days’ "
        "written notice. Duties of confidence survive for five (5) years after disclosure.",
    ),
    (
        "Return",
        "Within fourteen (14) days of a request each party shall return or destroy what it has "
        "received, except for copies that law or routine backup requires it to keep.",
    ),
    (
        "No licence, no warranty",
        "Nothing in this Agreement transfers rights. Information is given as it is.",
    ),
    (
        "Law and disputes",
        "This Agreement is governed by the laws of Ireland. The courts of Dublin have exclusive "
        "jurisdiction.",
    ),
]

_BAIL = [
    (
        "Article 1 - Désignation",
        "Le bailleur donne à bail commercial au preneur, qui accepte, un local de 84 m² au "
        "rez-de-chaussée de l'immeuble sis 16, rue des Orfèvres, 69482 Montferrier, avec une cave "
        "de 12 m². Le preneur déclare connaître les lieux pour les avoir visités le 9 mars 2026.",
    ),
    (
        "Article 2 - Destination",
        "Les lieux loués sont destinés exclusivement à l'activité de librairie, papeterie et salon "
        "de thé. Toute autre activité requiert l'accord écrit du bailleur.",
    ),
    (
        "Article 3 - Durée",
        "Le bail est consenti pour une durée de neuf (9) années entières et consécutives, qui "
        "commence à courir le 1er mai 2026 pour se terminer le 30 avril 2035. Le preneur peut "
        "donner congé à l'expiration de chaque période triennale, moyennant un préavis de six (6) "
        "mois, par acte extrajudiciaire ou lettre recommandée.",
    ),
    (
        "Article 4 - Loyer",
        "Le bail est consenti moyennant un loyer annuel de 21 600,00 euros hors taxes et hors "
        "charges, payable par trimestre et d'avance, le premier jour de chaque trimestre civil. "
        "Une provision sur charges de 180,00 euros par mois s'y ajoute.",
    ),
    (
        "Article 5 - Indexation",
        "Le loyer est révisé chaque année à la date anniversaire selon l'indice des loyers "
        "commerciaux, l'indice de base étant celui du quatrième trimestre 2025.",
    ),
    (
        "Article 6 - Dépôt de garantie",
        "Le preneur verse ce jour la somme de 5 400,00 euros, soit trois mois de loyer, à titre de "
        "dépôt de garantie. Cette somme ne produit pas d'intérêts.",
    ),
    (
        "Article 7 - Charges, entretien et réparations",
        "Le preneur supporte l'entretien courant et les réparations locatives. Les grosses "
        "réparations de l'article 606 du Code civil restent à la charge du bailleur.",
    ),
    (
        "Article 8 - Assurances",
        "Le preneur s'assure contre l'incendie, le dégât des eaux et sa responsabilité civile, et "
        "en justifie chaque année. Le capital assuré du matériel n'est pas inférieur à 60 000,00 "
        "euros.",
    ),
    (
        "Article 9 - Cession et sous-location",
        "La cession n'est permise qu'à l'acquéreur du fonds de commerce. La sous-location est "
        "interdite, même à titre gratuit.",
    ),
    (
        "Article 10 - Clause résolutoire",
        "À défaut de paiement d'un seul terme à son échéance, un mois après un commandement resté "
        "sans effet, le bail est résilié de plein droit.",
    ),
    (
        "Article 11 - Droit applicable et juridiction",
        "Le présent bail est soumis au droit français. Tout litige relève du tribunal judiciaire "
        "de Montferrier.",
    ),
]


def wolmar() -> Sample:
    """A mutual NDA: no value, no number; three durations and three dates to tell apart."""
    nda = Document()
    nda.core_properties.created = nda.core_properties.modified = MADE
    nda.core_properties.author = "Ledgerlight Archives"
    nda.sections[0].left_margin = nda.sections[0].right_margin = Cm(2.8)
    nda.styles["Normal"].font.name = "Times New Roman"
    nda.styles["Normal"].font.size = Pt(11)
    title = nda.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run("Mutual Non-Disclosure Agreement")
    run.bold, run.font.size = True, Pt(15)
    nda.add_paragraph("This Agreement is made on 26 January 2026 between")
    nda.add_paragraph(
        "Ledgerlight Archives CLG, Weir House, Ballinure, Ireland (“Ledgerlight”), and"
    )
    nda.add_paragraph("Optik Palimpsest GmbH, Sternwartenweg 4, 07799 Jenrode, Germany (“Optik”).")
    for number, (heading, text) in enumerate(_NDA, start=1):
        nda.add_paragraph().add_run(f"{number}. {heading}").bold = True
        nda.add_paragraph(text)
    table = nda.add_table(rows=3, cols=2)
    signatures = [
        ("Ledgerlight Archives CLG", "Optik Palimpsest GmbH"),
        ("Sorcha Devane, Director", "Dr. Henrik Lauenstein, Geschäftsführer"),
        ("Ballinure, 26 January 2026", "Jenrode, 23 January 2026"),
    ]
    for row, texts in zip(table.rows, signatures, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return Sample(
        "contract",
        "wolmar-nda.docx",
        office(nda),
        {
            "title": "Mutual Non-Disclosure Agreement",
            "contract_type": "nda",
            "signature_date": "2026-01-26",
            "effective_date": "2026-02-01",
            "term": "two (2) years",
            "automatic_renewal": False,
            "notice_period": "thirty (30) days",
            "governing_law": "Ireland",
            "jurisdiction": "courts of Dublin",
            "parties": [
                {"name": "Ledgerlight Archives CLG", "role": "Ledgerlight"},
                {"name": "Optik Palimpsest GmbH", "role": "Optik"},
            ],
        },
    )


def orfevres() -> Sample:
    """A French lease over two pages: rent, charges and deposit; four dates; no number."""
    paper = Paper("Bail commercial")
    paper.text(298, 84, "BAIL COMMERCIAL", 18, "Times-Bold", align="center")
    paper.rule(220, 376, 94, "#333333")
    y = 128.0
    for text in [
        "Entre les soussignés :",
        "Madame Geneviève Tharaud, demeurant 4, allée des Platanes, 69471 Saint-Vernay, "
        "ci-après « le bailleur », d'une part,",
        "et la société Les Pages Vives SARL, au capital de 8 000 euros, dont le siège est "
        "23, place du Puits, 69482 Montferrier, représentée par son gérant, Monsieur Idris Benali, "
        "ci-après « le preneur », d'autre part,",
        "il a été convenu ce qui suit :",
    ]:
        y = paper.paragraph(70, y, 455, text, 11, 15, "Times-Roman") + 7
    for heading, text in _BAIL:
        if y > 690:
            paper.text(298, 800, f"- {paper.number} -", 9, "Times-Roman", GREY, "center")
            paper.next_page()
            y = 84.0
        paper.text(70, y + 4, heading, 11, "Times-Bold")
        y = paper.paragraph(70, y + 21, 455, text, 11, 15, "Times-Roman") + 12
    y = paper.paragraph(
        70,
        y + 14,
        455,
        "Fait à Montferrier, le 2 avril 2026, en deux originaux.",
        11,
        15,
        "Times-Roman",
    )
    paper.text(70, y + 16, "Le bailleur", 11, "Times-Roman")
    paper.text(330, y + 16, "Le preneur", 11, "Times-Roman")
    paper.text(76, y + 50, "G. Tharaud", 19, "Times-Italic", "#22368f")
    paper.text(338, y + 52, "I. Benali", 20, "Times-Italic", "#22368f")
    paper.text(298, 800, f"- {paper.number} -", 9, "Times-Roman", GREY, "center")
    return Sample(
        "contract",
        "bail-orfevres.pdf",
        paper.pdf(),
        {
            "title": "BAIL COMMERCIAL",
            "contract_type": "lease",
            "signature_date": "2026-04-02",
            "effective_date": "2026-05-01",
            "end_date": "2035-04-30",
            "term": "neuf (9) années",
            "notice_period": "six (6) mois",
            "contract_value": 21600.00,
            "currency": "EUR",
            "payment_terms": "par trimestre et d'avance",
            "governing_law": "droit français",
            "jurisdiction": "tribunal judiciaire de Montferrier",
            "parties": [
                {"name": "Geneviève Tharaud", "role": "le bailleur"},
                {"name": "Les Pages Vives SARL", "role": "le preneur"},
            ],
        },
        {"": 1, "/signature_date": 2, "/governing_law": 2, "/jurisdiction": 2},
    )
