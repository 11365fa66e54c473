"""What a document does not say and is asked for all the same.

A small model's worst fault is to answer such fields with a neighbour; these are the neighbours.
"""

from __future__ import annotations

from collections.abc import Collection, Container
from functools import cache
from typing import Any

from training.data import raw
from training.material.lexicon import Concept, all_tellings, concepts, party_concept, tellings
from training.material.locales import Said
from training.stories.story import OF_A_PLACE, Fact, Story
from training.tables import Table
from training.tables.by_name import table
from training.tables.columns import column

_BLANK_FORMS = 0.07  # share of documents with many labels that nothing stands behind
_BLANKS = ("", "-", "—", "n/a", "N/A", "______", "...", "/")
_NONE = {  # the same in words
    **{"en": ("none", "None", "nil", "not applicable"), "de": ("keine", "entfällt", "k. A.")},
    **{"fr": ("néant", "sans objet", "aucun"), "es": ("ninguno", "no procede", "no consta")},
    **{"it": ("nessuno", "non applicabile", "n.d."), "nl": ("geen", "n.v.t.")},
}
_OF_GOODS = ("goods", "order_lines", "charges")
_OF_THEIR_OWN = ("transactions", "results", "containers", "jobs", "studies")
_SECTIONS = ("head", "dates", "money", "foot")  # of a kind's plan

_RIVALS = (  # of which one is the answer to the question for another: no document states both
    ("salutation_name", "recipient.contact"),
    ("salutation_name", "addressee.contact"),
    ("property_address", "property.address", "property.street", "property.city"),
    ("home_address", *(f"applicant.{part}" for part in OF_A_PLACE)),
    ("beneficiary_name", "beneficiary.name"),
    ("reference", "case_number"),
    ("effective_date", "effective_from", "coverage_start"),
    ("manager", "approved_by"),
    ("hire_date", "starts_on"),
    ("contract_value", "base_salary"),  # which may pass for the price of work
    ("board_basis", "breakfast"),
)
_DAYS = (
    *("invoice_date", "bill_date", "statement_date", "letter_date", "issued_on"),
    *("quotation_date", "reported_on"),
)
_ANSWERED: dict[str, tuple[str, ...]] = {  # by what, where missing; a facet is that of any party
    **dict.fromkeys(_DAYS[:-1], _DAYS),
    "letter_date": (*_DAYS, "order_date", "signature_date", "meeting_date", "purchase_date"),
    "document_title": ("title",),
    "document_type": ("title", "document_number"),  # whose label may be that of a passport
    "contact_phone": (".phone",),
    "contact_email": (".email",),
    "web_address": (".website",),
    "ticket_status": ("resolved_at",),
    "attention": (".contact",),
    "salutation_name": (".contact",),
    "beneficiary_name": ("beneficiary.name", "payee.name"),
    "insurance_provider": ("insurer.name",),
    "issuing_authority": ("issuer.name",),
    "manufacturer_name": ("manufacturer.name",),
    "carrier": ("carrier_party.name",),
    "assigned_to": ("claim_handler",),
    "claim_handler": ("assigned_to",),
    "checked_by": ("validated_by",),
    "approved_by": ("validated_by",),
    "validated_by": ("checked_by", "approved_by", "signatory"),
    "credit_limit": ("overdraft_limit",),
    "overdraft_limit": ("credit_limit",),
    "monthly_payment": ("monthly_instalment",),
    "sick_days": ("days_absent",),
    "days_absent": ("sick_days",),
    "total_expenses_claimed": ("expense_reimbursement",),
    "service_period": ("reporting_period", "vat_period", "period_start", "delivery_date"),
    "reporting_period": ("service_period",),
    "charity.vat_id": ("charity_number",),
    "charity_number": ("charity.vat_id",),
    **{f"customer.{part}": ("service.address",) for part in OF_A_PLACE},
}
_REACHED = {  # by facet of who issues a document: what tells it as well
    **{"phone": "contact_phone", "email": "contact_email", "website": "web_address"},
}
_BLURRED = {  # what might be meant as well, where no description tells the two apart
    "amount_due": ("total",),
    "data_allowance": ("plan_name",),  # which may bear it
    "account_number": ("iban", "card_number_masked"),
    "order_number": ("purchase_order_number",),
    "due_date": ("pay_date",),
    "location": (".address", ".city"),
    "home_address": (".address", ".street"),
    "property_address": (".street",),
    "mobile_phone": (".phone",),
    "surname": (".name",),
    "given_names": (".name",),
    "starts_on": ("available_from", "effective_date", "hire_date"),
    "lease_start": ("available_from", "effective_date"),
    "available_from": ("starts_on", "lease_start"),
    "reported_by": ("requester.name",),
    "author": ("signatory", "prepared_by"),
    "attendance": ("attendees",),
    "place_of_event": (".address", "location", "venue_name"),
}
_ASIDE = (  # told in passing by letters and terms of any kind
    *("contact_phone", "category", "sentiment", "requested_action", "issue_type"),
)
_ON_BILLS = (  # in small print, or by the signs of amounts
    *("web_address", "registration_number", "late_interest", "reminder_fee", "currency"),
    "service_period",
)
_ON_PAGES = {  # what pages of a kind bear without a label
    "contract": (
        *("signatory", "signatory_title", "witness", "place_of_event", "document_title"),
        *("registration_number", "document_number", "birth_date", "share_capital", "location"),
        *("renewal_period", "cure_period", "interest_rate", "property_address", "living_area"),
    ),
    "id_card": (
        *("driving_licence", "body_height", "body_weight", "eye_color", "license_class"),
        *("blood_type", "holder_height"),
    ),
    "customer_message": ("category", "priority", "severity", "issue_description", "signatory"),
    "resume": ("issued_on", "letter_date", "signature_date", "place_of_event", "signatory"),
}
_OF_ANY_COLUMN = {  # names of columns that say too little to answer a question
    *("date", "day", "amount", "total", "value", "description", "number", "name", "type"),
    *("code", "status", "balance", "time", "reference", "period", "sum", "subtotal", "title"),
}


def rivalled(key: str, stated: Container[str]) -> bool:
    """Whether something that is stated would answer the question for `key` as well."""
    return any(
        other in stated for group in _RIVALS if key in group for other in group if other != key
    )


def answered(key: str, stated: Collection[str]) -> bool:
    """Whether something that is stated would do where `key` is asked for and missing."""
    return rivalled(key, stated) or any(
        one.endswith(other) if other[0] == "." else one == other
        for other in _ANSWERED.get(key, ())
        for one in stated
    )


def blurred(key: str, story: Story) -> bool:
    """Whether what is printed might do for `key`, so that its absence is no question to ask."""
    if (
        key in story.hushed
        or key in _ASIDE
        or key in _ON_PAGES.get(story.kind, ())
        or (story.money and key in _ON_BILLS)
    ):
        return True
    if any(
        one.endswith(other) if other[0] == "." else one == other
        for other in _BLURRED.get(key, ())
        for one in story.stated
    ):
        return True
    heads = {name for one in story.tables for column in one.columns for name in column.names}
    names = {key, *concepts()[key].names} if key in concepts() else set()
    return bool(heads & names - _OF_ANY_COLUMN)


def note_absent(story: Story, plan: dict[str, Any]) -> None:
    """What the kind often states and this document does not; and a few things of other kinds."""
    rng = story.values.rng
    for section in _SECTIONS:
        for key in plan.get(section, []):
            if key not in story.facts:
                story.absent[key] = concepts()[key]
    for role in [plan.get("letterhead"), *plan.get("parties", [])]:
        for facet in raw("kinds")["facets"] if role else ():
            if facet == "country":
                continue  # many would tell it by the town
            nameless = raw("kinds")["roles"][role].get("nameless") and facet == "name"
            if f"{role}.{facet}" not in story.facts and not nameless:
                story.absent[f"{role}.{facet}"] = party_concept(role, facet)
    told = told_by(story)
    for key in [key for key in story.absent if answered(key, story.stated)]:
        del story.absent[key]
    issuer = plan.get("letterhead") or next(iter(plan.get("parties", ())), "")
    for facet, key in _REACHED.items():
        if key in story.facts:
            story.absent.pop(f"{issuer}.{facet}", None)
    for key in rng.sample(list(concepts()), 4):
        if not all_tellings()[key] & told and not answered(key, story.stated):
            story.absent.setdefault(key, concepts()[key])


def told_aside(story: Story, *facets: str) -> None:
    """Facets of who issues the document that small print tells: nobody asks for them as missing."""
    issuer = story.letterhead or next(iter(story.parties), None)
    role = issuer.role if issuer else ""
    for facet in facets:
        story.absent.pop(f"{role}.{facet}", None)


def leave_blank(story: Story) -> None:
    """Labels with nothing behind them, as forms have; what they name stays absent."""
    rng = story.values.rng
    mark = rng.choice(_BLANKS if rng.random() < 0.75 else _NONE[story.values.language])
    many = rng.random() < _BLANK_FORMS
    for fact in blanks(story, rng.randint(3, 7) if many else rng.choice((0, 0, 1, 1, 2)), mark):
        story.head.insert(rng.randint(0, len(story.head)), fact)


def blanks(story: Story, count: int, mark: str = "") -> list[Fact]:
    """Up to so many labels of what the kind might state and does not, with `mark` as their text."""
    rng = story.values.rng
    taken = {fact.label for fact in story.labelled}
    plan = raw("kinds")["kinds"].get(story.kind)
    own = {key for part in _SECTIONS for key in plan.get(part, ())} if plan else concepts().keys()
    options = [key for key in sorted(story.absent) if key in concepts() and key in own]
    made = []
    for key in rng.sample(options, min(len(options), count)):
        label = concepts()[key].label(rng, story.values.language)
        if label and label not in taken and "{" not in label:
            taken.add(label)
            made.append(Fact(concepts()[key], Said(None, mark), label))
    return made


def told_by(story: Story) -> set[str]:
    """All names and labels that something stated goes by."""
    told: set[str] = set()
    for key, (one, _) in story.facts.items():
        told |= all_tellings().get(key) or tellings(one)
    return told


def missing_facts(story: Story, count: int) -> list[Concept]:
    """Facts that the kind might have stated, and some whose values look like stated ones."""
    rng, told = story.values.rng, told_by(story)
    alike = {concept.recipe.split()[0] for concept, _ in story.facts.values()}
    others = [
        one
        for key, one in concepts().items()
        if key not in story.facts and key not in story.absent and one.recipe.split()[0] in alike
        if not all_tellings()[key] & told and not answered(key, story.stated)
        if not blurred(key, story)
    ]
    known = [story.absent[key] for key in sorted(story.absent) if not blurred(key, story)]
    far = rng.sample(others, min(len(others), round(count * 0.3)))
    near = rng.sample(known, min(len(known), count - len(far)))
    return [*near, *far]


def near_misses(story: Story, count: int) -> list[Concept]:
    """Facts that are missing and stand side by side with stated ones: the due date of a bill that
    bears its own date alone.
    """
    told, stated = told_by(story), story.stated
    facets = {f".{key.partition('.')[2]}" for key in stated if "." in key}
    near = {
        key: concepts()[key]
        for group in raw("synonyms")["near"]
        if not stated.isdisjoint(group) or not facets.isdisjoint(group)
        for key in group
        if key[0] != "." and key not in story.facts
        if not answered(key, stated) and not blurred(key, story)
    }
    free = [key for key in sorted(near) if not all_tellings()[key] & told]
    return [near[key] for key in story.values.rng.sample(free, min(count, len(free)))]


def missing_tables(story: Story) -> list[Table]:
    """Tables that the document does not have; no lines of goods beside other rows of goods."""
    rng, names = story.values.rng, {name for one in story.tables for name in one.names}
    declared = sorted(raw("kinds")["tables"])
    makers = [
        *_OF_THEIR_OWN,
        *(_OF_GOODS if not names else ()),
        *rng.sample(declared, min(6, len(declared))),
    ]
    made = table(rng.choice(makers), story.values)
    return [] if names & {made.name, *made.names} else [made]


def missing_columns(table: Table) -> list[Concept]:
    """Columns that tables of goods often have and this one has not."""
    if "amount" not in {one.key for one in table.columns}:
        return []
    taken = {name for one in (*table.columns, *table.told) for name in one.names}
    options = [column(key) for key in ("item_number", "unit")]
    return [one for one in options if not taken & set(one.names)]


def missing_party(story: Story, stated: set[str]) -> str | None:
    """A role that nobody has in this document, told by words that no stated fact goes by and that
    mean nobody who is in it.
    """
    everybody = [*story.parties, *([story.letterhead] if story.letterhead else [])]
    there: set[str] = set().union(*(_words_for(party.role) for party in everybody))
    roles = [
        role
        for role, entry in raw("kinds")["roles"].items()
        if f"{role}.name" not in story.facts
        and f"{role}.address" not in story.facts
        and not stated & {word for word in entry["words"] if word}
        and there.isdisjoint(_words_for(role))
    ]
    return story.values.rng.choice(sorted(roles)) if roles else None


@cache
def _words_for(role: str) -> frozenset[str]:
    """All that schemas call somebody of that role."""
    usual = raw("kinds")["roles"][role]["words"]
    return frozenset((*usual, *raw("synonyms")["roles"].get(role, ()))) - {""}


def facets_of(role: str) -> dict[str, Concept]:
    """What may be said of a party, by facet."""
    return {facet: party_concept(role, facet) for facet in raw("kinds")["facets"]}
