"""An index, and the relay that keeps it up to date."""

from __future__ import annotations

from collections.abc import Callable

import hypothesis
import pytest
from sqlalchemy.orm import Session

from shop.catalog.index import CatalogueIndex, subscriber
from shop.core.db import Database
from shop.core.relay import Relay

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
