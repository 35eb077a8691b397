"""Freeze what providers are told.

Revision: 0002
After: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Payments are told from the start now. One that never was had not reached its provider:
    # nobody can pay it any more, and its buyer begins another.
    op.execute(
        sa.text(
            "UPDATE shop_payments SET state = 'failed', failure = 'never_started' "
            "WHERE told IS NULL AND state = 'intended'"
        )
    )
    op.execute(
        sa.text(
            "UPDATE shop_payments SET withdrawn_at = created_at "
            "WHERE told IS NULL AND state = 'closed' AND withdrawn_at IS NULL"
        )
    )
    op.drop_column("shop_checkouts", "provider")


def downgrade() -> None:
    op.add_column(
        "shop_checkouts",
        sa.Column("provider", sa.String(length=20), nullable=False, server_default=""),
    )
