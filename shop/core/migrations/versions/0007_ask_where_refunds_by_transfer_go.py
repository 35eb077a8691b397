"""Ask where refunds by transfer go.

Revision: 0007
After: 0006
"""

import sqlalchemy as sa
from alembic import op

from shop.core.db import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shop_refund_accounts",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bank", sa.String(length=80), nullable=False),
        sa.Column("account_number", sa.String(length=34), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "account_number <> '' AND holder <> ''",
            name=op.f("ck_shop_refund_accounts_account_named"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["shop_orders.id"], name=op.f("fk_shop_refund_accounts_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_refund_accounts")),
        sa.UniqueConstraint("order_id", name=op.f("uq_shop_refund_accounts_order_id")),
    )


def downgrade() -> None:
    op.drop_table("shop_refund_accounts")
