"""Job postings as boards and papers print them: a head, a line of facts, prose and bullets."""

from __future__ import annotations

from dataclasses import replace

from training.lines import glued, wrapped
from training.locales import Said, pools
from training.story import Bullets, Fact, Story, forget_facet
from training.values import Values

_LEADS = {
    "en": (
        "{employer} has been in {trade} since {year}. We are {n} people in {k} places.",
        "Do you like working with others? {employer} runs {k} sites and is growing.",
        "About us: {employer} is a family business with {n} staff.",
    ),
    "de": (
        "{employer} ist seit {year} im Bereich {trade} tätig und beschäftigt {n} Menschen.",
        "Wir von {employer} suchen Verstärkung für unser Team.",
    ),
    "fr": ("{employer}, fondée en {year}, emploie {n} personnes.",),
    "es": ("{employer}, fundada en {year}, cuenta con {n} personas.",),
    "it": ("{employer}, attiva dal {year}, conta {n} persone.",),
    "nl": ("{employer} bestaat sinds {year} en telt {n} mensen.",),
}
_DUTIES = {
    "en": (
        *("You keep our {n} customers happy", "You plan and carry out projects in {trade}"),
        *("Reporting to the head of {trade}", "Travel of up to {k}0 % within the region"),
    ),
    "de": ("Planung und Durchführung von Projekten", "Betreuung unserer {n} Kunden"),
    "fr": ("Suivi de nos {n} clients", "Gestion de projets"),
    "es": ("Atención a nuestros {n} clientes", "Gestión de proyectos"),
    "it": ("Gestione dei nostri {n} clienti", "Sviluppo di progetti"),
    "nl": ("Contact met onze {n} klanten", "Uitvoering van projecten"),
}
_DUTY_HEADS = {
    "en": ("Your tasks", "What you will do", "Responsibilities", "The role"),
    "de": ("Ihre Aufgaben", "Aufgaben"),
    "fr": ("Vos missions", "Missions"),
    "es": ("Funciones",),
    "it": ("Mansioni",),
    "nl": ("Wat ga je doen?", "Taken"),
}
_CLOSINGS = {
    "en": (
        "We are an equal opportunity employer.",
        "Also open: {other}, {money}.",
        "© {year} {employer}",
        "Interviews are held in the week of {day}.",
        "No agencies, please.",
    ),
    "de": ("Schwerbehinderte werden bevorzugt berücksichtigt.", "Weitere Stelle: {other}"),
    "fr": ("Poste ouvert aux personnes handicapées.", "Autre offre : {other}"),
    "es": ("Otra oferta: {other}",),
    "it": ("Offerta rivolta a entrambi i sessi.", "Altra offerta: {other}"),
    "nl": ("Ook open: {other}",),
}
_REQUIRED = {
    "en": (
        *("Experience with {}", "Good command of {}", "{}", "Sound knowledge of {}, or similar"),
        *("A degree with a focus on {}", "You know {} and like to learn", "{} would be a plus"),
    ),
    "de": ("Erfahrung mit {}", "Gute Kenntnisse in {}", "{}", "Abgeschlossene Ausbildung, {}"),
    "fr": ("Bonne maîtrise de {}", "Expérience en {}", "{}"),
    "es": ("Experiencia en {}", "Buen dominio de {}", "{}"),
    "it": ("Esperienza con {}", "Buona conoscenza di {}", "{}"),
    "nl": ("Ervaring met {}", "Goede kennis van {}", "{}"),
}
_IN_A_LINE = ("location", "employment_type", "work_model", "posted_on", "apply_by", "reference")
_BARE = ("location", "employment_type", "work_model")


def order_salary(story: Story) -> None:
    """The lower end of the pay is below the upper one."""
    low, high = story.facts.get("salary_min"), story.facts.get("salary_max")
    if not low or not high or low[1].value <= high[1].value:
        return
    swapped = {"salary_min": high[1], "salary_max": low[1]}
    for key, said in swapped.items():
        story.state(story.facts[key][0], said)
    story.money[:] = [
        replace(fact, said=swapped.get(fact.concept.key, fact.said)) for fact in story.money
    ]
    story.sentences = [_exchanged(one, low[1].text, high[1].text) for one in story.sentences]


def _exchanged(text: str, one: str, other: str) -> str:
    return text.replace(one, "\0").replace(other, one).replace("\0", other)


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

    def lines(self) -> list[str]:
        story, rng = self.story, self.rng
        facts = {fact.concept.key: fact for fact in story.labelled}
        lines = [] if rng.random() < 0.5 or not story.title else [story.title]
        if "job_title" in facts:
            lines.append(facts.pop("job_title").said.text)
        lines += ["", *self._employer(), *self._facts_in_lines(facts), ""]
        if rng.random() < 0.7:
            lines += [*wrapped(self._filled(rng.choice(_LEADS[self.language])), self.width), ""]
        if rng.random() < 0.5:
            duties = _DUTIES[self.language]
            some = rng.sample(duties, min(len(duties), rng.randint(1, 3)))
            texts = [self._filled(one) for one in some]
            lines += [*self._listed(rng.choice(_DUTY_HEADS[self.language]), texts), ""]
        if rng.random() < 0.6:
            story.bullets[:] = [self._in_words(bullets) for bullets in story.bullets]
        for bullets in story.bullets:
            lines += [*self._bullets(bullets), ""]
        salary = [facts.pop(key) for key in ("salary_min", "salary_max") if key in facts]
        body = [" ".join(story.sentences)] if story.sentences else []
        if salary:
            lines += self._salary(salary, facts.pop("salary_period", None))
        lines += self._labelled(list(facts.values()))
        for text in body:
            lines += ["", *wrapped(text, self.width)]
        if rng.random() < 0.5:
            lines += ["", self._filled(rng.choice(_CLOSINGS[self.language]))]
        return lines

    def _employer(self) -> list[str]:
        """The employer by its name, with an address and ways to apply if they are stated."""
        party, rng = self.employer, self.rng
        if party is None:
            return []
        for facet in ("vat_id", "phone"):
            forget_facet(self.story, party, facet)
        lines = [party.facts["name"].text]
        if "address" in party.facts:
            lines += party.facts["address"].text.split("\n")
        for facet in ("contact", "email", "website"):
            if facet in party.facts and not self._told(party.facts[facet]):
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
        joint = rng.choice((" · ", " | ", " • ", "   ", " / ", ", "))
        cut = rng.randint(1, max(1, len(shown)))
        return [joint.join(part) for part in (shown[:cut], shown[cut:]) if part]

    def _salary(self, salary: list[Fact], period: Fact | None) -> list[str]:
        rng = self.rng
        said = [glued(one.said.text) for one in salary]
        after = f" {period.said.text}" if period else ""
        if len(said) == 2 and rng.random() < 0.7:
            text = rng.choice((" - ", " to ", " – ")).join(said)
        elif len(said) == 1 or period:
            return [
                *(f"{one.label.rstrip(':')}: {one.said.text}" for one in salary),
                *([f"{period.label}: {period.said.text}"] if period else []),
            ]
        else:
            text = " / ".join(said)
        frame = rng.choice(
            ("Salary: {}", "{}", "Pay {}", "Compensation: {} plus bonus", "{} gross")
        )
        return [frame.format(text + after).replace("\N{NO-BREAK SPACE}", " ")]

    def _labelled(self, facts: list[Fact]) -> list[str]:
        rng = self.rng
        mark = rng.choice((": ", ": ", " ", "  "))
        bullet = rng.choice(("", "", "- ", "* "))
        return [
            f"{bullet}{fact.label.rstrip(':')}{mark}{fact.said.text}"
            for fact in facts
            if fact.said.value is not None
        ]

    def _in_words(self, bullets: Bullets) -> Bullets:
        """What is required, each in a few words instead of one."""
        if bullets.concept.key != "requirements":
            return bullets
        forms = _REQUIRED[self.language]
        items = tuple(self.rng.choice(forms).format(item) for item in bullets.items)
        return replace(bullets, items=items)

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
        name = self.employer.facts["name"].text if self.employer else "Our company"
        return text.format(
            employer=name,
            trade=rng.choice(pools()["trade"][self.language]).lower(),
            year=rng.randint(1921, 2024),
            n=rng.randint(12, 900),
            k=rng.randint(2, 9),
            other=values.job().text,
            money=values.salary().text,
            day=values.near(120).text,
        )
