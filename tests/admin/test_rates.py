from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from shop.core.audit import AuditEntry
from shop.shipping import exchange
from shop.shipping.models import ExchangeRate
from tests.flows.world import World


def latest(world: World, currency: str = "USD") -> exchange.DatedRate:
    with world.shop.database.reading() as db:
        found = exchange.latest(db, currency)
    assert found is not None
    return found


def test_a_rate_of_today_changes_the_estimates_at_once(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    form = admin.open("/en/admin/rates").form("/admin/rates")

    page = admin.send(form, currency="USD", rupiah="14500.5", source="Kurs tengah contoh")

    assert "Prices follow at once." in page.text
    assert "Rp14.500,5" in page.text
    rate = latest(world)
    assert (str(rate.rupiah), rate.as_of) == ("14500.5", dt.date(2026, 11, 24))
    assert not rate.is_illustrative
    assert world.all(AuditEntry)[-1].action == "exchange_rate.recorded"


def test_a_list_with_one_bad_line_changes_nothing(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    before = len(world.all(ExchangeRate))
    form = admin.open("/en/admin/rates").form("/rates/import")

    page = admin.send(form, rates="USD,15000,2026-11-20\nSGD,banyak,2026-11-20")

    assert page.status in {409, 422}
    assert "SGD,banyak" in page.form("/rates/import").fields["rates"][0]
    assert len(world.all(ExchangeRate)) == before


def test_a_list_is_taken_over(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    form = admin.open("/en/admin/rates").form("/rates/import")

    admin.send(form, rates="USD,15000,2026-12-01\nSGD,11500,2026-12-01", source="Daftar contoh")

    assert str(latest(world, "USD").rupiah) == "15000"
    assert str(latest(world, "SGD").rupiah) == "11500"
    with world.shop.database.reading() as db:
        sources = db.scalars(
            sa.select(ExchangeRate.source).where(ExchangeRate.as_of == dt.date(2026, 12, 1))
        ).all()
    assert sources == ["Daftar contoh", "Daftar contoh"]


def test_rates_that_make_no_sense_are_refused_beside_the_field(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    before = len(world.all(ExchangeRate))
    for rupiah in ("0", "-5", "lima belas ribu", ""):
        form = admin.open("/en/admin/rates").form("/admin/rates")
        page = admin.send(form, currency="USD", rupiah=rupiah)
        assert page.status == 422
        assert 'id="f-rupiah-error"' in page.html
    assert len(world.all(ExchangeRate)) == before


def test_only_who_may_edit_rates_enters(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    assert curator.open("/admin/rates").status == 403
