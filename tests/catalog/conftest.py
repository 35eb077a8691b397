"""An index, and the relay that keeps it up to date."""

from __future__ import annotations

from collections.abc import Callable

import hypothesis
import pytest
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.index import CatalogueIndex, subscriber
from shop.core.db import Database
from shop.core.permissions import Principal, Right
from shop.core.relay import Relay
from tests.factories import make_artisan, make_motif, make_principal

hypothesis.settings.register_profile("catalog", deadline=None, max_examples=50)
hypothesis.settings.load_profile("catalog")

Catch = Callable[[], None]


@pytest.fixture
def index() -> CatalogueIndex:
    return CatalogueIndex()


@pytest.fixture
def relay(database: Database, db: Session) -> Catch:
    """Commit what the test wrote and deliver all events about it."""
    worker = Relay(database, subscriber.HEARS)

    def deliver() -> None:
        db.commit()
        while worker.run_once():
            pass

    return deliver


# -- people who write and review listings -------------------------------------------------------


@pytest.fixture
def artisan(db: Session) -> Artisan:
    make_motif(db)
    return make_artisan(db)


@pytest.fixture
def maker(db: Session, artisan: Artisan) -> Principal:
    person = make_principal(db)
    return Principal(person.account_id, artisan_ids=frozenset({artisan.id}), label=person.label)


@pytest.fixture
def stranger(db: Session) -> Principal:
    person = make_principal(db)
    return Principal(person.account_id, artisan_ids=frozenset({make_artisan(db).id}))


@pytest.fixture
def curator(db: Session) -> Principal:
    return make_principal(db, Right.LISTINGS_REVIEW)
