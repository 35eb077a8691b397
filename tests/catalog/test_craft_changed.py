"""A newer seed renames a technique, a fabric, a place: what shows the old name is looked at anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from shop.catalog.index import CatalogueIndex, Wish, feed, subscriber
from shop.catalog.models import FeedEntry, Listing, ListingDye, ProcessEntry
from shop.core import outbox
from shop.core.db import Model
from shop.heritage.events import CraftChanged
from shop.heritage.models import (
    CareInstruction,
    Dye,
    Fabric,
    Form,
    Motif,
    ProcessStep,
    Region,
    Technique,
)
from shop.heritage.seed.loading import bring_in
from tests.catalog.conftest import Catch
from tests.factories import make_artisan, make_listing, make_motif


def dyed(db: Session) -> Listing:
    listing = make_listing(db)
    db.add(ListingDye(listing_id=listing.id, dye_id="indigofera"))
    return listing


def told(db: Session) -> Listing:
    listing = make_listing(db)
    db.add(ProcessEntry(listing_id=listing.id, step_id="nglowong", position=0))
    return listing


def carried(db: Session) -> Listing:
    make_motif(db)
    return make_listing(db, motif_ids=["pesut-mahakam"])


def cared_for(db: Session) -> Listing:
    db.add(
        CareInstruction(
            id="cuci-dingin", name_id="Cuci dingin", name_en="Wash cold",
            position=0, confidence="high",
        )
    )  # fmt: skip
    db.flush()
    return make_listing(db, care=["cuci-dingin"])


#: A piece that shows a row of the craft, that row's table and key, and what names it.
SHOWN: dict[str, tuple[Callable[[Session], Listing], type[Model], str, str]] = {
    "technique": (lambda db: make_listing(db, technique_id="batik-cap"), Technique, "id", "batik-cap"),
    "fabric": (lambda db: make_listing(db, fabric_id="sutera"), Fabric, "id", "sutera"),
    "form": (lambda db: make_listing(db, form_id="kemeja-pendek"), Form, "id", "kemeja-pendek"),
    "dye": (dyed, Dye, "id", "indigofera"),
    "step": (told, ProcessStep, "id", "nglowong"),
    "care": (cared_for, CareInstruction, "id", "cuci-dingin"),
    "motif": (carried, Motif, "id", "pesut-mahakam"),
    "the maker's place": (
        lambda db: make_listing(db, artisan=make_artisan(db, region_code="64.71")),
        Region, "code", "64.71",
    ),
    "the place of a step": (lambda db: make_listing(db, dyed_in="64.71"), Region, "code", "64.71"),
}  # fmt: skip


@pytest.mark.parametrize("what", SHOWN)
def test_what_shows_the_old_words_is_kept_no_longer(
    db: Session, index: CatalogueIndex, relay: Catch, what: str
) -> None:
    make, table, key, value = SHOWN[what]
    shows = make(db)
    subscriber.rebuild(db)
    relay()
    index.snapshot(db).kept_of(shows.id)["card"] = "as it was"

    bring_in(db, table, [{key: value, "name_id": "Zamrud"}])
    relay()

    assert index.snapshot(db).kept_of(shows.id) == {}


@pytest.mark.parametrize("what", ["technique", "fabric", "form", "motif", "the maker's place"])
def test_a_piece_is_found_by_its_new_words_and_not_by_the_old_ones(
    db: Session, index: CatalogueIndex, relay: Catch, what: str
) -> None:
    make, table, key, value = SHOWN[what]
    shows = make(db)
    make_listing(db)
    bring_in(db, table, [{key: value, "name_id": "Mutiara"}])
    subscriber.rebuild(db)
    relay()
    assert index.page(db, Wish(question="mutiara")).listing_ids == (shows.id,)

    bring_in(db, table, [{key: value, "name_id": "Zamrud"}])
    relay()

    assert index.page(db, Wish(question="zamrud")).listing_ids == (shows.id,)
    assert index.page(db, Wish(question="mutiara")).listing_ids == ()


def test_the_grid_shows_the_new_name_on_cards_and_beside_the_facet(
    db: Session, client: FlaskClient, relay: Catch
) -> None:
    make_listing(db, technique_id="batik-cap", fabric_id="sutera")
    make_listing(db)
    subscriber.rebuild(db)
    relay()
    assert "Batik cap" in client.get("/batik/").text

    bring_in(db, Technique, [{"id": "batik-cap", "name_id": "Batik stempel"}])
    relay()

    page = client.get("/batik/").text
    assert "Batik stempel" in page
    assert "Batik cap" not in page


def test_a_change_of_half_the_shop_builds_the_index_anew(
    db: Session, index: CatalogueIndex, relay: Catch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriber, "MANY", 2)
    listings = [make_listing(db) for _ in range(3)]
    subscriber.rebuild(db)
    relay()
    position = feed.head(db)
    index.snapshot(db).kept_of(listings[0].id)["card"] = "as it was"

    bring_in(db, Technique, [{"id": "batik-tulis", "name_id": "Zamrud"}])
    relay()

    assert feed.head(db) == position + feed.KEPT + 1
    assert db.scalars(sa.select(FeedEntry)).all() == []
    assert index.snapshot(db).kept_of(listings[0].id) == {}


def test_what_no_piece_shows_is_known_by_its_new_name_all_the_same(
    db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    make_listing(db)
    subscriber.rebuild(db)
    relay()
    index.snapshot(db)

    outbox.emit(db, CraftChanged(kind="fabric", keys=["sutera"]))
    db.execute(sa.update(Fabric).where(Fabric.id == "sutera").values(name_id="Zamrud"))
    relay()

    assert index.snapshot(db).names.given["fabric"]["sutera"] == ("Zamrud", "Silk")
