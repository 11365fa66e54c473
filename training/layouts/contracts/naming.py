"""The parties of a contract: who they are, what it calls them, how it introduces them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from typing import Any

from training.data import raw
from training.layouts.contracts.telling import tell, told_in
from training.layouts.contracts.wording import Wording, facts_of
from training.material.locales import Said
from training.pages.lines import columns, glued, wrapped
from training.stories.parties import add_party
from training.stories.story import Party, Story, forget_facet, on_one_line, restate

_OF_A_FORM = re.compile(r"(\bcompany|\bcorporation|\bpartnership|\btrust), (?=with |having )")
_GOES_ON = (",", ".", " ")  # how a closing begins that ends the sentence of the parties
_BY_NAMES = 0.28  # share of contracts that call companies by short names
_QUOTED = (' ("{role}")', " (“{role}”)", " ({role})", ' ("{role}")')
_NAMED = {  # how short names follow long ones
    "en": (*_QUOTED, ' (hereinafter "{role}")', ', hereinafter "{role}"', " (‘{role}’)"),
    "de": (" („{role}“)", " (nachfolgend „{role}“)", ", im Folgenden „{role}“", " ({role})"),
    "fr": (" (« {role} »)", ", ci-après « {role} »", ' ("{role}")', " (ci-après {role})"),
    "es": (" («{role}»)", ", en adelante «{role}»", ' ("{role}")', " (en lo sucesivo, {role})"),
    "it": (" («{role}»)", ", di seguito «{role}»", ' ("{role}")', " (di seguito {role})"),
    "nl": (" (“{role}”)", ", hierna “{role}”", ' ("{role}")', " (hierna: {role})"),
}
_ARTICLES = re.compile(r"^(?:le|la|el|il) |^l'")


def call_by_headings(story: Story, lines: Iterable[str]) -> None:
    """States the roles of parties that a plain layout heads by what the contract calls them."""
    text = "\n".join(lines)
    for party in story.parties:
        headings = (party.heading, party.heading.upper(), party.heading.lower())
        printed = [one for one in headings if one in text]
        if printed and f"{party.role}.role" not in story.facts:
            _call(story, party, printed[0])


def _call(story: Story, party: Party, role: str) -> None:
    tell(story, party, "role", Said(role, role))


class Signatories:
    """Two parties or three, people where the type of contract (its `plan`) has some."""

    def __init__(self, wording: Wording, plan: dict[str, Any]) -> None:
        self.wording = wording
        self.story = story = wording.story
        self.values = story.values
        self.rng = story.values.rng
        self.language = story.values.language
        self.said = raw("clauses")
        rng = self.rng
        for role in ("party_a", "party_b"):
            if all(party.role != role for party in story.parties):
                add_party(story, role, 0.8)
        story.parties.sort(key=lambda party: party.role)
        roles = rng.choice(plan["roles"][self.language])
        if self.language == "en" and rng.random() < 0.07:
            add_party(story, "party_c", 0.8)
            roles = [*roles, rng.choice(("Guarantor", "Agent", "Surety", "Trustee"))]
        self.roles = [str(role) for role in roles]
        self.human = [rng.random() < share for share in (*plan["human"], 0.5)]
        for party, human in zip(story.parties, self.human, strict=False):
            name = self._name(human)
            restate(story, party, "name", name)
            for facet in ("phone", "email", "website", "vat_id", *(("contact",) if human else ())):
                forget_facet(story, party, facet)
        if rng.random() < _BY_NAMES:
            self._call_by_names()
        self.first = rng.random() < 0.12  # whether a role stands before its name
        self.wording.roles = (self.roles[0], self.roles[1])

    def _call_by_names(self) -> None:
        """Companies, or one of them, by short names instead of roles."""
        rng, one = self.rng, self.rng.random() < 0.15
        form = _short if rng.random() < 0.8 else _initials
        short = {
            at: form(party.facts["name"].text)
            for at, (party, human) in enumerate(zip(self.story.parties, self.human, strict=False))
            if not human
        }
        if one and len(short) > 1:
            short.pop(rng.choice([*short]))
        if len({*short.values()}) < len(short) or any(len(name) < 3 for name in short.values()):
            return
        self.roles = [short.get(at, role) for at, role in enumerate(self.roles)]
        self.wording.bare = frozenset("ABC"[at] for at in short)

    def _is_bare(self, at: int) -> bool:
        return "ABC"[at] in self.wording.bare

    def introduced(self, forms: Sequence[Sequence[str]], width: int) -> list[str]:
        """The lines that say between whom the contract is, in one of `forms`."""
        story, rng = self.story, self.rng
        opening, mark, joint, closing = rng.choice(forms)
        if "effective_date" in facts_of(opening + closing):  # a day that may be either
            story.absent.pop("signature_date", None)
        said = self.wording.filled(opening, {"title": story.title})
        closing = self.wording.filled(closing)
        called = rng.choice(self.said["called"][self.language])
        headed = rng.random() < 0.22 and not self.wording.bare
        colon = rng.choice((":", "", ":"))
        if joint and not mark and not headed and rng.random() < 0.55:
            return self._run_on(said, joint, closing, called, width)
        lines = wrapped(said, width)
        for at, party in enumerate(story.parties):
            if headed:
                lines += ["", *self._headed(party, at, colon)]
                continue
            last = at == len(story.parties) - 1
            text = self._in_prose(party, at, called) + ("" if last else joint)
            if last and closing[:1] in _GOES_ON:
                text, closing = text + closing, ""
            lines += wrapped(mark.format(n=at + 1) + text, width)
            lines += [""] if rng.random() < 0.3 else []
        closing = "" if closing[:1] in _GOES_ON else closing
        return [*lines, *(wrapped(closing, width) if closing else [])]

    def _run_on(self, said: str, joint: str, closing: str, called: str, width: int) -> list[str]:
        """The opening, all parties and the closing in one paragraph."""
        parties = [self._in_prose(one, at, called) for at, one in enumerate(self.story.parties)]
        gap = "" if closing[:1] in _GOES_ON else " "
        return wrapped(f"{said} {f'{joint} '.join(parties)}{gap}{closing}".rstrip(), width)

    def _in_prose(self, party: Party, at: int, called: str) -> str:
        """A party in running text: its name, what is said of it, what it is called."""
        story, rng = self.story, self.rng
        human = self.human[at]
        name = glued(party.facts["name"].text)
        before = self.said["before"]["person" if human else "company"][self.language]
        parts = [f"{rng.choice(before)} {name}" if rng.random() < 0.3 else name]
        some = self.said["person" if human else "company"][self.language]
        if self.values.locale.country != "US":
            some = [one for one in some if "{state}" not in one]
        told = rng.sample(some, rng.choice((0, 0, 1, 1, 2, 2)))
        marks = re.findall(r"\{\w+\}", " ".join(told))
        alike = len({*marks}) < len(marks) or all(one.startswith(("a ", "an ")) for one in told)
        told = told[:1] if alike else told
        parts += told
        shown = {key: glued(text) for key, text in told_in(story, party, " ".join(told)).items()}
        if "address" in party.facts:
            shown["address"] = on_one_line(story, party)
            parts.append(rng.choice(self.said["home" if human else "seat"][self.language]))
        if "contact" in party.facts:
            shown["contact"] = glued(party.facts["contact"].text)
            parts.append(rng.choice(self.said["spokesman"][self.language]))
        role = self.roles[at]
        bare = _ARTICLES.sub("", role)
        if self._is_bare(at):
            called = rng.choice(_NAMED[self.language])
        if self.first and not self.wording.bare:
            first = role[:1].upper() + role[1:] if rng.random() < 0.6 else role.upper()
            _call(self.story, party, first)
            mark = rng.choice((", ", " : ", ": ", " - "))
            return self.wording.filled(f"{glued(first)}{mark}{', '.join(parts)}", shown)
        inserted = _insertions(rng, ", ".join(parts))
        full = f"the {role}" if self.language == "en" and not self._is_bare(at) else role
        full = full[:1].upper() + full[1:] if self.language != "en" and rng.random() < 0.3 else full
        bare = bare[:1].upper() + bare[1:] if rng.random() < 0.2 else bare
        _call(self.story, party, full if "{full}" in called else bare)
        shown |= {"role": glued(bare), "full": glued(full)}
        return self.wording.filled(inserted + called, shown)

    def _headed(self, party: Party, at: int, colon: str) -> list[str]:
        """A party in lines of its own, below what it is called."""
        story, rng = self.story, self.rng
        role = self.roles[at]
        bare = _ARTICLES.sub("", role)
        heading = rng.choice((bare, bare.upper(), role, role))
        _call(self.story, party, heading)
        block = [party.facts["name"].text]
        if "address" in party.facts:
            whole = rng.random() < 0.4
            address = on_one_line(story, party) if whole else party.facts["address"].text
            block += address.split("\n")
        if "contact" in party.facts:
            template = rng.choice(self.said["spokesman"][self.language])
            spoken = self.wording.filled(template, {"contact": party.facts["contact"].text})
            block.append(spoken)
        if rng.random() < 0.4:
            return columns([[f"{heading}{colon}"], block], rng.randint(2, 6))
        return [f"{heading}{colon}", *block]

    def _name(self, human: bool) -> str:
        values = self.values
        if not human:
            return values.company().text
        name = f"{values.given().text} {values.surname().text}"
        return name if self.rng.random() < 0.85 else values.person().text


def _insertions(rng: random.Random, text: str) -> str:
    """What is said of a party, at times without the comma between its form and its seat."""
    return _OF_A_FORM.sub(r"\1 ", text) if rng.random() < 0.6 else text


def _short(name: str) -> str:
    """The first word of a company's name, by which contracts call it."""
    return re.sub(r"[^\w&-]", "", name.split(maxsplit=1)[0])


def _initials(name: str) -> str:
    """Its first letters, where it has three words or more."""
    words = re.findall(r"[^\W\d_]\w+", name)
    return "".join(word[0].upper() for word in words) if len(words) > 2 else _short(name)
