"""The end of a contract: who signs for whom, with names, titles and dates beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from training.layouts.contracts.telling import tell
from training.layouts.contracts.wording import Wording
from training.material.locales import Said
from training.pages.lines import columns
from training.stories.story import Party


def signatures(wording: Wording, parties: Sequence[Party], human: Sequence[bool]) -> list[str]:
    """The lines of the signatures; the date of signature in them is that of the story.

    Parties that are `human` sign for themselves, the others by somebody who speaks for them.
    """
    story, rng = wording.story, wording.rng
    language = story.values.language
    closing = rng.choice(wording.said["signed"][language])
    told = "signature_date" in story.facts
    lines = []
    if closing and (told or "{signature_date}" not in closing):
        lines += [wording.filled(closing).replace("\N{NO-BREAK SPACE}", " "), ""]
    form = rng.choice(_FORMS)
    date = story.facts["signature_date"][1].text if told and rng.random() < 0.6 else ""
    dates = [date] * len(parties)
    if not told and rng.random() < 0.3:
        dates = _days(wording, len(parties))
    blocks = [
        (_by_role if own else form)(wording, party, at, day)
        for at, (party, own, day) in enumerate(zip(parties, human, dates, strict=False))
    ]
    if len(blocks) == 2 and rng.random() < 0.6:
        return [*lines, *columns(blocks, rng.randint(3, 12))]
    return [*lines, *(line for block in blocks for line in [*block, ""])]


def _days(wording: Wording, count: int) -> list[str]:
    """When each of them signed, which nothing but the signatures says.

    Of one day they make the date of signature; of several, nobody may ask for it.
    """
    rng, story, first = wording.rng, wording.story, wording.terms.signed
    apart = rng.random() < 0.6
    days = [first + timedelta(days=at * rng.randint(1, 9) * apart) for at in range(count)]
    said = [wording.values.whole(day) for day in days]
    if len({one.text for one in said}) == 1:
        wording.state("signature_date", said[0])
    else:
        story.absent.pop("signature_date", None)
    return [one.text for one in said]


def _signer(wording: Wording, party: Party) -> tuple[str, str]:
    """Who signs, which the signature states, and as what."""
    rng = wording.rng
    said = party.facts["contact"] if "contact" in party.facts else wording.values.person()
    who = tell(wording.story, party, "signatory", said)
    return who, rng.choice(wording.said["block"][wording.values.language])


def _as(wording: Wording, party: Party, job: str) -> str:
    """As what somebody signs, where a signature prints it."""
    return tell(wording.story, party, "signatory_title", Said(job, job))


def _role(wording: Wording, at: int) -> str:
    role = wording.roles[at] if at < len(wording.roles) else ""
    return role[:1].upper() + role[1:]


def _behalf(wording: Wording, party: Party, at: int, date: str) -> list[str]:
    who, job = _signer(wording, party)
    name = party.facts["name"].text
    words = {
        "en": ("For and on behalf of {}", "By", "Name", "Title", "Date"),
        "de": ("Für die {}", "Unterschrift", "Name", "Funktion", "Datum"),
        "fr": ("Pour {}", "Signature", "Nom", "Qualité", "Date"),
        "es": ("Por {}", "Firma", "Nombre", "Cargo", "Fecha"),
        "it": ("Per {}", "Firma", "Nome", "Qualifica", "Data"),
        "nl": ("Namens {}", "Handtekening", "Naam", "Functie", "Datum"),
    }[wording.values.language]
    lines = [words[0].format(name), f"{words[1]}: ______________", f"{words[2]}: {who}"]
    if wording.rng.random() < 0.7:
        lines.append(f"{words[3]}: {_as(wording, party, job)}")
    return [*lines, f"{words[4]}: {date or '__________'}"]


def _under_a_line(wording: Wording, party: Party, at: int, date: str) -> list[str]:
    who, job = _signer(wording, party)
    place = f"{wording.values.city().text}, {date}" if date else ""
    signed = (place, "_" * 24, who, _as(wording, party, job), party.facts["name"].text)
    return [line for line in signed if line]


def _by_role(wording: Wording, party: Party, at: int, date: str) -> list[str]:
    rng = wording.rng
    role = _role(wording, at)
    head = role.upper() if rng.random() < 0.5 else role
    return [line for line in (head, party.facts["name"].text, "____________________", date) if line]


def _short(wording: Wording, party: Party, at: int, date: str) -> list[str]:
    who, job = _signer(wording, party)
    name = party.facts["name"].text
    return [name, f"{who}, {_as(wording, party, job)}", *([date] if date else [])]


def _stamped(wording: Wording, party: Party, at: int, date: str) -> list[str]:
    """A role and a signature, as tools for signing on a screen print it."""
    who, _ = _signer(wording, party)
    head = _role(wording, at)
    return [head, f"/s/ {who}", who, *([date] if date else [])]


_FORMS = (_behalf, _behalf, _under_a_line, _by_role, _short, _stamped)
