"""Keep versions of listings.

What buyers read of a listing that is or was in the shop is written down as its approved version 1,
which is what it amounts to; a submitted or returned listing gets the version that was submitted.
Batik that is in the shop keeps its name, with the remark that its evidence was not recorded then;
everything else needs evidence when it is reviewed.

Revision: 0008
After: 0007
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from shop.core.db import Instant, Key

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

#: Listings that are read and written at a time.
BATCH = 500

COLUMNS = (
    "title_id", "title_en", "story_id", "story_en", "sold_as", "lead_days", "technique_id",
    "has_prada", "form_id", "fabric_id", "fibres", "grams_per_square_metre", "width_cm",
    "height_cm", "weight_grams", "packed_length_cm", "packed_width_cm", "packed_height_cm",
    "care", "colours", "designed_in", "waxed_in", "dyed_in", "sewn_in", "attribution_id",
    "attribution_en",
)  # fmt: skip
ROLES = {"utama": "motif_ids", "pendukung": "supporting_motif_ids", "isen": "filling_motif_ids"}

OPEN = sa.text("status IN ('draft', 'submitted')")

LISTINGS = sa.table(
    "shop_listings",
    sa.column("id", Key),
    sa.column("status", sa.String),
    sa.column("is_batik", sa.Boolean),
    sa.column("hot_wax_evidence", sa.Boolean),
    sa.column("review_reason", sa.Text),
    sa.column("published_at", Instant()),
    sa.column("updated_at", Instant()),
    sa.column("public_id", sa.String),
    *(
        sa.column(name, sa.JSON() if name in ("fibres", "care", "colours") else None)
        for name in COLUMNS
    ),
)
TECHNIQUES = sa.table(
    "shop_techniques", sa.column("id", sa.String), sa.column("batik_rule", sa.String)
)


def _side(name: str, *columns: str, on: Any = None) -> sa.TableClause:
    typed = [sa.column("on", sa.Date)] if on else []
    return sa.table(name, *(sa.column(column) for column in ("listing_id", *columns)), *typed)


DYES = _side("shop_listing_dyes", "id", "dye_id")
MOTIFS = _side("shop_listing_motifs", "id", "motif_id", "role")
LINKS = _side("shop_listing_pictures", "id", "picture_id", "position", "alt_id", "alt_en")
STEPS = _side(
    "shop_process_entries", "id", "step_id", "note_id", "note_en", "picture_id", "position", on=True
)
VARIANTS = sa.table(
    "shop_variants",
    sa.column("id"),
    sa.column("listing_id"),
    sa.column("size"),
    sa.column("colour"),
    sa.column("position"),
    sa.column("is_retired", sa.Boolean),
)
PICTURES = sa.table("shop_pictures", sa.column("id"), sa.column("public_id"))
VERSIONS = sa.table(
    "shop_listing_versions",
    sa.column("id", Key),
    sa.column("listing_id"),
    sa.column("number"),
    sa.column("status"),
    sa.column("document", sa.JSON),
    sa.column("evidence", sa.JSON),
    sa.column("created_at", Instant()),
    sa.column("submitted_at", Instant()),
    sa.column("decided_at", Instant()),
    sa.column("reason"),
)
REMARKS = sa.table(
    "shop_listing_remarks",
    sa.column("public_id"),
    sa.column("listing_id"),
    sa.column("version_id"),
    sa.column("place"),
    sa.column("text"),
    sa.column("state"),
    sa.column("answer"),
    sa.column("created_at", Instant()),
)


def upgrade() -> None:
    _create_versions()
    _create_remarks()
    for rows in _batches():
        documents = _documents([row.id for row in rows], rows)
        for row in rows:
            _write_versions(row, documents[row.id])
    # An explicit id list would not fit; the statuses say which rows buyers can see or resume.
    shown = LISTINGS.c.status.in_(("published", "withdrawn"))
    database = op.get_bind()
    database.execute(
        sa.update(LISTINGS).where(shown, LISTINGS.c.is_batik).values(hot_wax_evidence=sa.true())
    )
    database.execute(
        sa.update(LISTINGS).where(~shown).values(is_batik=sa.false(), hot_wax_evidence=sa.false())
    )


def _batches() -> Iterator[list[Any]]:
    last = 0
    while rows := list(
        op.get_bind().execute(
            sa.select(LISTINGS)
            .where(LISTINGS.c.id > last)
            .where(LISTINGS.c.published_at.is_not(None) | (LISTINGS.c.status != "draft"))
            .order_by(LISTINGS.c.id)
            .limit(BATCH)
        )
    ):
        yield rows
        last = rows[-1].id


def _documents(ids: list[int], rows: list[Any]) -> dict[int, dict[str, Any]]:
    """Return the documents that rows amount to, with every field that the schema has today."""
    database = op.get_bind()
    lists: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in database.execute(_of(DYES, ids).order_by(DYES.c.id)):
        lists[row.listing_id]["dye_ids"].append(row.dye_id)
    for row in database.execute(_of(MOTIFS, ids).order_by(MOTIFS.c.id)):
        lists[row.listing_id][ROLES[row.role]].append(row.motif_id)
    pictures = LINKS.join(PICTURES, PICTURES.c.id == LINKS.c.picture_id)
    for row in database.execute(
        sa.select(LINKS, PICTURES.c.public_id)
        .select_from(pictures)
        .where(LINKS.c.listing_id.in_(ids))
        .order_by(LINKS.c.position, LINKS.c.id)
    ):
        lists[row.listing_id]["pictures"].append(
            {"picture": row.public_id, "alt_id": row.alt_id, "alt_en": row.alt_en}
        )
    for row in database.execute(_steps(ids)):
        lists[row.listing_id]["steps"].append(
            {
                "step_id": row.step_id,
                "on": row.on.isoformat() if row.on else None,
                "note_id": row.note_id,
                "note_en": row.note_en,
                "picture": row.public_id or "",
            }
        )
    for row in database.execute(
        _of(VARIANTS, ids)
        .where(~VARIANTS.c.is_retired)
        .order_by(VARIANTS.c.position, VARIANTS.c.id)
    ):
        lists[row.listing_id]["variants"].append(
            {"size": row.size, "colour": row.colour, "price_rupiah": 0, "pieces": 0}
        )
    names = ("dye_ids", *ROLES.values(), "pictures", "steps", "variants")
    return {
        row.id: {
            **{name: getattr(row, name) for name in COLUMNS},
            "has_prada": bool(row.has_prada),
            **{name: lists[row.id][name] for name in names},
        }
        for row in rows
    }


def _of(table: sa.TableClause, ids: list[int]) -> sa.Select[Any]:
    return sa.select(table).where(table.c.listing_id.in_(ids))


def _steps(ids: list[int]) -> sa.Select[Any]:
    joined = STEPS.outerjoin(PICTURES, PICTURES.c.id == STEPS.c.picture_id)
    return (
        sa.select(STEPS, PICTURES.c.public_id)
        .select_from(joined)
        .where(STEPS.c.listing_id.in_(ids))
        .order_by(STEPS.c.position, STEPS.c.id)
    )


def _write_versions(row: Any, document: dict[str, Any]) -> None:
    number = 1
    if row.published_at is not None:
        is_shown = row.status in ("published", "withdrawn")
        evidence = ["before_versions"] if row.is_batik and is_shown else []
        key = _write(row, document, number, "approved", row.published_at, evidence=evidence)
        number += 1
        if row.status == "returned":
            _remark(row, key)
    if row.status == "submitted":
        _write(row, document, number, "submitted", row.updated_at)
    if row.status == "returned" and row.published_at is None:
        key = _write(row, document, number, "returned", row.updated_at, reason=row.review_reason)
        _remark(row, key)


def _write(
    row: Any,
    document: dict[str, Any],
    number: int,
    status: str,
    at: Any,
    *,
    evidence: list[str] | None = None,
    reason: str = "",
) -> int:
    key: Any = op.get_bind().scalar(
        sa.insert(VERSIONS)
        .values(
            listing_id=row.id,
            number=number,
            status=status,
            document=document,
            evidence=evidence or [],
            created_at=at,
            submitted_at=at,
            decided_at=None if status == "submitted" else at,
            reason=reason,
        )
        .returning(VERSIONS.c.id)
    )
    return int(key)


def _remark(row: Any, version_id: int) -> None:
    """Keep the reviewer's one text as a remark on the listing as a whole."""
    if not row.review_reason:
        return
    op.get_bind().execute(
        sa.insert(REMARKS).values(
            public_id=f"rmk_{row.public_id[-30:]}",
            listing_id=row.id,
            version_id=version_id,
            place="",
            text=row.review_reason,
            state="open",
            answer="",
            created_at=row.updated_at,
        )
    )


def _create_versions() -> None:
    op.create_table(
        "shop_listing_versions",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("listing_id", Key, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", Instant(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'returned', 'approved', 'discarded')",
            name=op.f("ck_shop_listing_versions_status_known"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('returned', 'approved') OR decided_at IS NOT NULL",
            name=op.f("ck_shop_listing_versions_decision_has_instant"),
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_shop_listing_versions_number_positive")),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["shop_listings.id"], name=op.f("fk_shop_listing_versions_listing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_listing_versions")),
        sa.UniqueConstraint(
            "listing_id", "number", name=op.f("uq_shop_listing_versions_listing_id_number")
        ),
    )
    op.create_index(
        "ix_shop_listing_versions_queue", "shop_listing_versions", ["status", "submitted_at"]
    )
    op.create_index(
        "uq_shop_listing_versions_open",
        "shop_listing_versions",
        ["listing_id"],
        unique=True,
        postgresql_where=OPEN,
        sqlite_where=OPEN,
    )


def _create_remarks() -> None:
    op.create_table(
        "shop_listing_remarks",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("listing_id", Key, nullable=False),
        sa.Column("version_id", Key, nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("resolved_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "state <> 'answered' OR answered_at IS NOT NULL",
            name=op.f("ck_shop_listing_remarks_answer_has_instant"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'resolved')",
            name=op.f("ck_shop_listing_remarks_state_known"),
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_shop_listing_remarks_text_there")),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["shop_listings.id"], name=op.f("fk_shop_listing_remarks_listing_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["shop_listing_versions.id"],
            name=op.f("fk_shop_listing_remarks_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_listing_remarks")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_listing_remarks_public_id")),
    )
    for column in ("listing_id", "version_id"):
        op.create_index(op.f(f"ix_shop_listing_remarks_{column}"), "shop_listing_remarks", [column])


def downgrade() -> None:
    """Give every listing the name that its technique alone gave it; changes that wait are lost."""
    database = op.get_bind()
    rule = (
        sa.select(TECHNIQUES.c.batik_rule)
        .where(TECHNIQUES.c.id == LISTINGS.c.technique_id)
        .scalar_subquery()
    )
    is_batik = sa.or_(
        rule == "always", sa.and_(rule == "only_if_hot_wax", LISTINGS.c.hot_wax_evidence)
    )
    database.execute(sa.update(LISTINGS).values(is_batik=is_batik))
    op.drop_table("shop_listing_remarks")
    op.drop_table("shop_listing_versions")
