"""Every address of the shop, opened by people whose business it is not, with foreign ids."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from shop import create_app
from tests.conftest import make_production_settings
from tests.flows.buying import ADDRESS
from tests.flows.visitor import Visitor
from tests.flows.world import World
from tests.hostile.state import differences, state, statements
from tests.hostile.victim import CANARIES, Victim, make_victim

#: Path arguments that name somebody else's thing: such an address must not exist.
FOREIGN = {"number", "part", "listing", "address_id", "proof", "passkey_id", "account"}
#: Nothing below these may be kept by a cache.
PRIVATE = ("/account/", "/studio/", "/admin/", "/checkout/", "/order/", "/pay/", "/cart/",
           "/wishlist/", "/letters/")  # fmt: skip
#: Letters on a page exist in development only; see ``test_letters_are_not_shown_in_production``.
DEVELOPMENT = {"letters.letters", "letters.letter"}
#: These would sign the walker out.
LAST = {"account.logout", "account.sign_out_everywhere", "account.erase"}
#: Pages of accounts that a guest needs, to get one or to get back into one.
OPEN = {"account.login", "account.sent", "account.register", "account.resend", "account.recover",
        "account.confirm", "account.reset", "account.code", "account.confirm_email"}  # fmt: skip


@pytest.fixture
def victim(world: World) -> Victim:
    return make_victim(world)


@pytest.fixture(params=["guest", "buyer", "artisan", "coach"])
def walker(request: pytest.FixtureRequest, world: World, victim: Victim) -> Visitor:
    """Somebody who may know every id of the victim, and has no right to any."""
    who: str = request.param
    if who == "guest":
        walker = world.visitor()
    elif who == "artisan":
        walker = world.signed_in("other-artisan@example.com", artisan=world.artisans[1].id)
    else:
        walker = world.signed_in(f"{who}@example.com", role="coach" if who == "coach" else "")
    walker.who = who
    return walker


def addresses(world: World, victim: Victim, method: str) -> Iterator[tuple[str, str, Rule]]:
    """Each address with the victim's ids in it, with its endpoint's name."""
    values = {
        "number": victim.number,
        "part": victim.part,
        "listing": victim.draft,
        "address_id": victim.address,
        "proof": victim.proof,
        "passkey_id": "pk_foreign",
        "payment": victim.payment,
        "reference": victim.reference,
        "motif_id": "pesut-mahakam",
        "token": "forged-token-of-nobody",
        "digest": "0" * 12,
        "path": "shop.css",
        "provider": "stripe",
        "language": "id",
        "motif": "pesut-mahakam",
        "account": victim.account,
        "conflict": 1,
    }
    adapter = world.app.url_map.bind("localhost")
    for rule in world.app.url_map.iter_rules():
        if method not in (rule.methods or ()):
            continue
        root, _, endpoint = rule.endpoint.partition(".")
        if root == "shop_en" and not is_in_english(endpoint):
            continue
        given = {name: values.get(name, "x") for name in rule.arguments}
        if "slug" in given:
            given["slug"] = victim.draft_slug if endpoint == "catalog.product" else "teras-contoh"
        if "name" in given:
            given["name"] = f"{victim.picture}-400.webp" if "media" in endpoint else "terms"
        if endpoint == "letters.letter":
            given["number"] = 1
        if "conflict" in given:
            given["conflict"] = 1
        yield endpoint, adapter.build(rule.endpoint, given), rule


def is_in_english(endpoint: str) -> bool:
    """Tell whether the walk goes to a page in its other language too: to one of each blueprint."""
    return endpoint.partition(".")[2] in {"home", "show", "order", "listing", "login", "product"}


def is_foreign(rule: Rule) -> bool:
    return bool(FOREIGN & rule.arguments) and "letters" not in rule.endpoint


def assert_no_canary(address: str, text: str) -> None:
    found = [canary for canary in CANARIES if canary in text]
    assert found == [], address


def test_a_walk_leads_nowhere_writes_nothing_and_tells_nothing(
    world: World, victim: Victim, walker: Visitor
) -> None:
    _read_everything(world, victim, walker)
    _write_everywhere(world, victim, walker)


def _read_everything(world: World, victim: Victim, walker: Visitor) -> None:
    before = state(world.shop.database)
    for endpoint, address, rule in addresses(world, victim, "GET"):
        if endpoint in DEVELOPMENT:
            continue
        with statements(world.shop.database) as written:
            answer = walker.client.get(address)
        status = answer.status_code
        # No worker runs beside this test, and /health/ready says so.
        assert status < 500 or address == "/health/ready", address
        assert written == [], (address, written)
        assert_no_canary(address, answer.text)
        private = address.removeprefix("/en").startswith(PRIVATE)
        if private or status != 200:
            assert answer.headers["Cache-Control"] == "no-store" or (status in {301, 304, 308}), (
                address
            )
        if is_foreign(rule):
            _assert_closed(address, status, answer.headers.get("Location", ""))
        if endpoint == "catalog.product":
            assert status == 404, address
        _assert_guarded(walker, endpoint, address, answer)
    assert differences(before, state(world.shop.database)) == {}


def _assert_guarded(walker: Visitor, endpoint: str, address: str, answer: TestResponse) -> None:
    """Guests are sent to sign in; for others the desks that are not theirs do not exist."""
    area, status = endpoint.partition(".")[0], answer.status_code
    if area not in {"account", "studio", "admin"} or endpoint in OPEN:
        return
    if walker.who == "guest":
        assert (status, "/account/login" in str(answer.location)) == (303, True), address
    elif area == "studio" and walker.who != "artisan":
        assert status == 404, address
    elif area == "admin" and walker.who == "coach":
        assert status in {200, 403, 404}, address
    elif area == "admin":
        assert status == 404, address


def _write_everywhere(world: World, victim: Victim, walker: Visitor) -> None:
    token = _token(walker)
    before = state(world.shop.database)
    for endpoint, address, rule in addresses(world, victim, "POST"):
        if endpoint in LAST:
            continue
        answer = walker.client.post(
            address,
            data={"csrf_token": token, **FIELDS.get(endpoint, {}), **_named(endpoint, victim)},
            headers={"Origin": "http://localhost"},
        )
        status = answer.status_code
        assert status < 500, address
        assert_no_canary(address, answer.text)
        if is_foreign(rule):
            _assert_closed(address, status, answer.headers.get("Location", ""))
    changed = differences(before, state(world.shop.database))
    assert set(changed) <= {"shop_wishlist_entries"}, changed


#: Whole forms, so that only the owner's check stands between the walker and the effect.
FIELDS = {
    "orders.pay": {"provider": "demo"},
    "account.replace_address": ADDRESS,
    "studio.ship": {"courier": "pick_up", "tracking_number": "ABC123456"},
    "studio.withdraw_listing": {"reason": "karena"},
    "studio.answer_remark": {"answer": "sudah"},
    "admin.publish": {"digest": "0" * 32, "evidence": "wax_on_cloth"},
    "admin.return_listing": {"reason": "tidak cukup"},
    "admin.take_out": {"reason": "tidak cukup"},
    "admin.refund": {"reason": "karena saya mau"},
    "admin.refuse_proof": {"reason": "karena saya mau"},
    "admin.confirm_transfer": {"bank_reference": "X"},
    "cart.change": {"quantity": "3"},
    "checkout.place": {
        "provider": "demo",
        "total_seen_minor": "1",
        "currency": "IDR",
        "terms_version": "1",
        "accepts_terms": "true",
    },
}


def _named(endpoint: str, victim: Victim) -> dict[str, str]:
    """Fields that name the victim's things."""
    fields = {
        "cart.change": {"line": victim.line},
        "cart.remove": {"line": victim.line},
        "cart.remove_lines": {"lines": victim.line},
        "checkout.place": {"cart": victim.cart},
        "orders.received": {"part": victim.part},
        "admin.refund": {"part": victim.part},
        "admin.refuse_proof": {"proof": victim.proof},
        "admin.confirm_transfer": {"payment": victim.payment},
    }
    return fields.get(endpoint, {})


def _assert_closed(address: str, status: int, location: str) -> None:
    to_sign_in = status == 303 and "/account/login" in location
    assert to_sign_in or status in {403, 404}, (address, status)
    if status == 403:
        assert "/admin/" in address, address


def _token(walker: Visitor) -> str:
    page = walker.open("/account/profile")
    return next(
        form.fields["csrf_token"][0] for form in page.forms() if "csrf_token" in form.fields
    )


def test_the_victim_has_all_of_it(world: World, victim: Victim) -> None:
    """The walks above prove something only if the addresses are right."""
    browser = victim.browser
    assert browser.open(f"/order/{victim.number}").status == 200
    assert browser.open(f"/account/addresses/{victim.address}").status == 200
    assert "kanari catatan" in browser.open("/cart/").html
    assert browser.open(f"/pay/demo/{victim.reference}").status == 200
    artisan = world.visitor()
    page = artisan.open("/account/login")
    artisan.send(
        page.form("/account/login"),
        email="victim-artisan@example.com",
        password="hujan di atas sungai",
    )
    assert artisan.open(f"/studio/listings/{victim.draft}").status == 200
    assert artisan.open(f"/studio/orders/{victim.part}").status == 200


def test_letters_are_not_shown_in_production(database_url: str, tmp_path: Path) -> None:
    """In development they are, so that nobody needs a mail server; see ``DEVELOPMENT``."""
    app = create_app(
        make_production_settings(database_url=database_url, data_dir=tmp_path / "data").model_copy(
            update={"smtp_url": ""}
        )
    )
    for address in ("/letters/", "/letters/1", "/en/letters/"):
        found = app.test_client().get(address, base_url="https://batik.test")
        assert found.status_code == 404, address
    app.extensions["shop"].database.engine.dispose()
