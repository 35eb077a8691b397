"""Alembic's environment: runs on the connection that ``shop.core.schema`` hands over."""

from alembic import context
from shop.core.db import Model
from shop.core.schema import VERSION_TABLE

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Model.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    include_name=lambda name, kind, _parents: kind != "table" or (name or "").startswith("shop_"),
)
with context.begin_transaction():
    context.run_migrations()
