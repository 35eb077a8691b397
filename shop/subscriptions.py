"""One table: which event is heard by whom. Names are stable: they are stored with deliveries."""

from __future__ import annotations

from shop.aftersales import letters
from shop.catalog import events as catalog
from shop.catalog import mail
from shop.catalog.index import subscriber as catalog_index
from shop.catalog.services import conflicts
from shop.core.relay import Subscriber, Subscriptions
from shop.orders import events as orders
from shop.payments import events as payments

SUBSCRIPTIONS: Subscriptions = {
    **catalog_index.HEARS,
    **{
        event: (*catalog_index.HEARS.get(event, ()), *heard)
        for event, heard in conflicts.HEARS.items()
    },
    catalog.ListingPublished: (
        *catalog_index.HEARS[catalog.ListingPublished],
        *conflicts.HEARS[catalog.ListingPublished],
        Subscriber("letters.published", mail.on_published),
    ),
    catalog.CanonConflictFound: (Subscriber("letters.canon_conflict", mail.on_conflict),),
    catalog.ChangesApproved: (Subscriber("letters.changes_approved", mail.on_changes_approved),),
    catalog.ListingReturned: (Subscriber("letters.returned", mail.on_returned),),
    orders.OrderPlaced: (Subscriber("letters.placed", letters.on_placed),),
    orders.OrderPaid: (Subscriber("letters.paid", letters.on_paid),),
    orders.OrderExpired: (Subscriber("letters.expired", letters.on_expired),),
    orders.OrderCancelled: (Subscriber("letters.cancelled", letters.on_cancelled),),
    orders.PartShipped: (Subscriber("letters.shipped", letters.on_shipped),),
    orders.PartDelivered: (Subscriber("letters.delivered", letters.on_delivered),),
    orders.PartRefunded: (Subscriber("letters.refunded", letters.on_part_refunded),),
    payments.ProofRefused: (Subscriber("letters.proof_refused", letters.on_proof_refused),),
    payments.RefundAccountNeeded: (
        Subscriber("letters.refund_account", letters.on_refund_account_needed),
    ),
    payments.PaymentUnwanted: (Subscriber("letters.unwanted", letters.on_unwanted),),
}
