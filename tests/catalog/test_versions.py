"""Versions of a listing: what buyers read changes by approval alone."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog import queries, services
from shop.catalog.commands import (
    AddPicture,
    AddProcessEntry,
    AnswerRemark,
    ArrangePictures,
    DiscardChanges,
    EditListing,
    ReturnListing,
    SetVariants,
    SubmitListing,
    TakeOutListing,
    WithdrawListing,
)
from shop.catalog.document import changed_fields
from shop.catalog.errors import (
    AgainstTheCanon,
    EvidenceMissing,
    NotComplete,
    NothingChanged,
    NotPossibleNow,
    RemarkNeeded,
)
from shop.catalog.models import (
    Listing,
    ListingPicture,
    ListingRemark,
    ListingVersion,
    PriceChange,
    Variant,
)
from shop.catalog.queries import versions
from shop.catalog.queries.documents import snapshot
from shop.core.audit import AuditEntry
from shop.core.db import Database
from shop.core.errors import Invalid, NotFound, Stale
from shop.core.permissions import SYSTEM, Principal
from shop.core.pictures import Picture
from shop.operations.verify import PROJECTION, verify
from tests.catalog.test_services import (
    STORY,
    approve,
    complete,
    edit,
    events,
    show,
    table,
)
from tests.factories import make_motif, make_picture

PRINT: dict[str, Any] = {"technique_id": "tiruan-batik"}


@pytest.fixture
def live(db: Session, artisan: Artisan, maker: Principal, curator: Principal) -> Listing:
    """A printed cloth in the shop, which is not batik and says so."""
    listing = complete(db, artisan, maker, **PRINT)
    show(db, listing, maker, curator, evidence=())
    db.commit()
    return listing


def statuses(db: Session, listing: Listing) -> list[str]:
    return list(
        db.scalars(
            sa.select(ListingVersion.status)
            .where(ListingVersion.listing_id == listing.id)
            .order_by(ListingVersion.number)
        )
    )


def submit(db: Session, listing: Listing, maker: Principal) -> None:
    services.submit(db, SubmitListing(listing=listing.public_id), actor=maker)


def give_back(
    db: Session,
    listing: Listing,
    curator: Principal,
    *pinned: tuple[str, str],
    reason: str = "",
) -> None:
    services.return_listing(
        db,
        ReturnListing(
            listing=listing.public_id,
            reason=reason,
            places=tuple(place for place, _text in pinned),
            texts=tuple(text for _place, text in pinned),
        ),
        actor=curator,
    )


# -- batik by a click ----------------------------------------------------------------------------


def test_print_renamed_to_batik_stays_print_until_evidence_was_seen(
    db: Session,
    live: Listing,
    maker: Principal,
    curator: Principal,
) -> None:
    assert (live.technique_id, live.is_batik) == ("tiruan-batik", False)

    services.edit_listing(db, edit(live, technique_id="batik-tulis"), actor=maker)
    submit(db, live, maker)
    with pytest.raises(EvidenceMissing):
        approve(db, live, curator, evidence=())

    db.refresh(live)
    assert (live.technique_id, live.is_batik) == ("tiruan-batik", False)
    assert [row.public_id for row in versions.waiting(db)] == [live.public_id]
    assert versions.waiting(db)[0].is_change

    approve(db, live, curator, evidence=("wax_on_cloth", "reverse_side"))
    assert (live.technique_id, live.is_batik) == ("batik-tulis", True)
    newest = versions.approved(db, live.id)
    assert newest is not None
    assert (newest.number, newest.evidence) == (2, ["wax_on_cloth", "reverse_side"])
    entry = db.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.before, entry.account_id) == (
        "listing.version_approved", {"version": 1}, curator.account_id,
    )  # fmt: skip


def test_the_samarinda_sarung_on_ulap_doyo_is_never_batik_tulis(
    db: Session,
    live: Listing,
    maker: Principal,
    curator: Principal,
) -> None:
    make_motif(
        db,
        "garis-sarung-samarinda",
        name_id="Garis Sarung Samarinda",
        name_en="Samarinda sarong stripe",
        cultural_status="open_with_attribution",
        inspiration="woven textile",
        is_attested_as_batik=True,
    )
    services.edit_listing(
        db,
        edit(
            live,
            technique_id="batik-tulis",
            fabric_id="ulap-doyo",
            form_id="sarung",
            fibres=["Curculigo leaf fibre 100"],
            motif_ids=["garis-sarung-samarinda"],
            attribution_id="Terinspirasi sarung Samarinda",
        ),
        actor=maker,
    )

    with pytest.raises(AgainstTheCanon) as refusal:
        submit(db, live, maker)

    assert len(refusal.value.reasons) == 2
    assert "Ulap doyo" in str(refusal.value.reasons[0])
    assert "Garis Sarung Samarinda" in str(refusal.value.reasons[1])
    assert statuses(db, live) == ["approved", "draft"]
    db.refresh(live)
    assert live.fabric_id == "primissima"


def test_evidence_counts_for_the_next_version_of_the_same_cloth_only(
    db: Session,
    artisan: Artisan,
    maker: Principal,
    curator: Principal,
) -> None:
    listing = complete(db, artisan, maker)
    show(db, listing, maker, curator, evidence=("process_picture",))

    services.edit_listing(db, edit(listing, title_en="Dolphins at dawn"), actor=maker)
    show(db, listing, maker, curator, evidence=())
    assert (listing.title_en, listing.is_batik) == ("Dolphins at dawn", True)

    services.edit_listing(db, edit(listing, technique_id="batik-cap"), actor=maker)
    submit(db, listing, maker)
    with pytest.raises(EvidenceMissing):
        approve(db, listing, curator, evidence=())


# -- what waits ----------------------------------------------------------------------------------


def test_everything_that_buyers_read_waits_and_price_and_stock_do_not(
    db: Session,
    live: Listing,
    maker: Principal,
    curator: Principal,
) -> None:
    before = snapshot(db, live)
    services.edit_listing(
        db,
        edit(live, **PRINT, title_id="Judul baru", weight_grams="999", price_rupiah="500000"),
        actor=maker,
    )
    services.add_picture(
        db,
        AddPicture(listing=live.public_id, alt_id="Bagian belakang."),
        picture_id=make_picture(db).id,
        actor=maker,
    )
    services.add_process_entry(
        db, AddProcessEntry(listing=live.public_id, step_id="nglowong"), actor=maker
    )

    assert snapshot(db, live) == before
    assert changed_fields(before, versions.working(db, live)) == [
        "title_id", "weight_grams", "pictures", "steps",
    ]  # fmt: skip
    assert live.price_minor == 500_000_00
    assert [v.price_minor for v in queries.variants(db, live.id)] == [500_000_00]
    assert statuses(db, live) == ["approved", "draft"], "one open version takes them all"

    submit(db, live, maker)
    approve(db, live, curator, evidence=())
    assert snapshot(db, live).title_id == "Judul baru"
    assert len(snapshot(db, live).pictures) == 2
    assert live.price_minor == 500_000_00
    assert events(db)[-2:] == ["catalog.listing_changed", "catalog.changes_approved"]


def test_lead_time_of_made_to_order_changes_at_once_and_the_way_of_selling_waits(
    db: Session,
    live: Listing,
    maker: Principal,
    curator: Principal,
) -> None:
    order: dict[str, Any] = {**PRINT, "sold_as": "made_to_order"}
    services.edit_listing(db, edit(live, **order, lead_days="14"), actor=maker)
    assert (live.sold_as, live.lead_days) == ("one_of_a_kind", 0)

    show(db, live, maker, curator, evidence=())
    (variant,) = queries.variants(db, live.id)
    assert (live.sold_as, live.lead_days, variant.is_stocked) == ("made_to_order", 14, False)

    services.edit_listing(db, edit(live, **order, lead_days="21"), actor=maker)
    assert live.lead_days == 21
    assert statuses(db, live) == ["approved", "approved"]


def test_a_new_size_waits_with_its_price_while_old_ones_are_sold_on(
    db: Session,
    artisan: Artisan,
    maker: Principal,
    curator: Principal,
) -> None:
    listing = complete(db, artisan, maker, **PRINT, sold_as="in_stock")
    services.set_variants(db, table(listing, sizes=["S", "M"], pieces=["2", "2"]), actor=maker)
    show(db, listing, maker, curator, evidence=())

    services.set_variants(
        db,
        table(listing, sizes=["M", "L"], pieces=["7", "3"], prices=["460000", "480000"]),
        actor=maker,
    )

    offered = {v.size: (v.on_hand, v.price_minor) for v in queries.variants(db, listing.id)}
    assert offered == {"S": (2, 450_000_00), "M": (7, 460_000_00)}

    show(db, listing, maker, curator, evidence=())
    offered = {v.size: (v.on_hand, v.price_minor) for v in queries.variants(db, listing.id)}
    assert offered == {"M": (7, 460_000_00), "L": (3, 480_000_00)}
    assert listing.price_minor == 460_000_00, "the small one is gone"
    assert [change.price_minor for change in db.scalars(sa.select(PriceChange))] == [
        450_000_00, 460_000_00,
    ]  # fmt: skip


def test_a_picture_that_waits_is_not_the_listings_and_one_taken_away_stays_until_approval(
    db: Session,
    live: Listing,
    maker: Principal,
    curator: Principal,
) -> None:
    old = db.scalars(sa.select(Picture)).one()
    new = make_picture(db)
    services.add_picture(
        db,
        AddPicture(listing=live.public_id, alt_id="Baru."),
        picture_id=new.id,
        actor=maker,
    )
    services.arrange_pictures(
        db,
        ArrangePictures(listing=live.public_id, pictures=(new.public_id,)),
        actor=maker,
    )

    links = sa.select(ListingPicture.picture_id)
    db.expire_all()
    assert db.scalars(links).all() == [old.id]
    assert old.state == "ready"

    show(db, live, maker, curator, evidence=())
    db.expire_all()
    assert db.scalars(links).all() == [new.id]
    assert (old.state, old.refusal) == ("refused", "removed")


def test_a_listing_that_was_withdrawn_has_changes_that_wait_too(
    db: Session,
    live: Listing,
    maker: Principal,
    curator: Principal,
) -> None:
    services.withdraw(db, WithdrawListing(listing=live.public_id), actor=maker)
    services.edit_listing(db, edit(live, technique_id="batik-tulis"), actor=maker)

    services.resume(db, SubmitListing(listing=live.public_id), actor=maker)

    assert (live.status, live.technique_id) == ("published", "tiruan-batik")
    assert statuses(db, live) == ["approved", "draft"]


def test_discarded_changes_leave_what_buyers_read_and_take_their_pictures_along(
    db: Session,
    live: Listing,
    maker: Principal,
) -> None:
    before = snapshot(db, live)
    extra = make_picture(db)
    services.add_picture(
        db, AddPicture(listing=live.public_id, alt_id="x"), picture_id=extra.id, actor=maker
    )
    submit(db, live, maker)

    services.discard(db, DiscardChanges(listing=live.public_id), actor=maker)

    db.expire_all()
    assert statuses(db, live) == ["approved", "discarded"]
    assert versions.working(db, live) == before
    assert extra.state == "refused"
    assert versions.waiting(db) == []
    with pytest.raises(NotPossibleNow):
        services.discard(db, DiscardChanges(listing=live.public_id), actor=maker)


# -- review --------------------------------------------------------------------------------------


def test_a_draft_that_was_never_submitted_cannot_be_published(
    db: Session,
    artisan: Artisan,
    maker: Principal,
    curator: Principal,
) -> None:
    listing = complete(db, artisan, maker)

    with pytest.raises(NotPossibleNow):
        approve(db, listing, curator)

    assert (listing.status, listing.published_at) == ("draft", None)


def test_only_the_content_that_was_looked_at_is_approved(
    db: Session,
    live: Listing,
    maker: Principal,
    curator: Principal,
) -> None:
    services.edit_listing(db, edit(live, **PRINT, title_id="Dibaca kurator"), actor=maker)
    submit(db, live, maker)
    seen = versions.working(db, live).digest
    services.edit_listing(db, edit(live, **PRINT, title_id="Batik resmi Bank"), actor=maker)

    with pytest.raises(Stale):
        approve(db, live, curator, digest=seen, evidence=())

    db.refresh(live)
    assert live.title_id == "Kain Pesut Pagi"
    assert statuses(db, live) == ["approved", "submitted"]


def test_what_waits_is_judged_before_submission_and_again_before_approval(
    db: Session,
    live: Listing,
    maker: Principal,
    curator: Principal,
) -> None:
    services.edit_listing(db, edit(live, **PRINT, story_id="pendek"), actor=maker)
    with pytest.raises(NotComplete):
        submit(db, live, maker)

    services.edit_listing(db, edit(live, **PRINT, title_en="Complete"), actor=maker)
    submit(db, live, maker)
    services.edit_listing(db, edit(live, **PRINT, story_id="pendek"), actor=maker)
    with pytest.raises(NotComplete):
        approve(db, live, curator, evidence=())

    assert snapshot(db, live).story_id == STORY


def test_remarks_are_pinned_answered_and_resolved(
    db: Session,
    live: Listing,
    maker: Principal,
    curator: Principal,
) -> None:
    (picture,) = snapshot(db, live).pictures
    services.edit_listing(db, edit(live, **PRINT, title_en="Dolphins"), actor=maker)
    submit(db, live, maker)
    give_back(
        db, live, curator, ("story_id", "Dari mana warnanya?"), (picture.picture, "Terlalu gelap.")
    )
    assert live.status == "published", "what buyers read is not touched"
    assert [(one.place, one.state) for one in versions.remarks(db, live.id)] == [
        ("story_id", "open"), (picture.picture, "open"),
    ]  # fmt: skip
    assert versions.working(db, live).title_en == "Dolphins", "nothing of it is lost"

    with pytest.raises(NothingChanged):
        submit(db, live, maker)

    first, second = versions.remarks(db, live.id)
    services.answer_remark(
        db,
        AnswerRemark(listing=live.public_id, remark=first.public_id, answer="Dari indigofera."),
        actor=maker,
    )
    submit(db, live, maker)
    assert statuses(db, live) == ["approved", "returned", "submitted"]

    approve(db, live, curator, evidence=())
    assert versions.remarks(db, live.id) == []
    db.refresh(second)
    assert (first.answer, first.state, second.state) == (
        "Dari indigofera.", "resolved", "resolved",
    )  # fmt: skip


def test_a_return_needs_a_reason_and_places_that_exist(
    db: Session,
    live: Listing,
    maker: Principal,
    curator: Principal,
) -> None:
    services.edit_listing(db, edit(live, **PRINT, title_en="Dolphins"), actor=maker)
    submit(db, live, maker)

    with pytest.raises(RemarkNeeded):
        give_back(db, live, curator, ("story_id", "   "))
    with pytest.raises(Invalid):
        give_back(db, live, curator, ("harga", "mahal"))

    assert statuses(db, live) == ["approved", "submitted"]
    assert db.scalars(sa.select(ListingRemark)).all() == []


def test_a_new_listing_that_came_back_needs_a_change_or_an_answer(
    db: Session,
    artisan: Artisan,
    maker: Principal,
    curator: Principal,
) -> None:
    listing = complete(db, artisan, maker)
    submit(db, listing, maker)
    give_back(db, listing, curator, reason="Foto gelap")
    assert (listing.status, listing.review_reason) == ("returned", "Foto gelap")

    with pytest.raises(NothingChanged):
        submit(db, listing, maker)
    assert listing.status == "returned"

    services.edit_listing(db, edit(listing, title_en="Brighter"), actor=maker)
    submit(db, listing, maker)
    assert statuses(db, listing) == ["returned", "submitted"]


def test_a_listing_taken_out_by_staff_comes_back_only_through_review(
    db: Session,
    live: Listing,
    maker: Principal,
    curator: Principal,
) -> None:
    services.take_out(
        db, TakeOutListing(listing=live.public_id, reason="Melanggar pakem"), actor=curator
    )
    with pytest.raises(NotPossibleNow):
        services.resume(db, SubmitListing(listing=live.public_id), actor=maker)
    with pytest.raises(NothingChanged):
        submit(db, live, maker)

    (remark,) = versions.remarks(db, live.id)
    services.answer_remark(
        db,
        AnswerRemark(listing=live.public_id, remark=remark.public_id, answer="Izinnya ada."),
        actor=maker,
    )
    submit(db, live, maker)
    assert live.status == "submitted"
    approve(db, live, curator, evidence=())
    assert (live.status, statuses(db, live)) == ("published", ["approved", "approved"])


def test_another_artisans_remark_cannot_be_answered(
    db: Session,
    live: Listing,
    maker: Principal,
    curator: Principal,
) -> None:
    services.edit_listing(db, edit(live, **PRINT, title_en="Dolphins"), actor=maker)
    submit(db, live, maker)
    give_back(db, live, curator, reason="Ganti judul.")
    (remark,) = versions.remarks(db, live.id)
    for actor, name in ((Principal(), remark.public_id), (maker, "rmk_other")):
        with pytest.raises(NotFound):
            services.answer_remark(
                db,
                AnswerRemark(listing=live.public_id, remark=name, answer="x"),
                actor=actor,
            )
    assert remark.answer == ""


# -- at the same time ----------------------------------------------------------------------------


def test_two_helpers_who_change_at_once_share_one_version(
    database: Database,
    db: Session,
    live: Listing,
    maker: Principal,
) -> None:
    pictures = [make_picture(db).id for _number in range(2)]
    db.commit()
    barrier = threading.Barrier(2)

    def add(picture_id: int) -> None:
        def work(session: Session) -> None:
            services.add_picture(
                session,
                AddPicture(listing=live.public_id, alt_id=str(picture_id)),
                picture_id=picture_id,
                actor=maker,
            )

        barrier.wait()
        database.run(work)

    threads = [threading.Thread(target=add, args=(key,)) for key in pictures]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.expire_all()
    assert statuses(db, live) == ["approved", "draft"]
    alts = [picture.alt_id for picture in versions.working(db, live).pictures]
    assert sorted(alts[1:]) == sorted(str(key) for key in pictures), "neither is lost"


def test_a_listing_has_one_open_version(db: Session, live: Listing) -> None:
    for number in (2, 3):
        version = ListingVersion(
            listing_id=live.id,
            number=number,
            status="draft",
            document={},
            evidence=[],
            created_at=live.created_at,
        )
        db.add(version)
    with pytest.raises(sa.exc.IntegrityError):
        db.flush()
    db.rollback()


def test_two_reviewers_decide_once(
    database: Database,
    db: Session,
    live: Listing,
    maker: Principal,
    curator: Principal,
) -> None:
    services.edit_listing(db, edit(live, **PRINT, title_en="Dolphins"), actor=maker)
    submit(db, live, maker)
    digest = versions.working(db, live).digest
    db.commit()
    barrier, outcomes = threading.Barrier(2), []

    def decide(act: Any) -> None:
        barrier.wait()
        try:
            database.run(act)
            outcomes.append("done")
        except NotPossibleNow:
            outcomes.append("too late")

    acts = (
        lambda s: approve(s, s.get_one(Listing, live.id), curator, digest=digest, evidence=()),
        lambda s: give_back(s, s.get_one(Listing, live.id), curator, reason="Belum."),
    )
    threads = [threading.Thread(target=decide, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "too late"]
    db.expire_all()
    assert statuses(db, live)[-1] in {"approved", "returned"}


def test_the_form_of_a_helper_who_was_slower_is_refused(
    db: Session,
    live: Listing,
    maker: Principal,
) -> None:
    first, second = edit(live, **PRINT, title_en="Hers"), edit(live, **PRINT, title_en="His")
    services.edit_listing(db, first, actor=maker)
    for _tap in range(2):
        with pytest.raises(Stale):
            services.edit_listing(db, second, actor=maker)

    assert versions.working(db, live).title_en == "Hers"


def test_prices_of_what_is_on_offer_are_no_part_of_a_version(
    db: Session,
    artisan: Artisan,
    maker: Principal,
    curator: Principal,
) -> None:
    listing = complete(db, artisan, maker)
    show(db, listing, maker, curator)
    services.edit_listing(db, edit(listing, title_en="Pending"), actor=maker)
    services.edit_listing(db, edit(listing, title_en="Pending", price_rupiah="600000"), actor=maker)
    submit(db, listing, maker)
    services.edit_listing(db, edit(listing, title_en="Pending", price_rupiah="700000"), actor=maker)
    approve(db, listing, curator)

    assert listing.price_minor == 700_000_00
    assert [v.price_minor for v in db.scalars(sa.select(Variant))] == [700_000_00]


def test_the_system_is_an_editor_too(db: Session, live: Listing) -> None:
    command: EditListing = edit(live, **PRINT, title_en="By the system")
    services.edit_listing(db, command, actor=SYSTEM)
    assert versions.working(db, live).title_en == "By the system"


def test_an_unusual_variant_table_of_a_live_listing_changes_nothing(
    db: Session,
    live: Listing,
    maker: Principal,
) -> None:
    with pytest.raises(Invalid):
        services.set_variants(
            db,
            SetVariants(
                listing=live.public_id, revision=live.revision, sizes=("S", "M"), pieces=(1, 1)
            ),
            actor=maker,
        )
    assert statuses(db, live) == ["approved"]


def test_verify_names_a_live_listing_that_is_not_its_approved_version(
    db: Session, live: Listing, maker: Principal
) -> None:
    services.edit_listing(db, edit(live, **PRINT, title_en="Pending"), actor=maker)
    (finding,) = [one for one in verify(db) if one.id == PROJECTION]
    assert (finding.holds, finding.checked, finding.broken) == (True, 1, [])

    db.execute(sa.update(Listing).values(story_id=STORY + " Resmi dari bank."))

    (finding,) = [one for one in verify(db) if one.id == PROJECTION]
    assert (finding.holds, finding.broken) == (False, [f"listing {live.public_id}"])
