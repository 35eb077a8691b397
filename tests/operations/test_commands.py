"""What operators type: mistakes end in one sentence and an exit code, never in a traceback."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.orm import Session

from shop import create_app
from shop.accounts import passwords
from shop.accounts.models import Account, AccountRole
from shop.cli import group
from shop.core.settings import Settings
from tests.conftest import make_settings

INIT = "flask --app shop.wsgi shop init"


def call(settings: Settings, *arguments: str, **options: Any) -> Result:
    """Run a command on a shop of its own; an unexpected exception is the test's failure."""
    made: list[Flask] = []

    def factory() -> Flask:
        made.append(create_app(settings))
        return made[-1]

    result = CliRunner().invoke(
        group, arguments, obj=ScriptInfo(create_app=factory), prog_name="shop", **options
    )
    for app in made:
        app.extensions["shop"].database.engine.dispose()
    return result


def assert_one_sentence(result: Result, *words: str, code: int = 1) -> None:
    """The command failed as operators can read it."""
    assert result.exit_code == code, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    for word in words:
        assert word in result.stderr
    assert "Traceback" not in result.output


@pytest.fixture
def nothing_yet(tmp_path: Path) -> Settings:
    """Settings of a shop whose database has no tables."""
    return make_settings(data_dir=tmp_path / "new")


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify",),
        ("tick",),
        ("drain",),
        ("work",),
        ("reconcile",),
        ("export", "orders"),
        ("export", "ledger"),
        ("backup", "x.tar.gz"),
        ("create-admin", "--email", "a@b.id", "--name", "A", "--password", "hujan di sungai"),
    ],
    ids=" ".join,
)
def test_a_shop_without_tables_says_which_command_makes_them(
    nothing_yet: Settings, arguments: tuple[str, ...], tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)

    result = call(nothing_yet, *arguments)

    assert_one_sentence(result, "The database has no shop in it yet", INIT)
    assert not (tmp_path / "x.tar.gz").exists()


def test_an_older_schema_is_named(settings: Settings) -> None:
    """The tests' database has today's tables and no revision; a stamp makes it an old one."""
    engine = sa.create_engine(settings.database)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE shop_alembic_version (version_num varchar(32))"))
        connection.execute(sa.text("INSERT INTO shop_alembic_version VALUES ('0001')"))

    result = call(settings, "verify")

    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE shop_alembic_version"))
    engine.dispose()
    assert_one_sentence(result, "has schema 0001, this version needs", INIT)


@pytest.mark.parametrize("command", ["init", "verify", "drain", "run"])
def test_a_database_that_does_not_answer_is_named(tmp_path: Path, command: str) -> None:
    settings = make_settings(
        database_url="postgresql://shop:verysecret@127.0.0.1:1/shop", data_dir=tmp_path / "data"
    )

    result = call(settings, command)

    assert_one_sentence(result, "The database cannot be used", "refused")
    assert "verysecret" not in result.output


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "shop.db").write_text("these are words, not a database " * 40)
    settings = make_settings(database_url=f"sqlite:///{tmp_path}/shop.db", data_dir=tmp_path)

    assert_one_sentence(call(settings, "verify"), "The database cannot be used", "not a database")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SHOP_COMISSION_BPS": "800"}, "did you mean SHOP_COMMISSION_BPS?"),
        ({"SHOP_WORKERS": "many"}, "SHOP_WORKERS"),
        ({"SHOP_DATABASE_URL": "mysql://u:p@db/shop"}, "SHOP_DATABASE_URL: must look like"),
        ({"SHOP_DATABASE_URL": "not an address"}, "SHOP_DATABASE_URL: must look like"),
        ({"SHOP_DATABASE_URL": "sqlite:////no/such/folder/x.db"}, "/no/such/folder/x.db"),
        ({"SHOP_MEDIA_URL": "nothing://bucket"}, "SHOP_MEDIA_URL: Protocol not known"),
        ({"SHOP_DATA_DIR": "/etc/hostname"}, "/etc/hostname"),
        ({"SHOP_ENV": "production"}, "production needs real values"),
    ],
    ids=str,
)
def test_a_wrong_setting_is_named(
    change: dict[str, str], words: str, tmp_path: Path, monkeypatch: Any
) -> None:
    for key in [key for key in os.environ if key.startswith("SHOP_")]:
        monkeypatch.delenv(key)
    for key, value in {"SHOP_DATA_DIR": str(tmp_path / "data"), **change}.items():
        monkeypatch.setenv(key, value)

    result = CliRunner().invoke(group, ["verify"], obj=ScriptInfo(create_app=create_app))

    assert_one_sentence(result, words)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SHOP_ENV": "production"}, "Error: production needs real values"),
        ({"SHOP_DATABASE_URL": "mysql://x"}, "Error: SHOP_DATABASE_URL: must look like"),
    ],
    ids=str,
)
def test_flask_itself_shows_a_wrong_setting_without_a_traceback(
    change: dict[str, str], words: str, tmp_path: Path
) -> None:
    """In a checkout Flask imports the application before it knows our commands."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SHOP_")}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "shop.wsgi", "shop", "verify"],
        cwd=Path(__file__).parents[2],
        env={**kept, "SHOP_DATA_DIR": str(tmp_path), **change},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith(words)
    assert "Traceback" not in done.stderr


def test_a_store_whose_package_is_missing_is_named(tmp_path: Path) -> None:
    settings = make_settings(data_dir=tmp_path / "data", media_url="s3://bucket/prefix")

    assert_one_sentence(call(settings, "verify"), "SHOP_MEDIA_URL", "s3fs", "canting[s3]")


# -- files ----------------------------------------------------------------------------------------


@pytest.fixture
def ready(tmp_path: Path) -> Settings:
    """A shop with its tables and reference data."""
    settings = make_settings(data_dir=tmp_path / "data")
    assert call(settings, "init").exit_code == 0
    return settings


def test_init_prints_words(nothing_yet: Settings) -> None:
    first, again = call(nothing_yet, "init"), call(nothing_yet, "init")

    assert first.exit_code == again.exit_code == 0
    assert "Loaded(" not in first.output
    assert "shop_motifs: 82 added, 0 updated, 0 unchanged, 0 kept" in first.output
    assert "shop_motifs: 0 added, 0 updated, 82 unchanged, 0 kept" in again.output
    assert "roles: loaded" in again.output
    assert first.output.startswith("schema: 00")


def test_a_backup_that_cannot_be_written_or_read_is_named(ready: Settings, tmp_path: Path) -> None:
    (tmp_path / "half.tar.gz").write_bytes(b"\x1f\x8b\x08\x00 half of something")
    with tarfile.open(tmp_path / "other.tar.gz", "w:gz"):
        pass

    assert_one_sentence(call(ready, "backup", "/nonexistent/x"), "/nonexistent/x.part")
    for name in ("half.tar.gz", "other.tar.gz"):
        assert_one_sentence(call(ready, "restore", str(tmp_path / name)), "not a backup of Canting")
    assert_one_sentence(call(ready, "restore", "/etc/hostname"), "not a backup of Canting")
    assert_one_sentence(call(ready, "restore", "/nonexistent/x"), "does not exist", code=2)


def test_a_backup_is_for_nobody_elses_eyes(ready: Settings, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        assert call(ready, "backup", str(tmp_path / "shop.tar.gz")).exit_code == 0
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "shop.tar.gz").stat().st_mode) == 0o600


# -- create-admin ----------------------------------------------------------------------------------


def create(settings: Settings, **values: str) -> Result:
    wanted = {
        "email": "Ibu@Toko.example",
        "name": "Ibu Kepala",
        "password": "hujan di atas sungai",
        **values,
    }
    return call(settings, "create-admin", *(x for k, v in wanted.items() for x in (f"--{k}", v)))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password": "short1"}, "password: At least 10 characters."),
        ({"password": "samarinda123"}, "password: This password is guessed first."),
        ({"email": "bossexample"}, "email: This does not look right."),
        ({"email": "a b@c.id"}, "email: This does not look right."),
        ({"name": " "}, "name: Please fill this in."),
        ({"name": "x" * 121}, "name: Please shorten this to 120 characters."),
    ],
    ids=str,
)
def test_an_administrator_obeys_the_rules_of_the_registration_page(
    ready: Settings, change: dict[str, str], sentence: str
) -> None:
    result = create(ready, **change)

    assert_one_sentence(result, sentence, code=2)
    assert accounts(ready) == []


def test_an_administrator_can_sign_in_and_a_known_email_is_refused_in_english(
    ready: Settings,
) -> None:
    first, second = create(ready), create(ready, name="Lain")

    assert first.exit_code == 0
    assert first.output == "ibu@toko.example may now sign in.\n"
    ((email, hashed),) = accounts(ready)
    assert email == "ibu@toko.example"
    assert passwords.matches("hujan di atas sungai", hashed)
    assert_one_sentence(second, "Another account has this e-mail.")


def accounts(settings: Settings) -> list[tuple[str, str | None]]:
    engine = sa.create_engine(settings.database)
    with Session(engine) as db:
        found = db.execute(
            sa.select(Account.email, Account.password).join(
                AccountRole, AccountRole.account_id == Account.id
            )
        ).all()
    engine.dispose()
    return [(email, password) for email, password in found]
