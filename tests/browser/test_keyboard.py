"""A buyer without a mouse: Tab, Enter, Space and letters lead from the home page to a paid order."""

from __future__ import annotations

import pytest

from tests.browser.person import MODES, Mode, Person
from tests.browser.stage import Stage
from tests.flows.buying import TYPED

DESKS = [mode for mode in MODES if mode.width > 1000]

#: Is the element in focus the one that is wanted?
IS_IT = "css => document.activeElement !== null && document.activeElement.matches(css)"
#: People must see where they are: an outline, drawn by the browser or by us.
IS_SEEN = """() => {
  const at = document.activeElement;
  const ones = [at, at.nextElementSibling, at.parentElement, at.closest("label, .affix, .card")];
  return ones.filter(Boolean).some(one => [null, "::after", "::before"].some(part => {
    const style = getComputedStyle(one, part);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
      || style.boxShadow !== "none";
  }));
}"""


class Keyboard:
    """Ten fingers."""

    def __init__(self, person: Person) -> None:
        self.person, self.page = person, person.page
        self.keys = person.page.keyboard

    def tab_to(self, css: str, *, most: int = 150) -> None:
        """Press Tab until the wanted element is in focus, and see that it is."""
        for _press in range(most):
            if self.page.evaluate(IS_IT, css):
                assert self.page.evaluate(IS_SEEN), f"{css} is in focus and nobody sees it"
                return
            self.keys.press("Tab")
        raise AssertionError(f"Tab does not lead to {css} on {self.page.url}")

    def follow(self, css: str, *, key: str = "Enter") -> None:
        """Go to a link or button and press it."""
        self.tab_to(css)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.keys.press(key)

    def write(self, name: str, text: str) -> None:
        """Go to a field and type."""
        self.tab_to(f'main [name="{name}"]')
        self.keys.press("Control+A")
        self.keys.type(text)


@pytest.mark.parametrize("mode", DESKS, ids=lambda mode: mode.name)
def test_the_keyboard_leads_from_home_to_a_paid_order(
    stage: Stage, buyer: Person, mode: Mode
) -> None:
    (unique,) = stage.pieces("one_of_a_kind", 1)
    keyboard = Keyboard(buyer)
    buyer.open("/")
    keyboard.tab_to("a.skip")
    keyboard.follow('header a[href$="/batik/"]')
    keyboard.tab_to('header input[name="q"]')
    keyboard.keys.type(unique.replace("-", " "))
    with buyer.page.expect_navigation(wait_until="domcontentloaded"):
        keyboard.keys.press("Enter")
    buyer.reload_until(f'main a[href$="/batik/{unique}"]')
    keyboard.follow(f'main a[href$="/batik/{unique}"]')
    keyboard.follow('form[action$="/cart/add"] button', key="Space")
    keyboard.follow('main a[href$="/checkout/"]')

    keyboard.write("email", "jari@example.com")
    for name in ("recipient_name", "phone", "street"):
        keyboard.write(name, TYPED[name])
    for name in ("village", "district", "regency"):
        keyboard.write(name, TYPED[name])
    keyboard.tab_to('main select[name="province_code"]')
    keyboard.keys.type("DKI")
    assert buyer.page.locator('[name="province_code"]').input_value() == "31"
    keyboard.write("postal_code", TYPED["postal_code"])
    keyboard.follow('form[action*="/checkout/shipping"] button')
    keyboard.follow('form[action$="/checkout/pay"] button')

    keyboard.tab_to('main [name="provider"]')
    while not buyer.page.locator('[name="provider"][value="demo"]').is_checked():
        keyboard.keys.press("ArrowDown")
    keyboard.tab_to('[name="accepts_terms"]')
    keyboard.keys.press("Space")
    keyboard.follow('form[action$="/checkout/place"] button')
    keyboard.follow('button[name="action"][value="pay"]', key="Space")
    order = stage.wait_for_order("paid")
    assert buyer.order_number() == order.number
    assert order.email == "jari@example.com"


@pytest.mark.parametrize("mode", DESKS[:1], ids=lambda mode: mode.name)
def test_a_refused_form_takes_the_focus_to_what_is_wrong(
    stage: Stage, buyer: Person, mode: Mode
) -> None:
    (stocked,) = stage.pieces("in_stock", 1)
    buyer.add(stocked)
    buyer.open("/checkout/")
    form = buyer.page.locator('form:has([name="recipient_name"])').first
    buyer.fill(form, email="siti@example.com", **{**TYPED, "phone": "0812"})
    form.locator('[name="province_code"]').select_option("31")
    buyer.press(form.locator("button").last)
    field = buyer.page.locator('[name="phone"]').first
    assert field.get_attribute("aria-invalid") == "true"
    described = field.get_attribute("aria-describedby") or ""
    assert buyer.page.locator(f"#{described.split()[-1]}").inner_text().strip()
    assert buyer.page.locator('[name="recipient_name"]').first.input_value() == "Siti Aminah"
