"""Ready schema `lab_report`."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from extractor.schema import disagreement


class LabResult(BaseModel):
    """One analyte measured."""

    test: str | None = Field(None, description="name of the test or analyte")
    value: Decimal | None = Field(None, description="result, where it is a number")
    finding: str | None = Field(None, description="result in words, such as negative")
    unit: str | None = Field(None, description="unit of the value, such as mmol/L")
    reference_low: Decimal | None = Field(None, description="lower end of the reference range")
    reference_high: Decimal | None = Field(None, description="upper end of the reference range")
    flag: Literal["low", "high", "critical", "abnormal", "normal"] | None = Field(
        None, description="mark beside the result: H or + is high, L or - is low; null if none"
    )


class LabReport(BaseModel):
    """A medical laboratory report with the results of one patient."""

    laboratory_name: str | None = Field(None, description="laboratory that did the tests")
    report_number: str | None = Field(None, description="report, order or accession number")
    patient_name: str | None = Field(None, description="name of the patient, as printed")
    patient_id: str | None = Field(None, description="patient or medical record number")
    birth_date: date | None = Field(None, description="patient's date of birth")
    sex: Literal["female", "male", "other"] | None = Field(None, description="patient's sex")
    physician: str | None = Field(None, description="doctor who ordered the tests")
    specimen: str | None = Field(None, description="material tested, such as serum or urine")
    collected_on: date | None = Field(None, description="date the specimen was taken")
    received_on: date | None = Field(None, description="date it reached the laboratory")
    reported_on: date | None = Field(None, description="date of the report or its release")
    comment: str | None = Field(None, description="the laboratory's remark on the results")
    results: list[LabResult] = Field([], max_length=60, description="every test, in order")

    @model_validator(mode="after")
    def _dates_follow(self) -> Self:
        steps = [
            (self.birth_date, "/birth_date"),
            (self.collected_on, "/collected_on"),
            (self.received_on, "/received_on"),
            (self.reported_on, "/reported_on"),
        ]
        known = [(day, at) for day, at in steps if day is not None]
        for (before, first), (after, second) in pairwise(known):
            if after < before:
                raise disagreement(
                    f"{second[1:]} {after} is before {first[1:]} {before}", first, second
                )
        return self

    @model_validator(mode="after")
    def _ranges_and_flags_hold(self) -> Self:
        for index, row in enumerate(self.results):
            at = f"/results/{index}"
            low, high = row.reference_low, row.reference_high
            if low is not None and high is not None and low > high:
                raise disagreement(
                    f"reference range {low} to {high} of {row.test}",
                    f"{at}/reference_low",
                    f"{at}/reference_high",
                )
            if not _flag_fits(row):
                raise disagreement(
                    f"{row.test} is flagged {row.flag}, but {row.value} is not",
                    f"{at}/value",
                    f"{at}/flag",
                    f"{at}/reference_low",
                    f"{at}/reference_high",
                )
        return self


def _flag_fits(row: LabResult) -> bool:
    """Whether the flag is what value and range say; True where either is not known."""
    if row.value is None:
        return True
    below = None if row.reference_low is None else row.value < row.reference_low
    above = None if row.reference_high is None else row.value > row.reference_high
    match row.flag:
        case "low":
            return below is not False
        case "high":
            return above is not False
        case "normal":
            return not below and not above
        case _:
            return True
