"""Mails as the reader of mail gives them: five headers, a body, a signature, a quoted thread."""

from __future__ import annotations

import datetime

from training.data import pools, raw
from training.layouts.signatures import signature
from training.material.lexicon import Concept, concepts, snake
from training.material.locales import Said
from training.material.mailing import Phrases
from training.material.values import Values
from training.pages.lines import wrapped
from training.stories.parties import add_party
from training.stories.story import Bullets, Party, Story, forget, forget_facet, restate

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan Feb Mar Apr May Jun", "Jul Aug Sep Oct Nov Dec")
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
_ROLES = ("From", "Sent", "To", "Cc", "Subject", "Attachments")
_HEADS = (  # the order of the headers, as mail programs and printed mails have them
    *[("From", "To", "Cc", "Sent", "Subject")] * 4,
    *[("From", "Sent", "To", "Cc", "Subject", "Attachments")] * 2,
    ("Subject", "From", "To", "Cc", "Sent"),
    ("Sent", "From", "To", "Cc", "Subject", "Attachments"),
    ("From", "Subject", "Sent", "To", "Cc"),
)
_BOXED = (*["{} <{}>"] * 6, "{} ({})", "{} [{}]")  # a name and its address
_ASKING = Concept(
    *("reply_expected", "boolean", {}, ("reply_expected", "needs_answer", "answer_expected")),
    says=("true if an answer or action is asked", "whether an answer is expected"),
)
_COMPANY = Concept(
    *("sender.company", "text", {}, ("sender_company", "company")),
    says=("the writer's company, as signed",),
)
_FILES = Concept(
    *("attachments", "list", {}, ("attachments", "files")), says=("file names attached",)
)
_SENT = Concept("sent_at", "datetime", {}, ("sent_at", "sent", "date"), says=("when it was sent",))
_NUMBERED_SUBJECTS = (
    *("{0} {1}", "{1}: {0}", "{0} ({1})", "{0} – {1}", "{0}: {1}", "[{1}] {0}", "{0} #{1}"),
    *("{1} - {0}", "{0}, {1}", "{0} / {1}"),
)
_NUMBERED = ("order_number", "invoice_number", "reference")


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
        self.boxed = self.rng.choice(_BOXED)
        self.vague = False  # whether the subject tells what the mail is for
        self.listed = False  # whether the headers name the files
        story.absent.setdefault("attachments", _FILES)

    def lines(self) -> list[str]:
        story, rng = self.story, self.rng
        head, text = self._headers(), self._text()
        lines = [*head, "", *self._greeting()]
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
            self.story.absent["sender.company"] = _COMPANY
            if rng.random() < 0.4:
                sender.facts["company"] = values.company()
                del self.story.absent["sender.company"]
                self.story.state(_COMPANY, sender.facts["company"])
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
        some = rng.sample(intent["told"], min(2, len(intent["told"])))
        text = [self.phrases.filled(one) for one in some[: rng.randint(1, 2)]]
        if self.vague:  # the subject leaves it open
            story.state(concepts()["category"], Said(self.category, text[0]))
        asked = [rng.choice(intent["ask"])] if intent["ask"] and rng.random() < 0.7 else []
        rest = [*story.sentences]
        for one in rng.sample(self.phrases.pool("filler"), rng.randint(0, 2)):
            rest.insert(rng.randint(0, len(rest)), self.phrases.filled(one))
        if self.files and rng.random() < 0.5:
            rest.append(rng.choice(self.phrases.pool("see_file")).format(file=self.files[0]))
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

    def _by(self, text: str) -> bool:
        """Whether a sentence says until when something is asked for."""
        return " ".join(self.story.facts["reply_by"][1].text.split()) in text

    # -- parts

    def _headers(self) -> list[str]:
        story, rng = self.story, self.rng
        order = rng.choice(_HEADS)
        self.listed = "Attachments" in order
        native = "Attachments" in order or rng.random() < 0.2
        names = raw("mails")["headers"][self.language if native else "en"]
        labels = dict(zip(_ROLES, names, strict=True))
        if order[3] == "Sent" and rng.random() < 0.8:
            labels["Sent"] = "Date"
        told = {"Sent": self._sent(native), "Subject": self._subject()}
        if "sender" in self.people:
            told["From"] = self._mailbox(self.people["sender"])
        if "recipient" in self.people:
            told["To"] = ", ".join(self._recipients())
        for bullets in story.bullets:
            if bullets.concept.key == "cc":
                named = (self._named(one) for one in bullets.items)
                told["Cc"] = rng.choice((", ", "; ")).join(named)
        if self.files:
            joint = rng.choice((", ", "; "))
            size = rng.choice(("", f" ({rng.randint(20, 900)} KB)"))
            told["Attachments"] = joint.join(f"{one}{size}" for one in self.files)
        mark = " : " if native and self.language == "fr" else ": "
        lines = [f"{labels[key]}{mark}{told[key]}" for key in order if told.get(key)]
        if self.marked:
            lines.insert(rng.randint(0, len(lines)), self.marked)
        return lines

    def _recipients(self) -> list[str]:
        """Whom it is sent to, of whom the first is the one it is for."""
        story, rng, party = self.story, self.rng, self.people["recipient"]
        boxes = [self._mailbox(party)]
        if "email" in party.facts and rng.random() < 0.25:
            others = [self.phrases.address() for _ in range(rng.randint(1, 2))]
            first = party.facts["email"].text
            to = Concept("recipients", "email", {}, ("recipients", "to"), says=("addresses in To",))
            story.bullets.append(Bullets(to, "", (first, *others)))
            boxes += [self._named(one) for one in others]
        return boxes

    def _named(self, address: str) -> str:
        """An address, now and then behind a name."""
        named = self.rng.random() < 0.4
        return self.boxed.format(self.values.person().text, address) if named else address

    def _mailbox(self, party: Party) -> str:
        name, address = party.facts.get("name"), party.facts.get("email")
        if name and address:
            shown = f'"{name.text}"' if "." in name.text or "," in name.text else name.text
            return self.boxed.format(shown, address.text)
        return name.text if name else address.text if address else ""

    def _sent(self, native: bool) -> str:
        """As mail programs write it, or as the story says it."""
        story, rng = self.story, self.rng
        if "sent_at" not in story.facts:
            return self.phrases.filled("{day}")
        _, said = story.facts["sent_at"]
        value = str(said.value)
        if "T" in value and rng.random() < (0.85 if native else 0.15):
            return said.text
        if "T" not in value:
            value = f"{value}T{self.values.time().value}"
        when = datetime.datetime.fromisoformat(value)
        month = " ".join(_MONTHS).split()[when.month - 1]
        text = f"{_DAYS[when.weekday()]}, {when.day:02} {month} {when:%Y %H:%M:%S}"
        text += rng.choice((" +0000", " +0100", " +0200", " -0500"))
        story.state(_SENT, Said(value, text))
        return text

    def _subject(self) -> str:
        story, rng = self.story, self.rng
        concept = concepts()["subject"]
        self.vague = rng.random() < 0.15
        options = self.phrases.pool("vague") if self.vague else None
        text = self.phrases.filled(
            rng.choice(options or self.phrases.intent(self.category)["subject"])
        )
        if not self.vague:
            story.state(concepts()["category"], Said(self.category, text))
        key = next((one for one in _NUMBERED if one in story.facts), None)
        if key and rng.random() < 0.5:
            number = story.facts[key][1].text
            text = rng.choice(_NUMBERED_SUBJECTS).format(text, number)
        if rng.random() < 0.2:
            text = rng.choice(self.phrases.pool("prefix")) + text
        story.absent.pop("subject", None)
        story.state(concept, Said(text, text))
        return text

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
        if self.files and (not self.listed or rng.random() < 0.4):
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
        """An earlier message, whose dates and wishes are not those of this one."""
        rng = self.rng
        head = list(rng.choice(self.phrases.pool("quoted")))
        marked = rng.random() < 0.6
        texts = rng.sample(self.phrases.pool("filler"), rng.randint(1, 3))
        if rng.random() < 0.5:
            texts.insert(rng.randint(0, len(texts)), rng.choice(self.phrases.pool("earlier")))
        lines = [self.phrases.filled(one) for one in head]
        lines += ["", *wrapped(self.phrases.filled(" ".join(texts)), 70)]
        if rng.random() < 0.5:
            signed = [self.values.person().text, self.values.company().text]
            lines += ["", rng.choice(self.phrases.pool("farewell")), *signed[: rng.randint(1, 2)]]
        return [f"> {line}".rstrip() for line in lines] if marked else lines
