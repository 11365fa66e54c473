"""Cards that states give.

What stands at their head, driving licences whose labels are codes or a few letters, and the lines
on other cards that machines read.
"""

from __future__ import annotations

import unicodedata
from datetime import date

from extractor.candidates.countries import COUNTRIES
from training.data import raw
from training.layouts.categories import categories, legend
from training.material.lexicon import concepts, idle
from training.material.locales import Said
from training.pages.lines import columns
from training.pages.page import Page
from training.stories.story import (
    OF_A_PLACE,
    Party,
    Story,
    forget,
    forget_facet,
    on_one_line,
    restate,
)

_CODES = {  # of a driving licence of the EU: the codes that stand for labels
    "surname": "1.",
    "given_names": "2.",
    "birth_date": "3.",
    "issued_on": "4a.",
    "expires_on": "4b.",
    "issuing_authority": "4c.",
    "personal_number": "4d.",
    "document_number": "5.",
}
_LETTERS = {  # of a driver's licence of America
    "document_number": ("DL", "DLN", "LIC NO", "4d DL", "ID"),
    "expires_on": ("EXP", "4b EXP", "EXPIRES"),
    "surname": ("LN", "1 LN", "1"),
    "given_names": ("FN", "2 FN", "2"),
    "birth_date": ("DOB", "3 DOB"),
    "sex_letter": ("SEX", "15 SEX", "GENDER"),
    "issued_on": ("ISS", "4a ISS", "ISSUED"),
}
_NUMBERED = {  # of the same where names and address stand behind bare numbers
    "document_number": ("4d DLN:", "4d DL NO.", "4d LIC#", "4d"),
    "birth_date": ("3 DOB:", "3 DOB", "3 BIRTH DATE", "3"),
    "issued_on": ("4a ISS:", "4a ISS", "4a ISSUED", "4a"),
    "expires_on": ("4b EXP:", "4b EXP", "4b EXPIRES", "4b"),
    "surname": ("1",),
    "given_names": ("2",),
    "sex_letter": ("15 SEX:", "15 SEX"),
}
_MORE = {  # further fields of the same, and what may stand in them
    "license_class": (("9 CLASS:", "9 CLASS", "9"), ("D", "C", "M", "E", "A", "DM", "CM1")),
    "holder_height": (
        ("16 HGT:", "16 HGT", "16"),
        ("5'-07\"", "6-01", "5-11", "6'-02\"", "5'-04\""),
    ),
    "eye_color": (("18 EYES:", "18 EYES", "18"), ("BRO", "BLU", "GRN", "HAZ", "GRY")),
}
_OF_A_BODY = (  # numbered fields of which nobody asks
    *("9a END: NONE", "12 REST: NONE", "12 RESTR B", "17 WGT: 160 lb", "19 HAIR: BLK", "DONOR"),
)
_BY_WEIGHT = (7, 3, 1)  # of the digits of a zone, in turn


def head(page: Page) -> list[str]:
    """The state and what the card is, as its head names them without a label."""
    story, rng = page.story, page.rng
    country = page.values.locale.country
    lines = []
    if rng.random() < 0.6:
        state = rng.choice(raw("cards")["states"][country])
        if "issuing_country" not in story.facts:
            _state(story, "issuing_country", Said(country, state))
        lines.append(state)
    if rng.random() < 0.7:
        stated = story.facts.get("document_type")
        kind = stated[1].value if stated else rng.choice([*raw("cards")["kinds"]])
        title = _title(page, kind)
        if not stated:
            _state(story, "document_type", Said(kind, title))
        lines.append(title)
    if len(lines) == 2 and rng.random() < 0.3:
        lines = [rng.choice((" - ", "   ", " / ", "      ")).join(lines)]
    return lines


def idle_boxes(page: Page) -> list[tuple[str, str]]:
    """Labels of no party and no day with what stands beside them; of few of them anybody asks."""
    rng = page.rng
    some = rng.sample(raw("cards")["idle"], rng.choice((0, 0, 1, 1, 2, 3)))
    boxes = [(label, rng.choice(texts)) for label, texts in some if idle(label)]
    for label, key, texts in rng.sample(raw("cards")["told"], rng.choice((0, 0, 1, 1, 2))):
        if key not in page.story.facts:
            boxes.append((label, _stated(page.story, key, rng.choice(texts))))
    return boxes


def licence(page: Page) -> list[str]:
    """A driving licence, of the EU or of America."""
    story = page.story
    american = page.values.language == "en" and page.rng.random() < 0.45
    keys = (*_LETTERS,) if american else (*_CODES, "birth_place")  # which follows the birth
    said = {fact.concept.key: fact for fact in story.head if fact.said.value is not None}
    for key in [key for key in said if key not in keys]:
        forget(story, key)
    name_no_holder(story)
    draw = page.rng.random()
    written = (_numbered if draw < 0.5 else _lettered) if american else _coded
    address = ""
    for party in story.parties:
        if "address" in party.facts and written is _numbered:
            address = restate(story, party, "address", party.facts["address"].text.upper())
            _raise(story, party)
        elif "address" in party.facts:
            lines = written is _coded and draw < 0.3
            address = party.facts["address"].text if lines else on_one_line(story, party)
    if "birth_place" in said and "birth_date" not in said:
        forget(story, "birth_place")
    title = _title(page, "driving_licence")
    _state(story, "document_type", Said("driving_licence", title))
    texts = {key: fact.said.text for key, fact in said.items() if key in keys}
    return [title, *page.gap(), *written(page, texts, address)]


def _raise(story: Story, party: Party) -> None:
    """The parts of an address in capitals, as the whole is."""
    for facet in OF_A_PLACE[1:]:
        if facet in party.facts:
            restate(story, party, facet, party.facts[facet].text.upper())


def name_no_holder(story: Story) -> None:
    """Leaves of the holder only the address: the names on a card are facts of their own."""
    for party in story.parties:
        for facet in [one for one in party.facts if one not in OF_A_PLACE]:
            forget_facet(story, party, facet)


def _state(story: Story, key: str, said: Said) -> None:
    story.state(concepts()[key], said)


def _stated(story: Story, key: str, text: str) -> str:
    """The text, stated as it stands."""
    _state(story, key, Said(text, text))
    return text


def _title(page: Page, kind: str) -> str:
    """What a card of that kind is called: in its own language mostly, often in another as well."""
    rng, forms = page.rng, raw("cards")["kinds"][kind]
    mine = page.values.language
    others = rng.sample([one for one in ("en", "fr", "es") if one != mine], rng.choice((0, 0, 1)))
    return rng.choice((" / ", "/", " · ", " - ")).join(
        rng.choice(forms[one]) for one in (mine, *others)
    )


def _coded(page: Page, texts: dict[str, str], address: str) -> list[str]:
    """Codes for labels. `texts` are by concept."""
    rng = page.rng
    mark = rng.choice((" ", "  ", " "))
    end = rng.choice((".", ".", ".", "", ")"))
    gap = " " * rng.randint(2, 8)
    cells = []
    for key, code in _CODES.items():
        if key in texts:
            text = texts[key]
            if key == "birth_date" and "birth_place" in texts:
                text += rng.choice((" ", ", ", "  ")) + texts["birth_place"]
            cells.append((code, f"{code.rstrip('.')}{end}{mark}{text}"))
    lines: list[str] = []
    low = rng.random() < 0.12  # whether each stands below its code
    for code, cell in cells if not low else ():
        beside = 0.7 if code.startswith("4b") else 0.25 if code.startswith(("4", "5")) else 0
        if lines and rng.random() < beside:
            lines[-1] += f"{gap}{cell}"
        else:
            lines.append(cell)
    for _, cell in cells if low else ():
        lines += cell.split(maxsplit=1)
    if address:
        lines += f"8{end}{mark}{address}".split("\n")
    if rng.random() < 0.6:
        classes = rng.choice(("B", "AM/B", "A B BE", "AM B L", "B C1", "AM, B1, B", "B/BE/C1"))
        lines.append(f"9.{mark}{_stated(page.story, 'license_class', classes)}")
    elif rng.random() < 0.5:
        page.story.hush("license_class")
        lines += ["", *categories(page)]
    return [*lines, *legend(page)] if rng.random() < 0.15 else lines


def _numbered(page: Page, texts: dict[str, str], address: str) -> list[str]:
    """The numbers that fields have in America; names and address have no other label."""
    rng = page.rng
    cells = {key: rng.choice(_NUMBERED[key]) for key in _NUMBERED if key in texts}
    top = [f"{code} {texts[key]}" for key, code in cells.items() if key[:2] not in ("su", "gi")]
    name = [f"{cells[key]} {texts[key]}" for key in ("surname", "given_names") if key in texts]
    home = f"8 {address}".split("\n") if address else []
    some = rng.sample(_OF_A_BODY, rng.randint(0, 4))
    others = [*{text.split()[0]: text for text in some}.values()]  # each field once
    for key in rng.sample([*_MORE], rng.randint(0, len(_MORE))):
        codes, options = _MORE[key]
        others.append(f"{rng.choice(codes)} {_stated(page.story, key, rng.choice(options))}")
    gap = " " * rng.randint(2, 10)
    cut = rng.randint(0, len(top))
    left, right = [*name, *home], [*top[cut:], *others]
    if rng.random() < 0.3:
        return [*_in_pairs(page, top[:cut], gap), *columns([left, right], len(gap))]
    return [*_in_pairs(page, top[:cut], gap), *left, *_in_pairs(page, right, gap)]


def _in_pairs(page: Page, cells: list[str], gap: str) -> list[str]:
    """One or two to a line."""
    lines: list[str] = []
    while cells:
        count = page.rng.choice((1, 2, 2))
        lines.append(gap.join(cells[:count]))
        cells = cells[count:]
    return lines


def _lettered(page: Page, texts: dict[str, str], address: str) -> list[str]:
    """A few letters for labels, two or three to a line; the address has none at times."""
    rng = page.rng
    mark = rng.choice((" ", " ", ": ", "  "))
    cells = [f"{rng.choice(_LETTERS[key])}{mark}{texts[key]}" for key in _LETTERS if key in texts]
    cells += [f"{label.upper()}{mark}{text}" for label, text in idle_boxes(page)]
    if rng.random() < 0.6 and "license_class" not in page.story.facts:
        letter = rng.choice(_MORE["license_class"][1])
        cells.append(f"CLASS{mark}{_stated(page.story, 'license_class', letter)}")
    if rng.random() < 0.3:
        rng.shuffle(cells)
    lines: list[str] = []
    gap = " " * rng.randint(2, 6)
    while cells:
        row, cells = cells[:2], cells[2:]
        lines += [gap.join(row)] if rng.random() < 0.5 else row
    if address:
        lines.insert(rng.randint(0, len(lines)), rng.choice(("", "", "8 ", "ADDR ")) + address)
    return lines


# -- what machines read


def zone(page: Page) -> list[str]:
    """Lines for machines to read, at the foot of a card; none where they told more than the card.

    After ICAO 9303: three lines of 30 characters, or two of 44 as in passports.
    """
    facts = page.story.facts
    if not {"surname", "given_names"} <= facts.keys():
        return []
    if not {"issuing_country", "nationality_code"} & facts.keys():
        return []
    three = COUNTRIES[page.values.locale.country][0]
    number = _checked(facts["document_number"][1].text if "document_number" in facts else "")
    born, until = (_day(page.story, key) for key in ("birth_date", "expires_on"))
    sex = facts["sex_letter"][1].value if "sex_letter" in facts else "<"
    sex = "<" if sex == "X" else sex
    names = "<<".join(_plain(facts[key][1].text) for key in ("surname", "given_names"))
    if page.rng.random() < 0.5:
        second = f"{number}{three}{born}{sex}{until}".ljust(42, "<")
        return [f"P<{three}{names}"[:44].ljust(44, "<"), f"{second}0{_check(second)}"]
    second = f"{born}{sex}{until}{three}".ljust(29, "<")
    first = f"ID{three}{number}".ljust(30, "<")
    return [first, f"{second}{_check(first + second)}", names[:30].ljust(30, "<")]


def _plain(text: str) -> str:
    """Letters without their accents and digits; anything else is filled."""
    plain = unicodedata.normalize("NFKD", text.upper())
    bare = (char for char in plain if not unicodedata.combining(char))
    return "".join(char if char.isascii() and char.isalnum() else "<" for char in bare)


def _day(story: Story, key: str) -> str:
    """A date as a zone has it, with its check digit; blank where the card does not say it."""
    if key not in story.facts:
        return "<<<<<<0"
    text = f"{date.fromisoformat(story.facts[key][1].value):%y%m%d}"
    return f"{text}{_check(text)}"


def _checked(number: str) -> str:
    padded = _plain(number).replace("<", "")[:9].ljust(9, "<")
    return f"{padded}{_check(padded)}"


def _check(text: str) -> int:
    """The check digit: letters count from ten, fillers nothing."""
    worth = (int(char, 36) if char != "<" else 0 for char in text)
    return sum(one * _BY_WEIGHT[at % 3] for at, one in enumerate(worth)) % 10
