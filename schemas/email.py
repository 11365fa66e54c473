"""Ready schema `email`."""

from datetime import date, datetime
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from extractor.schema import Email as Address
from extractor.schema import Free, disagreement


class Email(BaseModel):
    """An email message: who wrote to whom, when, and what they want."""

    sender_name: str | None = Field(None, description="name of the person who wrote it")
    sender_email: Address | None = Field(None, description="address it was sent from")
    sender_company: str | None = Field(None, description="the writer's company, as signed")
    recipients: list[Address] = Field([], max_length=20, description="addresses in To")
    cc: list[Address] = Field([], max_length=20, description="addresses in Cc")
    subject: str | None = Field(None, description="subject line")
    sent_at: datetime | None = Field(None, description="when it was sent, not a quoted message")
    category: (
        Literal["request", "complaint", "order", "offer", "invoice", "scheduling", "information"]
        | None
    ) = Field(None, description="what the message is for")
    reference: str | None = Field(
        None, description="order, invoice, ticket or contract number it is about"
    )
    reply_by: date | None = Field(None, description="date by which something is asked for")
    reply_expected: bool | None = Field(None, description="true if an answer or action is asked")
    summary: Free | None = Field(None, max_length=240, description="what it says, in one sentence")
    attachments: list[str] = Field([], max_length=20, description="file names attached")

    @model_validator(mode="after")
    def _deadline_after_sending(self) -> Self:
        if self.sent_at and self.reply_by and self.reply_by < self.sent_at.date():
            raise disagreement(
                f"wanted by {self.reply_by}, before it was sent on {self.sent_at.date()}",
                "/sent_at",
                "/reply_by",
            )
        return self
