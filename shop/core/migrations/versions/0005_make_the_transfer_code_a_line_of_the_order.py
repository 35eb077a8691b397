"""Make the transfer code a line of the order.

Revision: 0005
After: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TOTAL = "ck_shop_orders_total_adds_up"
WITH_CODE = "total_minor = goods_minor + shipping_minor + transfer_code_minor AND total_minor > 0"
WITHOUT_CODE = "total_minor = goods_minor + shipping_minor AND total_minor > 0"
NOT_NEGATIVE = "ck_shop_orders_transfer_code_not_negative"

#: The code of the payment whose money an order took, else of the one that still runs.
CODE_OF_ORDER = """
    coalesce((
      SELECT p.suffix_minor FROM shop_payments p
      WHERE p.order_id = shop_orders.id
        AND ((shop_orders.state IN ('paid', 'refunded') AND p.state = 'captured'
              AND NOT EXISTS (SELECT 1 FROM shop_refunds r
                              WHERE r.payment_id = p.id AND r.part_id IS NULL))
             OR (shop_orders.state = 'placed' AND p.state IN ('intended', 'started')))
      ORDER BY p.id DESC LIMIT 1
    ), 0)
"""


def upgrade() -> None:
    # Both databases take a CHECK with the column, and drop it with the column.
    op.execute(
        sa.text(
            "ALTER TABLE shop_refunds ADD COLUMN transfer_code_minor BIGINT DEFAULT 0 NOT NULL "
            "CONSTRAINT ck_shop_refunds_transfer_code_within_amount "
            "CHECK (transfer_code_minor >= 0 AND transfer_code_minor < amount_minor)"
        )
    )
    code = sa.Column("transfer_code_minor", sa.BigInteger(), server_default="0", nullable=False)
    with op.batch_alter_table("shop_orders") as batch:
        batch.drop_constraint(op.f(TOTAL), type_="check")
        batch.add_column(code)
        batch.create_check_constraint(op.f(TOTAL), WITH_CODE)
        batch.create_check_constraint(op.f(NOT_NEGATIVE), "transfer_code_minor >= 0")
    op.execute(
        sa.text(
            f"UPDATE shop_orders SET transfer_code_minor = {CODE_OF_ORDER}, "  # noqa: S608
            f"total_minor = goods_minor + shipping_minor + {CODE_OF_ORDER}"
        )
    )


def downgrade() -> None:
    op.drop_column("shop_refunds", "transfer_code_minor")
    # the payments still know the codes
    op.execute(
        sa.text(
            "UPDATE shop_orders SET transfer_code_minor = 0, "
            "total_minor = goods_minor + shipping_minor"
        )
    )
    with op.batch_alter_table("shop_orders") as batch:
        batch.drop_constraint(op.f(TOTAL), type_="check")
        batch.drop_constraint(op.f(NOT_NEGATIVE), type_="check")
        batch.drop_column("transfer_code_minor")
        batch.create_check_constraint(op.f(TOTAL), WITHOUT_CODE)
