"""A rule of the canon that becomes stricter finds the live listings that break it."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog.commands import KeepInSpiteOfRule
from shop.catalog.events import ListingChanged, ListingWithdrawn
from shop.catalog.models import CanonConflict, Listing, ListingMotif
from shop.catalog.queries import open_conflicts
from shop.catalog.services import conflicts
from shop.core import outbox
from shop.core.audit import AuditEntry
from shop.core.clock import FixedClock
from shop.core.db import Database
from shop.core.errors import NotFound
from shop.core.outbox import OutboxRow
from shop.core.permissions import SYSTEM, Principal
from shop.core.relay import Relay
from shop.heritage import services as heritage
from shop.heritage.models import Motif
from tests.factories import make_artisan, make_listing, make_motif

NOBODY = Principal(account_id=None, label="x")


@pytest.fixture
def hear(database: Database, db: Session) -> Any:
    relay = Relay(database, conflicts.HEARS)

    def deliver() -> None:
        db.commit()
        while relay.run_once():
            pass
        db.expire_all()

    return deliver


def tighten(db: Session, status: str, motif_id: str = "pesut-mahakam") -> None:
    motif = db.get_one(Motif, motif_id)
    heritage.edit_motif(
        db,
        heritage.EditMotif(
            motif_id=motif_id,
            name_id=motif.name_id,
            name_en=motif.name_en,
            meaning_id=motif.meaning_id or "",
            meaning_sources=("Buku Contoh",),
            cultural_status=status,
        ),
        actor=SYSTEM,
    )


def waiting(db: Session) -> list[tuple[str, str]]:
    return [(one.listing, one.block.code) for one in open_conflicts(db, artisan_ids=None)]


def decisions(db: Session) -> list[str | None]:
    return list(db.scalars(sa.select(CanonConflict.decision).order_by(CanonConflict.id)))


def test_every_live_listing_that_breaks_the_stricter_rule_waits_for_staff(
    db: Session, hear: Any
) -> None:
    make_motif(db)
    make_motif(db, "telang")
    first = make_listing(db, motif_ids=["pesut-mahakam"])
    second = make_listing(db, motif_ids=["telang", "pesut-mahakam"])
    make_listing(db, motif_ids=["telang"])
    make_listing(db, motif_ids=["pesut-mahakam"], status="draft", published_at=None)

    tighten(db, "restricted")
    hear()

    assert waiting(db) == [(first.public_id, "restricted"), (second.public_id, "restricted")]
    assert {listing.status for listing in (first, second)} == {"published"}
    told = db.scalars(
        sa.select(OutboxRow).where(OutboxRow.event == "catalog.canon_conflict_found")
    ).all()
    assert len(told) == 2


def test_a_rule_that_nothing_breaks_leaves_the_queue_empty(db: Session, hear: Any) -> None:
    make_motif(db)
    make_listing(db, motif_ids=["pesut-mahakam"])

    tighten(db, "respectful_use")
    hear()

    assert waiting(db) == []


def test_hearing_of_it_twice_asks_once(db: Session, hear: Any) -> None:
    make_motif(db)
    make_listing(db, motif_ids=["pesut-mahakam"])
    tighten(db, "restricted")
    hear()

    tighten(db, "restricted")
    hear()

    assert len(waiting(db)) == 1
    assert decisions(db) == [None]


def test_a_rule_that_is_loosened_again_settles_it(db: Session, hear: Any) -> None:
    make_motif(db)
    make_listing(db, motif_ids=["pesut-mahakam"])
    tighten(db, "restricted")
    hear()

    tighten(db, "open")
    hear()

    assert waiting(db) == []
    assert decisions(db) == ["resolved"]


def test_another_rule_takes_the_place_of_the_first(db: Session, hear: Any) -> None:
    make_motif(db)
    listing = make_listing(db, motif_ids=["pesut-mahakam"])
    tighten(db, "consult_community")
    hear()

    tighten(db, "restricted")
    hear()

    assert waiting(db) == [(listing.public_id, "restricted")]
    assert decisions(db) == ["resolved", None]


def test_a_permission_that_is_taken_back_counts_as_stricter_for_its_artisan_alone(
    db: Session, hear: Any
) -> None:
    make_motif(db, cultural_status="permission_required")
    pieces, permissions = [], []
    for _ in range(2):
        artisan = make_artisan(db)
        pieces.append(make_listing(db, artisan=artisan, motif_ids=["pesut-mahakam"]))
        permissions.append(
            heritage.record_permission(
                db,
                heritage.RecordPermission(
                    motif_id="pesut-mahakam",
                    artisan_id=artisan.id,
                    kind="licence",
                    granted_by="Dekranasda",
                ),
                actor=SYSTEM,
            )
        )
    hear()
    assert waiting(db) == []

    heritage.revoke_permission(db, permissions[0].id, reason="Berakhir", actor=SYSTEM)
    hear()

    assert waiting(db) == [(pieces[0].public_id, "permission_missing")]


def test_a_permission_that_ends_is_noticed_when_its_last_day_has_passed(
    db: Session, clock: FixedClock
) -> None:
    make_motif(db, cultural_status="permission_required")
    listing = make_listing(db, motif_ids=["pesut-mahakam"])
    heritage.record_permission(
        db,
        heritage.RecordPermission(
            motif_id="pesut-mahakam",
            artisan_id=listing.artisan_id,
            kind="licence",
            granted_by="Dekranasda",
            valid_until=dt.date(2026, 11, 24),
        ),
        actor=SYSTEM,
    )

    assert conflicts.check_expired(db) == 0
    assert waiting(db) == []

    clock.advance(days=1)
    assert conflicts.check_expired(db) == 1
    assert waiting(db) == [(listing.public_id, "permission_missing")]
    assert conflicts.check_expired(db) == 0


@pytest.mark.parametrize("how", ["withdrawn", "without the motif"])
def test_a_listing_that_is_gone_or_changed_waits_no_longer(
    db: Session, hear: Any, how: str
) -> None:
    make_motif(db)
    listing = make_listing(db, motif_ids=["pesut-mahakam"])
    tighten(db, "restricted")
    hear()

    if how == "withdrawn":
        db.execute(sa.update(Listing).values(status="withdrawn"))
        outbox.emit(db, ListingWithdrawn(listing_id=listing.id))
    else:
        db.execute(sa.delete(ListingMotif))
        outbox.emit(db, ListingChanged(listing_id=listing.id))
    hear()

    assert waiting(db) == []
    assert decisions(db) == ["resolved"]


def test_staff_let_a_listing_stay_with_a_reason_and_are_not_asked_again(
    db: Session, hear: Any
) -> None:
    make_motif(db)
    listing = make_listing(db, motif_ids=["pesut-mahakam"])
    tighten(db, "restricted")
    hear()
    (row,) = open_conflicts(db, artisan_ids=None)

    command = KeepInSpiteOfRule(conflict=row.id, reason="Dibuat sebelum aturan.")
    conflicts.keep(db, command, actor=SYSTEM)
    tighten(db, "restricted")
    hear()

    assert waiting(db) == []
    assert decisions(db) == ["kept"]
    entry = db.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "listing.kept_in_spite_of_rule")
    ).one()
    assert (entry.subject, entry.reason) == (listing.public_id, "Dibuat sebelum aturan.")
    with pytest.raises(NotFound):
        conflicts.keep(db, command, actor=SYSTEM)


def test_only_reviewers_decide(db: Session, hear: Any) -> None:
    make_motif(db)
    make_listing(db, motif_ids=["pesut-mahakam"])
    tighten(db, "restricted")
    hear()
    (row,) = open_conflicts(db, artisan_ids=None)

    with pytest.raises(NotFound):
        conflicts.keep(
            db, KeepInSpiteOfRule(conflict=row.id, reason="Saya mau begitu."), actor=NOBODY
        )

    assert decisions(db) == [None]


def test_an_artisan_reads_of_own_listings_alone(db: Session, hear: Any) -> None:
    make_motif(db)
    listing = make_listing(db, motif_ids=["pesut-mahakam"])
    make_listing(db, motif_ids=["pesut-mahakam"])
    tighten(db, "restricted")
    hear()

    found = open_conflicts(db, artisan_ids=[listing.artisan_id])

    assert [one.listing for one in found] == [listing.public_id]


def test_two_workers_that_hear_at_once_ask_once(db: Session, database: Database) -> None:
    make_motif(db, cultural_status="restricted")
    make_listing(db, motif_ids=["pesut-mahakam"])
    db.commit()
    barrier = threading.Barrier(4)
    errors: list[BaseException] = []

    def compare() -> None:
        barrier.wait()
        try:
            database.run(lambda session: conflicts.check_motifs(session, ["pesut-mahakam"]))
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)

    threads = [threading.Thread(target=compare) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert decisions(db) == [None]
