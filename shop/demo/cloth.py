"""The demo's listings: cloth of every technique, form and way of selling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.aftersales.models import Review
from shop.catalog.commands import ReturnListing
from shop.catalog.models import (
    EvidenceKind,
    Listing,
    ListingDye,
    ListingMotif,
    ListingMove,
    ListingPicture,
    ProcessEntry,
    SoldAs,
    StockMovement,
    Variant,
    VersionStatus,
)
from shop.catalog.services import prices, remarks, versions
from shop.core import clock, ids, money
from shop.core.permissions import SYSTEM
from shop.demo.gallery import Gallery
from shop.demo.people import Cast
from shop.editorial.models import Story
from shop.heritage.models import Dye, Fabric, Motif, Technique
from shop.heritage.policy import needs_evidence
from shop.heritage.queries import is_batik_cloth


class Craft:
    """The reference rows that listings refer to, read once."""

    def __init__(self, db: Session) -> None:
        self.techniques = {row.id: row for row in db.scalars(sa.select(Technique))}
        self.natural = set(db.scalars(sa.select(Dye.id).where(Dye.origin == "natural")))
        self.fibres = {row.id: row.fibres for row in db.scalars(sa.select(Fabric))}


def load_listings(
    db: Session, cast: Cast, listings: Mapping[str, Any], gallery: Gallery
) -> dict[str, Listing]:
    """Create every listing with what belongs to it.

    :returns: The listings by slug.
    """
    craft = Craft(db)
    found: dict[str, Listing] = {}
    for entry in listings["listings"]:
        listing = _listing(db, cast, craft, entry)
        found[listing.slug] = listing
        _variants(db, listing, entry)
        _making(db, listing, entry)
        _prices(db, listing, entry)
        _history(db, listing, entry)
        _pictures(db, listing, entry, gallery)
        _version(db, listing)
    db.flush()
    return found


def _listing(db: Session, cast: Cast, craft: Craft, entry: Mapping[str, Any]) -> Listing:
    now = clock.now(db)
    title, story = entry["title"], entry["story"]
    credit = entry["attribution"] or {}
    width, height = entry["size_cm"] or (None, None)
    length, breadth, depth = entry["packed_cm"]
    published_at = _ago(now, entry["published_days_ago"])
    technique = craft.techniques[entry["technique"]]
    is_shown = bool(entry["hot_wax_evidence"]) or needs_evidence(technique)
    evidence = entry["status"] == "published" and is_shown
    listing = Listing(
        public_id=ids.public_id("lst"),
        slug=entry["slug"],
        artisan_id=cast.artisans[entry["artisan"]].id,
        status=entry["status"],
        sold_as=entry["sold_as"],
        title_id=title["id"],
        title_en=title.get("en") or "",
        story_id=story["id"],
        story_en=story.get("en") or "",
        price_minor=money.from_rupiah(entry["price_idr"]),
        technique_id=entry["technique"],
        has_prada=entry["prada"],
        hot_wax_evidence=evidence,
        is_batik=is_batik_cloth(
            db,
            technique_id=entry["technique"],
            fabric_id=entry["fabric"],
            form_id=entry["form"],
            motif_ids=[row["id"] for row in entry["motifs"]],
            hot_wax_evidence=evidence,
        ),
        form_id=entry["form"],
        fabric_id=entry["fabric"],
        fibres=entry["fibre"] or craft.fibres[entry["fabric"]],
        grams_per_square_metre=entry["gsm"],
        has_natural_dye=bool(entry["dyes"]) and set(entry["dyes"]) <= craft.natural,
        width_cm=width,
        height_cm=height,
        care=entry["care"],
        weight_grams=entry["weight_g"],
        packed_length_cm=length,
        packed_width_cm=breadth,
        packed_height_cm=depth,
        designed_in=entry["designed_in"] or "",
        waxed_in=entry["waxed_in"] or "",
        dyed_in=entry["dyed_in"] or "",
        sewn_in=entry["sewn_in"] or "",
        colours=entry["colours"],
        lead_days=entry["lead_days"] or 0,
        attribution_id=credit.get("id", ""),
        attribution_en=credit.get("en", ""),
        review_reason=(entry["returned_reason"] or {}).get("id", ""),
        is_demo=True,
        created_at=(published_at or now) - dt.timedelta(days=6),
        updated_at=published_at or now,
        published_at=published_at,
    )
    db.add(listing)
    db.flush()
    return listing


def _ago(now: dt.datetime, days: int | None) -> dt.datetime | None:
    return None if days is None else now - dt.timedelta(days=days)


def _variants(db: Session, listing: Listing, entry: Mapping[str, Any]) -> None:
    is_unique = listing.sold_as == SoldAs.ONE_OF_A_KIND
    for position, row in enumerate(entry["variants"]):
        stock = row["stock"] or 0
        variant = Variant(
            public_id=ids.public_id("var"),
            listing_id=listing.id,
            size=row["size"] or "",
            colour=row["colour"] or "",
            price_minor=listing.price_minor,
            on_hand=stock,
            is_stocked=listing.sold_as != SoldAs.MADE_TO_ORDER,
            is_unique=is_unique,
            serial=f"{listing.created_at:%y%m}-{listing.id:04d}" if is_unique else "",
            position=position,
        )
        db.add(variant)
        db.flush()
        if stock:
            db.add(
                StockMovement(
                    variant_id=variant.id, change=stock, reason="initial", at=listing.created_at
                )
            )


def _making(db: Session, listing: Listing, entry: Mapping[str, Any]) -> None:
    db.add_all(
        ListingMotif(listing_id=listing.id, motif_id=row["id"], role=row["role"])
        for row in entry["motifs"]
    )
    db.add_all(ListingDye(listing_id=listing.id, dye_id=dye) for dye in entry["dyes"])
    today = clock.now(db).date()
    db.add_all(
        ProcessEntry(
            listing_id=listing.id,
            step_id=step["step"],
            on=today - dt.timedelta(days=step["days_ago"]),
            note_id=step["note"]["id"],
            note_en=step["note"].get("en", ""),
            position=position,
        )
        for position, step in enumerate(entry["process"])
    )


def _prices(db: Session, listing: Listing, entry: Mapping[str, Any]) -> None:
    now = clock.now(db)
    history = [(_ago(now, row["days_ago"]), row["price_idr"]) for row in entry["price_history"]]
    last = min((row["days_ago"] for row in entry["price_history"]), default=None)
    history.append((listing.created_at if last is None else _ago(now, max(1, last // 2)), None))
    for at, rupiah in history:
        price = listing.price_minor if rupiah is None else money.from_rupiah(rupiah)
        prices.remember_price(db, listing.id, price, at=at)


#: How a listing came to be where it is.
_WAYS = {
    "draft": (),
    "submitted": ("submitted",),
    "returned": ("submitted", "returned"),
    "published": ("submitted", "published"),
}


def _history(db: Session, listing: Listing, entry: Mapping[str, Any]) -> None:
    before = "draft"
    for step, status in enumerate(_WAYS[entry["status"]]):
        db.add(
            ListingMove(
                listing_id=listing.id,
                from_status=before,
                to_status=status,
                reason=listing.review_reason if status == "returned" else "",
                at=listing.created_at + dt.timedelta(days=step + 1),
            )
        )
        before = status


#: Status of a listing -> the status of its first version. A draft has none.
_VERSIONS = {
    "submitted": VersionStatus.SUBMITTED,
    "returned": VersionStatus.RETURNED,
    "published": VersionStatus.APPROVED,
}


def _version(db: Session, listing: Listing) -> None:
    """Write down the version that was reviewed. Its evidence is said to be an illustration."""
    status = _VERSIONS.get(listing.status)
    if status is None:
        return
    version = versions.record(
        db,
        listing,
        status,
        at=listing.created_at + dt.timedelta(days=1),
        evidence=[EvidenceKind.ILLUSTRATION] if listing.hot_wax_evidence else [],
        reason=listing.review_reason,
    )
    if status == VersionStatus.RETURNED:
        remark = ReturnListing(listing=listing.public_id, reason=listing.review_reason)
        remarks.add(db, version, remark, actor=SYSTEM)


def _pictures(db: Session, listing: Listing, entry: Mapping[str, Any], gallery: Gallery) -> None:
    for position, row in enumerate(entry["pictures"]):
        picture = gallery.hang(db, row["file"])
        if picture is not None:
            db.add(
                ListingPicture(
                    listing_id=listing.id,
                    picture_id=picture.id,
                    position=position,
                    alt_id=row["alt"]["id"],
                    alt_en=row["alt"]["en"],
                )
            )


def load_swatches(db: Session, gallery: Gallery, motif_ids: Iterable[str]) -> None:
    """Hang the drawn swatches beside their motifs; who has none shows dye chips."""
    for motif_id in motif_ids:
        picture = gallery.hang(db, swatch_file(motif_id))
        motif = db.get(Motif, motif_id)
        if picture is not None and motif is not None:
            motif.swatch_picture_id = picture.id


def swatch_file(motif_id: str) -> str:
    """Return the file name of a motif's drawn swatch."""
    return f"motif-{motif_id}.webp"


def load_reviews(db: Session, listings: Mapping[str, Listing], reviews: Mapping[str, Any]) -> None:
    """Create the reviews. They are marked as demo and belong to no purchase."""
    now = clock.now(db)
    for entry in reviews["reviews"]:
        reply = entry["artisan_reply"] or {}
        db.add(
            Review(
                public_id=ids.public_id("rev"),
                listing_id=listings[entry["listing"]].id,
                author=entry["author"],
                locale=entry["text"]["lang"],
                rating=entry["rating"],
                body=entry["text"]["body"],
                reply=reply.get("body", ""),
                created_at=now - dt.timedelta(days=entry["days_ago"]),
                is_demo=True,
            )
        )


def load_stories(db: Session, cast: Cast, stories: Mapping[str, Any], gallery: Gallery) -> None:
    """Create the editorial stories."""
    now = clock.now(db)
    for entry in stories["stories"]:
        picture = gallery.hang(db, entry["picture"]["file"])
        artisan = cast.artisans.get(entry["artisan"] or "")
        db.add(
            Story(
                slug=entry["slug"],
                title_id=entry["title"]["id"],
                title_en=entry["title"]["en"],
                lead_id=entry["lead"]["id"],
                lead_en=entry["lead"]["en"],
                body_id=entry["body"]["id"],
                body_en=entry["body"]["en"],
                picture_id=picture.id if picture else None,
                alt_id=entry["picture"]["alt"]["id"],
                alt_en=entry["picture"]["alt"]["en"],
                artisan_id=artisan.id if artisan else None,
                published_at=now - dt.timedelta(days=entry["published_days_ago"]),
                is_demo=True,
            )
        )
