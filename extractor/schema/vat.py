"""Value added tax numbers: shape and check digits, by country."""

from __future__ import annotations

import re
from collections.abc import Callable

from extractor.schema.checks import compact, luhn


def is_vat(text: str) -> bool:
    """Whether a VAT number with its country prefix can be right.

    Check digits are computed for AT, BE, DE, ES, FR, GB (and XI), IT and NL. Of other countries
    only the shape is known: two letters and 2 to 13 letters or digits.
    """
    number = compact(text)
    known = _COUNTRIES.get(number[:2])
    if known is None:
        return re.fullmatch(r"[A-Z]{2}[A-Z\d+*]{2,13}", number) is not None
    shape, check = known
    return re.fullmatch(shape, number[2:]) is not None and check(number[2:])


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _at(number: str) -> bool:
    total = 4
    for index, digit in enumerate(number[1:8]):
        value = int(digit) * (1 + index % 2)
        total += value // 10 + value % 10
    return (10 - total % 10) % 10 == int(number[8])


def _be(number: str) -> bool:
    return 97 - int(number[:8]) % 97 == int(number[8:])


def _de(number: str) -> bool:
    """ISO 7064, MOD 11,10."""
    product = 10
    for digit in number[:8]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(number[8])


_NIF_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def _es(number: str) -> bool:
    """NIF of persons (letter mod 23), NIE (X, Y, Z in front), CIF of companies."""
    first = number[0]
    if first.isdigit() or first in "XYZ":
        digits = number[:8].translate(str.maketrans("XYZ", "012"))
        return digits.isdigit() and number[8] == _NIF_LETTERS[int(digits) % 23]
    body = number[1:8]
    if not body.isdigit():
        return False
    if first in "KLM":
        return number[8] == _NIF_LETTERS[int(body) % 23]
    doubled = [int(digit) * 2 for digit in body[::2]]
    total = sum(value // 10 + value % 10 for value in doubled) + sum(int(d) for d in body[1::2])
    check = (10 - total % 10) % 10
    as_letter = "JABCDEFGHI"[check]
    if first in "PQRSW":
        return number[8] == as_letter
    return number[8] == str(check) or (first not in "ABEH" and number[8] == as_letter)


def _fr(number: str) -> bool:
    """Two check characters in front of a SIREN; only the numeric kind is computed."""
    siren = number[2:]
    if not luhn(siren) and siren[:3] != "000":
        return False
    return not number[:2].isdigit() or (12 + 3 * (int(siren) % 97)) % 97 == int(number[:2])


def _gb(number: str) -> bool:
    if number[:2] in ("GD", "HA"):  # government departments and health authorities
        return (int(number[2:]) < 500) == (number[:2] == "GD")
    total = _weighted(number[:7], (8, 7, 6, 5, 4, 3, 2)) + int(number[7:9])
    return total % 97 == 0 or (total + 55) % 97 == 0


def _it(number: str) -> bool:
    return luhn(number)


def _nl(number: str) -> bool:
    """Mod 11 of companies; mod 97 of sole traders since 2020."""
    old = _weighted(number[:8], (9, 8, 7, 6, 5, 4, 3, 2)) % 11 == int(number[8])
    spelled = "".join(str(int(character, 36)) for character in f"NL{number}")
    return old or int(spelled) % 97 == 1


_GB_SHAPE = r"\d{9}(\d{3})?|(GD|HA)\d{3}"

_COUNTRIES: dict[str, tuple[str, Callable[[str], bool]]] = {
    "AT": (r"U\d{8}", _at),
    "BE": (r"[01]\d{9}", _be),
    "DE": (r"[1-9]\d{8}", _de),
    "ES": (r"[A-Z\d]\d{7}[A-Z\d]", _es),
    "FR": (r"[A-HJ-NP-Z\d]{2}\d{9}", _fr),
    "GB": (_GB_SHAPE, _gb),
    "IT": (r"\d{11}", _it),
    "NL": (r"\d{9}B\d{2}", _nl),
    "XI": (_GB_SHAPE, _gb),
}
