"""Facts as lines of text, in the many ways in which documents lay them out.

`lines` says what a line is.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

from training import besides
from training.boxes import LICENCE_KEYS, Box, write_boxes, write_licence, zone
from training.contracts import contract, deed
from training.grids import write_table
from training.kinds import Bullets, Fact, Party, Story
from training.letters import certificate, letter, with_footer
from training.lexicon import concepts, party_concept
from training.lines import (
    beside,
    columns,
    forget,
    forget_facet,
    forget_unprinted,
    idle,
    on_one_line,
    paged,
    wrapped,
)
from training.locales import Said, pools
from training.mails import mail
from training.pairs import Pairs, write_pairs
from training.postings import order_salary, posting
from training.resumes import entries, resume
from training.tables import Table
from training.tills import till_receipt
from training.values import Values

_BOXED = {  # share of a kind's documents that are forms in boxes
    **{"bill_of_lading": 0.7, "id_card": 0.75, "insurance_claim": 0.5, "warranty_card": 0.4},
    **{"lab_report": 0.2, "payslip": 0.3, "delivery_note": 0.15, "form": 0.3, "utility_bill": 0.1},
    **{"air_waybill": 0.7, "road_waybill": 0.7, "customs_declaration": 0.7, "parcel_label": 0.5},
    **{"accident_report": 0.4, "vaccination_record": 0.4, "tax_return": 0.5, "leave_request": 0.3},
    **{"vehicle_registration": 0.6, "enrollment_form": 0.5, "birth_certificate": 0.4},
    **{"permit": 0.3, "wire_transfer": 0.4, "work_order": 0.3, "car_rental": 0.2},
}
_IDLE_BOXES = ("Signature", "Stamp", "For office use only", "Initials", "Photo", "Code", "Seen by")
_IDLE_IN_SHIPPING = (
    *("Number of originals", "Forwarding agent", "Export references", "Place of receipt"),
    *("Remarks of the carrier", "Pre-carriage by", "Declared value", "Loading pier"),
)
_STAMPS = ("COPY", "NON NEGOTIABLE", "ORIGINAL", "RECEIVED", "SPECIMEN", "VOID IF ALTERED", "DRAFT")
_WINDOW = ("buyer", "customer", "account_holder", "guest", "employee", "insured")  # on envelopes
_OF_A_METER = ("previous_reading", "current_reading", "consumption")
_OF_A_PLACE = ("address", "street", "city", "postal_code")
_PAGE_WORDS = {
    **{"en": "Page", "de": "Seite", "fr": "Page"},
    **{"es": "Página", "it": "Pagina", "nl": "Pagina"},
}
_WRITTEN = {"page": 0.06, "prose": 0.6}  # share that are letters
_OWN: dict[str, tuple[Callable[[Story], list[str]], float]] = {  # by kind or shape, and its share
    "contract": (contract, 0.8),
    "job_posting": (posting, 0.75),
    "narrow": (till_receipt, 0.75),
    "mail": (mail, 0.95),
    **dict.fromkeys(
        ("lease_contract", "loan_agreement", "property_sale", "vehicle_sale"), (deed, 0.4)
    ),
}
_CERTIFIED = (
    *("diploma", "birth_certificate", "court_document", "power_of_attorney", "registry_extract"),
    *("permit", "transcript", "material_certificate", "donation_receipt"),
)
_PRINTED_FACETS = ("name", "address", "phone", "email", "website", "vat_id", "contact")
_LANGUAGE_BESIDE = {"en": "fr", "de": "en", "fr": "en", "es": "en", "it": "en", "nl": "en"}


def lay_out(story: Story, *, held_out: bool = False) -> list[str]:
    """The lines of the document; what they do not state the story no longer states either."""
    page = _Page(story, held_out)
    order_salary(story)
    own = _own(page, story)
    if own is not None:
        lines = page.disturbed(own, chatty=False)
    else:
        match story.shape:
            case "narrow":
                lines = page.receipt(story)
            case "mail":
                lines = page.mail(story)
            case "prose":
                lines = page.prose(story)
            case _:
                lines = page.sheet(story)
        lines = page.disturbed(lines)
    forget_unprinted(story, lines)
    return lines


def _own(page: _Page, story: Story) -> list[str] | None:
    """The layout that the kind or shape has of its own, if this document has it."""
    rng = story.values.rng
    if story.kind == "resume" and story.letterhead and rng.random() < 0.8:
        return resume(story, held_out=page.held_out)
    if story.shape == "page" and rng.random() < _BOXED.get(story.kind, 0.06):
        licence = story.kind == "id_card" and not page.held_out and rng.random() < 0.15
        return page.licence(story) if licence else page.boxed(story)
    if page.held_out:
        return None
    name = story.kind if story.kind in _OWN else story.shape
    if story.kind in _CERTIFIED and rng.random() < 0.3:
        return page.letter(story)
    write, share = _OWN.get(name, (page.letter, _WRITTEN.get(name, 0.0)))
    return write(story) if rng.random() < share else None


class _Page:
    """One document's habits of layout."""

    def __init__(self, story: Story, held_out: bool) -> None:
        self.story = story
        self.values: Values = story.values
        self.rng: random.Random = story.values.rng
        self.held_out = held_out
        self._case = self.rng.choices((str, str.upper, str.lower), (8, 2, 0.5))[0]
        self._colon = self.rng.choice((":", ":", ":", "", " :", ":"))

    # -- whole documents

    def sheet(self, story: Story) -> list[str]:
        rng = self.rng
        top = self.letterhead(story.letterhead) if story.letterhead else []
        title = [story.title] if story.title else []
        if rng.random() < 0.3:
            top, title = title, top
        meter = self._meter(story) if rng.random() < 0.4 and not self.held_out else []
        head = self.pairs([(fact.label, fact.said.text) for fact in story.head])
        parties = [self.party(party) for party in story.parties]
        middle = self._arranged(parties, head)
        body = [*top, *self._gap(), *title, *self._gap(), *middle, *meter, *self._gap()]
        sentences = [self._wrapped(text) for text in story.sentences]
        early = rng.random() < 0.4
        if early:
            body += [line for lines in sentences for line in lines]
        for table in story.tables:
            body += [*self._gap(), *self.table(table)]
        for bullets in story.bullets:
            body += [*self._gap(), *self.bullets(bullets)]
        body += self._gap() + self.pairs(
            [(fact.label, fact.said.text) for fact in story.money], amounts=True
        )
        if not early:
            body += [line for lines in sentences for line in lines]
        body += self._gap() + self.pairs([(fact.label, fact.said.text) for fact in story.foot])
        return self._amid(story, body)

    def _amid(self, story: Story, body: list[str]) -> list[str]:
        """The same with what bills bear besides."""
        rng = self.rng
        if story.kind == "form" or (self.held_out and rng.random() < 0.5):
            return body
        if not story.money:
            return body
        if rng.random() < 0.12:
            blank = body.index("") if "" in body[:12] else 0
            at = rng.choice((0, blank))
            body = [*body[:at], *besides.summary(story), *body[at:]]
        if rng.random() < 0.12:
            body += ["", *besides.strays(story)]
        if rng.random() < 0.2:
            body += ["", *besides.terms(story)]
        if rng.random() < 0.12:
            body += ["", *besides.slip(story)]
        if len(body) > 25 and rng.random() < 0.25:
            word = _PAGE_WORDS[self.values.language]
            foot = rng.choice((word + " {page} of {pages}", word + " {page}", "{page}/{pages}"))
            head = rng.choice(("", "", story.title))
            body = paged(rng, body, rng.randint(16, 40), head, foot)
        if rng.random() < 0.18:
            body += ["", *besides.footer(story)]
        return body

    def boxed(self, story: Story) -> list[str]:
        """A form: parties and facts in boxes, tables below."""
        rng = self.rng
        lines = self.letterhead(story.letterhead) if story.letterhead else []
        lines = [*lines, *([story.title] if story.title else []), *self._gap()]
        bilingual = rng.random() < (0.6 if story.kind == "id_card" else 0.08)
        if story.kind == "id_card":  # its holder's names are facts of their own
            for party in story.parties:
                for facet in [one for one in party.facts if one not in _OF_A_PLACE]:
                    forget_facet(story, party, facet)
        totals = self._totals_of_load(story) if rng.random() < 0.5 else []
        boxes = [self._box_of_party(party) for party in story.parties]
        boxes = [box for box in boxes if box.lines]
        facts = [*story.head, *([] if story.tables else story.money)]
        made = [self._box(fact, bilingual) for fact in facts]
        for _ in range(rng.choice((0, 0, 0, 1, 2))):  # empty ones
            shipped = story.kind == "bill_of_lading" and rng.random() < 0.8
            label = rng.choice(_IDLE_IN_SHIPPING if shipped else _IDLE_BOXES)
            if idle(label):
                made.insert(rng.randint(0, len(made)), Box(label, ()))
        if rng.random() < 0.25:
            rng.shuffle(made)
        if len(boxes) > 1 and len(made) > 2 and rng.random() < 0.4:
            mixed: list[Box] = []
            for box in boxes:
                mixed += [box, made.pop(0)] if made else [box]
            boxes = mixed
        groups = [boxes, made] if rng.random() < 0.85 else [made, boxes]
        for group in groups:
            lines += write_boxes(rng, group, held_out=self.held_out)
        for table in story.tables:
            lines += [*self._gap(), *self.table(table)]
        lines += totals
        for bullets in story.bullets:
            lines += self.bullets(bullets)
        if story.tables:
            lines += self.pairs([(one.label, one.said.text) for one in story.money], amounts=True)
        lines += self.pairs([(one.label, one.said.text) for one in story.foot])
        lines += [line for text in story.sentences for line in self._wrapped(text)]
        if rng.random() < 0.3:
            lines.append(rng.choice(_STAMPS))
        if story.kind == "id_card" and rng.random() < 0.3:
            names = [self.values.surname().text, self.values.given().text]
            for at, key in enumerate(("surname", "given_names")):
                names[at] = story.facts[key][1].text if key in story.facts else names[at]
            lines += zone(rng, self.values.locale.country, *names)
        return lines

    def letter(self, story: Story) -> list[str]:
        """A letter with its tables below the text."""
        top = self.letterhead(story.letterhead) if story.letterhead else []
        write = certificate if story.kind in _CERTIFIED else letter
        lines = write(story, top)
        for table in story.tables:
            lines += ["", *self.table(table)]
        return with_footer(story, lines)

    def licence(self, story: Story) -> list[str]:
        """A driving licence of the EU, whose labels are codes."""
        said = {fact.concept.key: fact for fact in story.head if fact.said.value is not None}
        for key in [key for key in said if key not in LICENCE_KEYS]:
            forget(story, key)
        address = ""
        for party in story.parties:
            for facet in [one for one in party.facts if one not in _OF_A_PLACE]:
                forget_facet(story, party, facet)
            if "address" in party.facts:
                address = on_one_line(story, party)
        if "birth_place" in said and "birth_date" not in said:
            forget(story, "birth_place")
        texts = {key: fact.said.text for key, fact in said.items()}
        kind, title = concepts()["document_type"], ""
        forms = next((forms for choice, forms in kind.choices if choice == "driving_licence"), ())
        if forms:
            title = self.rng.choice(forms)
            story.absent.pop(kind.key, None)
            story.state(kind, Said("driving_licence", title))
        return [title, *self._gap(), *write_licence(self.rng, texts, address)]

    def _totals_of_load(self, story: Story) -> list[str]:
        """Packages and weight of all containers, in a line below them and in no box."""
        rows = [row for table in story.tables if table.name == "containers" for row in table.rows]
        keys = [key for key in ("packages", "gross_weight_kg") if key in story.facts]
        if not rows or not keys:
            return []
        cells = []
        for key in keys:
            concept, said = story.facts[key]
            number = sum(row[key].value for row in rows if key in row)
            unit = said.text.split()[-1] if " " in said.text else ""
            text = f"{self.values.digits(Decimal(number))} {unit}".strip()
            if key == "packages":
                text = f"{number} {unit}".strip()
            story.state(concept, Said(number, text))
            cells.append(text)
        story.head[:] = [one for one in story.head if one.concept.key not in keys]
        word = self.rng.choice(("Total:", "TOTAL", f"Total {len(rows)} container(s)", "Totals"))
        return ["   ".join([word, *cells])]

    def _meter(self, story: Story) -> list[str]:
        """The readings of a meter in a row of their own, with last year's use beside them."""
        facts = [one for one in story.head if one.concept.key in _OF_A_METER]
        if len(facts) < 2:
            return []
        story.head[:] = [one for one in story.head if one not in facts]
        blocks = [[self._case(one.label), one.said.text] for one in facts]
        if self.rng.random() < 0.4 and idle("Same period last year"):
            blocks.append(["Same period last year", self.values.draw("int 90 9000").text])
        return ["", *columns(blocks, self.rng.randint(2, 5)), ""]

    def _box(self, fact: Fact, bilingual: bool) -> Box:
        label = self._case(fact.label)
        other = _LANGUAGE_BESIDE[self.values.language]
        twin = fact.concept.labels.get(other)
        if bilingual and twin and "{" not in label:
            label += self.rng.choice((" / ", "/", " · ")) + self.rng.choice(twin)
        return Box(label, tuple(line for line in self._shown(fact).split("\n") if line.strip()))

    def _shown(self, fact: Fact) -> str:
        """What stands in the box of a fact: of an enum now and then all choices, one ticked."""
        rng, concept = self.rng, fact.concept
        if fact.said.value is None or not 2 <= len(concept.choices) <= 6 or rng.random() < 0.7:
            return fact.said.text
        on, off = rng.choice((("[x]", "[ ]"), ("☒", "☐"), ("(X)", "( )"), ("[X]", "[_]")))
        cells = []
        for choice, forms in concept.choices:
            chosen = choice == fact.said.value
            word = fact.said.text if chosen else rng.choice(forms)
            cells.append(f"{on if chosen else off} {word}")
        return " ".join(cells)

    def _box_of_party(self, party: Party) -> Box:
        lines: list[str] = []
        for facet in _PRINTED_FACETS:
            if facet not in party.facts:
                continue
            text = party.facts[facet].text
            label = party.labels[facet] if facet not in ("name", "address") else ""
            lines += [f"{label}{self._colon} {text}".strip()] if label else text.split("\n")
        heading = party.heading
        if self.story.kind == "id_card":
            heading = party_concept(party.role, "address").label(self.rng, self.values.language)
        return Box(self._case(heading), tuple(lines))

    def receipt(self, story: Story) -> list[str]:
        body = self.letterhead(story.letterhead) if story.letterhead else []
        body += [story.title] if story.title else []
        body += self.pairs([(fact.label, fact.said.text) for fact in story.head])
        for table in story.tables:
            body += self.table(table)
        body += self.pairs([(fact.label, fact.said.text) for fact in story.money], amounts=True)
        body += self.pairs([(fact.label, fact.said.text) for fact in story.foot])
        if self.rng.random() < 0.3:
            body = [line.center(44).rstrip() if self.rng.random() < 0.7 else line for line in body]
        return body

    def mail(self, story: Story) -> list[str]:
        rng, language = self.rng, self.values.language
        people = {party.role: party.facts for party in story.parties}
        lines = []
        for role, label in (("sender", "From"), ("recipient", "To")):
            facts = people.get(role, {})
            name, address = facts.get("name"), facts.get("email")
            shown = f"{name.text} <{address.text}>" if name and address else (name or address)
            if shown:
                lines.append(f"{label}: {shown if isinstance(shown, str) else shown.text}")
        if "sent_at" in story.facts:
            lines.append(f"{rng.choice(('Date', 'Sent'))}: {story.facts['sent_at'][1].text}")
        lines += [
            f"{fact.label}: {fact.said.text}"
            for fact in [*story.head, *story.money]
            if rng.random() < 0.9 or fact.concept.key == "subject"
        ]
        lines += [f"{one.label}: {', '.join(one.items)}" for one in story.bullets]
        greeted = people.get("recipient", {}).get("name")
        greeting = rng.choice(pools()["greeting"][language]).format(
            greeted.text.split()[0] if greeted else ""
        )
        text = " ".join(
            [*story.sentences, *([self.values.sentence()] if rng.random() < 0.5 else [])]
        )
        lines += [
            "",
            greeting.strip() + ",",
            *self._gap(),
            *self._wrapped(text[:1].upper() + text[1:]),
            "",
        ]
        lines.append(rng.choice(pools()["farewell"][language]))
        sender = people.get("sender", {})
        signed = [
            sender[facet] for facet in ("name", "company", "address", "website") if facet in sender
        ]
        lines += [line for said in signed for line in said.text.split("\n")]
        if "phone" in sender and not any(sender["phone"].text in one for one in story.sentences):
            lines.append(f"{rng.choice(('Tel. ', 'T: ', 'Phone: ', ''))}{sender['phone'].text}")
        return lines

    def prose(self, story: Story) -> list[str]:
        rng = self.rng
        sentences = list(story.sentences)
        for filler in rng.sample(pools()["filler"], rng.randint(0, 4)):
            sentences.insert(rng.randint(min(1, len(sentences)), len(sentences)), filler)
        if rng.random() < (0.4 if story.kind == "contract" else 0.1):
            sentences = [
                *sentences[:1],
                *(f"{at}. {text}" for at, text in enumerate(sentences[1:], 1)),
            ]
        lines = [story.title, ""] if story.title else []
        width = rng.choice((60, 80, 100, 10_000))
        if rng.random() < 0.4:
            lines += self._wrapped(" ".join(sentences), width)
        else:
            lines += [line for text in sentences for line in self._wrapped(text, width)]
        lines += self.pairs([(fact.label, fact.said.text) for fact in [*story.head, *story.money]])
        for bullets in story.bullets:
            lines += self.bullets(bullets)
        told = " ".join(sentences)
        for party in story.parties:
            named = "name" in party.facts and party.facts["name"].text in told
            if not named or rng.random() < 0.3:
                lines += self.party(party)
        return lines

    def disturbed(self, lines: list[str], *, chatty: bool = True) -> list[str]:
        """Lines that say nothing to the point, and once in a while an instruction to obey."""
        rng = self.rng
        for _ in range(rng.choice((0, 0, 1, 1, 2)) if chatty else 0):
            at = rng.choice((len(lines), rng.randint(0, len(lines))))
            lines.insert(at, rng.choice(pools()["closing"]))
        if rng.random() < 0.04:
            number = self.values.digits(self.values.price(1, 9999))
            lines.insert(
                rng.randint(0, len(lines)), rng.choice(pools()["planted"]).format(number=number)
            )
        if rng.random() < 0.15:
            lines = [line for line in lines if line]
        return lines

    def pairs(self, pairs: Pairs, *, amounts: bool = False) -> list[str]:
        cased = [(self._case(label), value) for label, value in pairs]
        return write_pairs(self.rng, cased, amounts=amounts, held_out=self.held_out)

    # -- parties

    def letterhead(self, party: Party) -> list[str]:
        """Who issues the document, without a label; lines may be joined."""
        rng, facts = self.rng, party.facts
        lines = [facts["name"].text] if "name" in facts else []
        if "address" in facts:
            text = facts["address"].text
            if rng.random() < 0.2:
                text = text.replace("\n", rng.choice((" · ", ", ", " | ", ", ")))
                facts["address"] = type(facts["address"])(" ".join(text.split()), text)
            lines += text.split("\n")
        reach = []
        for facet in ("phone", "email", "website", "vat_id", "contact"):
            if facet in facts:
                label = (
                    party.labels[facet]
                    if rng.random() < 0.75 or facet in ("vat_id", "contact")
                    else ""
                )
                reach.append(f"{label}{self._colon if label else ''} {facts[facet].text}".strip())
        if rng.random() < 0.3:
            reach = [rng.choice((" | ", "  ", " · ", "   ")).join(reach)] if reach else []
        if rng.random() < 0.15 and lines:
            lines.insert(0, self.values.pseudo().upper())
        return [*lines, *reach]

    def party(self, party: Party) -> list[str]:
        """A labelled block, label beside the name, or a pair for each facet."""
        rng, facts = self.rng, party.facts
        shown = [
            facet
            for facet in ("name", "address", "phone", "email", "website", "vat_id", "contact")
            if facet in facts
        ]
        heading = self._case(party.heading)
        if party.role in _WINDOW and "name" in facts and rng.random() < 0.22:
            return [line for one in shown[:2] for line in facts[one].text.split("\n")] + [
                f"{party.labels[one]}{self._colon} {facts[one].text}".strip() for one in shown[2:]
            ]
        if rng.random() < 0.25 and len(shown) > 1:
            marked = [(self._facet_label(party, facet), facts[facet].text) for facet in shown]
            heads = [heading] if rng.random() < 0.8 or marked[0][0] != party.heading else []
            return [*heads, *self.pairs(marked)]
        lines = [
            line
            for facet in shown[:2]
            if facet in ("name", "address")
            for line in facts[facet].text.split("\n")
        ]
        for facet in shown:
            if facet not in ("name", "address"):
                label = party.labels[facet] if rng.random() < 0.8 else ""
                lines.append(f"{label}{self._colon if label else ''} {facts[facet].text}".strip())
        if rng.random() < 0.45 and lines:
            return [f"{heading}{self._colon or ':'} {lines[0]}", *lines[1:]]
        return [f"{heading}{rng.choice(('', ':'))}", *lines]

    def _facet_label(self, party: Party, facet: str) -> str:
        if facet == "name":
            return self.rng.choice(("Name", party.heading))
        return party_concept(party.role, facet).label(self.rng, self.values.language)

    def _arranged(self, parties: list[list[str]], head: list[str]) -> list[str]:
        """Parties and pairs below each other or side by side."""
        rng = self.rng
        blocks = [*parties, head] if rng.random() < 0.7 else [head, *parties]
        blocks = [block for block in blocks if block]
        lines: list[str] = []
        while blocks:
            if len(blocks) > 1 and rng.random() < 0.22:
                left, right = blocks.pop(0), blocks.pop(0)
                lines += beside(left, right, rng.randint(3, 12))
            else:
                lines += blocks.pop(0)
            lines += self._gap()
        return lines

    # -- tables, lists, text

    def table(self, table: Table) -> list[str]:
        if table.entries:
            return entries(self.story, table, held_out=self.held_out)
        head = [self._case(one) for one in table.headers]
        return write_table(self.values, table, head, held_out=self.held_out)

    def bullets(self, bullets: Bullets) -> list[str]:
        rng, label = self.rng, bullets.label
        if rng.random() < 0.5:
            return [f"{label}: {rng.choice((', ', ', ', '; ', ' / ', ' | ')).join(bullets.items)}"]
        mark = rng.choice(("- ", "* ", "• ", ""))
        return [f"{label}{rng.choice(('', ':'))}", *(f"{mark}{item}" for item in bullets.items)]

    def _wrapped(self, text: str, width: int | None = None) -> list[str]:
        return wrapped(" ".join(text.split()), width or self.rng.choice((70, 90, 10_000)))

    def _gap(self) -> list[str]:
        return [""] if self.rng.random() < 0.4 else []
