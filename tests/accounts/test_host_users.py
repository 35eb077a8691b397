from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts import sessions, staff
from shop.accounts.models import Account
from shop.accounts.ports import HostUser
from shop.accounts.services import account_of_host_user
from shop.core.permissions import SYSTEM

USER = HostUser(id="7", email="Ani@Example.com", name="Ani")


def test_a_hosts_user_gets_one_account(db: Session) -> None:
    first = account_of_host_user(db, USER, locale="en")
    again = account_of_host_user(db, USER, locale="id")

    account = db.scalars(sa.select(Account)).one()
    assert first == again == account.id
    assert (account.email, account.name, account.locale) == ("ani@example.com", "Ani", "en")
    assert account.password is None


def test_an_account_with_a_password_is_never_taken_over(db: Session) -> None:
    owner = staff.create_account(db, email="ani@example.com", name="Owner", password_hash="x")

    account_id = account_of_host_user(db, USER, locale="id")

    assert account_id != owner.id
    assert db.get_one(Account, account_id).email.endswith("@host.invalid")


@pytest.mark.parametrize("email", ["", "ani@example.com"])
def test_hosts_without_emails_keep_their_users_apart(db: Session, email: str) -> None:
    one = account_of_host_user(db, HostUser(id="1", email=email), locale="id")
    two = account_of_host_user(db, HostUser(id="2", email=email), locale="id")

    assert one != two


def test_a_banned_hosts_user_is_nobody(db: Session) -> None:
    account_id = account_of_host_user(db, USER, locale="id")
    assert sessions.visitor_of(db, account_id) is not None
    staff.create_admin(db, email="chief@example.com", name="C", password_hash="x")

    public_id = db.get_one(Account, account_id).public_id
    staff.ban(db, public_id, actor=SYSTEM, reason="fraud")

    assert sessions.visitor_of(db, account_id) is None
