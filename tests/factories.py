"""Rows with sensible defaults for tests. Plain functions; override by name."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from shop.accounts.models import Account
from shop.artisans.models import Artisan, ArtisanPicture
from shop.cart.models import Cart, CartLine
from shop.cart.owner import Owner, digest
from shop.catalog import stock as stock_services
from shop.catalog.models import (
    Listing,
    ListingMotif,
    ListingPicture,
    StockMovement,
    Variant,
)
from shop.core import clock
from shop.core.db import insert_rows_ignoring
from shop.core.ids import public_id
from shop.core.permissions import Principal, Right
from shop.core.pictures import Picture
from shop.heritage import models as heritage
from shop.orders import draft
from shop.orders import services as order_services
from shop.orders.models import Order
from shop.programs.models import Cohort, Participation, Program
from shop.shipping.quotes import Quote, frozen

_numbers = itertools.count(1)


# -- heritage and catalogue ----------------------------------------------------------------------


def make_craft(db: Session) -> None:
    """A few words of the craft: enough for a listing to point at. Safe to repeat."""
    sure = {"confidence": "high", "position": 0, "edited_at": None}
    insert_rows_ignoring(db, heritage.Region, [_region("64", "Kalimantan Timur", None)])
    insert_rows_ignoring(
        db,
        heritage.Region,
        [_region("64.72", "Samarinda", "64"), _region("64.71", "Balikpapan", "64")],
    )
    techniques = (
        ("batik-tulis", "Batik tulis", "Hand-drawn batik", "always"),
        ("batik-cap", "Batik cap", "Stamped batik", "always"),
        ("batik-lukis", "Batik lukis", "Painted batik", "only_if_hot_wax"),
        ("tiruan-batik", "Tiruan batik", "Imitation batik", "never"),
    )
    insert_rows_ignoring(
        db,
        heritage.Technique,
        [
            {
                "id": id_,
                "name_id": name_id,
                "name_en": name_en,
                "kind": "type",
                "batik_rule": rule,
                "definition_id": f"Tentang {name_id}.",
                "definition_en": f"About {name_en}.",
                "standard": "",
                "signs": [],
                "typical_days_min": None,
                "typical_days_max": None,
                **sure,
            }
            for id_, name_id, name_en, rule in techniques
        ],
    )
    insert_rows_ignoring(
        db,
        heritage.Fabric,
        [
            {
                "id": id_,
                "name_id": name_id,
                "name_en": name_en,
                "fibres": [{"fibre": fibre, "pct": 100}],
                "gsm_min": 100,
                "gsm_max": 120,
                "note": "",
                **sure,
            }
            for id_, name_id, name_en, fibre in (
                ("primissima", "Katun primissima", "Primissima cotton", "cotton"),
                ("sutera", "Sutera", "Silk", "silk"),
                ("ulap-doyo", "Ulap doyo", "Doyo fibre cloth", "Curculigo leaf fibre"),
            )
        ],
    )
    insert_rows_ignoring(
        db,
        heritage.Form,
        [
            {
                "id": id_,
                "name_id": name_id,
                "name_en": name_en,
                "use": use,
                "length_cm": None,
                "width_cm": None,
                "weight_grams": 250,
                "weight_grams_min": 200,
                "weight_grams_max": 300,
                "sizes": [],
                "note": "",
                **sure,
            }
            for id_, name_id, name_en, use in (
                ("kain-panjang", "Kain panjang", "Long cloth", "cloth"),
                ("kemeja-pendek", "Kemeja pendek", "Short-sleeved shirt", "clothing"),
                ("keset", "Keset", "Doormat", "doormat"),
                ("sarung", "Sarung", "Sarong", "cloth"),
            )
        ],
    )
    insert_rows_ignoring(
        db,
        heritage.Dye,
        [
            {
                "id": id_,
                "name_id": name_id,
                "name_en": name_en,
                "origin": origin,
                "substance": "",
                "hue_id": "biru",
                "compliance_flag": "",
                **sure,
            }
            for id_, name_id, name_en, origin in (
                ("indigofera", "Indigofera", "Indigo", "natural"),
                ("naphthol", "Naftol", "Naphthol", "synthetic"),
            )
        ],
    )
    insert_rows_ignoring(
        db,
        heritage.ProcessStep,
        [
            {
                "id": "nglowong",
                "name_id": "Nglowong",
                "name_en": "Outlining with wax",
                "is_optional": False,
                "technique_ids": ["batik-tulis"],
                **sure,
            }
        ],
    )


def _region(code: str, name: str, parent: str | None) -> dict[str, Any]:
    return {
        "code": code,
        "level": "city" if parent else "province",
        "parent_code": parent,
        "slug": name.lower().replace(" ", "-"),
        "name_id": name,
        "name_en": name,
        "short_name": name,
        "timezone": "Asia/Makassar",
        "island_group": "kalimantan",
        "shipping_zone": "kaltim",
        "postal_codes": [],
        "confidence": "high",
        "edited_at": None,
    }


def make_motif(
    db: Session,
    motif_id: str = "pesut-mahakam",
    *,
    name_id: str = "Pesut Mahakam",
    name_en: str = "Mahakam dolphin",
    aliases: Sequence[str] = (),
    **values: Any,
) -> heritage.Motif:
    """A motif that anybody may use, with a meaning and its source."""
    motif = heritage.Motif(
        **{
            "id": motif_id,
            "name_id": name_id,
            "name_en": name_en,
            "kind": "creation",
            "inspiration": "fauna",
            "meaning_id": "Lambang sungai yang dijaga.",
            "meaning_en": "A river that is cared for.",
            "meaning_status": "sourced",
            "meaning_sources": ["Buku Contoh"],
            "cultural_status": "open",
            "rights_type": "unknown",
            "is_attested_as_batik": True,
            "confidence": "high",
            "sources": ["Buku Contoh"],
            "tags": [],
            **values,
        }
    )
    db.add(motif)
    db.flush()
    for alias in aliases:
        db.add(heritage.MotifAlias(motif_id=motif_id, alias=alias, normalised=alias.lower()))
    db.flush()
    return motif


def make_artisan(db: Session, **values: Any) -> Artisan:
    """An active workshop in Samarinda."""
    make_craft(db)
    number = next(_numbers)
    artisan = Artisan(
        **{
            "slug": f"pengrajin-{number}",
            "name": f"Batik Contoh {number}",
            "owner_name": f"Ibu {number}",
            "status": "active",
            "region_code": "64.72",
            "created_at": clock.now(db),
            **values,
        }
    )
    db.add(artisan)
    db.flush()
    return artisan


def make_listing(
    db: Session,
    *,
    artisan: Artisan | None = None,
    motif_ids: Sequence[str] = (),
    stock: int | None = 1,
    sizes: Sequence[str] = ("",),
    pictures: int = 0,
    **values: Any,
) -> Listing:
    """A published one-of-a-kind cloth with its variants.

    :param stock: Pieces of each variant; ``None`` for made to order.
    """
    artisan = artisan or make_artisan(db)
    number = next(_numbers)
    now = clock.now(db)
    listing = Listing(
        **{
            "public_id": public_id("lst"),
            "slug": f"kain-{number}",
            "artisan_id": artisan.id,
            "status": "published",
            "sold_as": "one_of_a_kind" if stock == 1 else "in_stock",
            "title_id": f"Kain contoh {number}",
            "title_en": f"Sample cloth {number}",
            "story_id": "Dibuat dengan tangan.",
            "story_en": "Made by hand.",
            "price_minor": 450_000_00,
            "technique_id": "batik-tulis",
            "is_batik": True,
            "form_id": "kain-panjang",
            "fabric_id": "primissima",
            "fibres": [{"fibre": "cotton", "pct": 100}],
            "care": [],
            "colours": [],
            "width_cm": 250,
            "height_cm": 105,
            "weight_grams": 290,
            "packed_length_cm": 30,
            "packed_width_cm": 25,
            "packed_height_cm": 4,
            "created_at": now,
            "updated_at": now,
            "published_at": now,
            **(
                {"sold_as": "made_to_order", "lead_days": 14}
                if stock is None and "sold_as" not in values
                else {}
            ),
            **values,
        }
    )
    db.add(listing)
    db.flush()
    for position, size in enumerate(sizes):
        make_variant(db, listing=listing, stock=stock, size=size, position=position)
    for motif_id in motif_ids:
        db.add(ListingMotif(listing_id=listing.id, motif_id=motif_id, role="utama"))
    for position in range(pictures):
        make_listing_picture(db, listing, position=position)
    db.flush()
    return listing


def make_variant(
    db: Session, *, listing: Listing | None = None, stock: int | None = 1, **values: Any
) -> Variant:
    """A variant with ``stock`` pieces; of a one-of-a-kind listing it is unique."""
    if listing is None:
        listing = make_listing(db, sizes=(), stock=stock)
    variant = Variant(
        **{
            "public_id": public_id("var"),
            "listing_id": listing.id,
            "price_minor": listing.price_minor,
            "on_hand": stock or 0,
            "is_stocked": stock is not None,
            "is_unique": listing.sold_as == "one_of_a_kind",
            **values,
        }
    )
    db.add(variant)
    db.flush()
    if stock:
        db.add(
            StockMovement(variant_id=variant.id, change=stock, reason="initial", at=clock.now(db))
        )
        db.flush()
    return variant


def make_picture(db: Session, **values: Any) -> Picture:
    """A picture that went through the pipeline; its files are not there."""
    picture = Picture(
        **{
            "public_id": public_id("pic"),
            "state": "ready",
            "width": 1200,
            "height": 1500,
            "tint": "indigo",
            "created_at": clock.now(db),
            **values,
        }
    )
    db.add(picture)
    db.flush()
    return picture


def make_listing_picture(
    db: Session, listing: Listing, *, position: int = 0, **values: Any
) -> ListingPicture:
    """A ready picture on a listing."""
    link = ListingPicture(
        listing_id=listing.id,
        picture_id=make_picture(db, **values).id,
        position=position,
        alt_id="Kain batik terbentang.",
        alt_en="A batik cloth laid out.",
    )
    db.add(link)
    db.flush()
    return link


def days_ago(db: Session, days: float) -> dt.datetime:
    """An instant in the past of the test's clock."""
    return clock.now(db) - dt.timedelta(days=days)


# -- carts ---------------------------------------------------------------------------------------


#: The browser of tests that name no other.
GUEST_TOKEN = "G" * 40


def make_cart(
    db: Session,
    *wants: tuple[Variant, int],
    owner: Owner | None = None,
    price_seen_minor: int | None = None,
) -> Cart:
    """An open cart of a guest with a line for each variant, seen at today's price."""
    owner = owner or Owner(guest_digest=digest(GUEST_TOKEN))
    now = clock.now(db)
    cart = Cart(
        public_id=public_id("cart"),
        account_id=owner.account_id,
        guest_digest=None if owner.account_id else owner.guest_digest,
        created_at=now,
        updated_at=now,
    )
    db.add(cart)
    db.flush()
    for variant, quantity in wants:
        db.add(
            CartLine(
                public_id=public_id("line"),
                cart_id=cart.id,
                variant_id=variant.id,
                quantity=quantity,
                price_seen_minor=price_seen_minor or variant.price_minor,
                added_at=now,
            )
        )
    db.flush()
    return cart


# -- artisans, programmes, editorial -------------------------------------------------------------


def make_artisan_picture(
    db: Session, artisan: Artisan, *, position: int = 0, **values: Any
) -> Picture:
    """A ready picture of a workshop."""
    picture = make_picture(db, **values)
    db.add(
        ArtisanPicture(
            artisan_id=artisan.id,
            picture_id=picture.id,
            position=position,
            alt_id="Meja cap di teras.",
            alt_en="A stamping table on the terrace.",
        )
    )
    db.flush()
    return picture


def make_program(db: Session, **values: Any) -> Program:
    """A coaching programme without cohorts."""
    program = Program(
        **{
            "slug": f"program-{next(_numbers)}",
            "name_id": "Program Contoh",
            "name_en": "Sample programme",
            "organiser": "Koperasi Contoh",
            "description_id": "Dari hulu ke hilir.",
            "description_en": "From yarn to market.",
            "graduation_id": "Hadir dan menyerahkan karya.",
            "graduation_en": "Attended and handed in a piece.",
            **values,
        }
    )
    db.add(program)
    db.flush()
    return program


def make_cohort(db: Session, program: Program, *, year: int = 2024, **values: Any) -> Cohort:
    """One intake of a programme."""
    cohort = Cohort(
        **{
            "program_id": program.id,
            "slug": f"angkatan-{year}",
            "name_id": f"Angkatan {year}",
            "name_en": f"Cohort {year}",
            "year": year,
            **values,
        }
    )
    db.add(cohort)
    db.flush()
    return cohort


def make_participation(
    db: Session, cohort: Cohort, artisan: Artisan, **values: Any
) -> Participation:
    """A workshop in a cohort, graduated unless something else is said."""
    participation = Participation(
        **{
            "cohort_id": cohort.id,
            "artisan_id": artisan.id,
            "stage": "graduated",
            "graduated_on": dt.date(cohort.year, 10, 18),
            **values,
        }
    )
    db.add(participation)
    db.flush()
    return participation


def make_principal(db: Session, *rights: Right, **values: Any) -> Principal:
    """A person with an account, and staff rights if some are named."""
    number = next(_numbers)
    account = Account(
        **{
            "public_id": public_id("acc"),
            "email": f"orang-{number}@example.com",
            "fs_uniquifier": public_id("fs"),
            "created_at": clock.now(db),
            **values,
        }
    )
    db.add(account)
    db.flush()
    return Principal(account_id=account.id, rights=frozenset(rights), label=account.email)


# -- orders --------------------------------------------------------------------------------------


#: A buyer abroad needs the fewest fields.
ADDRESS_ABROAD = {
    "country": "SG",
    "recipient_name": "Siti Contoh",
    "phone": "+6581234567",
    "street": "1 Sample Road",
    "city": "Singapore",
    "postal_code": "018956",
}


def make_order(
    db: Session,
    *wants: tuple[Variant, int],
    minutes: int = 30,
    shipping_minor: int = 20_000_00,
    commission_bps: int = 800,
    provider: str = "demo",
    locale: str = "id",
    account_id: int | None = None,
    email: str = "pembeli@example.com",
) -> Order:
    """An unpaid order with its pieces held; of one new one-of-a-kind piece unless others are named.

    One part per artisan of the variants. There is no payment yet: ``payments.services.intend``.
    """
    wants = wants or ((make_variant(db), 1),)
    now = clock.now(db)
    lines = [_order_line(db, variant, quantity) for variant, quantity in wants]
    artisans = {line.artisan_id: db.get_one(Artisan, line.artisan_id) for line in lines}
    number = order_services.free_number(db)
    expires_at = now + dt.timedelta(minutes=minutes)
    stock_services.reserve(
        db,
        {variant.id: quantity for variant, quantity in wants},
        reference=number,
        holders=(),
        expires_at=expires_at,
        held_pieces=3,
    )
    agreed = draft.build(
        lines,
        names={id_: artisan.name for id_, artisan in artisans.items()},
        carriage={
            id_: draft.Carriage(shipping_minor, frozen(make_quote(amount_minor=shipping_minor)))
            for id_ in artisans
        },
        notes={},
        ship_by={id_: (now + dt.timedelta(days=3)).date() for id_ in artisans},
        commission_bps=commission_bps,
    )
    owner = (
        Owner(account_id=account_id) if account_id else Owner(guest_digest=digest(public_id("g")))
    )
    buyer = order_services.Buyer(
        account_id=account_id,
        email=email,
        phone="+6281234567890",
        locale=locale,
        address=ADDRESS_ABROAD,
        terms_version=1,
        provider=provider,
    )
    cart = make_cart(db, owner=owner)
    cart.closed_at = now
    return order_services.create(
        db, agreed, cart_id=cart.id, buyer=buyer, expires_at=expires_at, number=number
    )


def _order_line(db: Session, variant: Variant, quantity: int) -> draft.DraftLine:
    listing = db.get_one(Listing, variant.listing_id)
    return draft.DraftLine(
        variant_id=variant.id,
        artisan_id=listing.artisan_id,
        quantity=quantity,
        price_minor=variant.price_minor,
        snapshot={
            "listing": listing.slug,
            "title_id": listing.title_id,
            "title_en": listing.title_en,
            "artisan": db.get_one(Artisan, listing.artisan_id).slug,
            "technique_id": listing.technique_id,
            "technique_name_id": "Batik tulis",
            "technique_name_en": "Hand-drawn batik",
            "is_batik": listing.is_batik,
            "has_prada": listing.has_prada,
            "sold_as": listing.sold_as,
            "size": variant.size,
            "colour": variant.colour,
            "serial": "",
            "lead_days": listing.lead_days,
            "weight_grams": listing.weight_grams,
            "picture": "",
            "motifs": [],
        },
    )


def make_quote(**values: Any) -> Quote:
    """A way to send one parcel, as it is quoted."""
    return Quote(
        **{
            "service_id": "kurir-contoh-reguler",
            "courier_id": "kurir-contoh",
            "courier_name": "Kurir Contoh",
            "code": "REG",
            "name_id": "Reguler",
            "name_en": "Regular",
            "kind": "parcel",
            "days_min": 2,
            "days_max": 4,
            "amount_minor": 20_000_00,
            "chargeable_grams": 1000,
            "fits_pieces": 3,
            "is_illustrative": True,
            **values,
        }
    )
