"""Write the migration from head to the models: ``python -m tools.new_migration "Say what changes"``.

Read and correct what it wrote: expand, backfill, contract; each release runs with its neighbour's
schema. A test holds migrations and models equal on both databases.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from alembic import command

from shop import create_app
from shop.core import schema
from shop.core.settings import Settings


def main(message: str) -> None:
    """Compare the models with a database at head and write the difference down."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder)))
        database = app.extensions["shop"].database
        schema.migrate(database)
        existing = sorted(path.stem for path in (schema.MIGRATIONS / "versions").glob("[0-9]*.py"))
        number = int(existing[-1][:4]) + 1 if existing else 1
        slug = re.sub(r"[^a-z0-9]+", "_", message.lower()).strip("_")
        settings = schema.config()
        settings.set_main_option("file_template", f"{number:04d}_{slug}")
        with database.engine.connect() as connection:
            settings.attributes["connection"] = connection
            command.revision(settings, message, autogenerate=True, rev_id=f"{number:04d}")
        database.engine.dispose()


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "Change the schema")
