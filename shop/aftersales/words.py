"""Words for the states of orders and parts, as buyers and artisans read them."""

from __future__ import annotations

from shop.core.i18n import Lazy
from shop.core.i18n import lazy_gettext as _

ORDER_WORDS: dict[str, Lazy] = {
    "placed": _("Waiting for payment"),
    "paid": _("Paid"),
    "cancelled": _("Cancelled"),
    "expired": _("Not paid in time"),
    "refunded": _("Refunded"),
}

PART_WORDS: dict[str, Lazy] = {
    "waiting": _("Waiting for payment"),
    "to_pack": _("Being prepared"),
    "packed": _("Packed"),
    "shipped": _("On its way"),
    "delivered": _("Delivered"),
    "cancelled": _("Cancelled"),
    "refunded": _("Refunded"),
}

#: Ways to pay, as buyers and staff read what was paid by.
PROVIDERS: dict[str, Lazy] = {
    "stripe": _("Card or another way, by Stripe"),
    "bank_transfer": _("Bank transfer"),
    "demo": _("Demo payment"),
}

#: Badge class of a state: never colour alone, the words stand beside it.
TONES: dict[str, str] = {
    "placed": "badge-wait",
    "waiting": "badge-wait",
    "to_pack": "badge-wait",
    "packed": "badge-wait",
    "paid": "badge-good",
    "shipped": "badge-good",
    "delivered": "badge-good",
    "cancelled": "badge-bad",
    "expired": "badge-bad",
    "refunded": "badge-bad",
}
