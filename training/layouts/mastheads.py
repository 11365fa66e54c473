"""The head of a resume: a name, which titles may precede and degrees follow, and a headline."""

from __future__ import annotations

from dataclasses import replace

from training.material.careers import filled, said, words
from training.material.locales import Said, worded
from training.stories.story import Party, Story

_TITLES = ("Dr.", "Dr.", "Prof. Dr.", "Prof.")
_TITLED = 0.05  # share of names with a title before them
_LETTERED = 0.12  # share of names with degrees or licences behind them
_HALVED = 0.08  # share of names whose surname stands on a line of its own
_BROAD = 0.2  # share of headlines that say more than one thing
_BARE_NAME = (  # descriptions of a name around which more is printed
    *("name of the person, without titles", "name without degrees or credentials"),
    *("full name, no titles before or letters behind it", "first and last name only"),
)


def masthead(story: Story, party: Party) -> tuple[list[str], list[str]]:
    """The lines with the person's name and headline, and sentences that tell the headline."""
    values, rng = story.values, story.values.rng
    name = _name(story, party)
    lines = [name]
    if name == party.facts["name"].text and "," not in name and rng.random() < _HALVED:
        lines = _halved(story, name)
    elif rng.random() < 0.08:
        lines = [f"{said(values, 'named')}{rng.choice((': ', '   '))}{name}"]
    elif rng.random() < 0.2 and story.title:
        one = rng.random() < 0.35
        joint = rng.choice((" - ", " – ", ": ", " | ", "   "))
        lines = [f"{story.title}{joint}{name}"] if one else [story.title, name]
    if "headline" not in story.facts:
        return lines, []
    headline = story.facts["headline"][1].text
    if rng.random() < 0.12:
        return lines, [filled(values, said(values, "practised").format(headline))]
    if lines == [name] and rng.random() < 0.1:
        return [f"{name}{rng.choice((', ', ' - ', '   ', ' | '))}{headline}"], []
    return [*lines, _broadened(story, headline)], []


def _name(story: Story, party: Party) -> str:
    """The name as the head prints it; what is asked for is the name alone."""
    values, rng = story.values, story.values.rng
    concept, name = story.facts["person.name"][0], party.facts["name"].text
    if rng.random() < 0.25:
        name = name.upper()
    bare = name
    if rng.random() < _TITLED and "," not in name:
        name = f"{rng.choice(_TITLES)} {name}"
    elif rng.random() < _LETTERED:
        own = words(values, "degrees")
        letters = rng.sample(own, min(len(own), rng.choice((1, 1, 2, 2, 3))))
        joint = rng.choice((", ", ", ", ", ", " ", " | "))
        name = f"{name}{', ' if joint == ' ' else joint}{joint.join(letters)}"
    if bare != name:
        concept = replace(concept, says=_BARE_NAME)
    party.facts["name"] = worded(bare)
    story.state(concept, Said(bare, bare))
    return name


def _halved(story: Story, name: str) -> list[str]:
    """The given names above the surname, which are one name all the same."""
    lines = list(filter(None, name.rpartition(" ")[::2]))
    story.state(story.facts["person.name"][0], Said(name, "\n".join(lines)))
    return lines


def _broadened(story: Story, headline: str) -> str:
    """The headline, at times with more between strokes, all of which it then is."""
    values, rng = story.values, story.values.rng
    if rng.random() >= _BROAD:
        return headline
    skills, jobs = words(values, "skill"), words(values, "job")
    more = [rng.choice(rng.choice((skills, skills, jobs))) for _ in range(rng.choice((1, 2, 2)))]
    whole = rng.choice((" | ", " | ", " | ", " · ", " • ", " / ")).join([headline, *more])
    story.state(story.facts["headline"][0], worded(whole))
    return whole
