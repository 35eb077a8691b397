"""Rules of the catalogue: which step follows which, who may take it, what must be there first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shop.catalog.models import ListingStatus as Status
from shop.catalog.models import SoldAs
from shop.core.i18n import Lazy, lazy_gettext
from shop.core.permissions import SYSTEM, Principal, Right

#: Status -> where it may go from there.
MOVES: Mapping[str, frozenset[str]] = {
    Status.DRAFT: frozenset({Status.SUBMITTED}),
    Status.SUBMITTED: frozenset({Status.DRAFT, Status.RETURNED, Status.PUBLISHED}),
    Status.RETURNED: frozenset({Status.SUBMITTED}),
    Status.PUBLISHED: frozenset({Status.WITHDRAWN, Status.RETURNED}),
    Status.WITHDRAWN: frozenset({Status.PUBLISHED}),
}

MOST_PICTURES = 12
LEAST_STORY = 80


def may_move(from_status: str, to_status: str) -> bool:
    """Tell whether a listing may go from one status to the other."""
    return to_status in MOVES[from_status]


def may_edit(actor: Principal, artisan_id: int) -> bool:
    """Tell whether ``actor`` may change this workshop's listings: its members, and the system."""
    return actor is SYSTEM or artisan_id in actor.artisan_ids


def may_review(actor: Principal) -> bool:
    """Tell whether ``actor`` may publish and return listings."""
    return actor is SYSTEM or actor.may(Right.LISTINGS_REVIEW)


@dataclass(frozen=True)
class Facts:
    """What a listing must have before buyers see it, as far as it is a matter of being there."""

    title_id: str
    story_id: str
    price_minor: int
    sold_as: str
    lead_days: int
    weight_grams: int
    has_packed_size: bool
    has_size: bool
    fibre_percent: int
    pictures: int
    pictures_without_alt: int
    motifs: int
    dyes: int
    variants: int
    has_places: bool
    is_batik_technique: bool


@dataclass(frozen=True)
class Missing:
    """Something that is not there yet: the field, what it is, and why buyers need it."""

    field: str
    what: Lazy
    why: Lazy


_REQUIRED: dict[str, Missing] = {
    missing.field: missing
    for missing in (
        Missing(
            "title_id",
            lazy_gettext("A title in Indonesian"),
            lazy_gettext("It is how people find and remember the piece."),
        ),
        Missing(
            "story_id",
            lazy_gettext("A story of a few sentences"),
            lazy_gettext("Buyers pay for hands and meaning; tell them how it was made."),
        ),
        Missing(
            "price_minor",
            lazy_gettext("A price"),
            lazy_gettext("Without it nobody can order."),
        ),
        Missing(
            "lead_days",
            lazy_gettext("The days you need to make it"),
            lazy_gettext("The date that the buyer is promised follows from it."),
        ),
        Missing(
            "weight_grams",
            lazy_gettext("The weight, packed"),
            lazy_gettext("Shipping is computed from it; a guess costs you or the buyer."),
        ),
        Missing(
            "packed_size",
            lazy_gettext("The size of the parcel"),
            lazy_gettext("Couriers charge large light parcels by their size."),
        ),
        Missing(
            "size",
            lazy_gettext("The size of the cloth, or the sizes on offer"),
            lazy_gettext("The most frequent question of buyers, and the most frequent return."),
        ),
        Missing(
            "fibres",
            lazy_gettext("The fibres, adding up to 100%"),
            lazy_gettext("A label must say them in most countries."),
        ),
        Missing(
            "pictures",
            lazy_gettext("A picture"),
            lazy_gettext("Buyers decide with their eyes."),
        ),
        Missing(
            "alts",
            lazy_gettext("Words for every picture"),
            lazy_gettext("Blind buyers and search engines read them."),
        ),
        Missing(
            "motifs",
            lazy_gettext("The motif"),
            lazy_gettext("It carries the meaning, and the canon's rules hang on it."),
        ),
        Missing(
            "dyes",
            lazy_gettext("The dyes"),
            lazy_gettext("They decide about care, colour and what may be exported."),
        ),
        Missing(
            "variants",
            lazy_gettext("Something to order"),
            lazy_gettext("Say how many pieces there are, or that you make it to order."),
        ),
        Missing(
            "places",
            lazy_gettext("Where it was waxed and dyed"),
            lazy_gettext("Only cloth waxed and dyed here is called made in East Kalimantan."),
        ),
    )
}


#: Whole rupiah below which a price is asked back, in minor units: a lost "rb" or "jt".
LOW_PRICE_MINOR = 1_000_00


def is_unusual_price(before_minor: int, price_minor: int) -> bool:
    """Tell whether a price looks like a typing error and is asked back before it counts.

    Less than a thousand rupiah, or less than half or more than twice the price until now: a lost
    or a doubled zero is a factor of ten, an ordinary sale or a rise is neither half nor double.

    :param before_minor: Minor units of IDR; 0: there was no price yet.
    :param price_minor: Minor units of IDR; 0 (no price) is not unusual.
    """
    if not price_minor or price_minor == before_minor:
        return False
    is_far = bool(before_minor) and not before_minor <= 2 * price_minor <= 4 * before_minor
    return price_minor < LOW_PRICE_MINOR or is_far


def required(field: str) -> Missing:
    """Return what is missing when ``field`` of the facts is not there.

    :raises KeyError: no listing needs such a thing.
    """
    return _REQUIRED[field]


def missing(facts: Facts) -> list[Missing]:
    """Return what must still be added before the listing may be submitted or published."""
    checks = {
        "title_id": bool(facts.title_id),
        "story_id": len(facts.story_id) >= LEAST_STORY,
        "price_minor": facts.price_minor > 0,
        "lead_days": facts.sold_as != SoldAs.MADE_TO_ORDER or facts.lead_days > 0,
        "weight_grams": facts.weight_grams > 0,
        "packed_size": facts.has_packed_size,
        "size": facts.has_size,
        "fibres": facts.fibre_percent == 100,  # noqa: PLR2004 - per cent
        "pictures": facts.pictures > 0,
        "alts": facts.pictures_without_alt == 0,
        "motifs": facts.motifs > 0,
        "dyes": facts.dyes > 0 or not facts.is_batik_technique,
        "variants": facts.variants > 0,
        "places": facts.has_places or not facts.is_batik_technique,
    }
    return [_REQUIRED[field] for field, is_there in checks.items() if not is_there]
