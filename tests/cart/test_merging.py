"""What a guest put into the cart follows them into their account: the rules of ``merge``."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts.address import AddressFields
from shop.cart import drafts, queries, services
from shop.cart.commands import SetNote
from shop.cart.models import Cart, Checkout
from shop.cart.owner import Owner
from shop.catalog.models import Variant
from shop.core.clock import FixedClock
from tests.factories import make_cart, make_variant

GUEST = Owner(guest_digest="a" * 64)


def sign_in(db: Session, account: Owner) -> None:
    assert GUEST.guest_digest is not None
    assert account.account_id is not None
    services.merge(db, guest_digest=GUEST.guest_digest, account_id=account.account_id)


def quantities(db: Session, owner: Owner) -> dict[int, int]:
    return {line.variant_id: line.quantity for line in queries.lines(db, owner)}


def carts(db: Session) -> int:
    return db.scalar(sa.select(sa.func.count()).select_from(Cart)) or 0


def address(street: str = "Jl. Contoh 1") -> AddressFields:
    return AddressFields.model_validate(
        {
            "country": "SG",
            "recipient_name": "Siti",
            "phone": "+6581234567",
            "street": street,
            "city": "Singapore",
            "postal_code": "049315",
        }
    )


def test_without_a_cart_the_account_takes_the_browsers_over(db: Session, account: Owner) -> None:
    variant = make_variant(db, stock=5)
    cart = make_cart(db, (variant, 2), owner=GUEST)
    drafts.save_contact(db, cart.id, email="siti@example.com", address=address())

    sign_in(db, account)

    assert quantities(db, account) == {variant.id: 2}
    assert quantities(db, GUEST) == {}
    assert carts(db) == 1
    found = queries.open_cart(db, account)
    assert found is not None
    assert found.public_id == cart.public_id
    assert drafts.of(db, found.id) is not None


def test_a_variant_in_both_keeps_the_larger_number_and_not_the_sum(
    db: Session, account: Owner
) -> None:
    variant = make_variant(db, stock=9)
    make_cart(db, (variant, 2), owner=account)
    make_cart(db, (variant, 3), owner=GUEST)

    sign_in(db, account)

    assert quantities(db, account) == {variant.id: 3}
    assert carts(db) == 1


def test_the_larger_number_is_capped_at_what_is_there(db: Session, account: Owner) -> None:
    variant = make_variant(db, stock=9)
    make_cart(db, (variant, 2), owner=account)
    make_cart(db, (variant, 8), owner=GUEST)
    db.execute(sa.update(Variant).values(reserved=4))

    sign_in(db, account)

    assert quantities(db, account) == {variant.id: 5}


def test_a_one_of_a_kind_piece_stays_one(db: Session, account: Owner) -> None:
    variant = make_variant(db, stock=1)
    make_cart(db, (variant, 1), owner=account)
    make_cart(db, (variant, 1), owner=GUEST)

    sign_in(db, account)

    assert quantities(db, account) == {variant.id: 1}


def test_what_only_the_guest_had_comes_along(db: Session, account: Owner) -> None:
    mine, theirs = make_variant(db, stock=5), make_variant(db, stock=5)
    make_cart(db, (mine, 1), owner=account)
    make_cart(db, (theirs, 2), owner=GUEST)

    sign_in(db, account)

    assert quantities(db, account) == {mine.id: 1, theirs.id: 2}


def test_the_price_that_was_seen_later_counts(
    db: Session, account: Owner, clock: FixedClock
) -> None:
    variant = make_variant(db, stock=5)
    make_cart(db, (variant, 1), owner=account, price_seen_minor=100_000_00)
    clock.advance(days=1)
    make_cart(db, (variant, 1), owner=GUEST, price_seen_minor=120_000_00)

    sign_in(db, account)

    [line] = queries.lines(db, account)
    assert line.price_seen_minor == 120_000_00


def test_an_older_price_of_the_guest_does_not_replace_a_newer_one(
    db: Session, account: Owner, clock: FixedClock
) -> None:
    variant = make_variant(db, stock=5)
    make_cart(db, (variant, 1), owner=GUEST, price_seen_minor=100_000_00)
    clock.advance(days=1)
    make_cart(db, (variant, 1), owner=account, price_seen_minor=120_000_00)

    sign_in(db, account)

    [line] = queries.lines(db, account)
    assert line.price_seen_minor == 120_000_00


def test_the_accounts_note_is_kept_and_a_different_one_appended(
    db: Session, account: Owner
) -> None:
    variant = make_variant(db, stock=5)
    make_cart(db, (variant, 1), owner=account)
    make_cart(db, (variant, 1), owner=GUEST)
    [line] = queries.lines(db, account)
    services.set_note(db, account, SetNote(artisan=line.artisan_slug, text="Untuk ibu"))
    services.set_note(db, GUEST, SetNote(artisan=line.artisan_slug, text="Bungkus kado"))

    sign_in(db, account)

    assert queries.notes(db, line.cart_id) == {line.artisan_id: "Untuk ibu\nBungkus kado"}


def test_the_same_note_twice_is_said_once(db: Session, account: Owner) -> None:
    variant = make_variant(db, stock=5)
    make_cart(db, (variant, 1), owner=account)
    make_cart(db, (variant, 1), owner=GUEST)
    [line] = queries.lines(db, account)
    for owner in (account, GUEST):
        services.set_note(db, owner, SetNote(artisan=line.artisan_slug, text="Untuk ibu"))

    sign_in(db, account)

    assert queries.notes(db, line.cart_id) == {line.artisan_id: "Untuk ibu"}


def test_a_full_cart_takes_no_more_and_nothing_of_the_account_is_lost(
    db: Session, account: Owner
) -> None:
    variants = [make_variant(db, stock=None) for _ in range(52)]
    make_cart(db, *((variant, 1) for variant in variants[:49]), owner=account)
    make_cart(db, *((variant, 1) for variant in variants[49:]), owner=GUEST)

    sign_in(db, account)

    assert set(quantities(db, account)) == {variant.id for variant in variants[:50]}


def test_an_address_typed_as_a_guest_is_kept_unless_there_is_one(
    db: Session, account: Owner
) -> None:
    variant = make_variant(db, stock=5)
    own = make_cart(db, (variant, 1), owner=account)
    guest = make_cart(db, (variant, 1), owner=GUEST)
    drafts.save_contact(db, guest.id, email="a@example.com", address=address("Typed as guest"))

    sign_in(db, account)

    draft = drafts.of(db, own.id)
    assert draft is not None
    assert draft.address.street == "Typed as guest"
    assert db.scalar(sa.select(sa.func.count()).select_from(Checkout)) == 1


def test_signing_in_twice_changes_nothing_more(db: Session, account: Owner) -> None:
    variant = make_variant(db, stock=9)
    make_cart(db, (variant, 2), owner=account)
    make_cart(db, (variant, 3), owner=GUEST)

    sign_in(db, account)
    sign_in(db, account)

    assert quantities(db, account) == {variant.id: 3}


def test_erasing_a_person_takes_their_cart_along(db: Session, account: Owner) -> None:
    variant = make_variant(db, stock=9)
    cart = make_cart(db, (variant, 2), owner=account)
    drafts.save_contact(db, cart.id, email="a@example.com", address=address())
    assert account.account_id is not None

    services.forget(db, account.account_id)

    assert carts(db) == 0
    assert db.scalar(sa.select(sa.func.count()).select_from(Checkout)) == 0


# -- drafts ----------------------------------------------------------------------------------------


def test_another_address_forgets_the_couriers_that_were_chosen(db: Session) -> None:
    cart = make_cart(db, (make_variant(db, stock=5), 1), owner=GUEST)
    drafts.save_contact(db, cart.id, email="a@example.com", address=address())
    drafts.save_choices(db, cart.id, {7: "pos-ems"})
    drafts.save_contact(db, cart.id, email="b@example.com", address=address())
    kept = drafts.of(db, cart.id)

    drafts.save_contact(db, cart.id, email="b@example.com", address=address("Jl. Lain 2"))
    moved = drafts.of(db, cart.id)

    assert kept is not None
    assert moved is not None
    assert (kept.email, dict(kept.choices)) == ("b@example.com", {7: "pos-ems"})
    assert (moved.address.street, dict(moved.choices)) == ("Jl. Lain 2", {})


def test_the_draft_of_a_placed_cart_is_gone_after_a_day(db: Session, clock: FixedClock) -> None:
    cart = make_cart(db, (make_variant(db, stock=5), 1), owner=GUEST)
    drafts.save_contact(db, cart.id, email="a@example.com", address=address())
    services.close(db, cart.id)

    clock.advance(hours=23)
    services.tidy(db)
    assert drafts.of(db, cart.id) is not None

    clock.advance(hours=2)
    services.tidy(db)
    assert drafts.of(db, cart.id) is None
