"""Cards that states give.

Driving licences of the EU, whose labels are codes, and the lines on other cards that machines read.
"""

from __future__ import annotations

from training.material.lexicon import concepts
from training.material.locales import Said
from training.pages.page import Page
from training.stories.story import OF_A_PLACE, Story, forget, forget_facet, on_one_line

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
_CODED = (*_CODES, "birth_place")  # the place of birth follows the date


def licence(page: Page) -> list[str]:
    """A driving licence of the EU."""
    story = page.story
    said = {fact.concept.key: fact for fact in story.head if fact.said.value is not None}
    for key in [key for key in said if key not in _CODED]:
        forget(story, key)
    name_no_holder(story)
    address = ""
    for party in story.parties:
        if "address" in party.facts:
            address = on_one_line(story, party)
    if "birth_place" in said and "birth_date" not in said:
        forget(story, "birth_place")
    title = _title(page)
    texts = {key: fact.said.text for key, fact in said.items()}
    return [title, *page.gap(), *_coded(page, texts, address)]


def name_no_holder(story: Story) -> None:
    """Leaves of the holder only the address: the names on a card are facts of their own."""
    for party in story.parties:
        for facet in [one for one in party.facts if one not in OF_A_PLACE]:
            forget_facet(story, party, facet)


def _title(page: Page) -> str:
    """What a licence is called, which states what the document is."""
    story, kind = page.story, concepts()["document_type"]
    forms = dict(kind.choices).get("driving_licence", ())
    if not forms:
        return ""
    title = page.rng.choice(forms)
    story.absent.pop(kind.key, None)
    story.state(kind, Said("driving_licence", title))
    return title


def _coded(page: Page, texts: dict[str, str], address: str) -> list[str]:
    """Codes for labels. `texts` are by concept."""
    rng = page.rng
    mark = rng.choice((" ", "  ", " "))
    end = rng.choice((".", ".", ".", "", ")"))
    cells = []
    for key, code in _CODES.items():
        if key in texts:
            text = texts[key]
            if key == "birth_date" and "birth_place" in texts:
                text += rng.choice((" ", ", ", "  ")) + texts["birth_place"]
            cells.append((code, f"{code.rstrip('.')}{end}{mark}{text}"))
    lines: list[str] = []
    for code, cell in cells:
        if code.startswith("4b") and lines and rng.random() < 0.7:
            lines[-1] += f"  {cell}"
        else:
            lines.append(cell)
    if address:
        lines.append(f"8.{mark}{address}")
    classes = rng.choice(("B", "AM/B", "A B BE", "AM B L", "B C1"))
    return [*lines, *([f"9.{mark}{classes}"] if rng.random() < 0.7 else [])]


def zone(page: Page) -> list[str]:
    """Lines for machines to read, at the foot of a card: made up, nothing is asked of them."""
    rng, facts, country = page.rng, page.story.facts, page.values.locale.country
    surname, given = page.values.surname().text, page.values.given().text
    if "surname" in facts:
        surname = facts["surname"][1].text
    if "given_names" in facts:
        given = facts["given_names"][1].text
    digits = "".join(rng.choices("0123456789", k=26))
    names = f"{_plain(surname)}<<{_plain(given)}"
    if rng.random() < 0.5:
        return [f"P<{country}{names}"[:44].ljust(44, "<"), f"{digits}<<<<<<<<<<<<<<<<{digits[:2]}"]
    return [
        f"ID{country}{digits[:10]}".ljust(30, "<"),
        f"{digits[:7]}F{digits[7:14]}{country}<<<<<<<<<<<{digits[1]}",
        names[:30].ljust(30, "<"),
    ]


def _plain(text: str) -> str:
    return "".join(char if char.isascii() and char.isalpha() else "<" for char in text.upper())
