from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from shop.accounts.models import Account
from shop.artisans import queries
from shop.artisans.models import ArtisanMember
from shop.artisans.policy import Vacation
from shop.core import clock
from tests.factories import make_artisan, make_artisan_picture


def hang(db: Session, artisan: Any, *, position: Any = 0, **values: Any) -> str:
    return make_artisan_picture(db, artisan, position=position, **values).public_id


def test_active_workshops_are_listed_by_name_with_their_first_ready_picture(db: Session) -> None:
    rawi = make_artisan(db, name="Studio Rawi", region_code="64.71")
    make_artisan(db, name="Batik Awan")
    hang(db, rawi, position=0, state="waiting")
    second = hang(db, rawi, position=1, tint="tingi")
    hang(db, rawi, position=2)

    awan, studio = queries.cards(db)

    assert (awan.name, awan.photo) == ("Batik Awan", None)
    assert (studio.name, studio.place) == ("Studio Rawi", "Balikpapan")
    assert (studio.photo.picture_id, studio.photo.tint, studio.photo.alt_en) == (
        second,
        "tingi",
        "A stamping table on the terrace.",
    )


@pytest.mark.parametrize("status", ["invited", "suspended"])
def test_a_workshop_that_may_not_sell_does_not_exist_outside(db: Session, status: Any) -> None:
    artisan = make_artisan(db, status=status, whatsapp="+6281234567890")

    assert queries.cards(db) == []
    assert queries.page(db, artisan.slug) is None
    assert queries.whatsapp(db, artisan.slug) is None


def test_cards_of_chosen_workshops(db: Session) -> None:
    wanted, _other = make_artisan(db), make_artisan(db)

    assert [card.artisan_id for card in queries.cards(db, artisan_ids=[wanted.id])] == [wanted.id]


def test_a_workshops_page_carries_no_telephone_number(db: Session) -> None:
    artisan = make_artisan(
        db,
        whatsapp="+6281234567890",
        vacation_from=dt.date(2026, 12, 1),
        vacation_until=dt.date(2026, 12, 5),
    )
    picture_id = hang(db, artisan)

    page = queries.page(db, artisan.slug)

    assert "+6281234567890" not in repr(page)
    assert page.can_be_asked is True
    assert page.vacations == (Vacation(dt.date(2026, 12, 1), dt.date(2026, 12, 5)),)
    assert [photo.picture_id for photo in page.photos] == [picture_id]
    assert queries.whatsapp(db, artisan.slug) == ("+6281234567890", artisan.name)


def test_a_workshop_without_a_number_cannot_be_asked(db: Session) -> None:
    artisan = make_artisan(db)

    assert queries.page(db, artisan.slug).can_be_asked is False
    assert queries.whatsapp(db, artisan.slug) is None


def test_a_member_keeps_the_desk_of_a_suspended_business(db: Session) -> None:
    account = Account(
        public_id="acc_1",
        email="rawi@example.com",
        fs_uniquifier="u" * 32,
        created_at=clock.now(db),
    )
    db.add(account)
    ours, suspended, _foreign = (
        make_artisan(db),
        make_artisan(db, status="suspended"),
        make_artisan(db),
    )
    db.flush()
    db.add_all(ArtisanMember(artisan_id=a.id, account_id=account.id) for a in (ours, suspended))
    db.flush()

    assert queries.artisan_ids(db, account.id) == {ours.id, suspended.id}
    assert queries.artisan_ids(db, account.id + 1) == frozenset()
