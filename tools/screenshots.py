"""Take the README's screenshots from a running demo: ``python -m tools.screenshots ADDRESS``."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

#: File -> address, size and colour scheme. ``{product}`` is the first piece on the grid.
SHOTS = {
    "home": ("/en/", DESK, "light"),
    "grid": ("/en/batik/", DESK, "light"),
    "product": ("{product}", DESK, "light"),
    "motif": ("/en/motif/pesut-mahakam", DESK, "dark"),
    "phone-home": ("/", PHONE, "light"),
    "phone-product": ("{product}", PHONE, "light"),
    "phone-cart": ("/cart/", PHONE, "light"),
    "phone-studio": ("/studio/", PHONE, "light"),
    "admin": ("/en/admin/", DESK, "light"),
}
LOGINS = {
    "phone-studio": "teras-teritip@example.com",
    "admin": "admin@example.com",
}


def main(origin: str) -> None:
    """Take every shot and write it as WebP."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        product = _first_product(browser, origin)
        for name, (path, size, scheme) in SHOTS.items():
            context = browser.new_context(viewport=size, color_scheme=scheme, base_url=origin)
            page = context.new_page()
            if name in LOGINS:
                _sign_in(page, LOGINS[name])
            if name == "phone-cart":
                _put_into_cart(page, product)
            page.goto(path.format(product=product), wait_until="networkidle")
            _write(name, page.screenshot())
            context.close()
        browser.close()


def _first_product(browser: Browser, origin: str) -> str:
    page = browser.new_page(base_url=origin)
    page.goto("/en/batik/?ready=now")
    address = page.locator(".card:has(.card-picture img) .card-title a").first.get_attribute("href")
    page.close()
    assert address
    return address


def _sign_in(page: Page, email: str) -> None:
    page.goto("/account/login")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", "canting-demo")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/account/")


def _put_into_cart(page: Page, product: str) -> None:
    page.goto(product)
    page.locator("form[action$='/cart/add'] button").first.click()
    page.wait_for_load_state("networkidle")


def _write(name: str, png: bytes) -> None:
    target = FOLDER / f"{name}.webp"
    Image.open(io.BytesIO(png)).convert("RGB").save(target, "WEBP", quality=82, method=6)
    print(f"{target.name} {target.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
