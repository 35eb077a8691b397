"""The motif registry as pages show it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core.i18n import pick
from shop.core.pictures import Picture, PictureState
from shop.heritage import citations
from shop.heritage.citations import Citation
from shop.heritage.models import (
    MeaningStatus,
    Motif,
    MotifAlias,
    MotifCommunity,
    MotifRegion,
    Region,
)
from shop.heritage.policy import is_meaning_public
from shop.heritage.words import status_mark


@dataclass(frozen=True)
class Place:
    """A region where a motif is at home."""

    code: str
    name_id: str
    name_en: str
    short_name: str

    @property
    def label(self) -> str:
        """The place in few words: a province in the reader's language, others as maps have them."""
        is_province = "." not in self.code
        return pick(id=self.name_id, en=self.name_en)[0] if is_province else self.short_name


@dataclass(frozen=True)
class Swatch:
    """The drawing of a motif: an illustration of ours."""

    picture_id: str
    tint: str
    width: int
    height: int


@dataclass(frozen=True)
class MotifCard:
    """A motif in a list. ``swatch`` is None: it is not drawn, its name stands alone."""

    id: str
    name_id: str
    name_en: str
    kind: str
    inspiration: str
    cultural_status: str
    places: tuple[Place, ...]
    communities: tuple[str, ...]
    swatch: Swatch | None

    @property
    def mark(self) -> str:
        """What keeps a brand or another province's motif from passing for one of this province."""
        return status_mark(self.kind, self.cultural_status)


@dataclass(frozen=True)
class MotifPage:
    """What the registry tells readers about one motif.

    A meaning that has neither a source nor a reviewer's sign-off is not in it, and neither are the
    notes for editors.
    """

    card: MotifCard
    aliases: tuple[str, ...]
    taxon: str
    meaning_id: str | None
    meaning_en: str | None
    meaning_sources: tuple[Citation, ...]
    pakem_note_id: str | None
    pakem_note_en: str | None
    rights_type: str
    rights_holder: str
    rights_note_id: str
    rights_note_en: str
    is_attested_as_batik: bool
    confidence: str
    sources: tuple[Citation, ...]
    reviewed_by: str | None
    reviewed_at: dt.datetime | None


def motif_cards(db: Session, *, limit: int | None = None, drawn: bool = False) -> list[MotifCard]:
    """Return motifs by name, in three statements.

    :param drawn: Only those with a drawing, for a row of swatches.
    """
    statement = _cards().order_by(Motif.name_id, Motif.id).limit(limit)
    if drawn:
        statement = statement.where(Picture.id.is_not(None))
    rows = db.execute(statement).all()
    only = [row.id for row in rows] if drawn or limit else None
    places, communities = _places(db, only), _communities(db, only)
    return [_card(row, places, communities) for row in rows]


def motif(db: Session, motif_id: str) -> MotifPage | None:
    """Return one motif, or None when the registry has none of that id."""
    row = db.execute(_cards(*_PAGE_COLUMNS).where(Motif.id == motif_id)).one_or_none()
    if row is None:
        return None
    shows_meaning = is_meaning_public(
        meaning_status=row.meaning_status, is_reviewed=row.reviewed_at is not None
    )
    aliases = db.scalars(
        sa.select(MotifAlias.alias).where(MotifAlias.motif_id == motif_id).order_by(MotifAlias.id)
    )
    return MotifPage(
        card=_card(row, _places(db, [motif_id]), _communities(db, [motif_id])),
        aliases=tuple(aliases),
        taxon=row.taxon,
        meaning_id=row.meaning_id if shows_meaning else None,
        meaning_en=row.meaning_en if shows_meaning else None,
        meaning_sources=citations.read(row.meaning_sources if shows_meaning else ()),
        pakem_note_id=row.pakem_note_id,
        pakem_note_en=row.pakem_note_en,
        rights_type=row.rights_type,
        rights_holder=row.rights_holder,
        rights_note_id=row.rights_note_id,
        rights_note_en=row.rights_note_en,
        is_attested_as_batik=row.is_attested_as_batik,
        confidence=row.confidence,
        sources=citations.read(row.sources),
        reviewed_by=row.reviewed_by,
        reviewed_at=row.reviewed_at,
    )


def meaning_is_public() -> sa.ColumnElement[bool]:
    """Build the condition of ``policy.is_meaning_public`` for statements that read ``Motif``."""
    return sa.or_(
        Motif.meaning_status == MeaningStatus.SOURCED,
        sa.and_(
            Motif.meaning_status == MeaningStatus.GENERAL_KNOWLEDGE, Motif.reviewed_at.is_not(None)
        ),
    )


def search_names(db: Session) -> list[tuple[str, str]]:
    """Return ``(motif id, a name it goes by)`` for every name and alias: for the search's words."""
    names = sa.union_all(
        sa.select(Motif.id, Motif.name_id),
        sa.select(Motif.id, Motif.name_en),
        sa.select(MotifAlias.motif_id, MotifAlias.normalised),
    )
    return [(motif_id, name) for motif_id, name in db.execute(names)]


_PAGE_COLUMNS = (
    Motif.taxon,
    Motif.meaning_id,
    Motif.meaning_en,
    Motif.meaning_status,
    Motif.meaning_sources,
    Motif.pakem_note_id,
    Motif.pakem_note_en,
    Motif.rights_type,
    Motif.rights_holder,
    Motif.rights_note_id,
    Motif.rights_note_en,
    Motif.is_attested_as_batik,
    Motif.confidence,
    Motif.sources,
    Motif.reviewed_by,
    Motif.reviewed_at,
)


def _cards(*more: Any) -> Any:
    return sa.select(
        Motif.id,
        Motif.name_id,
        Motif.name_en,
        Motif.kind,
        Motif.inspiration,
        Motif.cultural_status,
        Picture.public_id,
        Picture.tint,
        Picture.width,
        Picture.height,
        *more,
    ).outerjoin(
        Picture,
        sa.and_(
            Picture.id == Motif.swatch_picture_id,
            Picture.state == PictureState.READY,
            Motif.has_swatch,
        ),
    )


def _card(row: Any, places: dict[str, list[Place]], communities: dict[str, list[str]]) -> MotifCard:
    return MotifCard(
        id=row.id,
        name_id=row.name_id,
        name_en=row.name_en,
        kind=row.kind,
        inspiration=row.inspiration,
        cultural_status=row.cultural_status,
        places=tuple(places[row.id]),
        communities=tuple(communities[row.id]),
        swatch=(Swatch(row.public_id, row.tint, row.width, row.height) if row.public_id else None),
    )


def _places(db: Session, motif_ids: list[str] | None) -> dict[str, list[Place]]:
    statement = (
        sa.select(
            MotifRegion.motif_id, Region.code, Region.name_id, Region.name_en, Region.short_name
        )
        .join(Region, Region.code == MotifRegion.region_code)
        .order_by(MotifRegion.motif_id, MotifRegion.position)
    )
    if motif_ids is not None:
        statement = statement.where(MotifRegion.motif_id.in_(motif_ids))
    found: dict[str, list[Place]] = defaultdict(list)
    for motif_id, *place in db.execute(statement):
        found[motif_id].append(Place(*place))
    return found


def _communities(db: Session, motif_ids: list[str] | None) -> dict[str, list[str]]:
    statement = sa.select(MotifCommunity.motif_id, MotifCommunity.community).order_by(
        MotifCommunity.motif_id, MotifCommunity.position
    )
    if motif_ids is not None:
        statement = statement.where(MotifCommunity.motif_id.in_(motif_ids))
    found: dict[str, list[str]] = defaultdict(list)
    for motif_id, community in db.execute(statement):
        found[motif_id].append(community)
    return found
