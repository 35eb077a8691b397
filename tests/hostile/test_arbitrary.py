"""Whatever text stands in a form of cart and checkout: an answer in words, never a fault."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.orders.models import Order
from tests.flows.buying import ADDRESS, go_to_pay, put_into_cart
from tests.flows.visitor import FormOnPage
from tests.flows.world import World

#: Every character but surrogates, which no request can carry; NUL and friends are in it.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
NUMBER = st.one_of(st.integers().map(str), st.floats().map(str), TEXT)
STRANGE = st.dictionaries(
    st.sampled_from(["price", "account_id", "", "a[b]", "t"]), TEXT, max_size=1
)
#: The database stays between examples: each must leave it as it found it.
QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


def test_forms_of_the_cart(world: World) -> None:
    visitor = world.visitor()
    put_into_cart(world, visitor, "stocked")

    @QUICK
    @given(
        action=st.sampled_from(["add", "change", "remove", "note", "confirm", "estimate"]),
        fields=st.fixed_dictionaries(
            {},
            optional={
                "variant": TEXT,
                "line": TEXT,
                "quantity": NUMBER,
                "artisan": st.one_of(st.just("titian-contoh"), TEXT),
                "text": TEXT,
                "goods_seen_minor": NUMBER,
                "next": TEXT,
            },
        ),
        more=STRANGE,
    )
    def try_out(action: str, fields: dict[str, Any], more: dict[str, str]) -> None:
        answer = visitor.post(
            FormOnPage(f"http://localhost/cart/{action}", "post"), **fields, **more
        )
        assert answer.status_code in {303, 400, 404, 405, 409, 422}
        if answer.status_code == 303:
            assert answer.location.startswith("/")
            assert not answer.location.startswith(("//", "/\\"))

    try_out()


def test_forms_of_the_checkout(world: World) -> None:
    visitor = world.visitor()
    put_into_cart(world, visitor, "stocked")
    place = go_to_pay(visitor).form("/checkout/place")
    token = place.fields["csrf_token"]
    names = ["email", *ADDRESS, "landmark", "district_code", "saved", "save", "street_2"]

    @QUICK
    @given(
        step=st.sampled_from(["shipping", "pay", "place"]),
        fields=st.dictionaries(st.sampled_from(names), TEXT, max_size=4),
        agreed=st.fixed_dictionaries(
            {},
            optional={
                "ship-titian-contoh": TEXT,
                "cart": TEXT,
                "provider": TEXT,
                "total_seen_minor": NUMBER,
                "currency": TEXT,
                "terms_version": NUMBER,
            },
        ),
    )
    def try_out(step: str, fields: dict[str, str], agreed: dict[str, str]) -> None:
        world.clock.advance(minutes=1)  # or else the rate limit answers everything
        base: dict[str, Any] = {"shipping": {**ADDRESS, "email": "a@example.com"}}.get(step, {})
        base = {**place.fields, "provider": "demo"} if step == "place" else base
        chosen = fields if step == "shipping" else agreed
        form = FormOnPage(f"http://localhost/checkout/{step}", "post")
        answer = visitor.post(form, **{**base, **chosen, "csrf_token": token})
        assert answer.status_code in {200, 303, 404, 409, 422, 429}
        assert world.all(Order) == []

    try_out()
