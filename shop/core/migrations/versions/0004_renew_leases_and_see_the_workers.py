"""Renew leases and see the workers.

Columns are added without a default and may be NULL, so the release before this one works with
them too. What it had claimed for minutes counts as free: no claim lasts that long any more.

Revision: 0004
After: 0003
"""

import sqlalchemy as sa
from alembic import op

from shop.core.db import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CLAIMED = ("shop_jobs", "shop_letters", "shop_outbox", "shop_payment_inbox", "shop_refunds")


def upgrade() -> None:
    op.create_table(
        "shop_workers",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("last_round_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_workers")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_workers_public_id")),
    )
    op.add_column("shop_refunds", sa.Column("claimed_until", Instant(), nullable=True))
    for table in CLAIMED:
        op.add_column(table, sa.Column("claimed_by", sa.String(length=40), nullable=True))


def downgrade() -> None:
    for table in CLAIMED:
        op.drop_column(table, "claimed_by")
    op.drop_column("shop_refunds", "claimed_until")
    op.drop_table("shop_workers")
