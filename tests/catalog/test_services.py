"""A listing's way from the desk to the window, step by step."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog import policy, queries, services, stock
from shop.catalog.commands import (
    AddPicture,
    AddProcessEntry,
    AnswerRemark,
    ArrangePictures,
    CreateDraft,
    DiscardChanges,
    EditListing,
    PublishListing,
    RemoveProcessEntry,
    ReturnListing,
    SetVariants,
    SubmitListing,
    TakeOutListing,
    WithdrawListing,
)
from shop.catalog.errors import (
    AgainstTheCanon,
    NotComplete,
    NotPossibleNow,
    StockOutOfRange,
    TooManyPictures,
    UnusualPrice,
)
from shop.catalog.models import (
    Listing,
    ListingMove,
    PriceChange,
    ProcessEntry,
    StockMovement,
    Variant,
)
from shop.catalog.queries import DeskPicture, versions
from shop.core import clock
from shop.core.audit import AuditEntry
from shop.core.clock import FixedClock
from shop.core.errors import Invalid, NotFound, Stale
from shop.core.outbox import OutboxRow
from shop.core.permissions import SYSTEM, Principal
from shop.core.pictures import Picture
from tests.factories import make_listing, make_motif, make_picture

STORY = "Digambar pelan-pelan di beranda, selama tiga minggu, dengan canting yang paling kecil."


def draft(db: Session, artisan: Artisan, maker: Principal) -> Listing:
    return services.create_draft(
        db,
        CreateDraft(
            artisan_id=artisan.id,
            title_id="Kain Pesut Pagi",
            technique_id="batik-tulis",
            form_id="kain-panjang",
            fabric_id="primissima",
        ),
        actor=maker,
    )


def edit(listing: Listing, **values: object) -> EditListing:
    """Everything a complete listing has; override by name."""
    return EditListing(
        **{  # type: ignore[arg-type]
            "listing": listing.public_id,
            "revision": listing.revision,
            "title_id": "Kain Pesut Pagi",
            "story_id": STORY,
            "price_rupiah": "450000",
            "technique_id": "batik-tulis",
            "form_id": "kain-panjang",
            "fabric_id": "primissima",
            "width_cm": "250",
            "height_cm": "105",
            "weight_grams": "290",
            "packed_length_cm": "30",
            "packed_width_cm": "25",
            "packed_height_cm": "4",
            "motif_ids": ["pesut-mahakam"],
            "dye_ids": ["indigofera"],
            "colours": ["blue"],
            "waxed_in": "64.72",
            "dyed_in": "64.72",
            **values,
        }
    )


def complete(db: Session, artisan: Artisan, maker: Principal, **values: object) -> Listing:
    """A draft with everything that buyers need."""
    listing = draft(db, artisan, maker)
    services.edit_listing(db, edit(listing, **values), actor=maker)
    services.set_variants(
        db,
        SetVariants(listing=listing.public_id, revision=listing.revision, pieces=["1"]),  # type: ignore[arg-type]
        actor=maker,
    )
    services.add_picture(
        db,
        AddPicture(listing=listing.public_id, alt_id="Kain biru dengan pesut."),
        picture_id=make_picture(db).id,
        actor=maker,
    )
    return listing


def approve(db: Session, listing: Listing, curator: Principal, **values: object) -> None:
    """Approve what is submitted, with evidence of hot wax unless something else is said."""
    command = {
        "listing": listing.public_id,
        "digest": versions.working(db, listing).digest,
        "evidence": ("wax_on_cloth",),
        **values,
    }
    services.publish(db, PublishListing(**command), actor=curator)  # type: ignore[arg-type]


def show(
    db: Session, listing: Listing, maker: Principal, curator: Principal, **values: object
) -> None:
    """Submit a complete listing and approve it."""
    services.submit(db, SubmitListing(listing=listing.public_id), actor=maker)
    approve(db, listing, curator, **values)


def events(db: Session) -> list[str]:
    return list(db.scalars(sa.select(OutboxRow.event).order_by(OutboxRow.id)))


def moves(db: Session, listing: Listing) -> list[tuple[str, str]]:
    rows = db.execute(
        sa.select(ListingMove.from_status, ListingMove.to_status)
        .where(ListingMove.listing_id == listing.id)
        .order_by(ListingMove.id)
    )
    return [(row.from_status, row.to_status) for row in rows]


# -- drafts --------------------------------------------------------------------------------------


def test_a_draft_begins_with_a_title_and_what_the_fabric_is_made_of(
    db: Session, artisan: Artisan, maker: Principal
) -> None:
    listing = draft(db, artisan, maker)

    assert (listing.status, listing.slug) == ("draft", "kain-pesut-pagi")
    assert listing.fibres == [{"fibre": "cotton", "pct": 100}]
    assert not listing.is_batik, "no reviewer has seen evidence of hot wax yet"
    assert events(db) == []


def test_two_pieces_of_one_title_have_different_addresses(
    db: Session, artisan: Artisan, maker: Principal
) -> None:
    first, second = draft(db, artisan, maker), draft(db, artisan, maker)

    assert first.slug != second.slug
    assert second.slug.startswith("kain-pesut-pagi-")


def test_nobody_begins_a_draft_for_somebody_elses_workshop(
    db: Session, artisan: Artisan, stranger: Principal, curator: Principal
) -> None:
    for person in (stranger, curator, Principal()):
        with pytest.raises(NotFound):
            draft(db, artisan, person)

    assert db.scalars(sa.select(Listing)).all() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("technique_id", "sablon-biasa"),
        ("form_id", "topi"),
        ("fabric_id", "kertas"),
        ("dye_ids", ["tinta"]),
        ("motif_ids", ["motif-karangan"]),
        ("supporting_motif_ids", ["motif-karangan"]),
        ("waxed_in", "31.71"),
    ],
)
def test_words_that_are_not_of_the_craft_are_refused(
    db: Session, artisan: Artisan, maker: Principal, field: str, value: object
) -> None:
    listing = draft(db, artisan, maker)

    with pytest.raises(Invalid) as refusal:
        services.edit_listing(db, edit(listing, **{field: value}), actor=maker)

    assert refusal.value.field == field


def test_editing_saves_everything_and_derives_what_is_derived(
    db: Session, artisan: Artisan, maker: Principal
) -> None:
    make_motif(db, "enggang", name_id="Enggang", name_en="Hornbill")
    listing = draft(db, artisan, maker)

    services.edit_listing(
        db,
        edit(
            listing,
            technique_id="tiruan-batik",
            supporting_motif_ids=["enggang", "pesut-mahakam"],
            fibres=["cotton 60", "silk 40"],
            dye_ids=["naphthol"],
            sold_as="in_stock",
            lead_days="9",
        ),
        actor=maker,
    )

    assert not listing.is_batik
    assert not listing.has_natural_dye
    assert listing.fibres == [{"fibre": "cotton", "pct": 60}, {"fibre": "silk", "pct": 40}]
    assert listing.lead_days == 0, "only made to order has a lead time"
    kept = versions.working(db, listing)
    assert (kept.motif_ids, kept.supporting_motif_ids) == (("pesut-mahakam",), ("enggang",))
    assert listing.revision == 2


def test_whoever_saves_second_is_told(db: Session, artisan: Artisan, maker: Principal) -> None:
    listing = draft(db, artisan, maker)
    first, second = edit(listing, title_id="Satu"), edit(listing, title_id="Dua")

    services.edit_listing(db, first, actor=maker)
    with pytest.raises(Stale):
        services.edit_listing(db, second, actor=maker)

    assert listing.title_id == "Satu"


def test_strangers_cannot_touch_a_listing(
    db: Session, artisan: Artisan, maker: Principal, stranger: Principal
) -> None:
    listing = complete(db, artisan, maker)
    name = listing.public_id
    for act in (
        lambda: services.edit_listing(db, edit(listing), actor=stranger),
        lambda: services.submit(db, SubmitListing(listing=name), actor=stranger),
        lambda: services.withdraw(db, WithdrawListing(listing=name), actor=stranger),
        lambda: services.resume(db, SubmitListing(listing=name), actor=stranger),
        lambda: approve(db, listing, stranger),
        lambda: approve(db, listing, maker),
        lambda: services.take_out(db, TakeOutListing(listing=name, reason="tidak"), actor=maker),
        lambda: services.discard(db, DiscardChanges(listing=name), actor=stranger),
        lambda: services.answer_remark(
            db, AnswerRemark(listing=name, remark="rmk_1", answer="ya"), actor=stranger
        ),
        lambda: services.return_listing(
            db, ReturnListing(listing=name, reason="tidak"), actor=stranger
        ),
        lambda: services.arrange_pictures(db, ArrangePictures(listing=name), actor=stranger),
        lambda: services.set_variants(
            db, SetVariants(listing=name, revision=listing.revision), actor=stranger
        ),
    ):
        with pytest.raises(NotFound):
            act()

    assert listing.status == "draft"


# -- prices and variants -------------------------------------------------------------------------


def test_a_new_price_is_remembered_audited_and_reaches_the_variants(
    db: Session, artisan: Artisan, maker: Principal
) -> None:
    listing = complete(db, artisan, maker)

    services.edit_listing(db, edit(listing, price_rupiah="500000"), actor=maker)
    services.edit_listing(db, edit(listing, price_rupiah="500000"), actor=maker)

    assert history(db) == [], "buyers were not offered it yet"
    db.expire_all()
    assert [v.price_minor for v in queries.variants(db, listing.id)] == [500_000_00]
    entry = db.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.before, entry.after) == (
        "listing.price_changed",
        {"price_minor": 450_000_00},
        {"price_minor": 500_000_00},
    )
    assert entry.account_id == maker.account_id


def history(db: Session) -> list[int]:
    return list(db.scalars(sa.select(PriceChange.price_minor).order_by(PriceChange.id)))


def audited(db: Session, action: str) -> list[tuple[int, int]]:
    """Prices before and after of the audit rows of one kind, in rupiah."""
    rows = db.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)
    )
    return [(row.before["price_minor"] // 100, row.after["price_minor"] // 100) for row in rows]


def lowest_before(db: Session, listing: Listing) -> int | None:
    found = queries.product(db, listing.slug)
    assert found is not None
    return queries.details(db, found).lowest_before_minor


def sizes_of(db: Session, artisan: Artisan, maker: Principal, curator: Principal) -> Listing:
    """A live listing for Rp100.000 in two sizes, published sixty days ago."""
    now = clock.now(db)
    db.info["clock"] = FixedClock(now - dt.timedelta(days=60))
    listing = complete(db, artisan, maker, price_rupiah="100000", sold_as="in_stock")
    services.set_variants(db, table(listing, sizes=["S", "M"], pieces=["2", "2"]), actor=maker)
    show(db, listing, maker, curator)
    db.info["clock"] = FixedClock(now)
    return listing


def test_a_price_lowered_in_the_table_of_sizes_counts_as_the_lowest_of_thirty_days(
    db: Session, artisan: Artisan, maker: Principal, curator: Principal
) -> None:
    listing = sizes_of(db, artisan, maker, curator)
    now = clock.now(db)
    db.info["clock"] = FixedClock(now - dt.timedelta(days=10))
    lowered = table(listing, sizes=["S", "M"], pieces=["2", "2"], prices=["60000", "60000"])
    services.set_variants(db, lowered, actor=maker)
    db.info["clock"] = FixedClock(now)

    services.edit_listing(db, edit(listing, price_rupiah="80000", sold_as="in_stock"), actor=maker)

    assert history(db) == [100_000_00, 60_000_00, 80_000_00]
    assert lowest_before(db, listing) is None, "80 after 60 is no reduction"
    assert audited(db, "listing.price_changed") == [
        (0, 100_000),
        (100_000, 60_000),
        (60_000, 80_000),
    ]
    assert audited(db, "variant.price_changed")[-4:] == [
        (100_000, 60_000), (100_000, 60_000), (60_000, 80_000), (60_000, 80_000),
    ]  # fmt: skip

    services.edit_listing(db, edit(listing, price_rupiah="50000", sold_as="in_stock"), actor=maker)
    assert lowest_before(db, listing) == 60_000_00


def test_one_cheaper_size_is_the_price_that_buyers_see(
    db: Session, artisan: Artisan, maker: Principal, curator: Principal
) -> None:
    listing = sizes_of(db, artisan, maker, curator)

    cheaper = table(listing, sizes=["S", "M"], pieces=["2", "2"], prices=["75000", "100000"])
    services.set_variants(db, cheaper, actor=maker)
    assert (listing.price_minor, history(db)) == (75_000_00, [100_000_00, 75_000_00])
    assert lowest_before(db, listing) == 100_000_00

    services.edit_listing(db, edit(listing, price_rupiah="120000", sold_as="in_stock"), actor=maker)

    assert [v.price_minor for v in queries.variants(db, listing.id)] == [120_000_00, 100_000_00]
    assert listing.price_minor == 100_000_00, "the other size is the cheapest by now"
    assert history(db) == [100_000_00, 75_000_00, 100_000_00]


def test_a_price_that_was_never_offered_is_no_price_before(
    db: Session, artisan: Artisan, maker: Principal, curator: Principal
) -> None:
    listing = complete(db, artisan, maker)
    services.edit_listing(db, edit(listing, price_rupiah="800000"), actor=maker)
    services.edit_listing(db, edit(listing, price_rupiah="450000"), actor=maker)
    show(db, listing, maker, curator)
    services.withdraw(db, WithdrawListing(listing=listing.public_id), actor=maker)
    services.edit_listing(db, edit(listing, price_rupiah="800000"), actor=maker)
    services.edit_listing(db, edit(listing, price_rupiah="450000"), actor=maker)
    services.resume(db, SubmitListing(listing=listing.public_id), actor=maker)

    assert history(db) == [450_000_00]
    assert lowest_before(db, listing) is None


def test_many_small_steps_do_not_hide_the_lowest_price(
    db: Session, artisan: Artisan, maker: Principal, curator: Principal
) -> None:
    listing = sizes_of(db, artisan, maker, curator)
    for price in (60_000, *range(90_000, 90_025), 80_000):
        services.edit_listing(
            db, edit(listing, price_rupiah=str(price), sold_as="in_stock"), actor=maker
        )

    assert lowest_before(db, listing) is None


@pytest.mark.parametrize("price", ["9999", "250000000", "999"])
def test_a_typing_error_in_a_price_is_asked_back_and_changes_nothing(
    db: Session, artisan: Artisan, maker: Principal, price: str
) -> None:
    listing = complete(db, artisan, maker)

    with pytest.raises(UnusualPrice):
        services.edit_listing(db, edit(listing, price_rupiah=price), actor=maker)
    with pytest.raises(UnusualPrice):
        services.edit_listing(
            db, edit(listing, price_rupiah=price, price_confirmed="1"), actor=maker
        )

    assert (listing.price_minor, listing.revision) == (450_000_00, 3)
    services.edit_listing(db, edit(listing, price_rupiah=price, price_confirmed=price), actor=maker)
    assert listing.price_minor == int(price) * 100


def test_sizes_come_and_go_but_ordered_ones_are_kept(
    db: Session, artisan: Artisan, maker: Principal
) -> None:
    listing = draft(db, artisan, maker)
    services.edit_listing(db, edit(listing, sold_as="in_stock"), actor=maker)
    services.set_variants(
        db, table(listing, sizes=["S", "M"], pieces=["2", "3"], prices=["", "475000"]), actor=maker
    )
    small, medium = queries.variants(db, listing.id)
    assert [(v.size, v.on_hand, v.price_minor) for v in (small, medium)] == [
        ("S", 2, 450_000_00),
        ("M", 3, 475_000_00),
    ]

    services.set_variants(db, table(listing, sizes=["M", "L"], pieces=["5", "1"]), actor=maker)

    assert [(v.size, v.on_hand) for v in queries.variants(db, listing.id)] == [("M", 5), ("L", 1)]
    assert db.get_one(Variant, small.id).is_retired
    for variant in db.scalars(sa.select(Variant)):
        moved = db.scalar(
            sa.select(sa.func.sum(StockMovement.change)).where(
                StockMovement.variant_id == variant.id
            )
        )
        assert moved == variant.on_hand


def table(
    listing: Listing,
    *,
    sizes: list[str],
    pieces: list[str],
    prices: list[str] | None = None,
) -> SetVariants:
    return SetVariants(
        listing=listing.public_id,
        revision=listing.revision,
        sizes=sizes,  # type: ignore[arg-type]
        pieces=pieces,  # type: ignore[arg-type]
        prices_rupiah=prices or [""] * len(sizes),  # type: ignore[arg-type]
    )


def test_reserved_pieces_cannot_be_counted_away(
    db: Session, artisan: Artisan, maker: Principal
) -> None:
    listing = draft(db, artisan, maker)
    services.edit_listing(db, edit(listing, sold_as="in_stock"), actor=maker)
    (variant,) = services.set_variants(db, table(listing, sizes=[""], pieces=["3"]), actor=maker)
    stock.reserve(
        db,
        {variant.id: 2},
        reference="C26-AAAA-BBBB",
        holders=[],
        expires_at=listing.created_at,
        held_pieces=9,
    )

    with pytest.raises(StockOutOfRange):
        services.set_variants(db, table(listing, sizes=[""], pieces=["1"]), actor=maker)


def test_a_one_of_a_kind_piece_is_one(db: Session, artisan: Artisan, maker: Principal) -> None:
    listing = complete(db, artisan, maker)

    with pytest.raises(StockOutOfRange):
        services.set_variants(db, table(listing, sizes=[""], pieces=["2"]), actor=maker)


def test_a_one_of_a_kind_piece_has_no_sizes(
    db: Session, artisan: Artisan, maker: Principal
) -> None:
    listing = complete(db, artisan, maker)

    with pytest.raises(Invalid) as refusal:
        services.set_variants(db, table(listing, sizes=["S", "M"], pieces=["1", "1"]), actor=maker)

    assert refusal.value.field == "sizes"


def test_selling_in_another_way_takes_the_variants_along(
    db: Session, artisan: Artisan, maker: Principal
) -> None:
    listing = complete(db, artisan, maker)

    services.edit_listing(db, edit(listing, sold_as="made_to_order", lead_days="14"), actor=maker)

    db.expire_all()
    (variant,) = queries.variants(db, listing.id)
    assert (variant.is_stocked, variant.is_unique, listing.lead_days) == (False, False, 14)


# -- review --------------------------------------------------------------------------------------


def test_an_incomplete_listing_says_what_is_missing_and_why(
    db: Session, artisan: Artisan, maker: Principal
) -> None:
    listing = draft(db, artisan, maker)

    with pytest.raises(NotComplete) as refusal:
        services.submit(db, SubmitListing(listing=listing.public_id), actor=maker)

    assert [missing.field for missing in refusal.value.missing] == [
        "story_id", "price_minor", "weight_grams", "packed_size", "size", "pictures", "motifs",
        "dyes", "variants", "places",
    ]  # fmt: skip
    assert all(str(missing.what) and str(missing.why) for missing in refusal.value.missing)
    assert listing.status == "draft"


def test_from_draft_to_window_and_back(
    db: Session, artisan: Artisan, maker: Principal, curator: Principal
) -> None:
    listing = complete(db, artisan, maker)
    name = listing.public_id

    services.submit(db, SubmitListing(listing=name), actor=maker)
    with pytest.raises(NotPossibleNow):
        services.submit(db, SubmitListing(listing=name), actor=maker)
    services.return_listing(db, ReturnListing(listing=name, reason="Foto gelap"), actor=curator)
    assert listing.review_reason == "Foto gelap"
    services.edit_listing(db, edit(listing, story_id=f"{STORY} Difoto lagi."), actor=maker)
    services.submit(db, SubmitListing(listing=name), actor=maker)
    approve(db, listing, curator)
    first_published = listing.published_at
    services.withdraw(db, WithdrawListing(listing=name), actor=maker)
    services.resume(db, SubmitListing(listing=name), actor=maker)

    assert moves(db, listing) == [
        ("draft", "submitted"),
        ("submitted", "returned"),
        ("returned", "submitted"),
        ("submitted", "published"),
        ("published", "withdrawn"),
        ("withdrawn", "published"),
    ]
    assert first_published is not None
    assert listing.published_at == first_published
    assert listing.review_reason == ""
    assert [name for name in events(db) if name.startswith("catalog.listing")] == [
        "catalog.listing_submitted",
        "catalog.listing_returned",
        "catalog.listing_submitted",
        "catalog.listing_published",
        "catalog.listing_withdrawn",
        "catalog.listing_published",
    ]


def test_staff_take_a_live_listing_out_and_its_artisan_cannot_put_it_back(
    db: Session, artisan: Artisan, maker: Principal, curator: Principal
) -> None:
    listing = complete(db, artisan, maker)
    show(db, listing, maker, curator)

    services.take_out(
        db, TakeOutListing(listing=listing.public_id, reason="Melanggar pakem"), actor=curator
    )

    assert events(db)[-2:] == ["catalog.listing_returned", "catalog.listing_withdrawn"]
    with pytest.raises(NotPossibleNow):
        services.resume(db, SubmitListing(listing=listing.public_id), actor=maker)


def test_painted_cloth_is_batik_once_hot_wax_was_seen(
    db: Session, artisan: Artisan, maker: Principal, curator: Principal
) -> None:
    listing = complete(db, artisan, maker, technique_id="batik-lukis")
    show(db, listing, maker, curator, evidence=())
    assert (listing.status, listing.is_batik) == ("published", False)

    services.edit_listing(
        db, edit(listing, technique_id="batik-lukis", title_en="Painted"), actor=maker
    )
    show(db, listing, maker, curator, evidence=("process_picture",))

    assert listing.is_batik
    approved = versions.approved(db, listing.id)
    assert approved is not None
    assert approved.evidence == ["process_picture"]


@pytest.mark.parametrize(
    ("status", "form", "code"),
    [
        ("restricted", "kain-panjang", "restricted"),
        ("permission_required", "kain-panjang", "permission"),
        ("respectful_use", "keset", "respect"),
        ("open_with_attribution", "kain-panjang", "credit"),
        ("not_kaltim_sacred", "kain-panjang", "sacred"),
    ],
)
def test_the_canon_blocks_what_it_forbids(  # noqa: PLR0917
    db: Session,
    artisan: Artisan,
    maker: Principal,
    curator: Principal,
    status: str,
    form: str,
    code: str,
) -> None:
    make_motif(db, "dijaga", name_id="Dijaga", name_en="Guarded", cultural_status=status)
    listing = complete(db, artisan, maker, motif_ids=["dijaga"], form_id=form)

    with pytest.raises(AgainstTheCanon) as refusal:
        show(db, listing, maker, curator)

    assert len(refusal.value.reasons) == 1
    assert listing.status == "draft"
    assert "catalog.listing_published" not in events(db)


def test_editing_a_live_listing_leaves_what_buyers_read(
    db: Session, artisan: Artisan, maker: Principal, curator: Principal
) -> None:
    listing = complete(db, artisan, maker)
    show(db, listing, maker, curator)
    before = len(events(db))

    services.edit_listing(db, edit(listing, title_id="Nama baru", story_id="pendek"), actor=maker)

    assert (listing.status, listing.title_id, listing.story_id) == (
        "published", "Kain Pesut Pagi", STORY,
    )  # fmt: skip
    assert events(db)[before:] == [], "buyers have nothing new to read"
    assert versions.working(db, listing).title_id == "Nama baru"


def test_a_live_listing_keeps_its_price_and_the_form_says_why(
    db: Session, artisan: Artisan, maker: Principal, curator: Principal
) -> None:
    listing = complete(db, artisan, maker)
    show(db, listing, maker, curator)
    db.commit()

    with pytest.raises(NotComplete) as refusal:
        services.edit_listing(db, edit(listing, price_rupiah="0"), actor=maker)

    assert [one.field for one in refusal.value.missing] == ["price_minor"]
    db.rollback()
    kept = db.get_one(Listing, listing.id)
    assert (kept.price_minor, kept.status) == (450_000_00, "published")


# -- pictures and process ------------------------------------------------------------------------


def pictures_of(db: Session, listing: Listing) -> list[str]:
    return [picture.alt_id for picture in shown_pictures(db, listing)]


def shown_pictures(db: Session, listing: Listing) -> list[DeskPicture]:
    return queries.pictures(db, versions.working(db, listing))


def test_pictures_are_put_in_order_given_words_and_taken_away(
    db: Session, artisan: Artisan, maker: Principal
) -> None:
    listing = draft(db, artisan, maker)
    for word in ("satu", "dua", "tiga"):
        services.add_picture(
            db,
            AddPicture(listing=listing.public_id, alt_id=word),
            picture_id=make_picture(db).id,
            actor=maker,
        )
    one, two, three = (p.public_id for p in shown_pictures(db, listing))

    services.arrange_pictures(
        db,
        ArrangePictures(
            listing=listing.public_id, pictures=(three, one), alts_id=("tiga!", "satu")
        ),
        actor=maker,
    )

    assert pictures_of(db, listing) == ["tiga!", "satu"]
    db.expire_all()
    removed = db.scalars(sa.select(Picture).where(Picture.public_id == two)).one()
    assert (removed.state, removed.refusal) == ("refused", "removed")


def test_somebody_elses_picture_cannot_be_arranged_in(
    db: Session, artisan: Artisan, maker: Principal
) -> None:
    listing = draft(db, artisan, maker)
    other = make_picture(db)

    with pytest.raises(NotFound):
        services.arrange_pictures(
            db,
            ArrangePictures(listing=listing.public_id, pictures=(other.public_id,)),
            actor=maker,
        )


def test_a_listing_has_at_most_a_dozen_pictures(
    db: Session, artisan: Artisan, maker: Principal
) -> None:
    listing = make_listing(db, artisan=artisan, pictures=policy.MOST_PICTURES)

    with pytest.raises(TooManyPictures):
        services.add_picture(
            db,
            AddPicture(listing=listing.public_id),
            picture_id=make_picture(db).id,
            actor=maker,
        )


def test_steps_of_the_making_are_added_and_removed(
    db: Session, artisan: Artisan, maker: Principal
) -> None:
    listing = draft(db, artisan, maker)
    step = AddProcessEntry(listing=listing.public_id, step_id="nglowong", note_id="Sembilan hari")

    services.add_process_entry(db, step, actor=maker)
    services.add_process_entry(db, step, actor=maker)
    shown = versions.working(db, listing).steps_digest
    remove = RemoveProcessEntry(listing=listing.public_id, position=0, steps=shown)
    services.remove_process_entry(db, remove, actor=maker)
    with pytest.raises(Stale):
        services.remove_process_entry(db, remove, actor=maker)

    assert db.scalars(sa.select(ProcessEntry.position)).all() == [0], "a double tap takes one"
    with pytest.raises(NotFound):
        services.remove_process_entry(
            db,
            RemoveProcessEntry(
                listing=listing.public_id,
                position=1,
                steps=versions.working(db, listing).steps_digest,
            ),
            actor=maker,
        )


def test_the_system_may_do_everything(db: Session, artisan: Artisan) -> None:
    listing = complete(db, artisan, SYSTEM)

    show(db, listing, SYSTEM, SYSTEM)

    assert listing.status == "published"


# -- desks ---------------------------------------------------------------------------------------


def test_a_desk_shows_only_the_own_listings(db: Session, artisan: Artisan) -> None:
    mine = make_listing(db, artisan=artisan, pictures=1)
    make_listing(db)

    rows = queries.desk(db, artisan_ids={artisan.id})

    assert [row.public_id for row in rows] == [mine.public_id]
    assert rows[0].left == 1
    assert queries.desk_counts(db, artisan_ids={artisan.id}) == {"published": 1}
    assert queries.desk_counts(db, artisan_ids=None) == {"published": 2}
    assert queries.desk(db, artisan_ids=frozenset()) == []
    with pytest.raises(NotFound):
        queries.of_artisans(db, mine.public_id, artisan_ids=frozenset({artisan.id + 999}))
