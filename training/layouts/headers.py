"""Headers of mails: who writes to whom, when, about what and with which files."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from training.data import raw
from training.material.lexicon import Concept, concepts
from training.material.locales import Said
from training.material.mailing import Phrases
from training.stories.mails import SENT
from training.stories.story import Bullets, Party, Story

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_ROLES = ("From", "Sent", "To", "Cc", "Subject", "Attachments")
_HEADS = (  # the order of the headers, as mail programs and printed mails have them
    *[("From", "To", "Cc", "Sent", "Subject")] * 4,
    *[("From", "Sent", "To", "Cc", "Subject", "Attachments")] * 2,
    ("Subject", "From", "To", "Cc", "Sent"),
    ("Sent", "From", "To", "Cc", "Subject", "Attachments"),
    ("From", "Subject", "Sent", "To", "Cc"),
)
_BOXED = (*["{} <{}>"] * 6, "{} ({})", "{} [{}]")  # a name and its address
_SIZED = ("", "", " ({kb} KB)", " ({mb} MB)", " ({kb}K)", " [{mb} MB]", " <{kb} kB>", " - {kb} KB")
_NUMBERED_SUBJECTS = (
    *("{0} {1}", "{1}: {0}", "{0} ({1})", "{0} – {1}", "{0}: {1}", "[{1}] {0}", "{0} #{1}"),
    *("{1} - {0}", "{0}, {1}", "{0} / {1}"),
)
_NUMBERED = ("order_number", "invoice_number", "reference")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the text of a mail."""

    lines: list[str]
    vague: bool  # whether the subject leaves open what the mail is for
    names_files: bool


def write_head(
    story: Story, phrases: Phrases, category: str, *, files: Sequence[str], mark: str
) -> Head:
    """The head of a mail of that category, with a mark of urgency among its lines, if it has one.

    The story then states what the headers say.
    """
    return _Headers(story, phrases, category, files, mark).head()


class _Headers:
    def __init__(
        self, story: Story, phrases: Phrases, category: str, files: Sequence[str], mark: str
    ) -> None:
        self.story = story
        self.values = story.values
        self.rng = story.values.rng
        self.language = story.values.language
        self.phrases = phrases
        self.category = category
        self.files = files
        self.mark = mark
        self.people = {party.role: party for party in story.parties}
        self.boxed = self.rng.choice(_BOXED)
        self.vague = False

    def head(self) -> Head:
        story, rng = self.story, self.rng
        order = rng.choice(_HEADS)
        names_files = "Attachments" in order
        native = names_files or rng.random() < 0.2
        names = raw("mails")["headers"][self.language if native else "en"]
        labels = dict(zip(_ROLES, names, strict=True))
        if order[3] == "Sent" and rng.random() < 0.8:
            labels["Sent"] = "Date"
        told = {"Sent": self._sent(native), "Subject": self._subject()}
        if "sender" in self.people:
            told["From"] = self._mailbox(self.people["sender"])
        if "recipient" in self.people:
            told["To"] = rng.choice((", ", "; ", "; ")).join(self._recipients())
        for bullets in story.bullets:
            if bullets.concept.key == "cc":
                named = (self._named(one) for one in bullets.items)
                told["Cc"] = rng.choice((", ", "; ")).join(named)
        if self.files:
            joint, form = rng.choice((", ", "; ", " ")), rng.choice(_SIZED)
            joint = joint if form.endswith((")", "]", ">")) or joint != " " else ", "
            told["Attachments"] = joint.join(
                f"{one}{form.format(kb=rng.randint(9, 990), mb=rng.randint(11, 96) / 10)}"
                for one in self.files
            )
        mark = " : " if native and self.language == "fr" else ": "
        lines = [f"{labels[key]}{mark}{told[key]}" for key in order if told.get(key)]
        if self.mark:
            lines.insert(rng.randint(0, len(lines)), self.mark)
        return Head(lines, self.vague, names_files)

    def _recipients(self) -> list[str]:
        """Whom it is sent to, of whom the first is the one it is for."""
        story, rng, party = self.story, self.rng, self.people["recipient"]
        boxes = [self._mailbox(party)]
        if "email" in party.facts and rng.random() < 0.35:
            others = [self.phrases.address() for _ in range(rng.randint(1, 3))]
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
        month = _MONTHS[when.month - 1]
        text = f"{_DAYS[when.weekday()]}, {when.day:02} {month} {when:%Y %H:%M:%S}"
        text += rng.choice((" +0000", " +0100", " +0200", " -0500"))
        story.state(SENT, Said(value, text))
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
            if rng.random() < 0.4:  # no label tells it besides
                story.head[:] = [fact for fact in story.head if fact.concept.key != key]
        if rng.random() < 0.2:
            text = rng.choice(self.phrases.pool("prefix")) + text
        story.state(concept, Said(text, text))
        return text
