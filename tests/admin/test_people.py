from __future__ import annotations

import sqlalchemy as sa

from shop.accounts.models import Account
from shop.accounts.queries import rights_of
from shop.core.audit import AuditEntry
from shop.core.permissions import Right
from tests.flows.visitor import Opened, Visitor
from tests.flows.world import World


def public_id(world: World, email: str) -> str:
    with world.shop.database.reading() as db:
        return db.scalars(sa.select(Account.public_id).where(Account.email == email)).one()


def rights(world: World, email: str) -> frozenset[Right]:
    with world.shop.database.reading() as db:
        return rights_of(db, db.scalars(sa.select(Account.id).where(Account.email == email)).one())


def open_person(world: World, admin: Visitor, email: str) -> Opened:
    return admin.open(f"/en/admin/people/{public_id(world, email)}")


def test_a_role_is_given_with_a_reason_and_taken_away_again(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    world.account("siti@example.com")
    page = open_person(world, admin, "siti@example.com")

    page = admin.send(page.form("/grant"), role="curator", reason="Bergabung sebagai kurator.")

    assert page.status == 200
    assert "Saved." in page.text
    assert Right.LISTINGS_REVIEW in rights(world, "siti@example.com")
    assert "Bergabung sebagai kurator." in page.text

    page = admin.send(page.form("/revoke"), reason="Pindah tugas.")
    assert rights(world, "siti@example.com") == frozenset()
    written = [(e.action, e.reason) for e in world.all(AuditEntry)][-2:]
    assert written == [
        ("accounts.role_granted", "Bergabung sebagai kurator."),
        ("accounts.role_revoked", "Pindah tugas."),
    ]


def test_a_shut_account_is_signed_out_and_can_be_opened_again(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    siti = world.signed_in("siti@example.com")
    assert siti.open("/account/").address.endswith("/account/")
    page = open_person(world, admin, "siti@example.com")

    page = admin.send(page.form("/ban"), reason="Tiga pesanan palsu.")

    assert "shut" in page.text
    assert "/account/login" in siti.open("/account/").address
    page = admin.send(page.form("/unban"), reason="Salah orang.")
    assert not page.has_form("/unban")
    assert page.has_form("/ban")


def test_nobody_changes_their_own_account(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    world.account("siti@example.com")
    own = public_id(world, "admin@example.com")
    page = open_person(world, admin, "siti@example.com")
    assert not open_person(world, admin, "admin@example.com").has_form("/ban")

    form = page.form("/ban")
    form.action = f"/en/admin/people/{own}/ban"
    page = admin.send(form, reason="Mencoba saja.")

    assert page.status == 422
    assert "Somebody else has to do that" in page.text
    assert Right.ACCOUNTS_EDIT in rights(world, "admin@example.com")


def test_without_a_reason_nothing_happens_and_the_page_says_so(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    world.account("siti@example.com")
    page = open_person(world, admin, "siti@example.com")
    before = len(world.all(AuditEntry))

    page = admin.send(page.form("/grant"), role="admin", reason="")

    assert page.status == 422
    assert 'id="f-grant-reason-error"' in page.html
    assert rights(world, "siti@example.com") == frozenset()
    assert len(world.all(AuditEntry)) == before


def test_people_are_found_by_a_part_of_their_name_or_email(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    world.account("siti@example.com")
    world.account("budi@example.com")

    found = admin.open("/en/admin/people?q=SITI")

    assert "siti@example.com" in found.text
    assert "budi@example.com" not in found.text
    assert "siti@example.com" not in admin.open("/en/admin/people").text
    assert "Nobody matches" in admin.open("/en/admin/people?q=%25").text


def test_only_who_may_edit_accounts_enters(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    world.account("siti@example.com")
    siti = public_id(world, "siti@example.com")
    assert curator.open("/admin/people").status == 403
    assert curator.open(f"/admin/people/{siti}").status == 403
    token = curator.open("/en/admin/featured").form("/admin/featured").fields["csrf_token"]
    answer = curator.client.post(
        f"/admin/people/{siti}/grant",
        data={"csrf_token": token, "role": "admin", "reason": "Ingin."},
        headers={"Origin": "http://localhost"},
    )
    assert answer.status_code == 403
    assert rights(world, "siti@example.com") == frozenset()


def test_an_account_that_is_not_there_is_not_found(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    assert admin.open("/admin/people/acc_nobody").status == 404
