"""A buyer at a browser without scripts: opens pages, sends their forms."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from shop.catalog.models import Listing, Variant
from shop.heritage.models import Region
from shop.heritage.seed import rows
from shop.shipping import seed as shipping_seed
from tests.factories import make_craft, make_listing

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')

#: An address in Samarinda, as the form posts it.
ADDRESS = {
    "email": "siti@example.com",
    "country": "ID",
    "recipient_name": "Siti Contoh",
    "phone": "0812 3456 7890",
    "street": "Jl. Contoh 1",
    "rt": "7",
    "rw": "",
    "landmark": "pagar hijau",
    "village": "Sidodadi",
    "district_code": "64.72.04",
    "district": "",
    "regency": "",
    "province_code": "",
    "postal_code": "75123",
}
#: One in Jakarta.
JAKARTA = {
    **ADDRESS,
    "district_code": "",
    "district": "Menteng",
    "regency": "Jakarta Pusat",
    "province_code": "31",
    "postal_code": "10310",
}
ABROAD = {
    "email": "ann@example.com",
    "country": "SG",
    "recipient_name": "Ann",
    "phone": "+65 8123 4567",
    "street": "1 Sample Road",
    "street_2": "",
    "postal_code": "049315",
}
UNITED_STATES = {
    "email": "ann@example.com",
    "country": "US",
    "recipient_name": "Ann",
    "phone": "+1 201 555 0123",
    "street": "1 Main St",
    "street_2": "",
    "city": "San Francisco",
    "state": "CA",
    "postal_code": "94105",
}
GERMANY = {
    "email": "jo@example.com",
    "country": "DE",
    "recipient_name": "Jo",
    "phone": "+49 30 1234567",
    "street": "Am Tor 1",
    "street_2": "",
    "city": "Berlin",
    "postal_code": "10115",
}


def open_shop(db: Session) -> None:
    """Load places, rates and destinations, as a fresh shop has them."""
    db.add_all(Region(**row) for row in rows.regions(rows.read("regions")))
    db.flush()
    make_craft(db)
    shipping_seed.load(db)
    db.commit()


def make_wares(db: Session, **values: Any) -> Variant:
    """A published piece of a new artisan; ``stock`` and the listing's columns by name."""
    variant = variant_of(db, make_listing(db, **values))
    db.commit()
    return variant


def variant_of(db: Session, listing: Listing) -> Variant:
    """The one variant of a listing."""
    return db.scalars(sa.select(Variant).where(Variant.listing_id == listing.id)).one()


class Shopper:
    """A browser with a cart."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str) -> TestResponse:
        """Open a page and remember its form token."""
        return self._seen(self.client.get(path))

    def post(self, path: str, data: Any = None, **fields: Any) -> TestResponse:
        """Send a form with the token of the page that was opened last."""
        values = {**(data or {}), **fields}
        if self.token:
            values["csrf_token"] = self.token
        return self._seen(self.client.post(path, data=values))

    def add(self, variant: Variant, quantity: int = 1) -> TestResponse:
        """Put a piece into the cart, as a product page's form does."""
        return self.client.post(
            "/cart/add", data={"variant": variant.public_id, "quantity": str(quantity)}
        )

    def line(self, number: int = 0) -> str:
        """The public id of a line on the cart page."""
        return hidden(self.client.get("/cart/"), "line", number)

    def to_payment(self, address: dict[str, str] | None = None) -> TestResponse:
        """Fill in address and shipping; returns the page with the payment step."""
        self.get("/checkout/")
        shipping = self.post("/checkout/shipping", address or ADDRESS)
        assert shipping.status_code == 200, shipping.text
        page = self.post("/checkout/pay", checked(shipping))
        assert page.status_code == 200, page.text
        return page

    def place(self, page: TestResponse, **changes: str) -> TestResponse:
        """Send the last page's form."""
        return self.client.post("/checkout/place", data={**agreement(page), **changes})

    def _seen(self, response: TestResponse) -> TestResponse:
        if found := TOKEN.search(response.text):
            self.token = found.group(1)
        return response


def hidden(page: TestResponse, name: str, number: int = 0) -> str:
    """The value of a hidden field."""
    return re.findall(rf'name="{name}" value="([^"]*)"', page.text)[number]


def checked(page: TestResponse) -> dict[str, str]:
    """The radio buttons that are chosen on a page."""
    found = re.findall(r'type="radio" name="([^"]+)" value="([^"]+)" required checked', page.text)
    return dict(found)


def agreement(page: TestResponse) -> dict[str, str]:
    """The last page's form with the terms accepted."""
    names = ("csrf_token", "cart", "total_seen_minor", "currency", "terms_version")
    return {
        **{name: hidden(page, name) for name in names},
        **checked(page),
        "accepts_terms": "true",
    }
