"""Keep live answers of couriers.

Revision: 0003
After: 0002
"""

import sqlalchemy as sa
from alembic import op

from shop.core.db import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shop_live_answers",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("carrier", sa.String(length=30), nullable=False),
        sa.Column("enquiry", sa.String(length=64), nullable=False),
        sa.Column("quotes", sa.JSON(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("valid_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_live_answers")),
        sa.UniqueConstraint(
            "carrier", "enquiry", name=op.f("uq_shop_live_answers_carrier_enquiry")
        ),
    )
    op.create_index(op.f("ix_shop_live_answers_enquiry"), "shop_live_answers", ["enquiry"])
    op.create_index(op.f("ix_shop_live_answers_valid_until"), "shop_live_answers", ["valid_until"])


def downgrade() -> None:
    op.drop_table("shop_live_answers")
