"""Ready schema `id_card`."""

from datetime import date
from itertools import pairwise
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from extractor.schema import Country, disagreement


class IdCard(BaseModel):
    """An identity document of one person: identity card, passport, licence or permit."""

    document_type: (
        Literal["identity_card", "passport", "driving_licence", "residence_permit"] | None
    ) = Field(None, description="kind of document")
    document_number: str | None = Field(None, description="number of the document itself")
    surname: str | None = Field(None, description="family name")
    given_names: str | None = Field(None, description="first and middle names")
    birth_date: date | None = Field(None, description="date of birth")
    birth_place: str | None = Field(None, description="place of birth")
    sex: Literal["F", "M", "X"] | None = Field(None, description="sex as printed")
    nationality: Country | None = Field(None, description="country the person is a national of")
    issuing_country: Country | None = Field(None, description="country that issued the document")
    issuing_authority: str | None = Field(None, description="office that issued it")
    issued_on: date | None = Field(None, description="date of issue")
    expires_on: date | None = Field(None, description="date of expiry")
    personal_number: str | None = Field(
        None, description="personal or national number of the holder, not of the document"
    )
    address: str | None = Field(None, description="holder's address")

    @model_validator(mode="after")
    def _dates_follow(self) -> Self:
        if self.birth_date and self.birth_date > date.today():
            raise disagreement(f"born in the future, on {self.birth_date}", "/birth_date")
        steps = [
            (self.birth_date, "/birth_date"),
            (self.issued_on, "/issued_on"),
            (self.expires_on, "/expires_on"),
        ]
        known = [(day, at) for day, at in steps if day is not None]
        for (before, first), (after, second) in pairwise(known):
            if after <= before:
                raise disagreement(
                    f"{second[1:]} {after} is not after {first[1:]} {before}", first, second
                )
        return self
