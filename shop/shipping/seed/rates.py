"""Rates of all ten origins, derived from Samarinda's by the written rule of ``origins.json``. Pure.

The couriers' seed only knows Samarinda. Another origin costs Samarinda's rate times the factor of
its distance class, rounded up to Rp500; parcels to Kutai Barat and Mahakam Ulu bear a river
surcharge and travel with the couriers that go there; next-day services start where there is an
airport. All of it is illustrative and says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from shop.core.money import from_rupiah
from shop.shipping.places import LOCAL

Row = dict[str, Any]


def at_home(couriers: Any, origins: Any) -> Iterable[Row]:
    """Return the rows of every origin, service and zone within Indonesia."""
    kinds = {
        (courier["id"], service["code"]): service
        for courier in couriers["couriers"]
        for service in courier["services"]
    }
    samarinda = [*couriers["rates"], *_inland(couriers["rates"], origins["inland_zone"])]
    for group in origins["classes"]:
        for origin_code in group["origins"]:
            for rate in samarinda:
                service = kinds[rate["courier"], rate["service"]]
                if service["kind"] == "next_day" and not group["next_day"]:
                    continue
                yield _row(rate, service["id"], origin_code, group=group, rule=origins)


def abroad(couriers: Any) -> Iterable[Row]:
    """Return the flat rows of every group of countries; they hold for all origins."""
    for rate in couriers["international_rates"]:
        yield {
            "service_id": rate["service"],
            "origin_code": "*",
            "zone": rate["dest_group"],
            "first_grams": rate["first_step_g"],
            "next_grams": rate["next_step_g"],
            "first_minor": from_rupiah(rate["first_idr"]),
            "next_minor": from_rupiah(rate["next_idr"]),
            "valid_from": dt.date(2026, 1, 1),
            "is_illustrative": True,
            "extra_days": 0,
        }


def _inland(rates: list[Any], rule: Any) -> Iterable[Any]:
    """Derive the zone of Kutai Barat and Mahakam Ulu from the one around it."""
    for rate in rates:
        if rate["zone"] == rule["from_zone"] and rate["courier"] in rule["couriers"]:
            if rate["service"] == "YES":
                continue
            yield {
                **rate,
                "zone": rule["id"],
                "first_kg_idr": rate["first_kg_idr"] * rule["factor_pct"] // 100,
                "next_kg_idr": rate["next_kg_idr"] * rule["factor_pct"] // 100,
            }


def _row(rate: Any, service_id: str, origin_code: str, *, group: Any, rule: Any) -> Row:
    factor = group["local_factor_pct" if rate["zone"] == LOCAL else "factor_pct"]
    step = rule["round_up_idr"]
    return {
        "service_id": service_id,
        "origin_code": origin_code,
        "zone": rate["zone"],
        "first_grams": 1000,
        "next_grams": 1000,
        "first_minor": from_rupiah(_scaled(rate["first_kg_idr"], factor, step)),
        "next_minor": from_rupiah(_scaled(rate["next_kg_idr"], factor, step)),
        "valid_from": dt.date.fromisoformat(rate["valid_from"]),
        "is_illustrative": True,
        "extra_days": _extra_days(rate["zone"], group, rule),
    }


def _extra_days(zone: str, group: Any, rule: Any) -> int:
    if zone == LOCAL:
        return 0
    inland = rule["inland_zone"]
    on_the_way = inland["extra_days"] if zone == inland["id"] else 0
    return int(group["extra_days"] + on_the_way + rule["extra_days_by_zone"].get(zone, 0))


def _scaled(rupiah: int, factor_pct: int, step: int) -> int:
    return -(-rupiah * factor_pct // (100 * step)) * step
