"""Name the artisan of a talk and the owner of a brand.

Revision: 0006
After: 0005
"""

import json

import sqlalchemy as sa
from alembic import op

from shop.core.db import Instant, Key

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

#: A text that the first seed kept among the sources and that says that there is none.
NO_SOURCE = "general knowledge, not looked up"

MOTIFS = sa.table(
    "shop_motifs",
    sa.column("id", sa.String),
    sa.column("edited_at", Instant()),
    sa.column("sources", sa.JSON),
    sa.column("meaning_sources", sa.JSON),
    sa.column("rights_note", sa.Text),
    sa.column("rights_note_id", sa.Text),
    sa.column("rights_note_en", sa.Text),
)


def upgrade() -> None:
    _create_conflicts()
    # Raw ALTERs: SQLite adds a column with its constraint in one statement, and a rebuilt table
    # would lose the rows that refer to it.
    for table in ("shop_motif_consultations", "shop_motif_permissions"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN form_id VARCHAR(40) "
            f"CONSTRAINT fk_{table}_form_id REFERENCES shop_forms (id)"
        )
    op.add_column("shop_motif_consultations", sa.Column("artisan_id", sa.BigInteger()))
    op.create_index(
        op.f("ix_shop_motif_consultations_artisan_id"), "shop_motif_consultations", ["artisan_id"]
    )
    for name in ("editor_note_id", "editor_note_en", "rights_note_id", "rights_note_en"):
        op.add_column("shop_motifs", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.execute(
        "ALTER TABLE shop_motifs ADD COLUMN owner_artisan_id BIGINT "
        "CONSTRAINT ck_shop_motifs_only_brands_have_an_owner "
        "CHECK (owner_artisan_id IS NULL OR kind = 'brand')"
    )
    _rewrite_motifs()
    op.drop_column("shop_motifs", "rights_note")


def _create_conflicts() -> None:
    op.create_table(
        "shop_canon_conflicts",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("listing_id", Key, nullable=False),
        sa.Column("motif_id", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('kept', 'resolved')",
            name=op.f("ck_shop_canon_conflicts_decision_known"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decision IS NULL)",
            name=op.f("ck_shop_canon_conflicts_decisions_have_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["shop_listings.id"], name=op.f("fk_shop_canon_conflicts_listing_id")
        ),
        sa.ForeignKeyConstraint(
            ["motif_id"], ["shop_motifs.id"], name=op.f("fk_shop_canon_conflicts_motif_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_canon_conflicts")),
    )
    for column in ("listing_id", "motif_id"):
        op.create_index(op.f(f"ix_shop_canon_conflicts_{column}"), "shop_canon_conflicts", [column])
    op.create_index(
        "uq_shop_canon_conflicts_open",
        "shop_canon_conflicts",
        ["listing_id", "motif_id", "code"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )


def _rewrite_motifs() -> None:
    """Turn sources into citations and give the note on rights its language.

    The seed's notes were English; staff, who edited a row, wrote Indonesian. The next load of the
    seed fills in what staff did not edit.
    """
    database = op.get_bind()
    for row in database.execute(sa.select(MOTIFS)).all():
        note = "rights_note_en" if row.edited_at is None else "rights_note_id"
        database.execute(
            sa.update(MOTIFS)
            .where(MOTIFS.c.id == row.id)
            .values(
                sources=_cited(row.sources),
                meaning_sources=_cited(row.meaning_sources),
                **{note: row.rights_note},
            )
        )


def _cited(sources: list[str]) -> list[dict[str, str]]:
    return [{"text": source} for source in sources if source != NO_SOURCE]


def downgrade() -> None:
    op.add_column(
        "shop_motifs", sa.Column("rights_note", sa.Text(), nullable=False, server_default="")
    )
    database = op.get_bind()
    for row in database.execute(sa.select(MOTIFS)).all():
        database.execute(
            sa.update(MOTIFS)
            .where(MOTIFS.c.id == row.id)
            .values(
                sources=_texts(row.sources),
                meaning_sources=_texts(row.meaning_sources),
                rights_note=row.rights_note_en or row.rights_note_id,
            )
        )
    for name in (
        "owner_artisan_id",
        "rights_note_en",
        "rights_note_id",
        "editor_note_en",
        "editor_note_id",
    ):
        op.drop_column("shop_motifs", name)
    op.drop_index(op.f("ix_shop_motif_consultations_artisan_id"), "shop_motif_consultations")
    op.drop_column("shop_motif_consultations", "artisan_id")
    for table in ("shop_motif_permissions", "shop_motif_consultations"):
        op.drop_column(table, "form_id")
    op.drop_table("shop_canon_conflicts")


def _texts(citations: list[dict[str, str]]) -> list[str]:
    return [one.get("text") or json.dumps(one, ensure_ascii=False) for one in citations]
