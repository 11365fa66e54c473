"""Who issues a document, told in a sentence at its foot with the numbers to call for this and that:
"Issued by Corbel Mutual, 4 Mill Lane, Helmton. Claims line 0800 411 206."
"""

from __future__ import annotations

from training.data import raw
from training.material.lexicon import Concept, concept
from training.pages.addresses import issuer
from training.pages.lines import GLUE, glued, wrapped
from training.pages.page import Page
from training.stories.story import Story, on_one_line


def imprint(page: Page) -> list[str]:
    """One sentence or two on who issues it; nothing where nobody does.

    What it does not bear of who issues it, as an email address, is behind it or left out.
    """
    story, rng, values = page.story, page.rng, page.values
    party = story.letterhead
    if party is None or "name" not in party.facts:
        return []
    if "contact" in party.facts and rng.random() < 0.4:
        lines, reach = issuer(page, party)
        return [reach[-1], *lines, *reach[:-1]]  # below the one to ask for
    words = raw("imprints")
    placed = "address" in party.facts
    if placed:
        on_one_line(story, party)
    told = [
        f"{party.labels[facet]} {party.facts[facet].text}".strip()
        for facet in ("phone", "email", "website", "vat_id")
        if facet in party.facts
    ]
    reach = [*map(glued, told), *calling(story)]
    apart = len(reach) > 0 and rng.random() < 0.75
    mark = rng.choice(("   ", " | ") if apart else (". ", " | ", " · ", ", "))
    calls = mark.join(reach)
    whole = glued if rng.random() < 0.8 else str  # whether a line may end within either
    form = rng.choice(words["with_place" if placed else "without_place"][values.language])
    text = form.format(
        name=whole(party.facts["name"].text),
        place=whole(party.facts["address"].text) if placed else "",
        city=values.city().text,
        person=values.person().text,
        n=rng.randint(10000, 9999999),
        calls="" if apart else calls,
    )
    if "{n}" in form:
        story.absent.pop("registration_number", None)
    if "{person}" in form:  # who might be taken for either
        story.absent.pop(f"{party.role}.contact", None)
        story.absent.pop("cashier", None)
    lines = wrapped(text.replace("..", ".").rstrip(" ·–"), rng.choice((70, 90, 110)))
    return [*lines, *_beside(reach, mark)] if apart else lines


def _beside(reach: list[str], mark: str) -> list[str]:
    """What to call and write to, two to a line."""
    return [mark.join(reach[at : at + 2]).replace(GLUE, " ") for at in range(0, len(reach), 2)]


def calling(story: Story) -> list[str]:
    """Numbers to call, each behind what it is for, which the story then states."""
    values, rng = story.values, story.values.rng
    entries = raw("imprints")["phones"]
    fitting = [key for key, one in entries.items() if story.kind in one.get("kinds", [story.kind])]
    chosen = rng.sample(fitting, min(len(fitting), rng.choice((0, 1, 1, 2, 2, 3))))
    lines = []
    for key in chosen:
        said = values.phone()
        form = rng.choice(entries[key][values.language])
        lines.append(glued(form.format(phone=said.text)))
        story.state(_purpose(key), said)
        story.absent.pop(key, None)
    for key in fitting if chosen else ():
        if key not in chosen:
            story.absent[key] = _purpose(key)
    for key in ("support_phone", "complaints_phone"):  # which any other number might do for
        if chosen and key not in chosen:
            story.absent.pop(key, None)
    if chosen and story.letterhead:  # as these might for that of who issues it
        story.absent.pop(f"{story.letterhead.role}.phone", None)
        story.absent.pop("contact_phone", None)
    return lines


def _purpose(key: str) -> Concept:
    return concept(key, raw("imprints")["phones"][key])
