"""A person at a real browser: sees pages, fills in forms, presses buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response

from shop.demo.data_files import PASSWORD
from tests.flows.buying import TYPED

#: Words with which Chromium reports any answer of 400 and above; the answers are noted themselves.
ANSWERED = "Failed to load resource"


@dataclass(frozen=True)
class Mode:
    """What kind of browser it is."""

    name: str
    width: int
    height: int
    has_scripts: bool


MODES = [
    Mode("phone", 390, 844, has_scripts=True),
    Mode("phone without scripts", 390, 844, has_scripts=False),
    Mode("desk", 1280, 800, has_scripts=True),
    Mode("desk without scripts", 1280, 800, has_scripts=False),
]


class Person:
    """One browser with its cookies. ``faults`` collects what must not happen."""

    def __init__(self, chromium: Browser, address: str, mode: Mode) -> None:
        self.address = address
        self.mode = mode
        self.faults: list[str] = []
        self.context = chromium.new_context(
            viewport={"width": mode.width, "height": mode.height},
            java_script_enabled=mode.has_scripts,
            base_url=address,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and ANSWERED not in message.text:
            self.faults.append(f"console on {self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in {402, 409, 422}:
            self.faults.append(f"{response.status} at {response.url}")

    # -- looking -------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(path, wait_until="domcontentloaded")

    @property
    def text(self) -> str:
        """All words of the page."""
        return self.page.locator("body").inner_text()

    def form(self, action: str) -> Locator:
        """The first form that is sent to an address that ends with or contains ``action``."""
        exact = self.page.locator(f'form[action$="{action}"]')
        return (
            exact.first if exact.count() else self.page.locator(f'form[action*="{action}"]').first
        )

    # -- doing ---------------------------------------------------------------------------------

    def press(self, button: Locator) -> None:
        """Press a button or follow a link, and wait for the page that comes."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            button.click()

    def send(self, action: str) -> None:
        """Press the button of a form."""
        self.press(self.form(action).locator("button").first)

    def fill(self, form: Locator, **fields: str) -> None:
        """Fill in text fields."""
        for name, value in fields.items():
            form.locator(f'[name="{name}"]').fill(value)

    def unfold(self, form: Locator) -> None:
        """Open every fold that a form has, or lies in."""
        around = self.page.locator("details:not([open])", has=form)
        for folds in (around, form.locator("details:not([open])")):
            while folds.count():
                folds.first.locator("summary").first.click()

    def choose(self, form: Locator, name: str, value: str) -> None:
        """Mark a radio button or tick a box by its label, as people do."""
        css = f'input[name="{name}"][value="{value}"]'
        field = form.locator(css)
        if not field.is_checked():
            form.locator("label", has=self.page.locator(css)).first.click()
        assert field.is_checked()

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Sign in through the page."""
        self.open("/account/login")
        form = self.form("/account/login")
        self.fill(form, email=email, password=password)
        self.press(form.locator("button").first)
        assert "/account/login" not in self.page.url, self.text

    # -- buying --------------------------------------------------------------------------------

    def add(self, slug: str) -> None:
        """Open a piece and put it into the cart."""
        self.open(f"/batik/{slug}")
        form = self.form("/cart/add")
        sizes = form.locator("label", has=self.page.locator('input[type="radio"]:enabled'))
        if sizes.count():
            sizes.first.click()
        self.press(form.locator("button").last)
        assert self.page.url.endswith("/cart/"), self.page.url

    def go_to_pay(self, email: str = "siti@example.com") -> None:
        """Walk from the cart to the last page before the order."""
        self.press(self.page.locator('main a[href$="/checkout/"]').first)
        form = self.page.locator(
            'form[action*="/checkout/shipping"]:has([name="recipient_name"])'
        ).first
        self.fill(form, email=email, **TYPED)
        form.locator('[name="province_code"]').select_option("31")
        self.press(form.locator("button").last)
        self.send("/checkout/pay")
        assert self.page.url.rstrip("/").endswith("/checkout/pay"), self.text

    def place(self, provider: str) -> None:
        """Choose a way to pay, agree, and place the order."""
        form = self.form("/checkout/place")
        self.choose(form, "provider", provider)
        form.locator('[name="accepts_terms"]').check()
        self.press(form.locator("button").last)

    def act(self, action: str) -> None:
        """Press a button on the demo provider's or Stripe's page."""
        self.press(self.page.locator(f'button[name="action"][value="{action}"]'))

    def order_number(self) -> str:
        """The number of the order whose page is open."""
        found = re.search(r"/order/(C\d\d-\w{4}-\w{4})", self.page.url)
        assert found, self.page.url
        return found.group(1)

    def reload_until(self, css: str) -> Locator:
        """Open the page again until something is on it: the worker needs a moment."""
        for _try in range(100):
            found = self.page.locator(css)
            if found.count():
                return found.first
            self.page.wait_for_timeout(100)
            self.page.goto(self.page.url, wait_until="domcontentloaded")
        raise AssertionError(f"{css} did not appear at {self.page.url}: {self.text}")

    def evaluate(self, script: str) -> Any:
        """Ask the page itself."""
        return self.page.evaluate(script)
