from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.orm import Session

from shop.artisans import services
from shop.artisans.errors import VacationBackwards, VacationTooLong
from shop.artisans.models import Artisan
from shop.core.audit import AuditEntry
from shop.core.errors import NotFound, Stale
from shop.core.outbox import OutboxRow
from shop.core.permissions import Principal
from tests.factories import make_artisan

ADMIN = Principal(label="admin@example.com")


def test_a_vacation_is_announced_and_taken_back(db: Session) -> None:
    artisan = make_artisan(db)

    services.set_vacation(
        db,
        artisan.id,
        services.SetVacation(
            vacation_from="2026-12-20", vacation_until="2027-01-03", vacation_note_id="Natal"
        ),
    )
    db.flush()
    assert (artisan.vacation_from, artisan.vacation_until, artisan.vacation_note_id) == (
        dt.date(2026, 12, 20),
        dt.date(2027, 1, 3),
        "Natal",
    )

    services.set_vacation(db, artisan.id, services.SetVacation(vacation_from="", vacation_until=""))
    db.flush()
    assert (artisan.vacation_from, artisan.vacation_until) == (None, None)


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        pytest.param("2026-12-20", "2026-12-19", VacationBackwards, id="ends before it begins"),
        pytest.param("2026-12-20", "", VacationBackwards, id="no last day"),
        pytest.param("", "2026-12-20", VacationBackwards, id="no first day"),
        pytest.param("2026-01-01", "2026-06-30", VacationTooLong, id="181 days"),
    ],
)
def test_a_vacation_nobody_can_understand_is_refused(
    db: Session, first: Any, last: Any, refusal: Any
) -> None:
    artisan = make_artisan(db)

    with pytest.raises(refusal):
        services.set_vacation(
            db, artisan.id, services.SetVacation(vacation_from=first, vacation_until=last)
        )

    assert artisan.vacation_from is None


def test_the_longest_vacation_has_180_days(db: Session) -> None:
    artisan = make_artisan(db)

    services.set_vacation(
        db,
        artisan.id,
        services.SetVacation(vacation_from="2026-01-01", vacation_until="2026-06-29"),
    )

    assert artisan.vacation_until == dt.date(2026, 6, 29)


def test_the_database_refuses_half_a_vacation(db: Session) -> None:
    artisan = make_artisan(db)

    with pytest.raises(sa.exc.IntegrityError):
        db.execute(
            sa.update(Artisan)
            .where(Artisan.id == artisan.id)
            .values(vacation_from=dt.date(2026, 1, 1))
        )


def test_a_profile_is_edited_and_search_hears_of_it(db: Session) -> None:
    artisan = make_artisan(db)

    services.edit_profile(db, artisan.id, services.EditProfile(tagline_id="Kain pesisir"))
    db.flush()

    assert artisan.tagline_id == "Kain pesisir"
    assert db.scalars(sa.select(OutboxRow.event)).all() == ["artisans.edited"]


def test_a_suspension_is_audited_with_its_reason(db: Session) -> None:
    artisan = make_artisan(db)

    services.change_status(
        db,
        artisan.slug,
        services.ChangeStatus(status="suspended", reason="Tiga paket tidak dikirim"),
        actor=ADMIN,
    )

    db.refresh(artisan)
    assert artisan.status == "suspended"
    entry = db.scalars(sa.select(AuditEntry)).one()
    assert (entry.action, entry.subject, entry.reason, entry.before, entry.after) == (
        "artisans.status_changed",
        artisan.slug,
        "Tiga paket tidak dikirim",
        {"status": "active"},
        {"status": "suspended"},
    )
    assert db.scalars(sa.select(OutboxRow.payload)).all() == [
        {"artisan_id": artisan.id, "status": "suspended"}
    ]


@pytest.mark.parametrize("status", ["active", "invited"])
def test_a_move_that_does_not_exist_changes_nothing(db: Session, status: Any) -> None:
    artisan = make_artisan(db)

    with pytest.raises(Stale):
        services.change_status(
            db,
            artisan.slug,
            services.ChangeStatus(status=status, reason="Ulang"),
            actor=ADMIN,
        )

    assert db.scalars(sa.select(AuditEntry)).all() == []
    assert db.scalars(sa.select(OutboxRow)).all() == []


def test_an_unknown_workshop_is_not_found(db: Session) -> None:
    with pytest.raises(NotFound):
        services.change_status(
            db, "nobody", services.ChangeStatus(status="active", reason="Halo"), actor=ADMIN
        )


def test_a_decision_needs_its_reason() -> None:
    with pytest.raises(ValidationError):
        services.ChangeStatus(status="active", reason="")
