from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.cart import queries, services
from shop.cart.commands import AddLine, ChangeQuantity, ConfirmPrices, RemoveLine, SetNote
from shop.cart.errors import (
    CartFull,
    FewerLeft,
    NotForSale,
    OnlyOne,
    PricesMovedAgain,
    SoldOut,
    TooManyPieces,
    UnknownPiece,
)
from shop.cart.models import Cart, CartLine, CartNote
from shop.cart.owner import Owner
from shop.cart.policy import LineState
from shop.cart.services import Wanted
from shop.catalog.models import Listing, Variant
from shop.core.clock import FixedClock
from shop.core.errors import NotFound
from tests.factories import make_artisan, make_cart, make_listing, make_variant

GUEST = Owner(guest_digest="a" * 64)
OTHER = Owner(guest_digest="b" * 64)


def add(db: Session, variant: Variant, quantity: int = 1, *, owner: Owner = GUEST) -> str:
    return services.add_line(db, owner, AddLine(variant=variant.public_id, quantity=quantity))


def count(db: Session, table: type) -> int:
    return db.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def only_line(db: Session, owner: Owner = GUEST):
    [line] = queries.lines(db, owner)
    return line


# -- putting in ------------------------------------------------------------------------------------


def test_the_first_piece_opens_a_cart_and_remembers_the_price(db: Session) -> None:
    variant = make_variant(db, stock=5, price_minor=450_000_00)

    add(db, variant, 2)

    line = only_line(db)
    assert (line.quantity, line.price_minor, line.price_seen_minor) == (2, 450_000_00, 450_000_00)
    assert line.state is LineState.OK
    assert queries.pieces(db, GUEST) == 2
    assert count(db, Cart) == 1


def test_the_same_piece_again_adds_up_on_one_line(db: Session) -> None:
    variant = make_variant(db, stock=5)

    assert add(db, variant, 2) == add(db, variant, 1)

    assert only_line(db).quantity == 3


def test_a_one_of_a_kind_piece_stays_one_however_often_it_is_put_in(db: Session) -> None:
    variant = make_variant(db, stock=1)

    add(db, variant)
    add(db, variant)

    assert only_line(db).quantity == 1
    with pytest.raises(OnlyOne):
        add(db, variant, 2)


def test_more_than_there_is_is_refused_and_nothing_changes(db: Session) -> None:
    variant = make_variant(db, stock=3)
    add(db, variant, 2)

    with pytest.raises(FewerLeft) as refusal:
        add(db, variant, 2)

    assert refusal.value.details == {"left": 3}
    assert only_line(db).quantity == 2


def test_what_others_have_reserved_is_not_there(db: Session) -> None:
    variant = make_variant(db, stock=3, reserved=3)

    with pytest.raises(SoldOut):
        add(db, variant)

    assert count(db, Cart) == 0


def test_made_to_order_is_bounded_by_the_line_and_not_by_stock(db: Session) -> None:
    variant = make_variant(db, stock=None)

    add(db, variant, 90)
    with pytest.raises(TooManyPieces):
        add(db, variant, 10)

    assert only_line(db).quantity == 90
    assert only_line(db).available is None


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(sa.update(Listing).values(status="withdrawn"), id="withdrawn"),
        pytest.param(sa.update(Listing).values(status="draft"), id="draft"),
        pytest.param(sa.update(Artisan).values(status="suspended"), id="artisan suspended"),
        pytest.param(sa.update(Variant).values(is_retired=True), id="size retired"),
    ],
)
def test_what_is_not_offered_cannot_be_put_in(db: Session, change: sa.Update) -> None:
    variant = make_variant(db, stock=3)
    db.execute(change)

    with pytest.raises(NotForSale):
        add(db, variant)

    assert count(db, Cart) == 0


def test_what_nobody_ever_saw_in_the_window_is_unknown(db: Session) -> None:
    draft = make_variant(db, stock=3)
    db.execute(sa.update(Listing).values(status="draft", published_at=None))

    with pytest.raises(UnknownPiece):
        add(db, draft)
    with pytest.raises(UnknownPiece):
        services.add_line(db, GUEST, AddLine(variant="var_unknown"))

    assert count(db, Cart) == 0


def test_a_cart_takes_fifty_different_things(db: Session) -> None:
    variants = [make_variant(db, stock=None) for _ in range(51)]
    make_cart(db, *((variant, 1) for variant in variants[:50]), owner=GUEST)

    with pytest.raises(CartFull):
        add(db, variants[50])
    add(db, variants[0])

    assert len(queries.lines(db, GUEST)) == 50


def test_nobody_has_no_cart(db: Session) -> None:
    variant = make_variant(db, stock=3)

    with pytest.raises(NotFound):
        add(db, variant, owner=Owner())

    assert queries.lines(db, Owner()) == ()
    assert queries.pieces(db, Owner()) == 0
    assert queries.open_cart(db, Owner()) is None


# -- changing --------------------------------------------------------------------------------------


def test_a_line_has_exactly_the_number_that_is_wanted(db: Session) -> None:
    line = add(db, make_variant(db, stock=5), 2)

    services.change_quantity(db, GUEST, ChangeQuantity(line=line, quantity=4))

    assert only_line(db).quantity == 4


def test_zero_takes_the_line_out(db: Session) -> None:
    line = add(db, make_variant(db, stock=5), 2)

    services.change_quantity(db, GUEST, ChangeQuantity(line=line, quantity=0))

    assert queries.lines(db, GUEST) == ()


def test_a_line_cannot_grow_beyond_the_stock(db: Session) -> None:
    line = add(db, make_variant(db, stock=5), 2)

    with pytest.raises(FewerLeft):
        services.change_quantity(db, GUEST, ChangeQuantity(line=line, quantity=6))

    assert only_line(db).quantity == 2


def test_somebody_elses_line_cannot_be_changed(db: Session) -> None:
    line = add(db, make_variant(db, stock=5), 2)
    add(db, make_variant(db, stock=5), owner=OTHER)

    with pytest.raises(NotFound):
        services.change_quantity(db, OTHER, ChangeQuantity(line=line, quantity=1))

    assert only_line(db).quantity == 2


def test_somebody_elses_line_cannot_be_taken_out(db: Session) -> None:
    line = add(db, make_variant(db, stock=5), 2)
    add(db, make_variant(db, stock=5), owner=OTHER)

    with pytest.raises(NotFound):
        services.remove(db, OTHER, RemoveLine(line=line))

    assert only_line(db).quantity == 2


def test_taking_out_the_last_piece_of_an_artisan_forgets_the_note_to_them(db: Session) -> None:
    first, second = make_variant(db, stock=5), make_variant(db, stock=5)
    line = add(db, first)
    add(db, second)
    for one in queries.lines(db, GUEST):
        services.set_note(db, GUEST, SetNote(artisan=one.artisan_slug, text="Terima kasih"))

    services.remove(db, GUEST, RemoveLine(line=line))

    assert queries.notes(db, only_line(db).cart_id) == {only_line(db).artisan_id: "Terima kasih"}


def test_a_note_is_kept_replaced_and_taken_back(db: Session) -> None:
    add(db, make_variant(db, stock=5))
    line = only_line(db)

    services.set_note(db, GUEST, SetNote(artisan=line.artisan_slug, text="Untuk hadiah"))
    services.set_note(db, GUEST, SetNote(artisan=line.artisan_slug, text="Untuk ibu"))
    assert queries.notes(db, line.cart_id) == {line.artisan_id: "Untuk ibu"}

    services.set_note(db, GUEST, SetNote(artisan=line.artisan_slug))
    assert queries.notes(db, line.cart_id) == {}


def test_a_note_goes_only_to_artisans_of_the_cart(db: Session) -> None:
    add(db, make_variant(db, stock=5))
    stranger = make_artisan(db)

    with pytest.raises(NotFound):
        services.set_note(db, GUEST, SetNote(artisan=stranger.slug, text="Halo"))

    assert count(db, CartNote) == 0


# -- what happens to a line ------------------------------------------------------------------------


def test_a_new_price_waits_for_a_yes(db: Session) -> None:
    variant = make_variant(db, stock=5, price_minor=100_000_00)
    add(db, variant, 2)
    db.execute(sa.update(Variant).values(price_minor=120_000_00))

    assert only_line(db).state is LineState.PRICE_CHANGED
    services.confirm_prices(db, GUEST, ConfirmPrices(goods_seen_minor=240_000_00))

    line = only_line(db)
    assert (line.state, line.price_seen_minor) == (LineState.OK, 120_000_00)


def test_a_price_that_moved_again_is_not_agreed_to(db: Session) -> None:
    add(db, make_variant(db, stock=5, price_minor=100_000_00), 2)
    db.execute(sa.update(Variant).values(price_minor=130_000_00))

    with pytest.raises(PricesMovedAgain):
        services.confirm_prices(db, GUEST, ConfirmPrices(goods_seen_minor=240_000_00))

    assert only_line(db).price_seen_minor == 100_000_00


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (sa.update(Variant).values(reserved=5), LineState.GONE),
        (sa.update(Variant).values(reserved=4), LineState.FEWER_LEFT),
        (sa.update(Listing).values(status="withdrawn"), LineState.UNPUBLISHED),
        (sa.update(Artisan).values(status="suspended"), LineState.UNPUBLISHED),
        (sa.update(Variant).values(is_retired=True), LineState.UNPUBLISHED),
    ],
)
def test_a_line_says_what_has_happened_to_it(
    db: Session, change: sa.Update, state: LineState
) -> None:
    add(db, make_variant(db, stock=5), 2)

    db.execute(change)

    line = only_line(db)
    assert line.state is state
    assert not line.is_buyable
    assert line.is_there is (state is LineState.FEWER_LEFT)


def test_reading_a_cart_takes_one_statement_whatever_it_holds(
    db: Session, statements: list[str]
) -> None:
    for _ in range(12):
        add(db, make_listing_variant(db))
    statements.clear()

    lines = queries.lines(db, GUEST)

    assert len(lines) == 12
    assert len(statements) == 1


def make_listing_variant(db: Session) -> Variant:
    listing = make_listing(db, stock=3, pictures=2)
    return db.scalars(sa.select(Variant).where(Variant.listing_id == listing.id)).one()


def test_the_card_picture_of_a_line_is_the_first_one_that_is_ready(db: Session) -> None:
    add(db, make_listing_variant(db))

    line = only_line(db)
    assert line.picture_tint == "indigo"
    assert line.picture_alt_en == "A batik cloth laid out."
    assert (line.region_code, line.technique_id) == ("64.72", "batik-tulis")


# -- the life of a cart ----------------------------------------------------------------------------


def test_a_closed_cart_is_closed_once_and_a_new_one_opens(db: Session) -> None:
    variant = make_variant(db, stock=5)
    add(db, variant)
    cart = queries.open_cart(db, GUEST)
    assert cart is not None

    assert services.close(db, cart.id) is True
    assert services.close(db, cart.id) is False
    assert queries.lines(db, GUEST) == ()
    add(db, variant)

    assert queries.of_public_id(db, GUEST, cart.public_id).closed_at is not None
    with pytest.raises(NotFound):
        queries.of_public_id(db, OTHER, cart.public_id)
    assert count(db, Cart) == 2


def test_buying_again_puts_in_what_can_be_had_and_names_the_rest(db: Session) -> None:
    plenty = make_variant(db, stock=5)
    few = make_variant(db, stock=2)
    gone = make_variant(db, stock=1, reserved=1)

    result = services.refill(
        db, GUEST, [Wanted(plenty.id, 3), Wanted(few.id, 4), Wanted(gone.id, 1)]
    )

    assert (result.added, result.missing) == (5, (gone.id,))
    assert {line.variant_id: line.quantity for line in queries.lines(db, GUEST)} == {
        plenty.id: 3,
        few.id: 2,
    }


def test_buying_again_twice_adds_nothing_more(db: Session) -> None:
    variant = make_variant(db, stock=5)

    services.refill(db, GUEST, [Wanted(variant.id, 3)])
    again = services.refill(db, GUEST, [Wanted(variant.id, 3)])

    assert (again.added, again.missing) == (0, ())
    assert only_line(db).quantity == 3


def test_buying_again_what_is_all_gone_opens_no_cart(db: Session) -> None:
    gone = make_variant(db, stock=1, reserved=1)

    assert services.refill(db, GUEST, [Wanted(gone.id, 1)]).missing == (gone.id,)
    assert count(db, Cart) == 0


def test_guests_carts_are_thrown_away_after_ninety_days(db: Session, clock: FixedClock) -> None:
    add(db, make_variant(db, stock=5))
    clock.advance(days=89)
    add(db, make_variant(db, stock=5), owner=OTHER)

    clock.advance(days=2)
    services.tidy(db)

    assert queries.lines(db, GUEST) == ()
    assert len(queries.lines(db, OTHER)) == 1
    assert count(db, CartLine) == 1
