"""Closed vocabularies with their names: currencies (ISO 4217) and countries (ISO 3166)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractor.candidates.countries import COUNTRIES
from extractor.candidates.mention import Mention
from extractor.candidates.names import Names

_ISO_4217 = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
    BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS
    GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW
    KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
    NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD
    SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES
    VND VUV WST XAF XCD XOF XPF YER ZAR ZMW
"""
CURRENCY_CODES = frozenset(_ISO_4217.split())
_WORDLIKE = "ALL BAM COP CUP GEL LAK MAD MOP NAD PEN RON SOS TOP TRY"

# An ambiguous sign gives each reading.
_SIGNS = {
    "€": "EUR", "$": "USD CAD AUD NZD SGD HKD MXN", "US$": "USD", "CA$": "CAD", "C$": "CAD",
    "AU$": "AUD", "A$": "AUD", "NZ$": "NZD", "S$": "SGD", "HK$": "HKD", "MX$": "MXN", "R$": "BRL",
    "£": "GBP", "¥": "JPY CNY", "￥": "JPY CNY", "₹": "INR", "₽": "RUB", "₺": "TRY", "₩": "KRW",
    "₪": "ILS", "₫": "VND", "฿": "THB", "₴": "UAH", "₦": "NGN", "zł": "PLN", "Kč": "CZK",
}  # fmt: skip
# Signs that are letters count only beside digits.
_LETTER_SIGNS = {
    "kr": "SEK NOK DKK ISK", "Fr": "CHF", "SFr": "CHF", "sFr": "CHF", "Rs": "INR PKR LKR",
    "Ft": "HUF", "lei": "RON", "zl": "PLN", "R": "ZAR", "RM": "MYR", "Rp": "IDR",
}  # fmt: skip
_CURRENCY_NAMES = Names({
    "euro": "EUR", "euros": "EUR", "us dollar": "USD", "us dollars": "USD",
    "canadian dollars": "CAD", "australian dollars": "AUD",
    "dollars": "USD CAD AUD NZD SGD HKD", "dollar": "USD CAD AUD NZD SGD HKD",
    "dólares": "USD", "dollari": "USD",
    "pounds sterling": "GBP", "pound sterling": "GBP", "sterling": "GBP", "pfund sterling": "GBP",
    "livres sterling": "GBP", "libras esterlinas": "GBP", "sterline": "GBP",
    "yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "swiss francs": "CHF", "swiss franc": "CHF",
    "schweizer franken": "CHF", "franken": "CHF", "francs suisses": "CHF", "francos suizos": "CHF",
    "franchi svizzeri": "CHF", "franchi": "CHF", "zloty": "PLN", "złoty": "PLN", "złotych": "PLN",
    "kronor": "SEK", "kroner": "NOK DKK", "forint": "HUF", "rupees": "INR", "rupien": "INR",
    "reais": "BRL", "rubles": "RUB", "rubel": "RUB", "hryvnia": "UAH", "pesos": "MXN ARS CLP COP",
    "shekels": "ILS", "baht": "THB",
})  # fmt: skip

_CODE = re.compile(r"(?<![^\W\d_])[A-Z]{3}(?![^\W\d_])")


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_SIGN = re.compile(_any_of(_SIGNS))
_LETTER_SIGN = re.compile(
    rf"(?<![^\W\d_])(?:(?:(?<=[0-9])|(?<=[0-9]\s))(?:{_any_of(_LETTER_SIGNS)})(?![^\W_])"
    rf"|(?:{_any_of(_LETTER_SIGNS)})(?=\.?\s?-?[0-9]))"
)
_BESIDE_DIGIT = re.compile(r"(?<=[0-9])[A-Z]{3}|(?<=[0-9]\s)[A-Z]{3}|[A-Z]{3}(?=\s?[-(]?[0-9])")


def find_currencies(text: str) -> Iterator[Mention]:
    """Codes, signs and names of currencies, as `"EUR"`."""
    for match in _CODE.finditer(text):
        code = match.group()
        if code in CURRENCY_CODES and (
            code not in _WORDLIKE.split() or _BESIDE_DIGIT.match(text, match.start())
        ):
            yield Mention.string(code, *match.span())
    for pattern, table in ((_SIGN, _SIGNS), (_LETTER_SIGN, _LETTER_SIGNS)):
        for match in pattern.finditer(text):
            for code in table[match.group()].split():
                yield Mention.string(code, *match.span())
    for start, end, codes in _CURRENCY_NAMES.find(text):
        for code in codes.split():
            yield Mention.string(code, start, end)


_COUNTRY_NAMES = Names({name: code for code, (_, names) in COUNTRIES.items() for name in names})
_COUNTRY_CODES = {code: code for code in COUNTRIES} | {
    three: code for code, (three, _) in COUNTRIES.items()
}
# A code among words in capitals ("INVOICE NO", "MADE IN") is a word, not a country.
_COUNTRY_CODE = re.compile(r"(?<![\w.-])(?<![A-Z][A-Z] )[A-Z]{2,3}(?![\w]|\.[A-Z]| [A-Z]{2})")


def find_countries(text: str) -> Iterator[Mention]:
    """Names and codes of countries, as `"AT"`."""
    for start, end, code in _COUNTRY_NAMES.find(text):
        yield Mention.string(code, start, end)
    for match in _COUNTRY_CODE.finditer(text):
        if named := _COUNTRY_CODES.get(match.group()):
            yield Mention.string(named, *match.span())
