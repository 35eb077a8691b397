"""What the shop writes is for its own user alone, whatever the umask says."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa

from shop import create_app
from shop.core import private_files
from shop.core.letters import FolderMailer
from shop.core.private_files import NotPrivate
from shop.core.settings import Settings
from shop.extension import storage
from tests.conftest import make_settings


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(data_dir=tmp_path / "data")


def assert_private(folder: Path) -> None:
    """Nothing below and including a folder can be read by others."""
    found = [folder, *folder.rglob("*")]
    open_ones = [path.name for path in found if mode(path) & 0o077 and path.parent == folder]
    assert mode(folder) == 0o700
    assert open_ones == []


def test_a_new_shop_is_private(settings: Settings) -> None:
    app = create_app(settings)
    shop = app.extensions["shop"]
    with shop.database.engine.connect() as connection:
        connection.execute(sa.text("CREATE TABLE x (y INTEGER)"))
        connection.commit()
        shop.media.write("private/a/slip.webp", b"slip")
        letter = EmailMessage()
        letter["Message-ID"] = "<letter-1@shop>"
        FolderMailer(settings.data_dir / "letters").send(letter)

        assert_private(settings.data_dir)
        for name in ("shop.db", "shop.db-wal", "shop.db-shm"):
            assert (name, mode(settings.data_dir / name)) == (name, 0o600)
    assert mode(settings.data_dir / "media" / "private" / "a" / "slip.webp") == 0o600
    assert mode(settings.data_dir / "letters" / "letter-1.eml") == 0o600
    shop.database.engine.dispose()


def test_what_was_too_wide_is_narrowed_at_the_start(settings: Settings) -> None:
    folder = settings.data_dir
    (folder / "media").mkdir(parents=True)
    (folder / "shop.db").touch(0o666)
    assert mode(folder) == 0o777

    create_app(settings).extensions["shop"].database.engine.dispose()

    assert (mode(folder), mode(folder / "media"), mode(folder / "shop.db")) == (
        0o700,
        0o700,
        0o600,
    )


def test_a_database_elsewhere_is_private_too(tmp_path: Path) -> None:
    settings = make_settings(
        data_dir=tmp_path / "data", database_url=f"sqlite:///{tmp_path / 'own.db'}"
    )

    storage.prepare_data_folder(settings)

    assert mode(tmp_path / "own.db") == 0o600
    assert not (tmp_path / "data" / "shop.db").exists()


def test_rights_that_were_missing_are_not_added(tmp_path: Path) -> None:
    (tmp_path / "x").touch(0o460)

    private_files.make_folder(tmp_path / "y")
    (tmp_path / "y").chmod(0o550)
    private_files.make_folder(tmp_path / "y")

    assert mode(tmp_path / "y") == 0o500


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_folder_of_another_user_is_refused_with_the_command_that_mends_it() -> None:
    theirs = Path(tempfile.mkdtemp())
    theirs.chmod(0o755)
    os.chown(theirs, 1, 1)
    child = os.fork()
    if child == 0:
        os.seteuid(2)
        try:
            private_files.make_folder(theirs)
        except NotPrivate as error:
            os._exit(0 if f"chmod 700 {theirs}" in str(error) else 2)
        os._exit(1)

    ending = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    theirs.rmdir()
    assert ending == 0


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    private_files.write(tmp_path / "x", b"old")
    with pytest.raises(TypeError):
        private_files.write(tmp_path / "x", "no bytes")  # type: ignore[arg-type]

    assert (tmp_path / "x").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
