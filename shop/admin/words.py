"""Words for what the tables keep as codes, as staff read them."""

from __future__ import annotations

from collections.abc import Mapping

from shop.aftersales import words
from shop.core.i18n import Lazy
from shop.core.i18n import lazy_gettext as _

PROVIDERS = words.PROVIDERS

PAYMENT: dict[str, Lazy] = {
    "intended": _("not started"),
    "started": _("under way"),
    "captured": _("money is there"),
    "failed": _("failed"),
    "closed": _("closed without money"),
}

REFUND: dict[str, Lazy] = {
    "intended": _("decided"),
    "pending": _("on its way"),
    "done": _("paid back"),
    "failed": _("refused by the provider"),
}

PROOF: dict[str, Lazy] = {
    "sent": _("not looked at yet"),
    "confirmed": _("found"),
    "refused": _("not found"),
}

#: Reasons that the shop itself writes; people's own words are shown as they are.
REASONS: dict[str, Lazy] = {
    "paid_twice": _("The order was already paid."),
    "sold_out": _("It came too late, and the pieces were sold."),
    "wrong_amount": _("Its amount is not the order's."),
    "confirmed by the buyer": _("The buyer said so."),
    "not paid in time": _("It was not paid in time."),
    "called off by the buyer": _("The buyer called it off."),
    "create-admin": _("Made by command."),
}

#: Labels of those who act without an account of ours.
ACTORS: dict[str, Lazy] = {
    "system": _("the shop itself"),
    "guest": _("the buyer, without an account"),
}

ARTISAN: dict[str, Lazy] = {
    "active": _("Open"),
    "invited": _("Invited"),
    "suspended": _("Suspended"),
}

ROLES: dict[str, Lazy] = {
    "admin": _("Administrator"),
    "curator": _("Curator"),
    "coach": _("Coach"),
}

RIGHTS: dict[str, Lazy] = {
    "listings:review": _("review listings"),
    "motifs:edit": _("edit motifs"),
    "editorial:edit": _("edit texts and featured graduates"),
    "orders:read": _("see orders"),
    "orders:refund": _("pay orders back"),
    "payments:confirm": _("confirm transfers"),
    "artisans:edit": _("open and suspend artisans"),
    "programs:edit": _("see and edit every programme"),
    "programs:read": _("see own cohorts"),
    "rates:edit": _("edit exchange rates"),
    "accounts:edit": _("give roles, shut accounts"),
    "operations:read": _("see health and the audit log"),
}

STAGES: dict[str, Lazy] = {
    "applied": _("Applied"),
    "selected": _("Selected"),
    "trained": _("Trained"),
    "coached": _("Coached in the workshop"),
    "graduated": _("Graduated"),
    "alumni": _("Graduated"),
    "withdrawn": _("Left the programme"),
}

INFO: dict[str, Lazy] = {
    "about": _("About Canting"),
    "craft": _("The craft"),
    "shipping": _("Shipping"),
    "returns": _("Returns and refunds"),
    "terms": _("Terms"),
    "privacy": _("Privacy"),
    "contact": _("Contact"),
}

#: States of listings, shorter than the artisan reads them.
LISTING: dict[str, Lazy] = {
    "draft": _("draft"),
    "submitted": _("waits for review"),
    "returned": _("returned with a remark"),
    "published": _("in the shop"),
    "withdrawn": _("withdrawn"),
}

DECISIONS: dict[str, Lazy] = {
    "agreed": _("agreed"),
    "agreed_with_conditions": _("agreed, with conditions"),
    "refused": _("refused"),
}

PERMISSIONS: dict[str, Lazy] = {
    "holder": _("is the holder"),
    "licence": _("has the holder's permission"),
    "customary": _("has the community's written permission"),
}

QUEUES: dict[str, Lazy] = {
    "outbox": _("Events"),
    "letters": _("Letters"),
    "jobs": _("Jobs"),
    "inbox": _("Payment notices"),
    "refunds": _("Refunds"),
}

ALARMS: dict[str, Lazy] = {
    "unknown_money": _("Money came that belongs to no payment of ours"),
    "refund_not_known": _("The provider does not know a refund that it had taken on"),
    "unknown_refund": _("The provider paid something back that we did not ask for"),
    "refund_done_after_failure": _("A refund that had failed arrived after all"),
    "dispute": _("A buyer disputes a payment at the bank"),
    "missing_at_provider": _("The provider does not know a payment of ours"),
    "money_mismatch": _("The provider names another amount or currency than was booked"),
    "refund_mismatch": _("A refund has another amount at the provider"),
}

ACTIONS: dict[str, Lazy] = {
    "accounts.banned": _("Account shut"),
    "accounts.unbanned": _("Account opened again"),
    "accounts.email_changed": _("E-mail changed"),
    "accounts.erased": _("Account erased"),
    "accounts.password_changed": _("Password changed"),
    "accounts.role_granted": _("Role given"),
    "accounts.role_revoked": _("Role taken away"),
    "artisans.status_changed": _("Artisan opened or suspended"),
    "artisans.profile_edited": _("Profile of an artisan changed"),
    "editorial.feature_ended": _("Featuring ended"),
    "editorial.feature_scheduled": _("Graduate featured"),
    "editorial.info_edited": _("Information page changed"),
    "exchange_rate.recorded": _("Exchange rate set"),
    "heritage.consultation_recorded": _("Talk with a community recorded"),
    "heritage.motif_edited": _("Motif changed"),
    "heritage.permission_recorded": _("Permission recorded"),
    "heritage.permission_revoked": _("Permission taken back"),
    "inbox.retried": _("Payment notice tried again"),
    "letter.retried": _("Letter tried again"),
    "listing.version_approved": _("Version of a listing approved"),
    "listing.price_changed": _("Price changed"),
    "variant.price_changed": _("Price of a size changed"),
    "outbox.retried": _("Event tried again"),
    "payment.unwanted": _("Payment sent back"),
    "orders.email_held_back": _("E-mail about an unpaid order not sent"),
    "proof.refused": _("Transfer slip refused"),
    "refund.account_entered": _("Account for a refund entered"),
    "refund.done": _("Refund paid back"),
    "refund.failed": _("Refund refused by the provider"),
    "refund.intended": _("Refund decided"),
    "refund.pending": _("Refund on its way"),
    "transfer.confirmed": _("Transfer confirmed"),
}


def say(words: Mapping[str, Lazy], code: str) -> str:
    """Return the word for a code, or the code itself when it is new or a person's own words."""
    return str(words.get(code, code))
