"""What people do with listings, as strict schemas: the studio's and admin's forms build them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from shop.catalog.words import COLOURS, FIBRES
from shop.core.command import (
    Checkbox,
    Command,
    Counter,
    Integer,
    LongText,
    Note,
    OptionalText,
    PublicId,
    Reason,
    Rupiah,
    clean_text,
    strict_integer,
)
from shop.core.i18n import lazy_gettext as _
from shop.core.money import read_rupiah


def _number_or_nothing(value: Any) -> Any:
    return None if value in ("", None) else strict_integer(value)


def _price(value: Any) -> Any:
    """Read an amount as people write it; an empty field is no price, 0."""
    if not isinstance(value, str) or not value.strip():
        return 0 if isinstance(value, str) else value
    try:
        return read_rupiah(clean_text(value))
    except ValueError:
        raise PydanticCustomError(
            "rupiah",
            "no amount",
            {"message": _("Write the price in whole rupiah, such as 1.250.000 or 1250rb.")},
        ) from None


def _fibre(value: Any) -> Any:
    """Read ``cotton 60`` as people of a form's two fields send it; a pair is taken as it is."""
    if not isinstance(value, str):
        return value
    name, _space, percent = clean_text(value).rpartition(" ")
    if name not in FIBRES or not re.fullmatch(r"[0-9]{1,3}", percent, re.ASCII):
        raise PydanticCustomError(
            "fibre", "not a fibre", {"message": _("Choose a fibre and its share.")}
        )
    return {"fibre": name, "pct": int(percent)}


def _known_colour(value: str) -> str:
    if value not in COLOURS:
        raise PydanticCustomError(
            "colour", "unknown", {"message": _("Please choose one of the options.")}
        )
    return value


def _different(values: Sequence[str]) -> Sequence[str]:
    return tuple(dict.fromkeys(values))


Title = Annotated[str, BeforeValidator(clean_text), Field(max_length=120)]
Word = Annotated[str, BeforeValidator(clean_text), Field(max_length=40)]
Alt = Annotated[str, BeforeValidator(clean_text), Field(max_length=300)]
SeedId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
SeedIds = Annotated[
    tuple[SeedId, ...],
    BeforeValidator(
        lambda v: tuple(x for x in v if x != "") if isinstance(v, (list, tuple)) else v
    ),
    AfterValidator(_different),
    Field(max_length=20),
]
#: A region of Indonesia or a country (``catalog.places``); empty: not said. ``other`` is how early
#: rows name a place that is none of them; no form offers it.
PlaceCode = Annotated[
    str, StringConstraints(pattern=r"^([0-9]{2}(\.[0-9]{2}){0,2}|[A-Z]{2}|other)?$")
]
#: Names exactly one content, see ``catalog.document``.
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Grams = Annotated[
    int, BeforeValidator(lambda v: 0 if v == "" else strict_integer(v)), Field(ge=0, le=30_000)
]
Days = Annotated[
    int, BeforeValidator(lambda v: 0 if v == "" else strict_integer(v)), Field(ge=0, le=365)
]
Centimetres = Annotated[
    Annotated[int, Field(ge=1, le=2_000)] | None, BeforeValidator(_number_or_nothing)
]
ParcelCentimetres = Annotated[
    int, BeforeValidator(lambda v: 0 if v == "" else strict_integer(v)), Field(ge=0, le=300)
]
Pieces = Annotated[
    int, BeforeValidator(lambda v: 0 if v == "" else strict_integer(v)), Field(ge=0, le=9_999)
]
Price = Annotated[Rupiah, BeforeValidator(_price)]
#: Unusual prices, in whole rupiah, that the person was asked about and confirmed.
ConfirmedPrices = Annotated[
    tuple[Rupiah, ...],
    BeforeValidator(lambda v: (v,) if isinstance(v, str) else v),
    Field(max_length=40),
]
Fibre = Annotated[dict[str, Any], BeforeValidator(_fibre)]
SellingMode = Literal["one_of_a_kind", "in_stock", "made_to_order"]


class CreateDraft(Command):
    """Begin a listing: just enough to have something to come back to."""

    artisan_id: int
    title_id: Annotated[Title, Field(min_length=1)]
    technique_id: SeedId
    form_id: SeedId
    fabric_id: SeedId


class ListingContent(Command):
    """What buyers read of a listing and its maker types into the studio's form."""

    title_id: Annotated[Title, Field(min_length=1)]
    title_en: Title = ""
    story_id: LongText = ""
    story_en: LongText = ""
    sold_as: SellingMode = "one_of_a_kind"
    lead_days: Days = 0
    technique_id: SeedId
    has_prada: Checkbox = False
    form_id: SeedId
    fabric_id: SeedId
    fibres: tuple[Fibre, ...] = ()
    grams_per_square_metre: Annotated[
        Annotated[int, Field(ge=10, le=2_000)] | None, BeforeValidator(_number_or_nothing)
    ] = None
    width_cm: Centimetres = None
    height_cm: Centimetres = None
    weight_grams: Grams = 0
    packed_length_cm: ParcelCentimetres = 0
    packed_width_cm: ParcelCentimetres = 0
    packed_height_cm: ParcelCentimetres = 0
    care: SeedIds = ()
    colours: Annotated[
        tuple[Annotated[str, AfterValidator(_known_colour)], ...], AfterValidator(_different)
    ] = ()
    dye_ids: SeedIds = ()
    motif_ids: SeedIds = ()
    supporting_motif_ids: SeedIds = ()
    filling_motif_ids: SeedIds = ()
    designed_in: PlaceCode = ""
    waxed_in: PlaceCode = ""
    dyed_in: PlaceCode = ""
    sewn_in: PlaceCode = ""
    attribution_id: Alt = ""
    attribution_en: Alt = ""


class EditListing(ListingContent):
    """Everything about a listing but its variants and pictures. Half-filled is fine in a draft.

    ``revision`` is the one that the form was opened with.
    """

    listing: PublicId
    revision: Counter
    price_rupiah: Price = 0
    price_confirmed: ConfirmedPrices = ()


class VariantRow(Command):
    """One size or colour; a price of 0 means the listing's."""

    size: Word = ""
    colour: Word = ""
    price_rupiah: Price = 0
    pieces: Pieces = 0


class SetVariants(Command):
    """The sizes and colours on offer, as parallel lists the way a form's table sends them."""

    listing: PublicId
    revision: Counter
    sizes: tuple[Word, ...] = ("",)
    colours: tuple[Word, ...] = ()
    prices_rupiah: tuple[Price, ...] = ()
    price_confirmed: ConfirmedPrices = ()
    pieces: tuple[Pieces, ...] = ()

    @model_validator(mode="after")
    def _one_row_each(self) -> Self:
        most = len(self.sizes)
        others = (self.colours, self.prices_rupiah, self.pieces)
        if not most or most > 40 or any(column and len(column) != most for column in others):  # noqa: PLR2004
            raise PydanticCustomError("rows", "rows", {"message": _("Please fill in every row.")})
        names = {(row.size.lower(), row.colour.lower()) for row in self.rows}
        if len(names) != most:
            raise PydanticCustomError(
                "rows", "rows", {"message": _("Two rows have the same size and colour.")}
            )
        return self

    @property
    def rows(self) -> tuple[VariantRow, ...]:
        """The table row by row."""
        nothing = ("",) * len(self.sizes)
        zeros = (0,) * len(self.sizes)
        return tuple(
            VariantRow(size=size, colour=colour, price_rupiah=price, pieces=pieces)
            for size, colour, price, pieces in zip(
                self.sizes,
                self.colours or nothing,
                self.prices_rupiah or zeros,
                self.pieces or zeros,
                strict=True,
            )
        )


class AddPicture(Command):
    """Put an uploaded picture at the end of a listing's pictures."""

    listing: PublicId
    alt_id: Alt = ""
    alt_en: Alt = ""


class ArrangePictures(Command):
    """The listing's pictures in the wanted order with their words; absent ones are taken away."""

    listing: PublicId
    pictures: Annotated[tuple[PublicId, ...], Field(max_length=40)] = ()
    alts_id: tuple[Alt, ...] = ()
    alts_en: tuple[Alt, ...] = ()

    @model_validator(mode="after")
    def _words_for_each(self) -> Self:
        most = len(self.pictures)
        if len(set(self.pictures)) != most or any(
            alts and len(alts) != most for alts in (self.alts_id, self.alts_en)
        ):
            raise PydanticCustomError("rows", "rows", {"message": _("Please fill in every row.")})
        return self


class SubmitListing(Command):
    """Ask for the listing to be published."""

    listing: PublicId


class WithdrawListing(Command):
    """Take a listing out of the shop, or back from review."""

    listing: PublicId
    reason: OptionalText = ""


class DiscardChanges(Command):
    """Give up the changes that wait, keeping what buyers read."""

    listing: PublicId


class AnswerRemark(Command):
    """Answer a reviewer's remark."""

    listing: PublicId
    remark: PublicId
    answer: Annotated[Note, Field(min_length=1)]


#: What a reviewer may have seen of hot wax.
Evidence = Literal["wax_on_cloth", "reverse_side", "process_picture"]


class PublishListing(Command):
    """Approve the submitted version of a listing.

    ``digest`` names the content that the reviewer looked at. ``evidence``: what was seen of hot
    wax; without it no technique is batik. ``seen``: keys of the claims that were looked at.
    """

    listing: PublicId
    digest: Digest
    evidence: Annotated[tuple[Evidence, ...], AfterValidator(_different)] = ()
    seen: Annotated[tuple[LongText, ...], Field(max_length=200)] = ()


class KeepInSpiteOfRule(Command):
    """Let a live listing stay although a rule of the canon became stricter."""

    conflict: Integer
    reason: Reason


class ReturnListing(Command):
    """Give the submitted version back with a reason, or remarks pinned to places, or both.

    ``places`` and ``texts`` are parallel lists; a place without text is no remark.
    """

    listing: PublicId
    reason: Note = ""
    places: Annotated[tuple[OptionalText, ...], Field(max_length=300)] = ()
    texts: Annotated[tuple[Note, ...], Field(max_length=300)] = ()

    @model_validator(mode="after")
    def _text_for_each(self) -> Self:
        if len(self.places) != len(self.texts):
            raise PydanticCustomError("rows", "rows", {"message": _("Please fill in every row.")})
        return self

    @property
    def pinned(self) -> tuple[tuple[str, str], ...]:
        """Places with what is to be changed there; the empty place is the listing as a whole."""
        rows = (("", self.reason), *zip(self.places, self.texts, strict=True))
        return tuple((place, text) for place, text in rows if text)


class TakeOutListing(Command):
    """Take a listing out of the shop as a reviewer, with the reason."""

    listing: PublicId
    reason: Reason


class AddProcessEntry(Command):
    """A step in the making of the cloth, at the end of those that are there."""

    listing: PublicId
    step_id: SeedId
    on: Annotated[dt.date | None, BeforeValidator(lambda value: value or None)] = None
    note_id: Alt = ""
    note_en: Alt = ""


class RemoveProcessEntry(Command):
    """Take a step away again. ``steps`` names the steps that were shown, so that one goes once."""

    listing: PublicId
    position: Counter
    steps: Digest
