"""What a document offers: values with the places where they stand."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from llguidance import LLMatcher, LLTokenizer

from extractor.candidates import (
    find_candidates,
    fold,
    for_leaf,
    verbatim_pieces,
    verbatim_text,
)
from extractor.candidates.dates import find_dates
from extractor.candidates.days import find_days
from extractor.document import Document, Page, Span, Word
from extractor.errors import SchemaError
from extractor.schema.expression import compile_pattern
from extractor.schema.tree import Kind, Leaf, Origin


def document(text: str, *, recognised: bool = False, blocks: Any = ()) -> Document:
    """One page of plain text."""
    words = tuple(Word(*match.span()) for match in re.finditer(r"\S+", text))
    page = Page(1, Span(0, len(text)), words, recognised=recognised, blocks=blocks)
    return Document("page.txt", "0" * 64, "text/plain", text, (page,), 1)


def parsed(kind: Kind, **constraints: Any) -> Leaf:
    return Leaf(kind, Origin.PARSED, **constraints)


def string(origin: Origin = Origin.PATTERN, **constraints: Any) -> Leaf:
    return Leaf(Kind.STRING, origin, **constraints)


def offered(text: str, leaf: Leaf, *, recognised: bool = False) -> set[str]:
    """The JSON texts that a document of `text` offers to `leaf`."""
    candidates = find_candidates(document(text, recognised=recognised))
    return {candidate.json for candidate in for_leaf(leaf, candidates)}


NUMBER = parsed(Kind.NUMBER)
DATE = parsed(Kind.DATE)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("Total 1,234.56", {"1234.56"}),  # en
        ("RM1,496.31", {"1496.31"}),  # ms
        ("Total . . . .139.47", {"139.47"}),
        ("take ____8 capsules", {"8"}),
        ("116.2m2", {"116.2"}),
        ("595miles", {"595"}),
        ("Summe 1.234,56 €", {"1234.56"}),  # de, es, it, nl
        ("Total 1\u202f234,56 €", {"1234.56"}),  # fr
        ("Total 1\u00a0234\u00a0567,8", {"1234567.8"}),
        ("Total CHF 1'234.56", {"1234.56"}),  # ch
        ("Totale 1’234’567", {"1234567"}),
        ("Total ₹1,23,456.78", {"123456.78"}),  # in
        ("Total 1234.5", {"1234.5"}),
        ("Total 0,50", {"0.50"}),
        ("ratio .75", {"0.75"}),
        ("VAT 19%", {"19"}),
        ("USt. 7,7 %", {"7.7"}),
        ("$1,234.00", {"1234.00"}),
        ("EUR1234.50", {"1234.50"}),
        ("1234EUR", {"1234"}),
        ("Preis 1.234,-", {"1234"}),
        ("Preis 1.234,– €", {"1234"}),
        ("25kg, 10GB, 3x, x4, 20m²", {"25", "10", "3", "4", "20"}),
        ("Size 10x20cm", {"10", "20"}),
        ("qty 0", {"0"}),
        ("one to three sections", {"1", "3"}),
        ("dreißig Tage", {"30"}),
        ("thirty (30) days", {"30", "-30"}),
    ],
)
def test_a_number_reads_as_its_convention_writes_it(text: str, readings: set[str]) -> None:
    assert offered(text, NUMBER) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1,234", {"1234", "1.234"}),
        ("1.234", {"1234", "1.234"}),
        ("12.345", {"12345", "12.345"}),
        ("1 234", {"1234", "1", "234"}),  # a group, or two columns of a table
        ("-5", {"-5", "5"}),  # whether a discount keeps its sign is the schema's convention
        ("−5,00", {"-5.00", "5.00"}),
        ("(5.00)", {"-5.00", "5.00"}),
        ("5.00-", {"-5.00", "5.00"}),
        ("5,00 CR", {"-5.00", "5.00"}),
        ("-$5.00", {"-5.00", "5.00"}),
        ("$-5.00", {"-5.00", "5.00"}),
    ],
)
def test_an_ambiguous_number_gives_each_reading(text: str, readings: set[str]) -> None:
    assert offered(text, NUMBER) == readings


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("INV-2024-00871", {"2024"}),  # 00871 is no number
        ("007", set()),
        ("3rd floor, 21st of May", set()),
        ("1.2.3", {"1", "2", "3"}),
        ("14.03.2024", {"14", "2024"}),
        ("A4B7 foo12bar", set()),
        ("DE89370400440532013000", set()),
        ("12345678901234567", set()),  # longer than a double holds
        ("pages 10-20", {"10", "20"}),
        ("twenty-five", set()),  # not twenty
    ],
)
def test_codes_and_ordinals_are_not_numbers(text: str, readings: set[str]) -> None:
    assert offered(text, NUMBER) == readings


def test_an_integer_is_a_number_without_a_fraction() -> None:
    assert offered("2,00 pieces at 3.50, 4 boxes", parsed(Kind.INTEGER)) == {"2", "4"}


def test_constraints_filter_the_candidates() -> None:
    text = "1 5 10 15 20"
    assert offered(
        text, parsed(Kind.INTEGER, minimum=Decimal(5), exclusive_maximum=Decimal(20))
    ) == {
        "5",
        "10",
        "15",
    }
    assert offered(text, parsed(Kind.INTEGER, multiple_of=Decimal(10))) == {"10", "20"}
    assert offered("a@x.org long.name@x.org", string(format="email", max_length=8)) == {'"a@x.org"'}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("capped at EUR 5 million in all", {"5000000", "5"}),
        ("£5m", {"5000000", "5"}),
        ("1,5 Mio. EUR", {"1500000", "1.5"}),
        ("3 milliards d'euros", {"3000000000", "3"}),
        ("60-70k", {"60000", "60", "70000", "70"}),
        ("£48k - £56k a year", {"48000", "48", "56000", "56"}),
        ("between 1.2 and 1.5 million", {"1200000", "1.2", "1500000", "1.5"}),
        ("5m of rope, 200 kg, 12 miles, 10 minutes", {"5", "200", "12", "10"}),
    ],
)
def test_a_word_behind_a_number_makes_it_greater(text: str, numbers: set[str]) -> None:
    assert offered(text, parsed(Kind.NUMBER)) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-14",
        "2024/3/14",
        "20240314",
        "14.03.2024",
        "14. 3. 2024",
        "14.3.24",
        "14/03/24",
        "3/14/2024",
        "14-03-2024",
        "Thu, 14 Mar 2024 13:05:00 +0100",
        "14 March 2024",
        "14th of March, 2024",
        "the 14th of March 2024",
        "this 14th day of March 2024",
        "March 14th, 2024",
        "MARCH 14, 2024",
        "Mar. 14, 2024",
        "14-MAR-2024",
        "14 Mar '24",
        "14MAR2024",
        "2024-Mar-14",
        "2024 March 14",
        "Donnerstag, 14. März 2024",
        "14. Maerz 2024",
        "14. Mär. 2024",
        "jeudi 14 mars 2024",
        "14 de marzo de 2024",
        "14 marzo 2024",
        "14 maart 2024",
        "14 mrt. 2024",
        "14\nMarch 2024",
        "14 March\n2024",
    ],
)
def test_a_date_reads_in_every_convention(text: str) -> None:
    assert offered(text, DATE) == {'"2024-03-14"'}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1er février 2024", "2024-02-01"),
        ("1 févr. 2024", "2024-02-01"),
        ("1 fevrier 2024", "2024-02-01"),
        ("3 août 2023", "2023-08-03"),
        ("25 déc. 2023", "2023-12-25"),
        ("1º de enero de 2024", "2024-01-01"),
        ("5 septiembre 2023", "2023-09-05"),
        ("5 sett. 2023", "2023-09-05"),
        ("1º gennaio 2024", "2024-01-01"),
        ("7 luglio 2024", "2024-07-07"),
        ("8 giu 2024", "2024-06-08"),
        ("9 mei 2024", "2024-05-09"),
        ("10. Jänner 2024", "2024-01-10"),
        ("3. Okt. 2024", "2024-10-03"),
        ("12. Dez. 2024", "2024-12-12"),
        ("29.02.2024", "2024-02-29"),
        ("14.03.68", "1968-03-14"),
        ("14.03.31", "2031-03-14"),
    ],
)
def test_month_names_of_six_languages(text: str, date: str) -> None:
    assert offered(text, DATE) == {f'"{date}"'}


@pytest.mark.parametrize(
    "text",
    [
        "Mar 2024",
        "03/2024",
        "2024",
        "30.02.2024",
        "31 April 2024",
        "29 Feb 2023",
        "14/13/2024 x",
        "version 1.2.3",
        "192.168.10.24",
        "12345678",
        "Monday",
        "10:14:24",
        "1,500.00",
        "14 March",
    ],
)
def test_what_is_no_whole_valid_date_is_not_offered(text: str) -> None:
    assert offered(text, DATE) == set()


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("du 1er au 31 juillet 2015", {"2015-07-01", "2015-07-31"}),
        ("14–16 March 2024", {"2024-03-14", "2024-03-16"}),
        ("March 14-16, 2024", {"2024-03-14", "2024-03-16"}),
        ("01.03. - 31.03.2024", {"2024-03-01", "2024-03-31"}),
        ("vom 1. bis 31.03.2024", {"2024-03-01", "2024-03-31"}),
        ("14 March to 2 April 2024", {"2024-03-14", "2024-04-02"}),
        ("15 December – 14 January 2025", {"2024-12-15", "2025-01-14"}),
        ("March 1 through March 31, 2024", {"2024-03-01", "2024-03-31"}),
        ("Position 3 - 14.03.2024", {"2024-03-14"}),
        ("Page 3 and 2024-03-14", {"2024-03-14"}),
    ],
)
def test_a_range_gives_both_its_ends(text: str, dates: set[str]) -> None:
    assert offered(text, DATE) == {f'"{date}"' for date in dates}


def test_an_open_order_gives_each_reading_and_the_documents_own_first() -> None:
    assert offered("03/04/2024", DATE) == {'"2024-04-03"', '"2024-03-04"'}
    assert offered("03.04.2024", DATE) == {'"2024-04-03"'}  # dots put the day first
    american = find_candidates(document("03/04/2024 and 03/25/2024"))
    assert [one.json for one in for_leaf(DATE, american)][:2] == ['"2024-03-04"', '"2024-04-03"']
    at_home = find_candidates(document("Reno, NV 57511\n03/04/2024"))
    assert [one.json for one in for_leaf(DATE, at_home)] == ['"2024-03-04"', '"2024-04-03"']


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1 to 30 September 2025\n09/02   rent\n09/10   gas", {"2025-09-02", "2025-09-10"}),
        ("September 2025\n02/09   rent\n10/09   gas", {"2025-09-02", "2025-09-10"}),
        ("01 June - 30 June 2025\n2 Jun   gas\n13. Juni   pay", {"2025-06-02", "2025-06-13"}),
        ("31.12.2024\n02.12. Miete\n03.01. Strom", {"2024-12-02", "2025-01-03"}),
        ("28 Dec 2024 - 27 Jan 2025\n01/02   a\n12/30   b", {"2025-01-02", "2024-12-30"}),
        ("Berlin, 3. Januar 2026. Ihr Brief vom 30. Dezember", {"2025-12-30"}),
        ("Sent 14 Oct 2025. We need it by 21 October.", {"2025-10-21"}),
        ("1 September 2025. Aug 12, 25 reading", {"2025-08-12"}),
        ("born 30/08/1971, from 2025-09-01 to 2025-09-30\n09/02   rent", {"2025-09-02"}),
    ],
)
def test_a_day_without_a_year_is_of_the_documents_time(text: str, days: set[str]) -> None:
    assert {json.dumps(day) for day in days} <= offered(text, parsed(Kind.DATE))


@pytest.mark.parametrize(
    "text",
    [
        "2 June, 09/02 and 13. Juni",  # no year is told
        "1 September 2025. Meet us on 4 March.",  # which of two Marches?
        "1 September 2025. Read on Aug 12, 24.",  # of another year
        "1 September 2025\nTable 9/12, 3/4 cup, 9.15 Uhr",
        "1 September 2025\n30.02. is no day, nor is 31 Sep",
    ],
)
def test_a_day_whose_year_nobody_tells_is_no_date(text: str) -> None:
    assert offered(text, parsed(Kind.DATE)) <= {'"2025-09-01"'}


def test_a_range_within_a_month_is_no_year() -> None:
    """`01 June - 30` is not a day of 2030."""
    assert offered("01 June - 30 June 2025", parsed(Kind.DATE)) == {'"2025-06-01"', '"2025-06-30"'}


def test_a_weekday_closes_the_order_of_a_date() -> None:
    assert offered("Sunday 11/3/2019", DATE) == {'"2019-11-03"'}
    assert offered("domenica, 11/3/2018", DATE) == {'"2018-03-11"'}
    assert offered("Sunday 11/3/2020", DATE) == {'"2020-11-03"', '"2020-03-11"'}  # on neither


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13:05", "13:05:00"),
        ("13:05:07", "13:05:07"),
        ("1:05 pm", "13:05:00"),
        ("12 a.m.", "00:00:00"),
        ("13.05 Uhr", "13:05:00"),
        ("13h05", "13:05:00"),
        ("TIME:02:18", "02:18:00"),
        ("Check-in . . . .21:30", "21:30:00"),
    ],
)
def test_times(text: str, value: str) -> None:
    assert offered(text, parsed(Kind.TIME)) == {f'"{value}"'}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-03-14T13:05:00Z", "2024-03-14T13:05:00Z"),
        ("2024-03-14 13:05", "2024-03-14T13:05:00"),
        ("Thu, 14 Mar 2024 13:05:00 +0100", "2024-03-14T13:05:00+01:00"),
        ("14.03.2024 um 13:05 Uhr", "2024-03-14T13:05:00"),
        ("14.03.2024, 13:05", "2024-03-14T13:05:00"),
        ("March 14, 2024 at 1:05 PM", "2024-03-14T13:05:00"),
        ("1:05 pm on 14 March 2024", "2024-03-14T13:05:00"),
    ],
)
def test_a_moment_is_a_date_with_a_time_beside_it(text: str, value: str) -> None:
    assert offered(text, parsed(Kind.DATETIME)) == {f'"{value}"'}


def test_a_date_alone_is_no_moment() -> None:
    assert offered("14.03.2024\n13:05 arrival", parsed(Kind.DATETIME)) == set()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("EUR 5", {"EUR"}),
        ("5 €", {"EUR"}),
        ("£5", {"GBP"}),
        ("zł 5", {"PLN"}),
        ("Fr. 5.00", {"CHF"}),
        ("100 kr", {"SEK", "NOK", "DKK", "ISK"}),
        ("US$5", {"USD"}),
        ("C$5", {"CAD"}),
        ("in Euros and euro", {"EUR"}),
        ("Schweizer Franken", {"CHF"}),
        ("pounds sterling", {"GBP"}),
        ("ALL RIGHTS, TRY IT", set()),
        ("ALL 500", {"ALL"}),
    ],
)
def test_currencies(text: str, codes: set[str]) -> None:
    leaf = string(Origin.PARSED, format="currency")
    assert offered(text, leaf) == {f'"{code}"' for code in codes}


def test_an_ambiguous_currency_sign_gives_each_reading() -> None:
    assert {'"USD"', '"CAD"', '"AUD"'} < offered("$5", string(Origin.PARSED, format="currency"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Vienna, Austria", "AT"),
        ("Österreich", "AT"),
        ("ALLEMAGNE", "DE"),
        ("Países Bajos", "NL"),
        ("Germania", "DE"),
        ("Verenigd\nKoninkrijk", "GB"),
        ("U.S.A.", "US"),
        ("Cote d'Ivoire", "CI"),
        ("20121 Milano, IT", "IT"),
        ("Nationality: DEU", "DE"),
    ],
)
def test_countries(text: str, code: str) -> None:
    assert offered(text, string(Origin.PARSED, format="country")) == {f'"{code}"'}


def test_a_word_in_capitals_is_no_country() -> None:
    assert offered("INVOICE NO 12, MADE IN STEEL", string(Origin.PARSED, format="country")) == set()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("email", "Mail <jane.doe+x@mail.example.org>.", "jane.doe+x@mail.example.org"),
        ("uri", "See (https://example.org/a?b=1).", "https://example.org/a?b=1"),
        ("url", "www.example.org, open daily", "www.example.org"),
        ("iban", "IBAN: DE89 3704 0044 0532 0130 00 BIC", "DE89370400440532013000"),
        ("iban", "GB82WEST12345698765432", "GB82WEST12345698765432"),
        ("phone", "Tel. +49 (0)30 1234567", "+49 (0)30 1234567"),
        ("phone", "call (555) 010-4477 now", "(555) 010-4477"),
        ("phone", "Tél : 01 23 45 67 89", "01 23 45 67 89"),
        ("phone", "Tfno.: 985 842 743", "985 842 743"),
        ("phone", "(77) 1141 5593", "(77) 1141 5593"),
        ("phone", "Call 9561 3542.", "9561 3542"),
        ("phone", "0397 491345-0", "0397 491345-0"),
        (
            "uuid",
            "id 123e4567-e89b-12d3-a456-426614174000;",
            "123e4567-e89b-12d3-a456-426614174000",
        ),
        ("ipv4", "host 192.168.0.1.", "192.168.0.1"),
    ],
)
def test_formats(name: str, text: str, value: str) -> None:
    assert offered(text, string(format=name)) == {json.dumps(value)}


def test_an_iban_with_a_wrong_digit_is_not_offered() -> None:
    assert offered("DE88 3704 0044 0532 0130 00", string(format="iban")) == set()


@pytest.mark.parametrize(
    ("pattern", "text", "values"),
    [
        (r"^INV-\d{4}-\d+$", "Invoice (INV-2024-00871), INV-1-2", {"INV-2024-00871"}),
        (r"^[A-Z]{3} \d{4}$", "Flight LHR 1234 and LHR 12345", {"LHR 1234"}),
        (r"\d{5}", "zip 10115 or D-10117", {"10115", "D-10117"}),
        (r"^(?<plate>[A-Z]{1,2}-\d+)$", "car B-1234.", {"B-1234"}),
        (r"^PO\d+$", "Ref:PO123", {"PO123"}),
        (r"^\p{Lu}\p{Ll}+$", "Wien und USA", {"Wien"}),
        (r"^never$", "nothing of that", set()),
    ],
)
def test_a_pattern_of_the_schema(pattern: str, text: str, values: set[str]) -> None:
    assert offered(text, string(pattern=pattern)) == {json.dumps(value) for value in values}


@pytest.mark.parametrize("pattern", [r"^(\w+\s?)*$", r"(.*)*x!", r"^(([a-z])+.)+[A-Z]$"])
def test_a_pattern_may_nest_its_repetitions(pattern: str) -> None:
    assert offered(" ".join(["a" * 40] * 6) + "!", string(pattern=pattern)) is not None


def test_a_pattern_that_runs_away_is_named() -> None:
    with pytest.raises(SchemaError, match="takes too long"):
        compile_pattern("(x+x+)+y").found_in("x" * 20_000)


def test_confusions_are_read_through_on_recognised_pages_only() -> None:
    text = "Date 14.O3.2O24 total 1,2S4.5O items l2"
    assert offered(text, DATE) == set()
    assert offered(text, DATE, recognised=True) == {'"2024-03-14"'}
    assert {"1254.50", "12"} <= offered(text, NUMBER, recognised=True)
    candidates = for_leaf(DATE, find_candidates(document(text, recognised=True)))
    assert [one.fuzzy for one in candidates] == [True]


def test_what_reads_straight_is_not_read_through() -> None:
    assert offered("25l and 14.03.2024", NUMBER, recognised=True) == {"25", "14", "2024"}


def test_a_window_restricts_what_is_offered() -> None:
    text = "first 11\nsecond 22\nthird 33"
    candidates = find_candidates(document(text)).within([Span(9, 18)])
    assert [one.json for one in for_leaf(NUMBER, candidates)] == ["22"]
    assert verbatim_text(document(text), [Span(9, 18)]) == "second 22"


def test_verbatim_text_adds_the_block_readings() -> None:
    # Two columns of two lines: "Acme GmbH   Invoice" over "Main Street   Copy".
    text = "Acme GmbH   Invoice\nMain Street   Copy"
    page = document(text, blocks=((0, 1, 3, 4), (2, 5)))
    assert verbatim_text(page).split("\n") == [
        "Acme GmbH",
        "Invoice",
        "Main Street",
        "Copy",
        "Acme GmbH Main Street",
        "Invoice Copy",
    ]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Net 30\ndays after the\ninvoice date", ["Net 30 days after the invoice date"]),
        ("Bolt M8   4   1.20\nNut M8   4   0.30", ["Bolt M8", "4", "1.20", "Nut M8", "0.30"]),
        ("Acme Ltd\n12 Mill Lane\nTotal   9.00", ["Acme Ltd 12 Mill Lane", "Total", "9.00"]),
        ("a | b\tc", ["a", "b", "c"]),
    ],
)
def test_a_run_stays_in_its_cell_or_paragraph(text: str, runs: list[str]) -> None:
    assert verbatim_text(document(text)).split("\n") == runs


def test_pieces_keep_words_whole_and_leave_punctuation_out() -> None:
    pieces = verbatim_pieces("(Acme GmbH), INV-2024-00871: 1.234,56 O'Neil a@b.org.")
    assert {"Acme", "GmbH", "INV-2024-00871", "1.234,56", "O'Neil", "a@b.org"} <= set(pieces)


# -- properties

_PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60)
_TOKENS = st.lists(
    st.one_of(
        st.sampled_from(
            ["Total", "EUR", "€", "-", "(", ")", ",", "\n", "März", "14th", "am", "Tel."]
        ),
        st.dates(dt.date(1950, 1, 1), dt.date(2049, 12, 31)).map(lambda d: f"{d:%d.%m.%Y}"),
        st.decimals(-99999, 99999, places=2).map(lambda d: f"{d:,}"),
        st.integers(0, 10**6).map(str),
        _PLAIN,
    ),
    max_size=12,
).map(" ".join)
_LEAVES = [
    *(parsed(kind) for kind in (Kind.NUMBER, Kind.INTEGER, Kind.DATE, Kind.TIME, Kind.DATETIME)),
    *(string(Origin.PARSED, format=name) for name in ("currency", "country")),
    *(string(format=name) for name in ("email", "uri", "phone", "iban", "uuid", "ipv4")),
    string(pattern=r"^[A-Z]+$"),
]


@given(_TOKENS)
@settings(deadline=None, max_examples=150)
def test_a_candidate_reads_again_from_its_own_span(text: str) -> None:
    candidates = find_candidates(document(text))
    for leaf in _LEAVES:
        for candidate in for_leaf(leaf, candidates):
            assert json.loads(candidate.json) == candidate.value
            for span in candidate.spans:
                assert 0 <= span.start < span.end <= len(text)
    for number in for_leaf(NUMBER, candidates):
        for span in number.spans:
            assert number.json in offered(text[span.start : span.end], NUMBER)
    for date in for_leaf(DATE, candidates):
        dt.date.fromisoformat(str(date.value))
        for span in date.spans:
            own = text[span.start : span.end]
            assert date.json in offered(own, DATE) or date.json in day_beside(date.value, own)


def day_beside(date: object, day: str) -> set[str]:
    """What a day without a year is where that whole date tells the time."""
    text = f"{date}\n{day}  "
    return {one.json for one in find_days(text, list(find_dates(text)))}


@given(_TOKENS)
def test_the_pieces_are_the_verbatim_text_and_hold_no_control_character(text: str) -> None:
    verbatim = verbatim_text(document(text))
    assert "".join(verbatim_pieces(verbatim)) == verbatim
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", verbatim)


@given(st.decimals(0, 10**9, places=2))
@settings(deadline=None)
def test_every_convention_writes_the_same_number(value: Decimal) -> None:
    english = f"{value:,}"
    swapped = english.replace(",", " ").replace(".", ",")
    for written in (english, swapped.replace(" ", "."), swapped, swapped.replace(" ", "\u202f")):
        assert str(value) in offered(f"Total {written} EUR", NUMBER)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2049, 12, 31)))
@settings(deadline=None)
def test_every_convention_writes_the_same_date(date: dt.date) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%y", "%d %B %Y", "%b %d, %Y", "%Y%m%d"):
        assert f'"{date.isoformat()}"' in offered(date.strftime(f"on {form} in"), DATE)


def test_four_thousand_words_are_read_in_a_moment() -> None:
    line = (
        "On 14 March 2024 Acme GmbH billed EUR 1,234.56 (VAT 19%) to Jane Doe, Berlin, Germany.\n"
    )
    page = document(line * 270)
    assert len(page.pages[0].words) > 4000
    find_candidates(page)
    start = time.perf_counter()
    find_candidates(page)
    assert time.perf_counter() - start < 1.0  # measured 0.05 s on an idle core


# -- the grammar that is made of the pieces


def accepts(pieces: list[str], run: str) -> bool:
    tokenizer = LLTokenizer("byte")
    grammar = "start: RUN\nRUN: %regex " + json.dumps({"substring_chunks": pieces})
    matcher = LLMatcher(tokenizer, LLMatcher.grammar_from_lark(grammar), log_level=0)
    assert not matcher.is_error(), matcher.get_error()
    tokens = tokenizer.tokenize_str(run)
    taken = matcher.validate_tokens(tokens) == len(tokens) and matcher.consume_tokens(tokens)
    return bool(taken and matcher.is_accepting())


def test_the_pieces_accept_every_run_of_words_and_no_foreign_word() -> None:
    text = 'From Acme GmbH, (Berlin)\nInvoice INV-2024-00871 "net" 1.234,56 € to Ünal & Söhne.'
    pieces = verbatim_pieces(verbatim_text(document(text)))
    words = fold(text).split(" ")
    for first in range(len(words)):
        for last in range(first + 1, len(words) + 1):
            assert accepts(pieces, " ".join(words[first:last]))
    for run in ("Acme GmbH", "Berlin", "net", "Ünal & Söhne"):
        assert accepts(pieces, run)
    for run in ("Beta GmbH", "Acme AG", "INV-2024", "234,56", "GmbH Acme", "Ber"):
        assert not accepts(pieces, run)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("USt-IdNr.: DE 136 695 976 Tel. 030 12345", ["DE 136 695 976"]),
        ("TVA FR43821447000, SIREN 821 447 000", ["FR43821447000"]),
        ("VAT ATU13585627; BTW NL853746333B01.", ["ATU13585627", "NL853746333B01"]),
        ("DATE 08/17/2026 FR REF 12345678", []),
        ("DE 136 695 977", []),  # a check digit that is wrong
    ],
)
def test_vat_numbers_are_offered_as_they_are_printed(text: str, numbers: list[str]) -> None:
    found = find_candidates(document(text)).of("vat")
    assert [candidate.value for candidate in found] == numbers


def test_a_date_or_a_vat_number_is_no_phone_number() -> None:
    found = find_candidates(document("08/17/2026, IT 00743110157, Tel. 030 1234567")).of("phone")
    assert [candidate.value for candidate in found] == ["030 1234567"]


def test_a_long_document_is_read_in_time_that_grows_with_its_length() -> None:
    line = "On 14.03.2024 from DE89 3704 0044 0532 0130 00, call +49 30 901820: 1.487,50 EUR\n"
    found = find_candidates(document(line * 3000))
    started = time.monotonic()
    for window in range(200):
        here = found.within([Span(window * 1000, window * 1000 + 1000)])
        assert for_leaf(Leaf(Kind.NUMBER, Origin.PARSED), here)
    assert time.monotonic() - started < 2
    assert len(here.of("phone")) == 1
