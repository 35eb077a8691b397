"""The receipt of a paid order as a PDF, set by Typst from facts alone."""

from __future__ import annotations

import datetime as dt
import json
from importlib.resources import files
from typing import Any

import typst

from shop.aftersales.queries import LineView, OrderView, PartView
from shop.aftersales.words import PROVIDERS
from shop.core.i18n import get_locale
from shop.core.i18n import gettext as _
from shop.core.money import format_money
from shop.core.settings import Settings
from shop.core.templates import date, moment
from shop.payments.queries import PaymentsView

TEMPLATE = files("shop") / "templates" / "shop" / "documents" / "receipt.typ"


def build(
    order: OrderView, money: PaymentsView, address_lines: list[str], *, settings: Settings
) -> bytes:
    """Return the receipt in the reader's language. Needs no network and no system fonts.

    It is a proof of payment, not a tax invoice: artisans here are not subject to VAT unless their
    own invoice says so.
    """
    assert order.paid_at is not None
    facts = receipt_facts(order, money, address_lines, settings, order.paid_at)
    pdf: bytes = typst.compile(
        TEMPLATE.read_bytes(),
        sys_inputs={"order": json.dumps(facts, ensure_ascii=False)},
        ignore_system_fonts=True,
    )
    return pdf


def receipt_facts(
    order: OrderView,
    money: PaymentsView,
    address_lines: list[str],
    settings: Settings,
    paid_at: dt.datetime,
) -> dict[str, Any]:
    """Return everything that the receipt says, as the template reads it: plain JSON values."""
    return {
        "locale": get_locale(),
        "title": _("Receipt for order %(number)s", number=order.number),
        "operator": [
            settings.operator_name,
            settings.operator_address,
            settings.operator_email,
            settings.operator_phone,
        ],
        "facts": [
            [_("Ordered"), moment(order.placed_at)],
            [_("Paid"), moment(paid_at)],
            *_way(money),
            [_("E-mail"), order.email],
        ],
        "address_title": _("Delivery address"),
        "address": address_lines,
        "columns": [_("Quantity"), _("Product"), _("Price"), _("Line total")],
        "parts": [_part(part) for part in order.parts],
        "sums": _sums(order, money),
        "remark": _("All amounts are in rupiah (IDR), the currency that was charged."),
        "footer": _("This receipt proves your payment. It is not a tax invoice."),
    }


def _way(money: PaymentsView) -> list[list[str]]:
    """Return how it was paid, and what the provider or the bank calls it."""
    if money.taken is None:
        return []
    way = PROVIDERS.get(money.taken.provider, money.taken.provider)
    rows = [[_("Paid by"), str(way)]]
    if money.taken.reference:
        rows.append([_("Payment reference"), money.taken.reference])
    return rows


def _part(part: PartView) -> dict[str, Any]:
    rows = [_line(line) for line in part.lines]
    shipping = _("Shipping: %(service)s", service=part.shipping_name)
    rows.append(["", shipping, "", format_money(part.shipping_minor)])
    return {
        "artisan": _("%(artisan)s, %(place)s", artisan=part.artisan_name, place=part.artisan_place),
        "lines": rows,
    }


def _line(line: LineView) -> list[str]:
    serial = line.snapshot.get("serial")
    number = _("serial number %(serial)s", serial=serial) if serial else ""
    details = ", ".join(text for text in (line.technique, line.snapshot["size"], number) if text)
    return [
        str(line.quantity),
        f"{line.title} ({details})",
        format_money(line.price_minor),
        format_money(line.total_minor),
    ]


def _sums(order: OrderView, money: PaymentsView) -> list[list[str]]:
    rows = [
        [_("Goods"), format_money(order.goods_minor)],
        [_("Shipping"), format_money(order.shipping_minor)],
    ]
    if order.transfer_code_minor:
        rows.append([_("Transfer code"), format_money(order.transfer_code_minor)])
    rows.append([_("Total paid"), format_money(order.total_minor)])
    done = [r for r in money.refunds if r.part_public_id is not None and r.state == "done"]
    for refund in done:
        assert refund.ended_at is not None
        day = date(refund.ended_at)
        rows.append([_("Refunded on %(day)s", day=day), format_money(-refund.amount_minor)])
    if done:
        left_minor = order.total_minor - order.refunded_minor
        rows.append([_("Left after refunds"), format_money(left_minor)])
    return rows
