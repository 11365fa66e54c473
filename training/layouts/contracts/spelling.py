"""Numbers below a million in the words of a language, as contracts write sums."""

from __future__ import annotations

_SMALL = {  # from nought to nineteen
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen",
    "de": "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn "
    "fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
    "seize dix-sept dix-huit dix-neuf",
    "es": "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve",
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici "
    "quattordici quindici sedici diciassette diciotto diciannove",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien "
    "vijftien zestien zeventien achttien negentien",
}
_TENS = {  # from twenty to ninety
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
}
_HUNDREDS = {"es": {1: "ciento", 5: "quinientos", 7: "setecientos", 9: "novecientos"}}
_TIMES = {  # a hundred, a thousand; what parts the words of a number
    **{"en": (" hundred", " thousand", " "), "de": ("hundert", "tausend", "")},
    **{"fr": (" cent", " mille", " "), "es": ("cientos", " mil", " ")},
    **{"it": ("cento", "mila", ""), "nl": ("honderd", "duizend", "")},
}


def spelled(number: int, language: str = "en") -> str:
    """The number in words; below a million."""
    _, many, gap = _TIMES[language]
    thousands, rest = divmod(number, 1000)
    words = []
    if thousands == 1 and language != "en":
        words.append({"de": "eintausend", "it": "mille"}.get(language, many.strip()))
    elif thousands:
        words.append(_below(thousands, language) + many)
    if rest or not thousands:
        words.append(_below(rest, language))
    return gap.join(words)


def _below(number: int, language: str) -> str:
    """A number below a thousand."""
    many, _, gap = _TIMES[language]
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest, language)
    if language == "es" and number == 100:
        return "cien"
    alone = hundreds == 1 and language in ("fr", "it", "nl")
    head = "" if alone else _SMALL[language].split()[hundreds]
    first = _HUNDREDS.get(language, {}).get(hundreds) or f"{head}{many}".strip()
    return gap.join([first, _below_hundred(rest, language)]) if rest else first


def _below_hundred(number: int, language: str) -> str:
    small = _SMALL[language].split()
    if number < len(small):
        return small[number]
    tens, ones = divmod(number, 10)
    if language == "fr" and tens in (7, 9):
        ones += 10
    ten, one = _TENS[language].split()[tens - 2], small[ones]
    match language:
        case "de" | "nl" if ones:
            joint = "ën" if one.endswith("e") else "en"
            return f"{one}{'und' if language == 'de' else joint}{ten}"
        case "fr":
            if ones == 0:
                return ten + ("s" if tens == 8 else "")
            return f"{ten} et {one}" if ones in (1, 11) and tens < 8 else f"{ten}-{one}"
        case "es" if ones:
            return f"veinti{one}" if tens == 2 else f"{ten} y {one}"
        case "it" if ones:
            return (ten[:-1] if ones in (1, 8) else ten) + one
        case "en" if ones:
            return f"{ten}-{one}"
        case _:
            return ten
