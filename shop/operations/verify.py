"""The invariants, computed. Read-only; run by hand, nightly, and after every restore.

Each check is one statement that returns what is broken; an empty answer means that it holds. The
numbers are those of the project's list of invariants, see ``docs/reference/invariants.md``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog.queries import versions

#: How many examples of a broken invariant are listed.
EXAMPLES = 20


@dataclass(frozen=True)
class Finding:
    """Whether one invariant holds, over how many rows, and what breaks it."""

    id: str
    holds: bool
    checked: int
    broken: list[str]

    def as_dict(self) -> dict[str, object]:
        """Return the finding as plain data for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Check:
    """``count`` counts the rows looked at, ``broken`` selects one text for each that is wrong."""

    id: str
    count: str
    broken: str


CHECKS = (
    Check(
        "I01",
        "SELECT count(*) FROM shop_transfers",
        """
        SELECT 'transfer ' || id FROM shop_transfers
        WHERE amount_minor <= 0 OR debit = credit OR length(currency) <> 3
        """,
    ),
    Check(
        "I04",
        "SELECT count(*) FROM shop_payments WHERE state = 'captured'",
        """
        SELECT 'payment ' || p.public_id FROM shop_payments p
        JOIN shop_orders o ON o.id = p.order_id
        WHERE p.state = 'captured'
          AND o.state NOT IN ('paid', 'refunded')
          AND NOT EXISTS (
            SELECT 1 FROM shop_refunds r WHERE r.payment_id = p.id AND r.part_id IS NULL)
        """,
    ),
    Check(
        "I04-one",
        "SELECT count(*) FROM shop_orders WHERE state IN ('paid', 'refunded')",
        """
        SELECT 'order ' || o.number || ' has ' || count(p.id) || ' payments' FROM shop_orders o
        LEFT JOIN shop_payments p ON p.order_id = o.id AND p.state = 'captured'
          AND NOT EXISTS (
            SELECT 1 FROM shop_refunds r WHERE r.payment_id = p.id AND r.part_id IS NULL)
        WHERE o.state IN ('paid', 'refunded')
        GROUP BY o.id, o.number HAVING count(p.id) <> 1
        """,
    ),
    Check(
        "I05",
        "SELECT count(*) FROM shop_orders WHERE state IN ('paid', 'refunded')",
        """
        SELECT 'order ' || o.number || ' clearing ' || sum(x.amount) FROM shop_orders o
        JOIN (
          SELECT debit AS account, amount_minor AS amount FROM shop_transfers
          UNION ALL SELECT credit, -amount_minor FROM shop_transfers
        ) x ON x.account = 'order:' || o.number || ':clearing'
        GROUP BY o.id, o.number HAVING sum(x.amount) <> 0
        """,
    ),
    Check(
        "I05-captured",
        "SELECT count(*) FROM shop_payments WHERE state = 'captured'",
        """
        SELECT 'payment ' || p.public_id FROM shop_payments p
        JOIN shop_orders o ON o.id = p.order_id
        LEFT JOIN shop_postings g ON g.key = 'payment:' || p.public_id || ':captured'
        LEFT JOIN shop_postings u ON u.key = 'payment:' || p.public_id || ':unwanted'
        LEFT JOIN (
          SELECT posting_id, debit, sum(amount_minor) AS amount FROM shop_transfers
          GROUP BY posting_id, debit
        ) t ON t.posting_id = g.id AND t.debit = 'provider:' || p.provider
        WHERE p.state = 'captured'
          AND ((g.id IS NULL) = (u.id IS NULL)
               OR (g.id IS NOT NULL AND t.amount <> p.expected_minor)
               OR (g.id IS NOT NULL AND p.expected_minor <> o.total_minor)
               OR (g.id IS NOT NULL AND p.currency <> o.currency))
        """,
    ),
    Check(
        "I05-code",
        "SELECT count(*) FROM shop_orders WHERE transfer_code_minor > 0",
        """
        SELECT 'order ' || o.number || ' transfer code' FROM shop_orders o
        LEFT JOIN (
          SELECT g.subject AS number,
                 sum(CASE WHEN t.credit = 'shop:transfer-suffixes'
                          THEN t.amount_minor ELSE -t.amount_minor END) AS held
          FROM shop_transfers t JOIN shop_postings g ON g.id = t.posting_id
          WHERE 'shop:transfer-suffixes' IN (t.debit, t.credit) GROUP BY g.subject
        ) b ON b.number = o.number
        LEFT JOIN (
          SELECT p.order_id, sum(r.transfer_code_minor) AS gone
          FROM shop_refunds r JOIN shop_payments p ON p.id = r.payment_id
          WHERE r.state = 'done' GROUP BY p.order_id
        ) r ON r.order_id = o.id
        WHERE coalesce(b.held, 0) <>
          CASE WHEN o.state IN ('paid', 'refunded')
               THEN o.transfer_code_minor - coalesce(r.gone, 0) ELSE 0 END
        UNION ALL
        SELECT 'order ' || o.number || ' has a code and awaits no transfer' FROM shop_orders o
        WHERE o.state = 'placed' AND o.transfer_code_minor > 0 AND NOT EXISTS (
          SELECT 1 FROM shop_payments p
          WHERE p.order_id = o.id AND p.state IN ('intended', 'started')
            AND p.suffix_minor = o.transfer_code_minor)
        """,
    ),
    Check(
        "I06",
        "SELECT count(*) FROM shop_refunds",
        """
        SELECT 'payment ' || p.public_id FROM shop_payments p
        JOIN shop_refunds r ON r.payment_id = p.id AND r.state <> 'failed'
        WHERE r.part_id IS NOT NULL
        GROUP BY p.id, p.public_id, p.expected_minor
        HAVING sum(r.amount_minor) > p.expected_minor
        UNION ALL
        SELECT 'part ' || public_id FROM shop_artisan_orders
        WHERE refunded_minor > goods_minor + shipping_minor
        """,
    ),
    Check(
        "I07",
        "SELECT count(*) FROM shop_orders",
        """
        SELECT 'order ' || o.number FROM shop_orders o
        JOIN shop_artisan_orders a ON a.order_id = o.id
        GROUP BY o.id, o.number, o.total_minor, o.goods_minor, o.shipping_minor,
                 o.transfer_code_minor
        HAVING sum(a.goods_minor) <> o.goods_minor
            OR sum(a.shipping_minor) <> o.shipping_minor
            OR o.goods_minor + o.shipping_minor + o.transfer_code_minor <> o.total_minor
        """,
    ),
    Check(
        "I08",
        "SELECT count(*) FROM shop_artisan_orders",
        """
        SELECT 'part ' || a.public_id FROM shop_artisan_orders a
        LEFT JOIN shop_order_lines l ON l.part_id = a.id
        GROUP BY a.id, a.public_id, a.goods_minor, a.commission_minor
        HAVING sum(l.quantity * l.price_minor) <> a.goods_minor
            OR sum(l.commission_minor) <> a.commission_minor OR count(l.id) = 0
        """,
    ),
    Check(
        "I10",
        "SELECT count(*) FROM shop_variants",
        """
        SELECT 'variant ' || v.public_id || ' stock' FROM shop_variants v
        WHERE v.on_hand < 0 OR v.reserved < 0 OR v.reserved > v.on_hand
        UNION ALL
        SELECT 'variant ' || v.public_id || ' movements' FROM shop_variants v
        LEFT JOIN shop_stock_movements m ON m.variant_id = v.id
        WHERE v.is_stocked
        GROUP BY v.id, v.public_id, v.on_hand HAVING coalesce(sum(m.change), 0) <> v.on_hand
        UNION ALL
        SELECT 'variant ' || v.public_id || ' reservations' FROM shop_variants v
        LEFT JOIN shop_reservations r ON r.variant_id = v.id AND r.state = 'held'
        WHERE v.is_stocked
        GROUP BY v.id, v.public_id, v.reserved HAVING coalesce(sum(r.quantity), 0) <> v.reserved
        """,
    ),
    Check(
        "I11",
        "SELECT count(*) FROM shop_variants WHERE is_unique",
        """
        SELECT 'piece ' || v.public_id FROM shop_variants v
        JOIN shop_reservations r ON r.variant_id = v.id AND r.state IN ('held', 'sold')
        WHERE v.is_unique GROUP BY v.id, v.public_id HAVING count(r.id) > 1
        UNION ALL
        SELECT 'piece ' || v.public_id || ' sold twice' FROM shop_variants v
        JOIN shop_order_lines l ON l.variant_id = v.id
        JOIN shop_artisan_orders a ON a.id = l.part_id
        JOIN shop_orders o ON o.id = a.order_id
        WHERE v.is_unique AND o.state = 'paid' AND a.state <> 'refunded'
        GROUP BY v.id, v.public_id HAVING count(DISTINCT o.id) > 1
        """,
    ),
    Check(
        "I12",
        "SELECT count(*) FROM shop_reservations",
        """
        SELECT 'reservation ' || r.id || ' of ' || r.reference FROM shop_reservations r
        JOIN shop_orders o ON o.number = r.reference
        WHERE (r.state = 'held') <> (r.ended_at IS NULL)
           OR (r.state = 'held' AND o.state NOT IN ('placed', 'expired'))
        """,
    ),
    Check(
        "I14",
        "SELECT count(*) FROM shop_orders",
        """
        SELECT 'order ' || o.number FROM shop_orders o
        WHERE o.state <> 'placed' AND NOT EXISTS (
          SELECT 1 FROM shop_order_moves m
          WHERE m.order_id = o.id AND m.part_id IS NULL AND m.to_state = o.state)
        UNION ALL
        SELECT 'part ' || a.public_id FROM shop_artisan_orders a
        WHERE a.state <> 'waiting' AND NOT EXISTS (
          SELECT 1 FROM shop_order_moves m WHERE m.part_id = a.id AND m.to_state = a.state)
        """,
    ),
    Check(
        "I16",
        "SELECT count(*) FROM shop_refunds WHERE part_id IS NULL",
        """
        SELECT 'payment ' || p.public_id FROM shop_payments p
        JOIN shop_refunds r ON r.payment_id = p.id AND r.part_id IS NULL
        WHERE r.state = 'failed' AND NOT EXISTS (
          SELECT 1 FROM shop_refunds later
          WHERE later.payment_id = p.id AND later.part_id IS NULL
            AND later.id > r.id AND later.state <> 'failed')
        """,
    ),
    Check(
        "I18",
        "SELECT count(*) FROM shop_payment_inbox",
        """
        SELECT provider || ' ' || event_id FROM shop_payment_inbox
        GROUP BY provider, event_id HAVING count(*) > 1
        """,
    ),
    Check(
        "I20",
        "SELECT count(*) FROM shop_order_lines",
        """
        SELECT 'line ' || id FROM shop_order_lines
        WHERE quantity <= 0 OR price_minor <= 0 OR commission_minor > quantity * price_minor
        """,
    ),
)


def verify(db: Session) -> list[Finding]:
    """Compute every invariant that can be computed. Nothing is written."""
    return [*(_find(db, check) for check in CHECKS), _projections(db)]


#: What buyers read of a listing is its newest approved version; compared document by document.
PROJECTION = "listing-version"


def _projections(db: Session) -> Finding:
    checked, broken = versions.unprojected(db, limit=EXAMPLES)
    names = [f"listing {public_id}" for public_id in broken]
    return Finding(PROJECTION, holds=not names, checked=checked, broken=names)


def _find(db: Session, check: Check) -> Finding:
    checked = db.scalar(sa.text(check.count)) or 0
    literal = check.broken.replace(":", r"\:")  # account names have colons, not parameters
    limited = f"SELECT * FROM ({literal}) AS broken LIMIT {EXAMPLES}"  # noqa: S608
    broken = [str(row) for row in db.scalars(sa.text(limited))]
    return Finding(check.id, holds=not broken, checked=int(checked), broken=broken)
