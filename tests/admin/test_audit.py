from __future__ import annotations

from shop.core import audit
from tests.flows.world import World


def write(world: World, action: str, subject: str, **facts: object) -> None:
    world.shop.database.run(
        lambda db: audit.record(db, action, subject=subject, reason="karena begitu", after=facts)
    )


def test_the_log_says_who_did_what_and_why(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    write(world, "proof.refused", "proof_1", bank="Contoh")

    page = admin.open("/en/admin/audit")

    assert page.status == 200
    assert "Transfer slip refused" in page.text
    assert "karena begitu" in page.text
    assert "bank: Contoh" in page.text
    assert "the shop itself" in page.text


def test_the_log_narrows_to_one_thing_and_one_kind(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    write(world, "proof.refused", "proof_1")
    write(world, "transfer.confirmed", "pay_2")

    about_one = admin.open("/en/admin/audit?q=proof_1")
    of_one_kind = admin.open("/en/admin/audit?action=transfer.confirmed")

    assert "proof_1" in about_one.text
    assert "pay_2" not in about_one.text
    assert "pay_2" in of_one_kind.text
    assert "proof_1" not in of_one_kind.text


def test_a_long_log_is_read_page_by_page(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    for number in range(55):
        write(world, "proof.refused", f"slip-{number:03}")

    first = admin.open("/en/admin/audit?action=proof.refused")
    link = first.html.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    second = admin.open(link.replace("&amp;", "&"))

    assert "slip-054" in first.text
    assert "slip-004" not in first.text
    assert "slip-004" in second.text
    assert "slip-054" not in second.text


def test_only_who_watches_over_operations_reads_the_log(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    buyer = world.signed_in("buyer@example.com")

    assert curator.open("/admin/audit").status == 403
    assert "/admin/audit" not in curator.open("/admin/").html
    assert buyer.open("/admin/audit").status == 404
