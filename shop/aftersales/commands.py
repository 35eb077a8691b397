"""What people do with an order that stands."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shop.core.command import Command, OrderNumber, PublicId, Reason


class CancelOrder(Command):
    """The buyer calls an unpaid order off."""

    number: OrderNumber


class ConfirmDelivery(Command):
    """The buyer says that a part arrived."""

    number: OrderNumber
    part: PublicId


class RetryRefund(Command):
    """Staff try a refund again that was refused or came back."""

    refund: PublicId


class RefundPart(Command):
    """Staff pay one artisan's part back in full."""

    number: OrderNumber
    part: PublicId
    #: The buyer reads it beside the refund.
    reason: Annotated[Reason, Field(max_length=300)]
