"""Every main page on a very narrow phone and at a desk: nothing sticks out, nothing is refused."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route

from tests.browser.person import MODES, Mode, Person
from tests.browser.stage import Stage

NARROW = Mode("narrow", 320, 640, has_scripts=True)
PUBLIC = ("/", "/batik/", "/batik/?technique=batik-tulis", "/batik/?q=pesutt", "/motif/",
          "/motif/pesut-mahakam", "/artisan/", "/program/", "/story/", "/info/about",
          "/info/terms", "/wishlist/", "/cart/", "/order/", "/account/login",
          "/account/register", "/en/", "/en/batik/")  # fmt: skip

#: How far the page may be scrolled sideways, and what sticks out.
STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter(one => one.getBoundingClientRect().right > width + 1)
    .slice(-5).map(one => one.tagName + "." + one.className);
}"""


def pages_of(stage: Stage) -> list[str]:
    """The public pages, with one of each kind that has a name."""
    entry = stage.facts["listings"]["one_of_a_kind"][0]
    made = stage.facts["listings"]["made_to_order"][0]
    imitation = stage.facts["listings"]["not_batik"][0]
    return [
        *PUBLIC,
        f"/batik/{entry['slug']}",
        f"/batik/{made['slug']}",
        f"/batik/{imitation['slug']}",
        f"/artisan/{entry['artisan']}",
    ]


def look_at(person: Person, addresses: list[str]) -> None:
    """Open pages and note what sticks out, and pictures that are not there."""
    for address in addresses:
        person.open(address)
        if sticking_out := person.evaluate(STICKS_OUT):
            person.faults.append(f"{address} scrolls sideways: {sticking_out}")
        if person.page.locator("main h1").count() != 1:
            person.faults.append(f"{address} has not one heading")


@pytest.mark.parametrize("mode", [NARROW], ids=["320 pixels"])
def test_nothing_sticks_out_of_a_narrow_phone(stage: Stage, buyer: Person, mode: Mode) -> None:
    look_at(buyer, pages_of(stage))
    (stocked,) = stage.pieces("in_stock", 1)
    buyer.add(stocked)
    look_at(buyer, ["/cart/", "/checkout/"])
    buyer.open("/cart/estimate?to=DE")
    look_at(buyer, ["/cart/", "/checkout/"])
    buyer.open("/cart/estimate?to=31")
    buyer.open("/cart/")
    buyer.go_to_pay()
    look_at(buyer, ["/checkout/shipping", "/checkout/pay"])
    buyer.open("/checkout/pay")
    buyer.place("bank_transfer")
    look_at(buyer, [buyer.page.url])


@pytest.mark.parametrize("mode", [NARROW], ids=["320 pixels"])
def test_the_desks_fit_on_a_narrow_phone(
    stage: Stage, chromium: Browser, people: list[Person], mode: Mode
) -> None:
    draft = stage.facts["listings"]["submitted"][0]
    desks = {
        "artisan": ["/studio/", "/studio/listings", "/studio/listings/new", "/studio/orders"],
        "admin": ["/admin/", "/admin/listings", f"/admin/listings/{draft['id']}", "/admin/orders",
                  f"/admin/orders/{stage.facts['orders']['paid']['number']}", "/admin/transfers",
                  "/admin/refunds", "/admin/featured", "/admin/health"],
        "buyer": ["/account/", "/account/orders", "/account/addresses", "/account/security",
                  "/account/privacy", "/account/profile"],
    }  # fmt: skip
    for role, addresses in desks.items():
        person = Person(chromium, stage.address, mode)
        people.append(person)
        person.sign_in(stage.facts["logins"][role]["email"])
        look_at(person, addresses)


@pytest.mark.parametrize("mode", MODES[2:], ids=lambda mode: mode.name)
def test_every_page_opens_at_a_desk_without_a_complaint(
    stage: Stage, buyer: Person, mode: Mode
) -> None:
    look_at(buyer, pages_of(stage))
    for address in ("/", "/batik/"):
        buyer.page.goto(address, wait_until="load")
        broken = buyer.page.locator("main img").evaluate_all(
            "all => all.filter(i => i.loading !== 'lazy' && !i.naturalWidth).map(i => i.src)"
        )
        assert broken == []


@pytest.mark.parametrize("mode", MODES[:1], ids=lambda mode: mode.name)
def test_typing_suggests_and_forgives(stage: Stage, buyer: Person, mode: Mode) -> None:
    buyer.open("/batik/")
    buyer.page.locator('header input[name="q"]').press_sequentially("pesut", delay=20)
    options = buyer.page.locator("#suggestions [role=option]")
    options.first.wait_for(state="visible")
    assert "esut" in options.first.inner_text()
    buyer.page.keyboard.press("ArrowDown")
    assert options.first.get_attribute("aria-selected") == "true"
    buyer.page.keyboard.press("Escape")
    assert buyer.page.locator("#suggestions").is_hidden()
    buyer.page.locator('header input[name="q"]').fill("engang")
    with buyer.page.expect_navigation(wait_until="domcontentloaded"):
        buyer.page.keyboard.press("Enter")
    assert buyer.page.locator("main .grid-cards li").count() > 0


@pytest.mark.parametrize("mode", MODES[:1], ids=lambda mode: mode.name)
def test_these_tests_would_notice_a_script_that_the_policy_refuses(
    stage: Stage, buyer: Person, mode: Mode
) -> None:
    def smuggle(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace("</main>", "<script>document.title = 'x'</script></main>")
        route.fulfill(response=answer, body=body)

    buyer.page.route("**/motif/", smuggle)
    buyer.open("/motif/")
    assert any("Content Security Policy" in fault for fault in buyer.faults)
    assert buyer.page.title() != "x"
    buyer.faults.clear()


@pytest.mark.parametrize(
    "mode", [mode for mode in MODES if mode.has_scripts], ids=lambda mode: mode.name
)
def test_a_kecamatan_offers_its_villages_and_they_bring_their_postal_code(
    stage: Stage, buyer: Person, mode: Mode
) -> None:
    buyer.add(stage.facts["listings"]["in_stock"][0]["slug"])
    buyer.open("/checkout/")

    buyer.page.select_option('[name="district_code"]', "64.72.04")
    village = buyer.page.locator('[name="village"]')
    buyer.page.wait_for_function("document.getElementById('villages').options.length === 5")
    village.fill("selili")
    village.press("Tab")

    buyer.page.wait_for_function("document.querySelector('[name=postal_code]').value === '75114'")
    village.fill("Pelita")
    village.press("Tab")
    assert buyer.page.locator('[name="postal_code"]').input_value() == "75114"
