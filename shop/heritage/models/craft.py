"""Techniques, steps, dyes, cloth and forms of the craft, and how to care for them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model


class TechniqueKind(StrEnum):
    """Only a ``type`` may be the technique of a listing."""

    TYPE = "type"
    COLOURING_METHOD = "colouring_method"
    FINISH = "finish"


class Technique(Model):
    """A way of patterning cloth. Whether the result is batik is derived, never typed."""

    __tablename__ = "shop_techniques"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('type', 'colouring_method', 'finish')", name="kind_known"),
        sa.CheckConstraint(
            "batik_rule IN ('always', 'only_if_hot_wax', 'base_technique_decides', 'never')",
            name="batik_rule_known",
        ),
    )

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    name_id: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    kind: Mapped[str] = mapped_column(sa.String(20))
    batik_rule: Mapped[str] = mapped_column(sa.String(30))
    definition_id: Mapped[str] = mapped_column(sa.Text)
    definition_en: Mapped[str] = mapped_column(sa.Text)
    #: National standard; empty where there is none.
    standard: Mapped[str] = mapped_column(sa.String(80), default="")
    #: What tells it from others, in Indonesian.
    signs: Mapped[list[str]]
    #: Days from first wax to finished cloth, illustrative. NULL: not known.
    typical_days_min: Mapped[int | None]
    typical_days_max: Mapped[int | None]
    confidence: Mapped[str] = mapped_column(sa.String(10))
    position: Mapped[int]
    #: NULL: as the seed has it.
    edited_at: Mapped[dt.datetime | None]


class ProcessStep(Model):
    """A step in making batik; workshops differ in which they take and in what order."""

    __tablename__ = "shop_process_steps"

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    name_id: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    position: Mapped[int]
    is_optional: Mapped[bool]
    #: Techniques that know this step.
    technique_ids: Mapped[list[str]]
    confidence: Mapped[str] = mapped_column(sa.String(10))
    #: NULL: as the seed has it.
    edited_at: Mapped[dt.datetime | None]


class Dye(Model):
    """A dyestuff, natural or synthetic."""

    __tablename__ = "shop_dyes"
    __table_args__ = (
        sa.CheckConstraint("origin IN ('natural', 'synthetic')", name="origin_known"),
    )

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    name_id: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    origin: Mapped[str] = mapped_column(sa.String(10), index=True)
    #: The plant, or the chemical class.
    substance: Mapped[str] = mapped_column(sa.String(80))
    hue_id: Mapped[str] = mapped_column(sa.String(80))
    #: Evidence that sellers must have: timber legality, azo test. Empty: none.
    compliance_flag: Mapped[str] = mapped_column(sa.String(40), default="")
    confidence: Mapped[str] = mapped_column(sa.String(10))
    position: Mapped[int]
    #: NULL: as the seed has it.
    edited_at: Mapped[dt.datetime | None]


class Fixative(Model):
    """What binds a dye to the cloth and turns its shade."""

    __tablename__ = "shop_fixatives"

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    name_id: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    effect_id: Mapped[str] = mapped_column(sa.String(200))
    confidence: Mapped[str] = mapped_column(sa.String(10))
    position: Mapped[int]
    #: NULL: as the seed has it.
    edited_at: Mapped[dt.datetime | None]


class Fabric(Model):
    """A cloth that batik is made on."""

    __tablename__ = "shop_fabrics"

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    name_id: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    #: ``[{"fibre": "cotton", "pct": 100}]``; ``pct`` None: the artisan must say.
    fibres: Mapped[list[Any]] = mapped_column(sa.JSON)
    #: Usual mass in grams per square metre.
    gsm_min: Mapped[int]
    gsm_max: Mapped[int]
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    confidence: Mapped[str] = mapped_column(sa.String(10))
    position: Mapped[int]
    #: NULL: as the seed has it.
    edited_at: Mapped[dt.datetime | None]


class FormUse(StrEnum):
    """What a form is for. The last three may not carry a motif that asks for respect."""

    CLOTH = "cloth"
    CLOTHING = "clothing"
    ACCESSORY = "accessory"
    HOME = "home"
    FOOTWEAR = "footwear"
    DOORMAT = "doormat"
    UNDERWEAR = "underwear"


class Form(Model):
    """What the cloth has become: a length, a shirt, a bag."""

    __tablename__ = "shop_forms"
    __table_args__ = (
        sa.CheckConstraint(
            "use IN ('cloth', 'clothing', 'accessory', 'home', 'footwear', 'doormat', 'underwear')",
            name="use_known",
        ),
        sa.CheckConstraint("weight_grams > 0", name="weight_positive"),
    )

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    name_id: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    use: Mapped[str] = mapped_column(sa.String(12))
    #: Usual size. NULL for clothes, whose size is a letter.
    length_cm: Mapped[int | None]
    width_cm: Mapped[int | None]
    #: Planning figure without packaging; the artisan weighs the packed piece.
    weight_grams: Mapped[int]
    weight_grams_min: Mapped[int]
    weight_grams_max: Mapped[int]
    #: Letters a form is offered in; empty: one size.
    sizes: Mapped[list[str]]
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    confidence: Mapped[str] = mapped_column(sa.String(10))
    position: Mapped[int]
    #: NULL: as the seed has it.
    edited_at: Mapped[dt.datetime | None]


class Packaging(Model):
    """What a parcel is wrapped in."""

    __tablename__ = "shop_packaging"

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    name_id: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    weight_grams: Mapped[int]
    length_cm: Mapped[int]
    width_cm: Mapped[int]
    height_cm: Mapped[int]
    confidence: Mapped[str] = mapped_column(sa.String(10))
    position: Mapped[int]
    #: NULL: as the seed has it.
    edited_at: Mapped[dt.datetime | None]


class CareInstruction(Model):
    """How to keep a cloth well, in words (care symbols are somebody's trademark)."""

    __tablename__ = "shop_care_instructions"

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    name_id: Mapped[str] = mapped_column(sa.String(200))
    name_en: Mapped[str] = mapped_column(sa.String(200))
    confidence: Mapped[str] = mapped_column(sa.String(10))
    position: Mapped[int]
    #: NULL: as the seed has it.
    edited_at: Mapped[dt.datetime | None]
