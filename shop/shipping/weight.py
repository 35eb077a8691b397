"""What a parcel weighs, and what a courier says it weighs. Pure; grams and centimetres."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: A paper bag and a little for each piece, up to a gift box.
_BAG_GRAMS = 20
_GRAMS_PER_PIECE = 20
_BOX_GRAMS = 220


@dataclass(frozen=True)
class Packed:
    """So many pieces of one kind, each as the artisan weighs and packs it.

    Sides of zero: not measured, then the volume does not count.
    """

    pieces: int
    weight_grams: int
    length_cm: int = 0
    width_cm: int = 0
    height_cm: int = 0


@dataclass(frozen=True)
class ParcelPlan:
    """One artisan's pieces in one parcel: laid on top of each other, wrapped once."""

    pieces: int
    #: Of all pieces, with packaging.
    weight_grams: int
    length_cm: int
    width_cm: int
    height_cm: int


@dataclass(frozen=True)
class Scale:
    """How a courier weighs. ``divisor`` is cm3 per kg; ``None``: volume does not count."""

    divisor: int | None
    tolerance_grams: int
    tolerance_inclusive: bool
    minimum_grams: int


def packaging_grams(pieces: int) -> int:
    """Return what bag or box add: 40 g for one piece, 20 g for each further one, 220 g at most."""
    return min(_BOX_GRAMS, _BAG_GRAMS + _GRAMS_PER_PIECE * pieces)


def plan(contents: Iterable[Packed]) -> ParcelPlan:
    """Pack one artisan's pieces: the longest sides, the heights added up."""
    packed = list(contents)
    pieces = sum(one.pieces for one in packed)
    goods = sum(one.pieces * one.weight_grams for one in packed)
    return ParcelPlan(
        pieces=pieces,
        weight_grams=goods + packaging_grams(pieces),
        length_cm=max((one.length_cm for one in packed), default=0),
        width_cm=max((one.width_cm for one in packed), default=0),
        height_cm=sum(one.pieces * one.height_cm for one in packed),
    )


def weighed_grams(parcel: ParcelPlan, scale: Scale) -> int:
    """Return the larger of weight and volumetric weight, at least the courier's minimum."""
    return max(_true_grams(parcel, scale), scale.minimum_grams)


def _true_grams(parcel: ParcelPlan, scale: Scale) -> int:
    if not scale.divisor:
        return parcel.weight_grams
    volume = parcel.length_cm * parcel.width_cm * parcel.height_cm
    return max(parcel.weight_grams, -(-volume * 1000 // scale.divisor))


def further_steps(
    grams: int, *, first_grams: int, next_grams: int, tolerance_grams: int, inclusive: bool
) -> int:
    """Return how many weight steps are charged beyond the first.

    What lies above a full step is dropped up to the tolerance: with 300 g, 1.30 kg is charged as
    1 kg and 1.31 kg as 2 kg. Not inclusive: exactly the tolerance is charged too.
    """
    whole, rest = divmod(max(0, grams - first_grams), next_grams)
    if rest == 0:
        return whole
    is_dropped = rest < tolerance_grams or (inclusive and rest == tolerance_grams)
    return whole if is_dropped else whole + 1


def pieces_that_fit(parcel: ParcelPlan, scale: Scale, *, charged_grams: int) -> int:
    """Return how many pieces like these go for the weight that is charged anyway.

    By the share of each piece in weight or volume, whichever counts: "up to 3 pieces go for the
    same price" is a hint, not a quotation. Never fewer than there are.

    :param charged_grams: The most that the courier weighs without charging more.
    """
    if parcel.pieces == 0:
        return 0
    grams_each = -(-_true_grams(parcel, scale) // parcel.pieces)
    return max(parcel.pieces, charged_grams // max(1, grams_each))
