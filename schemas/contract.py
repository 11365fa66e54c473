"""Ready schema `contract`."""

from datetime import date
from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from extractor.schema import Currency, disagreement


class Party(BaseModel):
    """One side of the contract."""

    name: str | None = Field(None, description="legal name of the person or company")
    role: str | None = Field(None, description="what the contract calls it, such as Lessor")


class Contract(BaseModel):
    """A contract or agreement between two or more parties."""

    title: str | None = Field(None, description="title of the contract, as at its head")
    contract_type: (
        Literal[
            "services",
            "employment",
            "lease",
            "sale",
            "supply",
            "license",
            "nda",
            "loan",
            "partnership",
            "other",
        ]
        | None
    ) = Field(None, description="kind of contract")
    contract_number: str | None = Field(None, description="reference number of the contract")
    signature_date: date | None = Field(None, description="date it was signed or made")
    effective_date: date | None = Field(None, description="date it takes effect or the term begins")
    end_date: date | None = Field(None, description="date it expires, where a date is given")
    term: str | None = Field(None, description="duration in words, such as three (3) years")
    automatic_renewal: bool | None = Field(
        None, description="true if it renews by itself, false if it says that it does not"
    )
    notice_period: str | None = Field(
        None, description="notice to end it at will or at the end of a term, not for breach"
    )
    contract_value: Decimal | None = Field(
        None, description="total price or value; for a lease the rent of one period"
    )
    currency: Currency | None = Field(None, description="currency of the contract value")
    payment_terms: str | None = Field(None, description="when invoices or rent must be paid")
    liability_cap: Decimal | None = Field(None, description="highest amount of liability")
    governing_law: str | None = Field(None, description="state or country whose law applies")
    jurisdiction: str | None = Field(None, description="courts or seat of arbitration for disputes")
    parties: list[Party] = Field([], max_length=8, description="who signs, in order")

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        start, at = (
            (self.effective_date, "/effective_date")
            if self.effective_date
            else (self.signature_date, "/signature_date")
        )
        if start and self.end_date and self.end_date < start:
            raise disagreement(
                f"ends on {self.end_date}, before it starts on {start}", at, "/end_date"
            )
        return self

    @model_validator(mode="after")
    def _parties_differ(self) -> Self:
        names = [party.name.casefold() for party in self.parties if party.name]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise disagreement(f"{name!r} is named as a party twice", "/parties")
        return self
