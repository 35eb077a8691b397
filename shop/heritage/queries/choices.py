"""Names to choose from: in the studio's forms, the grid's facets, addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.heritage.models import (
    CareInstruction,
    Dye,
    Fabric,
    Form,
    ProcessStep,
    Region,
    RegionLevel,
    Technique,
)
from shop.heritage.policy import KALTIM


@dataclass(frozen=True)
class Choice:
    """Something with an id and a name in both languages."""

    id: str
    name_id: str
    name_en: str


@dataclass(frozen=True)
class TechniqueChoice(Choice):
    """A technique with what decides whether it is batik."""

    batik_rule: str
    definition_id: str
    definition_en: str


@dataclass(frozen=True)
class FormChoice(Choice):
    """A form with its planning figures: grams without packaging, centimetres, letters."""

    use: str
    length_cm: int | None
    width_cm: int | None
    weight_grams: int
    sizes: tuple[str, ...]


@dataclass(frozen=True)
class FabricChoice(Choice):
    """A cloth with the fibres it usually has; ``pct`` None: the artisan must say."""

    fibres: tuple[dict[str, Any], ...]
    gsm_min: int
    gsm_max: int


@dataclass(frozen=True)
class DyeChoice(Choice):
    """A dyestuff, and whether it comes from a plant."""

    is_natural: bool
    hue_id: str


@dataclass(frozen=True)
class RegionName:
    """A region for people. ``short_name`` is the same in both languages."""

    code: str
    name_id: str
    name_en: str
    short_name: str


def techniques(db: Session) -> list[TechniqueChoice]:
    """Return the techniques a listing may have: no finishes, no ways of colouring."""
    rows = db.execute(
        sa.select(
            Technique.id,
            Technique.name_id,
            Technique.name_en,
            Technique.batik_rule,
            Technique.definition_id,
            Technique.definition_en,
        )
        .where(Technique.kind == "type")
        .order_by(Technique.position, Technique.id)
    )
    return [TechniqueChoice(*row) for row in rows]


def forms(db: Session) -> list[FormChoice]:
    """Return what a cloth can become."""
    rows = db.execute(
        sa.select(
            Form.id,
            Form.name_id,
            Form.name_en,
            Form.use,
            Form.length_cm,
            Form.width_cm,
            Form.weight_grams,
            Form.sizes,
        ).order_by(Form.position, Form.id)
    )
    return [FormChoice(*row[:-1], tuple(row.sizes)) for row in rows]


def fabrics(db: Session) -> list[FabricChoice]:
    """Return the cloths."""
    rows = db.execute(
        sa.select(
            Fabric.id, Fabric.name_id, Fabric.name_en, Fabric.fibres, Fabric.gsm_min, Fabric.gsm_max
        ).order_by(Fabric.position, Fabric.id)
    )
    return [
        FabricChoice(row.id, row.name_id, row.name_en, tuple(row.fibres), row.gsm_min, row.gsm_max)
        for row in rows
    ]


def dyes(db: Session) -> list[DyeChoice]:
    """Return the dyestuffs, natural ones first."""
    rows = db.execute(
        sa.select(Dye.id, Dye.name_id, Dye.name_en, Dye.origin, Dye.hue_id).order_by(
            Dye.origin, Dye.position, Dye.id
        )
    )
    return [
        DyeChoice(row.id, row.name_id, row.name_en, row.origin == "natural", row.hue_id)
        for row in rows
    ]


def care_instructions(db: Session) -> list[Choice]:
    """Return the care instructions."""
    return _choices(db, CareInstruction)


def process_steps(db: Session) -> list[Choice]:
    """Return the steps of making, in their usual order."""
    return _choices(db, ProcessStep)


def provinces(db: Session) -> list[RegionName]:
    """Return the 38 provinces by name."""
    return _regions(db, Region.level == RegionLevel.PROVINCE)


def regencies(db: Session, *, parent_code: str = KALTIM) -> list[RegionName]:
    """Return the regencies and cities of a province; only East Kalimantan's are known."""
    return _regions(
        db,
        Region.parent_code == parent_code,
        Region.level.in_([RegionLevel.REGENCY, RegionLevel.CITY]),
    )


def districts(db: Session, *, parent_code: str) -> list[RegionName]:
    """Return the districts (kecamatan) of a regency or city, by name."""
    return _regions(db, Region.parent_code == parent_code, Region.level == RegionLevel.DISTRICT)


def region_names(db: Session, codes: Iterable[str]) -> dict[str, RegionName]:
    """Return names by code; unknown codes are left out."""
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    return {region.code: region for region in _regions(db, Region.code.in_(wanted))}


def _regions(db: Session, *conditions: Any) -> list[RegionName]:
    rows = db.execute(
        sa.select(Region.code, Region.name_id, Region.name_en, Region.short_name)
        .where(*conditions)
        .order_by(Region.name_id)
    )
    return [RegionName(*row) for row in rows]


def _choices(db: Session, model: Any) -> list[Choice]:
    rows = db.execute(
        sa.select(model.id, model.name_id, model.name_en).order_by(model.position, model.id)
    )
    return [Choice(*row) for row in rows]
