"""Create the shop.

Revision: 0001
After: nothing
"""

import sqlalchemy as sa
from alembic import op

from shop.core import schema
from shop.core.db import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shop_accounts",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("tf_totp_secret", sa.Text(), nullable=True),
        sa.Column("tf_last_counter", sa.BigInteger(), nullable=False),
        sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=True),
        sa.Column("host_user_id", sa.String(length=120), nullable=True),
        sa.Column("banned_at", Instant(), nullable=True),
        sa.Column("erased_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(password IS NULL) OR (host_user_id IS NULL)",
            name=op.f("ck_shop_accounts_one_way_to_sign_in"),
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_shop_accounts_email_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_shop_accounts_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_shop_accounts_fs_uniquifier")),
        sa.UniqueConstraint(
            "fs_webauthn_user_handle", name=op.f("uq_shop_accounts_fs_webauthn_user_handle")
        ),
        sa.UniqueConstraint("host_user_id", name=op.f("uq_shop_accounts_host_user_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_accounts_public_id")),
    )
    op.create_table(
        "shop_audit",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_audit")),
    )
    with op.batch_alter_table("shop_audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shop_audit_subject"), ["subject"], unique=False)

    op.create_table(
        "shop_care_instructions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name_id", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_care_instructions")),
    )
    op.create_table(
        "shop_catalog_feed",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("listing_id", sa.BigInteger(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_shop_catalog_feed")),
    )
    op.create_table(
        "shop_catalog_feed_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_shop_catalog_feed_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_catalog_feed_head")),
    )
    op.create_table(
        "shop_couriers",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("divisor", sa.Integer(), nullable=True),
        sa.Column("tolerance_grams", sa.Integer(), nullable=False),
        sa.Column("tolerance_inclusive", sa.Boolean(), nullable=False),
        sa.Column("minimum_grams", sa.Integer(), nullable=False),
        sa.Column("tracking_url", sa.String(length=300), nullable=False),
        sa.Column("is_international", sa.Boolean(), nullable=False),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_couriers")),
    )
    op.create_table(
        "shop_demo_checkouts",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("idempotency_key", sa.String(length=120), nullable=False),
        sa.Column("payment", sa.String(length=40), nullable=False),
        sa.Column("order_number", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("success_url", sa.Text(), nullable=False),
        sa.Column("cancel_url", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("arrives_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'underway', 'paid', 'ended')",
            name=op.f("ck_shop_demo_checkouts_state_known"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_shop_demo_checkouts_amount_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_demo_checkouts")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_shop_demo_checkouts_idempotency_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_shop_demo_checkouts_reference")),
    )
    with op.batch_alter_table("shop_demo_checkouts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_demo_checkouts_created_at"), ["created_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shop_demo_checkouts_payment"), ["payment"], unique=False
        )

    op.create_table(
        "shop_destinations",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("group", sa.String(length=40), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("needs_eu_contact", sa.Boolean(), nullable=False),
        sa.Column("remark_id", sa.Text(), nullable=False),
        sa.Column("remark_en", sa.Text(), nullable=False),
        sa.Column("incoterm", sa.String(length=3), nullable=False),
        sa.Column("services_off", sa.JSON(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("country", name=op.f("pk_shop_destinations")),
    )
    op.create_table(
        "shop_dyes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name_id", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("substance", sa.String(length=80), nullable=False),
        sa.Column("hue_id", sa.String(length=80), nullable=False),
        sa.Column("compliance_flag", sa.String(length=40), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "origin IN ('natural', 'synthetic')", name=op.f("ck_shop_dyes_origin_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_dyes")),
    )
    with op.batch_alter_table("shop_dyes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shop_dyes_origin"), ["origin"], unique=False)

    op.create_table(
        "shop_exchange_rates",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("rupiah", sa.String(length=20), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("is_illustrative", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_exchange_rates")),
        sa.UniqueConstraint(
            "currency", "as_of", name=op.f("uq_shop_exchange_rates_currency_as_of")
        ),
    )
    op.create_table(
        "shop_fabrics",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name_id", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("fibres", sa.JSON(), nullable=False),
        sa.Column("gsm_min", sa.Integer(), nullable=False),
        sa.Column("gsm_max", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_fabrics")),
    )
    op.create_table(
        "shop_fixatives",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name_id", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("effect_id", sa.String(length=200), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_fixatives")),
    )
    op.create_table(
        "shop_forms",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name_id", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("use", sa.String(length=12), nullable=False),
        sa.Column("length_cm", sa.Integer(), nullable=True),
        sa.Column("width_cm", sa.Integer(), nullable=True),
        sa.Column("weight_grams", sa.Integer(), nullable=False),
        sa.Column("weight_grams_min", sa.Integer(), nullable=False),
        sa.Column("weight_grams_max", sa.Integer(), nullable=False),
        sa.Column("sizes", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "use IN ('cloth', 'clothing', 'accessory', 'home', 'footwear', 'doormat', 'underwear')",
            name=op.f("ck_shop_forms_use_known"),
        ),
        sa.CheckConstraint("weight_grams > 0", name=op.f("ck_shop_forms_weight_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_forms")),
    )
    op.create_table(
        "shop_held_by",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_held_by")),
        sa.UniqueConstraint("holder", "reference", name=op.f("uq_shop_held_by_holder_reference")),
    )
    with op.batch_alter_table("shop_held_by", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shop_held_by_reference"), ["reference"], unique=False)

    op.create_table(
        "shop_jobs",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("claimed_until", Instant(), nullable=True),
        sa.Column("last_run_at", Instant(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_jobs")),
        sa.UniqueConstraint("name", name=op.f("uq_shop_jobs_name")),
    )
    op.create_table(
        "shop_letters",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("fact", sa.String(length=200), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_until", Instant(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("parked_at", Instant(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_letters")),
        sa.UniqueConstraint("fact", name=op.f("uq_shop_letters_fact")),
    )
    with op.batch_alter_table("shop_letters", schema=None) as batch_op:
        batch_op.create_index(
            "ix_shop_letters_due", ["sent_at", "parked_at", "due_at"], unique=False
        )

    op.create_table(
        "shop_limit_windows",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_limit_windows")),
        sa.UniqueConstraint(
            "subject", "starts_at", name=op.f("uq_shop_limit_windows_subject_starts_at")
        ),
    )
    with op.batch_alter_table("shop_limit_windows", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_limit_windows_starts_at"), ["starts_at"], unique=False
        )

    op.create_table(
        "shop_misattributions",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("name_id", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("belongs_to_region", sa.String(length=13), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_misattributions")),
    )
    op.create_table(
        "shop_outbox",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_until", Instant(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("parked_at", Instant(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_shop_outbox_attempts_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_outbox")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_outbox_public_id")),
    )
    with op.batch_alter_table("shop_outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_shop_outbox_due", ["done_at", "parked_at", "due_at"], unique=False
        )

    op.create_table(
        "shop_packaging",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name_id", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("weight_grams", sa.Integer(), nullable=False),
        sa.Column("length_cm", sa.Integer(), nullable=False),
        sa.Column("width_cm", sa.Integer(), nullable=False),
        sa.Column("height_cm", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_packaging")),
    )
    op.create_table(
        "shop_payment_inbox",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("event_id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("about", sa.String(length=12), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_until", Instant(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("parked_at", Instant(), nullable=True),
        sa.Column("outcome", sa.String(length=80), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_payment_inbox")),
        sa.UniqueConstraint(
            "provider", "event_id", name=op.f("uq_shop_payment_inbox_provider_event_id")
        ),
    )
    with op.batch_alter_table("shop_payment_inbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_shop_payment_inbox_due", ["done_at", "parked_at", "due_at"], unique=False
        )

    op.create_table(
        "shop_pictures",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("original_key", sa.String(length=200), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("tint", sa.String(length=20), nullable=False),
        sa.Column("refusal", sa.String(length=40), nullable=False),
        sa.Column("is_illustration", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'refused')", name=op.f("ck_shop_pictures_state_known")
        ),
        sa.CheckConstraint(
            "width >= 0 AND height >= 0", name=op.f("ck_shop_pictures_size_not_negative")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_pictures")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_pictures_public_id")),
    )
    with op.batch_alter_table("shop_pictures", schema=None) as batch_op:
        batch_op.create_index(
            "ix_shop_pictures_waiting",
            ["id"],
            unique=False,
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "shop_piece_holders",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_piece_holders")),
        sa.UniqueConstraint("digest", name=op.f("uq_shop_piece_holders_digest")),
    )
    op.create_table(
        "shop_postings",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_postings")),
        sa.UniqueConstraint("key", name=op.f("uq_shop_postings_key")),
    )
    with op.batch_alter_table("shop_postings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shop_postings_subject"), ["subject"], unique=False)

    op.create_table(
        "shop_process_steps",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name_id", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_optional", sa.Boolean(), nullable=False),
        sa.Column("technique_ids", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_process_steps")),
    )
    op.create_table(
        "shop_programs",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name_id", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("organiser", sa.String(length=200), nullable=False),
        sa.Column("description_id", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("graduation_id", sa.Text(), nullable=False),
        sa.Column("graduation_en", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_programs")),
        sa.UniqueConstraint("slug", name=op.f("uq_shop_programs_slug")),
    )
    op.create_table(
        "shop_regions",
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("parent_code", sa.String(length=13), nullable=True),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("iso", sa.String(length=6), nullable=False),
        sa.Column("bps_code", sa.String(length=13), nullable=False),
        sa.Column("name_id", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("short_name", sa.String(length=80), nullable=False),
        sa.Column("capital", sa.String(length=60), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("island_group", sa.String(length=30), nullable=False),
        sa.Column("shipping_zone", sa.String(length=30), nullable=False),
        sa.Column("phone_area_code", sa.String(length=6), nullable=False),
        sa.Column("postal_codes", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "(level = 'province') = (parent_code IS NULL)",
            name=op.f("ck_shop_regions_provinces_have_no_parent"),
        ),
        sa.CheckConstraint(
            "level IN ('province', 'regency', 'city', 'district')",
            name=op.f("ck_shop_regions_level_known"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["shop_regions.code"], name=op.f("fk_shop_regions_parent_code")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_shop_regions")),
    )
    with op.batch_alter_table("shop_regions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_regions_parent_code"), ["parent_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shop_regions_shipping_zone"), ["shipping_zone"], unique=False
        )

    op.create_table(
        "shop_roles",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_shop_roles_name")),
    )
    op.create_table(
        "shop_search_vocabulary",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("word", sa.String(length=32), nullable=False),
        sa.Column("listings", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "listings >= 0", name=op.f("ck_shop_search_vocabulary_listings_not_negative")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_search_vocabulary")),
        sa.UniqueConstraint("word", name=op.f("uq_shop_search_vocabulary_word")),
    )
    with op.batch_alter_table("shop_search_vocabulary", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_search_vocabulary_position"), ["position"], unique=False
        )

    op.create_table(
        "shop_search_words",
        sa.Column("word", sa.String(length=32), nullable=False),
        sa.Column(
            "listing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("weight > 0", name=op.f("ck_shop_search_words_weight_positive")),
        sa.PrimaryKeyConstraint("word", "listing_id", name=op.f("pk_shop_search_words")),
    )
    with op.batch_alter_table("shop_search_words", schema=None) as batch_op:
        batch_op.create_index(
            "ix_shop_search_words_best", ["word", "weight", "listing_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shop_search_words_listing_id"), ["listing_id"], unique=False
        )

    op.create_table(
        "shop_techniques",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name_id", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("batik_rule", sa.String(length=30), nullable=False),
        sa.Column("definition_id", sa.Text(), nullable=False),
        sa.Column("definition_en", sa.Text(), nullable=False),
        sa.Column("standard", sa.String(length=80), nullable=False),
        sa.Column("signs", sa.JSON(), nullable=False),
        sa.Column("typical_days_min", sa.Integer(), nullable=True),
        sa.Column("typical_days_max", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "batik_rule IN ('always', 'only_if_hot_wax', 'base_technique_decides', 'never')",
            name=op.f("ck_shop_techniques_batik_rule_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('type', 'colouring_method', 'finish')",
            name=op.f("ck_shop_techniques_kind_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_techniques")),
    )
    op.create_table(
        "shop_used_challenges",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_used_challenges")),
        sa.UniqueConstraint("digest", name=op.f("uq_shop_used_challenges_digest")),
    )
    with op.batch_alter_table("shop_used_challenges", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_used_challenges_used_at"), ["used_at"], unique=False
        )

    op.create_table(
        "shop_account_roles",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["shop_accounts.id"], name=op.f("fk_shop_account_roles_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["shop_roles.id"], name=op.f("fk_shop_account_roles_role_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_account_roles")),
        sa.UniqueConstraint(
            "account_id", "role_id", name=op.f("uq_shop_account_roles_account_id_role_id")
        ),
    )
    with op.batch_alter_table("shop_account_roles", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_account_roles_role_id"), ["role_id"], unique=False
        )

    op.create_table(
        "shop_account_tokens",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.String(length=320), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('confirm', 'reset', 'change_email')",
            name=op.f("ck_shop_account_tokens_purpose_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["shop_accounts.id"], name=op.f("fk_shop_account_tokens_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_account_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_shop_account_tokens_digest")),
    )
    with op.batch_alter_table("shop_account_tokens", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_account_tokens_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shop_account_tokens_expires_at"), ["expires_at"], unique=False
        )

    op.create_table(
        "shop_addresses",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("recipient_name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("rt", sa.String(length=3), nullable=False),
        sa.Column("rw", sa.String(length=3), nullable=False),
        sa.Column("landmark", sa.String(length=200), nullable=False),
        sa.Column("village", sa.String(length=120), nullable=False),
        sa.Column("district_code", sa.String(length=13), nullable=False),
        sa.Column("district", sa.String(length=120), nullable=False),
        sa.Column("regency_code", sa.String(length=13), nullable=False),
        sa.Column("regency", sa.String(length=120), nullable=False),
        sa.Column("province_code", sa.String(length=13), nullable=False),
        sa.Column("province", sa.String(length=120), nullable=False),
        sa.Column("street_2", sa.String(length=200), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("postal_code", sa.String(length=16), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["shop_accounts.id"], name=op.f("fk_shop_addresses_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_addresses")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_addresses_public_id")),
    )
    with op.batch_alter_table("shop_addresses", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_addresses_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            "uq_shop_addresses_default",
            ["account_id"],
            unique=True,
            postgresql_where=sa.text("is_default"),
            sqlite_where=sa.text("is_default"),
        )

    op.create_table(
        "shop_artisans",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("owner_name", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("region_code", sa.String(length=13), nullable=False),
        sa.Column("district_code", sa.String(length=13), nullable=False),
        sa.Column("village", sa.String(length=120), nullable=False),
        sa.Column("postal_code", sa.String(length=5), nullable=False),
        sa.Column("founded_year", sa.Integer(), nullable=True),
        sa.Column("workers", sa.Integer(), nullable=False),
        sa.Column("tagline_id", sa.String(length=200), nullable=False),
        sa.Column("tagline_en", sa.String(length=200), nullable=False),
        sa.Column("speciality_id", sa.String(length=200), nullable=False),
        sa.Column("speciality_en", sa.String(length=200), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("story_en", sa.Text(), nullable=False),
        sa.Column("whatsapp", sa.String(length=20), nullable=False),
        sa.Column("vacation_from", sa.Date(), nullable=True),
        sa.Column("vacation_until", sa.Date(), nullable=True),
        sa.Column("vacation_note_id", sa.Text(), nullable=False),
        sa.Column("vacation_note_en", sa.Text(), nullable=False),
        sa.Column("allows_pick_up", sa.Boolean(), nullable=False),
        sa.Column("ships_abroad", sa.Boolean(), nullable=False),
        sa.Column("eu_contact", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "status IN ('invited', 'active', 'suspended')",
            name=op.f("ck_shop_artisans_status_known"),
        ),
        sa.CheckConstraint(
            "(vacation_from IS NULL) = (vacation_until IS NULL) AND (vacation_from IS NULL OR vacation_until >= vacation_from)",
            name=op.f("ck_shop_artisans_vacation_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["shop_regions.code"], name=op.f("fk_shop_artisans_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_artisans")),
        sa.UniqueConstraint("slug", name=op.f("uq_shop_artisans_slug")),
    )
    with op.batch_alter_table("shop_artisans", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_artisans_region_code"), ["region_code"], unique=False
        )

    op.create_table(
        "shop_carts",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("guest_digest", sa.String(length=64), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (guest_digest IS NULL)", name=op.f("ck_shop_carts_one_owner")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["shop_accounts.id"], name=op.f("fk_shop_carts_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_carts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_carts_public_id")),
    )
    with op.batch_alter_table("shop_carts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shop_carts_updated_at"), ["updated_at"], unique=False)
        batch_op.create_index(
            "uq_shop_carts_open_account",
            ["account_id"],
            unique=True,
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "uq_shop_carts_open_guest",
            ["guest_digest"],
            unique=True,
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "shop_cohorts",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "program_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name_id", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["program_id"], ["shop_programs.id"], name=op.f("fk_shop_cohorts_program_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_cohorts")),
        sa.UniqueConstraint("program_id", "slug", name=op.f("uq_shop_cohorts_program_id_slug")),
    )
    with op.batch_alter_table("shop_cohorts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_cohorts_program_id"), ["program_id"], unique=False
        )

    op.create_table(
        "shop_consents",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('terms', 'privacy')", name=op.f("ck_shop_consents_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["shop_accounts.id"], name=op.f("fk_shop_consents_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_consents")),
    )
    with op.batch_alter_table("shop_consents", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_consents_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "shop_courier_services",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("courier_id", sa.String(length=30), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name_id", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("days_min", sa.Integer(), nullable=False),
        sa.Column("days_max", sa.Integer(), nullable=False),
        sa.Column("minimum_grams", sa.Integer(), nullable=False),
        sa.Column("maximum_grams", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["courier_id"], ["shop_couriers.id"], name=op.f("fk_shop_courier_services_courier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_courier_services")),
    )
    with op.batch_alter_table("shop_courier_services", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_courier_services_courier_id"), ["courier_id"], unique=False
        )

    op.create_table(
        "shop_demo_refunds",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column(
            "checkout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("refund", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_shop_demo_refunds_amount_positive")),
        sa.ForeignKeyConstraint(
            ["checkout_id"],
            ["shop_demo_checkouts.id"],
            name=op.f("fk_shop_demo_refunds_checkout_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_demo_refunds")),
        sa.UniqueConstraint("reference", name=op.f("uq_shop_demo_refunds_reference")),
        sa.UniqueConstraint("refund", name=op.f("uq_shop_demo_refunds_refund")),
    )
    with op.batch_alter_table("shop_demo_refunds", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_demo_refunds_checkout_id"), ["checkout_id"], unique=False
        )

    op.create_table(
        "shop_info_pages",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=400), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["shop_accounts.id"], name=op.f("fk_shop_info_pages_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_info_pages")),
        sa.UniqueConstraint(
            "name", "locale", "version", name=op.f("uq_shop_info_pages_name_locale_version")
        ),
    )
    op.create_table(
        "shop_motifs",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("name_id", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("inspiration", sa.String(length=40), nullable=False),
        sa.Column("taxon", sa.String(length=120), nullable=False),
        sa.Column("meaning_id", sa.Text(), nullable=True),
        sa.Column("meaning_en", sa.Text(), nullable=True),
        sa.Column("meaning_status", sa.String(length=20), nullable=False),
        sa.Column("meaning_sources", sa.JSON(), nullable=False),
        sa.Column("cultural_status", sa.String(length=24), nullable=False),
        sa.Column("pakem_note_id", sa.Text(), nullable=True),
        sa.Column("pakem_note_en", sa.Text(), nullable=True),
        sa.Column("rights_type", sa.String(length=40), nullable=False),
        sa.Column("rights_holder", sa.String(length=200), nullable=False),
        sa.Column("rights_note", sa.Text(), nullable=False),
        sa.Column("is_attested_as_batik", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("has_swatch", sa.Boolean(), nullable=False),
        sa.Column(
            "swatch_picture_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("reviewed_by", sa.String(length=120), nullable=True),
        sa.Column("reviewed_at", Instant(), nullable=True),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "(meaning_status = 'needs_input') = (meaning_id IS NULL)",
            name=op.f("ck_shop_motifs_no_invented_meaning"),
        ),
        sa.CheckConstraint(
            "confidence IN ('high', 'medium', 'low')", name=op.f("ck_shop_motifs_confidence_known")
        ),
        sa.CheckConstraint(
            "cultural_status IN ('open', 'open_with_attribution', 'respectful_use', 'permission_required', 'consult_community', 'restricted', 'not_kaltim_sacred')",
            name=op.f("ck_shop_motifs_cultural_status_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('traditional', 'creation', 'brand', 'candidate', 'unknown')",
            name=op.f("ck_shop_motifs_kind_known"),
        ),
        sa.CheckConstraint(
            "meaning_status IN ('sourced', 'general_knowledge', 'needs_input')",
            name=op.f("ck_shop_motifs_meaning_status_known"),
        ),
        sa.CheckConstraint(
            "rights_type IN ('unknown', 'traditional_cultural_expression', 'copyright_record_reported', 'brand_or_house_style', 'regional_regulation', 'geographical_indication')",
            name=op.f("ck_shop_motifs_rights_type_known"),
        ),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by IS NULL)",
            name=op.f("ck_shop_motifs_reviews_name_the_reviewer"),
        ),
        sa.ForeignKeyConstraint(
            ["swatch_picture_id"],
            ["shop_pictures.id"],
            name=op.f("fk_shop_motifs_swatch_picture_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_motifs")),
    )
    with op.batch_alter_table("shop_motifs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_motifs_cultural_status"), ["cultural_status"], unique=False
        )

    op.create_table(
        "shop_outbox_deliveries",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "outbox_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("subscriber", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outbox_id"],
            ["shop_outbox.id"],
            name=op.f("fk_shop_outbox_deliveries_outbox_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_outbox_deliveries")),
        sa.UniqueConstraint(
            "outbox_id", "subscriber", name=op.f("uq_shop_outbox_deliveries_outbox_id_subscriber")
        ),
    )
    with op.batch_alter_table("shop_outbox_deliveries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_outbox_deliveries_outbox_id"), ["outbox_id"], unique=False
        )

    op.create_table(
        "shop_passkeys",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["shop_accounts.id"], name=op.f("fk_shop_passkeys_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_shop_passkeys_credential_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_passkeys_public_id")),
    )
    with op.batch_alter_table("shop_passkeys", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_passkeys_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "shop_recovery_codes",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["shop_accounts.id"], name=op.f("fk_shop_recovery_codes_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_recovery_codes")),
        sa.UniqueConstraint(
            "account_id", "digest", name=op.f("uq_shop_recovery_codes_account_id_digest")
        ),
    )
    op.create_table(
        "shop_sign_ins",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("is_strong", sa.Boolean(), nullable=False),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["shop_accounts.id"], name=op.f("fk_shop_sign_ins_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_sign_ins")),
        sa.UniqueConstraint("digest", name=op.f("uq_shop_sign_ins_digest")),
    )
    with op.batch_alter_table("shop_sign_ins", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_sign_ins_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shop_sign_ins_expires_at"), ["expires_at"], unique=False
        )

    op.create_table(
        "shop_transfers",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "posting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("debit", sa.String(length=120), nullable=False),
        sa.Column("credit", sa.String(length=120), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint(
            "currency <> 'IDR' OR amount_minor % 100 = 0",
            name=op.f("ck_shop_transfers_whole_rupiah"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_shop_transfers_amount_positive")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_shop_transfers_two_accounts")),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["shop_postings.id"], name=op.f("fk_shop_transfers_posting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_transfers")),
    )
    with op.batch_alter_table("shop_transfers", schema=None) as batch_op:
        batch_op.create_index("ix_shop_transfers_credit", ["credit", "currency"], unique=False)
        batch_op.create_index("ix_shop_transfers_debit", ["debit", "currency"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_shop_transfers_posting_id"), ["posting_id"], unique=False
        )

    op.create_table(
        "shop_artisan_members",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "artisan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "role IN ('owner', 'helper')", name=op.f("ck_shop_artisan_members_role_known")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["shop_accounts.id"], name=op.f("fk_shop_artisan_members_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["artisan_id"], ["shop_artisans.id"], name=op.f("fk_shop_artisan_members_artisan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_artisan_members")),
        sa.UniqueConstraint(
            "artisan_id", "account_id", name=op.f("uq_shop_artisan_members_artisan_id_account_id")
        ),
    )
    with op.batch_alter_table("shop_artisan_members", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_artisan_members_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "shop_artisan_pictures",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "artisan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "picture_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("alt_id", sa.String(length=300), nullable=False),
        sa.Column("alt_en", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["artisan_id"], ["shop_artisans.id"], name=op.f("fk_shop_artisan_pictures_artisan_id")
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["shop_pictures.id"], name=op.f("fk_shop_artisan_pictures_picture_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_artisan_pictures")),
        sa.UniqueConstraint(
            "artisan_id", "picture_id", name=op.f("uq_shop_artisan_pictures_artisan_id_picture_id")
        ),
    )
    with op.batch_alter_table("shop_artisan_pictures", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_artisan_pictures_artisan_id"), ["artisan_id"], unique=False
        )

    op.create_table(
        "shop_cart_notes",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("cart_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "artisan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["artisan_id"], ["shop_artisans.id"], name=op.f("fk_shop_cart_notes_artisan_id")
        ),
        sa.ForeignKeyConstraint(
            ["cart_id"], ["shop_carts.id"], name=op.f("fk_shop_cart_notes_cart_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_cart_notes")),
        sa.UniqueConstraint(
            "cart_id", "artisan_id", name=op.f("uq_shop_cart_notes_cart_id_artisan_id")
        ),
    )
    op.create_table(
        "shop_checkouts",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("cart_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cart_id"], ["shop_carts.id"], name=op.f("fk_shop_checkouts_cart_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_checkouts")),
        sa.UniqueConstraint("cart_id", name=op.f("uq_shop_checkouts_cart_id")),
    )
    with op.batch_alter_table("shop_checkouts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_checkouts_updated_at"), ["updated_at"], unique=False
        )

    op.create_table(
        "shop_cohort_coaches",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["shop_accounts.id"], name=op.f("fk_shop_cohort_coaches_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["shop_cohorts.id"], name=op.f("fk_shop_cohort_coaches_cohort_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_cohort_coaches")),
        sa.UniqueConstraint(
            "cohort_id", "account_id", name=op.f("uq_shop_cohort_coaches_cohort_id_account_id")
        ),
    )
    with op.batch_alter_table("shop_cohort_coaches", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_cohort_coaches_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "shop_featured_slots",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column(
            "artisan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("quote_id", sa.Text(), nullable=False),
        sa.Column("quote_en", sa.Text(), nullable=False),
        sa.Column("reason_id", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "ends_at > starts_at", name=op.f("ck_shop_featured_slots_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["shop_accounts.id"], name=op.f("fk_shop_featured_slots_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["artisan_id"], ["shop_artisans.id"], name=op.f("fk_shop_featured_slots_artisan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_featured_slots")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_featured_slots_public_id")),
    )
    with op.batch_alter_table("shop_featured_slots", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_featured_slots_artisan_id"), ["artisan_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shop_featured_slots_starts_at"), ["starts_at"], unique=False
        )

    op.create_table(
        "shop_listings",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column(
            "artisan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("sold_as", sa.String(length=16), nullable=False),
        sa.Column("title_id", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("story_en", sa.Text(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("technique_id", sa.String(length=40), nullable=False),
        sa.Column("has_prada", sa.Boolean(), nullable=False),
        sa.Column("hot_wax_evidence", sa.Boolean(), nullable=False),
        sa.Column("is_batik", sa.Boolean(), nullable=False),
        sa.Column("form_id", sa.String(length=40), nullable=False),
        sa.Column("fabric_id", sa.String(length=40), nullable=False),
        sa.Column("fibres", sa.JSON(), nullable=False),
        sa.Column("grams_per_square_metre", sa.Integer(), nullable=True),
        sa.Column("has_natural_dye", sa.Boolean(), nullable=False),
        sa.Column("width_cm", sa.Integer(), nullable=True),
        sa.Column("height_cm", sa.Integer(), nullable=True),
        sa.Column("care", sa.JSON(), nullable=False),
        sa.Column("weight_grams", sa.Integer(), nullable=False),
        sa.Column("packed_length_cm", sa.Integer(), nullable=False),
        sa.Column("packed_width_cm", sa.Integer(), nullable=False),
        sa.Column("packed_height_cm", sa.Integer(), nullable=False),
        sa.Column("designed_in", sa.String(length=13), nullable=False),
        sa.Column("waxed_in", sa.String(length=13), nullable=False),
        sa.Column("dyed_in", sa.String(length=13), nullable=False),
        sa.Column("sewn_in", sa.String(length=13), nullable=False),
        sa.Column("colours", sa.JSON(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("attribution_id", sa.String(length=300), nullable=False),
        sa.Column("attribution_en", sa.String(length=300), nullable=False),
        sa.Column("review_reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.Column("published_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "sold_as <> 'made_to_order' OR lead_days > 0",
            name=op.f("ck_shop_listings_made_to_order_has_lead_time"),
        ),
        sa.CheckConstraint(
            "sold_as IN ('one_of_a_kind', 'in_stock', 'made_to_order')",
            name=op.f("ck_shop_listings_sold_as_known"),
        ),
        sa.CheckConstraint(
            "status <> 'published' OR (price_minor > 0 AND weight_grams > 0 AND published_at IS NOT NULL)",
            name=op.f("ck_shop_listings_published_is_complete"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'returned', 'published', 'withdrawn')",
            name=op.f("ck_shop_listings_status_known"),
        ),
        sa.CheckConstraint(
            "price_minor % 100 = 0", name=op.f("ck_shop_listings_price_whole_rupiah")
        ),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_shop_listings_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["artisan_id"], ["shop_artisans.id"], name=op.f("fk_shop_listings_artisan_id")
        ),
        sa.ForeignKeyConstraint(
            ["fabric_id"], ["shop_fabrics.id"], name=op.f("fk_shop_listings_fabric_id")
        ),
        sa.ForeignKeyConstraint(
            ["form_id"], ["shop_forms.id"], name=op.f("fk_shop_listings_form_id")
        ),
        sa.ForeignKeyConstraint(
            ["technique_id"], ["shop_techniques.id"], name=op.f("fk_shop_listings_technique_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_listings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_listings_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_shop_listings_slug")),
    )
    with op.batch_alter_table("shop_listings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_listings_artisan_id"), ["artisan_id"], unique=False
        )
        batch_op.create_index(
            "ix_shop_listings_shop_window", ["status", "published_at", "id"], unique=False
        )

    op.create_table(
        "shop_motif_aliases",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("motif_id", sa.String(length=60), nullable=False),
        sa.Column("alias", sa.String(length=80), nullable=False),
        sa.Column("normalised", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["motif_id"], ["shop_motifs.id"], name=op.f("fk_shop_motif_aliases_motif_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_motif_aliases")),
        sa.UniqueConstraint("motif_id", "alias", name=op.f("uq_shop_motif_aliases_motif_id_alias")),
    )
    with op.batch_alter_table("shop_motif_aliases", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_motif_aliases_normalised"), ["normalised"], unique=False
        )

    op.create_table(
        "shop_motif_communities",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("motif_id", sa.String(length=60), nullable=False),
        sa.Column("community", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["motif_id"], ["shop_motifs.id"], name=op.f("fk_shop_motif_communities_motif_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_motif_communities")),
        sa.UniqueConstraint(
            "motif_id", "community", name=op.f("uq_shop_motif_communities_motif_id_community")
        ),
    )
    with op.batch_alter_table("shop_motif_communities", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_motif_communities_community"), ["community"], unique=False
        )

    op.create_table(
        "shop_motif_consultations",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("motif_id", sa.String(length=60), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(length=24), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('agreed', 'agreed_with_conditions', 'refused')",
            name=op.f("ck_shop_motif_consultations_decision_known"),
        ),
        sa.ForeignKeyConstraint(
            ["motif_id"], ["shop_motifs.id"], name=op.f("fk_shop_motif_consultations_motif_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_motif_consultations")),
    )
    with op.batch_alter_table("shop_motif_consultations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_motif_consultations_motif_id"), ["motif_id"], unique=False
        )

    op.create_table(
        "shop_motif_permissions",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("motif_id", sa.String(length=60), nullable=False),
        sa.Column("artisan_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("granted_by", sa.String(length=200), nullable=False),
        sa.Column("document_note", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'customary' OR document_note <> ''",
            name=op.f("ck_shop_motif_permissions_customary_is_in_writing"),
        ),
        sa.CheckConstraint(
            "kind IN ('holder', 'licence', 'customary')",
            name=op.f("ck_shop_motif_permissions_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["motif_id"], ["shop_motifs.id"], name=op.f("fk_shop_motif_permissions_motif_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_motif_permissions")),
    )
    with op.batch_alter_table("shop_motif_permissions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_motif_permissions_artisan_id"), ["artisan_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shop_motif_permissions_motif_id"), ["motif_id"], unique=False
        )

    op.create_table(
        "shop_motif_regions",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("motif_id", sa.String(length=60), nullable=False),
        sa.Column("region_code", sa.String(length=13), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["motif_id"], ["shop_motifs.id"], name=op.f("fk_shop_motif_regions_motif_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["shop_regions.code"], name=op.f("fk_shop_motif_regions_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_motif_regions")),
        sa.UniqueConstraint(
            "motif_id", "region_code", name=op.f("uq_shop_motif_regions_motif_id_region_code")
        ),
    )
    with op.batch_alter_table("shop_motif_regions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_motif_regions_region_code"), ["region_code"], unique=False
        )

    op.create_table(
        "shop_orders",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("cart_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("goods_minor", sa.BigInteger(), nullable=False),
        sa.Column("shipping_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("terms_version", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("placed_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("paid_at", Instant(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state IN ('placed', 'paid', 'cancelled', 'expired', 'refunded')",
            name=op.f("ck_shop_orders_state_known"),
        ),
        sa.CheckConstraint("total_minor % 100 = 0", name=op.f("ck_shop_orders_total_whole_rupiah")),
        sa.CheckConstraint(
            "total_minor = goods_minor + shipping_minor AND total_minor > 0",
            name=op.f("ck_shop_orders_total_adds_up"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["shop_accounts.id"], name=op.f("fk_shop_orders_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["cart_id"], ["shop_carts.id"], name=op.f("fk_shop_orders_cart_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_orders")),
        sa.UniqueConstraint("cart_id", name=op.f("uq_shop_orders_cart_id")),
        sa.UniqueConstraint("number", name=op.f("uq_shop_orders_number")),
    )
    with op.batch_alter_table("shop_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shop_orders_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_shop_orders_expiry", ["state", "expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_shop_orders_placed_at"), ["placed_at"], unique=False)

    op.create_table(
        "shop_participations",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "artisan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("selected_on", sa.Date(), nullable=True),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.Column("coached_on", sa.Date(), nullable=True),
        sa.Column("graduated_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "stage IN ('applied', 'selected', 'trained', 'coached', 'graduated', 'alumni', 'withdrawn')",
            name=op.f("ck_shop_participations_stage_known"),
        ),
        sa.CheckConstraint(
            "stage NOT IN ('graduated', 'alumni') OR graduated_on IS NOT NULL",
            name=op.f("ck_shop_participations_graduates_have_a_date"),
        ),
        sa.ForeignKeyConstraint(
            ["artisan_id"], ["shop_artisans.id"], name=op.f("fk_shop_participations_artisan_id")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["shop_cohorts.id"], name=op.f("fk_shop_participations_cohort_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_participations")),
        sa.UniqueConstraint(
            "cohort_id", "artisan_id", name=op.f("uq_shop_participations_cohort_id_artisan_id")
        ),
    )
    with op.batch_alter_table("shop_participations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_participations_artisan_id"), ["artisan_id"], unique=False
        )

    op.create_table(
        "shop_rates",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("origin_code", sa.String(length=13), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("first_grams", sa.Integer(), nullable=False),
        sa.Column("next_grams", sa.Integer(), nullable=False),
        sa.Column("first_minor", sa.BigInteger(), nullable=False),
        sa.Column("next_minor", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("is_illustrative", sa.Boolean(), nullable=False),
        sa.Column("extra_days", sa.Integer(), nullable=False),
        sa.Column("edited_at", Instant(), nullable=True),
        sa.CheckConstraint("extra_days >= 0", name=op.f("ck_shop_rates_extra_days_not_negative")),
        sa.CheckConstraint(
            "first_grams > 0 AND next_grams > 0", name=op.f("ck_shop_rates_steps_positive")
        ),
        sa.CheckConstraint("first_minor % 100 = 0", name=op.f("ck_shop_rates_first_whole_rupiah")),
        sa.CheckConstraint(
            "first_minor > 0 AND next_minor >= 0", name=op.f("ck_shop_rates_amounts_positive")
        ),
        sa.CheckConstraint("next_minor % 100 = 0", name=op.f("ck_shop_rates_next_whole_rupiah")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["shop_courier_services.id"], name=op.f("fk_shop_rates_service_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_rates")),
        sa.UniqueConstraint(
            "service_id",
            "origin_code",
            "zone",
            "valid_from",
            name=op.f("uq_shop_rates_service_id_origin_code_zone_valid_from"),
        ),
    )
    with op.batch_alter_table("shop_rates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_rates_origin_code"), ["origin_code"], unique=False
        )

    op.create_table(
        "shop_stories",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("title_id", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("lead_id", sa.Text(), nullable=False),
        sa.Column("lead_en", sa.Text(), nullable=False),
        sa.Column("body_id", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column(
            "picture_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("alt_id", sa.String(length=300), nullable=False),
        sa.Column("alt_en", sa.String(length=300), nullable=False),
        sa.Column(
            "artisan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["artisan_id"], ["shop_artisans.id"], name=op.f("fk_shop_stories_artisan_id")
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["shop_pictures.id"], name=op.f("fk_shop_stories_picture_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_stories")),
        sa.UniqueConstraint("slug", name=op.f("uq_shop_stories_slug")),
    )
    with op.batch_alter_table("shop_stories", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_stories_artisan_id"), ["artisan_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shop_stories_published_at"), ["published_at"], unique=False
        )

    op.create_table(
        "shop_artisan_orders",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "artisan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("artisan_name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("goods_minor", sa.BigInteger(), nullable=False),
        sa.Column("shipping_minor", sa.BigInteger(), nullable=False),
        sa.Column("commission_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("shipping", sa.JSON(), nullable=False),
        sa.Column("ship_by", sa.Date(), nullable=False),
        sa.Column("shipped_at", Instant(), nullable=True),
        sa.Column("delivered_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'to_pack', 'packed', 'shipped', 'delivered', 'cancelled', 'refunded')",
            name=op.f("ck_shop_artisan_orders_state_known"),
        ),
        sa.CheckConstraint(
            "commission_minor % 100 = 0",
            name=op.f("ck_shop_artisan_orders_commission_whole_rupiah"),
        ),
        sa.CheckConstraint(
            "commission_minor >= 0 AND commission_minor <= goods_minor",
            name=op.f("ck_shop_artisan_orders_commission_within_goods"),
        ),
        sa.CheckConstraint(
            "goods_minor % 100 = 0", name=op.f("ck_shop_artisan_orders_goods_whole_rupiah")
        ),
        sa.CheckConstraint(
            "refunded_minor >= 0 AND refunded_minor <= goods_minor + shipping_minor",
            name=op.f("ck_shop_artisan_orders_refunded_within_total"),
        ),
        sa.CheckConstraint(
            "shipping_minor % 100 = 0", name=op.f("ck_shop_artisan_orders_shipping_whole_rupiah")
        ),
        sa.ForeignKeyConstraint(
            ["artisan_id"], ["shop_artisans.id"], name=op.f("fk_shop_artisan_orders_artisan_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["shop_orders.id"], name=op.f("fk_shop_artisan_orders_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_artisan_orders")),
        sa.UniqueConstraint(
            "order_id", "artisan_id", name=op.f("uq_shop_artisan_orders_order_id_artisan_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_artisan_orders_public_id")),
    )
    with op.batch_alter_table("shop_artisan_orders", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_artisan_orders_artisan_id"), ["artisan_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shop_artisan_orders_shipped_at"), ["shipped_at"], unique=False
        )

    op.create_table(
        "shop_listing_dyes",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "listing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("dye_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["dye_id"], ["shop_dyes.id"], name=op.f("fk_shop_listing_dyes_dye_id")
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["shop_listings.id"], name=op.f("fk_shop_listing_dyes_listing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_listing_dyes")),
        sa.UniqueConstraint(
            "listing_id", "dye_id", name=op.f("uq_shop_listing_dyes_listing_id_dye_id")
        ),
    )
    with op.batch_alter_table("shop_listing_dyes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shop_listing_dyes_dye_id"), ["dye_id"], unique=False)

    op.create_table(
        "shop_listing_motifs",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "listing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("motif_id", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "role IN ('utama', 'pendukung', 'isen')", name=op.f("ck_shop_listing_motifs_role_known")
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["shop_listings.id"], name=op.f("fk_shop_listing_motifs_listing_id")
        ),
        sa.ForeignKeyConstraint(
            ["motif_id"], ["shop_motifs.id"], name=op.f("fk_shop_listing_motifs_motif_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_listing_motifs")),
        sa.UniqueConstraint(
            "listing_id", "motif_id", name=op.f("uq_shop_listing_motifs_listing_id_motif_id")
        ),
    )
    with op.batch_alter_table("shop_listing_motifs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_listing_motifs_motif_id"), ["motif_id"], unique=False
        )

    op.create_table(
        "shop_listing_moves",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "listing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("from_status", sa.String(length=12), nullable=False),
        sa.Column("to_status", sa.String(length=12), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["shop_listings.id"], name=op.f("fk_shop_listing_moves_listing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_listing_moves")),
    )
    with op.batch_alter_table("shop_listing_moves", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_listing_moves_listing_id"), ["listing_id"], unique=False
        )

    op.create_table(
        "shop_listing_pictures",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "listing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "picture_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("alt_id", sa.String(length=300), nullable=False),
        sa.Column("alt_en", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["shop_listings.id"], name=op.f("fk_shop_listing_pictures_listing_id")
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["shop_pictures.id"], name=op.f("fk_shop_listing_pictures_picture_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_listing_pictures")),
        sa.UniqueConstraint(
            "listing_id", "picture_id", name=op.f("uq_shop_listing_pictures_listing_id_picture_id")
        ),
    )
    with op.batch_alter_table("shop_listing_pictures", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_listing_pictures_listing_id"), ["listing_id"], unique=False
        )

    op.create_table(
        "shop_payments",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("suffix_minor", sa.BigInteger(), nullable=False),
        sa.Column("expected_minor", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=120), nullable=False),
        sa.Column("account", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("told", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reference", sa.String(length=120), nullable=True),
        sa.Column("charge_reference", sa.String(length=120), nullable=False),
        sa.Column("redirect_url", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("captured_at", Instant(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("failure", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "state IN ('intended', 'started', 'captured', 'failed', 'closed')",
            name=op.f("ck_shop_payments_state_known"),
        ),
        sa.CheckConstraint(
            "(amount_minor + suffix_minor) % 100 = 0", name=op.f("ck_shop_payments_whole_rupiah")
        ),
        sa.CheckConstraint(
            "amount_minor > 0 AND suffix_minor >= 0", name=op.f("ck_shop_payments_amounts_positive")
        ),
        sa.CheckConstraint(
            "expected_minor = amount_minor + suffix_minor",
            name=op.f("ck_shop_payments_expected_adds_up"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["shop_orders.id"], name=op.f("fk_shop_payments_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_payments")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_shop_payments_idempotency_key")),
        sa.UniqueConstraint(
            "provider", "reference", name=op.f("uq_shop_payments_provider_reference")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_payments_public_id")),
    )
    with op.batch_alter_table("shop_payments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_payments_charge_reference"), ["charge_reference"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shop_payments_created_at"), ["created_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_shop_payments_order_id"), ["order_id"], unique=False)
        batch_op.create_index(
            "ix_shop_payments_to_withdraw",
            ["id"],
            unique=False,
            postgresql_where=sa.text("state = 'closed' AND withdrawn_at IS NULL"),
            sqlite_where=sa.text("state = 'closed' AND withdrawn_at IS NULL"),
        )
        batch_op.create_index(
            "uq_shop_payments_open_transfer",
            ["provider", "expected_minor"],
            unique=True,
            postgresql_where=sa.text("suffix_minor > 0 AND state IN ('intended', 'started')"),
            sqlite_where=sa.text("suffix_minor > 0 AND state IN ('intended', 'started')"),
        )

    op.create_table(
        "shop_price_changes",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "listing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["shop_listings.id"], name=op.f("fk_shop_price_changes_listing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_price_changes")),
    )
    with op.batch_alter_table("shop_price_changes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_price_changes_listing_id"), ["listing_id"], unique=False
        )

    op.create_table(
        "shop_process_entries",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "listing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("step_id", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("note_id", sa.String(length=300), nullable=False),
        sa.Column("note_en", sa.String(length=300), nullable=False),
        sa.Column(
            "picture_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["shop_listings.id"], name=op.f("fk_shop_process_entries_listing_id")
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["shop_pictures.id"], name=op.f("fk_shop_process_entries_picture_id")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["shop_process_steps.id"], name=op.f("fk_shop_process_entries_step_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_process_entries")),
    )
    with op.batch_alter_table("shop_process_entries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_process_entries_listing_id"), ["listing_id"], unique=False
        )

    op.create_table(
        "shop_variants",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column(
            "listing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("size", sa.String(length=40), nullable=False),
        sa.Column("colour", sa.String(length=40), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("is_stocked", sa.Boolean(), nullable=False),
        sa.Column("is_unique", sa.Boolean(), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT is_unique OR on_hand <= 1", name=op.f("ck_shop_variants_unique_has_one")
        ),
        sa.CheckConstraint(
            "price_minor % 100 = 0", name=op.f("ck_shop_variants_price_whole_rupiah")
        ),
        sa.CheckConstraint("price_minor > 0", name=op.f("ck_shop_variants_price_positive")),
        sa.CheckConstraint(
            "reserved >= 0 AND reserved <= on_hand",
            name=op.f("ck_shop_variants_reserved_within_stock"),
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["shop_listings.id"], name=op.f("fk_shop_variants_listing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_variants")),
        sa.UniqueConstraint(
            "listing_id", "size", "colour", name=op.f("uq_shop_variants_listing_id_size_colour")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_variants_public_id")),
    )
    with op.batch_alter_table("shop_variants", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_variants_listing_id"), ["listing_id"], unique=False
        )

    op.create_table(
        "shop_wishlist_entries",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("guest_digest", sa.String(length=64), nullable=True),
        sa.Column(
            "listing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("added_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (guest_digest IS NULL)",
            name=op.f("ck_shop_wishlist_entries_one_owner"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["shop_accounts.id"], name=op.f("fk_shop_wishlist_entries_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["shop_listings.id"], name=op.f("fk_shop_wishlist_entries_listing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_wishlist_entries")),
        sa.UniqueConstraint(
            "account_id", "listing_id", name=op.f("uq_shop_wishlist_entries_account_id_listing_id")
        ),
        sa.UniqueConstraint(
            "guest_digest",
            "listing_id",
            name=op.f("uq_shop_wishlist_entries_guest_digest_listing_id"),
        ),
    )
    with op.batch_alter_table("shop_wishlist_entries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_wishlist_entries_listing_id"), ["listing_id"], unique=False
        )

    op.create_table(
        "shop_cart_lines",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("cart_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "variant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price_seen_minor", sa.BigInteger(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_shop_cart_lines_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["cart_id"], ["shop_carts.id"], name=op.f("fk_shop_cart_lines_cart_id")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["shop_variants.id"], name=op.f("fk_shop_cart_lines_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_cart_lines")),
        sa.UniqueConstraint(
            "cart_id", "variant_id", name=op.f("uq_shop_cart_lines_cart_id_variant_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_cart_lines_public_id")),
    )
    with op.batch_alter_table("shop_cart_lines", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_cart_lines_variant_id"), ["variant_id"], unique=False
        )

    op.create_table(
        "shop_order_lines",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "variant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("commission_bps", sa.Integer(), nullable=False),
        sa.Column("commission_minor", sa.BigInteger(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "commission_minor >= 0 AND commission_minor <= quantity * price_minor",
            name=op.f("ck_shop_order_lines_commission_within_line"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_shop_order_lines_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["part_id"], ["shop_artisan_orders.id"], name=op.f("fk_shop_order_lines_part_id")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["shop_variants.id"], name=op.f("fk_shop_order_lines_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_order_lines")),
    )
    with op.batch_alter_table("shop_order_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shop_order_lines_part_id"), ["part_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_shop_order_lines_variant_id"), ["variant_id"], unique=False
        )

    op.create_table(
        "shop_order_moves",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("from_state", sa.String(length=12), nullable=False),
        sa.Column("to_state", sa.String(length=12), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["shop_orders.id"], name=op.f("fk_shop_order_moves_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["shop_artisan_orders.id"], name=op.f("fk_shop_order_moves_part_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_order_moves")),
    )
    with op.batch_alter_table("shop_order_moves", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_order_moves_order_id"), ["order_id"], unique=False
        )

    op.create_table(
        "shop_parcels",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("courier_name", sa.String(length=120), nullable=False),
        sa.Column("tracking_number", sa.String(length=60), nullable=False),
        sa.Column("tracking_url", sa.String(length=400), nullable=False),
        sa.Column("shipped_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["part_id"], ["shop_artisan_orders.id"], name=op.f("fk_shop_parcels_part_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_parcels")),
        sa.UniqueConstraint("part_id", name=op.f("uq_shop_parcels_part_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_parcels_public_id")),
    )
    op.create_table(
        "shop_refunds",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column(
            "payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("part_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("idempotency_key", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=True),
        sa.Column("failure", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "currency <> 'IDR' OR amount_minor % 100 = 0", name=op.f("ck_shop_refunds_whole_rupiah")
        ),
        sa.CheckConstraint(
            "state IN ('intended', 'pending', 'done', 'failed')",
            name=op.f("ck_shop_refunds_state_known"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_shop_refunds_amount_positive")),
        sa.ForeignKeyConstraint(
            ["part_id"], ["shop_artisan_orders.id"], name=op.f("fk_shop_refunds_part_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["shop_payments.id"], name=op.f("fk_shop_refunds_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_refunds")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_shop_refunds_idempotency_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_refunds_public_id")),
    )
    with op.batch_alter_table("shop_refunds", schema=None) as batch_op:
        batch_op.create_index(
            "ix_shop_refunds_due",
            ["due_at"],
            unique=False,
            postgresql_where=sa.text("state IN ('intended', 'pending')"),
            sqlite_where=sa.text("state IN ('intended', 'pending')"),
        )
        batch_op.create_index(
            batch_op.f("ix_shop_refunds_payment_id"), ["payment_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_shop_refunds_reference"), ["reference"], unique=False)
        batch_op.create_index(
            "uq_shop_refunds_part",
            ["part_id"],
            unique=True,
            postgresql_where=sa.text("part_id IS NOT NULL AND state <> 'failed'"),
            sqlite_where=sa.text("part_id IS NOT NULL AND state <> 'failed'"),
        )

    op.create_table(
        "shop_reservations",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "variant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("is_unique", sa.Boolean(), nullable=False),
        sa.Column("is_stocked", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "state IN ('held', 'sold', 'released', 'expired', 'returned')",
            name=op.f("ck_shop_reservations_state_known"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_shop_reservations_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["shop_variants.id"], name=op.f("fk_shop_reservations_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_reservations")),
    )
    with op.batch_alter_table("shop_reservations", schema=None) as batch_op:
        batch_op.create_index("ix_shop_reservations_expiry", ["state", "expires_at"], unique=False)
        batch_op.create_index(
            "ix_shop_reservations_of_variant", ["variant_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_shop_reservations_reference"), ["reference"], unique=False
        )
        batch_op.create_index(
            "uq_shop_reservations_unique_piece",
            ["variant_id"],
            unique=True,
            postgresql_where=sa.text("is_unique AND state IN ('held', 'sold')"),
            sqlite_where=sa.text("is_unique AND state IN ('held', 'sold')"),
        )

    op.create_table(
        "shop_stock_movements",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "variant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["shop_variants.id"], name=op.f("fk_shop_stock_movements_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_stock_movements")),
    )
    with op.batch_alter_table("shop_stock_movements", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_stock_movements_variant_id"), ["variant_id"], unique=False
        )

    op.create_table(
        "shop_transfer_proofs",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column(
            "payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("media_key", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sender_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('sent', 'confirmed', 'refused')",
            name=op.f("ck_shop_transfer_proofs_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["shop_payments.id"], name=op.f("fk_shop_transfer_proofs_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_transfer_proofs")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_transfer_proofs_public_id")),
    )
    with op.batch_alter_table("shop_transfer_proofs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_transfer_proofs_payment_id"), ["payment_id"], unique=False
        )

    op.create_table(
        "shop_transfer_receipts",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "payment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("received_minor", sa.BigInteger(), nullable=False),
        sa.Column("bank_reference", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.CheckConstraint(
            "received_minor % 100 = 0", name=op.f("ck_shop_transfer_receipts_whole_rupiah")
        ),
        sa.CheckConstraint(
            "received_minor > 0", name=op.f("ck_shop_transfer_receipts_received_positive")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["shop_payments.id"], name=op.f("fk_shop_transfer_receipts_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_transfer_receipts")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_shop_transfer_receipts_payment_id")),
    )
    op.create_table(
        "shop_reviews",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column(
            "listing_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_shop_reviews_rating_in_range")),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["shop_listings.id"], name=op.f("fk_shop_reviews_listing_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["shop_order_lines.id"], name=op.f("fk_shop_reviews_order_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_reviews")),
        sa.UniqueConstraint("order_line_id", name=op.f("uq_shop_reviews_order_line_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_reviews_public_id")),
    )
    with op.batch_alter_table("shop_reviews", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shop_reviews_listing_id"), ["listing_id"], unique=False
        )

    schema.create_triggers(op.get_bind())


def downgrade() -> None:
    with op.batch_alter_table("shop_reviews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_reviews_listing_id"))

    op.drop_table("shop_reviews")
    op.drop_table("shop_transfer_receipts")
    with op.batch_alter_table("shop_transfer_proofs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_transfer_proofs_payment_id"))

    op.drop_table("shop_transfer_proofs")
    with op.batch_alter_table("shop_stock_movements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_stock_movements_variant_id"))

    op.drop_table("shop_stock_movements")
    with op.batch_alter_table("shop_reservations", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_shop_reservations_unique_piece",
            postgresql_where=sa.text("is_unique AND state IN ('held', 'sold')"),
            sqlite_where=sa.text("is_unique AND state IN ('held', 'sold')"),
        )
        batch_op.drop_index(batch_op.f("ix_shop_reservations_reference"))
        batch_op.drop_index("ix_shop_reservations_of_variant")
        batch_op.drop_index("ix_shop_reservations_expiry")

    op.drop_table("shop_reservations")
    with op.batch_alter_table("shop_refunds", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_shop_refunds_part",
            postgresql_where=sa.text("part_id IS NOT NULL AND state <> 'failed'"),
            sqlite_where=sa.text("part_id IS NOT NULL AND state <> 'failed'"),
        )
        batch_op.drop_index(batch_op.f("ix_shop_refunds_reference"))
        batch_op.drop_index(batch_op.f("ix_shop_refunds_payment_id"))
        batch_op.drop_index(
            "ix_shop_refunds_due",
            postgresql_where=sa.text("state IN ('intended', 'pending')"),
            sqlite_where=sa.text("state IN ('intended', 'pending')"),
        )

    op.drop_table("shop_refunds")
    op.drop_table("shop_parcels")
    with op.batch_alter_table("shop_order_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_order_moves_order_id"))

    op.drop_table("shop_order_moves")
    with op.batch_alter_table("shop_order_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_order_lines_variant_id"))
        batch_op.drop_index(batch_op.f("ix_shop_order_lines_part_id"))

    op.drop_table("shop_order_lines")
    with op.batch_alter_table("shop_cart_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_cart_lines_variant_id"))

    op.drop_table("shop_cart_lines")
    with op.batch_alter_table("shop_wishlist_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_wishlist_entries_listing_id"))

    op.drop_table("shop_wishlist_entries")
    with op.batch_alter_table("shop_variants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_variants_listing_id"))

    op.drop_table("shop_variants")
    with op.batch_alter_table("shop_process_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_process_entries_listing_id"))

    op.drop_table("shop_process_entries")
    with op.batch_alter_table("shop_price_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_price_changes_listing_id"))

    op.drop_table("shop_price_changes")
    with op.batch_alter_table("shop_payments", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_shop_payments_open_transfer",
            postgresql_where=sa.text("suffix_minor > 0 AND state IN ('intended', 'started')"),
            sqlite_where=sa.text("suffix_minor > 0 AND state IN ('intended', 'started')"),
        )
        batch_op.drop_index(
            "ix_shop_payments_to_withdraw",
            postgresql_where=sa.text("state = 'closed' AND withdrawn_at IS NULL"),
            sqlite_where=sa.text("state = 'closed' AND withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_shop_payments_order_id"))
        batch_op.drop_index(batch_op.f("ix_shop_payments_created_at"))
        batch_op.drop_index(batch_op.f("ix_shop_payments_charge_reference"))

    op.drop_table("shop_payments")
    with op.batch_alter_table("shop_listing_pictures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_listing_pictures_listing_id"))

    op.drop_table("shop_listing_pictures")
    with op.batch_alter_table("shop_listing_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_listing_moves_listing_id"))

    op.drop_table("shop_listing_moves")
    with op.batch_alter_table("shop_listing_motifs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_listing_motifs_motif_id"))

    op.drop_table("shop_listing_motifs")
    with op.batch_alter_table("shop_listing_dyes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_listing_dyes_dye_id"))

    op.drop_table("shop_listing_dyes")
    with op.batch_alter_table("shop_artisan_orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_artisan_orders_shipped_at"))
        batch_op.drop_index(batch_op.f("ix_shop_artisan_orders_artisan_id"))

    op.drop_table("shop_artisan_orders")
    with op.batch_alter_table("shop_stories", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_stories_published_at"))
        batch_op.drop_index(batch_op.f("ix_shop_stories_artisan_id"))

    op.drop_table("shop_stories")
    with op.batch_alter_table("shop_rates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_rates_origin_code"))

    op.drop_table("shop_rates")
    with op.batch_alter_table("shop_participations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_participations_artisan_id"))

    op.drop_table("shop_participations")
    with op.batch_alter_table("shop_orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_orders_placed_at"))
        batch_op.drop_index("ix_shop_orders_expiry")
        batch_op.drop_index(batch_op.f("ix_shop_orders_account_id"))

    op.drop_table("shop_orders")
    with op.batch_alter_table("shop_motif_regions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_motif_regions_region_code"))

    op.drop_table("shop_motif_regions")
    with op.batch_alter_table("shop_motif_permissions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_motif_permissions_motif_id"))
        batch_op.drop_index(batch_op.f("ix_shop_motif_permissions_artisan_id"))

    op.drop_table("shop_motif_permissions")
    with op.batch_alter_table("shop_motif_consultations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_motif_consultations_motif_id"))

    op.drop_table("shop_motif_consultations")
    with op.batch_alter_table("shop_motif_communities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_motif_communities_community"))

    op.drop_table("shop_motif_communities")
    with op.batch_alter_table("shop_motif_aliases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_motif_aliases_normalised"))

    op.drop_table("shop_motif_aliases")
    with op.batch_alter_table("shop_listings", schema=None) as batch_op:
        batch_op.drop_index("ix_shop_listings_shop_window")
        batch_op.drop_index(batch_op.f("ix_shop_listings_artisan_id"))

    op.drop_table("shop_listings")
    with op.batch_alter_table("shop_featured_slots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_featured_slots_starts_at"))
        batch_op.drop_index(batch_op.f("ix_shop_featured_slots_artisan_id"))

    op.drop_table("shop_featured_slots")
    with op.batch_alter_table("shop_cohort_coaches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_cohort_coaches_account_id"))

    op.drop_table("shop_cohort_coaches")
    with op.batch_alter_table("shop_checkouts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_checkouts_updated_at"))

    op.drop_table("shop_checkouts")
    op.drop_table("shop_cart_notes")
    with op.batch_alter_table("shop_artisan_pictures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_artisan_pictures_artisan_id"))

    op.drop_table("shop_artisan_pictures")
    with op.batch_alter_table("shop_artisan_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_artisan_members_account_id"))

    op.drop_table("shop_artisan_members")
    with op.batch_alter_table("shop_transfers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_transfers_posting_id"))
        batch_op.drop_index("ix_shop_transfers_debit")
        batch_op.drop_index("ix_shop_transfers_credit")

    op.drop_table("shop_transfers")
    with op.batch_alter_table("shop_sign_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_sign_ins_expires_at"))
        batch_op.drop_index(batch_op.f("ix_shop_sign_ins_account_id"))

    op.drop_table("shop_sign_ins")
    op.drop_table("shop_recovery_codes")
    with op.batch_alter_table("shop_passkeys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_passkeys_account_id"))

    op.drop_table("shop_passkeys")
    with op.batch_alter_table("shop_outbox_deliveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_outbox_deliveries_outbox_id"))

    op.drop_table("shop_outbox_deliveries")
    with op.batch_alter_table("shop_motifs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_motifs_cultural_status"))

    op.drop_table("shop_motifs")
    op.drop_table("shop_info_pages")
    with op.batch_alter_table("shop_demo_refunds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_demo_refunds_checkout_id"))

    op.drop_table("shop_demo_refunds")
    with op.batch_alter_table("shop_courier_services", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_courier_services_courier_id"))

    op.drop_table("shop_courier_services")
    with op.batch_alter_table("shop_consents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_consents_account_id"))

    op.drop_table("shop_consents")
    with op.batch_alter_table("shop_cohorts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_cohorts_program_id"))

    op.drop_table("shop_cohorts")
    with op.batch_alter_table("shop_carts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_shop_carts_open_guest",
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_shop_carts_open_account",
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_shop_carts_updated_at"))

    op.drop_table("shop_carts")
    with op.batch_alter_table("shop_artisans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_artisans_region_code"))

    op.drop_table("shop_artisans")
    with op.batch_alter_table("shop_addresses", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_shop_addresses_default",
            postgresql_where=sa.text("is_default"),
            sqlite_where=sa.text("is_default"),
        )
        batch_op.drop_index(batch_op.f("ix_shop_addresses_account_id"))

    op.drop_table("shop_addresses")
    with op.batch_alter_table("shop_account_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_account_tokens_expires_at"))
        batch_op.drop_index(batch_op.f("ix_shop_account_tokens_account_id"))

    op.drop_table("shop_account_tokens")
    with op.batch_alter_table("shop_account_roles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_account_roles_role_id"))

    op.drop_table("shop_account_roles")
    with op.batch_alter_table("shop_used_challenges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_used_challenges_used_at"))

    op.drop_table("shop_used_challenges")
    op.drop_table("shop_techniques")
    with op.batch_alter_table("shop_search_words", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_search_words_listing_id"))
        batch_op.drop_index("ix_shop_search_words_best")

    op.drop_table("shop_search_words")
    with op.batch_alter_table("shop_search_vocabulary", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_search_vocabulary_position"))

    op.drop_table("shop_search_vocabulary")
    op.drop_table("shop_roles")
    with op.batch_alter_table("shop_regions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_regions_shipping_zone"))
        batch_op.drop_index(batch_op.f("ix_shop_regions_parent_code"))

    op.drop_table("shop_regions")
    op.drop_table("shop_programs")
    op.drop_table("shop_process_steps")
    with op.batch_alter_table("shop_postings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_postings_subject"))

    op.drop_table("shop_postings")
    op.drop_table("shop_piece_holders")
    with op.batch_alter_table("shop_pictures", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_shop_pictures_waiting",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )

    op.drop_table("shop_pictures")
    with op.batch_alter_table("shop_payment_inbox", schema=None) as batch_op:
        batch_op.drop_index("ix_shop_payment_inbox_due")

    op.drop_table("shop_payment_inbox")
    op.drop_table("shop_packaging")
    with op.batch_alter_table("shop_outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_shop_outbox_due")

    op.drop_table("shop_outbox")
    op.drop_table("shop_misattributions")
    with op.batch_alter_table("shop_limit_windows", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_limit_windows_starts_at"))

    op.drop_table("shop_limit_windows")
    with op.batch_alter_table("shop_letters", schema=None) as batch_op:
        batch_op.drop_index("ix_shop_letters_due")

    op.drop_table("shop_letters")
    op.drop_table("shop_jobs")
    with op.batch_alter_table("shop_held_by", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_held_by_reference"))

    op.drop_table("shop_held_by")
    op.drop_table("shop_forms")
    op.drop_table("shop_fixatives")
    op.drop_table("shop_fabrics")
    op.drop_table("shop_exchange_rates")
    with op.batch_alter_table("shop_dyes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_dyes_origin"))

    op.drop_table("shop_dyes")
    op.drop_table("shop_destinations")
    with op.batch_alter_table("shop_demo_checkouts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_demo_checkouts_payment"))
        batch_op.drop_index(batch_op.f("ix_shop_demo_checkouts_created_at"))

    op.drop_table("shop_demo_checkouts")
    op.drop_table("shop_couriers")
    op.drop_table("shop_catalog_feed_head")
    op.drop_table("shop_catalog_feed")
    op.drop_table("shop_care_instructions")
    with op.batch_alter_table("shop_audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shop_audit_subject"))

    op.drop_table("shop_audit")
    op.drop_table("shop_accounts")
    schema.drop_triggers(op.get_bind())
