"""A listing's document in words, field by field, so that two of them can be compared by eye."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import places, words
from shop.catalog.document import DocumentPicture, ListingDocument
from shop.catalog.models import Listing, Variant
from shop.catalog.queries import editing
from shop.catalog.queries.editing import DeskPicture
from shop.core import money
from shop.core.i18n import gettext as _
from shop.core.i18n import pick
from shop.core.money import format_money
from shop.heritage.models import (
    CareInstruction,
    Dye,
    Fabric,
    Form,
    Motif,
    ProcessStep,
    Region,
    Technique,
)


@dataclass(frozen=True)
class VariantText:
    """A size and colour with its price and pieces; ``is_new``: not on offer yet."""

    label: str
    price: str
    pieces: int
    is_new: bool


@dataclass(frozen=True)
class DocumentText:
    """A document in words: text of each field, pictures of the steps, sizes."""

    fields: dict[str, str]
    step_pictures: list[DeskPicture]
    variants: list[VariantText]


#: Field -> table of its names.
_NAMED: dict[str, Any] = {
    "technique_id": Technique,
    "form_id": Form,
    "fabric_id": Fabric,
    "motif_ids": Motif,
    "supporting_motif_ids": Motif,
    "filling_motif_ids": Motif,
    "dye_ids": Dye,
    "care": CareInstruction,
}
_PLACES = ("designed_in", "waxed_in", "dyed_in", "sewn_in")
_UNITS = {
    "grams_per_square_metre": "g/m²",
    "width_cm": "cm",
    "height_cm": "cm",
    "weight_grams": "g",
    "packed_length_cm": "cm",
    "packed_width_cm": "cm",
    "packed_height_cm": "cm",
}


def read_document(db: Session, listing: Listing, document: ListingDocument) -> DocumentText:
    """Return a document in the reader's language."""
    on_offer = {(one.size, one.colour): one for one in editing.variants(db, listing.id)}
    variants = [_variant(listing, row, on_offer) for row in document.variants]
    texts = {name: _text(db, document, name) for name in words.FIELDS if name not in _BESIDE}
    texts["steps"] = _steps(db, document)
    texts["variants"] = "\n".join(variant.label for variant in variants)
    texts["pictures"] = "\n".join(
        f"{number}. {row.alt_id} / {row.alt_en}" for number, row in enumerate(document.pictures, 1)
    )
    of_steps = tuple(
        DocumentPicture(picture=step.picture, alt_id=step.note_id, alt_en=step.note_en)
        for step in document.steps
        if step.picture
    )
    shown = editing.pictures(db, document.model_copy(update={"pictures": of_steps}))
    return DocumentText({name: texts[name] for name in words.FIELDS}, shown, variants)


#: Fields that are put into words from several rows.
_BESIDE = {"steps", "variants", "pictures"}


def _text(db: Session, document: ListingDocument, name: str) -> str:
    value = getattr(document, name)
    if name in _NAMED:
        keys = [value] if isinstance(value, str) else list(value)
        return ", ".join(_names(db, _NAMED[name], keys))
    if name in _PLACES:
        if places.is_abroad(value):
            return places.country_name(value)
        return db.scalar(sa.select(Region.short_name).where(Region.code == value)) or value
    special: dict[str, Callable[[], str]] = {
        "fibres": lambda: ", ".join(_fibre(fibre) for fibre in value),
        "colours": lambda: ", ".join(str(words.COLOURS[colour]) for colour in value),
        "sold_as": lambda: str(words.SOLD_AS[value]),
        "has_prada": lambda: _("yes") if value else _("no"),
    }
    if name in special:
        return special[name]()
    return f"{value} {_UNITS[name]}" if name in _UNITS and value else str(value or "")


def _fibre(fibre: dict[str, Any]) -> str:
    name = words.FIBRES.get(fibre["fibre"], fibre["fibre"])
    return f"{name} {fibre.get('pct') or 0}%"


def _names(db: Session, table: Any, keys: Sequence[str]) -> list[str]:
    rows = {row.id: row for row in db.scalars(sa.select(table).where(table.id.in_(keys)))}
    return [
        pick(id=rows[key].name_id, en=rows[key].name_en)[0] if key in rows else key for key in keys
    ]


def _steps(db: Session, document: ListingDocument) -> str:
    names = _names(db, ProcessStep, [step.step_id for step in document.steps])
    lines = []
    for name, step in zip(names, document.steps, strict=True):
        day = f"{step.on:%d.%m.%Y}" if step.on else ""
        picture = _("with a picture") if step.picture else ""
        parts = (name, day, step.note_id, step.note_en, picture)
        lines.append(" · ".join(part for part in parts if part))
    return "\n".join(lines)


def _variant(listing: Listing, row: Any, on_offer: dict[tuple[str, str], Variant]) -> VariantText:
    variant = on_offer.get((row.size, row.colour))
    label = " / ".join(part for part in (row.size, row.colour) if part) or _("One size")
    if variant is None:
        price_minor = money.from_rupiah(row.price_rupiah) or listing.price_minor
        return VariantText(label, format_money(price_minor), row.pieces, is_new=True)
    return VariantText(label, format_money(variant.price_minor), variant.on_hand, is_new=False)
