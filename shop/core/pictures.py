"""Pictures that people upload: the row here, the bytes in the media store.

Only ever shown re-encoded; the original stays private and is deleted once it has been processed.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, Session, mapped_column

from shop.core import clock, imaging, outbox
from shop.core.db import Database, Model, changed_rows, key_column
from shop.core.errors import ShopError
from shop.core.i18n import Lazy, lazy_gettext
from shop.core.ids import public_id
from shop.core.imaging import Derived
from shop.core.jobs import Job
from shop.core.media import MediaStore

log = structlog.get_logger(__name__)

#: Nominal widths in pixels; a file of each exists for every picture, never enlarged.
WIDTHS = tuple(imaging.BUDGETS)

#: Where originals wait; the day is part of the key, so that forgotten ones can be told.
ORIGINALS = "private/pictures/"

BATCH = 20
#: Seconds after which a round of the job ends, so that other jobs have their turn.
SECONDS_PER_ROUND = 20.0
SECONDS_PER_PICTURE = 40

REFUSALS: dict[str, Lazy] = {
    "too_large": lazy_gettext("This file is larger than 20 MB."),
    "too_many_pixels": lazy_gettext("This picture has more than 40 megapixels."),
    "too_small": lazy_gettext("This picture is too small: it needs at least 400 pixels each way."),
    "heic": lazy_gettext(
        "This is a HEIC file, which most phones cannot show. Set the camera to “most compatible” "
        "or share the picture as JPEG."
    ),
    "not_a_picture": lazy_gettext("This is not a JPEG, PNG or WebP picture."),
    "unreadable": lazy_gettext("This picture is damaged. Please take or send it again."),
    "removed": lazy_gettext("This picture was taken away."),
}


@dataclass(frozen=True)
class PictureProcessed(outbox.Event):
    """An uploaded picture can be shown, or was refused."""

    name: ClassVar[str] = "pictures.processed"
    picture: str


class PictureState(StrEnum):
    """Waiting for the worker, ready to be shown, or not a picture we can use."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"


class Picture(Model):
    """One uploaded picture. ``public/<public_id>-<width>.webp`` are its derived files."""

    __tablename__ = "shop_pictures"
    __table_args__ = (
        sa.CheckConstraint("state IN ('waiting', 'ready', 'refused')", name="state_known"),
        sa.CheckConstraint("width >= 0 AND height >= 0", name="size_not_negative"),
        sa.Index(
            "ix_shop_pictures_waiting",
            "id",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    state: Mapped[str] = mapped_column(sa.String(12), default=PictureState.WAITING)
    #: Media key of the upload; empty once it has been processed.
    original_key: Mapped[str] = mapped_column(sa.String(200), default="")
    #: Size in pixels of the largest derived file, after rotation; 0 until then.
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    #: Named tint (a CSS class) that stands in while the picture loads.
    tint: Mapped[str] = mapped_column(sa.String(20), default="mori")
    #: Why it was refused, a code of ``REFUSALS``; empty when it was not.
    refusal: Mapped[str] = mapped_column(sa.String(40), default="")
    #: An illustration of the demo, drawn by our generator: said wherever it is shown.
    is_illustration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]


class BadPicture(ShopError):
    """The file cannot be used. ``reason`` is a code of ``REFUSALS``."""

    code = "bad_picture"
    status = 422
    field = "picture"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__()

    @property
    def text(self) -> str:
        """Return what is wrong with the file, in the reader's language."""
        return str(REFUSALS[self.reason])


def file_key(picture: str, width: int) -> str:
    """Return the media key of a derived file of the picture with this public id."""
    return f"public/{picture}-{width}.webp"


def receive(db: Session, store: MediaStore, content: bytes) -> Picture:
    """Take an upload in: checked by its header, kept privately, processed later by the worker.

    The bytes are written to the store before the row; should the transaction fail, what stays
    behind is a private file without a name, which :func:`tidy` removes.

    :raises BadPicture: the file is no picture, or too large in bytes or pixels. Nothing is kept.
    """
    try:
        imaging.inspect(content)
    except imaging.Unusable as unusable:
        raise BadPicture(unusable.code) from unusable
    name = public_id("pic")
    picture = Picture(
        public_id=name,
        state=PictureState.WAITING,
        original_key=f"{ORIGINALS}{clock.now(db):%Y%m%d}-{name}",
        created_at=clock.now(db),
    )
    store.write(picture.original_key, content)
    db.add(picture)
    db.flush()
    return picture


def derive_ours(content: bytes) -> Derived:
    """Make the files of one of our own pictures. Touches nothing: may run in threads.

    :raises BadPicture: it cannot be decoded.
    """
    try:
        return imaging.derive(content, is_ours=True)
    except imaging.Unusable as unusable:
        raise BadPicture(unusable.code) from unusable


def add_derived(
    db: Session, store: MediaStore, derived: Derived, *, is_illustration: bool = True
) -> Picture:
    """Store files that are made already, and their row."""
    picture = Picture(
        public_id=public_id("pic"),
        state=PictureState.READY,
        width=derived.width,
        height=derived.height,
        tint=derived.tint,
        is_illustration=is_illustration,
        created_at=clock.now(db),
    )
    _write_files(store, picture.public_id, derived)
    db.add(picture)
    db.flush()
    return picture


def discard(db: Session, picture_id: int) -> None:
    """Show a picture no longer; the worker then deletes its files."""
    db.execute(
        sa.update(Picture)
        .where(Picture.id == picture_id)
        .values(state=PictureState.REFUSED, refusal="removed")
    )


# -- the worker's part ---------------------------------------------------------------------------


def job(database: Database, store: MediaStore) -> Job:
    """Return the job that processes what is waiting and clears away what is not wanted."""
    return Job("core.pictures", dt.timedelta(seconds=5), lambda: process_waiting(database, store))


def process_waiting(database: Database, store: MediaStore) -> int:
    """Process a batch of uploads, each in a limited process of its own, outside any transaction.

    Safe to run twice at once: the later one finds that the picture is not waiting any more.

    A round ends after ``SECONDS_PER_ROUND``; what is left over waits for the next one.

    :returns: How many were dealt with.
    """
    until = time.monotonic() + SECONDS_PER_ROUND
    with database.reading() as db:
        waiting = db.execute(
            sa.select(Picture.public_id, Picture.original_key)
            .where(Picture.state == PictureState.WAITING)
            .order_by(Picture.id)
            .limit(BATCH)
        ).all()
    done = 0
    for row in waiting:
        _process(database, store, row.public_id, row.original_key)
        done += 1
        if time.monotonic() >= until:
            break
    return done + _clear_removed(database, store)


def pending(db: Session) -> int:
    """Count the pictures that wait for the worker."""
    return (
        db.scalar(
            sa.select(sa.func.count())
            .select_from(Picture)
            .where(Picture.state == PictureState.WAITING)
        )
        or 0
    )


def _process(database: Database, store: MediaStore, name: str, original_key: str) -> None:
    values: dict[str, Any]
    try:
        derived = derive_apart(store.read(original_key))
    except (imaging.Unusable, FileNotFoundError) as problem:
        code = getattr(problem, "code", "unreadable")
        log.info("picture.refused", picture=name, code=code)
        values = {"state": PictureState.REFUSED, "refusal": code}
    else:
        _write_files(store, name, derived)
        values = {
            "state": PictureState.READY,
            "width": derived.width,
            "height": derived.height,
            "tint": derived.tint,
        }
    database.run(partial(_settle, name=name, values=values))
    store.delete(original_key)


def _settle(db: Session, *, name: str, values: dict[str, Any]) -> None:
    statement = (
        sa.update(Picture)
        .where(Picture.public_id == name, Picture.state == PictureState.WAITING)
        .values(original_key="", **values)
    )
    if changed_rows(db, statement):
        outbox.emit(db, PictureProcessed(picture=name))


def derive_apart(content: bytes) -> Derived:
    """Make the files of a stranger's picture in a process with little memory and little time.

    :raises Unusable: it is no picture, or it asked for more than it may have.
    """
    with tempfile.TemporaryDirectory(prefix="shop-picture-") as name:
        folder = Path(name)
        (folder / "original").write_bytes(content)
        command = [sys.executable, "-I", imaging.__file__, str(folder)]
        try:
            subprocess.run(  # noqa: S603 - our own program, no shell
                command, check=True, capture_output=True, timeout=SECONDS_PER_PICTURE, env={}
            )
            facts = json.loads((folder / "facts.json").read_text())
        except (subprocess.SubprocessError, OSError, ValueError) as problem:
            log.warning("picture.failed", error=repr(problem))
            raise imaging.Unusable("unreadable") from problem
        if "refusal" in facts:
            raise imaging.Unusable(facts["refusal"])
        files = {width: (folder / f"{width}.webp").read_bytes() for width in WIDTHS}
        return Derived(files, facts["width"], facts["height"], facts["tint"])


def _write_files(store: MediaStore, name: str, derived: Derived) -> None:
    for width, content in derived.files.items():
        store.write(file_key(name, width), content)


def _clear_removed(database: Database, store: MediaStore) -> int:
    """Delete the files of pictures that were taken away, and mark them as cleared."""
    with database.reading() as db:
        removed = db.execute(
            sa.select(Picture.id, Picture.public_id, Picture.original_key)
            .where(Picture.state == PictureState.REFUSED, Picture.refusal == "removed")
            .where(sa.or_(Picture.width > 0, Picture.original_key != ""))
            .order_by(Picture.id)
            .limit(BATCH)
        ).all()
    for row in removed:
        for width in WIDTHS:
            store.delete(file_key(row.public_id, width))
        if row.original_key:
            store.delete(row.original_key)
        database.run(partial(_cleared, picture_id=row.id))
    return len(removed)


def _cleared(db: Session, *, picture_id: int) -> None:
    db.execute(
        sa.update(Picture)
        .where(Picture.id == picture_id)
        .values(width=0, height=0, original_key="")
    )


def tidy(db: Session, store: MediaStore) -> int:
    """Delete private originals that no picture names: left behind by failed uploads.

    What arrived since yesterday is left alone: its transaction may still be under way.

    :returns: How many files were deleted.
    """
    known = set(db.scalars(sa.select(Picture.original_key).where(Picture.original_key != "")))
    until = f"{ORIGINALS}{clock.now(db) - dt.timedelta(days=1):%Y%m%d}"
    lost = [key for key in store.keys(ORIGINALS) if key < until and key not in known]
    for key in lost:
        store.delete(key)
    return len(lost)
