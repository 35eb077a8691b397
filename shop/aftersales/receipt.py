"""The receipt of a paid order as a PDF, set by Typst from facts alone."""

from __future__ import annotations

import datetime as dt
import json
from importlib.resources import files
from typing import Any

import typst

from shop.aftersales.queries import LineView, OrderView, PartView
from shop.core.i18n import get_locale
from shop.core.i18n import gettext as _
from shop.core.money import format_money
from shop.core.settings import Settings
from shop.core.templates import moment

TEMPLATE = files("shop") / "templates" / "shop" / "documents" / "receipt.typ"


def build(order: OrderView, address_lines: list[str], *, settings: Settings) -> bytes:
    """Return the receipt in the reader's language. Needs no network and no system fonts.

    It is a proof of payment, not a tax invoice: artisans here are not subject to VAT unless their
    own invoice says so.
    """
    assert order.paid_at is not None
    facts = json.dumps(_facts(order, address_lines, settings, order.paid_at), ensure_ascii=False)
    pdf: bytes = typst.compile(
        TEMPLATE.read_bytes(), sys_inputs={"order": facts}, ignore_system_fonts=True
    )
    return pdf


def _facts(
    order: OrderView, address_lines: list[str], settings: Settings, paid_at: dt.datetime
) -> dict[str, Any]:
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
            [_("E-mail"), order.email],
        ],
        "address": address_lines,
        "parts": [_part(part) for part in order.parts],
        "sums": _sums(order),
        "remark": _("All amounts are in rupiah (IDR), the currency that was charged."),
        "footer": _("This receipt proves your payment. It is not a tax invoice."),
    }


def _part(part: PartView) -> dict[str, Any]:
    rows = [_line(line) for line in part.lines]
    rows.append(["", part.shipping_name, "", format_money(part.shipping_minor)])
    return {"artisan": part.artisan_name, "lines": rows}


def _line(line: LineView) -> list[str]:
    kind = line.technique if line.snapshot["is_batik"] else f"{line.technique}, {_('not batik')}"
    details = ", ".join(text for text in (kind, line.snapshot["size"]) if text)
    return [
        f"{line.quantity} \N{MULTIPLICATION SIGN}",
        f"{line.title} ({details})",
        format_money(line.price_minor),
        format_money(line.total_minor),
    ]


def _sums(order: OrderView) -> list[list[str]]:
    rows = [
        [_("Goods"), format_money(order.goods_minor)],
        [_("Shipping"), format_money(order.shipping_minor)],
        [_("Total paid"), format_money(order.total_minor)],
    ]
    if order.refunded_minor:
        rows.append([_("Refunded"), format_money(-order.refunded_minor)])
    return rows
