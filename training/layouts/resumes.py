"""Resumes as people write them: a head, sections under headings, entries, lists."""

from __future__ import annotations

import re
from dataclasses import replace

from training.data import raw
from training.layouts.mastheads import masthead
from training.material.careers import filled, said, words
from training.material.lexicon import concepts
from training.material.locales import Said
from training.material.values import Values
from training.pages.entries import entry_lines
from training.pages.lines import columns, glued, ragged, staggered, wrapped
from training.pages.sections import Sections
from training.stories.kinds import HOME
from training.stories.story import (
    OF_A_PLACE,
    Bullets,
    Fact,
    Party,
    Story,
    forget_facet,
    on_one_line,
)
from training.tables import Table
from training.tables.jobs import apprenticeships, voluntary


def resume(story: Story, *, held_out: bool = False) -> list[str]:
    """The lines of a resume; what it does not print is forgotten."""
    lines = _Resume(story, held_out).lines()
    if "location" in story.facts:
        story.facts["location"] = HOME, story.facts["location"][1]
        for part in OF_A_PLACE:
            story.absent.pop(f"person.{part}", None)  # which a town with its code might answer
    elif "location" in story.absent:
        story.absent["location"] = HOME
    return lines


_DEMANDED = re.compile("minimum|required", re.IGNORECASE)
_NARROW = ("skills", "languages", "interests", "certificate")  # sections that fit beside others
_CODES = (  # languages that are written, not spoken
    *("C#", "C++", "Go", "Java", "JavaScript", "Kotlin", "Perl", "PHP", "Python", "R", "Rust"),
    *("Scala", "SQL", "Swift", "T-SQL", "TypeScript", "VBA", "F#", "Objective-C", "Bash"),
)
_RATED = ("●●●●●", "●●●●○", "●●●○○", "★★★★★", "★★★★☆", "★★★☆☆", "80 %", "90 %", "4/5", "3/5")


class _Resume:
    def __init__(self, story: Story, held_out: bool) -> None:
        rng = story.values.rng
        self.story = story
        self.values: Values = story.values
        self.rng = rng
        self.language = story.values.language
        self.held_out = held_out
        self.style = Sections(self.values)
        self.told: list[str] = []  # facts in sentences
        self.narrow = 0  # characters of a line of the side column, if there is one
        if not held_out and rng.random() < 0.4:
            self.narrow = rng.randint(20, 36)
            self.style.width = rng.choice((46, 54, 62, 72))
        if not held_out and rng.random() < 0.2:
            story.tables.append(voluntary(self.values))
        if not held_out and rng.random() < 0.06:
            story.bullets[:] = map(self._coding, story.bullets)
        if "headline" in story.facts:  # a person is not (m/f/d)
            concept, headline = story.facts["headline"]
            text = headline.text.removesuffix(" (m/f/d)")
            story.state(concept, Said(text, text))
        story.head[:] = map(self._own_words, story.head)

    def _coding(self, bullets: Bullets) -> Bullets:
        """The skills of somebody who writes programs."""
        if bullets.concept.key != "skills":
            return bullets
        rng = self.rng
        tools = [one for one in raw("careers")["tool"] if one not in _CODES]
        items = [*rng.sample(_CODES, rng.randint(2, 5)), *rng.sample(tools, rng.randint(1, 8))]
        return replace(bullets, items=tuple(items))

    def _own_words(self, fact: Fact) -> Fact:
        """The same by a label that demands nothing, as those of postings do."""
        label = fact.label
        while fact.concept.key == "experience_years" and _DEMANDED.search(label):
            label = fact.concept.label(self.rng, self.language)
        return replace(fact, label=label)

    def lines(self) -> list[str]:
        rng = self.rng
        head, contact = self._head()
        sections = self._parts()
        personal = self._personal()
        if self.narrow:
            return self._in_columns(head, contact, personal, sections)
        body = [*head, *contact, ""]
        if personal and rng.random() < 0.5:
            body += [*personal, ""]
            personal = []
        gap = [""] if rng.random() < 0.8 else []
        for _, lines in sections:
            body += [*lines, *gap]
        return [*body, *personal, *self._signed()]

    def _in_columns(
        self,
        head: list[str],
        contact: list[str],
        personal: list[str],
        sections: list[tuple[str, list[str]]],
    ) -> list[str]:
        """Short sections in a column beside the others, or read before or after them."""
        rng = self.rng
        side = [*self.style.headed("contact", contact), "", *personal, ""]
        if rng.random() < 0.25:
            head, side = [], [*head, "", *side]
        main: list[str] = []
        schooled = rng.random() < 0.15
        for name, lines in sections:
            beside = name in _NARROW or (name == "education" and schooled)
            fits = max(map(len, lines), default=0) < 45
            target = side if beside and fits else main
            target += [*lines, *([""] if rng.random() < 0.85 else [])]
        both = (main, side) if rng.random() < 0.25 else (side, main)
        draw, space = rng.random(), rng.randint(3, 8)
        if draw < 0.2 or max(map(len, side)) >= 45:
            lines = [*both[0], *both[1]]
        else:
            lines = columns(both, space) if draw < 0.5 else staggered(rng, *both, space)
            if rng.random() < 0.25:
                lines = ragged(lines)
        return [*head, "", *lines, *self._signed()]

    def _signed(self) -> list[str]:
        """Where and when it was signed, as is the custom in some places."""
        if self.rng.random() >= (0.3 if self.language == "de" else 0.06):
            return []
        return ["", f"{self.values.city().text}, {self.values.near().text}"]

    def _head(self) -> tuple[list[str], list[str]]:
        """Name and headline; and the ways to reach the person."""
        story, rng = self.story, self.rng
        party = story.letterhead
        if party is None:
            return [], []
        lines, told = masthead(story, party)
        self.told += told
        for facet in ("vat_id", "contact"):
            forget_facet(story, party, facet)
        stacked = self.narrow > 0 or rng.random() < 0.35
        reach = self._home(party, stacked)
        labelled = rng.random() < 0.4
        below = stacked and rng.random() < 0.25  # the values are below their labels
        for facet in ("phone", "email", "website"):
            if facet in party.facts:
                label = party.labels[facet].rstrip(":") if labelled else ""
                text = party.facts[facet].text
                way = [label, text] if below else [f"{label}: {text}"]
                reach.append(way if label else [text])
        rng.shuffle(reach)
        ways = [line for way in reach for line in way]
        if stacked:
            return lines, ways
        joint = rng.choice((" | ", " · ", "   ", " • ", ", ", " / ", " – "))
        cut = rng.choice((len(ways), len(ways), min(2, len(ways))))
        return lines, [joint.join(part) for part in (ways[:cut], ways[cut:]) if part]

    def _home(self, party: Party, stacked: bool) -> list[list[str]]:
        """Where the person lives: the whole address, or only its town."""
        story, rng = self.story, self.rng
        if "address" in party.facts and rng.random() < 0.4:
            forget_facet(story, party, "address")
            town = Said("", self.values.town_line()[2].replace("\n", " "))
            if rng.random() < 0.5 or "location" not in story.facts:
                town = self.values.place()
            story.state(concepts()["location"], Said(town.text, town.text))
        if "address" in party.facts:
            told = party.facts["address"].text
            if not stacked or rng.random() < 0.3:
                told = on_one_line(story, party)
            story.state(concepts()["location"], Said(" ".join(told.split()), told))
            return [told.split("\n")]
        if "location" not in story.facts:
            return []
        text = story.facts["location"][1].text
        if rng.random() < 0.3:
            text = self.values.town_line()[2].replace("\n", " ")
            story.state(concepts()["location"], Said(text, text))
        if rng.random() < 0.15:
            self._tell("based", text)
            return []
        return [[text]]

    def _tell(self, part: str, text: str) -> None:
        """A fact in a sentence of the profile rather than at the head."""
        self.told.append(filled(self.values, said(self.values, part).format(text)))

    def _personal(self) -> list[str]:
        story, rng = self.story, self.rng
        lines = []
        for fact in story.labelled:
            if fact.concept.key in ("headline", "location"):
                continue
            mark = rng.choice((": ", ": ", " ", "  "))
            label, text = fact.label.rstrip(":"), fact.said.text
            if text.strip():
                line = f"{label}{mark}{text}"
                lines += wrapped(f"{label}: {glued(text)}", self.narrow) if self.narrow else [line]
        if not lines:
            return []
        return [*self.style.headed("personal", lines)] if rng.random() < 0.7 else lines

    def _parts(self) -> list[tuple[str, list[str]]]:
        story, rng = self.story, self.rng
        made: list[tuple[str, list[str]]] = []
        if story.sentences or self.told or rng.random() < 0.4:
            told = (self._filled("profile") for _ in range(rng.randint(0, 2)))
            text = " ".join([*story.sentences, *self.told, *told])
            if text:
                made.append(("profile", self.style.headed("profile", self.style.text(text))))
        tables = story.tables if rng.random() < 0.75 else story.tables[::-1]
        made += [(table.name, self._entries(table)) for table in [*tables]]
        lists = [(one.concept.key, self._list(one)) for one in story.bullets]
        made = [*lists, *made] if rng.random() < 0.3 else [*made, *lists]
        for name, share in (("certificate", 0.2), ("award", 0.12)):
            if rng.random() < share:
                lines = [self._dated(self._filled(name)) for _ in range(rng.randint(1, 3))]
                at = rng.choice((len(made), rng.randint(0, len(made))))
                made.insert(at, (name, self.style.headed(name, lines)))
        if rng.random() < 0.3:
            hobbies = words(self.values, "hobby")
            picked = ", ".join(rng.sample(hobbies, rng.randint(1, 4)))
            lines = self._short(picked)
            made.append(("interests", self.style.headed("interests", lines)))
        if rng.random() < 0.25:
            made.append(("referee", self.style.headed("referee", self._referee())))
        return made

    def _entries(self, table: Table) -> list[str]:
        """A table under its heading; what was learned at work may have a heading of its own."""
        if table.name == "education" and not self.held_out and self.rng.random() < 0.16:
            return self._trained(table)
        lines = entry_lines(self.values, table, held_out=self.held_out)
        return self.style.headed(table.name, lines)

    def _trained(self, table: Table) -> list[str]:
        """Studies and, before or behind them, vocational training: one list in two sections."""
        values, story = self.values, self.story
        trained = apprenticeships(values)
        both = [("vocational", tuple(trained)), ("education", table.rows)]
        both = both if self.rng.random() < 0.5 else both[::-1]
        rows = tuple(row for _, some in both for row in some)
        story.tables[story.tables.index(table)] = replace(table, rows=rows)
        first, second = (
            self.style.headed(name, entry_lines(values, replace(table, rows=some)))
            for name, some in both
        )
        return [*first, *([""] if self.rng.random() < 0.7 else []), *second]

    def _filled(self, part: str) -> str:
        return filled(self.values, said(self.values, part))

    def _dated(self, text: str) -> str:
        """What a certificate, a project or a prize was, and when, on either side."""
        rng, year = self.rng, self.rng.randint(2004, 2026)
        months = f"{rng.randint(1, 9):02}/{year - 1} - {rng.randint(1, 12):02}/{year}"
        when = rng.choice((str(year), str(year), f"{rng.randint(1, 12):02}/{year}", months))
        return rng.choice((f"{text}, {when}", f"{text} ({when})", f"{when}   {text}", text))

    def _referee(self) -> list[str]:
        """Someone else, who can be reached too."""
        values, rng = self.values, self.rng
        parts = [values.person().text, values.job().text, values.company().text]
        parts += [values.phone().text, values.email().text, values.place().text]
        parts = [parts[0], *(part for part in parts[1:] if rng.random() < 0.5)]
        return [", ".join(parts)] if rng.random() < 0.7 else parts

    def _list(self, bullets: Bullets) -> list[str]:
        """Skills or languages: in a line, one below the other, in columns, in groups, in prose."""
        rng, items = self.rng, list(bullets.items)
        spoken = bullets.concept.key == "languages"
        if spoken or rng.random() < 0.12:
            forms = (
                "{}",
                "{} ({level})",
                "{} - {level}",
                "{}: {level}",
                "{} {level}",
                "{}   {level}",
            )
            form = rng.choice(forms)
            levels = words(self.values, "levels" if spoken else "mastery")
            if rng.random() < 0.12:
                form, levels = rng.choice(("{} {level}", "{}   {level}")), list(_RATED)
            items = [form.format(one, level=rng.choice(levels)) for one in items]
        draw = rng.random()
        if draw < 0.42 or len(items) == 1:
            joint = rng.choice((", ", ", ", ", ", "; ", " | ", " · ", " • ", " / "))
            lines = self._short(joint.join(items))
        elif draw < 0.52:
            told = self._in_prose(items, "speaking" if spoken else "skilled")
            lines = self._short(told)
        elif len(items) > 3 and not spoken and (draw < 0.62 or len({*items} & {*_CODES}) > 1):
            lines = self._in_groups(items)
        elif draw < 0.74 and len(items) > 2 and not self.narrow:
            count = rng.randint(2, 4)
            blocks = [items[at::count] for at in range(count)]
            lines = columns(blocks, 4, least=max(map(len, items)))
        else:
            mark = rng.choice(("- ", "• ", "", "* ", "– "))
            lines = [mark + one for one in items]
        if len(lines) == 1 and rng.random() < 0.4:
            return [f"{bullets.label.rstrip(':')}{rng.choice((': ', ': ', '   '))}{lines[0]}"]
        return self.style.under(bullets.label, lines)

    def _in_prose(self, items: list[str], part: str) -> str:
        """The same in a sentence."""
        last = f" {said(self.values, 'and')} {items[-1]}"
        whole = f"{', '.join(items[:-1])}{last}" if self.rng.random() < 0.6 else ", ".join(items)
        return said(self.values, part).format(whole)

    def _in_groups(self, items: list[str]) -> list[str]:
        """The same group by group, behind or below what each group is called."""
        rng = self.rng
        names = words(self.values, "group")
        count = rng.randint(2, min(4, len(names), len(items)))
        cuts = sorted(rng.sample(range(1, len(items)), count - 1))
        groups = [items[a:b] for a, b in zip((0, *cuts), (*cuts, len(items)), strict=True)]
        mark = rng.choice((": ", ": ", " - ", "   ", "\n"))
        lines: list[str] = []
        coded = [one for one in items if one in _CODES]
        chosen = rng.sample(names, count)
        if len(coded) > 1 and rng.random() < 0.6:
            others = [one for one in items if one not in _CODES]
            groups = [coded, others] if others else [coded]
            chosen[0] = said(self.values, "coding")
        for name, some in zip(chosen, groups, strict=False):
            head, _, row = f"{name}{mark}{', '.join(some)}".rpartition("\n")
            lines += [*([head] if head else []), *self._short(row)]
        return lines

    def _short(self, text: str) -> list[str]:
        """Running text of a short section, which may stand in the side column."""
        return wrapped(text, self.narrow) if self.narrow else self.style.text(text)
