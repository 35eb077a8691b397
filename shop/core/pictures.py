"""Pictures that people upload: the row here, the bytes in the media store.

Only ever shown re-encoded; the original stays private and is deleted once it has been processed.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column

#: Widths in pixels that the pipeline makes, never wider than the original.
WIDTHS = (400, 800, 1200)


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
    #: Why it was refused, a code of the pipeline; empty when it was not.
    refusal: Mapped[str] = mapped_column(sa.String(40), default="")
    #: An illustration of the demo, drawn by our generator: said wherever it is shown.
    is_illustration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
