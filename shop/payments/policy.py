"""Which money may go back, and which refund may be tried again. Pure: facts in, answers out."""

from __future__ import annotations

from collections.abc import Collection

from shop.orders.models import PartState
from shop.orders.policy import may_refund
from shop.payments.models import RefundState


def may_refund_part(
    state: str, *, refunded_minor: int, total_minor: int, tries: Collection[str]
) -> bool:
    """Tell whether a refund of a part may begin.

    A refund that came back after it had arrived leaves a refunded part whose money is owed again:
    it may begin too.

    :param state: State of the part.
    :param tries: States of the part's refunds so far.
    """
    is_owed_again = state == PartState.REFUNDED and refunded_minor < total_minor
    has_money = may_refund(state) or is_owed_again
    return has_money and all(one == RefundState.FAILED for one in tries)


def may_retry(state: str, *, is_replaced: bool) -> bool:
    """Tell whether a refund may be tried again: refused or returned, and nothing followed it."""
    return state == RefundState.FAILED and not is_replaced
