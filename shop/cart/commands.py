"""What a person may do with a cart. Prices, currencies and owners are never among the fields."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from shop.cart.policy import MOST_LINES, MOST_PIECES
from shop.core.command import Command, Minor, Note, PublicId, Slug, strict_integer

#: Beyond ``MOST_PIECES`` the service answers in words; this only bounds the number itself.
Pieces = Annotated[int, BeforeValidator(strict_integer), Field(ge=1, le=MOST_PIECES * 100)]
PiecesOrNone = Annotated[int, BeforeValidator(strict_integer), Field(ge=0, le=MOST_PIECES * 100)]


class AddLine(Command):
    """Put ``quantity`` more pieces of a variant into the cart."""

    variant: PublicId
    quantity: Pieces = 1


class ChangeQuantity(Command):
    """Have exactly ``quantity`` pieces on a line; zero takes it out."""

    line: PublicId
    quantity: PiecesOrNone


class RemoveLine(Command):
    """Take a line out."""

    line: PublicId


class RemoveLines(Command):
    """Take several lines out, all of them or none."""

    lines: Annotated[list[PublicId], Field(min_length=1, max_length=MOST_LINES)]


class SetNote(Command):
    """Tell the artisan something; an empty text takes the note back."""

    artisan: Slug
    text: Note = ""


class ConfirmPrices(Command):
    """Agree to today's prices, whose sum was shown as ``goods_seen_minor``."""

    goods_seen_minor: Minor
