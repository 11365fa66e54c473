"""Ready schema `purchase_order`."""

from datetime import date
from decimal import Decimal
from typing import Self

from pydantic import BaseModel, Field, model_validator

from extractor.schema import Currency, disagreement
from extractor.schema.checks import sums

_CENT = Decimal("0.01")  # amounts are rounded one by one, totals again


class OrderLine(BaseModel):
    """One article ordered."""

    item_number: str | None = Field(None, description="article, part or catalogue number")
    description: str | None = Field(None, description="what is ordered")
    quantity: Decimal | None = Field(None, description="how many units are ordered")
    unit: str | None = Field(None, description="unit of the quantity, such as pcs, kg, box")
    unit_price: Decimal | None = Field(None, description="price of one unit")
    amount: Decimal | None = Field(None, description="price of the whole line")


class PurchaseOrder(BaseModel):
    """A purchase order: a buyer orders goods or services from a supplier."""

    order_number: str = Field(description="number of this order, not of a quotation or requisition")
    order_date: date | None = Field(None, description="date of the order")
    delivery_date: date | None = Field(None, description="date the goods are wanted")
    quotation_number: str | None = Field(None, description="the supplier's offer it refers to")
    buyer_name: str | None = Field(None, description="company that orders")
    buyer_contact: str | None = Field(None, description="person at the buyer who placed the order")
    supplier_name: str | None = Field(None, description="company that is to deliver")
    ship_to: str | None = Field(None, description="delivery address, without the company's name")
    payment_terms: str | None = Field(None, description="when to pay, such as 30 days net")
    delivery_terms: str | None = Field(None, description="Incoterm and place, such as DAP Lyon")
    currency: Currency | None = Field(None, description="currency of the prices")
    subtotal: Decimal | None = Field(None, description="sum of the lines before tax and freight")
    shipping: Decimal | None = Field(None, description="freight or delivery charge")
    tax: Decimal | None = Field(None, description="amount of VAT or sales tax, not its rate")
    total: Decimal | None = Field(None, description="value of the whole order")
    lines: list[OrderLine] = Field([], max_length=60, description="the articles, in order")

    @model_validator(mode="after")
    def _delivered_after_order(self) -> Self:
        if self.order_date and self.delivery_date and self.delivery_date < self.order_date:
            raise disagreement(
                f"wanted on {self.delivery_date}, before the order of {self.order_date}",
                "/order_date",
                "/delivery_date",
            )
        return self

    @model_validator(mode="after")
    def _parties_differ(self) -> Self:
        if self.buyer_name and self.buyer_name == self.supplier_name:
            raise disagreement(
                f"{self.buyer_name} orders from itself", "/buyer_name", "/supplier_name"
            )
        return self

    @model_validator(mode="after")
    def _amounts_add_up(self) -> Self:
        if self.subtotal is None or (self.tax is None and self.shipping is None):
            return self
        shipping, tax = self.shipping or Decimal(0), self.tax or Decimal(0)
        # Freight may be a line of the order, and so in the subtotal already.
        possible = [[self.subtotal, shipping, tax], [self.subtotal, tax]]
        if not any(sums(parts, self.total, 2 * _CENT) for parts in possible):
            raise disagreement(
                f"subtotal {self.subtotal}, shipping and tax do not make {self.total}",
                "/subtotal",
                "/shipping",
                "/tax",
                "/total",
            )
        return self

    @model_validator(mode="after")
    def _lines_add_up(self) -> Self:
        ordered = [line.amount for line in self.lines]
        rounding = _CENT * max(2, len(ordered))
        printed = [amount for amount in (self.subtotal, self.total) if amount is not None]
        if printed and not any(sums(ordered, amount, rounding) for amount in printed):
            raise disagreement(
                f"the lines do not sum to {printed[0]}", "/lines", "/subtotal", "/total"
            )
        return self
