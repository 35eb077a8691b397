"""How many pieces are free, read at the moment somebody wants one.

``reserved`` still counts what an unpaid order held too long until the sweeper comes round, or until
the next order takes it over (``stock.reserve``). A page that believed the column alone would turn
a buyer away from a piece that ordering would give them. So pages and carts add the overdue holds
back, within the statement that they make anyway, and compare with the same clock that decides.

Grid and facets do not: the index hears of the sweeper's work a few seconds later.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from shop.catalog.models import Reservation, Variant

#: The instant, for statements that are put together once: bind ``clock.now(db)``.
NOW: sa.BindParameter[dt.datetime] = sa.bindparam("now", type_=Reservation.expires_at.type)


def pieces(now: dt.datetime | sa.BindParameter[dt.datetime] = NOW) -> sa.ColumnElement[int]:
    """Return the pieces of the row's ``Variant`` that a new order could take.

    Counts only for variants that are stocked. Nothing is looked up while nothing is reserved.
    """
    overdue = (
        sa.select(sa.func.coalesce(sa.func.sum(Reservation.quantity), 0))
        .where(
            Reservation.variant_id == Variant.id,
            Reservation.state == "held",
            Reservation.is_stocked,
            Reservation.expires_at <= now,
        )
        .correlate(Variant)
        .scalar_subquery()
    )
    return sa.case(
        (Variant.reserved == 0, Variant.on_hand),
        else_=Variant.on_hand - Variant.reserved + overdue,
    )


def held_until(
    now: dt.datetime | sa.BindParameter[dt.datetime] = NOW,
) -> sa.ScalarSelect[dt.datetime]:
    """Return when the first unpaid hold on the row's variant ends; NULL: none is live.

    It is the order's own deadline (``Order.expires_at``), so every page shows the same instant.
    """
    return (
        sa.select(sa.func.min(Reservation.expires_at))
        .where(
            Reservation.variant_id == Variant.id,
            Reservation.state == "held",
            Reservation.expires_at > now,
        )
        .correlate(Variant)
        .scalar_subquery()
    )
