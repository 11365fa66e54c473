"""The person of a resume, by the name alone, and what its entries tell together: where somebody
works now, and as what.
"""

from __future__ import annotations

import re

from training.data import raw
from training.material.lexicon import Concept
from training.stories.story import Story, restate

_TITLE = re.compile(r"^(?:Dr\.|Mr|Ms|Mrs|Prof\.) ")
_DEGREE = re.compile(r", (?:PhD|MD|MBA)$", re.IGNORECASE)
_EMPLOYER = Concept(
    *("current_employer", "company", {}),
    names=(
        *("current_employer", "current_company", "present_employer", "latest_employer"),
        *("most_recent_employer", "company_now", "current_workplace"),
    ),
    says=("where the person works now", "employer of the job that goes on", "current employer"),
)
_JOB = Concept(
    *("current_job", "job", {}),
    names=(
        *("current_job", "current_position", "current_role", "current_job_title", "latest_job"),
        *("most_recent_job_title", "latest_position", "current_title"),
    ),
    says=("title of the job that goes on", "what the person works as now", "current job title"),
)


def hold_job(story: Story) -> None:
    """States the job that has not ended, if one of them has not."""
    until = {word.casefold() for word in raw("careers")["until_now"][story.values.language]}
    for table in story.tables:
        for row in table.rows if table.name == "experience" else ():
            if "end" not in row or row["end"].text.casefold() in until:
                story.state(_EMPLOYER, row["employer"])
                story.state(_JOB, row["job_title"])
                return


def name_plainly(story: Story) -> None:
    """The person's name without a title before it or a degree behind it."""
    person = story.letterhead
    if person and "name" in person.facts:
        text = person.facts["name"].text
        restate(story, person, "name", _DEGREE.sub("", _TITLE.sub("", text)))
