"""How listings are found: the feed of changes, and the words of the search.

Written by one subscriber (``catalog.index.subscriber``), read by every process.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Key, Model, key_column


class FeedHead(Model):
    """The one row that says how far the feed has come.

    Whoever appends to the feed moves it first and so holds its lock until the commit: positions
    become visible in order and without gaps, which a plain sequence does not promise.
    """

    __tablename__ = "shop_catalog_feed_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(sa.BigInteger, default=0)


class FeedEntry(Model):
    """A listing that every process has to look at again. Old entries are compacted away."""

    __tablename__ = "shop_catalog_feed"

    position: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    #: NULL: names of the craft or of workshops changed, no particular listing did.
    listing_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    at: Mapped[dt.datetime]


class SearchWord(Model):
    """A word of a listing in the window, and how much it says about it."""

    __tablename__ = "shop_search_words"
    __table_args__ = (
        sa.Index("ix_shop_search_words_best", "word", "weight", "listing_id"),
        sa.CheckConstraint("weight > 0", name="weight_positive"),
    )

    word: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    listing_id: Mapped[int] = mapped_column(Key, primary_key=True, index=True)
    weight: Mapped[int] = mapped_column(sa.SmallInteger)


class SearchVocabulary(Model):
    """A word that occurs, and in how many listings: what typing errors are measured against."""

    __tablename__ = "shop_search_vocabulary"
    __table_args__ = (sa.CheckConstraint("listings >= 0", name="listings_not_negative"),)

    id: Mapped[int] = key_column()
    word: Mapped[str] = mapped_column(sa.String(32), unique=True)
    listings: Mapped[int]
    #: Feed position of the last change: a process reads only what is newer than what it knows.
    position: Mapped[int] = mapped_column(sa.BigInteger, index=True)
