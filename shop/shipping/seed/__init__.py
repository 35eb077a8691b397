"""Couriers, rates, destinations and exchange rates of a fresh shop.

May be loaded again at any time: rows that staff have edited (``edited_at``) stay as they are, and
a later version of the seed reaches the others. Every rate is illustrative.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from importlib import resources
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts.address import COUNTRIES, HOME
from shop.core.db import Model, insert_rows_ignoring, upsert
from shop.shipping.models import Courier, CourierService, Destination, ExchangeRate, Rate
from shop.shipping.seed import rates

#: Where a parcel is followed. Without ``{number}`` the page asks for it.
_TRACKING = {
    "jne": "https://www.jne.co.id/",
    "jnt": "https://jet.co.id/track",
    "sicepat": "https://www.sicepat.com/",
    "anteraja": "https://anteraja.id/",
    "tiki": "https://www.tiki.id/",
    "pos": "https://www.posindonesia.co.id/id/tracking",
    "pos-ln": "https://www.posindonesia.co.id/id/tracking",
    "dhl": "https://www.dhl.com/id-en/home/tracking.html?tracking-id={number}",
    "jne-ln": "https://www.jne.co.id/",
}

#: Couriers abroad: id, name, cm3 per kg (``None``: volume does not count), and their services.
_ABROAD = (
    (
        "pos-ln",
        "Pos Indonesia",
        None,
        ("pos-ems", "pos-paket-ln", "pos-tercatat-ln", "pos-ekspor"),
    ),
    ("dhl", "DHL Express", 5000, ("dhl-express",)),
    ("jne-ln", "JNE International", None, ("jne-international",)),
)


def load(db: Session) -> None:
    """Bring couriers, services, rates, destinations and exchange rates into the tables."""
    couriers = read("couriers.json")
    _write(db, Courier, ["id"], [*_couriers_at_home(couriers), *_couriers_abroad()])
    _write(db, CourierService, ["id"], [*_services_at_home(couriers), *_services_abroad(couriers)])
    _write(
        db,
        Rate,
        ["service_id", "origin_code", "zone", "valid_from"],
        [*rates.at_home(couriers, read("origins.json")), *rates.abroad(couriers)],
    )
    _write(db, Destination, ["country"], list(_destinations(read("destinations.json"))))
    insert_rows_ignoring(db, ExchangeRate, list(_exchange_rates(read("exchange_rates.json"))))


def read(name: str) -> Any:
    """Return one of the seed's files."""
    return json.loads((resources.files(__package__) / name).read_text("utf-8"))


def _write(db: Session, table: type[Model], key: list[str], rows: list[dict[str, Any]]) -> None:
    """Insert rows, or refresh those that nobody has edited."""
    statement = upsert(db, table).values(rows)
    columns = [name for name in rows[0] if name not in key]
    db.execute(
        statement.on_conflict_do_update(
            index_elements=key,
            set_={name: statement.excluded[name] for name in columns},
            where=sa.inspect(table).columns["edited_at"].is_(None),
        )
    )


def _couriers_at_home(seed: Any) -> Iterable[dict[str, Any]]:
    for courier in seed["couriers"]:
        rounding = courier["rounding"]
        yield {
            "id": courier["id"],
            "name": courier["names"]["id"],
            "divisor": courier["volumetric_divisor"],
            "tolerance_grams": rounding["tolerance_g"],
            "tolerance_inclusive": rounding["tolerance_inclusive"],
            "minimum_grams": rounding["min_weight_g"],
            "tracking_url": _TRACKING[courier["id"]],
            "is_international": False,
        }


def _couriers_abroad() -> Iterable[dict[str, Any]]:
    for id_, name, divisor, _services in _ABROAD:
        yield {
            "id": id_,
            "name": name,
            "divisor": divisor,
            "tolerance_grams": 0,
            "tolerance_inclusive": True,
            "minimum_grams": 0,
            "tracking_url": _TRACKING[id_],
            "is_international": True,
        }


def _services_at_home(seed: Any) -> Iterable[dict[str, Any]]:
    for courier in seed["couriers"]:
        for service in courier["services"]:
            yield {
                "id": service["id"],
                "courier_id": courier["id"],
                "code": service["code"],
                "name_id": service["names"]["id"],
                "name_en": service["names"]["en"],
                "kind": service["kind"],
                "days_min": service["etd_days"][0],
                "days_max": service["etd_days"][1],
                "minimum_grams": service.get("min_weight_g", 0),
                "maximum_grams": None,
                "is_active": True,
            }


def _services_abroad(seed: Any) -> Iterable[dict[str, Any]]:
    courier_of = {service: id_ for id_, _, _, services in _ABROAD for service in services}
    for service in seed["international"]:
        yield {
            "id": service["id"],
            "courier_id": courier_of[service["id"]],
            "code": service["id"].rpartition("-")[2].upper(),
            "name_id": service["names"]["id"],
            "name_en": service["names"]["en"],
            "kind": "international",
            "days_min": service["etd_days"][0],
            "days_max": service["etd_days"][1],
            "minimum_grams": 0,
            "maximum_grams": service.get("max_weight_g"),
            "is_active": True,
        }


def _destinations(seed: Any) -> Iterable[dict[str, Any]]:
    group_of = {country: group for group, codes in seed["groups"].items() for country in codes}
    european = set(seed["eu"])
    for country in sorted(COUNTRIES - {HOME}):
        kind = "eu" if country in european else country
        is_open = country in group_of
        remark = seed["remarks"].get(kind, seed["duties"]) if is_open else seed["closed"]
        yield {
            "country": country,
            "group": group_of.get(country, ""),
            "is_open": is_open,
            "needs_eu_contact": country in european,
            "remark_id": remark["id"],
            "remark_en": remark["en"],
            "incoterm": seed["incoterm"],
            "services_off": [],
            "as_of": dt.date.fromisoformat(seed["as_of"]),
        }


def _exchange_rates(seed: Any) -> Iterable[dict[str, Any]]:
    for currency, rupiah in seed["rupiah"].items():
        yield {
            "currency": currency,
            "rupiah": rupiah,
            "as_of": dt.date.fromisoformat(seed["as_of"]),
            "source": seed["source"],
            "is_illustrative": True,
        }
