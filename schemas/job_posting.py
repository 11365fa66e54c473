"""Ready schema `job_posting`."""

from datetime import date
from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from extractor.schema import Currency, Email, Url, disagreement


class JobPosting(BaseModel):
    """A job advertisement: an employer seeks one kind of employee."""

    job_title: str = Field(description="title of the job offered")
    employer: str | None = Field(None, description="company that hires, not a recruiting agency")
    location: str | None = Field(None, description="place of work")
    reference: str | None = Field(None, description="reference or job number to quote")
    employment_type: (
        Literal["full_time", "part_time", "temporary", "internship", "apprenticeship", "freelance"]
        | None
    ) = Field(None, description="kind of employment")
    work_model: Literal["on_site", "hybrid", "remote"] | None = Field(
        None, description="where the work is done"
    )
    salary_min: Decimal | None = Field(None, ge=0, description="lower end of the pay")
    salary_max: Decimal | None = Field(None, ge=0, description="upper end of the pay")
    currency: Currency | None = Field(None, description="currency of the pay")
    salary_period: Literal["hour", "day", "month", "year"] | None = Field(
        None, description="what the pay is for"
    )
    experience_years: int | None = Field(
        None, ge=0, le=40, description="years of experience required, the least accepted"
    )
    posted_on: date | None = Field(None, description="date of publication")
    apply_by: date | None = Field(None, description="closing date for applications")
    starts_on: date | None = Field(None, description="first day of work, where a date is given")
    contact_email: Email | None = Field(None, description="email to apply or ask")
    apply_url: Url | None = Field(None, description="web address to apply at")
    requirements: list[str] = Field(
        [], max_length=15, description="what an applicant must bring, one by one"
    )

    @model_validator(mode="after")
    def _pay_in_order(self) -> Self:
        low, high = self.salary_min, self.salary_max
        if low is not None and high is not None and low > high:
            raise disagreement(f"pay from {low} to {high}", "/salary_min", "/salary_max")
        return self

    @model_validator(mode="after")
    def _dates_follow(self) -> Self:
        if self.posted_on and self.apply_by and self.apply_by < self.posted_on:
            raise disagreement(
                f"closes on {self.apply_by}, before it was posted on {self.posted_on}",
                "/posted_on",
                "/apply_by",
            )
        if self.posted_on and self.starts_on and self.starts_on < self.posted_on:
            raise disagreement(
                f"starts on {self.starts_on}, before it was posted on {self.posted_on}",
                "/posted_on",
                "/starts_on",
            )
        return self
