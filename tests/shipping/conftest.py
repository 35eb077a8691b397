from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.storefront.shopper import open_shop


@pytest.fixture
def tables(db: Session) -> Session:
    """A session on a shop with its places, rates and destinations."""
    open_shop(db)
    return db


@pytest.fixture
def statements(db: Session) -> Iterator[list[str]]:
    """Every statement that the test's session sends, in order."""
    seen: list[str] = []
    engine = db.get_bind()

    def note(_connection, _cursor, statement, *_rest) -> None:  # noqa: ANN002
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)
