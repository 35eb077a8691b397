"""Alembic's environment: runs on the connection that ``shop.core.schema`` hands over."""

from typing import Any

from alembic import context

from shop.core.db import Instant, Model
from shop.core.schema import VERSION_TABLE


def render(kind: str, item: Any, _context: Any) -> Any:
    """Write our own column types by name; the template imports them."""
    return "Instant()" if kind == "type" and isinstance(item, Instant) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Model.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=render,
    compare_type=True,
    include_name=lambda name, kind, _parents: kind != "table" or (name or "").startswith("shop_"),
)
with context.begin_transaction():
    context.run_migrations()
