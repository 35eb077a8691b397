"""Cards of pieces as markup, each made once until the index hears that its listing changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from shop.catalog import queries
from shop.catalog.index.snapshot import Snapshot
from shop.core import http
from shop.core.i18n import get_locale

#: How the pictures of the first cards are loaded: a phone shows two, and waits for the first.
FIRST_SCREEN = ("first", "early")


@dataclass(frozen=True, slots=True)
class _Made:
    """A card, and the public id of its picture; empty when it has none."""

    markup: Markup
    picture_id: str


@dataclass(frozen=True, slots=True)
class Rack:
    """Cards side by side. False when there is none."""

    made: tuple[_Made, ...]

    def __bool__(self) -> bool:
        """Tell whether there is any card."""
        return bool(self.made)

    def __html__(self) -> str:
        """Return the items of a list."""
        return "".join(card.markup for card in self.made)

    @property
    def picture_id(self) -> str:
        """The picture of the first card."""
        return self.made[0].picture_id if self.made else ""


def rack(
    db: Session,
    snapshot: Snapshot,
    listing_ids: Sequence[int],
    *,
    loading: Sequence[str] = (),
) -> Rack:
    """Return the cards of listings that are in the window, in the given order.

    No statement when all of them were shown since they last changed, else one.

    :param loading: How the first pictures are loaded; all others are when they come into sight.
    """
    wanted = [
        (listing_id, ("card", get_locale(), loading[at] if at < len(loading) else "lazy"))
        for at, listing_id in enumerate(listing_ids)
    ]
    # read once: another thread may empty what is kept while the missing cards are made
    found: dict[int, _Made | None] = {i: snapshot.kept_of(i).get(kind) for i, kind in wanted}
    missing = {i: kind for i, kind in wanted if found[i] is None}
    if missing:
        card = http.macro("storefront/_card.html", "card")
        for piece in queries.cards(db, list(missing)):
            fresh = _Made(card(piece, missing[piece.listing_id][2]), piece.picture_id)
            found[piece.listing_id] = fresh
            snapshot.kept_of(piece.listing_id)[missing[piece.listing_id]] = fresh
    return Rack(tuple(made for i, _kind in wanted if (made := found[i]) is not None))
