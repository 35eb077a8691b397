"""The index follows the shop window, in every process alike."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.events import ArtisanStatusChanged
from shop.artisans.models import Artisan
from shop.catalog import stock
from shop.catalog.events import (
    ListingChanged,
    ListingPublished,
    ListingWithdrawn,
    StockChanged,
)
from shop.catalog.index import CatalogueIndex, Page, Wish, feed, subscriber
from shop.catalog.models import FeedEntry, Listing, SearchVocabulary, SearchWord, Variant
from shop.core import outbox
from shop.core.db import Database
from tests.catalog.conftest import Catch
from tests.factories import days_ago, make_artisan, make_listing, make_motif


def published(db: Session, **values: object) -> Listing:
    listing = make_listing(db, **values)  # type: ignore[arg-type]
    outbox.emit(db, ListingPublished(listing_id=listing.id))
    return listing


def ask(database: Database, index: CatalogueIndex, question: str = "", **wish: object) -> Page:
    chosen = {
        k: (v,) if isinstance(v, str) else tuple(v) for k, v in wish.pop("chosen", {}).items()
    }  # type: ignore[attr-defined]
    with database.reading() as db:
        return index.page(db, Wish(question=question, chosen=chosen, **wish), size=3)  # type: ignore[arg-type]


def counts(page: Page, facet: str) -> dict[str, int]:
    return {o.value: o.count for f in page.facets if f.name == facet for o in f.options}


def test_a_new_listing_appears_and_a_withdrawn_one_goes(
    database: Database, db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    assert ask(database, index).total == 0
    first = published(db)
    relay()
    assert ask(database, index).listing_ids == (first.id,)

    first.status = "withdrawn"
    outbox.emit(db, ListingWithdrawn(listing_id=first.id))
    relay()

    assert ask(database, index).total == 0


def test_the_newest_come_first_and_pages_follow_each_other(
    database: Database, db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    made = [published(db, published_at=days_ago(db, age)) for age in (5, 1, 3, 2, 4)]
    relay()
    newest = [listing.id for listing in sorted(made, key=lambda li: li.published_at, reverse=True)]

    first = ask(database, index)
    assert list(first.listing_ids) == newest[:3]

    published(db, published_at=days_ago(db, 0))
    made[1].status = "withdrawn"
    outbox.emit(db, ListingWithdrawn(listing_id=made[1].id))
    relay()
    second = ask(database, index, after=first.after)

    assert list(second.listing_ids) == newest[3:]
    assert second.after == ""


@pytest.mark.parametrize(("sort", "wanted"), [("price", [1, 2, 3]), ("-price", [4, 3, 2])])
def test_sorting_by_price(  # noqa: PLR0917
    database: Database,
    db: Session,
    index: CatalogueIndex,
    relay: Catch,
    sort: str,
    wanted: list[int],
) -> None:
    for rupiah in (3, 1, 4, 2):
        published(db, price_minor=rupiah * 100_000_00, slug=f"kain-{rupiah}-ratus")
    relay()

    page = ask(database, index, sort=sort)

    slugs = dict(db.execute(sa.select(Listing.id, Listing.slug)).all())
    assert [slugs[i] for i in page.listing_ids] == [f"kain-{rupiah}-ratus" for rupiah in wanted]
    assert len(ask(database, index, sort=sort, after=page.after).listing_ids) == 1


def test_counts_say_what_another_choice_would_add(
    database: Database, db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    make_motif(db, "pesut-mahakam")
    make_motif(db, "enggang", name_id="Enggang", name_en="Hornbill")
    published(db, motif_ids=["pesut-mahakam"], colours=["blue"])
    published(db, motif_ids=["pesut-mahakam", "enggang"], colours=["brown"])
    published(db, motif_ids=["enggang"], colours=["brown"], technique_id="batik-cap")
    relay()

    page = ask(database, index, chosen={"motif": "pesut-mahakam"})

    assert page.total == 2
    assert counts(page, "motif") == {"pesut-mahakam": 2, "enggang": 2}
    assert counts(page, "colour") == {"blue": 1, "brown": 1}
    assert counts(page, "technique") == {"batik-tulis": 2}
    both = ask(database, index, chosen={"motif": ["pesut-mahakam", "enggang"], "colour": "brown"})
    assert both.total == 2
    assert counts(both, "motif") == {"pesut-mahakam": 1, "enggang": 2}


@pytest.mark.parametrize(
    ("chosen", "total"),
    [
        ({"technique": "tiruan-batik"}, 1),
        ({"batik": "yes"}, 3),
        ({"place": "balikpapan"}, 1),
        ({"fabric": "sutera"}, 1),
        ({"dye": "natural"}, 1),
        ({"price": "150"}, 1),
        ({"price": ["150", "1000"]}, 2),
        ({"ready": "order"}, 1),
        ({"ready": "now"}, 3),
        ({"only": "unique"}, 3),
        ({"form": "kemeja-pendek"}, 1),
        ({"colour": "green"}, 0),
        ({"motif": "no-such-motif"}, 0),
        ({"artisan": "no-such-artisan"}, 0),
        ({"nonsense": "x"}, 4),
    ],
)
def test_each_facet_narrows_down(  # noqa: PLR0917
    database: Database,
    db: Session,
    index: CatalogueIndex,
    relay: Catch,
    chosen: dict[str, str],
    total: int,
) -> None:
    published(db, technique_id="tiruan-batik", is_batik=False, price_minor=299_999_00)
    published(db, artisan=make_artisan(db, region_code="64.71"), fabric_id="sutera")
    published(db, stock=None, form_id="kemeja-pendek", has_natural_dye=True)
    published(db, price_minor=1_999_999_00)
    relay()

    assert ask(database, index, chosen=chosen).total == total


def test_what_is_held_or_sold_leaves_the_grid_and_can_be_asked_for(
    database: Database, db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    listing, other = published(db), published(db)
    relay()
    assert ask(database, index).total == 2

    variant_id = db.scalar(sa.select(Variant.id).where(Variant.listing_id == listing.id))
    assert variant_id is not None
    stock.reserve(
        db,
        {variant_id: 1},
        reference="C26-AAAA-BBBB",
        holders=[],
        expires_at=days_ago(db, -1),
        held_pieces=1,
    )
    relay()
    assert ask(database, index).listing_ids == (other.id,)
    assert ask(database, index, chosen={"ready": "sold"}).listing_ids == (listing.id,)
    assert counts(ask(database, index), "ready") == {"now": 1, "sold": 1}

    stock.release(db, "C26-AAAA-BBBB")
    relay()
    assert ask(database, index).total == 2


def test_a_suspended_workshop_leaves_the_window_and_comes_back(
    database: Database, db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    artisan = make_artisan(db)
    mine, other = published(db, artisan=artisan), published(db)
    relay()

    artisan.status = "suspended"
    outbox.emit(db, ArtisanStatusChanged(artisan_id=artisan.id, status="suspended"))
    relay()
    assert ask(database, index).listing_ids == (other.id,)
    assert counts(ask(database, index), "artisan").keys() == {other_slug(db, other)}
    assert ask(database, index, mine.title_id).total == 0

    artisan.status = "active"
    outbox.emit(db, ArtisanStatusChanged(artisan_id=artisan.id, status="active"))
    relay()
    assert ask(database, index).total == 2
    assert ask(database, index, mine.title_id).total == 1


def other_slug(db: Session, listing: Listing) -> str:
    return db.get_one(Artisan, listing.artisan_id).slug


def test_a_process_that_followed_equals_one_that_started_anew(
    database: Database, db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    make_motif(db)
    artisans = [make_artisan(db) for _ in range(3)]
    made: list[Listing] = []
    for number in range(12):
        made.append(
            published(
                db,
                artisan=artisans[number % 3],
                motif_ids=["pesut-mahakam"] if number % 2 else [],
                price_minor=(number + 1) * 50_000_00,
                published_at=days_ago(db, number % 5),
                colours=["blue"],
            )
        )
        relay()
        ask(database, index)
    made[3].status = "withdrawn"
    outbox.emit(db, ListingWithdrawn(listing_id=made[3].id))
    made[4].price_minor = 9_000_000_00
    db.execute(
        sa.update(Variant).where(Variant.listing_id == made[4].id).values(price_minor=9_000_000_00)
    )
    made[5].colours = ["red"]
    for listing in made[4:6]:
        outbox.emit(db, ListingChanged(listing_id=listing.id))
    relay()
    for question in ("", "pesut", "contoh", "pesutt"):
        for sort in ("newest", "price", "-price", ""):
            for after in ("", ask(database, index, question, sort=sort).after):
                followed = ask(database, index, question, sort=sort, after=after)
                anew = ask(database, CatalogueIndex(), question, sort=sort, after=after)
                assert followed == anew


def test_two_processes_see_the_same_change(
    database: Database, db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    other = CatalogueIndex()
    ask(database, index)
    ask(database, other)

    listing = published(db)
    relay()

    assert ask(database, index).listing_ids == ask(database, other).listing_ids == (listing.id,)


def test_a_process_that_fell_too_far_behind_builds_anew(
    database: Database, db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    published(db)
    relay()
    assert ask(database, index).total == 1
    published(db)
    published(db)
    relay()

    feed.compact(db, keep=1)
    db.commit()

    assert db.scalar(sa.select(sa.func.count()).select_from(FeedEntry)) == 1
    assert ask(database, index).total == 3


def test_rebuilding_writes_the_same_words_and_reaches_every_process(
    database: Database, db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    make_motif(db, aliases=["lumba-lumba sungai"])
    published(db, motif_ids=["pesut-mahakam"])
    published(db)
    relay()
    ask(database, index)
    before = words_in(db)
    db.commit()

    loaded = make_listing(db, title_id="Dimuat banyak sekaligus")
    subscriber.rebuild(db)
    db.commit()

    assert set(before) < set(words_in(db))
    assert ask(database, index).total == 3
    assert ask(database, index, "sekaligus").listing_ids == (loaded.id,)


def words_in(db: Session) -> list[tuple[str, int, int]]:
    return [
        tuple(row)
        for row in db.execute(
            sa.select(SearchWord.word, SearchWord.listing_id, SearchWord.weight).order_by(
                SearchWord.word, SearchWord.listing_id
            )
        )
    ]


def test_the_vocabulary_counts_listings_and_forgets_what_is_gone(db: Session, relay: Catch) -> None:
    first, second = (
        published(db, title_id="Kain Zamrud"),
        published(db, title_id="Selendang Zamrud"),
    )
    relay()
    assert listings_with(db, "zamrud") == 2

    first.title_id = "Kain Mutiara"
    outbox.emit(db, ListingChanged(listing_id=first.id))
    second.status = "withdrawn"
    outbox.emit(db, ListingWithdrawn(listing_id=second.id))
    relay()

    assert listings_with(db, "zamrud") == 0
    assert listings_with(db, "mutiara") == 1


def listings_with(db: Session, word: str) -> int | None:
    db.rollback()
    return db.scalar(sa.select(SearchVocabulary.listings).where(SearchVocabulary.word == word))


def test_broken_tokens_start_at_the_first_page(
    database: Database, db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    made = [published(db, price_minor=(n + 1) * 100_000_00).id for n in range(4)]
    relay()
    cheapest = ask(database, index, sort="price")

    for token in ("x", "AAAA", "ÄÖÜ", cheapest.after[:-1], cheapest.after + "AAAA", "=" * 9):
        assert len(ask(database, index, after=token).listing_ids) == 3
    assert ask(database, index, sort="newest", after=cheapest.after).listing_ids == tuple(
        sorted(made, reverse=True)[:3]
    ), "a token of another order is no place in this one"


def test_what_is_kept_of_a_listing_goes_with_its_change_and_stays_with_others(
    db: Session, index: CatalogueIndex
) -> None:
    first, second = make_listing(db), make_listing(db)
    subscriber.rebuild(db)
    before = index.snapshot(db)
    before.kept_of(first.id)["card"] = "first, as it was"
    before.kept_of(second.id)["card"] = "second"

    subscriber.stock_changed(db, StockChanged(listing_ids=[first.id]))
    after = index.snapshot(db)
    before.kept_of(first.id)["card"] = "read before the change, written after it"

    assert after.kept_of(first.id) == {}
    assert after.kept_of(second.id) == {"card": "second"}
