"""Mails as the reader of mail gives them: five headers, a body, a signature, a quoted thread."""

from __future__ import annotations

import datetime
import re

from training.lexicon import Concept, concepts, raw, snake
from training.lines import wrapped
from training.locales import Said, pools
from training.parties import add_party
from training.story import Bullets, Party, Story, forget_facet
from training.values import Values

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

    def lines(self) -> list[str]:
        rng = self.rng
        lines = [*self._headers(), "", *self._greeting()]
        body = list(self.story.sentences)
        for text in rng.sample(self._pool("filler"), rng.randint(0, 3)):
            body.insert(rng.randint(0, len(body)), self._filled(text))
        rng_cut = rng.randint(1, 3)
        while body:
            part, body = body[:rng_cut], body[rng_cut:]
            text = " ".join(part)
            lines += [*wrapped(text, self.width), *([""] if rng.random() < 0.8 else [])]
        lines += self._facts()
        lines += [rng.choice(pools()["farewell"][self.language]), *self._signature()]
        if rng.random() < 0.4:
            lines += ["", *self._quoted()]
        if rng.random() < 0.25:
            lines += ["", self._filled(rng.choice(self._pool("footers")))]
        return lines

    def _pool(self, name: str) -> list[str]:
        pool: list[str] = self.said[name][self.language]
        return pool

    # -- parts

    def _headers(self) -> list[str]:
        story, rng = self.story, self.rng
        lines = []
        if "sender" in self.people:
            lines.append(f"From: {self._mailbox(self.people['sender'])}")
        if "recipient" in self.people:
            boxes = [self._mailbox(self.people["recipient"])]
            if "email" in self.people["recipient"].facts and rng.random() < 0.25:
                others = [self._address() for _ in range(rng.randint(1, 2))]
                named = [
                    f"{self.values.person().text} <{one}>" if rng.random() < 0.5 else one
                    for one in others
                ]
                boxes += named
                first = self.people["recipient"].facts["email"].text
                to = Concept(
                    "recipients", "email", {}, ("recipients", "to"), says=("addresses in To",)
                )
                story.bullets.append(Bullets(to, "", (first, *others)))
            lines.append(f"To: {', '.join(boxes)}")
        for bullets in story.bullets:
            if bullets.concept.key == "cc":
                lines.append(f"Cc: {', '.join(bullets.items)}")
        lines.append(f"Date: {self._sent()}")
        lines.append(f"Subject: {self._subject()}")
        if rng.random() < 0.1:
            lines.append("X-Priority: 3")
        return lines

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

    def _sent(self) -> str:
        """As mail programs write it, or as the story says it."""
        story, rng = self.story, self.rng
        if "sent_at" not in story.facts:
            return self._filled("{day}")
        _, said = story.facts["sent_at"]
        value = str(said.value)
        if "T" in value and rng.random() < 0.15:
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
        text = story.facts["subject"][1].text if "subject" in story.facts else ""
        text = text or self.values.of(concept).text
        key = next((one for one in _NUMBERED if one in story.facts), None)
        if key and rng.random() < 0.5:
            number = story.facts[key][1].text
            text = rng.choice((f"{text} {number}", f"{number}: {text}", f"{text} ({number})"))
        if rng.random() < 0.2:
            text = rng.choice(("Re: ", "RE: ", "Fwd: ", "AW: ")) + text
        story.absent.pop("subject", None)
        story.state(concept, Said(text, text))
        return text

    def _greeting(self) -> list[str]:
        party = self.people.get("recipient")
        name = party.facts["name"].text if party and "name" in party.facts else ""
        called = name.split(",")[-1].split()
        text = self.rng.choice(pools()["greeting"][self.language])
        return [f"{text.format(called[-1] if called else '').strip()},", ""]

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
        if rng.random() < 0.2:
            lines += self._attachments()
        for bullets in story.bullets:
            if bullets.concept.key not in ("cc", "recipients", "attachments"):
                lines += [f"{bullets.label}: {', '.join(bullets.items)}"]
        return [*lines, ""] if lines else []

    def _attachments(self) -> list[str]:
        rng, values = self.rng, self.values
        endings = ("pdf", "pdf", "docx", "xlsx", "jpg", "zip")
        files = tuple(
            dict.fromkeys(
                f"{values.code('CC RE 20').text.replace('/', '-').replace(' ', '_')}"
                f"{rng.choice(('', '-rev2', '_final', ''))}.{rng.choice(endings)}"
                for _ in range(rng.randint(1, 3))
            )
        )
        concept = Concept(
            "attachments", "list", {}, ("attachments", "files"), says=("file names attached",)
        )
        self.story.bullets.append(Bullets(concept, "", files))
        return [f"{rng.choice(self.said['attached'][self.language])}: {', '.join(files)}"]

    def _signature(self) -> list[str]:
        story, rng, values = self.story, self.rng, self.values
        party = self.people.get("sender")
        if party is None:
            return []
        facts = party.facts
        lines = [facts["name"].text] if "name" in facts else []
        company = facts["company"].text if "company" in facts else ""
        if company and rng.random() < 0.4:
            lines.append(f"{values.job().text}{rng.choice((', ', ' | ', ' - '))}{company}")
        elif company:
            lines += [*([values.job().text] if rng.random() < 0.4 else []), company]
        if "address" in facts:
            lines += facts["address"].text.split("\n")
        told = " ".join(story.sentences)
        if "phone" in facts and facts["phone"].text not in told:
            label = rng.choice(("Tel. ", "T: ", "Phone ", "", "Mobile: "))
            lines.append(f"{label}{facts['phone'].text}")
        if "website" in facts:
            lines.append(facts["website"].text)
        return lines

    def _quoted(self) -> list[str]:
        """An earlier message, whose dates and numbers are not those of this one."""
        rng = self.rng
        head = list(rng.choice(self._pool("quoted")))
        marked = rng.random() < 0.6
        texts = rng.sample(self._pool("filler"), rng.randint(1, 3))
        lines = [self._filled(one) for one in head]
        lines += ["", *wrapped(self._filled(" ".join(texts)), 70)]
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
                    return str(rng.choice(pools()["subject"]))
            return str(rng.randint(1, 9))

        return re.sub(r"\{(\w+)\}", word, text)
