"""Mails as the reader of mail gives them: five headers, a body, a signature, a quoted thread."""

from __future__ import annotations

import datetime
import re

from training.data import pools, raw
from training.material.lexicon import Concept, concepts, snake
from training.material.locales import Said
from training.material.values import Values
from training.pages.lines import wrapped
from training.stories.parties import add_party
from training.stories.story import Bullets, Party, Story, forget_facet, on_one_line, restate

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
_QUIET = ("information", "scheduling", "order", "offer")  # mails that may want no answer
_ROLES = ("From", "Sent", "To", "Cc", "Subject", "Attachments")
_HEADS = (  # the order of the headers, as mail programs and printed mails have them
    *[("From", "To", "Cc", "Sent", "Subject")] * 4,
    *[("From", "Sent", "To", "Cc", "Subject", "Attachments")] * 2,
    ("Subject", "From", "To", "Cc", "Sent"),
    ("Sent", "From", "To", "Cc", "Subject", "Attachments"),
    ("From", "Subject", "Sent", "To", "Cc"),
)
_ASKING = Concept(
    *("reply_expected", "boolean", {}, ("reply_expected", "needs_answer", "answer_expected")),
    says=("true if an answer or action is asked", "whether an answer is expected"),
)
_FILES = Concept(
    *("attachments", "list", {}, ("attachments", "files")), says=("file names attached",)
)
_SENT = Concept("sent_at", "datetime", {}, ("sent_at", "sent", "date"), says=("when it was sent",))
_NUMBERED = ("order_number", "invoice_number", "reference")


def mail(story: Story) -> list[str]:
    """The lines of a mail; what it does not print is forgotten."""
    return _Mail(story).lines()


class _Mail:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.values: Values = story.values
        self.rng = story.values.rng
        self.said = raw("mails")
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
        self.category = self._category()
        self.files = self._files()
        self.listed = False  # whether the headers name the files
        story.absent.setdefault("attachments", _FILES)

    def lines(self) -> list[str]:
        rng = self.rng
        head, text = self._headers(), self._text()
        lines = [*head, "", *self._greeting()]
        cut = rng.randint(1, 3)
        while text:
            part, text = text[:cut], text[cut:]
            lines += [*wrapped(" ".join(part), self.width), *([""] if rng.random() < 0.8 else [])]
        lines += self._facts()
        comma = rng.choice((",", ",", ""))
        lines += [rng.choice(self._pool("farewell")) + comma, *self._signature()]
        if rng.random() < 0.4:
            lines += ["", *self._quoted()]
        if rng.random() < 0.25:
            lines += ["", self._filled(rng.choice(self._pool("footers")))]
        return lines

    def _at_work(self) -> None:
        """Who signs for a company often writes from an address of that company."""
        sender = self.people.get("sender")
        if sender is None or not {"company", "email", "name"} <= sender.facts.keys():
            return
        rng = self.rng
        parts = snake(sender.facts["name"].text).split("_")
        house = snake(sender.facts["company"].text).split("_")
        host = rng.choice(("", "-")).join(house[: rng.randint(1, 2)])
        user = rng.choice((f"{parts[0][:1]}.{parts[-1]}", f"{parts[0]}.{parts[-1]}", parts[-1]))
        if rng.random() < 0.6 and len(host) > 2 and len(parts[-1]) > 1:
            restate(self.story, sender, "email", f"{user}@{host}.{rng.choice(('com', 'example'))}")

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
        intent = self.said["intents"][self.category][self.language]
        told = [
            self._filled(one) for one in rng.sample(intent["told"], min(2, len(intent["told"])))
        ]
        text = told[: rng.randint(1, 2)]
        asked = [rng.choice(intent["ask"])] if intent["ask"] and rng.random() < 0.7 else []
        rest = [*story.sentences]
        for one in rng.sample(self._pool("filler"), rng.randint(0, 2)):
            rest.insert(rng.randint(0, len(rest)), self._filled(one))
        if self.files and rng.random() < 0.5:
            rest.append(rng.choice(self._pool("see_file")).format(file=self.files[0]))
        if rng.random() < 0.7:
            text += [*rest, *asked]
        else:
            text += [*asked, *rest]
        wanted = [one for one in text if "reply_by" in story.facts and self._by(one)]
        if asked or wanted:
            story.state(_ASKING, Said(True, (asked or wanted)[0]))
        elif self.category == "information" or (self.category in _QUIET and rng.random() < 0.5):
            ends = rng.choice(self._pool("no_reply"))
            story.state(_ASKING, Said(False, ends if rng.random() < 0.5 else text[0]))
            text += [ends] if story.facts["reply_expected"][1].text == ends else []
        first, *more = text
        first = first if self.language != "en" else first[:1].upper() + first[1:]
        return [first, *(one[:1].upper() + one[1:] for one in more)]

    def _by(self, text: str) -> bool:
        """Whether a sentence says until when something is asked for."""
        return " ".join(self.story.facts["reply_by"][1].text.split()) in text

    def _pool(self, name: str) -> list[str]:
        pool: list[str] = self.said[name][self.language]
        return pool

    # -- parts

    def _headers(self) -> list[str]:
        story, rng = self.story, self.rng
        order = rng.choice(_HEADS)
        self.listed = "Attachments" in order
        native = "Attachments" in order or rng.random() < 0.2
        names = self.said["headers"][self.language if native else "en"]
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
        if rng.random() < 0.06:
            lines.insert(
                rng.randint(0, len(lines)), rng.choice(("X-Priority: 3", "Importance: High"))
            )
        return lines

    def _recipients(self) -> list[str]:
        """Whom it is sent to, of whom the first is the one it is for."""
        story, rng, party = self.story, self.rng, self.people["recipient"]
        boxes = [self._mailbox(party)]
        if "email" in party.facts and rng.random() < 0.25:
            others = [self._address() for _ in range(rng.randint(1, 2))]
            first = party.facts["email"].text
            to = Concept("recipients", "email", {}, ("recipients", "to"), says=("addresses in To",))
            story.bullets.append(Bullets(to, "", (first, *others)))
            boxes += [self._named(one) for one in others]
        return boxes

    def _named(self, address: str) -> str:
        """An address, now and then behind a name."""
        return f"{self.values.person().text} <{address}>" if self.rng.random() < 0.4 else address

    def _mailbox(self, party: Party) -> str:
        name, address = party.facts.get("name"), party.facts.get("email")
        if name and address:
            shown = f'"{name.text}"' if "." in name.text or "," in name.text else name.text
            return f"{shown} <{address.text}>"
        return name.text if name else address.text if address else ""

    def _address(self) -> str:
        values = self.values
        user = snake(values.surname().text)[:12] or "office"
        return f"{user}@{values.pseudo().lower()}.example"

    def _sent(self, native: bool) -> str:
        """As mail programs write it, or as the story says it."""
        story, rng = self.story, self.rng
        if "sent_at" not in story.facts:
            return self._filled("{day}")
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
        text = rng.choice(self.said["intents"][self.category][self.language]["subject"])
        text = self._filled(text)
        story.state(concepts()["category"], Said(self.category, text))
        key = next((one for one in _NUMBERED if one in story.facts), None)
        if key and rng.random() < 0.5:
            number = story.facts[key][1].text
            text = rng.choice((f"{text} {number}", f"{number}: {text}", f"{text} ({number})"))
        if rng.random() < 0.2:
            text = rng.choice(self._pool("prefix")) + text
        story.absent.pop("subject", None)
        story.state(concept, Said(text, text))
        return text

    def _greeting(self) -> list[str]:
        party = self.people.get("recipient")
        name = party.facts["name"].text if party and "name" in party.facts else ""
        plain = [one for one in name.replace(",", " ").split() if one.strip(".") not in _TITLES]
        first, last = (plain[0], plain[-1]) if plain else ("", "")
        first, last = (last, first) if "," in name else (first, last)
        text = self.rng.choice(self._pool("greeting")).format(first=first, last=last)
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
            label = rng.choice(self.said["attached"][self.language])
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

    def _signature(self) -> list[str]:
        """Who wrote it: a name, a job, a company and the ways to reach them."""
        story, rng, values = self.story, self.rng, self.values
        party = self.people.get("sender")
        if party is None:
            return []
        facts = party.facts
        lines = [facts["name"].text] if "name" in facts else []
        job = values.job().text if rng.random() < 0.45 else ""
        company = facts["company"].text if "company" in facts else ""
        joint = rng.choice((", ", " | ", " - ", " · ", " – "))
        if lines and rng.random() < 0.12:
            lines = [joint.join(part for part in (lines[0], job, company) if part)]
        elif rng.random() < 0.5:
            lines += [joint.join(part for part in (job, company) if part)]
        elif rng.random() < 0.8:
            lines += [job, company]
        else:
            lines = [company, *lines, job]
        if "address" in facts:
            if rng.random() < 0.5:
                on_one_line(story, party)
            lines += facts["address"].text.split("\n")
        told = " ".join(story.sentences)
        ways = []
        if "phone" in facts and facts["phone"].text not in told:
            label = rng.choice(("Tel. ", "T: ", "Phone ", "", "Mobile: ", "Direct line ", "T "))
            ways.append(f"{label}{facts['phone'].text}")
        if "website" in facts:
            ways.append(facts["website"].text)
        lines += [rng.choice((" | ", " · ", "   ")).join(ways)] if rng.random() < 0.4 else ways
        dashes = ["", "--"] if rng.random() < 0.15 else [""] if rng.random() < 0.15 else []
        return [*dashes, *filter(None, lines)]

    def _quoted(self) -> list[str]:
        """An earlier message, whose dates and numbers are not those of this one."""
        rng = self.rng
        head = list(rng.choice(self._pool("quoted")))
        marked = rng.random() < 0.6
        texts = rng.sample(self._pool("filler"), rng.randint(1, 3))
        lines = [self._filled(one) for one in head]
        lines += ["", *wrapped(self._filled(" ".join(texts)), 70)]
        if rng.random() < 0.5:
            signed = [self.values.person().text, self.values.company().text]
            lines += ["", rng.choice(self._pool("farewell")), *signed[: rng.randint(1, 2)]]
        return [f"> {line}".rstrip() for line in lines] if marked else lines

    def _filled(self, text: str) -> str:
        values, rng = self.values, self.rng

        def word(match: re.Match[str]) -> str:
            match match[1]:
                case "day":
                    return values.past("1").text
                case "money":
                    return values.money().text
                case "person":
                    return values.person().text
                case "phone":
                    return values.phone().text
                case "mail":
                    return self._address()
                case "time":
                    return values.time().text
                case "subject":
                    intents = self.said["intents"].values()
                    other = rng.choice([*intents])[self.language]["subject"]
                    return self._filled(rng.choice(other))
            return str(rng.randint(1, 9))

        return re.sub(r"\{(\w+)\}", word, text)
