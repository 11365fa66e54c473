"""Facts as lines of text: which of the many ways in which documents lay them out this one has.

Any kind of document may be written so:

    shapes.py    the plain way of a page, a receipt, a mail, running text
    boxed.py     forms in boxes
    letters.py   letters

Some kinds as their trade writes them:

    contracts/   contracts
    tills.py     receipts, with items.py for what is bought, settling.py for how it is paid and
                 shopfronts.py for the name of the shop
    orders.py    purchase orders
    lading.py    bills of lading
    resumes.py   resumes, with mastheads.py for their names and headlines
    postings.py  job postings, with paying.py for what they pay
    mails.py     mails, with headers.py for what stands above them and signatures.py below
    cards.py     driving licences, with categories.py for their backs, and what stands at the head
                 and the foot of other cards

`training.pages.lines` says what a line is.
"""

from __future__ import annotations

from collections.abc import Callable

from training.data import pools
from training.layouts.boxed import boxed
from training.layouts.cards import licence, name_no_holder
from training.layouts.contracts.contract import contract
from training.layouts.contracts.deeds import deed
from training.layouts.contracts.naming import call_by_headings
from training.layouts.lading import lading, load
from training.layouts.letters import CERTIFIED, letter
from training.layouts.mails import mail
from training.layouts.orders import order
from training.layouts.postings import posting
from training.layouts.resumes import resume
from training.layouts.settling import settle
from training.layouts.shapes import mail as plain_mail
from training.layouts.shapes import prose, receipt, sheet
from training.layouts.tills import till_receipt
from training.pages.bedside import bedside, with_bedside
from training.pages.page import Page
from training.stories.missing import told_aside
from training.stories.pay import settle_salary
from training.stories.rivals import oppose
from training.stories.story import Story, forget_unprinted
from training.stories.tallies import tally

_BOXED = {  # share of a kind's documents that are forms in boxes
    **{"bill_of_lading": 0.7, "id_card": 0.75, "insurance_claim": 0.5, "warranty_card": 0.4},
    **{"lab_report": 0.2, "payslip": 0.3, "delivery_note": 0.15, "form": 0.3, "utility_bill": 0.1},
    **{"air_waybill": 0.7, "road_waybill": 0.7, "customs_declaration": 0.7, "parcel_label": 0.5},
    **{"accident_report": 0.4, "vaccination_record": 0.4, "tax_return": 0.5, "leave_request": 0.3},
    **{"vehicle_registration": 0.6, "enrollment_form": 0.5, "birth_certificate": 0.4},
    **{"permit": 0.3, "wire_transfer": 0.4, "work_order": 0.3, "car_rental": 0.2},
}
_OWN: dict[str, tuple[Callable[[Story], list[str]], float]] = {  # by kind or shape, and its share
    "contract": (contract, 0.8),
    "job_posting": (posting, 0.75),
    "narrow": (till_receipt, 0.75),
    "mail": (mail, 0.95),
    **dict.fromkeys(
        ("lease_contract", "loan_agreement", "property_sale", "vehicle_sale"), (deed, 0.4)
    ),
}
_WRITTEN = {"page": 0.06, "prose": 0.6}  # share that are letters, of kinds without a way of theirs
_TOLD = {"0800": "phone", "0900": "phone", "www.": "website"}  # by marks of closing phrases
_PLAIN: dict[str, Callable[[Page], list[str]]] = {  # by shape
    "page": sheet,
    "narrow": receipt,
    "mail": plain_mail,
    "prose": prose,
}


def lay_out(story: Story, *, held_out: bool = False) -> list[str]:
    """The lines of the document; what they do not state the story no longer states either."""
    page = Page(story, held_out=held_out)
    tally(story)
    settle_salary(story)
    if not held_out:
        oppose(story)
    if story.kind == "receipt":
        settle(story)
    if story.kind == "bill_of_lading":
        load(story)
    if story.kind == "id_card":
        name_no_holder(story)
    patient = bedside(story) if story.kind == "lab_report" and not held_out else ""
    own = _own(page)
    if own is None:
        lines = _disturbed(story, _closed(story, _PLAIN[story.shape](page)))
        if story.kind == "contract":
            call_by_headings(story, lines)
    else:
        lines = _disturbed(story, own)
    lines = with_bedside(story, lines, patient) if patient else lines
    forget_unprinted(story, lines)
    return lines


def _own(page: Page) -> list[str] | None:
    """The layout that the kind or shape has of its own, if this document has it."""
    story, rng = page.story, page.rng
    if story.kind == "resume" and story.letterhead and rng.random() < 0.8:
        return resume(story, held_out=page.held_out)
    if story.kind == "bill_of_lading" and not page.held_out and rng.random() < 0.4:
        return lading(page)
    if story.kind == "purchase_order" and not page.held_out and rng.random() < 0.4:
        return order(page)
    if story.shape == "page" and rng.random() < _BOXED.get(story.kind, 0.06):
        coded = story.kind == "id_card" and not page.held_out and rng.random() < 0.35
        return licence(page) if coded else boxed(page)
    if page.held_out:
        return None
    if story.kind in CERTIFIED and rng.random() < 0.3:
        return letter(page)
    name = story.kind if story.kind in _OWN else story.shape
    if name in _OWN:
        write, share = _OWN[name]
        return write(story) if rng.random() < share else None
    return letter(page) if rng.random() < _WRITTEN[name] else None


def _closed(story: Story, lines: list[str]) -> list[str]:
    """The same with phrases that close letters and bills, at the end or anywhere."""
    rng, phrases = story.values.rng, pools()["closing"]
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        at = rng.choice((len(lines), rng.randint(0, len(lines))))
        phrase = rng.choice([*phrases["any"], *phrases[story.values.language]])
        told_aside(story, *(facet for mark, facet in _TOLD.items() if mark in phrase))
        lines.insert(at, phrase)
    return lines


def _disturbed(story: Story, lines: list[str]) -> list[str]:
    """The same with an instruction to obey, once in a while; blank lines may be lost."""
    values, rng = story.values, story.values.rng
    if rng.random() < 0.04:
        number = values.digits(values.price(1, 9999))
        at = rng.randint(0, len(lines))
        lines.insert(at, rng.choice(pools()["planted"]).format(number=number))
    return [line for line in lines if line] if rng.random() < 0.15 else lines
