from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from shop.accounts import queries, second_factor, staff
from shop.accounts.errors import WrongCode
from shop.accounts.models import Account
from shop.accounts.second_factor import Authenticator
from shop.core.clock import FixedClock

AUTHENTICATOR = Authenticator(("a secret key of the shop",))


def code_at(clock: FixedClock, secret: str, *, seconds: int = 0) -> str:
    generator = AUTHENTICATOR._totp.from_source(secret)
    return str(generator.generate(int(clock.now().timestamp()) + seconds).token)


@pytest.fixture
def account_id(db: Session) -> int:
    return staff.create_account(db, email="a@example.com", name="A", password_hash=None).id


@pytest.fixture
def secret(db: Session, account_id: int, clock: FixedClock) -> str:
    """An authenticator that is bound, and a minute later."""
    made = AUTHENTICATOR.generate_totp_secret()
    second_factor.turn_on(db, AUTHENTICATOR, account_id, secret=made, code=code_at(clock, made))
    clock.advance(seconds=60)
    return made


def test_the_right_code_opens(db: Session, account_id: int, secret: str, clock: FixedClock) -> None:
    second_factor.check(db, AUTHENTICATOR, account_id, code=code_at(clock, secret))


def test_a_code_works_once(db: Session, account_id: int, secret: str, clock: FixedClock) -> None:
    code = code_at(clock, secret)
    second_factor.check(db, AUTHENTICATOR, account_id, code=code)

    with pytest.raises(WrongCode):
        second_factor.check(db, AUTHENTICATOR, account_id, code=code)


def test_a_code_that_was_followed_by_a_newer_one_is_too_old(
    db: Session, account_id: int, secret: str, clock: FixedClock
) -> None:
    second_factor.check(db, AUTHENTICATOR, account_id, code=code_at(clock, secret))

    with pytest.raises(WrongCode):
        second_factor.check(db, AUTHENTICATOR, account_id, code=code_at(clock, secret, seconds=-30))


@pytest.mark.parametrize("wrong", ["000000", "12345", "abcdef", "1234567", ""])
def test_a_wrong_code_opens_nothing(db: Session, account_id: int, secret: str, wrong: str) -> None:
    with pytest.raises(WrongCode):
        second_factor.check(db, AUTHENTICATOR, account_id, code=wrong)


def test_a_clock_may_be_half_a_minute_off(
    db: Session, account_id: int, secret: str, clock: FixedClock
) -> None:
    second_factor.check(db, AUTHENTICATOR, account_id, code=code_at(clock, secret, seconds=30))


def test_binding_needs_the_code_that_the_app_shows(db: Session, account_id: int) -> None:
    with pytest.raises(WrongCode):
        second_factor.turn_on(
            db,
            AUTHENTICATOR,
            account_id,
            secret=AUTHENTICATOR.generate_totp_secret(),
            code="000000",
        )

    assert db.get_one(Account, account_id).tf_totp_secret is None


def test_each_recovery_code_works_once(db: Session, account_id: int, secret: str) -> None:
    codes = second_factor.renew_recovery_codes(db, account_id)
    assert len(set(codes)) == 10

    second_factor.check(db, AUTHENTICATOR, account_id, code=codes[0].lower().replace("-", ""))

    with pytest.raises(WrongCode):
        second_factor.check(db, AUTHENTICATOR, account_id, code=codes[0])
    assert queries.recovery_codes_left(db, account_id) == 9


def test_new_recovery_codes_replace_the_old_ones(db: Session, account_id: int, secret: str) -> None:
    old = second_factor.renew_recovery_codes(db, account_id)
    second_factor.renew_recovery_codes(db, account_id)

    with pytest.raises(WrongCode):
        second_factor.check(db, AUTHENTICATOR, account_id, code=old[0])


def test_somebody_elses_recovery_code_opens_nothing(
    db: Session, account_id: int, secret: str
) -> None:
    other = staff.create_account(db, email="b@example.com", name="B", password_hash=None)
    codes = second_factor.renew_recovery_codes(db, other.id)

    with pytest.raises(WrongCode):
        second_factor.check(db, AUTHENTICATOR, account_id, code=codes[0])


def test_the_secret_is_stored_encrypted_and_an_older_key_still_opens_it(
    db: Session, account_id: int, secret: str, clock: FixedClock
) -> None:
    stored = db.get_one(Account, account_id).tf_totp_secret
    assert stored is not None
    plain = AUTHENTICATOR.get_totp_b32_key(secret)
    assert plain not in stored

    rotated = Authenticator(("a newer key", "a secret key of the shop"))
    second_factor.check(db, rotated, account_id, code=code_at(clock, secret))
