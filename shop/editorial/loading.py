"""The information pages that come with the software, as Markdown files with a head.

A file is ``<name>.<locale>.md`` and starts with ``title`` and ``summary`` between lines of three
hyphens. A changed file becomes a new version, unless staff wrote the newest one.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core import clock
from shop.core.db import insert_ignoring, one_at_a_time
from shop.editorial.models import InfoPage


class BadSeed(Exception):
    """A file of information pages has no head, or the head lacks something."""


@dataclass(frozen=True)
class SeedPage:
    """One file: an information page in one language."""

    name: str
    locale: str
    title: str
    summary: str
    body: str


@dataclass(frozen=True)
class Loaded:
    """What a load did. ``kept`` are pages whose newest version staff wrote."""

    added: int
    unchanged: int
    kept: int


def load(db: Session, folder: Traversable | None = None) -> Loaded:
    """Bring the information pages up to the files. Safe to repeat.

    :param folder: Where the files lie; those of the software when not given.
    :raises BadSeed: a file cannot be read as a page.
    """
    one_at_a_time(db, "editorial.load")
    counts = {"added": 0, "unchanged": 0, "kept": 0}
    for page in pages(folder or resources.files("shop.editorial").joinpath("seed")):
        counts[_follow(db, page)] += 1
    return Loaded(**counts)


def pages(folder: Traversable) -> list[SeedPage]:
    """Read every page of a folder, by file name."""
    if not folder.is_dir():
        return []
    files = [entry for entry in folder.iterdir() if entry.name.endswith(".md")]
    return [
        parse(entry.name, entry.read_text("utf-8"))
        for entry in sorted(files, key=lambda entry: entry.name)
    ]


def parse(file_name: str, text: str) -> SeedPage:
    """Read one page.

    :raises BadSeed: no name, language or head.
    """
    name, _, locale = file_name.removesuffix(".md").partition(".")
    parts = text.replace("\r\n", "\n").split("---\n", 2)
    if len(parts) != 3 or parts[0].strip() or not locale:  # noqa: PLR2004
        raise BadSeed(f"{file_name}: expected <name>.<locale>.md with a head between --- lines")
    head = dict(_pair(line) for line in parts[1].splitlines() if line.strip())
    if not head.get("title"):
        raise BadSeed(f"{file_name}: the head has no title")
    return SeedPage(name, locale, head["title"], head.get("summary", ""), parts[2].strip())


def _pair(line: str) -> tuple[str, str]:
    key, _, value = line.partition(":")
    return key.strip(), value.strip().strip('"')


def _follow(db: Session, page: SeedPage) -> str:
    """Add ``page`` as a version where it is new; say what was done."""
    newest = db.scalar(
        sa.select(InfoPage)
        .where(InfoPage.name == page.name, InfoPage.locale == page.locale)
        .order_by(InfoPage.version.desc())
        .limit(1)
    )
    if newest and (newest.title, newest.summary, newest.body) == (
        page.title,
        page.summary,
        page.body,
    ):
        return "unchanged"
    if newest and newest.account_id is not None:
        return "kept"
    is_new = insert_ignoring(
        db,
        InfoPage,
        name=page.name,
        locale=page.locale,
        version=newest.version + 1 if newest else 1,
        title=page.title,
        summary=page.summary,
        body=page.body,
        created_at=clock.now(db),
    )
    return "added" if is_new else "unchanged"
