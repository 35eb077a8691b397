from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.cart import queries, services
from shop.cart.commands import AddLine
from shop.cart.errors import FewerLeft
from shop.cart.models import Cart, CartLine
from shop.cart.owner import Owner
from shop.core.db import Database
from tests.factories import make_cart, make_variant

GUEST = Owner(guest_digest="a" * 64)
TABS = 8

pytestmark = pytest.mark.race


def at_once(work, times: int = TABS) -> list:
    """Do the same in several threads that all start together."""
    together = Barrier(times)

    def run(number: int):  # noqa: ANN202
        together.wait()
        return work(number)

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))


def test_the_first_piece_put_in_by_many_tabs_at_once_opens_one_cart(
    db: Session, database: Database
) -> None:
    variant = make_variant(db, stock=50)
    db.commit()
    command = AddLine(variant=variant.public_id)

    lines = at_once(lambda _: database.run(lambda s: services.add_line(s, GUEST, command)))

    with database.reading() as reader:
        assert len(set(lines)) == 1
        assert reader.scalar(sa.select(sa.func.count()).select_from(Cart)) == 1
        assert queries.pieces(reader, GUEST) == TABS


def test_many_tabs_never_put_in_more_than_there_is(db: Session, database: Database) -> None:
    variant = make_variant(db, stock=3)
    db.commit()
    command = AddLine(variant=variant.public_id)

    def add(_number: int) -> bool:
        try:
            database.run(lambda session: services.add_line(session, GUEST, command))
        except FewerLeft:
            return False
        return True

    assert sum(at_once(add)) == 3
    with database.reading() as reader:
        assert queries.pieces(reader, GUEST) == 3


def test_signing_in_from_many_tabs_at_once_merges_once(
    db: Session, database: Database, account: Owner
) -> None:
    variant = make_variant(db, stock=50)
    make_cart(db, (variant, 2), owner=account)
    make_cart(db, (variant, 3), owner=GUEST)
    db.commit()
    assert account.account_id is not None
    assert GUEST.guest_digest is not None
    ids = {"guest_digest": GUEST.guest_digest, "account_id": account.account_id}

    at_once(lambda _: database.run(lambda session: services.merge(session, **ids)))

    with database.reading() as reader:
        assert queries.pieces(reader, account) == 3
        assert reader.scalar(sa.select(sa.func.count()).select_from(Cart)) == 1
        assert reader.scalar(sa.select(sa.func.count()).select_from(CartLine)) == 1
