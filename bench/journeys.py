"""What visitors do: look at random pages, and buy from product to paid order."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from bench.client import Answer, Browser
from bench.load import ADJECTIVES, NOUNS

FACETS = (
    ("technique", ("batik-tulis", "batik-cap", "batik-kombinasi")),
    ("colour", ("blue", "brown", "red", "green")),
    ("form", ("kain-panjang", "selendang", "sarung")),
    ("ready", ("now",)),
    ("price", ("0", "150", "300", "600", "1000", "2000")),
    ("artisan", tuple(f"bengkel-{number}" for number in range(200))),
)
SORTS = ("", "newest", "price", "-price")
ADDRESS = {
    "country": "ID",
    "recipient_name": "Siti Contoh",
    "phone": "081234567890",
    "street": "Jl. Contoh 1",
    "village": "Menteng",
    "district": "Menteng",
    "regency": "Jakarta Pusat",
    "province_code": "31",
    "postal_code": "10310",
}


def front(browser: Browser) -> bool:
    """Open the grid as most visitors do: without any choice."""
    return browser.get("/batik/").status == 200


def grid(chance: random.Random) -> Callable[[Browser], bool]:
    """Open page 1 of the grid with up to three random facets in a random order."""

    def act(browser: Browser) -> bool:
        chosen = chance.sample(FACETS, chance.randrange(4))
        query = "&".join(f"{name}={chance.choice(values)}" for name, values in chosen)
        return browser.get(f"/batik/?{query}&sort={chance.choice(SORTS)}").status == 200

    return act


def deep(after: list[str], chance: random.Random) -> Callable[[Browser], bool]:
    """Open a page far down the grid."""
    return lambda browser: browser.get(f"/batik/?after={chance.choice(after)}").status == 200


def selling(count: int, chance: random.Random) -> Callable[[Browser], bool]:
    """Look at grids and pieces while every twentieth visitor buys: nothing is kept for long."""
    look, piece, buy = grid(chance), product(count, chance), journey(count, chance)

    def act(browser: Browser) -> bool:
        number = chance.randrange(20)
        return buy(browser) if not number else look(browser) if number < 11 else piece(browser)

    return act


def product(count: int, chance: random.Random) -> Callable[[Browser], bool]:
    """Open a random product page."""
    return lambda browser: browser.get(f"/batik/kain-{chance.randrange(count)}").status == 200


def search(chance: random.Random) -> Callable[[Browser], bool]:
    """Search for two random words, one of them sometimes misspelt."""

    def act(browser: Browser) -> bool:
        first, second = chance.choice(ADJECTIVES), chance.choice(NOUNS)
        if chance.random() < 0.2:
            second = second[:-1]
        return browser.get(f"/batik/?q={first}+{second}").status == 200

    return act


def journey(
    count: int, chance: random.Random, *, provider: str = "demo"
) -> Callable[[Browser], bool]:
    """Buy one piece as a guest, from its page to the paid order.

    :param provider: With another than the demo the journey ends at placing the order.
    """

    def act(browser: Browser) -> bool:
        clicks: list[Callable[[], Answer]] = []
        if not walk(browser, chance.randrange(count), chance, clicks.append, provider=provider):
            return False
        placed = clicks[0]()
        target = urlsplit(placed.header("Location")).path
        if "/pay/demo/" not in target:
            return False
        page = browser.get(target)
        paid = browser.post(target, {"action": "pay", "csrf_token": _value(page, "csrf_token")})
        return paid.status == 303

    return act


def walk(
    browser: Browser,
    piece: int,
    chance: random.Random,
    arrive: Callable[[Callable[[], Answer]], object],
    *,
    provider: str = "demo",
) -> bool:
    """Walk as a guest from the page of a piece to the last click, and hand that click over.

    :param arrive: Called with what places the order.
    """
    browser.cookies.clear()
    number = chance.randrange(10**9)
    page = browser.get(f"/batik/kain-{piece}")
    browser.post("/cart/add", {"variant": _value(page, "variant"), "quantity": "1"})
    page = browser.get("/checkout/")
    contact = {**ADDRESS, "street": f"Jl. Contoh {number}", "email": f"b{number}@example.com"}
    page = browser.post("/checkout/shipping", {**contact, "csrf_token": _value(page, "csrf_token")})
    choice = re.search(rb'type="radio" name="([^"]+)" value="([^"]+)"', page.body)
    if choice is None:
        return False
    page = browser.post(
        "/checkout/pay",
        {choice[1].decode(): choice[2].decode(), "csrf_token": _value(page, "csrf_token")},
    )
    names = ("cart", "total_seen_minor", "currency", "terms_version", "csrf_token")
    agreed = {name: _value(page, name) for name in names}
    fields = {**agreed, "provider": provider, "accepts_terms": "true"}
    arrive(lambda: browser.post("/checkout/place", fields))
    return True


def _value(page: Answer, name: str) -> str:
    found = re.search(rb'name="' + name.encode() + rb'"[^>]*value="([^"]*)"', page.body)
    return found[1].decode() if found else ""
