"""Ready schema `resume`."""

import re
from typing import Self

from pydantic import BaseModel, Field, model_validator

from extractor.schema import Email, Phone, Url, disagreement

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Job(BaseModel):
    """One position held."""

    job_title: str | None = Field(None, description="title of the position")
    employer: str | None = Field(None, description="company or organisation")
    location: str | None = Field(None, description="place of this job")
    start: str | None = Field(None, description="when it began, as written, such as Mar 2019")
    end: str | None = Field(None, description="when it ended, as written, such as 2021 or present")


class Education(BaseModel):
    """One course of study."""

    degree: str | None = Field(None, description="degree or certificate, with its subject")
    institution: str | None = Field(None, description="university or school")
    year: int | None = Field(
        None, ge=1930, le=2100, description="year of graduation, the last one given"
    )


class Resume(BaseModel):
    """A resume or CV: one person's career."""

    full_name: str = Field(description="name of the person, without titles")
    headline: str | None = Field(None, description="profession under the name, not a past job")
    email: Email | None = Field(None, description="email of the person, not of a referee")
    phone: Phone | None = Field(None, description="phone of the person, not of a referee")
    location: str | None = Field(None, description="where the person lives")
    website: Url | None = Field(None, description="personal site or online profile")
    nationality: str | None = Field(None, description="nationality, where stated")
    driving_licence: str | None = Field(None, description="driving licence or its class, if stated")
    skills: list[str] = Field([], max_length=25, description="skills and tools, one by one")
    languages: list[str] = Field([], max_length=10, description="languages spoken, without levels")
    experience: list[Job] = Field([], max_length=15, description="jobs, as ordered in the document")
    education: list[Education] = Field([], max_length=8, description="studies, as ordered")

    @model_validator(mode="after")
    def _jobs_run_forward(self) -> Self:
        for index, job in enumerate(self.experience):
            began, ended = _year(job.start), _year(job.end)
            if began and ended and ended < began:
                raise disagreement(
                    f"a job that began in {began} ended in {ended}",
                    f"/experience/{index}/start",
                    f"/experience/{index}/end",
                )
        return self


def _year(text: str | None) -> int | None:
    """The four-digit year in a date as people write it on a resume."""
    found = _YEAR.search(text or "")
    return int(found[0]) if found else None
