"""What a product page knows of a listing, as plain data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from shop.catalog import places
from shop.core.i18n import pick
from shop.heritage import citations
from shop.heritage import policy as heritage
from shop.heritage.citations import Citation
from shop.heritage.words import StatusWords, status_words


@dataclass(frozen=True, slots=True)
class Product:
    """A listing in the window with its maker. Prices in minor units of IDR.

    ``portrait_id`` is the public id of the workshop's first picture, empty when it has none.
    """

    listing_id: int
    public_id: str
    slug: str
    title_id: str
    title_en: str
    story_id: str
    story_en: str
    sold_as: str
    lead_days: int
    price_minor: int
    technique_id: str
    technique_name_id: str
    technique_name_en: str
    technique_text_id: str
    technique_text_en: str
    technique_standard: str
    is_batik: bool
    has_prada: bool
    form_id: str
    form_name_id: str
    form_name_en: str
    fabric_name_id: str
    fabric_name_en: str
    fibres: list[dict[str, Any]]
    grams_per_square_metre: int | None
    has_natural_dye: bool
    width_cm: int | None
    height_cm: int | None
    care: list[str]
    weight_grams: int
    designed_in: str
    waxed_in: str
    dyed_in: str
    sewn_in: str
    attribution_id: str
    attribution_en: str
    published_at: dt.datetime
    updated_at: dt.datetime
    is_demo: bool
    artisan_id: int
    artisan_slug: str
    artisan_name: str
    owner_name: str
    tagline_id: str
    tagline_en: str
    founded_year: int | None
    region_code: str
    place: str
    has_whatsapp: bool
    ships_abroad: bool
    has_eu_contact: bool
    vacation_from: dt.date | None
    vacation_until: dt.date | None
    is_graduate: bool
    portrait_id: str
    portrait_tint: str

    @property
    def title(self) -> str:
        """The title in the reader's language, or in the other one."""
        return pick(id=self.title_id, en=self.title_en)[0]

    @property
    def technique(self) -> str:
        """The technique, honestly named."""
        return heritage.technique_label(
            self.technique_id,
            name_id=self.technique_name_id,
            name_en=self.technique_name_en,
            is_batik=self.is_batik,
            has_prada=self.has_prada,
        )

    @property
    def is_made_here(self) -> bool:
        """Tell whether it was waxed and dyed in East Kalimantan."""
        return heritage.made_in_kaltim(
            technique_id=self.technique_id, waxed_in=self.waxed_in, dyed_in=self.dyed_in
        )

    @property
    def is_by_hand(self) -> bool:
        """Tell whether the technique makes the pattern by hand."""
        return self.technique_id in heritage.BY_HAND

    @property
    def is_printed(self) -> bool:
        """Tell whether the whole pattern is printed."""
        return self.technique_id == heritage.PRINTED

    @property
    def is_part_printed(self) -> bool:
        """Tell whether a part of the pattern is printed and another waxed."""
        return self.technique_id == heritage.PART_PRINTED


@dataclass(frozen=True, slots=True)
class Offer:
    """A variant as buyers meet it. ``left`` is ``None`` when it is made to order.

    ``held_until``: all pieces that exist are held by unpaid orders, and the first of these holds
    ends then unless its buyer pays. ``None``: no piece is held, or some are left.
    """

    public_id: str
    size: str
    colour: str
    price_minor: int
    left: int | None
    held_until: dt.datetime | None
    serial: str

    @property
    def is_held(self) -> bool:
        """Tell whether it is out of reach only because unpaid orders hold it."""
        return self.held_until is not None

    @property
    def can_be_had(self) -> bool:
        """Tell whether it can be put into a cart now."""
        return self.left is None or self.left > 0


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture with its words. Width and height are of the largest file."""

    public_id: str
    tint: str
    width: int
    height: int
    is_illustration: bool
    alt_id: str
    alt_en: str

    @property
    def alt(self) -> str:
        """What it shows."""
        return pick(id=self.alt_id, en=self.alt_en)[0]


@dataclass(frozen=True, slots=True)
class MotifStory:
    """A motif on the cloth with its meaning, which is never shown without its source.

    ``meaning_id`` is None when it is unknown, or has neither a source nor a reviewer's sign-off.
    """

    motif_id: str
    role: str
    name_id: str
    name_en: str
    kind: str
    cultural_status: str
    pakem_note_id: str | None
    pakem_note_en: str | None
    meaning_id: str | None
    meaning_en: str | None
    meaning_sources: list[Any]
    reviewed_by: str | None
    swatch_id: str
    swatch_tint: str

    @property
    def cited(self) -> tuple[Citation, ...]:
        """Who says what it means."""
        return citations.read(self.meaning_sources) if self.meaning_id else ()

    @property
    def allowed(self) -> StatusWords:
        """What custom allows, in words."""
        return status_words(self.kind, self.cultural_status)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the making, with a picture if there is one."""

    name_id: str
    name_en: str
    on: dt.date | None
    note_id: str
    note_en: str
    picture_id: str
    tint: str
    picture_width: int
    picture_height: int


@dataclass(frozen=True, slots=True)
class Named:
    """Something of the craft with its name in both languages."""

    kind: str
    key: str
    name_id: str
    name_en: str

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return pick(id=self.name_id, en=self.name_en)[0]


@dataclass(frozen=True, slots=True)
class Details:
    """What seldom changes about a listing; a change arrives through the feed."""

    photos: tuple[Photo, ...]
    motifs: tuple[MotifStory, ...]
    steps: tuple[Step, ...]
    named: tuple[Named, ...]
    #: Lowest price of the 30 days before today's price; ``None`` when it was never lowered.
    lowest_before_minor: int | None

    def of_kind(self, kind: str) -> list[Named]:
        """Return dyes, care instructions (``care``) or places."""
        return [thing for thing in self.named if thing.kind == kind]

    def place(self, code: str) -> str:
        """Return the name of a region or country that the listing names; empty: none."""
        if places.is_abroad(code):
            return places.country_name(code)
        return next((p.name for p in self.named if p.kind == "place" and p.key == code), "")
