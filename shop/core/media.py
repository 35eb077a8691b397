"""Where pictures and papers lie: a local folder or any S3-like store, by one setting."""

from __future__ import annotations

from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem

from shop.core import private_files


class MediaStore:
    """Files by key, through fsspec. Keys are made by us and never by a person.

    ``public/...`` holds derived pictures that anyone may see; ``private/...`` holds originals and
    papers, which only guarded views read. On a local disk only the shop's own user reads them.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.filesystem, self.root = fsspec.core.url_to_fs(url)
        self.is_local = isinstance(self.filesystem, LocalFileSystem)

    def write(self, key: str, content: bytes) -> None:
        """Store ``content``; the same key again replaces it."""
        path = self._path(key)
        self.filesystem.makedirs(path.rpartition("/")[0], exist_ok=True)
        if self.is_local:
            private_files.write(Path(path), content)
        else:
            self.filesystem.pipe_file(path, content)

    def read(self, key: str) -> bytes:
        """Return what lies under ``key``.

        :raises FileNotFoundError: nothing does.
        """
        content: bytes = self.filesystem.cat_file(self._path(key))
        return content

    def delete(self, key: str) -> None:
        """Remove ``key``; removing it twice is fine."""
        if self.filesystem.exists(self._path(key)):
            self.filesystem.rm_file(self._path(key))

    def exists(self, key: str) -> bool:
        """Tell whether something lies under ``key``."""
        return bool(self.filesystem.exists(self._path(key)))

    def keys(self, prefix: str = "") -> list[str]:
        """List every key that starts with a folder ``prefix``, sorted: for backups and tidying."""
        folder = self._path(prefix).rstrip("/")
        if not self.filesystem.exists(folder):
            return []
        found = self.filesystem.find(folder)
        return sorted(path.removeprefix(self.root).lstrip("/") for path in found)

    def _path(self, key: str) -> str:
        assert ".." not in key, "keys are made by us"
        return f"{self.root}/{key}"
