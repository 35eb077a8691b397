"""How orders and their parts may move, and who may do what. Pure."""

from __future__ import annotations

from shop.orders.models import OrderState, PartState

#: Order: from -> to. ``expired``/``cancelled`` -> ``paid`` is a late payment that still fits.
MOVES: dict[OrderState, frozenset[OrderState]] = {
    OrderState.PLACED: frozenset({OrderState.PAID, OrderState.CANCELLED, OrderState.EXPIRED}),
    OrderState.EXPIRED: frozenset({OrderState.PAID}),
    OrderState.CANCELLED: frozenset({OrderState.PAID}),
    OrderState.PAID: frozenset({OrderState.REFUNDED}),
    OrderState.REFUNDED: frozenset(),
}

#: Part: from -> to. A parcel may be refunded at any time after it was paid.
PART_MOVES: dict[PartState, frozenset[PartState]] = {
    PartState.WAITING: frozenset({PartState.TO_PACK, PartState.CANCELLED}),
    PartState.CANCELLED: frozenset({PartState.TO_PACK}),
    PartState.TO_PACK: frozenset({PartState.PACKED, PartState.SHIPPED, PartState.REFUNDED}),
    PartState.PACKED: frozenset({PartState.SHIPPED, PartState.REFUNDED}),
    PartState.SHIPPED: frozenset({PartState.DELIVERED, PartState.REFUNDED}),
    PartState.DELIVERED: frozenset({PartState.REFUNDED}),
    PartState.REFUNDED: frozenset(),
}

#: States in which an order holds the buyer's money.
PAID_STATES = (OrderState.PAID, OrderState.REFUNDED)

#: States in which an order ended without the buyer's money.
ENDED_UNPAID = (OrderState.CANCELLED, OrderState.EXPIRED)


def may_cancel(state: str) -> bool:
    """Tell whether the buyer may call the order off by a click: only before paying."""
    return state == OrderState.PLACED


def may_pay(state: str) -> bool:
    """Tell whether the order still waits for its money."""
    return state == OrderState.PLACED


def may_refund(state: str) -> bool:
    """Tell whether staff may pay a part back."""
    return PartState.REFUNDED in PART_MOVES[PartState(state)]
