"""What happens to money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shop.core.outbox import Event


@dataclass(frozen=True)
class PaymentCaptured(Event):
    """A provider has the money of an order."""

    name: ClassVar[str] = "payments.captured"
    payment: str
    number: str


@dataclass(frozen=True)
class PaymentUnwanted(Event):
    """Money came that belongs to no order (late, twice, wrong amount); it is going back."""

    name: ClassVar[str] = "payments.unwanted"
    payment: str
    number: str
    reason: str


@dataclass(frozen=True)
class RefundEnded(Event):
    """A refund arrived, or the provider refused it: ``outcome`` is ``done`` or ``failed``."""

    name: ClassVar[str] = "payments.refund_ended"
    refund: str
    number: str
    outcome: str


@dataclass(frozen=True)
class RefundAccountNeeded(Event):
    """Money goes back by bank transfer and no account is known; the buyer is asked for one."""

    name: ClassVar[str] = "payments.refund_account_needed"
    refund: str
    number: str


@dataclass(frozen=True)
class ProofSent(Event):
    """A buyer sent the picture of a transfer slip; staff look at it."""

    name: ClassVar[str] = "payments.proof_sent"
    proof: str
    number: str


@dataclass(frozen=True)
class ProofRefused(Event):
    """Staff could not find the transfer that a slip shows, and said why."""

    name: ClassVar[str] = "payments.proof_refused"
    proof: str
    number: str
    reason: str
