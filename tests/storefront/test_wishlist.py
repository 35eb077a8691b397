"""The wishlist: of a browser, of an account, and of both after signing in."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from shop.cart import wishlist
from shop.cart.models import WishlistEntry
from shop.cart.owner import Owner
from shop.cart.wishlist import ToggleWish
from shop.core.clock import FixedClock
from shop.core.errors import NotFound
from tests.factories import make_listing, make_principal

GUEST = Owner(guest_digest="a" * 64)


def want(db: Session, owner: Owner, slug: str, wanted: str = "yes") -> bool:
    return wishlist.toggle(db, owner, ToggleWish(listing=slug, wanted=wanted))  # type: ignore[arg-type]


def test_a_guest_remembers_a_piece_without_an_account(db: Session, client: FlaskClient) -> None:
    make_listing(db, slug="kain-satu", title_id="Kain Satu", pictures=1)
    db.commit()
    assert "Kain Satu" not in client.get("/wishlist/").text

    answer = client.post("/wishlist/toggle", data={"listing": "kain-satu", "wanted": "yes"})

    assert (answer.status_code, answer.location) == (303, "/wishlist/")
    page = client.get("/wishlist/")
    assert "Kain Satu" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "Kain Satu" not in client.application.test_client().get("/wishlist/").text


def test_wanting_it_twice_keeps_it_once_and_letting_go_twice_is_fine(db: Session) -> None:
    listing = make_listing(db)

    assert want(db, GUEST, listing.slug)
    assert want(db, GUEST, listing.slug)
    assert wishlist.listing_ids(db, GUEST) == [listing.id]

    assert not want(db, GUEST, listing.slug, "no")
    assert not want(db, GUEST, listing.slug, "no")
    assert wishlist.listing_ids(db, GUEST) == []


def test_toggling_turns_it_round(db: Session) -> None:
    listing = make_listing(db)

    assert want(db, GUEST, listing.slug, "")
    assert not want(db, GUEST, listing.slug, "")

    assert db.scalars(sa.select(WishlistEntry)).all() == []


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_only_what_is_in_the_window_can_be_added(db: Session, status: str) -> None:
    listing = make_listing(db, status=status)

    with pytest.raises(NotFound):
        want(db, GUEST, listing.slug)

    assert wishlist.listing_ids(db, GUEST) == []


def test_what_left_the_window_can_be_taken_off(db: Session) -> None:
    listing = make_listing(db)
    want(db, GUEST, listing.slug)
    listing.status = "withdrawn"
    db.flush()

    assert not want(db, GUEST, listing.slug, "no")

    assert wishlist.listing_ids(db, GUEST) == []


def test_what_left_the_window_is_counted_and_not_shown(db: Session, client: FlaskClient) -> None:
    listing = make_listing(db, slug="pergi", title_id="Sudah Pergi")
    db.commit()
    client.post("/wishlist/toggle", data={"listing": "pergi"})
    listing.status = "withdrawn"
    db.commit()

    page = client.get("/en/wishlist/")

    assert "Sudah Pergi" not in page.text
    assert "1 piece is no longer in the shop." in page.text


def test_the_list_has_an_end(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wishlist, "MOST_ENTRIES", 2)
    for _ in range(2):
        want(db, GUEST, make_listing(db).slug)

    with pytest.raises(wishlist.WishlistFull):
        want(db, GUEST, make_listing(db).slug)


def test_signing_in_brings_the_browsers_list_along(db: Session, clock: FixedClock) -> None:
    account_id = make_principal(db).account_id
    assert account_id is not None
    mine = Owner(account_id=account_id)
    both, guests = make_listing(db), make_listing(db)
    want(db, mine, both.slug)
    clock.advance(minutes=1)
    want(db, GUEST, both.slug)
    want(db, GUEST, guests.slug)

    wishlist.merge(db, "a" * 64, account_id)
    wishlist.merge(db, "a" * 64, account_id)

    assert wishlist.listing_ids(db, mine) == [guests.id, both.id]
    assert wishlist.listing_ids(db, GUEST) == []


@pytest.mark.parametrize(
    "data",
    [{}, {"listing": "../x"}, {"listing": "a", "wanted": "maybe"}, {"listing": ["a", "b"]}],
)
def test_a_tampered_form_is_refused(client: FlaskClient, data: dict[str, object]) -> None:
    assert client.post("/wishlist/toggle", data=data).status_code == 422


def test_an_unknown_piece_is_not_found(db: Session, client: FlaskClient) -> None:
    assert client.post("/wishlist/toggle", data={"listing": "tidak-ada"}).status_code == 404
    assert db.scalars(sa.select(WishlistEntry)).all() == []


def test_another_sites_form_is_refused(db: Session, client: FlaskClient) -> None:
    make_listing(db, slug="kain")
    db.commit()

    answer = client.post(
        "/wishlist/toggle", data={"listing": "kain"}, headers={"Origin": "https://evil.example"}
    )

    assert answer.status_code == 400
    assert db.scalars(sa.select(WishlistEntry)).all() == []
