"""Ready schema `bank_statement`."""

from datetime import date
from decimal import Decimal
from typing import Self

from pydantic import BaseModel, Field, model_validator

from extractor.schema import Currency, Iban, disagreement
from extractor.schema.checks import sums

_CENT = Decimal("0.01")


class Transaction(BaseModel):
    """One movement on the account."""

    booked_on: date | None = Field(None, description="booking date, not the value date")
    description: str | None = Field(None, description="payee, payer or purpose")
    debit: Decimal | None = Field(None, description="money out, as printed; null if money came in")
    credit: Decimal | None = Field(None, description="money in, as printed; null if money went out")


class BankStatement(BaseModel):
    """A bank account statement over a period."""

    bank_name: str | None = Field(None, description="the bank that keeps the account")
    account_holder: str | None = Field(None, description="person or company that owns the account")
    account_number: str | None = Field(None, description="account number, where it is not an IBAN")
    iban: Iban | None = Field(None, description="IBAN of this account, not of a payee")
    bic: str | None = Field(None, description="BIC or SWIFT code of the bank", max_length=14)
    statement_number: str | None = Field(None, description="running number of the statement")
    statement_date: date | None = Field(None, description="date the statement was made")
    period_start: date | None = Field(None, description="first day covered")
    period_end: date | None = Field(None, description="last day covered")
    currency: Currency | None = Field(None, description="currency of the account")
    opening_balance: Decimal | None = Field(None, description="balance brought forward, at start")
    total_credits: Decimal | None = Field(None, description="sum of money in, where printed")
    total_debits: Decimal | None = Field(None, description="sum of money out, where printed")
    closing_balance: Decimal | None = Field(None, description="balance at the end of the period")
    transactions: list[Transaction] = Field(
        [], max_length=200, description="the movements in order, without balance lines"
    )

    @model_validator(mode="after")
    def _period_runs_forward(self) -> Self:
        if self.period_start and self.period_end and self.period_end < self.period_start:
            raise disagreement(
                f"the period ends on {self.period_end}, before it starts on {self.period_start}",
                "/period_start",
                "/period_end",
            )
        return self

    @model_validator(mode="after")
    def _totals_balance(self) -> Self:
        if self.total_credits is None or self.total_debits is None:
            return self
        money_in, money_out = abs(self.total_credits), abs(self.total_debits)
        if not sums([self.opening_balance, money_in, -money_out], self.closing_balance, _CENT):
            raise disagreement(
                f"opening {self.opening_balance} + {money_in} - {money_out} "
                f"is not the closing balance {self.closing_balance}",
                "/opening_balance",
                "/total_credits",
                "/total_debits",
                "/closing_balance",
            )
        return self

    @model_validator(mode="after")
    def _transactions_balance(self) -> Self:
        moves = [_signed(row) for row in self.transactions]
        if moves and not sums([self.opening_balance, *moves], self.closing_balance, _CENT):
            raise disagreement(
                f"opening balance {self.opening_balance} and the transactions "
                f"do not make the closing balance {self.closing_balance}",
                "/opening_balance",
                "/transactions",
                "/closing_balance",
            )
        return self

    @model_validator(mode="after")
    def _transactions_in_period(self) -> Self:
        for index, row in enumerate(self.transactions):
            early = row.booked_on and self.period_start and row.booked_on < self.period_start
            late = row.booked_on and self.period_end and row.booked_on > self.period_end
            if early or late:
                raise disagreement(
                    f"booked on {row.booked_on}, outside the period",
                    f"/transactions/{index}/booked_on",
                )
        return self


def _signed(row: Transaction) -> Decimal | None:
    """What the movement does to the balance; signs on paper differ from bank to bank."""
    if (row.debit is None) == (row.credit is None):
        return None
    return abs(row.credit) if row.credit is not None else -abs(row.debit or Decimal(0))
