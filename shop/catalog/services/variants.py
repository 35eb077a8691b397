"""Sizes and colours on offer. What orders point at is retired, never deleted."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from shop.catalog.commands import SetVariants, VariantRow
from shop.catalog.document import DocumentVariant, ListingDocument
from shop.catalog.errors import StockOutOfRange
from shop.catalog.models import Listing, SoldAs, Variant
from shop.catalog.queries import editing, versions
from shop.catalog.services import prices
from shop.catalog.services.access import note_change, own, take_revision
from shop.catalog.services.projection import set_pieces
from shop.catalog.services.versions import save
from shop.core import money
from shop.core.errors import Invalid
from shop.core.permissions import Principal


def set_variants(db: Session, command: SetVariants, *, actor: Principal) -> list[Variant]:
    """Offer exactly these sizes and colours of an own listing, with this many pieces each.

    Existing ones are recognised by size and colour; their prices and pieces count at once. Of a
    listing that was published before, new, renamed and missing sizes wait for review. Changes of
    stock go through ``catalog.stock`` and leave a movement.

    :returns: The variants on offer, in order.
    :raises NotFound: the listing is not the actor's.
    :raises Stale: another person saved since the form was opened.
    :raises Invalid: there is no price, or a one-of-a-kind piece comes in several variants.
    :raises UnusualPrice: a price looks like a typing error and was not confirmed.
    :raises StockOutOfRange: fewer pieces than buyers have reserved, or two of a unique piece.
    """
    listing = own(db, command.listing, actor=actor)
    take_revision(db, listing, command.revision)
    document = versions.working(db, listing)
    if SoldAs(document.sold_as) == SoldAs.ONE_OF_A_KIND and len(command.rows) > 1:
        raise Invalid(field="sizes")
    confirmed = [money.from_rupiah(price) for price in command.price_confirmed]
    on_offer = {(one.size, one.colour): one for one in editing.variants(db, listing.id)}
    rows: list[DocumentVariant] = []
    for row in command.rows:
        variant = on_offer.get((row.size, row.colour))
        _check_price(listing, variant, row, confirmed)
        if variant is None:
            rows.append(_new_row(document, row))
            continue
        rows.append(DocumentVariant(size=row.size, colour=row.colour))
        price_minor = money.from_rupiah(row.price_rupiah) or listing.price_minor
        prices.set_variant_price(db, variant, price_minor, actor=actor)
        set_pieces(db, listing, variant, row.pieces)
    save(db, listing, document.model_copy(update={"variants": tuple(rows)}), actor=actor)
    prices.follow_variants(db, listing, actor=actor)
    note_change(db, listing)
    return editing.variants(db, listing.id)


def _check_price(
    listing: Listing, variant: Variant | None, row: VariantRow, confirmed: Collection[int]
) -> None:
    """Refuse a size without a price, and ask back about an unusual one."""
    price_minor = money.from_rupiah(row.price_rupiah) or listing.price_minor
    if not price_minor:
        raise Invalid(field="prices_rupiah")
    before = variant.price_minor if variant else listing.price_minor
    prices.check_usual(before, price_minor, confirmed_minor=confirmed)


def _new_row(document: ListingDocument, row: VariantRow) -> DocumentVariant:
    """Return a size that is not on offer yet, with what it will cost and how many there are."""
    if SoldAs(document.sold_as) == SoldAs.ONE_OF_A_KIND and row.pieces > 1:
        raise StockOutOfRange
    return DocumentVariant(
        size=row.size, colour=row.colour, price_rupiah=row.price_rupiah, pieces=row.pieces
    )
