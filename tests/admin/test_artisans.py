from __future__ import annotations

from shop.artisans.models import Artisan
from shop.core.audit import AuditEntry
from tests.flows.world import World


def status(world: World) -> str:
    with world.shop.database.reading() as db:
        return db.get_one(Artisan, world.artisans[0].id).status


def test_a_business_is_suspended_with_a_reason_and_vanishes_from_the_shop(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    buyer = world.visitor()
    assert buyer.open("/artisan/teras-contoh").status == 200
    page = admin.open("/en/admin/artisans/teras-contoh")

    page = admin.send(
        page.form("/artisans/teras-contoh"), status="suspended", reason="Pesanan tidak dikirim."
    )

    assert "Suspended" in page.text
    assert "Pesanan tidak dikirim." in page.text
    assert status(world) == "suspended"
    assert buyer.open("/artisan/teras-contoh").status == 404
    entry = world.all(AuditEntry)[-1]
    assert (entry.action, entry.subject) == ("artisans.status_changed", "teras-contoh")
    assert (entry.before, entry.after) == ({"status": "active"}, {"status": "suspended"})

    page = admin.send(page.form("/artisans/teras-contoh"), status="active", reason="Sudah beres.")
    assert status(world) == "active"


def test_a_state_that_cannot_follow_is_refused(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    page = admin.open("/en/admin/artisans/teras-contoh")
    form = page.form("/artisans/teras-contoh")
    assert form.choices["status"] == ["suspended"]

    page = admin.send(form, status="invited", reason="Ulangi dari awal.")

    assert page.status == 409
    assert status(world) == "active"


def test_the_list_narrows_to_a_state(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    assert "Teras Contoh" in admin.open("/en/admin/artisans?status=active").text
    assert "Teras Contoh" not in admin.open("/en/admin/artisans?status=suspended").text
    assert admin.open("/en/admin/artisans?status=unknown").status == 404


def test_curators_may_not_suspend_and_strangers_see_no_desk(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    assert curator.open("/admin/artisans").status == 403
    assert artisan.open("/admin/artisans/teras-contoh").status == 404
    assert (
        world.signed_in("admin@example.com", role="admin").open("/admin/artisans/nobody").status
        == 404
    )
