"""Mails as the reader of mail gives them: headers, a text, a signature, what was written before."""

from __future__ import annotations

from datetime import date

from training.data import pools, raw
from training.layouts.headers import write_head
from training.layouts.signatures import signature
from training.material.lexicon import Concept, concepts, snake
from training.material.locales import Said, without_year
from training.material.mailing import Phrases
from training.material.values import Values
from training.pages.lines import wrapped
from training.stories.mails import COMPANY
from training.stories.parties import add_party
from training.stories.story import Bullets, Story, forget, forget_facet, restate
from training.stories.voices import complain

_SIGNED = (
    "name",
    "email",
    "company",
    "address",
    "street",
    "city",
    "postal_code",
    "phone",
    "website",
)
_TITLES = ("Mr", "Ms", "Mrs", "Dr", "Prof")
_QUIET = ("information", "scheduling", "offer")  # mails that may want no answer
_ASKING = Concept(
    *("reply_expected", "boolean", {}, ("reply_expected", "needs_answer", "answer_expected")),
    says=("true if an answer or action is asked", "whether an answer is expected"),
)
_FILES = Concept(
    *("attachments", "list", {}, ("attachments", "files")), says=("file names attached",)
)


def mail(story: Story) -> list[str]:
    """The lines of a mail; what it does not print is forgotten."""
    return _Mail(story).lines()


class _Mail:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.values: Values = story.values
        self.rng = story.values.rng
        self.phrases = Phrases(self.values)
        self.language = story.values.language
        self.width = self.rng.choice((72, 80, 90, 10_000))
        for role, share in (("sender", 0.95), ("recipient", 0.9)):
            if all(party.role != role for party in story.parties) and self.rng.random() < share:
                add_party(story, role, 0.8)
        self.people = {party.role: party for party in story.parties}
        for party in story.parties:
            kept = ("name", "email") if party.role == "recipient" else _SIGNED
            for facet in [one for one in party.facts if one not in kept]:
                forget_facet(story, party, facet)
        self._at_work()
        self.urged, self.marked = "", ""
        self._urge()
        self.category = self._category()
        self.files = self._files()
        story.absent.setdefault("attachments", _FILES)
        self.head = write_head(
            story, self.phrases, self.category, files=self.files, mark=self.marked
        )

    def lines(self) -> list[str]:
        story, rng = self.story, self.rng
        text = self._text()
        lines = [*self.head.lines, "", *self._greeting()]
        cut = rng.randint(1, 3)
        while text:
            part, text = text[:cut], text[cut:]
            lines += [*wrapped(" ".join(part), self.width), *([""] if rng.random() < 0.8 else [])]
        lines += self._facts()
        comma = rng.choice((",", ",", ""))
        lines.append(rng.choice(self.phrases.pool("farewell")) + comma)
        if "sender" in self.people:
            lines += signature(story, self.people["sender"], self.phrases)
        if rng.random() < 0.4:
            lines += ["", *self._quoted()]
        if rng.random() < 0.25:
            lines += ["", self.phrases.pick("footers")]
        return lines

    def _at_work(self) -> None:
        """Who signs for a company or an office often writes from an address of it."""
        sender, rng, values = self.people.get("sender"), self.rng, self.values
        if sender and sender.human and "company" not in sender.facts:
            self.story.absent["sender.company"] = COMPANY
            if rng.random() < 0.4:
                sender.facts["company"] = values.company()
                del self.story.absent["sender.company"]
                self.story.state(COMPANY, sender.facts["company"])
        if sender is None or not {"company", "email", "name"} <= sender.facts.keys():
            return
        if rng.random() < 0.25:
            makers = (values.clinic, values.school, values.office, values.venue, values.bank)
            sender.facts["company"] = rng.choice(makers)()
            concept, _ = self.story.facts["sender.company"]
            self.story.state(concept, sender.facts["company"])
        parts = snake(sender.facts["name"].text).split("_")
        house = snake(sender.facts["company"].text).split("_")
        host = rng.choice(("", "-")).join(house[: rng.randint(1, 2)])
        user = rng.choice((f"{parts[0][:1]}.{parts[-1]}", f"{parts[0]}.{parts[-1]}", parts[-1]))
        if rng.random() < 0.6 and len(host) > 2 and len(parts[-1]) > 1:
            restate(self.story, sender, "email", f"{user}@{host}.{rng.choice(('com', 'example'))}")

    def _urge(self) -> None:
        """How urgent it is: in a sentence or by a mark among the headers rather than a label."""
        story, rng, concept = self.story, self.rng, concepts()["priority"]
        if rng.random() >= (0.7 if "priority" in story.facts else 0.15):
            return
        stated = story.facts["priority"][1].value if "priority" in story.facts else None
        value = stated or rng.choice(("low", "normal", "high", "urgent", "urgent"))
        forget(story, "priority")
        story.absent.pop("priority", None)
        said = raw("mails")["urgency"].get(value)
        if said and rng.random() < 0.7:
            self.urged = text = rng.choice(said[self.language])
        else:
            self.marked = text = rng.choice(raw("mails")["marked"][value])
        story.state(concept, Said(value, text))

    def _category(self) -> str:
        """What the mail is for, as far as its facts leave that open."""
        rng, stated = self.rng, self.story.facts
        if "due_date" in stated:
            return "invoice"
        if "invoice_number" in stated:
            return rng.choice(("invoice", "complaint", "request"))
        options = ["request", "complaint", "order", "scheduling", "offer"]
        if "response_deadline" not in stated:
            options += [*["information"] * 4, "invoice"]
        if "order_number" in stated:
            options += ["order", "order"]
        return rng.choice(options)

    def _text(self) -> list[str]:
        """What it is about, the facts, what is asked, and what else there is to say."""
        story, rng = self.story, self.rng
        intent = self.phrases.intent(self.category)
        if self.category == "complaint" and rng.random() < 0.5:
            text, asked = complain(story)
            del story.facts["issue_type"]  # the subject may name another
        else:
            some = rng.sample(intent["told"], min(2, len(intent["told"])))
            text = [self.phrases.filled(one) for one in some[: rng.randint(1, 2)]]
            asked = [rng.choice(intent["ask"])] if intent["ask"] and rng.random() < 0.7 else []
        if self.head.vague:
            story.state(concepts()["category"], Said(self.category, text[0]))
        rest = [*story.sentences]
        for one in rng.sample(self.phrases.pool("filler"), rng.randint(0, 2)):
            rest.insert(rng.randint(0, len(rest)), self.phrases.filled(one))
        if self.files and rng.random() < 0.5:
            rest.append(rng.choice(self.phrases.pool("see_file")).format(file=self.files[0]))
        rest += self._wanted()
        if self.urged:
            rest.insert(rng.randint(0, len(rest)), self.urged)
        if rng.random() < 0.7:
            text += [*rest, *asked]
        else:
            text += [*asked, *rest]
        wanted = [one for one in text if "reply_by" in story.facts and self._by(one)]
        until = [story.facts["reply_by"][1].text] if "reply_by" in story.facts else []
        if asked or wanted or until:
            story.state(_ASKING, Said(True, (asked or wanted or until)[0]))
        elif self.category == "information" or (self.category in _QUIET and rng.random() < 0.5):
            ends = rng.choice(self.phrases.pool("no_reply"))
            story.state(_ASKING, Said(False, ends if rng.random() < 0.5 else text[0]))
            text += [ends] if story.facts["reply_expected"][1].text == ends else []
        first, *more = text
        first = first if self.language != "en" else first[:1].upper() + first[1:]
        return [first, *(one[:1].upper() + one[1:] for one in more)]

    def _wanted(self) -> list[str]:
        """Until when something is asked for, in a sentence rather than behind a label."""
        story, rng = self.story, self.rng
        labelled = [one for one in story.head if one.concept.key == "response_deadline"]
        if not labelled or labelled[0].said.value is None or rng.random() < 0.25:
            return []
        story.head.remove(labelled[0])
        text = self._of_this_year(labelled[0].said)
        return [rng.choice(self.phrases.pool("wanted")).format(text)]

    def _of_this_year(self, said: Said) -> str:
        """A day by which something is asked for, often without the year, as mails have it."""
        story = self.story
        short = without_year(date.fromisoformat(said.value), said.text)
        if "sent_at" not in story.facts or self.rng.random() >= 0.5:
            return said.text
        for key in ("response_deadline", "reply_by"):
            concept, stated = story.facts[key]
            if stated.value == said.value:
                story.state(concept, Said(said.value, short))
        return short

    def _by(self, text: str) -> bool:
        """Whether a sentence says until when something is asked for."""
        return " ".join(self.story.facts["reply_by"][1].text.split()) in text

    # -- parts

    def _greeting(self) -> list[str]:
        party = self.people.get("recipient")
        name = party.facts["name"].text if party and "name" in party.facts else ""
        plain = [one for one in name.replace(",", " ").split() if one.strip(".") not in _TITLES]
        first, last = (plain[0], plain[-1]) if plain else ("", "")
        first, last = (last, first) if "," in name else (first, last)
        text = self.rng.choice(self.phrases.pool("greeting")).format(first=first, last=last)
        return [f"{text.strip()},", ""] if text.strip() else []

    def _facts(self) -> list[str]:
        """Labelled facts, as mails list them under the text."""
        story, rng = self.story, self.rng
        mark = rng.choice((": ", ": ", " - ", " = "))
        bullet = rng.choice(("", "", "- ", "* "))
        lines = [
            f"{bullet}{fact.label.rstrip(':')}{mark}{fact.said.text}"
            for fact in story.labelled
            if fact.concept.key != "subject" and fact.said.value is not None
        ]
        if self.files and (not self.head.names_files or rng.random() < 0.4):
            label = rng.choice(self.phrases.pool("attached"))
            lines.append(f"{label}: {', '.join(self.files)}")
        for bullets in story.bullets:
            if bullets.concept.key not in ("cc", "recipients", "attachments"):
                lines += [f"{bullets.label}: {', '.join(bullets.items)}"]
        return [*lines, ""] if lines else []

    def _files(self) -> tuple[str, ...]:
        """Names of files that come with it."""
        rng, values = self.rng, self.values
        if rng.random() < 0.75:
            return ()
        endings = ("pdf", "pdf", "docx", "xlsx", "jpg", "zip", "dwg", "csv")
        words = [snake(one) for one in pools()["subject"]]

        def stem() -> str:
            if rng.random() < 0.4:
                return rng.choice((str.title, str))(rng.choice(words))
            return values.code("CC RE 20").text.replace("/", "-").replace(" ", "_")

        forms = ("", "-rev2", "_final", "_v3", "")
        files = (f"{stem()}{rng.choice(forms)}.{rng.choice(endings)}" for _ in range(3))
        some = tuple(dict.fromkeys(files))[: rng.randint(1, 3)]
        self.story.bullets.append(Bullets(_FILES, "", some))
        return some

    def _quoted(self) -> list[str]:
        """Earlier messages, whose names, days, numbers and wishes are not those of this one."""
        rng = self.rng
        lines = self._earlier()
        if rng.random() < 0.3:
            inner = self._earlier()
            deeper = rng.random() < 0.5
            lines += ["", *(f"> {line}".rstrip() if deeper else line for line in inner)]
        return [f"> {line}".rstrip() for line in lines] if rng.random() < 0.6 else lines

    def _earlier(self) -> list[str]:
        """One of them with its own head, and a signature of its own at times."""
        rng, phrases = self.rng, self.phrases
        head = rng.choice(phrases.pool("quoted"))
        texts = rng.sample(phrases.pool("filler"), rng.randint(1, 3))
        for one in rng.sample(phrases.pool("earlier"), rng.choice((0, 0, 1, 1, 2))):
            texts.insert(rng.randint(0, len(texts)), one)
        told = " ".join((*head, *texts))
        if "{code}" in told or "{subject}" in told:  # which might be what it is all about
            self.story.hush("reference", "order_number", "invoice_number")
        lines = [phrases.filled(one) for one in head]
        lines += ["", *wrapped(phrases.filled(" ".join(texts)), 70)]
        if rng.random() < 0.5:
            values = self.values
            signed = [values.person().text, values.company().text, values.phone().text]
            lines += ["", rng.choice(phrases.pool("farewell")), *signed[: rng.randint(1, 3)]]
        return lines
