"""Ready schema `bill_of_lading`."""

from datetime import date
from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from extractor.schema import disagreement
from extractor.schema.checks import sums

_KILO = Decimal(1)  # carriers round the weight of a container to the kilogram


class Container(BaseModel):
    """One container and its load."""

    container_number: str | None = Field(
        None, description="owner code and number, such as MSKU 123456-5"
    )
    seal_number: str | None = Field(None, description="number of the seal")
    packages: int | None = Field(None, ge=0, description="packages in this container")
    gross_weight_kg: Decimal | None = Field(None, ge=0, description="weight of its load in kg")


class BillOfLading(BaseModel):
    """A bill of lading: a carrier's receipt for goods shipped, and the title to them."""

    bl_number: str = Field(description="number of the bill of lading, not of the booking")
    booking_number: str | None = Field(None, description="the carrier's booking number")
    carrier: str | None = Field(None, description="shipping line that issues it")
    shipper: str | None = Field(None, description="company that sends the goods")
    consignee: str | None = Field(None, description="company the goods go to, or to order")
    notify_party: str | None = Field(None, description="company told of the arrival")
    vessel: str | None = Field(None, description="name of the ship")
    voyage: str | None = Field(None, description="voyage number of the ship")
    port_of_loading: str | None = Field(None, description="port where the goods board the ship")
    port_of_discharge: str | None = Field(None, description="port where they leave the ship")
    shipped_on: date | None = Field(None, description="date shipped on board, not of issue")
    issued_on: date | None = Field(None, description="date of issue of the bill of lading")
    freight: Literal["prepaid", "collect"] | None = Field(None, description="who pays freight")
    packages: int | None = Field(None, ge=0, description="number of packages in all")
    gross_weight_kg: Decimal | None = Field(None, ge=0, description="gross weight in all, in kg")
    measurement_m3: Decimal | None = Field(None, ge=0, description="volume in all, in m3 or CBM")
    containers: list[Container] = Field([], max_length=40, description="the containers, in order")

    @model_validator(mode="after")
    def _ports_differ(self) -> Self:
        if self.port_of_loading and self.port_of_loading == self.port_of_discharge:
            raise disagreement(
                f"loaded and discharged in {self.port_of_loading}",
                "/port_of_loading",
                "/port_of_discharge",
            )
        return self

    @model_validator(mode="after")
    def _containers_add_up(self) -> Self:
        weights = [row.gross_weight_kg for row in self.containers]
        if not sums(weights, self.gross_weight_kg, _KILO):
            raise disagreement(
                f"the containers do not weigh {self.gross_weight_kg} kg together",
                "/containers",
                "/gross_weight_kg",
            )
        packages = [row.packages for row in self.containers]
        if not sums(packages, self.packages, 0):
            raise disagreement(
                f"the containers do not hold {self.packages} packages together",
                "/containers",
                "/packages",
            )
        return self

    @model_validator(mode="after")
    def _container_numbers_check(self) -> Self:
        for index, row in enumerate(self.containers):
            if row.container_number and not _check_digit_fits(row.container_number):
                raise disagreement(
                    f"check digit of container {row.container_number} is wrong",
                    f"/containers/{index}/container_number",
                )
        return self


def _check_digit_fits(number: str) -> bool:
    """ISO 6346: letters count from 10 without multiples of 11, place n weighs 2 to the n."""
    code = "".join(filter(str.isalnum, number.upper()))
    if len(code) != 11 or not (code[:4].isalpha() and code[4:].isdecimal()):
        return True  # a number of another kind bears no check digit
    letters = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _LETTER_VALUES, strict=True))
    values = [letters.get(char) or int(char) for char in code[:10]]
    return sum(value << place for place, value in enumerate(values)) % 11 % 10 == int(code[10])


_LETTER_VALUES = [value for value in range(10, 39) if value % 11]
