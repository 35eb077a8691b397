"""Where a shop keeps its files: the data folder with its rights, and the media store."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from shop.core import private_files
from shop.core.media import MediaStore
from shop.core.settings import BadSettings, Settings


def prepare_data_folder(settings: Settings) -> None:
    """Give the data folder of a stand-alone shop mode 0700 and an SQLite file mode 0600.

    SQLite gives the files beside the database the mode of the database itself.

    :raises BadSettings: a path is open to other users and this process may not change that.
    """
    try:
        private_files.make_folder(settings.data_dir)
        url = sa.make_url(settings.database)
        if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
            private_files.make_file(settings.data_dir.absolute() / url.database)
    except private_files.NotPrivate as error:
        raise BadSettings(f"SHOP_DATA_DIR, SHOP_DATABASE_URL: {error}") from None


def media_store(settings: Settings) -> MediaStore:
    """Open the media store; a local folder gets mode 0700.

    :raises BadSettings: fsspec does not know the protocol or lacks a package for it, or the
        folder cannot be used.
    """
    try:
        store = MediaStore(settings.media)
        if store.is_local:
            private_files.make_folder(Path(store.root))
    except private_files.NotPrivate as error:
        raise BadSettings(f"SHOP_MEDIA_URL: {error}") from None
    except (ImportError, ValueError) as error:
        hint = "; s3 needs: pip install canting[s3]" if settings.media.startswith("s3") else ""
        raise BadSettings(f"SHOP_MEDIA_URL: {error}{hint}") from None
    return store
