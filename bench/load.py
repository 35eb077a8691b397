"""A large shop: thousands of published listings in PostgreSQL, from a seeded generator."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.index import subscriber as catalog_index
from shop.catalog.models import (
    Listing,
    ListingDye,
    ListingMotif,
    ListingPicture,
    StockMovement,
    Variant,
)
from shop.core import clock, ids
from shop.core.pictures import Picture
from shop.core.runtime import Runtime
from shop.heritage.models import Dye, Fabric, Form, Motif, Region, Technique

ADJECTIVES = ("Pagi", "Sore", "Senja", "Hujan", "Riak", "Rimba", "Tepian", "Musim", "Arus", "Embun")
NOUNS = ("Mahakam", "Teritip", "Bakau", "Anggrek", "Enggang", "Ulin", "Penyu", "Karst", "Riam")
BATCH = 1_000
PICTURES = 3


def load(shop: Runtime, count: int, *, seed: int = 7) -> None:
    """Fill a migrated, seeded, empty shop with ``count`` published listings."""
    chance = random.Random(seed)
    shop.database.run(lambda db: _artisans(db, chance), tries=1)
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        shop.database.run(lambda db, s=start, n=size: _batch(db, chance, s, n), tries=1)
    shop.database.run(catalog_index.rebuild, tries=1)
    with shop.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as link:
        link.execute(sa.text("ANALYZE"))


def _artisans(db: Session, chance: random.Random) -> None:
    regions = list(db.scalars(sa.select(Region.code).where(Region.parent_code == "64")))
    db.execute(
        sa.insert(Artisan),
        [
            {
                "slug": f"bengkel-{number}",
                "name": f"Bengkel {number}",
                "owner_name": f"Ibu {number}",
                "status": "active",
                "region_code": chance.choice(regions),
                "created_at": clock.now(db),
            }
            for number in range(200)
        ],
    )


def _batch(db: Session, chance: random.Random, start: int, size: int) -> None:
    words = _Words(db)
    rows = list(words.listings(chance, start, size))
    found = db.scalars(sa.insert(Listing).returning(Listing.id, sort_by_parameter_order=True), rows)
    keys = list(found)
    variants = [_variant(key, row) for key, row in zip(keys, rows, strict=True)]
    variant_keys = list(
        db.scalars(sa.insert(Variant).returning(Variant.id, sort_by_parameter_order=True), variants)
    )
    db.execute(
        sa.insert(StockMovement),
        [
            {"variant_id": key, "change": row["on_hand"], "reason": "initial", "at": words.now}
            for key, row in zip(variant_keys, variants, strict=True)
            if row["on_hand"]
        ],
    )
    db.execute(
        sa.insert(ListingMotif),
        [
            {"listing_id": key, "motif_id": chance.choice(words.motifs), "role": "utama"}
            for key in keys
        ],
    )
    _pictures(db, keys, words.now)
    db.execute(
        sa.insert(ListingDye),
        [{"listing_id": key, "dye_id": chance.choice(words.dyes)} for key in keys],
    )


def _pictures(db: Session, keys: list[int], now: dt.datetime) -> None:
    """Give each listing its pictures: rows without files, for no page reads a file."""
    shown = [(key, position) for key in keys for position in range(PICTURES)]
    rows = [
        {
            "public_id": ids.public_id("pic"),
            "state": "ready",
            "width": 960,
            "height": 1200,
            "tint": "indigo",
            "created_at": now,
        }
        for _ in shown
    ]
    found = db.scalars(sa.insert(Picture).returning(Picture.id, sort_by_parameter_order=True), rows)
    db.execute(
        sa.insert(ListingPicture),
        [
            {
                "listing_id": key,
                "picture_id": picture,
                "position": position,
                "alt_id": "Kain batik biru",
                "alt_en": "Blue batik cloth",
            }
            for picture, (key, position) in zip(found.all(), shown, strict=True)
        ],
    )


class _Words:
    """The reference rows that listings refer to."""

    def __init__(self, db: Session) -> None:
        self.now = clock.now(db)
        self.artisans = list(db.scalars(sa.select(Artisan.id)))
        self.techniques = list(
            db.scalars(sa.select(Technique.id).where(Technique.batik_rule == "always"))
        )
        self.forms = list(db.scalars(sa.select(Form.id)))
        self.fabrics = list(db.scalars(sa.select(Fabric.id)))
        self.motifs = list(db.scalars(sa.select(Motif.id)))
        self.dyes = list(db.scalars(sa.select(Dye.id)))

    def listings(self, chance: random.Random, start: int, size: int) -> Iterator[dict[str, Any]]:
        for number in range(start, start + size):
            published = self.now - dt.timedelta(minutes=number)
            title = f"Kain {chance.choice(ADJECTIVES)} {chance.choice(NOUNS)} {number}"
            yield {
                "public_id": ids.public_id("lst"),
                "slug": f"kain-{number}",
                "artisan_id": chance.choice(self.artisans),
                "status": "published",
                "sold_as": "in_stock",
                "title_id": title,
                "title_en": f"Cloth {title}",
                "story_id": f"{title} dibuat dengan tangan di tepi sungai selama tiga minggu.",
                "story_en": f"{title} was made by hand by the river in three weeks.",
                "price_minor": chance.randrange(150, 2500) * 1_000_00,
                "technique_id": chance.choice(self.techniques),
                "is_batik": True,
                "form_id": chance.choice(self.forms),
                "fabric_id": chance.choice(self.fabrics),
                "fibres": [{"fibre": "cotton", "pct": 100}],
                "care": [],
                "colours": [chance.choice(["blue", "brown", "red", "green"])],
                "width_cm": 250,
                "height_cm": 105,
                "weight_grams": 290,
                "packed_length_cm": 30,
                "packed_width_cm": 25,
                "packed_height_cm": 4,
                "created_at": published,
                "updated_at": published,
                "published_at": published,
            }


def _variant(listing_id: int, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "public_id": ids.public_id("var"),
        "listing_id": listing_id,
        "price_minor": row["price_minor"],
        "on_hand": 1_000,
        "is_stocked": True,
    }
