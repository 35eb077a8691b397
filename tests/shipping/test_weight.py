from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shop.shipping import seed
from shop.shipping.weight import (
    Packed,
    ParcelPlan,
    Scale,
    further_steps,
    packaging_grams,
    pieces_that_fit,
    plan,
    weighed_grams,
)

COURIERS = seed.read("couriers.json")
JNE = Scale(divisor=6000, tolerance_grams=300, tolerance_inclusive=True, minimum_grams=1000)
POS = Scale(divisor=6000, tolerance_grams=0, tolerance_inclusive=True, minimum_grams=1000)


def scale_of(courier_id: str) -> Scale:
    [courier] = [one for one in COURIERS["couriers"] if one["id"] == courier_id]
    return Scale(
        divisor=courier["volumetric_divisor"],
        tolerance_grams=courier["rounding"]["tolerance_g"],
        tolerance_inclusive=courier["rounding"]["tolerance_inclusive"],
        minimum_grams=courier["rounding"]["min_weight_g"],
    )


def kilograms(grams: int, scale: Scale) -> int:
    return 1 + further_steps(
        grams,
        first_grams=1000,
        next_grams=1000,
        tolerance_grams=scale.tolerance_grams,
        inclusive=scale.tolerance_inclusive,
    )


@pytest.mark.parametrize("vector", COURIERS["algorithm"]["tests"], ids=str)
def test_the_couriers_own_examples_come_out_as_they_say(vector: dict[str, Any]) -> None:
    length, width, height = vector.get("dims", (0, 0, 0))
    scale = scale_of(vector["courier"])
    parcel = ParcelPlan(1, vector["actual_g"], length, width, height)

    assert kilograms(weighed_grams(parcel, scale), scale) == vector["kg"]


@pytest.mark.parametrize(
    ("grams", "expected"),
    [(1, 1), (1000, 1), (1300, 1), (1301, 2), (2000, 2), (2300, 2), (2301, 3)],
)
def test_a_tolerance_drops_what_lies_just_above_a_kilogram(grams: int, expected: int) -> None:
    assert kilograms(grams, JNE) == expected


@pytest.mark.parametrize(("grams", "expected"), [(1000, 1), (1001, 2), (2000, 2), (2001, 3)])
def test_without_tolerance_every_gram_counts(grams: int, expected: int) -> None:
    assert kilograms(grams, POS) == expected


@pytest.mark.parametrize(("grams", "expected"), [(1299, 1), (1300, 2), (2000, 2)])
def test_an_exclusive_tolerance_charges_its_boundary(grams: int, expected: int) -> None:
    scale = Scale(divisor=None, tolerance_grams=300, tolerance_inclusive=False, minimum_grams=0)

    assert kilograms(grams, scale) == expected


def test_small_steps_abroad_are_charged_from_the_first_gram_above() -> None:
    steps = [
        further_steps(g, first_grams=500, next_grams=500, tolerance_grams=0, inclusive=True)
        for g in (330, 500, 501, 1000, 1001)
    ]

    assert steps == [0, 0, 1, 1, 2]


def test_a_bulky_parcel_is_charged_by_volume_only_where_the_courier_says_so() -> None:
    parcel = ParcelPlan(1, 500, 40, 30, 30)

    assert weighed_grams(parcel, JNE) == 6000
    assert weighed_grams(parcel, replace(JNE, divisor=None, minimum_grams=0)) == 500


def test_packaging_grows_with_the_pieces_up_to_a_gift_box() -> None:
    assert [packaging_grams(n) for n in (1, 2, 5, 10, 500)] == [40, 60, 120, 220, 220]


def test_pieces_are_laid_on_top_of_each_other() -> None:
    parcel = plan([Packed(2, 290, 30, 25, 4), Packed(1, 120, 35, 20, 3)])

    assert parcel == ParcelPlan(pieces=3, weight_grams=780, length_cm=35, width_cm=25, height_cm=11)


def test_the_hint_tells_how_many_pieces_go_for_the_same_money() -> None:
    parcel = plan([Packed(1, 290)])

    assert pieces_that_fit(parcel, JNE, charged_grams=1000) == 3
    assert pieces_that_fit(parcel, JNE, charged_grams=100) == 1
    assert pieces_that_fit(plan([]), JNE, charged_grams=1000) == 0


def test_the_hint_does_not_forget_the_volume() -> None:
    parcel = plan([Packed(2, 290, 30, 25, 4)])

    assert pieces_that_fit(parcel, JNE, charged_grams=1300) == 2
    assert pieces_that_fit(parcel, replace(JNE, divisor=None), charged_grams=1300) == 4
