"""Loading the demo once, and what it tells about itself."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts.models import Account, AccountRole, Role
from shop.artisans.models import Artisan, ArtisanMember
from shop.catalog.index import subscriber as catalog_index
from shop.catalog.models import Listing, Variant
from shop.core.errors import ShopError
from shop.core.i18n import lazy_gettext
from shop.core.outbox import OutboxRow
from shop.core.runtime import Runtime
from shop.demo import cloth, data_files, orders, people
from shop.demo.gallery import Gallery
from shop.demo.remove import remove
from shop.orders.models import Order


class NotInProduction(ShopError):
    """The demo's logins are public, so a production shop refuses them."""

    code = "demo_in_production"
    message = lazy_gettext(
        "A production shop does not load the demo, because its logins are published."
    )


def load(shop: Runtime) -> dict[str, Any]:
    """Load the demo unless it is there already.

    :returns: Logins per role, and public ids and addresses of marked things.
    :raises NotInProduction: the shop is a real one.
    """
    refuse_in_production(shop)
    with shop.database.reading() as db:
        loaded = people.is_loaded(db)
    if not loaded:
        _load(shop)
    with shop.database.reading() as db:
        return facts(db, shop.settings.public_url)


def refuse_in_production(shop: Runtime, *, remove: bool = False) -> None:
    """Refuse to load the demo into a real shop; it may be removed anywhere.

    :raises NotInProduction: the shop is a real one.
    """
    if shop.settings.is_production and not remove:
        raise NotInProduction


def _load(shop: Runtime) -> None:
    artisans, listings = data_files.read("artisans"), data_files.read("listings")
    stories = data_files.read("stories")
    entries = [
        *(picture for row in artisans["artisans"] for picture in row["pictures"]),
        *(picture for row in listings["listings"] for picture in row["pictures"]),
        *(row["picture"] for row in stories["stories"]),
    ]
    motif_ids = sorted({m["id"] for row in listings["listings"] for m in row["motifs"]})
    entries += [{"file": cloth.swatch_file(motif_id)} for motif_id in motif_ids]
    gallery = Gallery(shop.media, entries)
    persons = data_files.read("people")

    def write(db: Session) -> None:
        cast = people.load_people(db, persons)
        people.load_programs(db, cast, data_files.read("programs"))
        people.load_artisans(db, cast, artisans, gallery)
        found = cloth.load_listings(db, cast, listings, gallery)
        cloth.load_reviews(db, found, data_files.read("reviews"))
        cloth.load_stories(db, cast, stories, gallery)
        cloth.load_swatches(db, gallery, motif_ids)

    shop.database.run(write, tries=1)
    orders.load(shop, persons)
    shop.database.run(_keep_quiet)
    shop.database.run(catalog_index.rebuild)


def _keep_quiet(db: Session) -> None:
    """Nobody gets a letter about what never happened."""
    db.execute(sa.delete(OutboxRow).where(OutboxRow.done_at.is_(None)))


def facts(db: Session, origin: str) -> dict[str, Any]:
    """Return logins and marked things of a loaded demo."""
    return {
        "address": f"{origin}/",
        "logins": _logins(db),
        "listings": {
            "one_of_a_kind": _listings(db, origin, Listing.sold_as == "one_of_a_kind"),
            "in_stock": _listings(db, origin, Listing.sold_as == "in_stock"),
            "made_to_order": _listings(db, origin, Listing.sold_as == "made_to_order"),
            "not_batik": _listings(db, origin, ~Listing.is_batik),
            "draft": _hidden(db, origin, Listing.status == "draft"),
            "submitted": _hidden(db, origin, Listing.status == "submitted"),
            "suspended_artisan": _hidden(
                db, origin, Artisan.status == "suspended", Listing.status == "published"
            ),
        },
        "vouchers": [],
        "orders": _orders(db, origin),
    }


def _logins(db: Session) -> dict[str, dict[str, str]]:
    staff = db.execute(
        sa.select(Role.name, sa.func.min(Account.email))
        .join(AccountRole, AccountRole.role_id == Role.id)
        .join(Account, Account.id == AccountRole.account_id)
        .where(Account.is_demo)
        .group_by(Role.name)
    )
    artisan = db.scalar(
        sa.select(Account.email)
        .join(ArtisanMember, ArtisanMember.account_id == Account.id)
        .where(Account.is_demo)
        .order_by(Account.id)
    )
    buyer = db.scalar(
        sa.select(Account.email)
        .where(Account.is_demo, Account.email.like("pembeli-%"))
        .order_by(Account.id)
    )
    found = {**dict(staff.all()), "artisan": artisan, "buyer": buyer}
    return {
        role: {"email": email, "password": data_files.PASSWORD}
        for role, email in found.items()
        if email
    }


def _listings(db: Session, origin: str, condition: Any) -> list[dict[str, Any]]:
    left = sa.select(Variant.id).where(
        Variant.listing_id == Listing.id,
        sa.or_(~Variant.is_stocked, Variant.on_hand > Variant.reserved),
    )
    return _hidden(
        db,
        origin,
        condition,
        Listing.status == "published",
        Artisan.status == "active",
        sa.exists(left),
    )


def _hidden(db: Session, origin: str, *conditions: Any) -> list[dict[str, Any]]:
    rows = db.execute(
        sa.select(Listing.public_id, Listing.slug, Listing.price_minor, Artisan.slug)
        .join(Artisan, Artisan.id == Listing.artisan_id)
        .where(Listing.is_demo, *conditions)
        .order_by(Listing.id)
        .limit(20)
    )
    return [
        {
            "id": public_id,
            "slug": slug,
            "artisan": artisan,
            "price_minor": price,
            "url": f"{origin}/batik/{slug}",
        }
        for public_id, slug, price, artisan in rows
    ]


def _orders(db: Session, origin: str) -> dict[str, dict[str, str]]:
    rows = db.execute(sa.select(Order.state, Order.number, Order.email).order_by(Order.id.desc()))
    return {
        state: {"number": number, "buyer": email, "url": f"{origin}/order/{number}"}
        for state, number, email in rows
    }


__all__ = ["NotInProduction", "facts", "load", "refuse_in_production", "remove"]
