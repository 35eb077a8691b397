"""What works once works once, also when everybody tries at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts import second_factor, services, staff, tokens
from shop.accounts.errors import BadLink, WrongCode
from shop.accounts.models import Account, AccountToken, Purpose
from shop.accounts.ports import HostUser
from shop.core.clock import FixedClock
from shop.core.db import Database
from tests.accounts.browser import code_at
from tests.accounts.test_second_factor import AUTHENTICATOR

CROWD = 8

pytestmark = pytest.mark.race


@pytest.fixture
def account_id(database: Database) -> int:
    with database.transaction() as db:
        return staff.create_account(db, email="a@example.com", name="A", password_hash=None).id


def at_once(database: Database, work: Callable[[Session], object], *, refusal: type) -> int:
    """Let a crowd do ``work`` at one moment.

    :returns: How many were not refused.
    """
    start = threading.Barrier(CROWD)

    def attempt(_number: int) -> bool:
        start.wait()
        try:
            database.run(work)
        except refusal:
            return False
        return True

    with ThreadPoolExecutor(CROWD) as crowd:
        return sum(crowd.map(attempt, range(CROWD)))


def test_a_link_works_once_for_a_crowd(database: Database, account_id: int) -> None:
    with database.transaction() as db:
        token = tokens.issue(db, account_id, purpose=Purpose.RESET)

    done = at_once(
        database,
        lambda db: tokens.claim(db, token, purpose=Purpose.RESET),
        refusal=BadLink,
    )

    assert done == 1


def test_without_the_guard_a_link_would_work_twice(database: Database, account_id: int) -> None:
    if database.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time: nothing can go wrong between reading and writing")
    with database.transaction() as db:
        token = tokens.issue(db, account_id, purpose=Purpose.RESET)
    between = threading.Barrier(2)

    def careless(_number: int) -> int:
        with database.transaction() as db:
            found = tokens.look_up(db, token, purpose=Purpose.RESET)
            between.wait(timeout=30)
            db.execute(sa.update(AccountToken).values(used_at=database.clock.now()))
            return found.account_id

    with ThreadPoolExecutor(2) as pair:
        assert list(pair.map(careless, range(2))) == [account_id, account_id]


def test_a_code_and_a_recovery_code_work_once_for_a_crowd(
    database: Database, account_id: int, clock: FixedClock
) -> None:
    secret = AUTHENTICATOR.generate_totp_secret()
    with database.transaction() as db:
        codes = second_factor.turn_on(
            db,
            AUTHENTICATOR,
            account_id,
            secret=secret,
            code=code_at(AUTHENTICATOR, secret, clock),
        )
    clock.advance(seconds=60)

    for code in (code_at(AUTHENTICATOR, secret, clock), codes[0]):
        done = at_once(
            database,
            lambda db, code=code: second_factor.check(  # type: ignore[misc]
                db, AUTHENTICATOR, account_id, code=code
            ),
            refusal=WrongCode,
        )
        assert done == 1


def test_a_hosts_user_gets_one_account_from_a_crowd(database: Database) -> None:
    user = HostUser(id="7", email="ani@example.com", name="Ani")

    done = at_once(
        database,
        lambda db: services.account_of_host_user(db, user, locale="id"),
        refusal=BadLink,
    )

    assert done == CROWD
    with database.reading() as db:
        assert len(db.scalars(sa.select(Account)).all()) == 1
