"""The motif registry: what a motif is, whose it is, what may be done with it, and who said so."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column


class CulturalStatus(StrEnum):
    """What the canon (pakem) allows. ``policy.publishing_blocks`` holds the rules."""

    OPEN = "open"
    OPEN_WITH_ATTRIBUTION = "open_with_attribution"
    RESPECTFUL_USE = "respectful_use"
    PERMISSION_REQUIRED = "permission_required"
    CONSULT_COMMUNITY = "consult_community"
    RESTRICTED = "restricted"
    NOT_KALTIM_SACRED = "not_kaltim_sacred"


class MeaningStatus(StrEnum):
    """Where the words about a meaning come from. ``needs_input``: nobody has told us yet."""

    SOURCED = "sourced"
    GENERAL_KNOWLEDGE = "general_knowledge"
    NEEDS_INPUT = "needs_input"


class RightsType(StrEnum):
    """What kind of right is said to exist. Nothing here is a patent."""

    UNKNOWN = "unknown"
    TRADITIONAL_CULTURAL_EXPRESSION = "traditional_cultural_expression"
    COPYRIGHT_RECORD_REPORTED = "copyright_record_reported"
    BRAND_OR_HOUSE_STYLE = "brand_or_house_style"
    REGIONAL_REGULATION = "regional_regulation"
    GEOGRAPHICAL_INDICATION = "geographical_indication"


class Motif(Model):
    """A motif with its facts, their sources, and how sure we are.

    Meaning is never shown without where it comes from, and never filled in by us.
    """

    __tablename__ = "shop_motifs"
    __table_args__ = (
        sa.CheckConstraint(
            "kind IN ('traditional', 'creation', 'brand', 'candidate', 'unknown')",
            name="kind_known",
        ),
        sa.CheckConstraint(
            "cultural_status IN ('open', 'open_with_attribution', 'respectful_use', "
            "'permission_required', 'consult_community', 'restricted', 'not_kaltim_sacred')",
            name="cultural_status_known",
        ),
        sa.CheckConstraint(
            "meaning_status IN ('sourced', 'general_knowledge', 'needs_input')",
            name="meaning_status_known",
        ),
        sa.CheckConstraint(
            "(meaning_status = 'needs_input') = (meaning_id IS NULL)", name="no_invented_meaning"
        ),
        sa.CheckConstraint(
            "rights_type IN ('unknown', 'traditional_cultural_expression', "
            "'copyright_record_reported', 'brand_or_house_style', 'regional_regulation', "
            "'geographical_indication')",
            name="rights_type_known",
        ),
        sa.CheckConstraint("confidence IN ('high', 'medium', 'low')", name="confidence_known"),
        sa.CheckConstraint(
            "owner_artisan_id IS NULL OR kind = 'brand'", name="only_brands_have_an_owner"
        ),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by IS NULL)", name="reviews_name_the_reviewer"
        ),
    )

    id: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    name_id: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    kind: Mapped[str] = mapped_column(sa.String(12))
    #: What it shows, in the seed's words: ``flora``, ``carving``, ``river`` ...
    inspiration: Mapped[str] = mapped_column(sa.String(40))
    #: Scientific name; empty where it shows no species.
    taxon: Mapped[str] = mapped_column(sa.String(120), default="")
    #: NULL: unknown, and it stays unknown until the maker or the community tells us.
    meaning_id: Mapped[str | None] = mapped_column(sa.Text)
    meaning_en: Mapped[str | None] = mapped_column(sa.Text)
    meaning_status: Mapped[str] = mapped_column(sa.String(20))
    #: Who says so, as ``citations`` reads it; empty unless ``sourced``.
    meaning_sources: Mapped[list[Any]] = mapped_column(sa.JSON)
    cultural_status: Mapped[str] = mapped_column(sa.String(24), index=True)
    #: NULL: no note.
    pakem_note_id: Mapped[str | None] = mapped_column(sa.Text)
    pakem_note_en: Mapped[str | None] = mapped_column(sa.Text)
    #: What staff and artisans should mind when they write about it; never on a public page.
    editor_note_id: Mapped[str] = mapped_column(sa.Text, default="")
    editor_note_en: Mapped[str] = mapped_column(sa.Text, default="")
    rights_type: Mapped[str] = mapped_column(sa.String(40))
    rights_holder: Mapped[str] = mapped_column(sa.String(200), default="")
    rights_note_id: Mapped[str] = mapped_column(sa.Text, default="")
    rights_note_en: Mapped[str] = mapped_column(sa.Text, default="")
    #: The artisan that owns a brand. NULL: not recorded, so no artisan may list the brand.
    #: A plain number: the registry lies below the artisans and does not know them.
    owner_artisan_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    is_attested_as_batik: Mapped[bool]
    #: About existence and attribution, not about the beauty of the words.
    confidence: Mapped[str] = mapped_column(sa.String(10))
    #: What the entry rests on, as ``citations`` reads it.
    sources: Mapped[list[Any]] = mapped_column(sa.JSON)
    tags: Mapped[list[str]]
    #: A drawing of it has been looked at; without one the page shows dye chips.
    has_swatch: Mapped[bool] = mapped_column(default=False)
    #: The drawing; NULL: not loaded in this shop.
    swatch_picture_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shop_pictures.id"))
    #: Name of the cultural reviewer; NULL: the check is pending, and the page says so.
    reviewed_by: Mapped[str | None] = mapped_column(sa.String(120))
    reviewed_at: Mapped[dt.datetime | None]
    #: NULL: as the seed has it.
    edited_at: Mapped[dt.datetime | None]


class MotifAlias(Model):
    """Another name or spelling of a motif, as written and as search compares it."""

    __tablename__ = "shop_motif_aliases"
    __table_args__ = (sa.UniqueConstraint("motif_id", "alias"),)

    id: Mapped[int] = key_column()
    motif_id: Mapped[str] = mapped_column(sa.ForeignKey("shop_motifs.id"))
    alias: Mapped[str] = mapped_column(sa.String(80))
    #: Lower case, letters and digits and single spaces, remarks in brackets left out.
    normalised: Mapped[str] = mapped_column(sa.String(80), index=True)


class MotifRegion(Model):
    """Where a motif is at home: a regency or city, or a whole province."""

    __tablename__ = "shop_motif_regions"
    __table_args__ = (sa.UniqueConstraint("motif_id", "region_code"),)

    id: Mapped[int] = key_column()
    motif_id: Mapped[str] = mapped_column(sa.ForeignKey("shop_motifs.id"))
    region_code: Mapped[str] = mapped_column(sa.ForeignKey("shop_regions.code"), index=True)
    position: Mapped[int]


class MotifCommunity(Model):
    """Whose culture a motif belongs to, in the registry's words."""

    __tablename__ = "shop_motif_communities"
    __table_args__ = (sa.UniqueConstraint("motif_id", "community"),)

    id: Mapped[int] = key_column()
    motif_id: Mapped[str] = mapped_column(sa.ForeignKey("shop_motifs.id"))
    community: Mapped[str] = mapped_column(sa.String(60), index=True)
    position: Mapped[int]


class PermissionKind(StrEnum):
    """How an artisan comes to use a motif that is somebody's."""

    HOLDER = "holder"
    LICENCE = "licence"
    CUSTOMARY = "customary"


class MotifPermission(Model):
    """The holder of a motif allows an artisan to use it, or the artisan is the holder.

    It counts for this artisan alone, and for the one form it names, if it names one.
    ``artisan_id`` is a plain number: the registry lies below the artisans and does not know them.
    A ``customary`` permission is a written one of the community; nothing less opens a restricted
    motif.
    """

    __tablename__ = "shop_motif_permissions"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('holder', 'licence', 'customary')", name="kind_known"),
        sa.CheckConstraint(
            "kind <> 'customary' OR document_note <> ''", name="customary_is_in_writing"
        ),
    )

    id: Mapped[int] = key_column()
    motif_id: Mapped[str] = mapped_column(sa.ForeignKey("shop_motifs.id"), index=True)
    artisan_id: Mapped[int] = mapped_column(sa.BigInteger, index=True)
    #: NULL: for every form of cloth.
    form_id: Mapped[str | None] = mapped_column(sa.ForeignKey("shop_forms.id"))
    kind: Mapped[str] = mapped_column(sa.String(10))
    #: Person or office that gave it, by name.
    granted_by: Mapped[str] = mapped_column(sa.String(200))
    #: What paper there is and where it lies.
    document_note: Mapped[str] = mapped_column(sa.Text, default="")
    #: Last day it holds. NULL: until it is taken back.
    valid_until: Mapped[dt.date | None]
    #: NULL: not taken back.
    revoked_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    #: Staff who recorded it; NULL: the demo.
    account_id: Mapped[int | None] = mapped_column(sa.BigInteger)


class MotifConsultation(Model):
    """An artisan asked a person who may speak for a community about a motif; the answer.

    It counts for this artisan alone, and for the one form it names, if it names one. The registry
    owns the rows; they are kept for as long as the motif is and go into the backup with it. They
    name a person who spoke for a community, not a buyer, so no buyer's erasure touches them.
    """

    __tablename__ = "shop_motif_consultations"
    __table_args__ = (
        sa.CheckConstraint(
            "decision IN ('agreed', 'agreed_with_conditions', 'refused')", name="decision_known"
        ),
    )

    id: Mapped[int] = key_column()
    motif_id: Mapped[str] = mapped_column(sa.ForeignKey("shop_motifs.id"), index=True)
    #: NULL: recorded before artisans were named. Frees none until staff complete it.
    artisan_id: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)
    #: NULL: for every form of cloth.
    form_id: Mapped[str | None] = mapped_column(sa.ForeignKey("shop_forms.id"))
    who: Mapped[str] = mapped_column(sa.String(120))
    role: Mapped[str] = mapped_column(sa.String(120))
    on: Mapped[dt.date]
    decision: Mapped[str] = mapped_column(sa.String(24))
    note: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[dt.datetime]
    #: Staff who recorded it; NULL: the demo.
    account_id: Mapped[int | None] = mapped_column(sa.BigInteger)


class Misattribution(Model):
    """A name that is often called a motif of East Kalimantan and is not one."""

    __tablename__ = "shop_misattributions"

    id: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    name_id: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    #: Code of a province, or of a regency outside East Kalimantan that we have no row for.
    belongs_to_region: Mapped[str] = mapped_column(sa.String(13))
    note: Mapped[str] = mapped_column(sa.String(200))
    confidence: Mapped[str] = mapped_column(sa.String(10))
    #: NULL: as the seed has it.
    edited_at: Mapped[dt.datetime | None]
