"""Pictures of a listing: which, in what order, and what they show in words."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import policy
from shop.catalog.commands import AddPicture, ArrangePictures
from shop.catalog.errors import TooManyPictures
from shop.catalog.models import ListingPicture, ListingStatus
from shop.catalog.services.access import note_change, own
from shop.catalog.services.review import check_publishable
from shop.core import pictures
from shop.core.errors import NotFound
from shop.core.permissions import Principal
from shop.core.pictures import Picture


def add_picture(
    db: Session, command: AddPicture, *, picture_id: int, actor: Principal
) -> ListingPicture:
    """Put an uploaded picture at the end of an own listing's pictures.

    :param picture_id: What ``core.pictures.receive`` returned, in the same transaction.
    :raises NotFound: the listing is not the actor's.
    :raises TooManyPictures: it has as many as it may have.
    """
    listing = own(db, command.listing, actor=actor)
    count, last = db.execute(
        sa.select(sa.func.count(), sa.func.max(ListingPicture.position)).where(
            ListingPicture.listing_id == listing.id
        )
    ).one()
    if count >= policy.MOST_PICTURES:
        raise TooManyPictures(most=policy.MOST_PICTURES)
    link = ListingPicture(
        listing_id=listing.id,
        picture_id=picture_id,
        position=0 if last is None else last + 1,
        alt_id=command.alt_id,
        alt_en=command.alt_en,
    )
    db.add(link)
    db.flush()
    note_change(db, listing)
    return link


def arrange_pictures(db: Session, command: ArrangePictures, *, actor: Principal) -> None:
    """Order an own listing's pictures and give them words; what is not named is taken away.

    :raises NotFound: the listing is not the actor's, or it has no such picture.
    :raises NotComplete: a live listing would have no picture, or one without words.
    """
    listing = own(db, command.listing, actor=actor)
    rows = db.execute(
        sa.select(ListingPicture, Picture.public_id)
        .join(Picture, Picture.id == ListingPicture.picture_id)
        .where(ListingPicture.listing_id == listing.id)
    )
    links = {public_id: link for link, public_id in rows}
    for position, public_id in enumerate(command.pictures):
        link = links.pop(public_id, None)
        if link is None:
            raise NotFound
        link.position = position
        if command.alts_id:
            link.alt_id = command.alts_id[position]
        if command.alts_en:
            link.alt_en = command.alts_en[position]
    for link in links.values():
        pictures.discard(db, link.picture_id)
        db.delete(link)
    db.flush()
    if listing.status == ListingStatus.PUBLISHED:
        check_publishable(db, listing)
    note_change(db, listing)
