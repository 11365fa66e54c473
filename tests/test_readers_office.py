"""Office files, web pages, mail and plain text."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from email.message import EmailMessage

import docx
import openpyxl
import pytest
from pptx import Presentation
from pptx.util import Inches

from extractor.document import Document
from extractor.errors import (
    DocumentCorrupt,
    DocumentEmpty,
    DocumentEncrypted,
    DocumentTooLarge,
    UnsupportedFormat,
)
from extractor.readers import Limits, ReadOptions, parse_pages, read_bytes

WORD_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(thing: object) -> bytes:
    stream = io.BytesIO()
    thing.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def text_of(data: bytes, name: str = "file") -> str:
    document = read_bytes(data, name)
    assert_sound(document)
    return document.text


def assert_sound(document: Document) -> None:
    for page in document.pages:
        found = [document.text[word.start : word.end] for word in page.words]
        assert found == document.text[page.span.start : page.span.end].split()
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", document.text)


def contract() -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Law Office Miller"
    document.sections[0].footer.paragraphs[0].text = "Page footer"
    document.add_paragraph("This agreement is made on 3 March 2024.")
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, [("Item", "Price"), ("Desk", "120.00")], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    run = document.add_paragraph("Seen.").add_run("unseen clause")
    run.font.hidden = True
    return saved(document)


def test_word_reads_headers_paragraphs_and_tables_in_order() -> None:
    document = read_bytes(contract(), "contract.docx")
    assert document.media_type.endswith("wordprocessingml.document")
    assert document.text.split("\n") == [
        "Law Office Miller",
        "This agreement is made on 3 March 2024.",
        "Item  Price",
        "Desk  120.00",
        "Seen.",
        "Page footer",
    ]
    assert document.pages[0].hidden == "unseen clause"


def test_word_reads_content_controls_and_leaves_out_deleted_text() -> None:
    from docx.oxml import parse_xml

    document = docx.Document()
    body = document.element.body
    body.insert(
        0,
        parse_xml(
            f'<w:sdt xmlns:w="{WORD_NAMESPACE}"><w:sdtContent><w:p><w:r><w:t>Controlled</w:t></w:r>'
            "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:tab/><w:t>inserted</w:t></w:r></w:ins></w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert text_of(saved(document)) == "Controlled  inserted"


def test_a_letterhead_set_as_a_table_reads_cell_by_cell() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "Acme GmbH\nHauptstr. 5\n10115 Berlin"
    for line in ("Acme GmbH", "Hauptstr. 5", "10115 Berlin"):
        table.rows[0].cells[1].add_paragraph(line.upper())
    text = text_of(saved(document))
    assert "ACME GMBH\nHAUPTSTR. 5\n10115 BERLIN" in text


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Invoice"
    sheet.append(["Date", dt.date(2024, 5, 17)])
    sheet.append(["Sent", dt.datetime(2024, 5, 17, 9, 30)])
    sheet.append(["Total", 1487.5])
    sheet["B3"].number_format = "#,##0.00"
    sheet.append(["VAT", 0.19])
    sheet["B4"].number_format = "0%"
    sheet["A20"] = "Far below"
    sheet["E20"] = 3
    book.create_sheet("Second").append(["Other", 2.25])
    secret = book.create_sheet("Notes")
    secret.append(["ignore this"])
    secret.sheet_state = "hidden"
    return saved(book)


def test_excel_shows_values_as_a_person_sees_them() -> None:
    document = read_bytes(workbook(), "invoice.xlsx")
    first, second, third = document.pages
    assert document.text[first.span.start : first.span.end].split("\n") == [
        "Invoice",
        "Date  2024-05-17",
        "Sent  2024-05-17 09:30",
        "Total  1487.50",
        "VAT  19%",
        "Far below  3",
    ]
    assert document.text[second.span.start : second.span.end] == "Second\nOther  2.25"
    assert "ignore this" in third.hidden
    assert "ignore this" not in document.text
    assert document.warnings == ("sheet 3 (Notes) is hidden",)


def test_sheets_and_slides_can_be_chosen() -> None:
    document = read_bytes(workbook(), "invoice.xlsx", ReadOptions(pages=parse_pages("2")))
    assert document.text == "Second\nOther  2.25"
    assert document.page_count == 3


def test_powerpoint_reads_a_slide_a_page_with_tables_and_notes() -> None:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "Quarter results"
    table = slide.shapes.add_table(1, 2, Inches(1), Inches(3), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Revenue", "4.2 M"
    box = slide.shapes.add_textbox(Inches(1), Inches(5), Inches(4), Inches(1))
    box.text_frame.text = "Below the table"
    slide.notes_slide.notes_text_frame.text = "Mention the new plant"
    show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = "Thank you"
    document = read_bytes(saved(show), "show.pptx")
    assert document.page_count == 2
    assert document.text.split("\n") == [
        "Quarter results",
        "Revenue  4.2 M",
        "Below the table",
        "",
        "Mention the new plant",
        "",
        "Thank you",
    ]


def test_a_web_page_shows_its_tables_and_hides_what_a_browser_hides() -> None:
    page = b"""<!DOCTYPE html><html><head><title>Order</title><style>p {color: red}</style></head>
    <body><h1>Order 77</h1><script>var x = "script";</script>
    <table><tr><th>Item</th><th>Price</th></tr><tr><td>Lamp</td><td>30.00</td></tr></table>
    <dl><dt>Status</dt><dd>shipped</dd></dl>
    <p style="display: none">not displayed</p><p hidden>marked hidden</p>
    <p style="color:#ffffff">white</p>
    <div style="background:#000"><p style="color:#fff">white on black</p></div></body></html>"""
    document = read_bytes(page, "order.html")
    assert_sound(document)
    assert document.media_type == "text/html"
    assert "Item  Price\nLamp  30.00" in document.text
    assert "Status\nshipped" in document.text
    assert "white on black" in document.text
    assert "script" not in document.text
    assert document.pages[0].hidden.split("\n") == ["not displayed", "marked hidden", "white"]


def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Jørn <jorn@example.org>"
    message["To"] = "billing@example.org"
    message["Subject"] = "Your invoice – März"
    message["Date"] = "Fri, 17 May 2024 09:30:00 +0200"
    message.set_content("Please find the invoice attached.\n")
    message.add_alternative("<p>Please find the invoice <b>attached</b>.</p>", subtype="html")
    return message


def test_a_mail_is_its_headers_its_body_and_its_attachments() -> None:
    message = mail()
    message.add_attachment(contract(), maintype="application", subtype="x", filename="deal.docx")
    inner = mail()
    inner.replace_header("Subject", "Forwarded")
    message.add_attachment(inner)
    document = read_bytes(message.as_bytes(), "mail.eml")
    assert_sound(document)
    assert document.text.split("\n") == [
        "From: Jørn <jorn@example.org>",
        "To: billing@example.org",
        "Date: Fri, 17 May 2024 09:30:00 +0200",
        "Subject: Your invoice – März",
        "",
        "Please find the invoice attached.",
    ]
    deal, forwarded = document.attachments
    assert deal.name == "deal.docx"
    assert "This agreement" in read_bytes(deal.data, f"mail.eml#{deal.name}").text
    assert "Subject: Forwarded" in read_bytes(forwarded.data, "mail.eml#forwarded").text


def test_a_mail_with_html_only_is_laid_out() -> None:
    message = EmailMessage()
    message["Subject"] = "Offer"
    message["From"] = "a@example.org"
    message.set_content("<table><tr><td>Price</td><td>5.00</td></tr></table>", subtype="html")
    assert text_of(message.as_bytes()).endswith("Price  5.00")


@pytest.mark.parametrize(
    "broken",
    [
        b"Subject: =?utf-8?Q?half\nFrom: <<>\nDate: never\n\nStill a body",
        b"Subject: x\nTo: y\nContent-Type: multipart/mixed\n\nStill a body",
        b"Subject: x\nTo: y\nContent-Type: text/plain; charset=nonsense\n\nStill a body",
        b"Subject: x\nTo: y\nContent-Transfer-Encoding: base64\n\nU3RpbGwgYSBib2R5!!!",
    ],
)
def test_a_malformed_mail_still_gives_its_body(broken: bytes) -> None:
    assert "Still a body" in text_of(broken, "broken.eml")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_is_read_in_the_encoding_it_is_in(encoding: str) -> None:
    rows = "Name;Ort;Betrag\nMüller GmbH;Köln;1.200,50\nGrüne Wiese;Düsseldorf;99,00\n"
    text = text_of(rows.encode(encoding), "liste.csv")
    assert text.split("\n") == [
        "Name  Ort  Betrag",
        "Müller GmbH  Köln  1.200,50",
        "Grüne Wiese  Düsseldorf  99,00",
    ]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Zażółć gęślą jaźń, świeże źródło w Łodzi przy ulicy Wąskiej", "cp1250"),
        ("Счёт на оплату за услуги связи, город Москва, улица Садовая", "cp1251"),
        ("Facture réglée à échéance, état créé par le gérant à Orléans", "cp1252"),
    ],
)
def test_text_of_before_unicode_is_recognised(text: str, encoding: str) -> None:
    document = read_bytes(text.encode(encoding), "note.txt")
    assert document.text == text
    assert document.warnings == (f"read as {encoding}",)


def test_csv_cells_may_hold_the_delimiter_and_line_ends() -> None:
    assert text_of(b'a,b\n"x, y","two\nlines"\n', "t.csv") == "a  b\nx, y  two lines"


def test_plain_text_is_cleaned_but_keeps_its_lines() -> None:
    text = "Offer\r\n\tof\u00a0a \ufb01ne\x07 day\u00ad\n\n\n\nEnd  \n"
    assert text_of(text.encode(), "note.txt") == "Offer\n  of a fine day\n\nEnd"
    assert read_bytes(b"# Title\n", "note.md").media_type == "text/markdown"


def archive(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return stream.getvalue()


def test_a_zip_bomb_is_stopped_while_inflating() -> None:
    bomb = archive({"word/document.xml": b" " * 50_000_000})
    limits = Limits(inflated_bytes=10_000_000)
    with pytest.raises(DocumentTooLarge, match="inflates to more than"):
        read_bytes(bomb, "bomb.docx", ReadOptions(limits=limits))
    many = archive({f"xl/{n}.bin": b"" for n in range(50)})
    with pytest.raises(DocumentTooLarge, match="50 entries"):
        read_bytes(many, "many.xlsx", ReadOptions(limits=Limits(entries=40)))


def test_xml_that_declares_entities_is_refused() -> None:
    declared = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    for xml in (declared, declared.decode().encode("utf-16")):
        with pytest.raises(DocumentCorrupt, match=r"word/document\.xml declares XML entities"):
            read_bytes(archive({"word/document.xml": xml}), "bomb.docx")


def test_a_cut_off_office_file_says_so() -> None:
    whole = contract()
    with pytest.raises(DocumentCorrupt, match="truncated or damaged"):
        read_bytes(whole[: len(whole) // 2], "half.docx")


def test_what_cannot_be_read_is_named_with_a_way_out() -> None:
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    with pytest.raises(DocumentEncrypted, match="encrypted"):
        read_bytes(compound + "EncryptedPackage".encode("utf-16-le"), "secret.xlsx")
    old = {
        compound + "WordDocument".encode("utf-16-le"): "save it as .docx",
        b"{\\rtf1 text}": "save it as .docx or .pdf",
        archive({"readme.txt": b"hello"}): "unpack it and pass the files in it",
    }
    for data, hint in old.items():
        with pytest.raises(UnsupportedFormat) as refused:
            read_bytes(data, "file")
        assert refused.value.hint == hint
    with pytest.raises(UnsupportedFormat, match="binary data"):
        read_bytes(bytes(range(256)) * 8, "noise.bin")
    with pytest.raises(DocumentEmpty, match="the file is empty"):
        read_bytes(b" \n", "nothing.txt")


@pytest.mark.parametrize("name", ["wrong.pdf", "wrong.csv", "none"])
def test_the_content_decides_the_type_not_the_name(name: str) -> None:
    assert read_bytes(contract(), name).media_type.endswith("wordprocessingml.document")
