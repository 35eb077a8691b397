"""A courier's own prices: asked outside of transactions, kept, charged as they were shown."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from shop import create_app
from shop.core.clock import FixedClock
from shop.core.db import Database
from shop.core.settings import Settings
from shop.orders.models import ArtisanOrder, Order
from shop.shipping import live
from shop.shipping.live import CarrierDown, Carriers
from shop.shipping.models import LiveAnswer
from shop.shipping.places import Place
from shop.shipping.quotes import Quote
from shop.shipping.weight import Packed, ParcelPlan, plan
from tests.factories import make_artisan, make_quote
from tests.storefront.shopper import ABROAD, JAKARTA, Shopper, make_wares, open_shop

REGULAR = make_quote(service_id="reg", courier_id="jne", courier_name="JNE", amount_minor=51_000_00)
SERVICE = "langsung:reg"


class Twin:
    """A service of the test's own, that looks at open transactions each time it is asked."""

    name = "langsung"
    keeps = dt.timedelta(minutes=15)

    def __init__(self) -> None:
        self.asked: list[tuple[ParcelPlan, str, Place]] = []
        self.answer: Callable[[], list[Quote]] = lambda: [REGULAR]
        self.engine: sa.Engine | None = None

    def quotes(self, parcel: ParcelPlan, origin_code: str, place: Place) -> list[Quote]:
        """Answer, and be sure that nobody waits for it with a lock in hand."""
        assert self.engine is not None
        assert self.engine.pool.checkedout() == 0, "asked inside of a transaction"
        self.asked.append((parcel, origin_code, place))
        return self.answer()


def rows(db: Session, column: Any) -> list[Any]:
    """What a table holds now; nothing stays locked."""
    found = list(db.scalars(sa.select(column)))
    db.rollback()
    return found


@pytest.fixture
def twin() -> Twin:
    return Twin()


@pytest.fixture
def app(settings: Settings, clock: FixedClock, twin: Twin) -> Iterator[Flask]:
    """A shop whose operator brought a live service along."""
    application = create_app(settings, clock=clock, ports={Carriers: Carriers((twin,))})
    twin.engine = application.extensions["shop"].database.engine
    yield application
    twin.engine.dispose()


@pytest.fixture
def buyer(db: Session, app: Flask) -> Shopper:
    """Somebody with one piece of a workshop in the cart."""
    open_shop(db)
    shopper = Shopper(app.test_client())
    shopper.add(make_wares(db, stock=3, artisan=make_artisan(db, slug="dekat")))
    return shopper


def test_the_price_that_was_shown_is_charged_and_frozen(
    db: Session, buyer: Shopper, twin: Twin
) -> None:
    buyer.get("/checkout/")
    shipping = buyer.post("/checkout/shipping", JAKARTA)
    page = buyer.post("/checkout/pay", {"ship-dekat": SERVICE})
    placed = buyer.place(page)

    assert "Rp51.000" in shipping.text.replace("\xa0", "")
    assert placed.status_code == 303
    assert rows(db, Order.shipping_minor) == [51_000_00]
    (frozen,) = rows(db, ArtisanOrder.shipping)
    assert frozen["service_id"] == SERVICE
    assert len(twin.asked) == 1, "the answer is valid for the whole checkout"
    assert twin.asked[0][2] == Place("ID", "31", "", JAKARTA["postal_code"])


def test_a_couriers_own_price_stands_in_place_of_our_tables(buyer: Shopper) -> None:
    buyer.get("/checkout/")
    page = buyer.post("/checkout/shipping", JAKARTA)

    assert f'value="{SERVICE}"' in page.text
    assert 'value="jne-reg"' not in page.text
    assert 'value="pos-reg"' in page.text


def test_before_the_address_nobody_is_asked(buyer: Shopper, twin: Twin) -> None:
    assert buyer.get("/cart/").status_code == 200
    assert buyer.get("/checkout/").status_code == 200
    assert twin.asked == []


def test_a_service_that_is_down_leaves_our_tables_and_is_left_alone_for_a_while(
    db: Session, buyer: Shopper, twin: Twin, clock: FixedClock
) -> None:
    def down() -> list[Quote]:
        raise CarrierDown("timeout")

    twin.answer = down
    buyer.get("/checkout/")
    page = buyer.post("/checkout/shipping", JAKARTA)
    buyer.get("/checkout/shipping")

    assert 'value="jne-reg"' in page.text
    assert len(twin.asked) == 1
    clock.advance(seconds=31)
    twin.answer = lambda: [REGULAR]
    assert f'value="{SERVICE}"' in buyer.get("/checkout/shipping").text
    assert rows(db, Order) == []


def test_a_price_that_rose_meanwhile_is_shown_and_not_charged_in_silence(
    db: Session, buyer: Shopper, twin: Twin, clock: FixedClock
) -> None:
    buyer.get("/checkout/")
    buyer.post("/checkout/shipping", JAKARTA)
    page = buyer.post("/checkout/pay", {"ship-dekat": SERVICE})
    clock.advance(minutes=16)
    twin.answer = lambda: [replace(REGULAR, amount_minor=60_000_00)]

    refused = buyer.place(page)

    assert refused.status_code == 409
    assert rows(db, Order) == []
    assert "Rp510.000" in refused.text.replace("\xa0", "")
    buyer._seen(refused)
    assert buyer.place(refused).status_code == 303
    assert rows(db, Order.shipping_minor) == [60_000_00]


@pytest.mark.parametrize("amount_minor", [-100, 51_000_50])
def test_a_price_that_no_order_could_hold_is_not_offered(
    buyer: Shopper, twin: Twin, amount_minor: int
) -> None:
    twin.answer = lambda: [replace(REGULAR, amount_minor=amount_minor)]
    buyer.get("/checkout/")

    page = buyer.post("/checkout/shipping", JAKARTA)

    assert f'value="{SERVICE}"' not in page.text
    assert 'value="jne-reg"' in page.text


@pytest.mark.parametrize(
    "mistake",
    [
        pytest.param(lambda: 1 // 0, id="an exception"),
        pytest.param(lambda: None, id="no list"),
        pytest.param(lambda: [{"service_id": "reg"}], id="no quote"),
        pytest.param(lambda: [replace(REGULAR, fits_pieces=None)], id="a field without value"),
        pytest.param(lambda: [replace(REGULAR, amount_minor="5100000")], id="a text for a number"),
        pytest.param(lambda: [replace(REGULAR, amount_minor=51_000_00.0)], id="a broken number"),
        pytest.param(lambda: [replace(REGULAR, name_id="Kilat\0")], id="an unstorable text"),
        pytest.param(lambda: [replace(REGULAR, name_id="\ud800")], id="half a character"),
    ],
)
def test_a_mistake_of_a_carrier_leaves_our_tables_and_is_never_kept(
    db: Session, buyer: Shopper, twin: Twin, clock: FixedClock, mistake: Callable[[], list[Quote]]
) -> None:
    twin.answer = mistake
    buyer.get("/checkout/")

    page = buyer.post("/checkout/shipping", JAKARTA)

    assert page.status_code == 200
    assert f'value="{SERVICE}"' not in page.text
    assert 'value="jne-reg"' in page.text
    assert rows(db, LiveAnswer.quotes) == [[]]
    clock.advance(seconds=31)
    twin.answer = lambda: [REGULAR]
    assert f'value="{SERVICE}"' in buyer.get("/checkout/shipping").text


def test_a_mistake_of_one_carrier_does_not_take_the_others_away(
    database: Database, twin: Twin
) -> None:
    class Broken(Twin):
        name = "rusak"

    broken = Broken()
    broken.answer = lambda: [replace(REGULAR, days_min=None)]  # type: ignore[arg-type]
    twin.engine = broken.engine = database.engine
    parcel = plan([Packed(1, 290, 30, 25, 4)])
    enquiry = live.Enquiry(parcel, "64.72", Place(province_code="31"))

    assert live.ask(database, Carriers((broken, twin)), [enquiry])

    with database.reading() as db:
        assert [q.service_id for q in live.answers(db, {1: enquiry})[1]] == [SERVICE]


def test_an_answer_that_another_version_kept_in_another_form_counts_for_nothing(
    db: Session, buyer: Shopper
) -> None:
    buyer.get("/checkout/")
    buyer.post("/checkout/shipping", JAKARTA)
    db.execute(sa.update(LiveAnswer).values(quotes=[{"service_id": SERVICE, "fits_pieces": None}]))
    db.commit()

    page = buyer.get("/checkout/shipping")

    assert page.status_code == 200
    assert f'value="{SERVICE}"' not in page.text
    assert 'value="jne-reg"' in page.text


@pytest.mark.parametrize(
    "values",
    [{"name": "JNE Reg"}, {"name": None}, {"keeps": 900}, {"keeps": dt.timedelta(0)}],
    ids=str,
)
def test_a_carrier_that_could_not_be_kept_stops_the_start(values: dict[str, Any]) -> None:
    twin = Twin()
    for name, value in values.items():
        setattr(twin, name, value)

    with pytest.raises(ValueError, match="carrier"):
        Carriers((twin,))


def test_a_destination_that_is_closed_stays_closed(db: Session, buyer: Shopper, twin: Twin) -> None:
    buyer.get("/checkout/")

    page = buyer.post(
        "/checkout/shipping", {**ABROAD, "country": "DE", "postal_code": "10117", "city": "Berlin"}
    )

    assert page.status_code == 200
    assert f'value="{SERVICE}"' not in page.text


def test_answers_that_are_not_valid_any_more_are_forgotten(
    db: Session, buyer: Shopper, clock: FixedClock
) -> None:
    buyer.get("/checkout/")
    buyer.post("/checkout/shipping", JAKARTA)
    assert len(rows(db, LiveAnswer)) == 1

    clock.advance(minutes=15)
    live.tidy(db)
    db.commit()

    assert rows(db, LiveAnswer) == []


def test_a_service_that_hangs_is_given_up_and_our_tables_stand_in(
    buyer: Shopper, twin: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = threading.Event()

    def hang() -> list[Quote]:
        assert release.wait(timeout=60)
        return [REGULAR]

    monkeypatch.setattr(live, "SECONDS", 0.2)
    twin.answer = hang
    buyer.get("/checkout/")

    page = buyer.post("/checkout/shipping", JAKARTA)
    again = buyer.get("/checkout/shipping")
    release.set()

    assert (page.status_code, again.status_code) == (200, 200)
    assert f'value="{SERVICE}"' not in page.text
    assert 'value="jne-reg"' in page.text
    assert len(twin.asked) == 1, "a service that hangs is left alone for a while"
