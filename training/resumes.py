"""Resumes as people write them: a head, sections in capitals, entries in one of many forms."""

from __future__ import annotations

from collections.abc import Callable

from training.lines import columns, staggered, wrapped
from training.locales import Said, pools
from training.story import Bullets, Story, forget_facet, on_one_line
from training.tables import Row, Table
from training.values import Values

_SECTIONS = {
    "profile": {
        "en": ("PROFILE", "SUMMARY", "ABOUT ME", "OBJECTIVE", "PROFESSIONAL SUMMARY"),
        "de": ("Profil", "Über mich"),
        "fr": ("Profil",),
        "es": ("Perfil",),
        "it": ("Profilo",),
        "nl": ("Profiel",),
    },
    "experience": {
        "en": (
            *("EXPERIENCE", "WORK EXPERIENCE", "EMPLOYMENT", "PROFESSIONAL EXPERIENCE"),
            *("CAREER HISTORY", "EMPLOYMENT HISTORY", "RELEVANT EXPERIENCE"),
        ),
        "de": ("Berufserfahrung", "Beruflicher Werdegang", "Berufspraxis"),
        "fr": ("Expérience professionnelle", "Expériences"),
        "es": ("Experiencia profesional", "Experiencia"),
        "it": ("Esperienza lavorativa", "Esperienze professionali"),
        "nl": ("Werkervaring",),
    },
    "education": {
        "en": ("EDUCATION", "EDUCATION AND TRAINING", "ACADEMIC BACKGROUND", "QUALIFICATIONS"),
        "de": ("Ausbildung", "Bildungsweg", "Studium"),
        "fr": ("Formation", "Formation et diplômes"),
        "es": ("Formación", "Educación"),
        "it": ("Istruzione", "Formazione"),
        "nl": ("Opleiding", "Opleidingen"),
    },
    "contact": {
        "en": ("CONTACT", "Contact details"),
        "de": ("Kontakt",),
        "fr": ("Contact",),
        "es": ("Contacto",),
        "it": ("Contatti",),
        "nl": ("Contact",),
    },
    "personal": {
        "en": ("PERSONAL", "PERSONAL DETAILS"),
        "de": ("Persönlich", "Persönliche Daten"),
        "fr": ("État civil",),
        "es": ("Datos personales",),
        "it": ("Dati personali",),
        "nl": ("Persoonlijk",),
    },
    "interests": {
        "en": ("INTERESTS", "HOBBIES"),
        "de": ("Interessen", "Hobbys"),
        "fr": ("Centres d'intérêt", "Loisirs"),
        "es": ("Intereses",),
        "it": ("Interessi",),
        "nl": ("Hobby's",),
    },
    "referee": {
        "en": ("REFERENCES", "REFEREES"),
        "de": ("Referenzen",),
        "fr": ("Références",),
        "es": ("Referencias",),
        "it": ("Referenze",),
        "nl": ("Referenties",),
    },
}
_LEVELS = {
    "en": ("native", "fluent", "basic", "conversational", "intermediate", "C1", "B2", "A2"),
    "de": ("Muttersprache", "fließend", "Grundkenntnisse", "verhandlungssicher", "B2"),
    "fr": ("langue maternelle", "courant", "notions", "B2"),
    "es": ("nativo", "fluido", "básico", "B2"),
    "it": ("madrelingua", "fluente", "scolastico", "B1"),
    "nl": ("moedertaal", "vloeiend", "basis", "C1"),
}
_VERBS = {
    "en": ("Led", "Designed", "Managed", "Introduced", "Built", "Supported", "Responsible for"),
    "de": ("Leitung", "Planung", "Einführung", "Betreuung", "Verantwortlich für"),
    "fr": ("Gestion de", "Pilotage de", "Mise en place de", "Suivi de"),
    "es": ("Gestión de", "Diseño de", "Responsable de"),
    "it": ("Gestione di", "Progettazione di", "Responsabile di"),
    "nl": ("Leiding van", "Ontwerp van", "Verantwoordelijk voor"),
}
_HOBBIES = (
    "Chess",
    "hiking",
    "Football",
    "Piano",
    "Photography",
    "Running",
    "Gardening",
    "Sailing",
)
Entry = Callable[[dict[str, str], str], list[str]]


def _spread(left: str, right: str, width: int) -> str:
    return f"{left}{' ' * max(3, width - len(left) - len(right))}{right}"


_JOB_FORMS: tuple[Entry, ...] = (
    lambda e, d: [", ".join(filter(None, (e["job_title"], e["employer"], e["location"]))), d],
    lambda e, d: [_spread(e["job_title"], d, 78), ", ".join(_where(e))],
    lambda e, d: [_spread(", ".join(_where(e)), d, 78), e["job_title"]],
    lambda e, d: (
        [_spread(e["employer"], e["location"] or d, 78), _spread(e["job_title"], d, 78)]
        if e["location"]
        else [_spread(e["employer"], d, 78), e["job_title"]]
    ),
    lambda e, d: [" | ".join(filter(None, (e["employer"], e["job_title"], e["location"], d)))],
    lambda e, d: [" | ".join((e["job_title"], e["employer"], d))],
    lambda e, d: [f"{d}   {e['job_title']}", f"{'':<{len(d) + 3}}{', '.join(_where(e))}"],
    lambda e, d: [f"{d}   {e['job_title']}, {e['employer']}"],
    lambda e, d: [f"{d}: {e['job_title']}, {', '.join(_where(e))}"],
    lambda e, d: [e["job_title"], " · ".join(_where(e)), d],
    lambda e, d: [e["employer"], e["job_title"], " | ".join(filter(None, (d, e["location"])))],
    lambda e, d: [f"{e['job_title']} - {e['employer']} ({d})"],
    lambda e, d: [_spread(f"{e['job_title']}, {e['employer']}", d, 80)],
    lambda e, d: [d, f"{e['employer']} - {e['job_title']}"],
)
_STUDY_FORMS: tuple[Entry, ...] = (
    lambda e, d: [f"{e['degree']}, {e['institution']}, {d}"],
    lambda e, d: [_spread(e["institution"], d, 78), e["degree"]],
    lambda e, d: [_spread(e["degree"], d, 78), e["institution"]],
    lambda e, d: [f"{d}   {e['degree']}", f"{'':<{len(d) + 3}}{e['institution']}"],
    lambda e, d: [f"{d}   {e['degree']}, {e['institution']}"],
    lambda e, d: [" | ".join((e["institution"], e["degree"], d))],
    lambda e, d: [e["degree"], f"{e['institution']}, {d}"],
    lambda e, d: [f"{e['institution']} - {e['degree']} ({d})"],
    lambda e, d: [e["institution"], e["degree"], d],
)
_HELD_OUT_JOBS: tuple[Entry, ...] = (
    lambda e, d: [f"[{d}] {e['job_title']} @ {e['employer']}"],
    lambda e, d: [f"{e['employer']} // {d}", f"   > {e['job_title']}"],
)
_HELD_OUT_STUDIES: tuple[Entry, ...] = (
    lambda e, d: [f"[{d}] {e['degree']} @ {e['institution']}"],
    lambda e, d: [f"{e['institution']} // {d}", f"   > {e['degree']}"],
)


def _where(entry: dict[str, str]) -> list[str]:
    return [one for one in (entry["employer"], entry["location"]) if one]


def resume(story: Story, *, held_out: bool = False) -> list[str]:
    """The lines of a resume; what it does not print is forgotten."""
    return _Resume(story, held_out).lines()


def entries(story: Story, table: Table, *, held_out: bool = False) -> list[str]:
    """Jobs or studies one below the other, under their heading."""
    return _Resume(story, held_out).entries(table)


class _Resume:
    def __init__(self, story: Story, held_out: bool) -> None:
        self.story = story
        self.values: Values = story.values
        self.rng = story.values.rng
        self.language = story.values.language
        self.held_out = held_out
        self.case = self.rng.choice((str, str.upper, str.upper, str.title))
        self.rule = self.rng.choice(("", "", "", "-" * 40, "_" * 60))

    def lines(self) -> list[str]:
        rng = self.rng
        head, contact = self._head()
        sections = self._sections()
        personal = self._personal()
        if rng.random() < 0.3 and not self.held_out:
            narrow = [*self._headed("contact", contact), "", *personal]
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
        return [*body, *personal]

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
            lines.append(story.facts["headline"][1].text)
        for facet in ("vat_id", "contact"):
            forget_facet(story, party, facet)
        reach: list[str] = []
        if "address" in party.facts:
            if "location" in story.facts or rng.random() < 0.5:
                forget_facet(story, party, "address")
            else:
                reach.append(on_one_line(story, party))
        labelled = rng.random() < 0.35
        if "location" in story.facts:
            reach.append(story.facts["location"][1].text)
        for facet in ("phone", "email", "website"):
            if facet in party.facts:
                label = f"{party.labels[facet]}: " if labelled and party.labels[facet] else ""
                reach.append(f"{label}{party.facts[facet].text}")
        rng.shuffle(reach)
        draw = rng.random()
        if draw < 0.55:
            return lines, [rng.choice((" | ", " · ", "   ", " • ", ", ", " / ")).join(reach)]
        if draw < 0.7 and len(reach) > 2:
            joint = rng.choice((" | ", " · ", " • "))
            return lines, [joint.join(reach[:2]), joint.join(reach[2:])]
        return lines, reach

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
        return [*self._headed("personal", lines)] if rng.random() < 0.7 else lines

    def _headed(self, name: str, lines: list[str]) -> list[str]:
        if not lines:
            return []
        options = _SECTIONS[name].get(self.language) or _SECTIONS[name]["en"]
        return self._under(self.rng.choice(options), lines)

    def _under(self, heading: str, lines: list[str]) -> list[str]:
        return [self.case(heading), *([self.rule] if self.rule else []), *lines]

    def _sections(self) -> list[tuple[str, list[str]]]:
        story, rng = self.story, self.rng
        made: list[tuple[str, list[str]]] = []
        if story.sentences or rng.random() < 0.4:
            text = " ".join([*story.sentences, *(self._told() for _ in range(rng.randint(0, 2)))])
            if text:
                made.append(("profile", self._headed("profile", wrapped(text, 80))))
        for table in story.tables:
            made.append((table.name, self.entries(table)))
        lists = [(one.concept.key, self._list(one)) for one in story.bullets]
        if rng.random() < 0.3:
            made = [*lists, *made]
        else:
            made += lists
        if rng.random() < 0.3:
            picked = ", ".join(rng.sample(_HOBBIES, rng.randint(1, 4)))
            made.append(("interests", self._headed("interests", [picked])))
        if rng.random() < 0.25:
            values = self.values
            someone = f"{values.person().text}, {values.company().text}"
            someone += rng.choice(("", f", {values.phone().text}", f", {values.place().text}"))
            made.append(("referee", self._headed("referee", [someone])))
        return made

    def _told(self) -> str:
        rng = self.rng
        return (
            f"{rng.choice(_VERBS[self.language])} {rng.choice(pools()['skill'])}, "
            f"{rng.randint(2, 60)} {rng.choice(pools()['trade'][self.language])}."
        )

    def entries(self, table: Table) -> list[str]:
        rng = self.rng
        study = table.name == "education"
        if self.held_out:
            forms = _HELD_OUT_STUDIES if study else _HELD_OUT_JOBS
        else:
            forms = _STUDY_FORMS if study else _JOB_FORMS
        form = rng.choice(forms)
        dash = rng.choice((" - ", " - ", " – ", " – ", "–", " to ", " — "))
        bullets = rng.choice((0, 0, 1, 2, 3))
        mark = rng.choice(("- ", "• ", "* ", "", "– "))
        gap = [""] if rng.random() < 0.5 else []
        lines: list[str] = []
        for row in table.rows:
            printed = form(*self._printed(table, row, dash))
            for key, said in list(row.items()):
                if key != "year" and said.text not in "\n".join(printed):
                    del row[key]  # the form has no place for it
            lines += printed
            if not study:
                lines += [mark + self._told() for _ in range(bullets)]
            lines += gap
        return self._headed("education" if study else "experience", lines)

    def _printed(self, table: Table, row: Row, dash: str) -> tuple[dict[str, str], str]:
        texts = {column.key: "" for column in table.columns}
        texts |= {key: said.text for key, said in row.items()}
        if table.name == "education":
            year = int(row["year"].value)
            ranged = self.rng.random() < 0.45
            return texts, f"{year - self.rng.randint(2, 6)}{dash}{year}" if ranged else str(year)
        return texts, f"{texts['start']}{dash}{texts['end']}"

    def _list(self, bullets: Bullets) -> list[str]:
        rng, items = self.rng, list(bullets.items)
        if bullets.concept.key == "languages":
            form = rng.choice(("{}", "{} ({level})", "{} - {level}", "{}: {level}", "{} {level}"))
            levels = [rng.choice(_LEVELS[self.language]) for _ in items]
            items = [
                form.format(one, level=level) for one, level in zip(items, levels, strict=True)
            ]
        draw = rng.random()
        if draw < 0.45:
            lines = wrapped(rng.choice((", ", ", ", "; ", " | ", " · ", " • ")).join(items), 90)
        elif draw < 0.6 and len(items) > 2:
            lines = columns([items[at::3] for at in range(3)], 4, least=max(map(len, items)))
        else:
            mark = rng.choice(("- ", "• ", "", "* "))
            lines = [mark + one for one in items]
        if len(lines) == 1 and rng.random() < 0.4:
            return [f"{bullets.label.rstrip(':')}: {lines[0]}"]
        return self._under(bullets.label, lines)
