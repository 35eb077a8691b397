from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.storefront.shopper import Shopper, open_shop


@pytest.fixture
def shopper(db: Session, client: FlaskClient) -> Shopper:
    """A browser in a shop with its reference data."""
    open_shop(db)
    return Shopper(client)


@pytest.fixture
def page_statements(app: Flask) -> Iterator[list[str]]:
    """Every statement that the application sends to the database, in order."""
    seen: list[str] = []
    engine = app.extensions["shop"].database.engine

    def note(_connection, _cursor, statement, *_rest) -> None:  # noqa: ANN002
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)
