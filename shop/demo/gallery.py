"""The demo's pictures: derived with two threads before any transaction, stored in one go."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy.orm import Session

from shop.core import pictures
from shop.core.imaging import Derived
from shop.core.media import MediaStore
from shop.core.pictures import Picture
from shop.demo import data_files

THREADS = 2


class Gallery:
    """Derived pictures by file name. ``hang`` stores one and returns its row, once."""

    def __init__(self, store: MediaStore, entries: Iterable[dict[str, Any]]) -> None:
        self.store = store
        self._hung: dict[str, Picture] = {}
        files = dict.fromkeys(entry["file"] for entry in entries)
        drawn = {file: content for file in files if (content := data_files.picture(file))}
        with ThreadPoolExecutor(THREADS) as pool:
            derived = pool.map(pictures.derive_ours, drawn.values())
            self._derived: dict[str, Derived] = dict(zip(drawn, derived, strict=True))

    def hang(self, db: Session, file: str) -> Picture | None:
        """Store a picture with its files; ``None`` when it was not drawn."""
        if file not in self._derived:
            return None
        if file not in self._hung:
            self._hung[file] = pictures.add_derived(db, self.store, self._derived[file])
        return self._hung[file]
