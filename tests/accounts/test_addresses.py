from __future__ import annotations

import pytest
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from shop.accounts import addresses, queries, staff
from shop.accounts.address import AddressFields
from shop.accounts.errors import TooManyAddresses
from shop.core.errors import NotFound
from shop.core.forms import Form
from tests.accounts.test_address import HOME

FIELDS: AddressFields = Form.read(AddressFields, MultiDict(HOME)).command


@pytest.fixture
def account_id(db: Session) -> int:
    return staff.create_account(db, email="a@example.com", name="A", password_hash=None).id


def labels(db: Session, account_id: int) -> list[tuple[str, bool]]:
    return [(entry.label, entry.is_default) for entry in queries.addresses(db, account_id)]


def test_the_first_address_comes_first(db: Session, account_id: int) -> None:
    addresses.save(db, account_id, FIELDS, label="rumah")
    addresses.save(db, account_id, FIELDS, label="kantor")

    assert labels(db, account_id) == [("rumah", True), ("kantor", False)]


def test_another_address_may_come_first(db: Session, account_id: int) -> None:
    addresses.save(db, account_id, FIELDS, label="rumah")
    office = addresses.save(db, account_id, FIELDS, label="kantor")

    addresses.change(db, account_id, office.public_id, FIELDS, label="kantor", is_default=True)

    assert labels(db, account_id) == [("kantor", True), ("rumah", False)]


def test_when_the_first_goes_the_next_comes_first(db: Session, account_id: int) -> None:
    home = addresses.save(db, account_id, FIELDS, label="rumah")
    addresses.save(db, account_id, FIELDS, label="kantor")

    addresses.delete(db, account_id, home.public_id)

    assert labels(db, account_id) == [("kantor", True)]


def test_a_saved_address_is_read_as_it_was_written(db: Session, account_id: int) -> None:
    saved = addresses.save(db, account_id, FIELDS)

    assert queries.address(db, account_id, saved.public_id).fields == FIELDS


def test_somebody_elses_address_does_not_exist(db: Session, account_id: int) -> None:
    saved = addresses.save(db, account_id, FIELDS, label="rumah")
    other = staff.create_account(db, email="b@example.com", name="B", password_hash=None).id

    with pytest.raises(NotFound):
        queries.address(db, other, saved.public_id)
    with pytest.raises(NotFound):
        addresses.change(db, other, saved.public_id, FIELDS, label="mine", is_default=True)
    with pytest.raises(NotFound):
        addresses.delete(db, other, saved.public_id)

    assert labels(db, account_id) == [("rumah", True)]


def test_an_address_book_ends_somewhere(db: Session, account_id: int) -> None:
    for _ in range(addresses.MOST):
        addresses.save(db, account_id, FIELDS)

    with pytest.raises(TooManyAddresses):
        addresses.save(db, account_id, FIELDS)
