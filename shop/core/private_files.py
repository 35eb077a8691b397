"""Files and folders that only the user of the shop may read, whatever the umask is."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from shop.core.ids import public_id

FOLDER_MODE = 0o700
FILE_MODE = 0o600


class NotPrivate(Exception):
    """A file or folder is open to others and its mode cannot be changed. The message says which."""


def make_folder(path: Path) -> None:
    """Create a folder with mode 0700, or bring an existing one to it.

    :raises NotPrivate: it belongs to another user, or is no folder.
    """
    try:
        path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    except OSError as error:
        raise NotPrivate(f"{path} cannot be created: {error.strerror}") from None
    _narrow(path, FOLDER_MODE)


def make_file(path: Path) -> None:
    """Create an empty file with mode 0600, or bring an existing one to it; its content stays.

    :raises NotPrivate: it belongs to another user, or its folder does not exist.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE))
    except OSError as error:
        raise NotPrivate(f"{path} cannot be opened: {error.strerror}") from None
    _narrow(path, FILE_MODE)


def write(path: Path, content: bytes) -> None:
    """Write a file with mode 0600; another reader sees the old content or all of the new."""
    part = path.with_name(f".{public_id('part')}")
    handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _narrow(path: Path, mode: int) -> None:
    """Take the rights of group and others away. Rights that were missing are not added."""
    found = stat.S_IMODE(path.stat().st_mode)
    if not found & 0o077:
        return
    try:
        path.chmod(found & mode)
    except OSError as error:
        raise NotPrivate(
            f"{path} can be read by other users of this machine and belongs to another user; "
            f"run: chmod {mode:o} {path} ({error.strerror})"
        ) from None
