"""Orders: pages follow each other without gaps or repeats, whatever comes and goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.catalog.index import bits
from shop.catalog.index.order import Order

keys = st.dictionaries(
    st.integers(min_value=1, max_value=400), st.integers(min_value=0, max_value=9), max_size=120
)


def expected(content: dict[int, int], among: set[int], *, backwards: bool) -> list[int]:
    placed = sorted((key, listing_id) for listing_id, key in content.items() if listing_id in among)
    return [listing_id for _key, listing_id in (reversed(placed) if backwards else placed)]


@given(keys, st.sets(st.integers(min_value=1, max_value=400)), st.booleans(), st.integers(1, 7))
def test_paging_to_the_end_shows_every_member_once_in_order(
    content: dict[int, int],
    among: set[int],
    backwards: bool,  # noqa: FBT001
    size: int,
) -> None:
    order = Order.of(content)
    wanted = bits.of(among & content.keys())
    shown: list[int] = []
    after = None
    while entries := order.page(wanted, size=size, after=after, backwards=backwards):
        shown += [entry.listing_id for entry in entries]
        after = entries[-1].place

    assert shown == expected(content, among, backwards=backwards)


@given(keys, keys, st.sets(st.integers(min_value=1, max_value=400)))
def test_a_changed_order_equals_one_built_anew(
    before: dict[int, int], fresh: dict[int, int], gone: set[int]
) -> None:
    order = Order.of(before).changed(gone, fresh)

    kept = {listing_id: key for listing_id, key in before.items() if listing_id not in gone}
    assert order.places == Order.of({**kept, **fresh}).places


@pytest.mark.parametrize("changes", [1, 500])
def test_the_old_order_stays_as_it_was(changes: int) -> None:
    before = Order.of({listing_id: listing_id for listing_id in range(1, 1001)})
    places = before.places[:]

    before.changed(set(range(1, changes + 1)), {2_000: 5})

    assert before.places == places
