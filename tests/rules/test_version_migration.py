"""What the migration that brings versions does to listings that are there already, and back."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog.document import ListingDocument
from shop.catalog.models import Listing, ListingDye, ListingRemark, ListingVersion, ProcessEntry
from shop.catalog.queries import versions
from shop.catalog.queries.documents import snapshot
from shop.core import schema
from shop.core.db import Database
from tests.factories import make_artisan, make_listing, make_motif, make_picture
from tests.rules.test_schema import empty  # noqa: F401

#: Revision before versions came.
BEFORE_VERSIONS = "0007"

#: Slug -> status, technique, was it batik, was it published, the reviewer's text.
CASES = {
    "batik": ("published", "batik-tulis", True, True, ""),
    "print": ("published", "tiruan-batik", False, True, ""),
    "painted": ("published", "batik-lukis", True, True, ""),
    "withdrawn": ("withdrawn", "batik-cap", True, True, ""),
    "submitted": ("submitted", "batik-tulis", True, False, ""),
    "returned": ("returned", "batik-tulis", True, False, "Foto gelap"),
    "taken-out": ("returned", "batik-tulis", True, True, "Melanggar pakem"),
    "draft": ("draft", "batik-tulis", True, False, ""),
}


def fill(db: Session) -> None:
    make_motif(db)
    artisan = make_artisan(db)
    for slug, (status, technique, is_batik, is_public, reason) in CASES.items():
        listing = make_listing(
            db,
            artisan=artisan,
            slug=slug,
            status=status,
            technique_id=technique,
            is_batik=is_batik,
            hot_wax_evidence=technique == "batik-lukis",
            review_reason=reason,
            motif_ids=["pesut-mahakam"],
            sizes=("S", "M"),
            stock=4,
            pictures=2,
            **({} if is_public else {"published_at": None}),
        )
        db.add(ListingDye(listing_id=listing.id, dye_id="indigofera"))
        step = ProcessEntry(
            listing_id=listing.id,
            step_id="nglowong",
            on=dt.date(2026, 10, 2),
            note_id="Sembilan hari",
            picture_id=make_picture(db).id,
            position=3,
        )
        db.add(step)
    db.flush()


def marks(database: Database) -> dict[str, tuple[bool, bool]]:
    with database.reading() as db:
        rows = db.execute(sa.select(Listing.slug, Listing.is_batik, Listing.hot_wax_evidence))
        return {slug: (is_batik, evidence) for slug, is_batik, evidence in rows}


def test_listings_get_the_version_that_buyers_read_and_go_back(
    empty: Database,  # noqa: F811
) -> None:
    schema.migrate(empty, BEFORE_VERSIONS)
    with empty.transaction() as db:
        fill(db)

    schema.migrate(empty)

    with empty.reading() as db:
        by_slug = {row.slug: row for row in db.scalars(sa.select(Listing))}
        found = {
            slug: [
                (version.number, version.status, version.evidence)
                for version in reversed(versions.history(db, listing.id))
            ]
            for slug, listing in by_slug.items()
        }
        remarks = {row.listing_id: row.text for row in db.scalars(sa.select(ListingRemark))}
        for version in db.scalars(sa.select(ListingVersion)):
            listing = db.get_one(Listing, version.listing_id)
            document = ListingDocument.model_validate(version.document)
            assert document == snapshot(db, listing), listing.slug
            assert version.document == document.as_json()
            assert len(document.pictures) == 2
            assert (document.steps[0].note_id, document.labels) == (
                "Sembilan hari", (("S", ""), ("M", "")),
            )  # fmt: skip
        assert versions.unprojected(db, limit=9) == (5, [])
    assert found == {
        "batik": [(1, "approved", ["before_versions"])],
        "print": [(1, "approved", [])],
        "painted": [(1, "approved", ["before_versions"])],
        "withdrawn": [(1, "approved", ["before_versions"])],
        "submitted": [(1, "submitted", [])],
        "returned": [(1, "returned", [])],
        "taken-out": [(1, "approved", [])],
        "draft": [],
    }
    assert remarks == {
        by_slug["returned"].id: "Foto gelap",
        by_slug["taken-out"].id: "Melanggar pakem",
    }
    shown = {"batik", "painted", "withdrawn"}
    assert marks(empty) == {slug: (slug in shown, slug in shown) for slug in CASES}

    schema.step_back(empty, BEFORE_VERSIONS)
    after = {slug: is_batik for slug, (is_batik, _evidence) in marks(empty).items()}
    assert after == {slug: case[2] for slug, case in CASES.items()}

    schema.migrate(empty)
    assert schema.current(empty) == schema.head()
