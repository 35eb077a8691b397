"""Creating and editing. What buyers read of a published listing changes only by approval."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import places, policy
from shop.catalog.commands import CreateDraft, EditListing, ListingContent
from shop.catalog.document import ListingDocument
from shop.catalog.errors import NotComplete
from shop.catalog.models import Listing, ListingStatus, SoldAs
from shop.catalog.queries import versions
from shop.catalog.services import prices
from shop.catalog.services.access import note_change, own, take_revision
from shop.catalog.services.versions import save
from shop.core import clock, ids, money
from shop.core.db import Model
from shop.core.errors import Invalid, NotFound
from shop.core.permissions import Principal
from shop.heritage.models import Dye, Fabric, Form, Motif, Region, Technique


def create_draft(db: Session, command: CreateDraft, *, actor: Principal) -> Listing:
    """Begin a listing of one of the actor's workshops.

    :raises NotFound: the workshop is not the actor's.
    :raises Invalid: technique, form or fabric is unknown; ``field`` says which.
    """
    if not policy.may_edit(actor, command.artisan_id):
        raise NotFound
    _check_words(db, command)
    now = clock.now(db)
    listing = Listing(
        public_id=ids.public_id("lst"),
        slug=_free_slug(db, command.title_id),
        artisan_id=command.artisan_id,
        status=ListingStatus.DRAFT,
        title_id=command.title_id,
        technique_id=command.technique_id,
        form_id=command.form_id,
        fabric_id=command.fabric_id,
        fibres=_usual_fibres(db, command.fabric_id),
        created_at=now,
        updated_at=now,
    )
    db.add(listing)
    db.flush()
    return listing


def edit_listing(db: Session, command: EditListing, *, actor: Principal) -> Listing:
    """Save what the form says.

    Price and lead time count at once. Everything else of a listing that was published before
    goes into its open version and waits for review.

    :raises NotFound: the listing is not the actor's.
    :raises Stale: another person saved since the form was opened.
    :raises Invalid: a word of the craft is unknown; ``field`` says which.
    :raises UnusualPrice: the price looks like a typing error and was not confirmed.
    :raises NotComplete: a listing that was published would have no price.
    """
    listing = own(db, command.listing, actor=actor)
    _check_words(db, command)
    price_minor = money.from_rupiah(command.price_rupiah)
    confirmed = [money.from_rupiah(price) for price in command.price_confirmed]
    prices.check_usual(listing.price_minor, price_minor, confirmed_minor=confirmed)
    if listing.published_at is not None and not price_minor:
        raise NotComplete([policy.required("price_minor")])
    take_revision(db, listing, command.revision)
    save(db, listing, _edited(db, listing, command), actor=actor)
    _set_lead_days(db, listing, command)
    prices.set_listing_price(db, listing, price_minor, actor=actor)
    db.flush()
    return listing


def _edited(db: Session, listing: Listing, command: EditListing) -> ListingDocument:
    """Return the document with what the form says in place of what it said."""
    typed = {name: getattr(command, name) for name in ListingContent.model_fields}
    roles: dict[str, str] = {}
    for field in ("motif_ids", "supporting_motif_ids", "filling_motif_ids"):
        for motif_id in typed[field]:
            roles.setdefault(motif_id, field)
        typed[field] = tuple(motif for motif, role in roles.items() if role == field)
    typed["fibres"] = command.fibres or tuple(_usual_fibres(db, command.fabric_id))
    is_made_to_order = SoldAs(command.sold_as) == SoldAs.MADE_TO_ORDER
    typed["lead_days"] = max(command.lead_days, 1) if is_made_to_order else 0
    return versions.working(db, listing).model_copy(update=typed)


def _set_lead_days(db: Session, listing: Listing, command: EditListing) -> None:
    """Change the lead time of what is made to order; that needs no review."""
    both = {listing.sold_as, command.sold_as}
    lead_days = max(command.lead_days, 1)
    if both == {SoldAs.MADE_TO_ORDER.value} and listing.lead_days != lead_days:
        listing.lead_days = lead_days
        note_change(db, listing)


def _usual_fibres(db: Session, fabric_id: str) -> list[Any]:
    """Return what this fabric is usually made of, as far as it is known."""
    fibres = db.scalar(sa.select(Fabric.fibres).where(Fabric.id == fabric_id)) or []
    return [fibre for fibre in fibres if fibre.get("pct")]


# -- words of the craft --------------------------------------------------------------------------


def _check_words(db: Session, command: CreateDraft | EditListing) -> None:
    _check(db, Form, "form_id", [command.form_id])
    _check(db, Fabric, "fabric_id", [command.fabric_id])
    technique = db.get(Technique, command.technique_id)
    if technique is None or technique.kind != "type":
        raise Invalid(field="technique_id")
    if isinstance(command, EditListing):
        _check(db, Dye, "dye_ids", command.dye_ids)
        for field in ("motif_ids", "supporting_motif_ids", "filling_motif_ids"):
            _check(db, Motif, field, getattr(command, field))
        for field in ("designed_in", "waxed_in", "dyed_in", "sewn_in"):
            code = getattr(command, field)
            _check(db, Region, field, [code] if code and not places.is_abroad(code) else [])


def _check(db: Session, model: type[Model], field: str, keys: Iterable[str]) -> None:
    """Refuse keys that name nothing.

    :raises Invalid: naming the field.
    """
    wanted = set(keys)
    key = sa.inspect(model).primary_key[0]
    if wanted and len(db.scalars(sa.select(key).where(key.in_(wanted))).all()) != len(wanted):
        raise Invalid(field=field)


def _free_slug(db: Session, title: str) -> str:
    """Return an address made of the title, with a tail when others have the same title."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_title).strip("-")[:90].strip("-") or "produk"
    taken = db.scalar(sa.select(Listing.id).where(Listing.slug == slug))
    return f"{slug}-{secrets.token_hex(3)}" if taken else slug
