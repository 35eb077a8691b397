"""Every desk stands in a shop with its seeds, on both databases."""

from tests.flows.fixtures import (  # noqa: F401
    app,
    database_url,
    fake,
    postgresql_name,
    settings,
    sown_postgresql,
    sown_sqlite,
    world,
)
