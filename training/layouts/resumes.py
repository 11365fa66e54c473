"""Resumes as people write them: a head, sections under headings, entries, lists."""

from __future__ import annotations

from training.material.careers import filled, said, words
from training.material.lexicon import concepts
from training.material.locales import Said
from training.material.values import Values
from training.pages.entries import entry_lines
from training.pages.lines import columns, staggered
from training.pages.sections import Sections
from training.stories.story import Bullets, Party, Story, forget_facet, on_one_line
from training.tables import Table


def resume(story: Story, *, held_out: bool = False) -> list[str]:
    """The lines of a resume; what it does not print is forgotten."""
    return _Resume(story, held_out).lines()


class _Resume:
    def __init__(self, story: Story, held_out: bool) -> None:
        self.story = story
        self.values: Values = story.values
        self.rng = story.values.rng
        self.language = story.values.language
        self.held_out = held_out
        self.style = Sections(self.values)

    def lines(self) -> list[str]:
        rng = self.rng
        head, contact = self._head()
        sections = self._parts()
        personal = self._personal()
        if rng.random() < 0.3 and not self.held_out:
            narrow = [*self.style.headed("contact", contact), "", *personal]
            wide: list[str] = []
            for name, lines in sections:
                target = narrow if name in ("skills", "languages", "interests") else wide
                target += [*lines, ""]
            if max(map(len, narrow), default=0) < 45:
                level = rng.random() >= 0.6
                both = (wide, narrow) if rng.random() < 0.25 else (narrow, wide)
                space = rng.randint(3, 8)
                lines = columns(both, space) if level else staggered(rng, *both, space)
                return [*head, "", *lines]
            sections = [("all", [*narrow, *wide])]
            contact, personal = [], []
        elif contact:
            head += contact
        body = [*head, ""]
        if personal and rng.random() < 0.5:
            body += [*personal, ""]
            personal = []
        gap = [""] if rng.random() < 0.8 else []
        for _, lines in sections:
            body += [*lines, *gap]
        body += personal
        if rng.random() < (0.3 if self.language == "de" else 0.06):
            body += ["", f"{self.values.city().text}, {self.values.near().text}"]  # signed
        return body

    def _head(self) -> tuple[list[str], list[str]]:
        """Name and headline; and the ways to reach the person."""
        story, rng = self.story, self.rng
        party = story.letterhead
        if party is None:
            return [], []
        name = party.facts["name"].text
        if rng.random() < 0.25:
            name = name.upper()
            story.state(story.facts["person.name"][0], Said(name, name))
        lines = [name]
        if rng.random() < 0.15 and story.title:
            lines.insert(0, story.title)
        if "headline" in story.facts:
            headline = story.facts["headline"][1].text
            lines = (
                [f"{name}{rng.choice((', ', ' - ', '   ', ' | '))}{headline}"]
                if (lines == [name] and rng.random() < 0.1)
                else [*lines, headline]
            )
        for facet in ("vat_id", "contact"):
            forget_facet(story, party, facet)
        stacked = rng.random() < 0.35
        reach = self._home(party, stacked)
        labelled = rng.random() < 0.4
        for facet in ("phone", "email", "website"):
            if facet in party.facts:
                label = f"{party.labels[facet]}: " if labelled and party.labels[facet] else ""
                reach.append([f"{label}{party.facts[facet].text}"])
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
            story.absent.pop("location", None)
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
        return [[text]]

    def _personal(self) -> list[str]:
        story, rng = self.story, self.rng
        lines = []
        for fact in story.labelled:
            if fact.concept.key in ("headline", "location"):
                continue
            mark = rng.choice((": ", ": ", " ", "  "))
            if fact.said.text.strip():
                lines.append(f"{fact.label.rstrip(':')}{mark}{fact.said.text}")
        if not lines:
            return []
        return [*self.style.headed("personal", lines)] if rng.random() < 0.7 else lines

    def _parts(self) -> list[tuple[str, list[str]]]:
        story, rng = self.story, self.rng
        made: list[tuple[str, list[str]]] = []
        if story.sentences or rng.random() < 0.4:
            told = (self._filled("profile") for _ in range(rng.randint(0, 2)))
            text = " ".join([*story.sentences, *told])
            if text:
                made.append(("profile", self.style.headed("profile", self.style.text(text))))
        tables = [(table.name, self._entries(table)) for table in story.tables]
        made += tables if rng.random() < 0.75 else reversed(tables)
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
            made.append(("interests", self.style.headed("interests", [picked])))
        if rng.random() < 0.25:
            made.append(("referee", self.style.headed("referee", self._referee())))
        return made

    def _entries(self, table: Table) -> list[str]:
        lines = entry_lines(self.values, table, held_out=self.held_out)
        return self.style.headed(table.name, lines)

    def _filled(self, part: str) -> str:
        return filled(self.values, said(self.values, part))

    def _dated(self, text: str) -> str:
        """What a certificate or a prize was, and its year on either side."""
        year = self.rng.randint(2004, 2026)
        return self.rng.choice((f"{text}, {year}", f"{text} ({year})", f"{year}   {text}", text))

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
            items = [form.format(one, level=rng.choice(levels)) for one in items]
        draw = rng.random()
        if draw < 0.42 or len(items) == 1:
            joint = rng.choice((", ", ", ", ", ", "; ", " | ", " · ", " • ", " / "))
            lines = self.style.text(joint.join(items))
        elif draw < 0.52:
            told = self._in_prose(items, "speaking" if spoken else "skilled")
            lines = self.style.text(told)
        elif draw < 0.62 and len(items) > 3 and not spoken:
            lines = self._in_groups(items)
        elif draw < 0.74 and len(items) > 2:
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
        """The same on a line a group, behind what the group is called."""
        rng = self.rng
        names = rng.sample(words(self.values, "group"), 2)
        cut = rng.randint(1, len(items) - 1)
        mark = rng.choice((": ", ": ", " - ", "   "))
        parts = zip(names, (items[:cut], items[cut:]), strict=True)
        return [f"{name}{mark}{', '.join(some)}" for name, some in parts]
