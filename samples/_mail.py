"""Mail: an order change with its file, an angry customer, a meeting moved twice."""

from __future__ import annotations

from email.message import EmailMessage

from _office import mail
from _paper import Column, Paper, Style
from _sample import Sample


def _message(headers: dict[str, str]) -> EmailMessage:
    message = EmailMessage()
    for name, value in headers.items():
        message[name] = value
    return message


def change() -> Sample:
    """A buyer changes an order; the new list is attached, and an older mail is quoted."""
    message = _message(
        {
            "From": "Nadia Ferreira <n.ferreira@corkandcane.example>",
            "To": "orders@ashdownglass.example",
            "Cc": "Luis Prado <l.prado@corkandcane.example>",
            "Subject": "Change to order CC-5521: 1,200 bottles instead of 900",
            "Date": "Tue, 06 Oct 2026 10:18:00 +0100",
            "Message-ID": "<20261006101800.5521@corkandcane.example>",
            "MIME-Version": "1.0",
        }
    )
    message.set_content(
        "Hello Martin,\n"
        "\n"
        "thank you for the quick confirmation. We have to raise order CC-5521 from 900 to 1,200\n"
        "bottles (Bordelaise 750 ml, antique green); everything else stays as it is. The revised\n"
        "list is attached (CC-5521-rev2.pdf).\n"
        "\n"
        "Could you let us have a new delivery date by Friday, 9 October 2026? Our filling line is\n"
        "booked from 26 October.\n"
        "\n"
        "Best regards\n"
        "Nadia Ferreira\n"
        "Purchasing, Cork & Cane Cider Company\n"
        "Phone 01632 960 884\n"
        "\n"
        "> From: Martin Ashdown <orders@ashdownglass.example>\n"
        "> Sent: 2 October 2026 16:40\n"
        "> Subject: Confirmation of order CC-5521\n"
        ">\n"
        "> Dear Ms Ferreira, we confirm 900 bottles, delivery on 19 October 2026, our\n"
        "> reference AG-20418.\n"
    )
    paper = Paper("Order CC-5521, revision 2")
    paper.bold(60, 80, "Cork & Cane Cider Company", 14)
    paper.text(60, 104, "Order CC-5521, revision 2 of 6 October 2026", 11)
    columns = [
        Column("Article", 260),
        Column("Quantity", 80, "right"),
        Column("Pallets", 80, "right"),
    ]
    rows = [
        ("Bordelaise 750 ml, antique green", "1,200", "1"),
        ("Crown caps 26 mm, plain", "1,500", "-"),
    ]
    paper.table(60, 124, columns, rows, Style(10, 20, rules="grid"))
    message.add_attachment(
        paper.pdf(), maintype="application", subtype="pdf", filename="CC-5521-rev2.pdf"
    )
    return Sample(
        "email",
        "bottle-order-change.eml",
        mail(message, "=-cc5521"),
        {
            "sender_name": "Nadia Ferreira",
            "sender_email": "n.ferreira@corkandcane.example",
            "sender_company": "Cork & Cane Cider Company",
            "recipients": ["orders@ashdownglass.example"],
            "cc": ["l.prado@corkandcane.example"],
            "subject": "Change to order CC-5521: 1,200 bottles instead of 900",
            "sent_at": "2026-10-06T10:18:00+01:00",
            "category": "order",
            "reference": "CC-5521",
            "reply_by": "2026-10-09",
            "reply_expected": True,
            "summary": "Raises order CC-5521 from 900 to 1,200 bottles and asks for a new delivery "
            "date.",
            "attachments": ["CC-5521-rev2.pdf"],
        },
    )


def complaint() -> Sample:
    """A German complaint in HTML and plain text; no copy, no attachment."""
    message = _message(
        {
            "From": "Dr. Annegret Voss <a.voss@praxis-voss.example>",
            "To": "service@kuehltechnik-harms.example",
            "Subject": "Reklamation Kühlschrank LKS 60, Auftrag 260714",
            "Date": "Mon, 17 Aug 2026 07:52:00 +0200",
            "Message-ID": "<20260817075200.260714@praxis-voss.example>",
            "MIME-Version": "1.0",
        }
    )
    paragraphs = [
        "Sehr geehrte Damen und Herren,",
        "der am 14.07.2026 gelieferte Laborkühlschrank LKS 60 hält die Temperatur nicht. Seit "
        "Donnerstag zeigt er 11,5 °C statt höchstens 8 °C; Impfstoffe im Wert von 1.940 € mussten "
        "wir entsorgen.",
        "Bitte tauschen Sie das Gerät bis zum 24.08.2026 aus. Ihre Rechnung 88-1204 über 1.279,00 "
        "€ zahlen wir erst danach.",
    ]
    closing = [
        "Mit freundlichen Grüßen",
        "Dr. Annegret Voss",
        "Kinderarztpraxis Voss",
        "Lindenallee 27, 29699 Wietzen",
    ]
    message.set_content("\n\n".join(paragraphs) + "\n\n" + "\n".join(closing) + "\n")
    html = "".join(f"<p>{text}</p>\n" for text in paragraphs)
    message.add_alternative(
        f"<html><body style='font-family:Calibri'>\n{html}<p>{'<br>'.join(closing)}</p>\n"
        "</body></html>\n",
        subtype="html",
    )
    return Sample(
        "email",
        "reklamation-kuehlschrank.eml",
        mail(message, "=-260714"),
        {
            "sender_name": "Dr. Annegret Voss",
            "sender_email": "a.voss@praxis-voss.example",
            "sender_company": "Kinderarztpraxis Voss",
            "recipients": ["service@kuehltechnik-harms.example"],
            "subject": "Reklamation Kühlschrank LKS 60, Auftrag 260714",
            "sent_at": "2026-08-17T07:52:00+02:00",
            "category": "complaint",
            "reference": "260714",
            "reply_by": "2026-08-24",
            "reply_expected": True,
            "summary": "Der gelieferte Kühlschrank kühlt nicht; Austausch bis zum 24.08.2026 "
            "verlangt.",
        },
    )


def meeting() -> Sample:
    """A French notice to several people that asks for nothing."""
    message = _message(
        {
            "From": "Bastien Lorrain <b.lorrain@mairie-clairfont.example>",
            "To": "chantier-halle@mairie-clairfont.example, "
            "Inès Dubreuil <i.dubreuil@atelier-sept.example>",
            "Cc": "secretariat@mairie-clairfont.example",
            "Subject": "Halle du marché : réunion de chantier reportée au 3 décembre",
            "Date": "Wed, 18 Nov 2026 17:05:00 +0100",
            "Message-ID": "<20261118170500.77@mairie-clairfont.example>",
            "MIME-Version": "1.0",
        }
    )
    message.set_content(
        "Bonjour à tous,\n"
        "\n"
        "la réunion de chantier n° 14, prévue le 26 novembre, est reportée au jeudi\n"
        "3 décembre 2026 à 9 h 30, même lieu (base vie, quai des Halles). Le compte rendu de la\n"
        "réunion du 12 novembre est validé sans réserve.\n"
        "\n"
        "Aucune réponse n'est nécessaire.\n"
        "\n"
        "Cordialement,\n"
        "Bastien Lorrain\n"
        "Services techniques, Mairie de Clairfont\n"
    )
    return Sample(
        "email",
        "reunion-de-chantier.eml",
        mail(message, "=-77"),
        {
            "sender_name": "Bastien Lorrain",
            "sender_email": "b.lorrain@mairie-clairfont.example",
            "sender_company": "Mairie de Clairfont",
            "recipients": [
                "chantier-halle@mairie-clairfont.example",
                "i.dubreuil@atelier-sept.example",
            ],
            "cc": ["secretariat@mairie-clairfont.example"],
            "subject": "Halle du marché : réunion de chantier reportée au 3 décembre",
            "sent_at": "2026-11-18T17:05:00+01:00",
            "category": "scheduling",
            "reply_expected": False,
            "summary": "La réunion de chantier du 26 novembre est reportée au 3 décembre à 9 h 30.",
        },
    )
