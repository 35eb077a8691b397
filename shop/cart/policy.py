"""What may be bought, in which number, and what is wrong with a line. Pure."""

from __future__ import annotations

from enum import StrEnum

#: Different things in one cart.
MOST_LINES = 50
#: Pieces of one thing.
MOST_PIECES = 99
#: Characters of a note to an artisan.
LONGEST_NOTE = 1000


class LineState(StrEnum):
    """Whether a line can be ordered as it stands, and if not, why."""

    OK = "ok"
    PRICE_CHANGED = "price_changed"
    FEWER_LEFT = "fewer_left"
    GONE = "gone"
    UNPUBLISHED = "unpublished"


def line_state(
    *, is_offered: bool, available: int | None, quantity: int, price_minor: int, seen_minor: int
) -> LineState:
    """Judge a line; what weighs most comes first.

    :param is_offered: The listing is published, its artisan active, the variant not retired.
    :param available: Pieces that can be taken now; ``None`` when it is made to order.
    """
    if not is_offered:
        return LineState.UNPUBLISHED
    if available is not None and available <= 0:
        return LineState.GONE
    if available is not None and available < quantity:
        return LineState.FEWER_LEFT
    if price_minor != seen_minor:
        return LineState.PRICE_CHANGED
    return LineState.OK


def most_of(*, is_unique: bool, available: int | None) -> int:
    """Return how many pieces one line may hold at most."""
    most = 1 if is_unique else MOST_PIECES
    return most if available is None else min(available, most)


def merged_quantity(account: int, guest: int, *, most: int) -> int:
    """Return the quantity of a variant that both carts held: the larger, within the stock.

    Not the sum: the same person put it in twice. Never below one; a line that is gone stays and
    says so.
    """
    return max(1, min(max(account, guest), most))


def merged_note(account: str, guest: str) -> str:
    """Return the note to an artisan of two carts: the account's, then the guest's if different."""
    if not guest or guest == account:
        return account
    if not account:
        return guest
    return f"{account}\n{guest}"[:LONGEST_NOTE]
