"""Ready schema `receipt`."""

from datetime import date, time
from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from extractor.schema import Currency, Phone, VatNumber, disagreement
from extractor.schema.checks import sums

_CENT = Decimal("0.01")  # amounts are rounded one by one, totals again


class ReceiptItem(BaseModel):
    """One thing bought."""

    description: str | None = Field(None, description="name of the article or dish")
    quantity: Decimal | None = Field(None, description="how many, where printed")
    amount: Decimal | None = Field(None, description="price of this line")


class Receipt(BaseModel):
    """A till receipt or restaurant bill: proof of a purchase already paid."""

    merchant_name: str | None = Field(None, description="shop or restaurant, as at the top")
    merchant_address: str | None = Field(None, description="street and town of the shop")
    merchant_phone: Phone | None = Field(None, description="phone number of the shop")
    merchant_vat_id: VatNumber | None = Field(None, description="VAT number of the shop")
    receipt_number: str | None = Field(None, description="number of this receipt or bill")
    purchase_date: date | None = Field(None, description="day of the purchase")
    purchase_time: time | None = Field(None, description="time of the purchase")
    currency: Currency | None = Field(None, description="currency of the amounts")
    subtotal: Decimal | None = Field(None, description="sum before tax and tip")
    tax: Decimal | None = Field(None, description="total amount of VAT or sales tax, not its rate")
    tip: Decimal | None = Field(None, description="tip or gratuity")
    total: Decimal = Field(description="amount paid for the purchase, not the cash handed over")
    payment_method: Literal["cash", "card", "mobile", "voucher", "other"] | None = Field(
        None, description="how it was paid"
    )
    cash_given: Decimal | None = Field(None, description="cash handed over, before change")
    change: Decimal | None = Field(None, description="cash given back")
    items: list[ReceiptItem] = Field([], max_length=60, description="the things bought, in order")

    @model_validator(mode="after")
    def _amounts_add_up(self) -> Self:
        if self.subtotal is None or self.tax is None:
            return self
        tip = self.tip or Decimal(0)
        # Prices hold the tax already in much of the world; then it is printed, not added.
        possible = [[self.subtotal, self.tax, tip], [self.subtotal, tip]]
        if not any(sums(parts, self.total, 2 * _CENT) for parts in possible):
            raise disagreement(
                f"subtotal {self.subtotal}, tax {self.tax} and tip {tip} "
                f"do not make the total {self.total}",
                "/subtotal",
                "/tax",
                "/tip",
                "/total",
            )
        return self

    @model_validator(mode="after")
    def _items_add_up(self) -> Self:
        bought = [item.amount for item in self.items]
        rounding = _CENT * max(2, len(bought))
        printed = [self.total, self.total - (self.tip or Decimal(0))]
        if self.subtotal is not None:
            printed.append(self.subtotal)
        if not any(sums(bought, amount, rounding) for amount in printed):
            raise disagreement(
                "the items sum to neither subtotal nor total",
                "/items",
                "/total",
            )
        return self

    @model_validator(mode="after")
    def _change_is_right(self) -> Self:
        coin = 10 * _CENT  # cash is rounded to the smallest one
        if self.change is not None and not sums(
            [self.total, abs(self.change)], self.cash_given, coin
        ):
            raise disagreement(
                f"{self.cash_given} given for {self.total} does not leave {self.change} change",
                "/total",
                "/cash_given",
                "/change",
            )
        return self
