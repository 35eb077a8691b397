"""Pictures of a listing: which, in what order, and what they show in words."""

from __future__ import annotations

from sqlalchemy.orm import Session

from shop.catalog import policy
from shop.catalog.commands import AddPicture, ArrangePictures
from shop.catalog.document import DocumentPicture
from shop.catalog.errors import TooManyPictures
from shop.catalog.models import Listing
from shop.catalog.queries import versions
from shop.catalog.services.access import own
from shop.catalog.services.versions import save
from shop.core.errors import NotFound
from shop.core.permissions import Principal
from shop.core.pictures import Picture


def add_picture(db: Session, command: AddPicture, *, picture_id: int, actor: Principal) -> Listing:
    """Put an uploaded picture at the end of an own listing's pictures.

    Of a listing that was published before it waits for review with the open version.

    :param picture_id: What ``core.pictures.receive`` returned, in the same transaction.
    :raises NotFound: the listing is not the actor's.
    :raises TooManyPictures: it has as many as it may have.
    """
    listing = own(db, command.listing, actor=actor)
    document = versions.working(db, listing)
    if len(document.pictures) >= policy.MOST_PICTURES:
        raise TooManyPictures(most=policy.MOST_PICTURES)
    added = DocumentPicture(
        picture=db.get_one(Picture, picture_id).public_id,
        alt_id=command.alt_id,
        alt_en=command.alt_en,
    )
    changed = document.model_copy(update={"pictures": (*document.pictures, added)})
    save(db, listing, changed, actor=actor)
    return listing


def arrange_pictures(db: Session, command: ArrangePictures, *, actor: Principal) -> None:
    """Order an own listing's pictures and give them words; what is not named is taken away.

    Of a listing that was published before this waits for review with the open version.

    :raises NotFound: the listing is not the actor's, or it has no such picture.
    """
    listing = own(db, command.listing, actor=actor)
    document = versions.working(db, listing)
    known = {row.picture: row for row in document.pictures}
    rows = []
    for position, public_id in enumerate(command.pictures):
        if public_id not in known:
            raise NotFound
        words = {
            name: column[position]
            for name, column in (("alt_id", command.alts_id), ("alt_en", command.alts_en))
            if column
        }
        rows.append(known[public_id].model_copy(update=words))
    save(db, listing, document.model_copy(update={"pictures": tuple(rows)}), actor=actor)
