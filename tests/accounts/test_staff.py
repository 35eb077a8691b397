from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts import queries, sessions, staff
from shop.accounts.errors import EmailTaken, LastAdmin, UnknownRole
from shop.accounts.models import Account, Role
from shop.core.audit import AuditEntry
from shop.core.errors import NotFound
from shop.core.permissions import Principal, Right

CHIEF = Principal(account_id=1, label="chief", rights=frozenset(Right))


@pytest.fixture
def admin(db: Session) -> Account:
    return staff.create_admin(db, email="Chief@Example.com", name="Chief", password_hash="x")


@pytest.fixture
def person(db: Session, admin: Account) -> Account:
    return staff.create_account(db, email="a@example.com", name="A", password_hash="x")


def actions(db: Session) -> list[str]:
    return list(db.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))


def test_the_first_administrator_holds_every_right(db: Session, admin: Account) -> None:
    assert queries.rights_of(db, admin.id) == frozenset(Right)
    assert admin.email == "chief@example.com"
    assert actions(db) == ["accounts.role_granted"]


def test_an_email_belongs_to_one_account(db: Session, admin: Account) -> None:
    with pytest.raises(EmailTaken):
        staff.create_admin(db, email="CHIEF@example.com", name="Other", password_hash="x")


def test_a_role_gives_its_rights_until_it_is_taken_back(db: Session, person: Account) -> None:
    staff.grant_role(db, person.public_id, role="coach", actor=CHIEF)
    assert queries.rights_of(db, person.id) == frozenset({Right.PROGRAMS_READ})

    staff.revoke_role(db, person.public_id, role="coach", actor=CHIEF)
    assert queries.rights_of(db, person.id) == frozenset()
    assert actions(db)[1:] == ["accounts.role_granted", "accounts.role_revoked"]


def test_giving_a_role_twice_is_written_down_once(db: Session, person: Account) -> None:
    staff.grant_role(db, person.public_id, role="coach", actor=CHIEF)
    staff.grant_role(db, person.public_id, role="coach", actor=CHIEF)

    assert actions(db).count("accounts.role_granted") == 2  # the first administrator's, and this


def test_there_is_no_role_that_nobody_has_made(db: Session, person: Account) -> None:
    with pytest.raises(UnknownRole):
        staff.grant_role(db, person.public_id, role="king", actor=CHIEF)


def test_nobody_is_found_by_a_made_up_id(db: Session, admin: Account) -> None:
    with pytest.raises(NotFound):
        staff.grant_role(db, "acc_nobody", role="coach", actor=CHIEF)


def test_the_last_administrator_stays(db: Session, admin: Account) -> None:
    with pytest.raises(LastAdmin):
        staff.revoke_role(db, admin.public_id, role="admin", actor=CHIEF)


def test_the_last_administrator_is_not_banned(db: Session, admin: Account) -> None:
    with pytest.raises(LastAdmin):
        staff.ban(db, admin.public_id, actor=CHIEF, reason="by mistake")


def test_what_staff_changed_in_a_role_survives_loading(db: Session, admin: Account) -> None:
    db.execute(sa.update(Role).where(Role.name == "coach").values(rights=["orders:read", "gone"]))

    staff.load_roles(db)

    coach = db.scalars(sa.select(Role).where(Role.name == "coach")).one()
    assert coach.rights == ["orders:read", "gone"]


def test_a_right_that_is_not_known_any_more_counts_for_nothing(
    db: Session, person: Account
) -> None:
    db.execute(sa.update(Role).where(Role.name == "coach").values(rights=["orders:read", "gone"]))
    staff.grant_role(db, person.public_id, role="coach", actor=CHIEF)

    assert queries.rights_of(db, person.id) == frozenset({Right.ORDERS_READ})


def test_a_ban_ends_every_session_and_unban_brings_none_back(db: Session, person: Account) -> None:
    token = sessions.start(db, person.id, device="", is_strong=False)
    epoch = person.fs_uniquifier
    db.flush()
    assert sessions.visitor(db, epoch=epoch, token=token) is not None

    staff.ban(db, person.public_id, actor=CHIEF, reason="fraud")
    assert sessions.visitor(db, epoch=epoch, token=token) is None

    staff.unban(db, person.public_id, actor=CHIEF, reason="a mistake")
    db.refresh(person)
    assert sessions.visitor(db, epoch=epoch, token=token) is None
    assert sessions.visitor(db, epoch=person.fs_uniquifier, token=token) is None
    assert actions(db)[1:] == ["accounts.banned", "accounts.unbanned"]


def test_rights_of_a_session_are_those_of_this_moment(db: Session, person: Account) -> None:
    token = sessions.start(db, person.id, device="", is_strong=False)
    db.flush()
    staff.grant_role(db, person.public_id, role="coach", actor=CHIEF)
    staff.grant_role(db, person.public_id, role="curator", actor=CHIEF)

    visitor = sessions.visitor(db, epoch=person.fs_uniquifier, token=token)

    assert visitor is not None
    assert visitor.rights == queries.rights_of(db, person.id)
    assert Right.LISTINGS_REVIEW in visitor.rights
