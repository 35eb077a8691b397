from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core import clock
from shop.shipping import seed
from shop.shipping.models import Courier, CourierService, Destination, ExchangeRate, Rate

ORIGINS = {
    "64.01", "64.02", "64.03", "64.07", "64.08", "64.09", "64.11", "64.71", "64.72", "64.74",
}  # fmt: skip


def first_minor(db: Session, service: str, origin: str, zone: str) -> int:
    return db.scalars(
        sa.select(Rate.first_minor).where(
            Rate.service_id == service, Rate.origin_code == origin, Rate.zone == zone
        )
    ).one()


def test_every_regency_and_city_has_rates_to_every_zone(db: Session) -> None:
    seed.load(db)

    rows = db.execute(sa.select(Rate.origin_code, Rate.zone).where(Rate.service_id == "pos-reg"))
    lanes = {(row.origin_code, row.zone) for row in rows}
    zones = {zone["id"] for zone in seed.read("couriers.json")["zones"]} | {"kaltim-pedalaman"}
    assert lanes == {(origin, zone) for origin in ORIGINS for zone in zones}


def test_samarinda_costs_what_the_couriers_seed_says(db: Session) -> None:
    seed.load(db)

    assert first_minor(db, "jne-reg", "64.72", "jawa") == 48_000_00
    assert first_minor(db, "jne-reg", "64.72", "lokal") == 10_000_00
    assert first_minor(db, "jnt-ez", "64.72", "kaltim") == 21_500_00


def test_the_other_origins_follow_the_written_rule(db: Session) -> None:
    seed.load(db)

    assert first_minor(db, "jne-reg", "64.71", "jawa") == 48_000_00
    assert first_minor(db, "jne-reg", "64.02", "jawa") == 53_000_00
    assert first_minor(db, "jne-reg", "64.03", "jawa") == 60_000_00
    assert first_minor(db, "jne-reg", "64.07", "jawa") == 72_000_00
    assert first_minor(db, "jne-reg", "64.11", "jawa") == 96_000_00
    assert first_minor(db, "jne-reg", "64.11", "lokal") == 16_000_00
    assert first_minor(db, "jne-reg", "64.72", "kaltim-pedalaman") == 35_500_00


def test_next_day_starts_only_where_there_is_an_airport(db: Session) -> None:
    seed.load(db)

    origins = set(db.scalars(sa.select(Rate.origin_code).where(Rate.service_id == "jne-yes")))
    assert origins == {"64.71", "64.72"}


def test_every_rate_and_every_exchange_rate_is_marked_as_illustrative(db: Session) -> None:
    seed.load(db)

    assert db.scalar(sa.select(sa.func.count()).where(Rate.is_illustrative)) == db.scalar(
        sa.select(sa.func.count()).select_from(Rate)
    )
    assert set(db.scalars(sa.select(ExchangeRate.is_illustrative))) == {True}


def test_loading_again_changes_nothing(db: Session) -> None:
    seed.load(db)
    before = {table: db.scalar(sa.select(sa.func.count()).select_from(table)) for table in TABLES}

    seed.load(db)

    assert before == {
        table: db.scalar(sa.select(sa.func.count()).select_from(table)) for table in TABLES
    }


TABLES = (Courier, CourierService, Rate, Destination, ExchangeRate)


def test_loading_again_leaves_what_staff_edited(db: Session) -> None:
    seed.load(db)
    now = clock.now(db)
    db.execute(
        sa.update(Rate)
        .where(Rate.service_id == "jne-reg", Rate.origin_code == "64.72", Rate.zone == "jawa")
        .values(first_minor=51_000_00, edited_at=now)
    )
    db.execute(
        sa.update(Destination)
        .where(Destination.country == "SG")
        .values(is_open=False, edited_at=now)
    )
    db.execute(sa.update(Courier).where(Courier.id == "jne").values(name="Typing error"))

    seed.load(db)

    db.expire_all()
    assert first_minor(db, "jne-reg", "64.72", "jawa") == 51_000_00
    assert db.get(Destination, "SG").is_open is False
    assert db.get(Courier, "jne").name == "JNE"


def test_countries_without_a_rate_are_closed_with_a_reason_in_both_languages(db: Session) -> None:
    seed.load(db)

    brazil, germany, home = (db.get(Destination, code) for code in ("BR", "DE", "ID"))
    assert (brazil.is_open, brazil.group) == (False, "")
    assert brazil.remark_id != ""
    assert brazil.remark_en != ""
    assert (germany.is_open, germany.needs_eu_contact, germany.incoterm) == (True, True, "DAP")
    assert "ditanggung pembeli" in germany.remark_id
    assert home is None
    assert germany.as_of == dt.date(2026, 11, 24)
