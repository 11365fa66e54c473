"""Signatures of mails: a name, a job, a company and the ways to reach them."""

from __future__ import annotations

from training.material.mailing import Phrases
from training.stories.story import Party, Story, on_one_line

_LABELS = ("Tel. ", "T: ", "Phone ", "", "Mobile: ", "Direct line ", "T ", "Tel.: ", "M ", "☎ ")


def signature(story: Story, party: Party, phrases: Phrases) -> list[str]:
    """How the writer signs; now and then only for a team, or above a line of the company's own."""
    rng, facts = story.values.rng, party.facts
    company = facts["company"].text if "company" in facts else ""
    if company and rng.random() < 0.08:
        team = rng.choice(phrases.pool("team")).format(company)
        lines = [team, *([facts["name"].text] if "name" in facts and rng.random() < 0.5 else [])]
    else:
        lines = _signed(story, party, company, phrases)
    lines += _address(story, party)
    lines += _ways(story, party)
    if company and rng.random() < 0.08:  # what the law wants companies to print
        lines += ["", f"{company}{rng.choice((', ', ' | ', ' · '))}{phrases.pick('imprint')}"]
    dashes = ["", rng.choice(("--", "-- ", "___", "—"))] if rng.random() < 0.15 else []
    return [*dashes, *([""] if not dashes and rng.random() < 0.15 else []), *lines]


def _signed(story: Story, party: Party, company: str, phrases: Phrases) -> list[str]:
    """The name, a job and the company: on a line or each on its own, in one order or another."""
    values, rng = story.values, story.values.rng
    name = party.facts["name"].text if "name" in party.facts else ""
    job = values.job().text.removesuffix(" (m/f/d)") if rng.random() < 0.45 else ""
    if name and rng.random() < 0.06:
        name = f"{rng.choice(phrases.pool('signed_for'))} {name}"
    joint = rng.choice((", ", " | ", " - ", " · ", " – "))
    beside = joint.join(part for part in (job, company) if part)
    draw = rng.random()
    if name and draw < 0.12:
        lines = [joint.join(part for part in (name, job, company) if part)]
    elif draw < 0.48:
        lines = [name, beside]
    elif draw < 0.56 and job:
        lines = [f"{name}{rng.choice((', ', ' – ', ' | '))}{job}" if name else job, company]
    elif draw < 0.62:
        lines = [name, company, job]
    elif draw < 0.9:
        lines = [name, job, company]
    else:
        lines = [company, name, job]
    lines = [line for line in lines if line]
    if lines[1:] and rng.random() < 0.08:
        lines.insert(1, "")
    return lines


def _address(story: Story, party: Party) -> list[str]:
    if "address" not in party.facts:
        return []
    if story.values.rng.random() < 0.5:
        mark = story.values.rng.choice((", ", ", ", " | ", " · "))
        return [on_one_line(story, party, mark)]
    return party.facts["address"].text.split("\n")


def _ways(story: Story, party: Party) -> list[str]:
    """The ways to reach the writer that the text has not told; the address of the mail again."""
    rng, facts = story.values.rng, party.facts
    told = " ".join(story.sentences)
    ways = []
    if "phone" in facts and facts["phone"].text not in told:
        ways.append(f"{rng.choice(_LABELS)}{facts['phone'].text}")
    if "email" in facts and rng.random() < 0.25:
        ways.append(f"{rng.choice(('', 'E: ', 'E-Mail: ', '✉ '))}{facts['email'].text}")
    if "website" in facts:
        ways.append(facts["website"].text)
    return [rng.choice((" | ", " · ", "   ")).join(ways)] if rng.random() < 0.4 and ways else ways
