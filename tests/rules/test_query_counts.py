"""Statements per page: few, and the same number for ten times the rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from shop.cart.owner import Owner, digest
from shop.catalog.index import subscriber
from tests.factories import (
    make_artisan,
    make_artisan_picture,
    make_cart,
    make_cohort,
    make_listing,
    make_motif,
    make_participation,
    make_program,
)
from tests.storefront.pages import count_statements
from tests.storefront.shopper import Shopper, open_shop, variant_of

MOST = 12
#: From "place order" to the redirect to the demo provider; the limits by browser, e-mail, address and
#: network count in one of their own.
PLACING = 27
#: From the product page to the redirect to the provider.
JOURNEY = 60
FEW, MANY = 2, 20
BROWSER = "Q" * 40


@pytest.fixture
def shop(db: Session) -> Callable[[int], None]:
    """Fill a shop with so many more listings of a graduate, all with pictures and a motif."""
    open_shop(db)
    make_motif(db)
    graduate = make_artisan(db, slug="teras-teritip", name="Teras Teritip")
    make_artisan_picture(db, graduate)
    make_participation(db, make_cohort(db, make_program(db)), graduate)
    made = iter(range(1_000))

    def fill(count: int) -> None:
        for _ in range(count):
            make_listing(
                db,
                artisan=graduate,
                slug=f"kain-pesut-{next(made)}",
                title_id="Kain pesut",
                motif_ids=["pesut-mahakam"],
                pictures=3,
                stock=5,
            )
        subscriber.rebuild(db)
        db.commit()

    return fill


PAGES = {
    "home": "/",
    "grid": "/batik/",
    "grid in English": "/en/batik/",
    "grid with facets and words": "/batik/?technique=batik-tulis&motif=pesut-mahakam&q=pesut",
    "grid with a typing error": "/batik/?q=pesutt",
    "suggestions": "/batik/suggest.json?q=pes",
    "product": "/batik/kain-pesut-0",
    "motifs": "/motif/",
    "motif": "/motif/pesut-mahakam",
    "artisans": "/artisan/",
    "artisan": "/artisan/teras-teritip",
    "programmes": "/program/",
}


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_a_page_needs_few_statements_however_many_rows(
    shop: Callable[[int], None], client: FlaskClient, address: str
) -> None:
    counts = []
    for more in (FEW, MANY):
        shop(more)
        client.get("/batik/?sort=price")  # the index catches up; this page's cards are not kept
        with count_statements(client) as seen:
            assert client.get(address).status_code == 200
        counts.append(len(seen))

    assert max(counts) <= MOST, counts
    assert counts[1] <= counts[0], "more rows, more statements"


@pytest.mark.parametrize("lines", [1, 10])
def test_a_cart_needs_few_statements_however_many_lines(
    db: Session, client: FlaskClient, lines: int
) -> None:
    open_shop(db)
    variants = [variant_of(db, make_listing(db, pictures=1, stock=5)) for _ in range(lines)]
    owner = Owner(guest_digest=digest(BROWSER))
    make_cart(db, *((variant, 1) for variant in variants), owner=owner)
    db.commit()
    client.set_cookie("shop_guest", BROWSER)

    with count_statements(client) as seen:
        page = client.get("/cart/")

    assert page.text.count('name="line"') >= lines
    assert len(seen) <= MOST, seen


def test_a_page_that_was_shown_costs_one_statement_until_something_changes(
    shop: Callable[[int], None], client: FlaskClient
) -> None:
    shop(MANY)
    first = client.get("/batik/")

    with count_statements(client) as again:
        second = client.get("/batik/")
    shop(1)
    third = client.get("/batik/")

    assert len(again) == 1, "has anything changed?"
    assert second.data == first.data
    assert "/batik/kain-pesut-20" in third.text
    assert "/batik/kain-pesut-20" not in first.text


def test_a_journey_from_the_piece_to_the_money_takes_few_statements(
    db: Session, client: FlaskClient
) -> None:
    open_shop(db)
    listing = make_listing(db, slug="kain-pesut", pictures=1, stock=5)
    variant = variant_of(db, listing)
    subscriber.rebuild(db)
    db.commit()
    client.get("/batik/kain-pesut")
    shopper = Shopper(client)

    with count_statements(client) as seen:
        client.get("/batik/kain-pesut")
        shopper.add(variant)
        page = shopper.to_payment()
        before = len(seen)
        placed = shopper.place(page)
        placing = len(seen) - before

    assert placed.status_code == 303
    assert placing <= PLACING, seen[before:]
    assert len(seen) <= JOURNEY, seen


@pytest.mark.parametrize("lines", [1, 10])
def test_placing_takes_no_more_statements_for_more_pieces_of_one_artisan(
    db: Session, client: FlaskClient, lines: int
) -> None:
    open_shop(db)
    artisan = make_artisan(db)
    shopper = Shopper(client)
    for variant in [
        variant_of(db, make_listing(db, artisan=artisan, stock=5)) for _ in range(lines)
    ]:
        db.commit()
        shopper.add(variant)
    page = shopper.to_payment()

    with count_statements(client) as seen:
        assert shopper.place(page).status_code == 303

    # each variant's stock is taken by a conditional update of its own
    assert len(seen) <= PLACING + lines - 1, seen
