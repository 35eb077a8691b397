"""Forms whose fields were changed on the way: prices, numbers, and things of other people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shop.cart.models import CartLine
from shop.orders.models import Order
from tests.flows.buying import add, go_to_pay, put_into_cart
from tests.flows.visitor import FormOnPage, Opened, Visitor
from tests.flows.world import World
from tests.hostile.state import nothing_written
from tests.hostile.victim import CANARIES, Victim, make_victim

#: A number of pieces that no person types.
NUMBERS = {
    "negative": "-1",
    "zero": "0",
    "Unicode digits": "\uff11\uff12",
    "Arabic digits": "\u0663",
    "superscript": "²",
    "exponent": "1e3",
    "fraction": "1.0",
    "hexadecimal": "0x10",
    "plus": "+1",
    "underscore": "1_0",
    "huge": "9" * 400,
    "beyond 64 bits": "9223372036854775808",
    "words": "banyak",
    "nothing": "",
    "NUL": "1\x00",
    "two numbers": "1 1",
}


def test_a_strange_number_of_pieces_is_refused(world: World) -> None:
    visitor, variant = world.visitor(), world.variants["stocked"].public_id
    with nothing_written(world.shop.database):
        answers = {name: add(visitor, variant, number).status for name, number in NUMBERS.items()}
    assert answers == dict.fromkeys(NUMBERS, 422)


MORE: list[dict[str, Any]] = [
    {"price_minor": "1"},
    {"price": "1"},
    {"currency": "USD"},
    {"account_id": "1"},
    {"cart_id": "1"},
    {"quantity": ["1", "5"]},
    {"variant": ["a", "b"]},
    {"__proto__": "1"},
    {"quantity[]": "1"},
]


def test_fields_that_the_form_does_not_have_are_refused(world: World) -> None:
    form = FormOnPage("http://localhost/cart/add", "post")
    fields = {"variant": world.variants["stocked"].public_id, "quantity": "1"}
    with nothing_written(world.shop.database):
        answers = [world.visitor().send(form, **{**fields, **more}).status for more in MORE]
    assert answers == [422] * len(MORE)


def test_a_piece_that_is_not_there_is_refused(world: World) -> None:
    names = ["", "var_nobody", "1", "'; DROP TABLE shop_orders; --", "../../etc", "x" * 5000]
    with nothing_written(world.shop.database):
        answers = [add(world.visitor(), name).status for name in names]
    assert answers == [422, 404, 404, 422, 422, 422]


def place_with(world: World, visitor: Visitor, page: Opened, **changes: Any) -> Opened:
    form = page.form("/checkout/place")
    return visitor.send(form, **{"provider": "demo", "accepts_terms": "true", **changes})


AGREEMENTS: list[tuple[dict[str, Any], set[int]]] = [
    ({"total_seen_minor": "1"}, {409}),
    ({"total_seen_minor": "0"}, {409}),
    ({"total_seen_minor": "-100"}, {422}),
    ({"total_seen_minor": "9" * 300}, {422}),
    ({"total_seen_minor": "\uff11\uff10\uff10"}, {422}),
    ({"total_seen_minor": ["1", "2"]}, {422}),
    ({"currency": "USD"}, {422}),
    ({"currency": "idr"}, {422}),
    ({"provider": "nobody"}, {409, 422}),
    ({"provider": "../stripe"}, {422}),
    ({"provider": None}, {422}),
    ({"terms_version": "999"}, {409, 422}),
    ({"accepts_terms": None}, {409, 422}),
    ({"accepts_terms": ["true", "true"]}, {422}),
    ({"cart": "cart_of_nobody"}, {404}),
    ({"price_minor": "1"}, {422}),
    ({"commission_bps": "0"}, {422}),
    ({"account_id": "1"}, {422}),
    ({"csrf_token": "forged"}, {400}),
    ({"csrf_token": None}, {400}),
]


def test_a_tampered_agreement_places_no_order(world: World) -> None:
    visitor = world.visitor()
    put_into_cart(world, visitor, "stocked")
    page = go_to_pay(visitor)
    wrong = []
    for number, (changes, statuses) in enumerate(AGREEMENTS):
        if number % 15 == 0:
            world.clock.advance(minutes=11)  # or else it is only the rate limit that refuses
        status = place_with(world, visitor, page, **changes).status
        if status not in statuses or world.all(Order):
            wrong.append((changes, status))
    assert wrong == []
    assert world.variant("stocked").reserved == 0
    world.clock.advance(minutes=11)
    assert place_with(world, visitor, page).status == 200  # the honest form still works
    assert len(world.all(Order)) == 1


def test_another_sites_form_is_refused(world: World) -> None:
    visitor = world.visitor()
    put_into_cart(world, visitor, "stocked")
    form = go_to_pay(visitor).form("/checkout/place")
    data = {**form.fields, "provider": "demo", "accepts_terms": "true"}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        with nothing_written(world.shop.database):
            answer = visitor.client.post("/checkout/place", data=data, headers=headers)
            assert answer.status_code == 400, headers
            answer = visitor.client.post(
                "/cart/add",
                data={"variant": world.variants["stocked"].public_id},
                headers=headers,
            )
            assert answer.status_code == 400, headers


# -- things of other people ----------------------------------------------------------------------


@pytest.fixture
def victim(world: World) -> Victim:
    return make_victim(world)


def _cart_of_mine(world: World, visitor: Visitor) -> Opened:
    put_into_cart(world, visitor, "stocked")
    return go_to_pay(visitor)


Attack = Callable[[World, Visitor, Victim, Opened], Opened]

ATTACKS: dict[str, Attack] = {
    "foreign cart": lambda world, me, them, page: place_with(world, me, page, cart=them.cart),
    "foreign line changed": lambda _world, me, them, page: me.send(
        FormOnPage("http://localhost/cart/change", "post"), line=them.line, quantity="9"
    ),
    "foreign line removed": lambda _world, me, them, page: me.send(
        FormOnPage("http://localhost/cart/remove", "post"), line=them.line
    ),
    "foreign address": lambda _world, me, them, page: me.send(
        FormOnPage("http://localhost/checkout/shipping", "post"),
        csrf_token=page.form("/checkout/place").fields["csrf_token"],
        email="a@example.com",
        saved=them.address,
    ),
    "foreign order cancelled": lambda _world, me, them, page: me.send(
        FormOnPage(f"http://localhost/order/{them.number}/cancel", "post"),
        csrf_token=page.form("/checkout/place").fields["csrf_token"],
    ),
    "foreign order with a forged link": lambda _world, me, them, page: me.send(
        FormOnPage(f"http://localhost/order/{them.number}/received", "post"),
        csrf_token=page.form("/checkout/place").fields["csrf_token"],
        t="forged",
        part=them.part,
    ),
}


@pytest.mark.parametrize("kind", ["guest", "account"])
def test_things_of_others_do_not_exist(world: World, victim: Victim, kind: str) -> None:
    me = world.visitor() if kind == "guest" else world.signed_in("me@example.com")
    page = _cart_of_mine(world, me)
    for name, attack in ATTACKS.items():
        with nothing_written(world.shop.database):
            answer = attack(world, me, victim, page)
        assert answer.status == 404, (name, answer.text[:500])
        assert [canary for canary in CANARIES if canary in answer.html] == [], name


def test_a_guest_link_opens_its_own_order_only(world: World, victim: Victim) -> None:
    guest = world.visitor()
    put_into_cart(world, guest, "stocked")
    page = place_with(world, guest, go_to_pay(guest))
    page = guest.send(page.form("/pay/demo/"), action="pay")
    number, _, token = page.address.partition("/order/")[2].partition("?t=")
    token = token.partition("&")[0]
    stranger = world.visitor()
    assert stranger.open(f"/order/{number}?t={token}").status == 200
    for forged in (token[:-1], token + "A", token.swapcase(), "", "A" * len(token)):
        assert stranger.open(f"/order/{number}?t={forged}").status == 404, forged
    assert stranger.open(f"/order/{victim.number}?t={token}").status == 404
    assert stranger.open(f"/order/{number.lower()}?t={token}").status == 404


def test_a_line_of_the_own_cart_cannot_become_more_than_there_is(world: World) -> None:
    visitor = world.visitor()
    put_into_cart(world, visitor, "stocked")
    (line,) = world.all(CartLine)
    form = FormOnPage("http://localhost/cart/change", "post")
    for quantity in ("6", "99", "100000"):
        page = visitor.send(form, line=line.public_id, quantity=quantity)
        assert page.status in {409, 422}
    assert [row.quantity for row in world.all(CartLine)] == [1]
