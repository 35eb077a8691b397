"""Creating and editing. A live listing stays in the window while it is edited."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import places, policy
from shop.catalog.commands import CreateDraft, EditListing
from shop.catalog.errors import NotComplete
from shop.catalog.models import (
    Listing,
    ListingDye,
    ListingMotif,
    ListingStatus,
    SoldAs,
    Variant,
)
from shop.catalog.queries import editing
from shop.catalog.services import prices
from shop.catalog.services.access import note_change, own, take_revision
from shop.catalog.services.review import check_publishable
from shop.core import clock, ids, money
from shop.core.db import Model
from shop.core.errors import Invalid, NotFound
from shop.core.permissions import Principal
from shop.heritage import policy as heritage
from shop.heritage.models import Dye, Fabric, Form, Motif, Region, Technique

#: Columns that an edit copies from the command as they are.
_COPIED = (
    "title_id", "title_en", "story_id", "story_en", "sold_as", "technique_id", "has_prada",
    "form_id", "fabric_id", "grams_per_square_metre", "width_cm", "height_cm", "weight_grams",
    "packed_length_cm", "packed_width_cm", "packed_height_cm", "designed_in", "waxed_in",
    "dyed_in", "sewn_in", "attribution_id", "attribution_en",
)  # fmt: skip

#: What the table itself wants of a live listing.
_HELD_BY_TABLE = {"price_minor", "weight_grams"}


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
    listing.is_batik = _is_batik(db, listing)
    db.add(listing)
    db.flush()
    return listing


def edit_listing(db: Session, command: EditListing, *, actor: Principal) -> Listing:
    """Save what the form says. What buyers already see must stay complete and allowed.

    A new price follows to the variants that had the old one (``services.prices``).

    :raises NotFound: the listing is not the actor's.
    :raises Stale: somebody saved since the form was opened.
    :raises Invalid: a word of the craft is unknown; ``field`` says which.
    :raises UnusualPrice: the price looks like a typing error and was not confirmed.
    :raises NotComplete: a live listing would lack something.
    :raises AgainstTheCanon: a live listing would break a rule of the canon.
    """
    listing = own(db, command.listing, actor=actor)
    _check_words(db, command)
    price_minor = money.from_rupiah(command.price_rupiah)
    confirmed = [money.from_rupiah(price) for price in command.price_confirmed]
    prices.check_usual(listing.price_minor, price_minor, confirmed_minor=confirmed)
    if listing.status == ListingStatus.PUBLISHED:
        _check_sellable(db, listing, command)
    take_revision(db, listing, command.revision)
    if listing.technique_id != command.technique_id:
        listing.hot_wax_evidence = False
    if listing.sold_as != command.sold_as:
        _change_mode(db, listing, command.sold_as)
    for column in _COPIED:
        setattr(listing, column, getattr(command, column))
    is_made_to_order = command.sold_as == "made_to_order"
    listing.lead_days = max(command.lead_days, 1) if is_made_to_order else 0
    listing.fibres = list(command.fibres) or _usual_fibres(db, command.fabric_id)
    listing.care = list(command.care)
    listing.colours = list(command.colours)
    _replace_dyes(db, listing, command.dye_ids)
    _replace_motifs(db, listing, command)
    listing.is_batik = _is_batik(db, listing)
    prices.set_listing_price(db, listing, price_minor, actor=actor)
    db.flush()
    if listing.status == ListingStatus.PUBLISHED:
        check_publishable(db, listing)
    note_change(db, listing)
    return listing


def _check_sellable(db: Session, listing: Listing, command: EditListing) -> None:
    """Say that a live listing needs price and weight, before its table refuses it in no words.

    :raises NotComplete: one of them is gone.
    """
    wanted = replace(
        editing.facts(db, listing.id),
        price_minor=money.from_rupiah(command.price_rupiah),
        weight_grams=command.weight_grams,
    )
    lacking = [one for one in policy.missing(wanted) if one.field in _HELD_BY_TABLE]
    if lacking:
        raise NotComplete(lacking)


def _change_mode(db: Session, listing: Listing, sold_as: str) -> None:
    """Let the variants follow when a listing is sold in another way.

    :raises Invalid: several variants or pieces cannot become one of a kind.
    """
    variants = db.scalars(
        sa.select(Variant).where(Variant.listing_id == listing.id, ~Variant.is_retired)
    ).all()
    becomes_unique = sold_as == SoldAs.ONE_OF_A_KIND
    if becomes_unique and (len(variants) > 1 or any(v.on_hand > 1 for v in variants)):
        raise Invalid(field="sold_as")
    for variant in variants:
        variant.is_unique = becomes_unique
        variant.is_stocked = sold_as != SoldAs.MADE_TO_ORDER


def _is_batik(db: Session, listing: Listing) -> bool:
    technique = db.get_one(Technique, listing.technique_id)
    return heritage.is_batik(technique, hot_wax_evidence=bool(listing.hot_wax_evidence))


def _usual_fibres(db: Session, fabric_id: str) -> list[Any]:
    """Return what this fabric is usually made of, as far as it is known."""
    fibres = db.scalar(sa.select(Fabric.fibres).where(Fabric.id == fabric_id)) or []
    return [fibre for fibre in fibres if fibre.get("pct")]


def _replace_dyes(db: Session, listing: Listing, dye_ids: Iterable[str]) -> None:
    """Naturally dyed is only what has no other dye in it."""
    wanted = list(dye_ids)
    db.execute(sa.delete(ListingDye).where(ListingDye.listing_id == listing.id))
    db.add_all([ListingDye(listing_id=listing.id, dye_id=dye_id) for dye_id in wanted])
    natural = db.scalars(sa.select(Dye.id).where(Dye.id.in_(wanted), Dye.origin == "natural"))
    listing.has_natural_dye = bool(wanted) and set(natural.all()) == set(wanted)


def _replace_motifs(db: Session, listing: Listing, command: EditListing) -> None:
    db.execute(sa.delete(ListingMotif).where(ListingMotif.listing_id == listing.id))
    roles: dict[str, str] = {}
    for role, motif_ids in (
        ("utama", command.motif_ids),
        ("pendukung", command.supporting_motif_ids),
        ("isen", command.filling_motif_ids),
    ):
        for motif_id in motif_ids:
            roles.setdefault(motif_id, role)
    db.add_all(
        [
            ListingMotif(listing_id=listing.id, motif_id=motif, role=role)
            for motif, role in roles.items()
        ]
    )


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
