"""Sets of listings as integers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shop.catalog.index import bits

ids = st.sets(st.integers(min_value=1, max_value=3_000))


@given(ids)
def test_a_set_gives_back_its_members_in_order(listing_ids: set[int]) -> None:
    assert list(bits.members(bits.of(listing_ids))) == sorted(listing_ids)


@given(ids, st.integers(min_value=1, max_value=4_000))
def test_membership_is_seen_in_the_bytes(listing_ids: set[int], one: int) -> None:
    assert bits.has(bits.to_bytes(bits.of(listing_ids)), one) == (one in listing_ids)


@given(ids, ids)
def test_a_builder_collects_what_of_would_make(left: set[int], right: set[int]) -> None:
    builder = bits.Builder()
    for listing_id in left:
        builder.add("left", listing_id)
    for listing_id in right:
        builder.add("right", listing_id)

    sets = builder.sets()

    assert sets.get("left", 0) & sets.get("right", 0) == bits.of(left & right)
