"""The facts of one document of one kind, before anybody decides how they are laid out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from training.data import raw
from training.material.careers import listed
from training.material.lexicon import Concept, concept, concepts
from training.material.locales import Said
from training.material.values import Values
from training.stories.agreements import proportioned, types_by_title
from training.stories.amounts import draw_amounts
from training.stories.assessing import assess, clock
from training.stories.careers import hold_job, name_plainly
from training.stories.mails import send
from training.stories.missing import note_absent, rivalled
from training.stories.parties import add_parties
from training.stories.remarks import remark
from training.stories.sentences import entitle, narrate
from training.stories.story import Bullets, Fact, Story, forget, restate
from training.stories.supply import Supply
from training.stories.voices import voice
from training.tables.by_name import table

HOME = Concept(  # of a person, who is not at work there; asked for as `location`
    *("home", "text", {}, ("location", "residence", "lives_in", "home_location", "home")),
    unseen=("dwelling_place",),
    says=("where the person lives", "home of the person", "place of residence"),
)

_SPELT = ("applicant", "child")  # roles of those whose surname and given names are asked apart


def tell(kind: str, values: Values, *, density: float | None = None) -> Story:
    """A document of `kind`, one of `kinds.yaml`."""
    rng, plan = values.rng, raw("kinds")["kinds"][kind]
    prose = rng.random() < plan.get("prose", 0.0)
    density = density or rng.uniform(*plan.get("density", (0.7 if prose else 0.45, 0.98)))
    titles = plan["titles"].get(values.language) or plan["titles"].get("en") or [""]
    if kind == "contract":
        titles = [*types_by_title(values.language)]
    if kind == "id_card":
        values.name_no_days()
    supply = Supply(values) if kind == "utility_bill" else None
    titles = supply.titles() if supply else titles
    story = Story(kind, values, shape=plan.get("shape", "page"))
    add_parties(story, plan, density)
    if supply and story.letterhead:
        supply.name(story, story.letterhead)
    tables = plan.get("rows", [])
    for name in [tables] if isinstance(tables, str) else tables:
        if rng.random() < 0.75:
            story.tables.append(table(name, values))

    def stated() -> bool:
        return rng.random() < density

    amounts = proportioned(values, dict(draw_amounts(story, plan.get("money", []), density)))
    dated, plain = (
        [(key, values.of(concepts()[key])) for key in plan.get(part, []) if stated()]
        for part in ("dates", "head")
    )
    if supply:
        dated, plain = supply.agreed(dated), supply.agreed(plain)
    else:
        dated = _with_period(values, dated)
    for options in plan.get("one_of", ()):
        kept = rng.choice(options)
        dated, plain = (
            [one for one in part if one[0] == kept or one[0] not in options]
            for part in (dated, plain)
        )
    last = [
        (key, values.of(concepts()[key]))
        for key in plan.get("foot", [])
        if rng.random() < density * 0.7
    ]
    said = _said(story, [*amounts.items(), *dated, *plain, *last])
    entitle(story, plan, titles, said)
    if story.title:
        said.pop("document_title", None)
    if kind == "contract":
        said.pop("contract_type", None)  # the title tells it
    narrate(story, plan, said, always=prose)
    plain, dated, last = ([one for one in part if one[0] in said] for part in (plain, dated, last))
    order = [*plain, *dated] if rng.random() < 0.5 else [*dated, *plain]
    if rng.random() < 0.2:
        rng.shuffle(order)
    _label_all(story, order, amounts, last, prose=prose)
    _lists(story, plan, density)
    _add_what_follows(story)
    note_absent(story, plan)
    if supply:
        supply.tell(story)
    remark(story)
    if prose:
        story.shape = "mail" if plan.get("shape") == "mail" else "prose"
    return story


def _said(story: Story, facts: list[tuple[str, Said]]) -> dict[str, Said]:
    """Those of the facts that answer no question for another one that is stated."""
    said: dict[str, Said] = {}
    for key, value in facts:
        if not rivalled(key, {*said, *story.stated}):
            said[key] = value
    _spell(story, said)
    return said


def _spell(story: Story, said: dict[str, Said]) -> None:
    """Surname and given names are those of the person that the document names besides."""
    parts = ("given_names", "surname")
    for party in story.parties:
        if party.role not in _SPELT or "name" not in party.facts:
            continue
        if party.human and all(part in said for part in parts):
            restate(story, party, "name", " ".join(said[part].text for part in parts))
        else:
            for part in parts:
                said.pop(part, None)


def _with_period(values: Values, dated: list[tuple[str, Said]]) -> list[tuple[str, Said]]:
    """The same with a period of a fortnight, a month or a quarter, where both its ends are told."""
    if not {"period_start", "period_end"} <= dict(dated).keys():
        return dated
    first = values.first_day
    last = first + timedelta(days=values.rng.choice((13, 27, 29, 29, 30, 30, 30, 90)))
    ends = {"period_start": values.write(first), "period_end": values.write(last)}
    for key in ("statement_date", "pay_date"):
        ends[key] = values.write(last + timedelta(days=values.rng.choice((0, 0, 1, 2, 5))))
    return [(key, ends.get(key, said)) for key, said in dated]


def _label_all(
    story: Story,
    order: list[tuple[str, Said]],
    amounts: dict[str, Said],
    last: list[tuple[str, Said]],
    *,
    prose: bool,
) -> None:
    """Labels for facts by key: in the head, among the amounts, at the foot."""
    rate = amounts.get("tax_rate")
    for key, value in order:
        _label(story, story.head, key, value, prose=prose)
    for key, value in amounts.items():
        if key == "tax_rate" and story.values.rng.random() < 0.6:
            continue  # it stands in the label of the tax
        _label(story, story.money, key, value, prose=prose, rate=rate)
    for key, value in last:
        _label(story, story.foot, key, value)


def _add_what_follows(story: Story) -> None:
    """What is stated without a label: when a mail was sent, the unit of a measure, the title."""
    if story.kind == "email":
        send(story)
    if story.kind == "customer_message":
        voice(story)
    if story.kind == "lab_report":
        assess(story)
        clock(story)
    if story.kind == "resume":
        name_plainly(story)
        _dwell(story)
        hold_job(story)
    if story.kind == "job_posting":
        _work(story)
    if "consumption" in story.facts:
        names = ("consumption_unit", "unit")
        unit = Concept("consumption_unit", "text", {}, names, says=("unit of the consumption",))
        measured = re.sub(r"^[\d.,'\s]+", "", story.facts["consumption"][1].text)
        story.state(unit, Said(measured, measured))
    if story.title and story.kind in ("contract", "event_invitation"):
        title = Concept("title", "text", {}, ("title", "heading"), says=("title at its head",))
        story.state(title, Said(story.title, story.title))
    if story.kind == "contract" and story.title:
        of_title = types_by_title(story.values.language)[story.title]
        story.state(concepts()["contract_type"], Said(of_title, story.title))


def _dwell(story: Story) -> None:
    """Where a person lives is told once: by an address, if there is one."""
    home = story.letterhead
    if home and "address" in home.facts:
        forget(story, "location")
        story.absent.pop("location", None)
        story.facts["location"] = HOME, home.facts["address"]


def _work(story: Story) -> None:
    """Where no place of work is told, it is where the employer is."""
    for party in story.parties:
        if party.role == "employer" and "city" in party.facts and "location" not in story.facts:
            story.state(concepts()["location"], party.facts["city"])


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
    taken = {fact.label for fact in story.labelled}
    for _ in range(4):
        label = concept.label(story.values.rng, story.values.language)
        label = label.replace("{rate}", rate.text if rate else "")
        label = " ".join(label.replace("()", "").split())
        if label not in taken:
            section.append(Fact(concept, said, label))
            story.state(concept, said)
            return


def _lists(story: Story, plan: dict[str, Any], density: float) -> None:
    rng = story.values.rng
    for key in plan.get("lists", []):
        entry = raw("kinds")["lists"][key]
        concept = _list_concept(key)
        if rng.random() > density:
            story.absent[key] = concept
            continue
        items = listed(story.values, entry["pool"])
        story.bullets.append(Bullets(concept, concept.label(rng, story.values.language), items))


def _list_concept(key: str) -> Concept:
    return replace(concept(key, raw("kinds")["lists"][key]), recipe="list")
