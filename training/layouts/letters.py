"""Letters: who writes, to whom, where and when, a subject, what it is about, a signature.

The facts stand in the line of the subject, in the text and in a few lines of their own.
"""

from __future__ import annotations

from training.data import pools, raw
from training.material.lexicon import concepts
from training.material.values import Values
from training.pages.addresses import letterhead
from training.pages.besides import footer
from training.pages.lines import columns, glued, wrapped
from training.pages.page import Page
from training.pages.twofold import twofold
from training.pages.windows import TO, readdress
from training.stories.missing import told_aside
from training.stories.story import OF_A_PLACE, Fact, Story, forget_facet

CERTIFIED = (  # kinds of which an office writes deeds rather than letters
    *("diploma", "birth_certificate", "court_document", "power_of_attorney", "registry_extract"),
    *("permit", "transcript", "material_certificate", "donation_receipt"),
)

_SELLING = ("seller", "provider", "merchant", "bank", "insurer", "carrier")  # whose readers buy
_UNTOLD = ("payee", "plaintiff", "shipper")  # whom the head of a page does not tell by itself
_GREETED = ("salutation_name", "attention")  # facts that a greeting states
_DATED = ("letter_date", "invoice_date", "bill_date", "issued_on", "reported_on", "signature_date")


def letter(page: Page) -> list[str]:
    """A letter or a deed with its tables below the text, and now and then a footer."""
    story = page.story
    write = _certificate if story.kind in CERTIFIED else _letter
    lines = write(story, letterhead(page))
    for table in story.tables:
        lines += ["", *page.table(table)]
    return [*lines, "", *footer(story)] if page.rng.random() < 0.4 else lines


def _letter(story: Story, top: list[str]) -> list[str]:
    """The text of a letter under the head `top`."""
    values, rng = story.values, story.values.rng
    facts = twofold(story, (one for one in story.labelled if one.said.value is not None))
    width = rng.choice((76, 88, 96))
    lines = [*top, ""]
    for at, party in enumerate(story.parties):
        lines += [*_addressed(story, at), ""] if party.facts else []
    date = next((one for one in facts if one.concept.key in _DATED), None)
    place = f"{values.city().text}, " if rng.random() < 0.5 else ""
    if date and rng.random() < 0.6:
        facts.remove(date)
        label = f"{date.label.rstrip(':')}: " if rng.random() < 0.5 or not place else place
        lines += [f"{'' if rng.random() < 0.6 else ' ' * 40}{label}{date.said.text}", ""]
    if len(facts) > 3 and rng.random() < 0.25:  # a line of references above the subject
        row = [facts.pop(0) for _ in range(rng.randint(2, 3))]
        blocks = [[one.label.rstrip(":"), *one.said.text.split("\n")] for one in row]
        lines += [*columns(blocks, rng.randint(3, 8)), ""]
    about = facts[: rng.randint(1, 2)]
    del facts[: len(about)]
    told = ", ".join(f"{one.label.rstrip(':')} {one.said.text}" for one in about)
    subject = f"{story.title}{' - ' if story.title and told else ''}{told}"
    lines += [_said(values, "about").format(subject), ""]
    lines += [f"{_opening(story)},", ""]
    cut = rng.randint(0, min(4, len(facts)))
    lines += [*wrapped(" ".join(_text(story, facts[:cut])), width), ""]
    lines += _listed(values, facts[cut:])
    for bullets in story.bullets:
        lines += ["", f"{bullets.label.rstrip(':')}:", *(f"- {one}" for one in bullets.items)]
    return [*lines, "", *_signed(story)]


def _certificate(story: Story, top: list[str]) -> list[str]:
    """A diploma or deed of an office: sentences in the middle of the page, facts below, a seal."""
    values, rng = story.values, story.values.rng
    width = rng.choice((70, 80))
    centred = rng.random() < 0.6
    lines = [*top, "", *([story.title] if story.title else []), ""]
    for at in range(len(story.parties)):
        lines += [*_addressed(story, at), ""] if story.parties[at].facts else []
    for text in story.sentences:
        lines += [*wrapped(text, width - 10), ""]
    if centred:
        lines = [line.center(width).rstrip() for line in lines]
    facts = [one for one in story.labelled if one.said.value is not None]
    lines += _listed(values, facts)
    for bullets in story.bullets:
        lines += [f"{bullets.label.rstrip(':')}: {', '.join(bullets.items)}"]
    sealed = rng.choice((["(L.S.)"], ["_" * 24, *_signer(story, 1)], ["Seal"], []))
    return [*lines, "", *sealed]


def _said(values: Values, part: str) -> str:
    """One of the texts of `letters.yaml`."""
    texts: list[str] = raw("letters")[part][values.language]
    return values.rng.choice(texts)


def _opening(story: Story) -> str:
    """The greeting: of the person whom the letter is to by name, or of anybody."""
    values, rng = story.values, story.values.rng
    first = next((one for one in story.parties if one.role != "writer_party"), None)
    named = first and first.human and "name" in first.facts
    if first and named and not {*_GREETED} & story.facts.keys() and rng.random() < 0.4:
        for key in (*_GREETED, f"{first.role}.contact"):
            story.absent.pop(key, None)  # the greeting might answer for it
        return _said(values, "to_somebody").format(" ".join(first.facts["name"].text.split()))
    sells = story.letterhead is not None and story.letterhead.role in _SELLING
    return _said(values, "to_customers" if sells and rng.random() < 0.4 else "opening")


def _addressed(story: Story, at: int) -> list[str]:
    """The block of an address, without a label for whom the letter is to."""
    party, rng = story.parties[at], story.values.rng
    for facet in [one for one in party.facts if one not in ("name", *OF_A_PLACE)]:
        forget_facet(story, party, facet)
    if not at and party.role in TO and "name" in party.facts:
        readdress(story, party)
    lines = [party.facts["name"].text] if "name" in party.facts else []
    if "address" in party.facts:
        lines += party.facts["address"].text.split("\n")
    told = story.letterhead is None and party.role in _UNTOLD
    heading = [party.heading] if at or told or not lines or rng.random() < 0.3 else []
    return [*heading, *lines]


def _text(story: Story, facts: list[Fact]) -> list[str]:
    values, rng = story.values, story.values.rng
    told = [
        _said(values, "told").format(label=glued(one.label.rstrip(":")), value=glued(one.said.text))
        for one in facts
    ]
    besides = [_said(values, "besides") for _ in range(rng.randint(0, 2))]
    for mark, facet in (("{phone}", "phone"), ("{person}", "contact")):
        if any(mark in one for one in besides):
            told_aside(story, facet)
    idle = [
        one.format(
            day=values.past("1").text,
            money=values.money().text,
            person=values.person().text,
            phone=values.phone().text,
        )
        for one in besides
    ]
    texts = [*told, *story.sentences]
    rng.shuffle(texts)
    return [*idle[:1], *texts, *idle[1:]]


def _listed(values: Values, facts: list[Fact]) -> list[str]:
    rng = values.rng
    mark, indent = rng.choice((": ", "  ", ": ")), " " * rng.choice((0, 0, 4, 8))
    bullet = rng.choice(("", "", "- ", "• "))
    width = max([len(one.label) for one in facts], default=0)
    aligned = rng.random() < 0.5
    return [
        f"{indent}{bullet}{f'{one.label:<{width}}' if aligned else one.label.rstrip(':')}"
        f"{'   ' if aligned else mark}{one.said.text}"
        for one in facts
    ]


def _signed(story: Story) -> list[str]:
    """A farewell with who signs."""
    rng = story.values.rng
    return [rng.choice(pools()["farewell"][story.values.language]), "", *_signer(story, 2)]


def _signer(story: Story, most: int) -> list[str]:
    """Who signs, and as what: up to so many lines, which state that as well."""
    values, rng, head = story.values, story.values.rng, story.letterhead
    who = {"signatory": values.person(), "signatory_title": values.job()}
    keys = list(who)[: rng.randint(0, most)]
    if head and head.human and "name" in head.facts:  # a person signs what is its own
        who["signatory"], keys = head.facts["name"], keys[:1]
    for key in keys:
        if key not in story.facts:
            story.state(concepts()[key], who[key])
    return [" ".join(story.facts[key][1].text.split()) for key in keys]
