"""Everything a product page shows, gathered from the domains below."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session

from shop.artisans import policy as artisans
from shop.catalog import queries
from shop.catalog.index import CatalogueIndex
from shop.catalog.index.snapshot import Snapshot
from shop.catalog.queries import Details, Offer, Product
from shop.catalog.words import DYE_TINTS, FIBRES, ROLES
from shop.core import clock, http
from shop.core.i18n import gettext as _
from shop.core.i18n import pick
from shop.core.runtime import runtime
from shop.programs import queries as programs
from shop.programs.queries import Badge
from shop.shipping import exchange
from shop.shipping.exchange import DatedRate, Estimate
from shop.storefront import cards, look, product_reviews, structured
from shop.storefront.destinations import shown_currency
from shop.storefront.product_reviews import Opinions

SIMILAR = 4


@dataclass(frozen=True)
class Shown:
    """One listing with what surrounds it."""

    product: Product
    offers: list[Offer]
    details: Details
    opinions: Opinions
    badge: Badge | None
    similar: cards.Rack
    estimates: list[Estimate]
    today: dt.date

    @property
    def can_be_had(self) -> bool:
        """Tell whether any variant can be put into a cart now."""
        return any(offer.can_be_had for offer in self.offers)

    @property
    def is_held(self) -> bool:
        """Tell whether it is out of reach only because somebody is paying for it."""
        return self.held_until is not None

    @property
    def held_until(self) -> dt.datetime | None:
        """When the first unpaid order that holds it must be paid; ``None`` if it can be had."""
        if self.can_be_had:
            return None
        return min((one.held_until for one in self.offers if one.held_until), default=None)

    @property
    def price_minor(self) -> int:
        """Lowest price on offer, in minor units of IDR."""
        return min((offer.price_minor for offer in self.offers), default=self.product.price_minor)


def read(db: Session, index: CatalogueIndex, slug: str) -> Shown | None:
    """Read a product page; at most twelve statements, seven when nothing changed lately."""
    found = queries.product(db, slug)
    if found is None:
        return None
    snapshot = index.snapshot(db)
    details = _details(db, snapshot, found)
    similar = snapshot.recall(
        ("similar", found.listing_id), lambda: snapshot.similar(found.listing_id, size=SIMILAR)
    )
    offers = queries.offers(db, found.listing_id)
    price_minor = min((offer.price_minor for offer in offers), default=found.price_minor)
    return Shown(
        product=found,
        offers=offers,
        details=details,
        opinions=product_reviews.of_listing(db, found.listing_id),
        badge=programs.badges(db, [found.artisan_id]).get(found.artisan_id)
        if found.is_graduate
        else None,
        similar=cards.rack(db, snapshot, similar),
        estimates=_estimates(db, price_minor),
        today=clock.today(db),
    )


def _details(db: Session, snapshot: Snapshot, found: Product) -> Details:
    """Return what seldom changes, read again when the index hears that it did."""
    kept = snapshot.kept_of(found.listing_id)
    key = ("details", found.updated_at)
    details: Details = kept.get(key) or queries.details(db, found)
    kept[key] = details
    return details


def context(shown: Shown) -> dict[str, Any]:
    """Return what the template needs, as plain data."""
    found = shown.product
    vacations = artisans.vacations_of(found.vacation_from, found.vacation_until)
    address = http.url("catalog.product", slug=found.slug, external=True)
    description = _description(found)
    return {
        "shown": shown,
        "product": found,
        "details": shown.details,
        "address": address,
        "description": description,
        "ready_on": artisans.ready_on(shown.today, found.lead_days, vacations),
        "is_away": artisans.is_away(shown.today, vacations),
        "fibres": _fibres(found),
        "roles": ROLES,
        "dye_tints": DYE_TINTS,
        "shown_currency": shown_currency(),
        "whatsapp_share": "https://wa.me/?text=" + quote(f"{found.title} {address}"),
        "share_picture": _share_picture(shown.details),
        "linked_data": structured.linked_data(
            _product_data(shown, address, description), structured.breadcrumbs(_way(found, address))
        ),
    }


def _estimates(db: Session, price_minor: int) -> list[Estimate]:
    """Estimate the price in every other currency that this shop shows, by the newest rates."""
    newest: dict[str, DatedRate] = {}
    for rate in exchange.history(db, most=20):
        newest.setdefault(rate.currency, rate)
    rates = (newest.get(currency) for currency in runtime().settings.currencies)
    estimates = (exchange.estimate(price_minor, rate) for rate in rates)
    return [estimate for estimate in estimates if estimate is not None]


def _fibres(found: Product) -> str:
    """Name the fibres as a label must: ``100% cotton``."""
    return ", ".join(
        f"{fibre['pct']}% {FIBRES.get(fibre['fibre'], fibre['fibre'])}"
        for fibre in found.fibres
        if fibre.get("pct")
    )


def _description(found: Product) -> str:
    story = pick(id=found.story_id, en=found.story_en)[0]
    return look.shortened(f"{found.technique}, {found.artisan_name}, {found.place}. {story}")


def _share_picture(details: Details) -> str:
    if not details.photos:
        return ""
    return http.origin() + http.picture_url(details.photos[0].public_id, 1200)


def _way(found: Product, address: str) -> list[tuple[str, str]]:
    return [
        (_("Home"), http.url("home.home", external=True)),
        (_("Batik"), http.url("catalog.grid", external=True)),
        (found.title, address),
    ]


def _product_data(shown: Shown, address: str, description: str) -> dict[str, Any]:
    """Return the listing as schema.org knows it: product, offer, who made it, what buyers say."""
    found = shown.product
    maker = structured.workshop(
        name=found.artisan_name,
        address=http.url("artisans.artisan", slug=found.artisan_slug, external=True),
        place=found.place,
        description=pick(id=found.tagline_id, en=found.tagline_en)[0],
    )
    pictures = [
        http.origin() + http.picture_url(photo.public_id, 1200) for photo in shown.details.photos
    ]
    return structured.product(
        name=found.title,
        address=address,
        sku=found.public_id,
        description=description,
        pictures=pictures,
        material=_fibres(found),
        category=pick(id=found.form_name_id, en=found.form_name_en)[0],
        maker=maker,
        offer=structured.offer(
            address=address,
            price_minor=shown.price_minor,
            availability=_availability(shown),
            seller=maker,
        ),
        average=shown.opinions.average,
        reviews=shown.opinions.count,
    )


def _availability(shown: Shown) -> str:
    if not shown.can_be_had:
        return "SoldOut"
    return "MadeToOrder" if shown.product.lead_days else "InStock"
