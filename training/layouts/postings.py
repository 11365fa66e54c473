"""Job postings as boards and papers print them: a head, a line of facts, prose and bullets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from training.data import pools, raw
from training.layouts.paying import pay
from training.material.careers import filled
from training.material.lexicon import concepts
from training.material.locales import Said
from training.material.values import Values
from training.pages.lines import GLUE, glued, wrapped
from training.stories.story import (
    Bullets,
    Fact,
    Party,
    Story,
    forget_facet,
    on_one_line,
    restate,
    reword,
)

_IN_A_LINE = ("location", "employment_type", "work_model", "posted_on", "apply_by", "reference")
_BOARDS = ("jobs-", "work", "my", "job", "")  # how the names of boards begin
_BARE = ("location", "employment_type", "work_model")  # seldom behind a label
_TYPED = re.compile(  # titles that tell what employment it is, whatever else is stated
    r"\b(?:apprenti|auszubild|azubi|stagiai|stagiair|praktik|intern\b|trainee|lehrling|aprendiz)"
    r"|student|leerling|freelanc|becari|tirocin",
    re.IGNORECASE,
)


def posting(story: Story) -> list[str]:
    """The lines of a posting; what it does not print is forgotten."""
    return _Posting(story).lines()


class _Posting:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.values: Values = story.values
        self.rng = story.values.rng
        self.language = story.values.language
        self.employer = next((one for one in story.parties if one.role == "employer"), None)
        self.width = self.rng.choice((80, 96, 10_000))
        self.placed = "location" in story.facts
        self.unnamed = False  # whether the employer is named in running text alone
        self.ways: list[str] = []  # how to apply, in sentences at the end
        if self.employer and self.rng.random() < 0.25:
            self._rename(self.employer)
        if "job_title" not in story.facts and self.rng.random() < 0.8:  # hardly any goes without
            story.head = [one for one in story.head if one.concept.key != "job_title"]  # a blank
            story.head.insert(0, Fact(concepts()["job_title"], self.values.job(), ""))
            story.state(concepts()["job_title"], story.head[0].said)
        if "job_title" in story.facts:
            title = before = story.facts["job_title"][1]
            while _TYPED.search(title.text):
                title = self.values.job()
            if title != before:
                _retitle(story, title.text)

    def _rename(self, employer: Party) -> None:
        """An employer that is no company: a school, a hospital, a town, a house."""
        values, before = self.values, employer.facts["name"].text
        makers = (values.clinic, values.school, values.office, values.venue)
        name = restate(self.story, employer, "name", self.rng.choice(makers)().text)
        self.story.sentences = [one.replace(before, name) for one in self.story.sentences]

    def lines(self) -> list[str]:
        story, rng = self.story, self.rng
        self._require()
        facts = {fact.concept.key: fact for fact in story.labelled}
        if {"job_title"} <= facts.keys() & story.facts.keys() and rng.random() < 0.35:
            title = facts["job_title"].said.text
            if "(" not in title:
                text = title + self._said("sexes")
                _retitle(story, text)
                facts = {fact.concept.key: fact for fact in story.labelled}
        lines = [self._filled(self._said("crumbs")), ""] if rng.random() < 0.25 else []
        lines += self._portal() if rng.random() < 0.1 else []
        lines += [] if rng.random() < 0.5 or not story.title else [story.title]
        told = self._told_besides(facts)
        top = self._top(facts)
        head = [*self._employer(facts), *self._facts_in_lines(facts)]
        if "posted_on" not in story.facts and rng.random() < 0.15:
            head.append(self._filled(self._said("ages")))
        lines += [*top, "", *head, ""] if rng.random() < 0.8 else [*head, "", *top, ""]
        paid = pay(story, facts, self.width)
        parts = [*self._body(), paid, *told]
        if rng.random() < 0.3:
            rng.shuffle(parts)
        rest = self._labelled(list(facts.values()))
        if rng.random() < 0.3:
            parts.insert(0, rest)
            rest = []
        for part in parts:
            lines += [*part, ""] if part else []
        lines += rest
        if "starts_on" not in story.facts and rng.random() < 0.15:
            lines.append(self._said("vague_start"))
        if story.sentences:
            lines += ["", *wrapped(" ".join(story.sentences), self.width)]
        if rng.random() < 0.5:
            lines += ["", self._filled(self._said("closing"))]
        if self.ways:
            lines += ["", *wrapped(" ".join(self.ways), self.width)]
        return [*lines, *self._portal()] if rng.random() < 0.15 else lines

    def _portal(self) -> list[str]:
        """The board that prints it, at whose addresses nobody applies."""
        self.story.hush("contact_email", "apply_url", "employer.email", "employer.website")
        name = f"{self.rng.choice(_BOARDS)}{self.values.pseudo().lower()}"
        return [self._filled(self._said("portal").replace("{portal}", name))]

    def _top(self, facts: dict[str, Fact]) -> list[str]:
        """The title of the job; with it now and then where or for how many hours it is."""
        rng = self.rng
        if "job_title" not in facts:
            return []
        title = facts.pop("job_title").said.text
        typed = self._typed(title)
        if typed:
            facts.pop("employment_type", None)
            return [typed]
        if rng.random() < 0.12:
            return [self._said("wanted").format(title)]
        beside = [key for key in ("location", "employment_type", "work_model") if key in facts]
        if not beside or rng.random() >= 0.2:
            return [title]
        text = facts.pop(rng.choice(beside)).said.text
        return [rng.choice((" | ", " · ", " – ", " - ", "   ", ", ", " / ")).join((title, text))]

    def _typed(self, title: str) -> str:
        """A title that tells by itself what employment it is: `Internship: Data Analyst`."""
        story = self.story
        if "employment_type" not in story.facts or self.rng.random() >= 0.3:
            return ""
        concept, kind = story.facts["employment_type"]
        forms: list[str] = raw("postings")["typed"].get(kind.value, {}).get(self.language, [])
        if "(" in title:
            forms = [form for form in forms if form.endswith("{}")]
        if not forms or "job_title" not in story.facts:  # a label with nothing behind it
            return ""
        form = self.rng.choice(forms)
        text = form.format(title)
        _retitle(story, text)
        if not any(kind.text in one for one in story.sentences):
            story.state(concept, Said(kind.value, form.replace("{}", "").strip(" -–:()")))
        return text

    def _told_besides(self, facts: dict[str, Fact]) -> list[list[str]]:
        """Some facts in sentences or short lines; of choices in words that are not theirs."""
        story, rng = self.story, self.rng
        texts: list[str] = []
        for key, words in raw("postings")["told"].items():
            if key not in facts or rng.random() >= 0.25 or facts[key].said.value is None:
                continue
            del facts[key]
            said = story.facts[key][1]
            forms = words.get(said.value, words)[self.language]
            text = rng.choice(forms).format(glued(said.text))
            if said.value in words:
                story.state(story.facts[key][0], Said(said.value, text))
            texts.append(text)
        if not texts:
            return []
        rng.shuffle(texts)
        if rng.random() < 0.5:
            return [wrapped(" ".join(texts), self.width)]
        mark = rng.choice(("- ", "• ", "", "* "))
        return [[f"{mark}{one.replace(GLUE, ' ')}" for one in texts]]

    def _said(self, part: str) -> str:
        """One of the texts of `postings.yaml`; none that names an employer who is not stated, nor
        a town where no place of work is.
        """
        texts: list[str] = raw("postings")[part][self.language]
        placed = self.placed or part not in ("lead", "named")
        known = (("{employer}", self.employer), ("{city}", placed))
        lacking = [mark for mark, there in known if not there]
        return self.rng.choice([one for one in texts if not any(m in one for m in lacking)] or [""])

    def _body(self) -> list[list[str]]:
        """What the employer is, what there is to do, and the lists."""
        rng = self.rng
        parts: list[list[str]] = []
        if self.unnamed or (self.employer and rng.random() < 0.3):
            parts.append(wrapped(self._filled(self._said("named")), self.width))
        elif rng.random() < 0.55:
            parts.append(wrapped(self._filled(self._said("lead")), self.width))
        if rng.random() < 0.55:
            duties = raw("postings")["duty"][self.language]
            some = rng.sample(duties, min(len(duties), rng.randint(1, 5)))
            texts = [self._filled(one) for one in some]
            parts.append(self._listed(self._said("duties"), texts))
        return [*parts, *map(self._bullets, self.story.bullets)]

    def _require(self) -> None:
        """The years of experience as one of the requirements, now and then."""
        story, rng = self.story, self.rng
        years = next((one for one in story.head if one.concept.key == "experience_years"), None)
        for at, bullets in enumerate(story.bullets):
            if not years or years.said.value in (None, 1):
                continue
            if bullets.concept.key == "requirements" and rng.random() < 0.5:
                plain = years.said.text.replace("+", "")
                reword(story, "experience_years", Said(years.said.value, plain))
                text = filled(self.values, self._said("experienced").replace("{}", plain))
                items = [*bullets.items]
                items.insert(rng.randint(0, len(items)), text)
                story.bullets[at] = replace(bullets, items=tuple(items))
                story.head = [one for one in story.head if one.concept.key != "experience_years"]
                years = None

    def _employer(self, facts: dict[str, Fact]) -> list[str]:
        """The employer by its name, with an address and ways to apply if they are stated."""
        party, rng = self.employer, self.rng
        if party is None:
            return []
        for facet in ("vat_id", "phone"):
            forget_facet(self.story, party, facet)
        self.unnamed = "address" not in party.facts and rng.random() < 0.25
        lines = [] if self.unnamed else [party.facts["name"].text]
        if "location" in facts and rng.random() < 0.5 and lines:
            if rng.random() < 0.6:
                forget_facet(self.story, party, "address")
            beside = [facts.pop("location").said.text]
            if "work_model" in facts and rng.random() < 0.5:
                model = facts.pop("work_model").said.text
                beside = [f"{beside[0]} ({model})"] if rng.random() < 0.4 else [*beside, model]
            joint = rng.choice((" · ", " · ", " | ", " - ", ", ", " – ", " • ", "   "))
            lines = [joint.join([lines[0], *beside])]
        if "address" in party.facts:
            one = rng.random() < 0.4
            lines += (
                [on_one_line(self.story, party)] if one else party.facts["address"].text.split("\n")
            )
        for facet in ("contact", "email", "website"):
            if facet in party.facts and not self._told(party.facts[facet]):
                if facet != "contact" and rng.random() < 0.45:
                    forms = raw("postings")["apply"]["mail" if facet == "email" else "site"]
                    way = rng.choice(forms[self.language]).format(party.facts[facet].text)
                    self.ways.append(way)
                    continue
                label = party.labels[facet]
                mark = rng.choice((": ", " "))
                lines.append(f"{label.rstrip(':')}{mark if label else ''}{party.facts[facet].text}")
        return lines

    def _told(self, said: Said) -> bool:
        return any(" ".join(said.text.split()) in one for one in self.story.sentences)

    def _facts_in_lines(self, facts: dict[str, Fact]) -> list[str]:
        """Place, kind of work, dates: parted by dots on a line or two, some without a label."""
        rng = self.rng
        if rng.random() < 0.35:
            return []
        shown: list[str] = []
        for key in _IN_A_LINE:
            if key in facts and facts[key].said.value is not None and rng.random() < 0.85:
                fact = facts.pop(key)
                bare = key in _BARE and rng.random() < 0.75
                shown.append(
                    fact.said.text if bare else f"{fact.label.rstrip(':')} {fact.said.text}"
                )
                if fact.said.value in ("full_time", "part_time") and rng.random() < 0.2:
                    lasting = self._said("lasting")
                    shown += [] if lasting.lower() in fact.said.text.lower() else [lasting]
        joint = rng.choice((" · ", " | ", " • ", "   ", " / ", ", "))
        cut = rng.randint(1, max(1, len(shown)))
        return [joint.join(part) for part in (shown[:cut], shown[cut:]) if part]

    def _labelled(self, facts: list[Fact]) -> list[str]:
        rng = self.rng
        mark = rng.choice((": ", ": ", " ", "  "))
        bullet = rng.choice(("", "", "- ", "* "))
        return [
            f"{bullet}{fact.label.rstrip(':')}{mark}{fact.said.text}"
            for fact in facts
            if fact.said.value is not None
        ]

    def _bullets(self, bullets: Bullets) -> list[str]:
        return self._listed(bullets.label.rstrip(":"), list(bullets.items))

    def _listed(self, heading: str, items: list[str]) -> list[str]:
        rng = self.rng
        if rng.random() < 0.12 and not any("," in item for item in items):
            return [f"{heading}: {', '.join(items)}"]
        mark = rng.choice(("* ", "- ", "• ", " - ", "", "– "))
        caps = heading.upper() if rng.random() < 0.2 else heading
        return [
            f"{caps}{rng.choice(('', ':'))}",
            *([""] if rng.random() < 0.3 else []),
            *(f"{mark}{item}" for item in items),
        ]

    def _filled(self, text: str) -> str:
        values, rng = self.values, self.rng
        told: dict[str, Callable[[], str]] = {
            "employer": lambda: self.employer.facts["name"].text if self.employer else "",
            "trade": lambda: rng.choice(pools()["trade"][self.language]).lower(),
            "year": lambda: str(rng.randint(1921, 2024)),
            "n": lambda: str(rng.randint(12, 900)),
            "k": lambda: str(rng.randint(2, 9)),
            "other": lambda: values.job().text,
            "money": lambda: values.salary().text,
            "day": lambda: values.near(120).text,
            "city": lambda: values.city().text,
            "person": lambda: values.person().text,
            "phone": lambda: values.phone().text,
            "agency": lambda: f"{values.pseudo()} Recruitment",
            "tool": lambda: rng.choice(raw("careers")["tool"]),
        }
        return re.sub(r"\{(\w+)\}", lambda match: told[match[1]](), text)


def _retitle(story: Story, text: str) -> None:
    """The title of the job in other words, behind a label that was left blank as well."""
    title = Said(text, text)
    story.head[:] = [
        replace(fact, said=title) if fact.concept.key == "job_title" else fact
        for fact in story.head
    ]
    reword(story, "job_title", title)
