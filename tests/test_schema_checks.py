"""Shapes and checksums: real-looking numbers pass, one changed digit does not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.schema import checks
from extractor.schema.vat import is_vat


@pytest.mark.parametrize(
    "iban",
    [
        "DE89 3704 0044 0532 0130 00",
        "GB29NWBK60161331926819",
        "FR14 2004 1010 0505 0001 3M02 606",
        "NL91ABNA0417164300",
        "ES9121000418450200051332",
        "IT60X0542811101000000123456",
    ],
)
def test_iban(iban):
    assert checks.is_iban(iban)
    changed = str((int(iban[-1]) + 1) % 10) if iban[-1].isdigit() else "0"
    assert not checks.is_iban(iban[:-1] + changed)


@pytest.mark.parametrize(
    "number",
    [
        "ATU13585627",
        "BE0428759497",
        "DE136695976",
        "DE 136 695 976",
        "ES54362315K",
        "ESX2482300W",
        "ESB58378431",
        "FR83404833048",
        "FR40303265045",
        "GB980780684",
        "GBGD001",
        "IT00743110157",
        "NL004495445B01",
        "NL123456789B13",
        "PL8567346215",
    ],
)
def test_vat_numbers(number):
    assert is_vat(number)


@pytest.mark.parametrize(
    "number",
    [
        "ATU13585626",
        "BE0428759498",
        "DE136695978",
        "DE13669597",
        "ES54362315Z",
        "ESB58378432",
        "FR84323140391",
        "GB802311781",
        "IT00743110158",
        "NL123456789B90",
        "136695976",
        "",
    ],
)
def test_wrong_vat_numbers(number):
    assert not is_vat(number)


@pytest.mark.parametrize(
    ("test", "good", "bad"),
    [
        (checks.is_email, "ann.o'neil+x@mail.example.co.uk", "ann@example"),
        (checks.is_email, "jürgen@bücher.de", "ann..b@example.com"),
        (checks.is_url, "https://example.com/a?b=c", "https://"),
        (checks.is_url, "www.example.com", "not a url.com"),
        (checks.is_phone, "+49 (0)30 123-456", "12-34"),
        (checks.is_phone, "020 7946 0018 ext. 12", "1234567890123456"),
        (checks.is_currency, "EUR", "eur"),
        (checks.is_country, "NL", "Netherlands"),
        (checks.is_datetime, "2024-03-14T13:05:00", "2024-02-30T13:05:00"),
        (checks.is_datetime, "2024-03-14T13:05:00+01:00", "2024-03-14"),
        (checks.is_time, "13:05", "25:00"),
        (checks.luhn, "404833048", "404833049"),
    ],
)
def test_shapes(test, good, bad):
    assert test(good)
    assert not test(bad)


def test_sums():
    assert checks.sums([Decimal("0.10"), 0.2], 0.3)
    assert checks.sums([1, 2], 3.01)
    assert not checks.sums([1, 2], 3.02)
    assert checks.sums([1, 2], 3.5, tolerance=1)
    assert checks.sums([], 5)  # nothing is known of the parts
    assert checks.sums([1, None], 5)
    assert checks.sums([1, 2], None)
