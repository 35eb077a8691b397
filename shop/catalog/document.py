"""What buyers read of a listing as one document. Pure; knows no database."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from shop.catalog.commands import Alt, ListingContent, Pieces, SeedId, Word
from shop.core.command import Command, PublicId, Rupiah


class DocumentPicture(Command):
    """A picture in its place in the row, with its words."""

    picture: PublicId
    alt_id: Alt = ""
    alt_en: Alt = ""


class DocumentStep(Command):
    """A step of the making; ``picture`` is empty without one."""

    step_id: SeedId
    on: dt.date | None = None
    note_id: Alt = ""
    note_en: Alt = ""
    picture: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,64}$")] = ""


class DocumentVariant(Command):
    """A size and colour on offer.

    ``price_rupiah`` (0: the listing's) and ``pieces`` belong to a size that is not on offer yet:
    they count once, when the approval creates it. Later they change without review.
    """

    size: Word = ""
    colour: Word = ""
    price_rupiah: Rupiah = 0
    pieces: Pieces = 0


class ListingDocument(ListingContent):
    """Everything that buyers read of a listing and that waits for review once it is published.

    Price, stock and vacation are not in it. ``lead_days`` counts when an approval makes the
    listing made to order; of one that is, it changes without review.
    """

    pictures: Annotated[tuple[DocumentPicture, ...], Field(max_length=40)] = ()
    steps: Annotated[tuple[DocumentStep, ...], Field(max_length=200)] = ()
    variants: Annotated[tuple[DocumentVariant, ...], Field(max_length=40)] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the document as it is stored."""
        return self.model_dump(mode="json")

    @property
    def digest(self) -> str:
        """Name exactly this content: what a reviewer looked at is what gets approved."""
        return _digest(self.as_json())

    @property
    def steps_digest(self) -> str:
        """Name exactly these steps of the making."""
        return _digest(self.as_json()["steps"])

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """Sizes and colours on offer, in order."""
        return tuple((variant.size, variant.colour) for variant in self.variants)

    @property
    def all_motif_ids(self) -> tuple[str, ...]:
        """Motifs of every role in the order in which they were named, each once."""
        named = (*self.motif_ids, *self.supporting_motif_ids, *self.filling_motif_ids)
        return tuple(dict.fromkeys(named))

    @property
    def picture_ids(self) -> frozenset[str]:
        """Public ids of all its pictures, those of the steps too."""
        of_steps = (step.picture for step in self.steps if step.picture)
        return frozenset((*(picture.picture for picture in self.pictures), *of_steps))

    @property
    def places(self) -> frozenset[str]:
        """Where a remark may be pinned: a field, a picture, or nowhere in particular."""
        return frozenset(("", *type(self).model_fields, *self.picture_ids))


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def is_same(one: ListingDocument, other: ListingDocument) -> bool:
    """Tell whether buyers would read the same, whatever new sizes would cost."""
    return not changed_fields(one, other)


def changed_fields(before: ListingDocument, after: ListingDocument) -> list[str]:
    """Return the fields that buyers would read differently, in the document's order."""
    one, other = _read(before), _read(after)
    # Of what is made to order before and after, the lead time changes without review.
    skipped = {"lead_days"} if before.sold_as == after.sold_as else set()
    return [name for name in one if one[name] != other[name] and name not in skipped]


def _read(document: ListingDocument) -> dict[str, Any]:
    values = {name: getattr(document, name) for name in type(document).model_fields}
    values["variants"] = document.labels
    return values
