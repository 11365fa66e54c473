"""The facts of one document of one kind, before anybody decides how they are laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any

from training import rows as make_rows
from training.lexicon import (
    Concept,
    all_tellings,
    concept,
    concepts,
    party_concept,
    raw,
    snake,
    tellings,
)
from training.locales import Said, pools
from training.tables import Row, Table
from training.values import Values

_FACETS = {"phone": 0.4, "email": 0.35, "website": 0.25, "vat_id": 0.35, "contact": 0.25}
_DERIVED = ("street", "city", "postal_code")
_MAKERS = {  # roles whose names are not those of people or companies in general
    **dict.fromkeys(("physician", "prescriber", "vet"), "doctor"),
    **dict.fromkeys(("bank", "lender", "broker"), "bank"),
    **dict.fromkeys(("issuer", "agency", "registrar"), "office"),
    "clinic": "clinic",
    "school_party": "school",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something stated with a label beside it."""

    concept: Concept
    said: Said
    label: str


@dataclass(frozen=True, slots=True)
class Party:
    """A person or company with what stands about it."""

    role: str
    heading: str
    facts: dict[str, Said]  # by facet; derived ones too
    labels: dict[str, str]  # of phone, email and the like


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short texts."""

    concept: Concept
    label: str
    items: tuple[str, ...]


@dataclass(slots=True)
class Story:
    """Everything that one document states, and what it might have stated."""

    kind: str
    values: Values
    title: str = ""
    letterhead: Party | None = None
    parties: list[Party] = field(default_factory=list)
    head: list[Fact] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    money: list[Fact] = field(default_factory=list)
    foot: list[Fact] = field(default_factory=list)
    bullets: list[Bullets] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    facts: dict[str, tuple[Concept, Said]] = field(default_factory=dict)  # all that is stated
    absent: dict[str, Concept] = field(default_factory=dict)  # what it might have stated
    shape: str = "page"  # "page", "narrow", "mail" or "prose"

    def state(self, concept: Concept, said: Said) -> None:
        self.facts[concept.key] = (concept, said)

    def tell_nothing(self) -> None:
        """Everything it stated is absent: the page that is shown is another one."""
        self.absent |= {key: concept for key, (concept, _) in self.facts.items()}
        for stated in (self.facts, self.parties, self.tables, self.bullets):
            stated.clear()


def tell(kind: str, values: Values, *, density: float | None = None) -> Story:
    """A document of `kind`, one of `kinds.yaml`."""
    rng, plan = values.rng, raw("kinds")["kinds"][kind]
    prose = rng.random() < plan.get("prose", 0.0)
    density = density or rng.uniform(0.7 if prose else 0.45, 0.98)
    titles = plan["titles"].get(values.language) or plan["titles"].get("en") or [""]
    if kind == "contract":
        titles = [form for _, forms in concepts()["contract_type"].choices for form in forms]
    story = Story(kind, values, shape=plan.get("shape", "page"))
    _people(story, plan, density)
    tables = plan.get("rows", [])
    for name in [tables] if isinstance(tables, str) else tables:
        if rng.random() < 0.75:
            story.tables.append(table(name, values))

    def stated() -> bool:
        return rng.random() < density

    amounts = dict(_amounts(story, plan.get("money", []), density))
    dated, plain = (
        [(key, drawn(values, concepts()[key])) for key in plan.get(part, []) if stated()]
        for part in ("dates", "head")
    )
    last = [
        (key, drawn(values, concepts()[key]))
        for key in plan.get("foot", [])
        if rng.random() < density * 0.7
    ]
    said = dict(amounts) | dict(dated) | dict(plain) | dict(last)
    _entitle(story, titles, said)
    _narrate(story, plan, said, always=prose)
    order = [*plain, *dated] if rng.random() < 0.5 else [*dated, *plain]
    if rng.random() < 0.2:
        rng.shuffle(order)
    rate = said.get("tax_rate")
    for key, value in order:
        _label(story, story.head, key, value, prose=prose)
    for key, value in amounts.items():
        if key == "tax_rate" and rng.random() < 0.6:
            continue  # it stands in the label of the tax
        _label(story, story.money, key, value, prose=prose, rate=rate)
    for key, value in last:
        _label(story, story.foot, key, value)
    _lists(story, plan, density)
    _add_what_follows(story)
    _miss(story, plan)
    if prose:
        story.shape = "mail" if plan.get("shape") == "mail" else "prose"
    return story


def _add_what_follows(story: Story) -> None:
    """What is stated without a label: when a mail was sent, the unit of a measure, the title."""
    if story.kind == "email":
        _send(story)
    if "consumption" in story.facts:
        names = ("consumption_unit", "unit")
        unit = Concept("consumption_unit", "text", {}, names, says=("unit of the consumption",))
        measured = story.facts["consumption"][1].text.split()[-1]
        story.state(unit, Said(measured, measured))
    if story.title and story.kind in ("contract", "event_invitation"):
        title = Concept("title", "text", {}, ("title", "heading"), says=("title at its head",))
        story.state(title, Said(story.title, story.title))


def table(name: str, values: Values) -> Table:
    """A table of that name: one with a maker of its own, or one that `kinds.yaml` declares."""
    if name in make_rows.MAKERS:
        return make_rows.MAKERS[name](values)
    rng, plan = values.rng, raw("kinds")["tables"][name]
    wanted = [key for key in plan["columns"] if key in plan["always"] or rng.random() < 0.7]
    if rng.random() < 0.1:
        rng.shuffle(wanted)
    columns = tuple(_column(key, plan["columns"][key]) for key in wanted)
    rows: list[Row] = []
    low, high = plan["rows"]
    for row in range(1, min(rng.randint(low, high), rng.randint(low, high)) + 1):
        cells = {
            one.key: Said(row, str(row)) if one.recipe == "index" else drawn(values, one)
            for one in columns
        }
        lacking = plan.get("sparse", ())
        rows.append(
            {key: cell for key, cell in cells.items() if key not in lacking or rng.random() < 0.6}
        )
    summed = plan.get("total")
    return Table(
        name,
        columns,
        tuple(one.label(rng, values.language) for one in columns),
        tuple(rows),
        tuple(plan["names"]),
        tuple(plan["says"]),
        total=sum((row[summed].value for row in rows), Decimal(0)) if summed in wanted else None,
    )


@cache
def _column(key: str, recipe: str) -> Concept:
    """A column: labels and names of `columns` in `kinds.yaml`, or those of the lexicon."""
    if key in raw("kinds")["columns"]:
        return make_rows.column(key, recipe)
    return replace(concepts()[key], recipe=recipe or concepts()[key].recipe)


def drawn(values: Values, concept: Concept) -> Said:
    """A value of the concept and one of the ways to say it."""
    if concept.recipe == "enum":
        choice, forms = values.rng.choice(concept.choices)
        return Said(choice, values.rng.choice(forms))
    if concept.recipe == "country":
        return make_rows.country(values)
    return values.draw(concept.recipe)


def _send(story: Story) -> None:
    """When a mail was sent, and the writer's company."""
    values, rng = story.values, story.values.rng
    day, time = values.near(2), values.time()
    form = rng.choice(("{day} {time}", "{day}, {time}", "{day} at {time}", "{day}"))
    text = form.format(day=day.text, time=time.text)
    if "time" in form:
        sent = Concept(
            "sent_at", "datetime", {}, ("sent_at", "sent", "date"), says=("when it was sent",)
        )
        story.state(sent, Said(f"{day.value}T{time.value}", text))
    else:
        sent = Concept(
            "sent_at", "date", {}, ("sent_date", "date", "sent_on"), says=("date it was sent",)
        )
        story.state(sent, Said(day.value, text))
    if rng.random() < 0.3:
        copies = Concept("cc", "email", {}, ("cc", "copies"), says=("addresses in Cc",))
        handles = (snake(values.surname().text)[:12] or "office" for _ in range(rng.randint(1, 3)))
        addresses = tuple(f"{handle}@{values.pseudo().lower()}.example" for handle in handles)
        story.bullets.append(Bullets(copies, "Cc", addresses))
    for party in story.parties:
        if party.role == "sender" and rng.random() < 0.5:
            party.facts["company"] = values.company()
            company = Concept(
                "sender.company",
                "text",
                {},
                ("sender_company", "company"),
                says=("the writer's company, as signed",),
            )
            story.state(company, party.facts["company"])


def _label(
    story: Story,
    section: list[Fact],
    key: str,
    said: Said,
    *,
    prose: bool = False,
    rate: Said | None = None,
) -> None:
    """Adds a labelled fact, unless a sentence has stated it or its label is taken."""
    hidden = prose and key != "subject" and story.values.rng.random() < 0.8
    if key in story.facts or hidden:
        return
    concept = concepts()[key]
    taken = {fact.label for fact in (*story.head, *story.money, *story.foot)}
    for _ in range(4):
        label = concept.label(story.values.rng, story.values.language)
        label = label.replace("{rate}", rate.text if rate else "")
        label = " ".join(label.replace("()", "").split())
        if label not in taken:
            section.append(Fact(concept, said, label))
            story.state(concept, said)
            return


# -- parties


def _people(story: Story, plan: dict[str, Any], density: float) -> None:
    rng = story.values.rng
    head = plan.get("letterhead")
    roles = [role for role in plan.get("parties", []) if rng.random() < max(density, 0.6)]
    for role in [head, *roles] if head else roles:
        party = draw_party(story.values, role, density)
        for facet, said in party.facts.items():
            story.state(party_concept(role, facet), said)
        if role == head:
            story.letterhead = party
        else:
            story.parties.append(party)


def add_party(story: Story, role: str, density: float) -> None:
    """One more party that the document states."""
    party = draw_party(story.values, role, density)
    story.parties.append(party)
    for facet, said in party.facts.items():
        key = f"{role}.{facet}"
        story.absent.pop(key, None)
        story.state(party_concept(role, facet), said)


def draw_party(values: Values, role: str, density: float) -> Party:
    """Somebody of that role; the denser, the more is known of them."""
    rng, entry = values.rng, raw("kinds")["roles"][role]
    human = rng.random() < pools()["human"].get(role, 0)
    maker = getattr(values, _MAKERS[role]) if role in _MAKERS else None
    name = maker() if maker else values.person() if human else values.company()
    nameless = entry.get("nameless", False)
    facts = {} if nameless else {"name": name}
    if nameless or rng.random() < 0.25 + density * 0.6:
        city, code, line = values.town_line()
        street = values.street()
        if values.shouting:
            city, line = city.upper(), line.upper()
            street = Said(street.text.upper(), street.text.upper())
        broken = f"{street.text}{rng.choice((chr(10), chr(10), ',' + chr(10), ', '))}{line}"
        facts["address"] = Said(" ".join(broken.split()), broken)
        facts |= {"street": street, "city": Said(city, city), "postal_code": Said(code, code)}
    handle = re.sub(r"[^a-z]", "", snake(name.text))[:14] or "office"
    for facet, chance in _FACETS.items():
        writes = facet == "email" and role in ("sender", "recipient")
        likely = 1.6 if role in ("seller", "merchant", "person", "sender") else 0.8
        if rng.random() < (0.8 if writes else chance * likely):
            facts[facet] = _facet(values, facet, handle, human)
    labels = {facet: party_concept(role, facet).label(rng, values.language) for facet in facts}
    heading = rng.choice(entry.get(values.language) or entry["en"])
    return Party(role, heading, facts, labels)


def _facet(values: Values, facet: str, handle: str, human: bool) -> Said:
    rng = values.rng
    ending = rng.choice(("com", "net", "org", "example", values.locale.country.lower()))
    if facet == "email":
        user = (
            handle
            if human
            else rng.choice(("info", "billing", "office", "kontakt", "sales", handle[:5]))
        )
        host = (
            rng.choice(("mail", "post", "inbox")) + "." + ending if human else f"{handle}.{ending}"
        )
        return Said(f"{user}@{host}", f"{user}@{host}")
    if facet == "website":
        text = f"{rng.choice(('www.', 'www.', 'https://', 'https://www.'))}{handle}.{ending}"
        return Said(text, text)
    if facet == "contact":
        return values.person()
    return values.draw(facet)


# -- amounts, sentences, lists


def _amounts(story: Story, keys: list[str], density: float) -> Iterator[tuple[str, Said]]:
    """The amounts of a kind, computed where they follow from one another."""
    values, rng = story.values, story.values.rng
    if "subtotal" not in keys and "total" not in keys:
        for key in keys:
            if rng.random() < density:
                yield key, values.draw(concepts()[key].recipe)
        return
    lines = next((table.total for table in story.tables if table.total is not None), None)
    net = lines if lines is not None else values.price(2)
    rate = values.percent()
    cut = (net * Decimal(rng.choice((2, 5, 10))) / 100).quantize(Decimal("0.01"))
    parts = {
        "discount": cut,
        "shipping": values.price(3, 60),
        "tip": values.price(1, 20),
        "rounding": Decimal("0.02"),
    }
    parts = {key: parts[key] for key in parts if key in keys and rng.random() < density * 0.4}
    tax = (net * rate.value / 100).quantize(Decimal("0.01")) if rng.random() < density else None
    total = (
        net
        - parts.get("discount", 0)
        + (tax or 0)
        + sum(parts.get(key, 0) for key in ("shipping", "tip", "rounding"))
    )
    all_parts: dict[str, Decimal] = {"subtotal": net, **parts, "total": total}
    if tax is not None:
        all_parts["tax"] = tax
    if rng.random() < 0.25:
        all_parts["amount_paid"] = values.price(1, float(total) + 2)
        all_parts["amount_due"] = total - all_parts["amount_paid"]
    if rng.random() < 0.5:
        all_parts["cash_given"] = (total / 10).to_integral_value(rounding="ROUND_UP") * 10
        all_parts["change"] = all_parts["cash_given"] - total
    all_parts["deposit"] = values.price(1, float(total) + 2)
    for key in keys:
        if key == "tax_rate":
            if tax is not None:
                yield key, rate
        elif key in all_parts and (key == "total" or rng.random() < 0.3 + density * 0.7):
            yield key, values.amount(all_parts[key])


def _filled(story: Story, template: str, said: dict[str, Said]) -> str | None:
    """The template with what it names, which is stated by that; None where something lacks."""
    keys = re.findall(r"\{([\w.]+)\}", template)
    stated = {key: story.facts[key][1] for key in keys if key in story.facts}
    fresh = {key: said[key] for key in keys if key in said}
    if any(key not in stated and key not in fresh for key in keys):
        return None
    text = template
    for key in keys:
        value = stated.get(key) or fresh[key]
        text = text.replace(f"{{{key}}}", " ".join(value.text.split()))
    for key, value in fresh.items():
        story.state(concepts()[key], value)
    return text


def _entitle(story: Story, titles: list[str], said: dict[str, Said]) -> None:
    """The title, which may itself state a fact: a title with a number or a day in it."""
    for _ in range(4):
        title = _filled(story, story.values.rng.choice(titles), said)
        if title is not None:
            story.title = title
            return


def _narrate(story: Story, plan: dict[str, Any], said: dict[str, Said], *, always: bool) -> None:
    """Sentences that state facts; what they state is not given a label as well."""
    rng = story.values.rng
    templates = list(plan.get("sentences", {}).get(story.values.language, ()))
    if not templates or not (always or rng.random() < 0.35):
        return
    if not always:
        rng.shuffle(templates)
        templates = templates[: rng.choice((1, 1, 2))]
    elif story.kind != "contract":
        rng.shuffle(templates)
    for template in templates:
        keys = re.findall(r"\{([\w.]+)\}", template)
        fresh = {key for key in keys if key in said}
        if rng.random() < 0.2:
            continue
        if (
            not always
            or all("." in key for key in keys)
            or not any(key in story.facts for key in fresh)
        ):
            text = _filled(story, template, said)
            if text is not None:
                story.sentences.append(text)


def _lists(story: Story, plan: dict[str, Any], density: float) -> None:
    rng = story.values.rng
    for key in plan.get("lists", []):
        entry = raw("kinds")["lists"][key]
        concept = _list_concept(key)
        if rng.random() > density:
            story.absent[key] = concept
            continue
        items = tuple(rng.sample(pools()[entry["pool"]], rng.randint(1, 6)))
        story.bullets.append(Bullets(concept, concept.label(rng, story.values.language), items))


def _list_concept(key: str) -> Concept:
    return replace(concept(key, raw("kinds")["lists"][key]), recipe="list")


def told_by(story: Story) -> set[str]:
    """All names and labels that something stated goes by."""
    told: set[str] = set()
    for key, (one, _) in story.facts.items():
        told |= all_tellings().get(key) or tellings(one)
    return told


def _miss(story: Story, plan: dict[str, Any]) -> None:
    """What the kind often states and this document does not; and a few things of other kinds."""
    rng = story.values.rng
    for section in ("head", "dates", "money", "foot"):
        for key in plan.get(section, []):
            if key not in story.facts:
                story.absent[key] = concepts()[key]
    for role in [plan.get("letterhead"), *plan.get("parties", [])]:
        for facet in raw("kinds")["facets"] if role else ():
            nameless = raw("kinds")["roles"][role].get("nameless") and facet == "name"
            if f"{role}.{facet}" not in story.facts and not nameless:
                story.absent[f"{role}.{facet}"] = party_concept(role, facet)
    told = told_by(story)
    for key in rng.sample(list(concepts()), 4):
        if not all_tellings()[key] & told:
            story.absent.setdefault(key, concepts()[key])
