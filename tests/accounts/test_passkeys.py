from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts import passkeys, queries, staff
from shop.accounts.errors import BadPasskey
from shop.accounts.models import Passkey
from shop.accounts.passkeys import Site
from shop.core.errors import NotFound
from tests.accounts.soft_key import PRESENT, SoftKey

SITE = Site(host="localhost", origin="http://localhost")


@pytest.fixture
def account_id(db: Session) -> int:
    return staff.create_account(db, email="a@example.com", name="A", password_hash=None).id


@pytest.fixture
def key(db: Session, account_id: int) -> SoftKey:
    made = SoftKey()
    add(db, account_id, made)
    return made


def add(db: Session, account_id: int, key: SoftKey, *, flags: int | None = None) -> Passkey:
    ceremony = passkeys.begin_adding(db, SITE, account_id)
    answer = (
        key.create(ceremony.options) if flags is None else key.create(ceremony.options, flags=flags)
    )
    return passkeys.add(
        db, SITE, account_id, name="ponsel", answer=answer, challenge=ceremony.challenge
    )


def test_a_passkey_signs_its_owner_in(db: Session, account_id: int, key: SoftKey) -> None:
    ceremony = passkeys.begin_sign_in(SITE)

    found = passkeys.check(
        db, site=SITE, answer=key.get(ceremony.options), challenge=ceremony.challenge
    )

    assert found == account_id
    assert queries.passkeys(db, account_id)[0].name == "ponsel"
    assert queries.passkeys(db, account_id)[0].used_at is not None


def test_an_answer_counts_once(db: Session, account_id: int, key: SoftKey) -> None:
    ceremony = passkeys.begin_sign_in(SITE)
    answer = key.get(ceremony.options)
    passkeys.check(db, site=SITE, answer=answer, challenge=ceremony.challenge)

    with pytest.raises(BadPasskey):
        passkeys.check(db, site=SITE, answer=answer, challenge=ceremony.challenge)


def test_an_answer_to_another_challenge_is_refused(db: Session, key: SoftKey) -> None:
    answer = key.get(passkeys.begin_sign_in(SITE).options)

    with pytest.raises(BadPasskey):
        passkeys.check(
            db, site=SITE, answer=answer, challenge=passkeys.begin_sign_in(SITE).challenge
        )


def test_a_key_of_another_site_is_refused(db: Session, account_id: int, key: SoftKey) -> None:
    key.origin = "http://evil.example"
    ceremony = passkeys.begin_sign_in(SITE)

    with pytest.raises(BadPasskey):
        passkeys.check(
            db, site=SITE, answer=key.get(ceremony.options), challenge=ceremony.challenge
        )


def test_a_device_that_did_not_check_its_owner_is_refused(
    db: Session, account_id: int, key: SoftKey
) -> None:
    ceremony = passkeys.begin_sign_in(SITE)
    with pytest.raises(BadPasskey):
        passkeys.check(
            db,
            site=SITE,
            answer=key.get(ceremony.options, flags=PRESENT),
            challenge=ceremony.challenge,
        )
    with pytest.raises(BadPasskey):
        add(db, account_id, SoftKey(), flags=PRESENT)


def test_a_copied_authenticator_is_noticed(db: Session, account_id: int, key: SoftKey) -> None:
    ceremony = passkeys.begin_sign_in(SITE)
    key.count = 5
    passkeys.check(db, site=SITE, answer=key.get(ceremony.options), challenge=ceremony.challenge)

    key.count = 2
    again = passkeys.begin_sign_in(SITE)
    with pytest.raises(BadPasskey):
        passkeys.check(db, site=SITE, answer=key.get(again.options), challenge=again.challenge)


def test_an_unknown_key_is_refused(db: Session, key: SoftKey) -> None:
    ceremony = passkeys.begin_sign_in(SITE)

    with pytest.raises(BadPasskey):
        passkeys.check(
            db, site=SITE, answer=SoftKey().get(ceremony.options), challenge=ceremony.challenge
        )


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"id": 7}',
        '{"id": "x", "response": 1}',
        "\x00",
        "NaN",
        "[" * 50_000,
        '{"id": "\\ud800"}',
        '{"id": "\\u0000"}',
        '{"id": "x", "response": {"clientDataJSON": "\\ud800"}}',
    ],
)
def test_nonsense_is_a_refusal_and_no_error(
    db: Session, account_id: int, key: SoftKey, answer: str
) -> None:
    ceremony = passkeys.begin_adding(db, SITE, account_id)
    with pytest.raises(BadPasskey):
        passkeys.add(db, SITE, account_id, name="x", answer=answer, challenge=ceremony.challenge)
    with pytest.raises(BadPasskey):
        passkeys.check(
            db, site=SITE, answer=answer, challenge=passkeys.begin_sign_in(SITE).challenge
        )


def test_one_key_belongs_to_one_account(db: Session, key: SoftKey) -> None:
    other = staff.create_account(db, email="b@example.com", name="B", password_hash=None)

    with pytest.raises(BadPasskey):
        add(db, other.id, key)

    assert db.scalar(sa.select(sa.func.count()).select_from(Passkey)) == 1


def test_only_the_owner_removes_a_passkey(db: Session, account_id: int, key: SoftKey) -> None:
    other = staff.create_account(db, email="b@example.com", name="B", password_hash=None)
    passkey_id = queries.passkeys(db, account_id)[0].public_id

    with pytest.raises(NotFound):
        passkeys.remove(db, other.id, passkey_id=passkey_id)
    assert len(queries.passkeys(db, account_id)) == 1

    passkeys.remove(db, account_id, passkey_id=passkey_id)
    assert queries.passkeys(db, account_id) == []
