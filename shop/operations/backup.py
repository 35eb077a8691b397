"""Backup and restore: one file with every row and every picture, readable without us.

A tar of JSON lines, one member per table, and the media below ``media/``. It is logical, so a
backup of SQLite restores into PostgreSQL and back. The rows come from one snapshot; media are
written before the rows that name them and never change, so copying them afterwards is consistent.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shop.core import private_files, schema
from shop.core.db import Database, Model
from shop.core.media import MediaStore

FORMAT = "canting-backup/1"
BATCH = 500


class CannotRestore(Exception):
    """The file is not ours, is newer than this version, or the shop is not empty."""


def back_up(database: Database, media: MediaStore, target: Path) -> dict[str, int]:
    """Write a backup.

    :returns: How many rows and files it holds.
    """
    part = target.with_name(target.name + ".part")
    private_files.make_file(part)
    with tarfile.open(part, "w:gz") as archive, database.engine.connect() as connection:
        _open_snapshot(connection)
        rows = _write_tables(archive, connection, schema.current(database))
        files = _write_media(archive, media)
    part.replace(target)
    return {"rows": rows, "files": files}


def restore(database: Database, media: MediaStore, source: Path) -> dict[str, int]:
    """Fill an empty shop from a backup.

    :returns: How many rows and files came back.
    :raises CannotRestore: see there. Nothing is written.
    """
    with _opened(source) as archive:
        head = _read_head(archive)
        schema.migrate(database)
        if head["revision"] != schema.current(database):
            raise CannotRestore(
                f"the backup has schema {head['revision']}, this version {schema.head()}"
            )
        with database.transaction() as db:
            connection = db.connection()
            _refuse_unless_empty(connection)
            rows = _read_tables(archive, connection)
        files = _read_media(archive, media)
    return {"rows": rows, "files": files}


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    """Open a backup.

    :raises CannotRestore: it is no archive, or a damaged one.
    """
    try:
        with tarfile.open(source, "r:gz") as archive:
            yield archive
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise CannotRestore(f"{source} is not a backup of Canting, or is damaged") from error


def _open_snapshot(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execution_options(isolation_level="REPEATABLE READ")
    connection.begin()


def _write_tables(archive: tarfile.TarFile, connection: Connection, revision: str | None) -> int:
    head = {"format": FORMAT, "revision": revision, "at": dt.datetime.now(dt.UTC).isoformat()}
    _add(archive, "head.json", json.dumps(head).encode())
    total = 0
    for table in Model.metadata.sorted_tables:
        lines = [json.dumps(row, ensure_ascii=False) for row in _rows(connection, table)]
        _add(archive, f"tables/{table.name}.jsonl", "\n".join(lines).encode())
        total += len(lines)
    return total


def _rows(connection: Connection, table: sa.Table) -> Iterator[dict[str, Any]]:
    order = [*table.primary_key.columns]
    for row in connection.execute(sa.select(table).order_by(*order)).mappings():
        yield {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value


def _write_media(archive: tarfile.TarFile, media: MediaStore) -> int:
    keys = media.keys()
    for key in keys:
        _add(archive, f"media/{key}", media.read(key))
    return len(keys)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def _read_head(archive: tarfile.TarFile) -> dict[str, Any]:
    try:
        head: dict[str, Any] = json.loads(_content(archive, "head.json"))
    except (KeyError, ValueError) as error:
        raise CannotRestore("this is not a backup of Canting") from error
    if head.get("format") != FORMAT:
        raise CannotRestore(f"unknown format {head.get('format')}")
    return head


def _content(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    assert member is not None
    return member.read()


def _refuse_unless_empty(connection: Connection) -> None:
    for name in ("shop_accounts", "shop_listings", "shop_orders"):
        if connection.execute(sa.text(f"SELECT 1 FROM {name} LIMIT 1")).first():  # noqa: S608
            raise CannotRestore("the shop is not empty; restore into a fresh one")


def _read_tables(archive: tarfile.TarFile, connection: Connection) -> int:
    for table in reversed(Model.metadata.sorted_tables):
        if table.name not in schema.APPEND_ONLY:
            connection.execute(sa.delete(table))
    total = 0
    names = set(archive.getnames())
    for table in Model.metadata.sorted_tables:
        name = f"tables/{table.name}.jsonl"
        lines = _content(archive, name).decode().splitlines() if name in names else []
        rows = [_typed(table, json.loads(line)) for line in lines]
        for start in range(0, len(rows), BATCH):
            connection.execute(sa.insert(table), rows[start : start + BATCH])
        total += len(rows)
        _continue_counting(connection, table)
    return total


def _typed(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(table.c[name], value) for name, value in row.items()}


def _value(column: sa.Column[Any], value: Any) -> Any:
    kind = getattr(column.type, "impl_instance", column.type)
    if value is None:
        return sa.null() if isinstance(kind, sa.JSON) else None
    if isinstance(kind, sa.DateTime):
        return dt.datetime.fromisoformat(value)
    if isinstance(kind, sa.Date):
        return dt.date.fromisoformat(value)
    if isinstance(kind, sa.LargeBinary):
        return bytes.fromhex(value)
    return value


def _continue_counting(connection: Connection, table: sa.Table) -> None:
    """PostgreSQL's sequences do not notice inserted keys."""
    column = table.autoincrement_column
    if connection.dialect.name != "postgresql" or column is None:
        return
    connection.execute(
        sa.text(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), "  # noqa: S608
            f"coalesce(max({column.name}), 1), max({column.name}) IS NOT NULL) FROM {table.name}"
        )
    )


def _read_media(archive: tarfile.TarFile, media: MediaStore) -> int:
    count = 0
    for name in archive.getnames():
        if name.startswith("media/") and ".." not in name:
            media.write(name.removeprefix("media/"), _content(archive, name))
            count += 1
    return count
