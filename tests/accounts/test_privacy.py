from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from shop.accounts import addresses, privacy, queries, second_factor, sessions, staff
from shop.accounts.address import AddressFields
from shop.accounts.errors import LastAdmin
from shop.accounts.models import Account, ConsentEntry
from shop.accounts.privacy import PersonalData
from shop.core import clock, letters
from shop.core.audit import AuditEntry
from shop.core.db import Model
from shop.core.errors import ShopError
from shop.core.forms import Form
from shop.core.permissions import Principal
from tests.accounts.test_address import HOME

ME = Principal(account_id=1, label="me")
#: Nothing that contains one of these may be left after an erasure.
CANARIES = ("kenari", "+62811580123", "Jl. Mawar")


@pytest.fixture
def person(db: Session) -> Account:
    account = staff.create_account(
        db, email="kenari@example.com", name="Kenari", password_hash="kenari-hash"
    )
    fields: Any = Form.read(AddressFields, MultiDict({**HOME, "recipient_name": "Kenari"})).command
    addresses.save(db, account.id, fields, label="rumah kenari")
    db.add(ConsentEntry(account_id=account.id, kind="terms", version=3, given_at=clock.now(db)))
    sessions.start(db, account.id, device="Kenari-Browser", is_strong=False)
    second_factor.renew_recovery_codes(db, account.id)
    letters.write(
        db,
        fact="x",
        recipient="kenari@example.com",
        locale="id",
        words=letters.Rendered("Halo Kenari", "x", "x"),
    )
    return account


def everything(db: Session) -> str:
    """All rows of the database as one text."""
    db.flush()
    rows = (
        str(row) for table in Model.metadata.sorted_tables for row in db.execute(table.select())
    )
    return "\n".join(rows)


def test_the_export_holds_what_is_known(db: Session, person: Account) -> None:
    others = PersonalData(exporters={"orders": lambda _db, account_id: [{"for": account_id}]})

    found = json.loads(json.dumps(privacy.export(db, person.id, others)))

    assert found["account"]["email"] == "kenari@example.com"
    assert found["account"]["addresses"][0]["phone"] == "+62811580123"
    assert found["account"]["consents"][0]["version"] == 3
    assert found["account"]["signed_in"][0]["device"] == "Kenari-Browser"
    assert found["orders"] == [{"for": person.id}]
    assert "kenari-hash" not in json.dumps(found)


def test_nothing_of_a_person_is_left_after_erasure(db: Session, person: Account) -> None:
    assert all(canary.lower() in everything(db).lower() for canary in CANARIES)

    privacy.erase(db, person.id, PersonalData(), actor=ME)

    left = everything(db).lower()
    assert [canary for canary in CANARIES if canary.lower() in left] == []
    db.refresh(person)
    assert not person.active
    assert person.email == f"{person.public_id.lower()}@erased.invalid"
    assert db.scalars(sa.select(AuditEntry.action)).all() == ["accounts.erased"]


def test_an_erased_person_may_come_back_as_somebody_new(db: Session, person: Account) -> None:
    privacy.erase(db, person.id, PersonalData(), actor=ME)

    again = staff.create_account(db, email="kenari@example.com", name="K", password_hash="y")

    assert again.id != person.id


def test_others_erase_their_part_first_and_may_refuse(db: Session, person: Account) -> None:
    class OpenOrders(ShopError):
        code = "open_orders"

    def refuse(_db: Session, _account_id: int) -> None:
        raise OpenOrders

    with pytest.raises(OpenOrders):
        privacy.erase(db, person.id, PersonalData(erasers=(refuse,)), actor=ME)

    assert queries.profile(db, person.id).email == "kenari@example.com"
    assert len(queries.addresses(db, person.id)) == 1


def test_the_last_administrator_cannot_vanish(db: Session, person: Account) -> None:
    staff.load_roles(db)
    staff.grant_role(db, person.public_id, role="admin", actor=ME)

    with pytest.raises(LastAdmin):
        privacy.erase(db, person.id, PersonalData(), actor=ME)
