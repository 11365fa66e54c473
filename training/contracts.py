"""Contracts as lawyers write them: parties, recitals, numbered articles, signatures.

Most of what such a text says is asked for by nobody: other dates, sums and periods stand in the
very same words as the ones that are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from training.lexicon import Concept, concepts, raw
from training.lines import columns, glued, paged, wrapped
from training.locales import Said, pools
from training.parties import add_party
from training.story import Party, Story, forget, forget_facet, on_one_line
from training.values import Values

_OF_THE_TEXT = (
    "effective_date",
    "end_date",
    "term",
    "notice_period",
    "contract_value",
    "payment_terms",
    "deposit",
    "liability_cap",
    "governing_law",
    "jurisdiction",
)
_PRINTED = ("contract_number", "signature_date", "contract_type", "automatic_renewal", "title")
_HEADS = {
    **{"en": "Agreed terms", "de": "Vereinbarung", "fr": "Conditions"},
    **{"es": "Condiciones", "it": "Condizioni", "nl": "Voorwaarden"},
}
_ROLE = ("role", "capacity")

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_PERIODS = (1, 2, 3, 6, 14, 15, 30, 30, 60, 90, 120, 180)  # months up to 12, then days


def contract(story: Story) -> list[str]:
    """The lines of a contract; what its text does not state is forgotten."""
    return _Contract(story).lines()


def deed(story: Story) -> list[str]:
    """Leases, loans and sales: the story's own sentences as articles among others."""
    return _Contract(story).deed()


class _Contract:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.values: Values = story.values
        self.rng = story.values.rng
        self.language = story.values.language
        self.said = raw("clauses")
        self.roles = self.rng.choice(self.said["roles"][self.language])
        self.width = self.rng.choice((70, 80, 90, 100, 100, 10_000))
        self.stated: set[str] = set()

    def lines(self) -> list[str]:
        story, rng = self.story, self.rng
        for role in ("party_a", "party_b"):  # nobody contracts alone
            if all(party.role != role for party in story.parties) and len(story.parties) < 2:
                add_party(story, role, 0.8)
        self._choose()
        lines = self._title()
        lines += ["", *self._parties(), ""]
        if rng.random() < 0.5:
            for text in rng.sample(self.said["recitals"][self.language], k=rng.randint(1, 2)):
                lines += self._paragraph(text)
            lines.append("")
        lines += self._articles()
        if rng.random() < 0.25:
            lines += ["", *self._schedule()]
        lines += ["", *self._signatures(story.parties)]
        for key in list(story.facts):
            if key not in self.stated and "." not in key:
                forget(story, key)
        story.head.clear()
        story.money.clear()
        head = rng.choice(("", "", story.title, "Page {page}", "Page {page} of {pages}"))
        foot = rng.choice(("", "- {page} -", "{page} / {pages}", "Page {page} of {pages}", ""))
        if len(lines) > 40 or rng.random() < 0.2:
            lines = paged(rng, lines, rng.randint(28, 60), head, foot)
        return lines

    def deed(self) -> list[str]:
        story, rng = self.story, self.rng
        named = [party for party in story.parties if "name" in party.facts]
        self.roles = [party.heading for party in named][:2] or self.roles
        self.roles = [*self.roles, *self.roles][:2]
        lines = [story.title, ""] if story.title else []
        for party in story.parties:
            for facet in ("website", "vat_id", "email", "phone"):
                forget_facet(story, party, facet)
            block = [
                party.facts[facet].text for facet in ("name", "address") if facet in party.facts
            ]
            if "contact" in party.facts:
                block.append(f"{party.labels['contact']} {party.facts['contact'].text}")
            lines += [f"{party.heading}{rng.choice((':', ''))}", *"\n".join(block).split("\n"), ""]
        facts = story.labelled
        lines += [f"{one.label.rstrip(':')}: {one.said.text}" for one in facts]
        idle = [one for one in self.said["idle"][self.language] if "{percent}" not in one[1]]
        articles = [
            (
                rng.choice(idle)[0] if rng.random() < 0.2 else _HEADS[self.language],
                glued_facts(story, one),
            )
            for one in story.sentences
        ]
        for title, text in rng.sample(idle, rng.randint(1, min(len(idle), 7))):
            articles.insert(rng.randint(0, len(articles)), (title, text))
        lines += ["", *self._numbered(articles)]
        for bullets in story.bullets:
            lines += [bullets.label, *(f"- {item}" for item in bullets.items)]
        story.parties[:] = [*named, *(one for one in story.parties if one not in named)]
        return [*lines, "", *self._signatures(named)]

    def _choose(self) -> None:
        """More facts than a form would state: a contract's text has room for all of them."""
        story, rng = self.story, self.rng
        for key in (*_OF_THE_TEXT, "signature_date", "contract_number", "automatic_renewal"):
            if key not in story.facts and rng.random() < 0.6 and not key.startswith("automatic"):
                story.absent.pop(key, None)
                story.state(concepts()[key], self.values.of(concepts()[key]))
        for key, maker in (("governing_law", self._law), ("jurisdiction", self.values.city)):
            if key in story.facts:
                story.state(concepts()[key], maker())
        for key, high in (
            ("contract_value", 400_000),
            ("liability_cap", 900_000),
            ("deposit", 9000),
        ):
            if key in story.facts:
                amount = self.values.amount(self.values.price(300, high))
                story.state(concepts()[key], amount)
        if "end_date" in story.facts:
            story.state(concepts()["end_date"], self.values.future())
        for key in ("term", "notice_period"):
            if key in story.facts and self.language == "en":
                story.state(concepts()[key], self._period(key == "term"))

    def _law(self) -> Said:
        law = self.rng.choice(pools()["law"]).removeprefix("the ")
        return Said(law, law)

    def _period(self, long: bool) -> Said:
        rng = self.rng
        number = rng.randint(1, 12) if long else rng.choice(_PERIODS)
        word = spelled(number)
        unit = rng.choice(("years", "years", "months")) if long else "months"
        unit = "days" if number > 12 else unit
        unit = unit[:-1] if number == 1 else unit
        forms = [f"{number} {unit}", f"{word} ({number}) {unit}", f"{word} ({number}) {unit}"]
        text = (
            f"{word} {unit}" if rng.random() < 0.1 else rng.choice(forms[: 1 + 2 * (number < 100)])
        )
        return Said(text, text)

    # -- parts

    def _title(self) -> list[str]:
        story, rng = self.story, self.rng
        kind = concepts()["contract_type"]
        if not story.title:
            story.title = rng.choice([form for _, forms in kind.choices for form in forms])
        folded = story.title.casefold()
        for choice, forms in kind.choices:
            if folded in map(str.casefold, forms):
                story.state(kind, Said(choice, story.title))
                story.absent.pop("contract_type", None)
                self.stated.add("contract_type")
        if "contract_type" not in self.stated:
            forget(story, "contract_type")
            story.absent.pop("contract_type", None)  # the title may well tell it all the same
        title = story.title.upper() if rng.random() < 0.4 else story.title
        story.state(
            Concept("title", "text", {}, ("title", "heading"), says=("title at its head",)),
            Said(title, title),
        )
        self.stated.add("title")
        lines = [title]
        if "contract_number" in story.facts:
            number = story.facts["contract_number"][1].text
            label = concepts()["contract_number"].label(rng, self.language)
            mark = rng.choice((" ", ": "))
            lines.insert(rng.choice((0, 1, 1)), f"{label.rstrip('.:')}{mark}{number}")
            self.stated.add("contract_number")
        return lines

    def _parties(self) -> list[str]:
        story, rng = self.story, self.rng
        form = list(rng.choice(self.said["parties"][self.language]))
        opening, *frames = form
        dated = "{signature_date}" in opening
        if dated and "signature_date" not in story.facts:
            opening = ""
        lines = self._paragraph(opening) if opening else []
        for at, party in enumerate(story.parties):
            role = self.roles[at % 2]
            frame = frames[at % len(frames)]
            if "address" not in party.facts:
                frame = re.sub(
                    r",? ?(of|residing at|having its registered office at|con domicilio en|"
                    r"con sede in|dont le siège est|demeurant|gevestigd te|wonende te|a company|"
                    r"with its principal place of business at)? ?\{address\}",
                    "",
                    frame,
                )
            if "contact" not in party.facts or "{contact}" not in frame:
                frame = re.sub(
                    r", (represented by|vertreten durch|représentée par) \{contact\}", "", frame
                )
                forget_facet(story, party, "contact")
            for facet in ("phone", "email", "website", "vat_id"):
                forget_facet(story, party, facet)
            shown = {"name": glued(party.facts["name"].text), "role": role}
            if "address" in party.facts:
                shown["address"] = on_one_line(story, party)
            if "contact" in party.facts:
                shown["contact"] = glued(party.facts["contact"].text)
            called = Concept(f"{party.role}.role", "text", {}, _ROLE, says=("what it is called",))
            bare = re.sub(r"^(le|la|el|il|l')\s*", "", role)
            story.state(called, Said(bare, bare))
            lines += self._paragraph(frame, shown)
            if rng.random() < 0.3:
                lines.append("")
        return lines

    def _articles(self) -> list[str]:
        story, rng = self.story, self.rng
        articles: list[tuple[str, str]] = []
        options = list(self.said["stated"][self.language])
        rng.shuffle(options)
        for title, keys, text in options:
            if all(key in story.facts and key not in self.stated for key in keys):
                self.stated |= set(keys)
                articles.append((title, text))
        if "automatic_renewal" in story.facts and articles:
            value = story.facts["automatic_renewal"][1].value
            text = self.said["renewal"]["true" if value else "false"][self.language]
            at = next((at for at, one in enumerate(articles) if "term}" in one[1]), 0)
            articles[at] = (articles[at][0], f"{articles[at][1]} {text}")
            self.stated.add("automatic_renewal")
        idle = self.said["idle"][self.language]
        for title, text in rng.sample(idle, rng.randint(min(2, len(idle)), min(len(idle), 11))):
            articles.insert(rng.randint(0, len(articles)), (title, text))
        return list(self._numbered(articles))

    def _numbered(self, articles: list[tuple[str, str]]) -> Iterator[str]:
        rng = self.rng
        word = rng.choice(self.said["article"][self.language])
        style = rng.choice(("1.", "1.", "Article", "1. Title.", "Title", "1.1"))
        caps = rng.random() < 0.25
        gap = rng.choice((" - ", ". ", ": ", "  "))
        for at, (heading, text) in enumerate(articles, 1):
            title = heading.upper() if caps else heading
            paragraph = self._filled(text)
            match style:
                case "1.":
                    yield f"{at}. {title}"
                case "Article":
                    yield f"{word} {at}{gap}{title}"
                case "1. Title.":
                    yield from wrapped(f"{at}. {title}. {paragraph}", self.width)
                    continue
                case "Title":
                    yield title
                case _:
                    yield f"{at}. {title}"
                    sentences = re.split(r"(?<=[.)]) (?=[A-Z])", paragraph)
                    for number, sentence in enumerate(sentences, 1):
                        yield from wrapped(f"{at}.{number} {sentence}", self.width)
                    continue
            yield from wrapped(paragraph, self.width)
            if self.width > 100 or rng.random() < 0.5:
                yield ""

    def _schedule(self) -> list[str]:
        """A table that nobody asks for: dates, sums and words beside those of the text."""
        values, rng = self.values, self.rng
        lines = [rng.choice(self.said["schedules"][self.language])]
        for at in range(rng.randint(2, 9)):
            amount = values.amount(values.price(100), bare=rng.random() < 0.6).text
            lines.append(f"{at + 1}   {values.goods().text:<32}  {values.near(400).text}  {amount}")
        return lines

    def _signatures(self, parties: Sequence[Party]) -> list[str]:
        story, rng = self.story, self.rng
        closing = rng.choice(self.said["signed"][self.language])
        lines = []
        if closing and not ("{signature_date}" in closing and "signature_date" not in story.facts):
            lines += self._paragraph(closing)
        told = "signature_date" in story.facts
        blocks = [self._block(party, at, told) for at, party in enumerate(parties)]
        if len(blocks) == 2 and rng.random() < 0.65:
            return [*lines, *columns(blocks, rng.randint(3, 14))]
        return [*lines, *(line for block in blocks for line in [*block, ""])]

    def _block(self, party: Party, at: int, told: bool) -> list[str]:
        story, rng, values = self.story, self.rng, self.values
        name = party.facts["name"].text
        who = party.facts["contact"].text if "contact" in party.facts else values.person().text
        job = rng.choice((values.job().text, "Director", "Managing Director", "CEO", "Secretary"))
        date = story.facts["signature_date"][1].text if told else ""
        self.stated |= {"signature_date"} if told else set()
        role = self.roles[at % 2]
        if self.language != "en":
            place = values.city().text
            return [role[:1].upper() + role[1:], name, who, *([f"{place}, {date}"] if date else [])]
        return rng.choice(
            (
                [
                    f"For and on behalf of {name}",
                    "By: ______________",
                    f"Name: {who}",
                    f"Title: {job}",
                    f"Date: {date or '__________'}",
                ],
                [name, f"{who}, {job}", *([date] if date else [])],
                [
                    role.upper(),
                    name,
                    "Signature: ________________",
                    f"Print name: {who}",
                    f"Date: {date or '____________'}",
                ],
                [f"By: {who}", f"Its: {job}", *([f"Dated: {date}"] if date else [])],
            )
        )

    # -- words

    def _paragraph(self, text: str, shown: dict[str, str] | None = None) -> list[str]:
        return wrapped(self._filled(text, shown or {}), self.width)

    def _filled(self, text: str, shown: dict[str, str] | None = None) -> str:
        story, values, rng = self.story, self.values, self.rng
        a, b = self.roles

        def word(match: re.Match[str]) -> str:
            key = match[1]
            if shown and key in shown:
                return shown[key]
            if key in story.facts:
                self.stated.add(key)
                text = story.facts[key][1].text
                if key == "governing_law" and f"the {text}" in pools()["law"]:
                    text = f"the {text}"
                return glued(text) if rng.random() < 0.9 else text
            match key:
                case "A" | "B":
                    return str(a if key == "A" else b)
                case "stray_date":
                    return glued(values.past("3").text)
                case "stray_money":
                    return glued(values.money().text)
                case "stray_term" | "stray_days":
                    period = self._period(key == "stray_term")
                    return glued(period.text if self.language == "en" else self._stray_period())
                case "stray_company":
                    return glued(values.company().text)
                case "stray_person":
                    return glued(values.person().text)
                case "stray_place" | "place":
                    return values.city().text
                case "percent":
                    return values.percent().text
                case "trade":
                    return str(rng.choice(pools()["trade"][self.language])).lower()
                case "digit":
                    return str(rng.randint(1, 9))
                case "words":
                    sum_ = next(one for one in ("contract_value", "liability_cap") if one in keys)
                    return f"in words: {spelled(int(story.facts[sum_][1].value))}"
            return ""

        keys = re.findall(r"\{(\w+)\}", text)

        return re.sub(r"\{(\w+)\}", word, text)

    def _stray_period(self) -> str:
        return self.values.duration("notice").text


def glued_facts(story: Story, text: str) -> str:
    """A sentence of the story in which no value breaks at the end of a line."""
    for _, said in story.facts.values():
        value = " ".join(said.text.split())
        if " " in value and len(value) < 60:
            text = text.replace(value, glued(value))
    return text


def spelled(number: int) -> str:
    """A whole number below a million in English words."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        rest = number % 10
        return _TENS[number // 10 - 2] + (f"-{_ONES[rest]}" if rest else "")
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            return f"{spelled(number // size)} {name}" + (f" {spelled(rest)}" if rest else "")
    raise AssertionError(number)
