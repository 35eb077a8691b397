"""How payments and refunds look in the ledger. Pure: facts in, transfers out."""

from __future__ import annotations

from collections.abc import Sequence

from shop.ledger import accounts
from shop.ledger.services import Transfer
from shop.orders.models import ArtisanOrder, Order
from shop.payments.models import Payment


def captured(
    order: Order, payment: Payment, parts: Sequence[tuple[ArtisanOrder, str]]
) -> list[Transfer]:
    """Return the movements of a payment that its order takes.

    The money arrives in the order's clearing account and is split at once: to every artisan
    goods and carriage less our commission, to us the commission; the transfer code has an
    account of its own. Nothing remains in clearing.

    :param parts: Each part with its artisan's account id.
    """
    clearing = accounts.order_clearing(order.number)
    money = payment.currency
    provider = accounts.provider(payment.provider)
    moves = [
        Transfer(provider, clearing, payment.amount_minor, money),
        Transfer(provider, accounts.SUFFIXES, payment.suffix_minor, money),
    ]
    for part, artisan in parts:
        earned = part.total_minor - part.commission_minor
        moves.append(Transfer(clearing, accounts.artisan_held(artisan), earned, money))
        moves.append(Transfer(clearing, accounts.COMMISSION, part.commission_minor, money))
    return moves


def unwanted(order: Order, payment: Payment, amount_minor: int, currency: str) -> list[Transfer]:
    """Return the movement of money that came and has to go back."""
    due = accounts.refund_due(order.number)
    return [Transfer(accounts.provider(payment.provider), due, amount_minor, currency)]


def part_refunded(
    payment: Payment, part: ArtisanOrder, artisan: str, *, transfer_code_minor: int
) -> list[Transfer]:
    """Return the movements of one artisan's part being paid back: the split in reverse.

    :param transfer_code_minor: What goes back of the transfer code with this part.
    """
    provider = accounts.provider(payment.provider)
    earned = part.total_minor - part.commission_minor
    return [
        Transfer(accounts.artisan_held(artisan), provider, earned, payment.currency),
        Transfer(accounts.COMMISSION, provider, part.commission_minor, payment.currency),
        Transfer(accounts.SUFFIXES, provider, transfer_code_minor, payment.currency),
    ]


def sent_back(order: Order, payment: Payment, amount_minor: int, currency: str) -> list[Transfer]:
    """Return the movement of unwanted money leaving again."""
    due = accounts.refund_due(order.number)
    return [Transfer(due, accounts.provider(payment.provider), amount_minor, currency)]


def reversed_transfers(transfers: Sequence[Transfer]) -> list[Transfer]:
    """Return the movements that undo others: corrections are new rows."""
    return [Transfer(t.credit, t.debit, t.amount_minor, t.currency) for t in transfers]
