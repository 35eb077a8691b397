"""Clicks land on what is under the pointer: orders, tabs, and every page with stretched links."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator

from tests.browser.person import MODES, Mode, Person
from tests.browser.stage import Stage

POINTER = [mode for mode in MODES if mode.has_scripts]

#: Links and buttons of the first screen whose middle belongs to another link.
COVERED = """() => [...document.querySelectorAll("main a[href], main button, header a[href]")]
  .filter(one => {
    const box = one.getClientRects()[0];
    if (!box || !one.checkVisibility() || box.top < 0 || box.bottom > innerHeight) return false;
    const x = box.left + box.width / 2, y = box.top + box.height / 2;
    if (x < 0 || x >= innerWidth) return false;
    const hit = document.elementFromPoint(x, y), target = hit && hit.closest("a, button");
    return target && target !== one && target.href !== one.href;
  })
  .map(one => one.textContent.trim() || one.href)"""


def click_in_the_middle(person: Person, target: Locator) -> None:
    """Click where the target is, as a mouse does, whatever lies over it."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    with person.page.expect_navigation(wait_until="domcontentloaded"):
        person.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


@pytest.mark.parametrize("mode", POINTER, ids=lambda mode: mode.name)
def test_a_click_on_an_order_opens_that_order(stage: Stage, buyer: Person, mode: Mode) -> None:
    buyer.sign_in(stage.facts["logins"]["buyer"]["email"])
    buyer.open("/account/orders")
    numbers = buyer.page.locator("main .card-title").all_inner_texts()
    assert len(numbers) > 1
    for number in (numbers[0], numbers[-1]):
        buyer.open("/account/orders")
        click_in_the_middle(buyer, buyer.page.locator("main .card-title a", has_text=number))
        assert buyer.order_number() == number


@pytest.mark.parametrize("mode", POINTER, ids=lambda mode: mode.name)
def test_tabs_over_my_orders_open_their_pages(stage: Stage, buyer: Person, mode: Mode) -> None:
    buyer.sign_in(stage.facts["logins"]["buyer"]["email"])
    for path in ("/account/", "/account/addresses"):
        buyer.open("/account/orders")
        click_in_the_middle(buyer, buyer.page.locator(f'main a[href="{path}"]').first)
        assert buyer.page.url == f"{buyer.address}{path}"


@pytest.mark.parametrize("mode", POINTER, ids=lambda mode: mode.name)
def test_no_link_lies_over_another(stage: Stage, buyer: Person, mode: Mode) -> None:
    piece = stage.facts["listings"]["one_of_a_kind"][0]
    buyer.open(f"/batik/{piece['slug']}")
    buyer.send("/wishlist/")
    buyer.sign_in(stage.facts["logins"]["buyer"]["email"])
    for address in ("/", "/batik/", f"/batik/{piece['slug']}", f"/artisan/{piece['artisan']}",
                    "/artisan/", "/program/", "/story/", "/wishlist/", "/account/orders"):  # fmt: skip
        buyer.open(address)
        assert (address, buyer.evaluate(COVERED)) == (address, [])
