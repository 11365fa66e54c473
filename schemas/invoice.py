"""Ready schema `invoice`."""

from datetime import date
from decimal import Decimal
from typing import Self

from pydantic import BaseModel, Field, model_validator

from extractor.schema import Currency, Iban, VatNumber, disagreement
from extractor.schema.checks import sums

_CENT = Decimal("0.01")  # amounts are rounded one by one, totals again


class LineItem(BaseModel):
    """One line of what is charged."""

    description: str | None = Field(None, description="goods or service of this line")
    quantity: Decimal | None = Field(None, description="how many units")
    unit_price: Decimal | None = Field(None, description="price of one unit")
    amount: Decimal | None = Field(None, description="price of the whole line")


class Invoice(BaseModel):
    """An invoice: a seller asks a buyer to pay for goods or services."""

    invoice_number: str = Field(description="number of this invoice, not of the order or customer")
    invoice_date: date | None = Field(None, description="date issued, not the due or delivery date")
    due_date: date | None = Field(None, description="latest date of payment")
    purchase_order_number: str | None = Field(None, description="the buyer's order number")
    seller_name: str | None = Field(None, description="company that issues the invoice")
    seller_vat_id: VatNumber | None = Field(
        None, description="VAT number of the seller, not the buyer"
    )
    buyer_name: str | None = Field(None, description="company or person who is billed")
    currency: Currency | None = Field(None, description="currency of the amounts")
    subtotal: Decimal | None = Field(None, description="sum of the lines before tax")
    discount: Decimal | None = Field(None, description="deduction from the whole invoice")
    shipping: Decimal | None = Field(None, description="freight or delivery charge")
    tax: Decimal | None = Field(None, description="amount of VAT or sales tax, not its rate")
    total: Decimal = Field(description="grand total with tax, before payments received")
    amount_due: Decimal | None = Field(
        None, description="still to pay, where a deposit or payment is deducted from the total"
    )
    iban: Iban | None = Field(None, description="bank account to pay to")
    line_items: list[LineItem] = Field([], max_length=60, description="the lines charged, in order")

    @model_validator(mode="after")
    def _dates_follow(self) -> Self:
        if self.invoice_date and self.due_date and self.due_date < self.invoice_date:
            raise disagreement(
                f"due {self.due_date}, before it was issued on {self.invoice_date}",
                "/invoice_date",
                "/due_date",
            )
        return self

    @model_validator(mode="after")
    def _amounts_add_up(self) -> Self:
        if self.subtotal is None or self.tax is None:
            return self
        shipping, discount = self.shipping or Decimal(0), abs(self.discount or Decimal(0))
        # A subtotal is printed before the discount and freight, or with them taken in already.
        net = [
            self.subtotal + freight - deduction
            for freight in (shipping, Decimal(0))
            for deduction in (discount, Decimal(0))
        ]
        if not any(sums([amount, self.tax], self.total, 2 * _CENT) for amount in net):
            raise disagreement(
                f"subtotal {self.subtotal} and tax {self.tax} do not make the total {self.total}",
                "/subtotal",
                "/discount",
                "/shipping",
                "/tax",
                "/total",
            )
        return self

    @model_validator(mode="after")
    def _lines_add_up(self) -> Self:
        if self.subtotal is None:
            return self
        lines = [item.amount for item in self.line_items]
        rounding = _CENT * max(2, len(lines))
        discount, shipping = abs(self.discount or Decimal(0)), self.shipping or Decimal(0)
        # Lines may be priced before the discount, with tax, or hold freight as a line of their own.
        printed = [
            self.subtotal,
            self.subtotal + discount,
            self.subtotal + shipping,
            self.total,
            self.total + discount,
        ]
        if not any(sums(lines, amount, rounding) for amount in printed):
            raise disagreement(
                f"the lines do not sum to the subtotal {self.subtotal}",
                "/line_items",
                "/subtotal",
            )
        return self

    @model_validator(mode="after")
    def _due_at_most_total(self) -> Self:
        if self.amount_due is not None and self.amount_due > self.total + _CENT:
            raise disagreement(
                f"amount due {self.amount_due} is more than the total {self.total}",
                "/amount_due",
                "/total",
            )
        return self
