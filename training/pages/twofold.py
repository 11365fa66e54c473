"""Two facts in one cell or under one label: a number with its date, a ship with its voyage, the
place with the date.

The story goes on stating each by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from training.data import raw
from training.material.locales import Said
from training.stories.story import Fact, Story

_SHARE = 0.3  # of documents that have such cells, where they may
_ALIEN = 0.25  # share of numbers of other papers that stand with the days of those
_PLACED = 0.15  # share of documents whose own date stands behind a place
_JOINED = "joined"  # the recipe of what already stands in such a cell
_LONGEST = 30  # characters of either
_OWN_DAYS = {  # by number: the day of what it is the number of
    **{"invoice_number": ("invoice_date", "bill_date"), "statement_number": ("statement_date",)},
    **dict.fromkeys(("purchase_order_number", "order_number"), ("order_date",)),
    **{"bl_number": ("issued_on",), "certificate_number": ("issued_on",)},
    **{"report_number": ("reported_on",), "receipt_number": ("purchase_date",)},
    **{"requisition_number": ("letter_date",), "reference": ("letter_date",)},
    **{"citation_number": ("letter_date",), "contract_number": ("signature_date",)},
    **{"tender_number": ("posted_on",), "policy_number": ("issued_on",)},
}
_ALIENS = {  # numbers of other papers, and what their days might be taken for
    "quotation_number": ("order_date", "letter_date"),
    "purchase_order_number": ("order_date",),
    "order_number": ("order_date",),
    "delivery_note_number": ("delivery_date", "shipped_on"),
    "contract_number": ("signature_date", "effective_date"),
}
_OWN = {  # kinds whose own number, not that of another paper, is one of those
    "quotation": "quotation_number",
    "purchase_order": "purchase_order_number",
    "delivery_note": "delivery_note_number",
    "contract": "contract_number",
}
_COUPLES = (  # whatever else stands together, under the labels of both
    *(("customer_number", "invoice_number"), ("invoice_number", "customer_number")),
    *(("order_number", "customer_number"), ("account_number", "meter_number")),
    *(("iban", "bic"), ("bank_name", "iban"), ("vessel", "voyage"), ("sex", "age")),
    *(("surname", "given_names"), ("birth_date", "birth_place"), ("birth_date", "sex")),
    *(("vehicle_make", "vehicle_model"), ("license_plate", "vin"), ("event_date", "event_time")),
    *(("arrival_date", "departure_date"), ("pickup_date", "return_date"), ("room_type", "guests")),
    *(("packages", "gross_weight_kg"), ("check_in_time", "check_out_time")),
    *(("delivery_date", "delivery_terms"), ("reference", "purchase_order_number")),
    *(("policy_number", "claim_number"), ("period_start", "period_end")),
    *(("invoice_date", "due_date"), ("port_of_loading", "port_of_discharge")),
)
_DATED = ("letter_date", "invoice_date", "bill_date", "issued_on", "reported_on", "order_date")
_JOINTS = (" / ", " / ", "/", ", ", " - ", " | ")
_PLACES = ("place_of_event", "location", "birth_place")


def twofold(story: Story, facts: Iterable[Fact]) -> list[Fact]:
    """The facts to print, now and then two of them as one."""
    rng, made = story.values.rng, list(facts)
    if story.kind == "id_card" or len(made) < 2:
        return made
    if rng.random() < _SHARE:
        for first, second in _couples(made):
            made = _joined(story, made, first, second)
    if rng.random() < _ALIEN:
        made = [_with_stray_day(story, fact) for fact in made]
    if rng.random() < _PLACED:
        made = _with_place(story, made)
    return made


def _couples(facts: list[Fact]) -> list[tuple[Fact, Fact]]:
    """Numbers with their own days, else others that go together; none twice."""
    short = {fact.concept.key: fact for fact in facts if _fits(fact)}
    dated = [(key, day) for key, days in _OWN_DAYS.items() for day in days]
    taken: set[str] = set()
    found = []
    for first, second in (*dated, *_COUPLES):
        if {first, second} <= short.keys() - taken:
            found.append((short[first], short[second]))
            taken |= {first, second}
    return found


def _fits(fact: Fact) -> bool:
    text = fact.said.text
    return (
        fact.said.value is not None
        and bool(text and fact.label)
        and fact.concept.recipe != _JOINED
        and "\n" not in text
        and len(text) <= _LONGEST
    )


def _joined(story: Story, facts: list[Fact], first: Fact, second: Fact) -> list[Fact]:
    """The two as one, where the first of them stands."""
    values, rng = story.values, story.values.rng
    said, language = raw("twofold"), values.language
    dated = second.concept.key in _OWN_DAYS.get(first.concept.key, ())
    if dated and rng.random() < 0.4:
        form = rng.choice(said["dated"][language])
        text = form.format(number=first.said.text, date=second.said.text)
        label = first.label
    else:
        joint = rng.choice((*_JOINTS, *said["and"][language]))
        day = dated and rng.random() < 0.6
        behind = rng.choice(said["day"][language]) if day else second.label.rstrip(":")
        label = f"{first.label.rstrip(':')}{joint}{behind}"
        mark = rng.choice((" / ", " / ", ", ", " - ", " | "))
        text = f"{first.said.text}{mark}{second.said.text}"
    one = _plain(first, text, label)
    return [one if fact is first else fact for fact in facts if fact is not second]


def _plain(fact: Fact, text: str, label: str) -> Fact:
    """The fact in a cell that says more than it does."""
    concept = replace(fact.concept, recipe=_JOINED, choices=())
    return Fact(concept, Said(fact.said.value, text), label)


def _with_stray_day(story: Story, fact: Fact) -> Fact:
    """The number of another paper with the day of that paper, which answers nothing."""
    key, values = fact.concept.key, story.values
    meant = _ALIENS.get(key, ())
    stated = set(meant) & story.facts.keys()
    if not meant or stated or _OWN.get(story.kind) == key or not _fits(fact):
        return fact
    story.hush(*meant)
    form = values.rng.choice(raw("twofold")["dated"][values.language])
    text = form.format(number=fact.said.text, date=values.past("1").text)
    return _plain(fact, text, fact.label)


def _with_place(story: Story, facts: list[Fact]) -> list[Fact]:
    """The document's own date behind the town where it was written, which nobody asks for."""
    values, rng = story.values, story.values.rng
    own = next((one for one in facts if one.concept.key in _DATED and _fits(one)), None)
    if own is None or not story.absent.keys().isdisjoint(_PLACES):
        return facts
    said, language = raw("twofold"), values.language
    head = story.letterhead
    town = head.facts["city"].text if head and "city" in head.facts else values.city().text
    text = rng.choice(said["place"][language]).format(place=town, date=own.said.text)
    label = rng.choice(said["placed"][language])
    return [_plain(own, text, label) if one is own else one for one in facts]
