"""Contracts as lawyers write them: parties, recitals, numbered articles, signatures.

Most of what such a text says is asked for by nobody: other dates, sums and periods stand in the
very same words as the ones that are. What a contract states is what its articles happen to say.
"""

from __future__ import annotations

from collections.abc import Iterable

from training.data import raw
from training.layouts.contracts.articles import Article, numbered
from training.layouts.contracts.naming import Signatories
from training.layouts.contracts.signing import signatures
from training.layouts.contracts.terms import Terms
from training.layouts.contracts.wording import COMMON, FACTS, Wording, facts_of
from training.material.lexicon import Concept, concepts
from training.material.locales import Said
from training.pages.lines import PAGE, columns, paged, wrapped
from training.stories.missing import rivalled
from training.stories.story import Story, forget

_TYPES = {  # of contracts, by how often they are drawn
    **{"services": 2.2, "lease": 2.2, "nda": 1.4, "employment": 1.0, "sale": 1.0, "supply": 0.7},
    **{"license": 0.7, "loan": 0.7, "partnership": 0.5, "other": 0.4},
}
_LONG = 0.15  # share with articles of every sort, so that what is asked stands far apart


def contract(story: Story) -> list[str]:
    """The lines of a contract; what its text does not state is forgotten."""
    return _Contract(story).lines()


class _Contract:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.values = story.values
        self.rng = rng = story.values.rng
        self.language = story.values.language
        self.said = raw("clauses")
        self.type = rng.choices([*_TYPES], [*_TYPES.values()])[0]
        self.plan = raw("agreements")[self.type]
        terms = Terms(self.values, tuple(self.plan.get("value", (500, 300_000))))
        self.wording = Wording(story, terms, rent=self.type in ("lease", "employment"))
        self.width = rng.choice((70, 80, 90, 100, 100, 10_000))
        unsaid = {key for key in FACTS if rng.random() < 0.15}
        priced = any("{contract_value}" in one[1] for one in self._of_type("stated"))
        self.silent = unsaid if priced else unsaid | {"contract_value"}

    def lines(self) -> list[str]:
        story, rng = self.story, self.rng
        for key in [key for key in story.facts if "." not in key]:
            forget(story, key)
        for part in (story.head, story.money, story.foot, story.sentences):
            part.clear()
        parties = Signatories(self.wording, self.plan)
        title = self._title()
        between = parties.introduced(self._forms(), self.width)
        sheet = self._particulars() if rng.random() < 0.2 else []
        recitals = self._recitals() if rng.random() < 0.5 else []
        articles = self._articles()
        lines = [*title, "", *between, ""]
        lines = [*title, "", *sheet, "", *between, ""] if rng.random() < 0.6 else [*lines, *sheet]
        lines += [
            *recitals,
            *numbered(rng, articles, self.said["article"][self.language], self.width),
        ]
        for key in sorted(self._facts_of_type() - {*story.facts}):
            story.absent.setdefault(key, concepts()[key])
        for key in [key for key in story.absent if rivalled(key, story.facts)]:
            del story.absent[key]
        lines += ["", *signatures(self.wording, story.parties, parties.human)]
        if rng.random() < 0.25:
            lines += ["", *self._schedule()]
        if rng.random() < 0.1:
            lines = [*self._cover(articles), *lines]
        head = rng.choice(("", "", story.title, "Page {page}", "Page {page} of {pages}"))
        foot = rng.choice(
            ("", "- {page} -", "{page} / {pages}", "Page {page} of {pages}", "Initials: ____")
        )
        if len(lines) > 40 or rng.random() < 0.2:
            lines = paged(rng, lines, rng.randint(28, 60), head, foot)
        return lines

    def _of_type(self, part: str) -> list[list[str]]:
        of_type: list[list[str]] = self.plan[part].get(self.language, [])
        return of_type

    def _facts_of_type(self) -> set[str]:
        """What contracts of this type state in this language, where they do."""
        parts = (*self._of_type("stated"), *self._of_type("idle"))
        return set().union(*(facts_of(text) for _, text in parts))

    # -- its head

    def _title(self) -> list[str]:
        story, rng = self.story, self.rng
        template = rng.choice(self.plan["titles"][self.language])
        title = self.wording.filled(template).replace("\N{NO-BREAK SPACE}", " ")
        title = title.upper() if rng.random() < 0.45 else title
        story.title = title
        self.wording.state("contract_type", Said(self.type, title))
        heading = Concept("title", "text", {}, ("title", "heading"), says=("title at its head",))
        story.state(heading, Said(title, title))
        lines = wrapped(title, rng.choice((24, 40, 100))) if len(title) > 30 else [title]
        if rng.random() < 0.35:
            number = self.values.of(concepts()["contract_number"])
            self.wording.state("contract_number", number)
            label = concepts()["contract_number"].label(rng, self.language)
            said = f"{label.rstrip('.:')}{rng.choice((' ', ': '))}{number.text}"
            lines = [said, *lines] if rng.random() < 0.4 else [*lines, said]
        if rng.random() < 0.12:
            note = ("DRAFT", "CONFIDENTIAL", "EXECUTION VERSION", "Version 2.1", "COPY")
            lines.insert(0, rng.choice(note))
        if rng.random() < 0.1:
            lines = [line.center(80).rstrip() for line in lines]
        return lines

    def _cover(self, articles: Iterable[Article]) -> list[str]:
        """A page before the first: title, parties, and perhaps a list of contents."""
        story, rng = self.story, self.rng
        names = [party.facts["name"].text for party in story.parties]
        lines = [story.title, ""]
        for at, name in enumerate(names, 1):
            lines += [f"({at}) {name}", ""]
        if rng.random() < 0.6:
            lines += ["", self.said["contents"][self.language][0], ""]
            page = 2
            for at, (heading, _) in enumerate(articles, 1):
                page += rng.random() < 0.3
                lines.append(f"{at}. {heading} {'.' * (50 - len(heading))} {page}")
        return [*lines, PAGE]

    # -- its text

    def _forms(self) -> list[list[str]]:
        """The ways to introduce the parties that need no date which is not stated."""
        forms: list[list[str]] = self.said["parties"][self.language]
        return [one for one in forms if not facts_of(one[0] + one[3]) & self.silent]

    def _recitals(self) -> list[str]:
        some = self.said["recitals"][self.language]
        lines: list[str] = []
        for text in self.rng.sample(some, k=self.rng.randint(1, min(4, len(some)))):
            lines += wrapped(self.wording.filled(text), self.width)
        return [*lines, ""]

    def _particulars(self) -> list[str]:
        """A sheet of labels with what the text then only refers to."""
        rng, language = self.rng, self.language
        lines = [rng.choice(self.said["particulars"][language])]
        usual = {*COMMON, *self._facts_of_type()}
        left = [key for key in FACTS if key in usual - self.silent and key not in self.story.facts]
        cells = []
        for key in rng.sample(left, min(len(left), rng.randint(3, 7))):
            label = concepts()[key].label(rng, language)
            text = self.wording.fact(key)
            for inflected, plain in raw("terms")["nominative"].items():
                if text.endswith(f" {inflected}"):
                    text = self.wording.state(key, Said(text, text.replace(inflected, plain)))
            cells.append((label, text))
        colon = rng.choice((":", "", ":"))
        if rng.random() < 0.5:
            return [*lines, *(f"{label}{colon or ':'} {text}" for label, text in cells), ""]
        sides = [[f"{label}{colon}" for label, _ in cells], [text for _, text in cells]]
        return [*lines, *columns(sides, rng.randint(2, 6)), ""]

    def _articles(self) -> list[Article]:
        """What is stated, in the order of its choice, among articles that state nothing."""
        rng, wording = self.rng, self.wording
        typical = wording.chosen(self._of_type("stated"), self.silent)
        taken = {key for _, text in typical for key in facts_of(text)}
        common = wording.chosen(self.said["stated"][self.language], self.silent | taken)
        articles = [*typical, *common]
        if rng.random() < 0.5:
            rng.shuffle(articles)
        if rng.random() < 0.55:
            self._renew(articles)
        usual = self._of_type("idle")
        idle = rng.sample(usual, rng.randint(0, len(usual)))
        general = self.said["idle"][self.language]
        idle += rng.sample(general, rng.randint(min(2, len(general)), min(len(general), 11)))
        if rng.random() < _LONG:
            plans = (one for one in raw("agreements").values() if one is not self.plan)
            others = [one for plan in plans for one in plan["idle"].get(self.language, ())]
            left = [one for one in (*others, *general) if one not in idle]
            idle += rng.sample(left, rng.randint(len(left) // 2, len(left)))
        for heading, text in idle:
            articles.insert(rng.randint(0, len(articles)), (heading, text))
        return [(heading, wording.filled(text)) for heading, text in articles]

    def _renew(self, articles: list[Article]) -> None:
        """Says whether the contract renews itself, behind what is said of its term."""
        rng = self.rng
        value = rng.random() < 0.55
        stated = {key for _, text in articles for key in facts_of(text)} | {*self.story.facts}
        options = [
            text
            for text in self.said["renewal"][value][self.language]
            if not facts_of(text) & (stated | self.silent)
        ]
        if not options:
            return
        text = rng.choice(options)
        of_term = [at for at, one in enumerate(articles) if facts_of(one[1]) & {"term", "end_date"}]
        if of_term:
            heading, before = articles[of_term[0]]
            articles[of_term[0]] = (heading, f"{before} {text}")
        else:
            articles.insert(rng.randint(0, len(articles)), (_RENEWAL[self.language], text))
        self.wording.state("automatic_renewal", Said(value, ""))

    def _schedule(self) -> list[str]:
        """A table that nobody asks for: dates, sums and words beside those of the text."""
        values, rng = self.values, self.rng
        lines = [rng.choice(self.said["schedules"][self.language])]
        for at in range(rng.randint(2, 9)):
            amount = values.amount(values.price(100), bare=rng.random() < 0.6).text
            lines.append(f"{at + 1}   {values.goods().text:<32}  {values.near(400).text}  {amount}")
        return lines


_RENEWAL = {
    **{"en": "Renewal", "de": "Verlängerung", "fr": "Reconduction"},
    **{"es": "Prórroga", "it": "Rinnovo", "nl": "Verlenging"},
}
