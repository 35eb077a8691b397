"""Taking the demo away again: rows that are marked, what hangs on them, and their pictures."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts.models import Account
from shop.artisans.models import Artisan
from shop.catalog.index import subscriber as catalog_index
from shop.catalog.models import Listing, Variant
from shop.core.db import Model
from shop.core.errors import ShopError
from shop.core.i18n import lazy_gettext
from shop.core.pictures import WIDTHS, Picture, file_key
from shop.core.runtime import Runtime
from shop.editorial.models import Story
from shop.heritage.models import Motif
from shop.orders.models import ArtisanOrder, Order, OrderLine
from shop.programs.models import Program


class RealOrders(ShopError):
    """An order that is no demo order holds a demo piece; rows of money are never deleted."""

    code = "demo_has_real_orders"
    message = lazy_gettext(
        "Nothing was removed: order %(number)s is not part of the demo and contains a demo piece, "
        "and orders and books are never deleted. Keep this database for your records and start "
        "the shop on a new one (another SHOP_DATABASE_URL and SHOP_DATA_DIR, then shop init)."
    )


#: Where removing starts; everything that refers to these rows goes with them.
ROOTS: tuple[type[Any], ...] = (Account, Artisan, Listing, Program, Story, Order)


def remove(shop: Runtime) -> dict[str, int]:
    """Delete the demo. Postings of demo orders stay: the books are only ever added to.

    :returns: How many rows were deleted, by table.
    """
    with shop.database.reading() as db:
        pictures = list(db.scalars(sa.select(Picture.public_id).where(Picture.is_illustration)))
    counts = shop.database.run(_delete, tries=1)
    shop.database.run(catalog_index.rebuild)
    for public_id in pictures:
        for width in WIDTHS:
            shop.media.delete(file_key(public_id, width))
    return counts


def _delete(db: Session) -> dict[str, int]:
    doomed = {root.__table__.name: _marked(db, root) for root in ROOTS}
    _refuse_real_orders(db)
    doomed["shop_pictures"] = set(db.scalars(sa.select(Picture.id).where(Picture.is_illustration)))
    db.execute(sa.update(Motif).values(swatch_picture_id=None))
    tables = Model.metadata.sorted_tables
    for table in tables:
        _spread(db, table, doomed)
    counts = {}
    for table in reversed(tables):
        if ids := doomed.get(table.name):
            db.execute(sa.delete(table).where(table.c.id.in_(ids)))
            counts[table.name] = len(ids)
    return counts


def _marked(db: Session, root: type[Any]) -> set[Any]:
    return set(db.scalars(sa.select(root.id).where(root.is_demo)))


def _spread(db: Session, table: sa.Table, doomed: dict[str, set[Any]]) -> None:
    """Doom the rows of ``table`` that refer to a doomed row; tables come parents first."""
    for key in table.foreign_keys:
        parents = doomed.get(key.column.table.name)
        if parents and "id" in table.c and key.column.name == "id":
            found = db.scalars(sa.select(table.c.id).where(key.parent.in_(parents)))
            doomed.setdefault(table.name, set()).update(found)


def _refuse_real_orders(db: Session) -> None:
    real = (
        sa.select(Order.number)
        .join(ArtisanOrder, ArtisanOrder.order_id == Order.id)
        .join(OrderLine, OrderLine.part_id == ArtisanOrder.id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .join(Listing, Listing.id == Variant.listing_id)
        .where(Listing.is_demo, ~Order.is_demo)
    )
    if (number := db.scalar(real.limit(1))) is not None:
        raise RealOrders(number=number)
