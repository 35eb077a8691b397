from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts import staff
from shop.cart.owner import Owner


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


@pytest.fixture
def account(db: Session) -> Owner:
    """Somebody with an account."""
    person = staff.create_account(db, email="siti@example.com", name="Siti", password_hash="x")
    db.flush()
    return Owner(account_id=person.id)
