"""Ready schema `utility_bill`."""

from datetime import date
from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from extractor.schema import Currency, disagreement
from extractor.schema.checks import sums

_CENT = Decimal("0.01")  # amounts are rounded one by one, totals again


class Charge(BaseModel):
    """One line of the bill."""

    description: str | None = Field(None, description="what is charged, such as standing charge")
    amount: Decimal | None = Field(None, description="amount of this line")


class UtilityBill(BaseModel):
    """A bill for electricity, gas, water, heat or telecommunications at one address."""

    provider_name: str | None = Field(None, description="company that supplies and bills")
    utility_type: (
        Literal["electricity", "gas", "water", "heat", "internet", "phone", "waste"] | None
    ) = Field(None, description="what is supplied")
    customer_name: str | None = Field(None, description="person or company billed")
    account_number: str | None = Field(None, description="customer or contract account number")
    service_address: str | None = Field(None, description="address supplied, not the provider's")
    meter_number: str | None = Field(None, description="serial number of the meter")
    bill_date: date | None = Field(None, description="date of the bill")
    due_date: date | None = Field(None, description="date by which it is paid or collected")
    period_start: date | None = Field(None, description="first day billed")
    period_end: date | None = Field(None, description="last day billed")
    previous_reading: Decimal | None = Field(None, description="meter at the start of the period")
    current_reading: Decimal | None = Field(None, description="meter at the end of the period")
    consumption: Decimal | None = Field(None, description="amount used in the period, not a price")
    consumption_unit: str | None = Field(None, description="unit of the consumption, such as kWh")
    currency: Currency | None = Field(None, description="currency of the amounts")
    total: Decimal | None = Field(
        None, description="charges of this period with tax, not a balance or instalment"
    )
    charges: list[Charge] = Field(
        [], max_length=30, description="the lines that make the total, tax included, no subtotals"
    )

    @model_validator(mode="after")
    def _dates_follow(self) -> Self:
        for before, after in (("period_start", "period_end"), ("bill_date", "due_date")):
            first, second = getattr(self, before), getattr(self, after)
            if first and second and second < first:
                raise disagreement(
                    f"{after} {second} is before {before} {first}", f"/{before}", f"/{after}"
                )
        return self

    @model_validator(mode="after")
    def _readings_fit(self) -> Self:
        previous, current = self.previous_reading, self.current_reading
        if previous is None or current is None:
            return self
        if current < previous:
            raise disagreement(
                f"the meter ran back from {previous} to {current}",
                "/previous_reading",
                "/current_reading",
            )
        # Gas and heat are metered in one unit and billed in another.
        billed_as_metered = self.utility_type in ("electricity", "water")
        if billed_as_metered and not sums([current, -previous], self.consumption, 1):
            raise disagreement(
                f"from {previous} to {current} is not {self.consumption}",
                "/previous_reading",
                "/current_reading",
                "/consumption",
            )
        return self

    @model_validator(mode="after")
    def _charges_add_up(self) -> Self:
        charges = [charge.amount for charge in self.charges]
        if not sums(charges, self.total, _CENT * max(2, len(charges))):
            raise disagreement(
                f"the charges do not sum to the total {self.total}", "/charges", "/total"
            )
        return self
