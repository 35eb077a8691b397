"""Letters about orders. Subscribers of the outbox: each writes rows, the worker sends them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts.models import Account
from shop.aftersales import queries, unpaid_mail
from shop.aftersales.queries import OrderView, PartView
from shop.artisans.models import Artisan, ArtisanMember
from shop.core import clock, compose, http, links
from shop.core.compose import Words
from shop.core.i18n import gettext as _
from shop.core.i18n import use_locale
from shop.core.money import format_money
from shop.core.templates import date, moment
from shop.orders import events
from shop.orders.models import Order
from shop.orders.queries import of_number
from shop.payments import queries as payments
from shop.payments.events import PaymentUnwanted, ProofRefused, RefundAccountNeeded


def on_placed(db: Session, event: events.OrderPlaced) -> None:
    """Tell the buyer how to pay and until when."""
    order = _view(db, event.number, with_progress=False)
    if not unpaid_mail.may_send(db, number=order.number, email=order.email):
        return
    money = payments.view_of_order(db, order.id)
    with use_locale(order.locale):
        paragraphs = [
            _("Thank you for your order %(number)s.", number=order.number),
            _(
                "We hold the pieces for you until %(until)s. After that they are free again.",
                until=moment(order.expires_at),
            ),
        ]
        if transfer := money.transfer:
            paragraphs.append(
                _(
                    "Please transfer exactly %(amount)s to %(bank)s, account %(account)s, "
                    "%(holder)s. The last digits tell your transfer from others.",
                    amount=format_money(transfer.amount_minor),
                    bank=transfer.bank,
                    account=transfer.account,
                    holder=transfer.holder,
                )
            )
        words = Words(
            _("Your order %(number)s waits for payment", number=order.number),
            tuple(paragraphs),
            (_("Pay and see the order"), _address(order)),
        )
    _to_buyer(db, order, words, fact=f"orders.placed:{order.number}")


def on_paid(db: Session, event: events.OrderPaid) -> None:
    """Tell the buyer that it is paid, and every artisan what to make or pack."""
    order = _view(db, event.number, with_progress=False)
    with use_locale(order.locale):
        words = Words(
            _("We have your payment for %(number)s", number=order.number),
            (
                _("Thank you. Your payment of %(total)s has arrived.", total=_total(order)),
                _("Each artisan packs their own parcel; we write as soon as one is on its way."),
            ),
            (_("See the order"), _address(order)),
        )
    _to_buyer(db, order, words, fact=f"orders.paid:{order.number}")
    for part in order.parts:
        _to_artisan(db, order, part)


def on_expired(db: Session, event: events.OrderExpired) -> None:
    """Tell the buyer that the time to pay is over, and how to buy again."""
    order = _view(db, event.number, with_progress=False)
    if not unpaid_mail.may_send(db, number=order.number, email=order.email):
        return
    with use_locale(order.locale):
        words = Words(
            _("Your order %(number)s was not paid in time", number=order.number),
            (
                _("The pieces are free for others again. Nothing was charged."),
                _("If you still want them, put them back into your cart with one click."),
            ),
            (_("Buy again"), _address(order)),
        )
    _to_buyer(db, order, words, fact=f"orders.expired:{order.number}")


def on_cancelled(db: Session, event: events.OrderCancelled) -> None:
    """Confirm to the buyer that the order was called off."""
    order = _view(db, event.number, with_progress=False)
    if not unpaid_mail.may_send(db, number=order.number, email=order.email):
        return
    with use_locale(order.locale):
        words = Words(
            _("Your order %(number)s is cancelled", number=order.number),
            (_("You called the order off before paying. Nothing was charged."),),
            (_("See the order"), _address(order)),
        )
    _to_buyer(db, order, words, fact=f"orders.cancelled:{order.number}")


def on_shipped(db: Session, event: events.PartShipped) -> None:
    """Tell the buyer that a parcel is on its way, with its tracking number."""
    order = _view(db, event.number)
    part = _part(order, event.part)
    with use_locale(order.locale):
        words = Words(
            _("A parcel from %(artisan)s is on its way", artisan=part.artisan_name),
            (
                _("%(artisan)s has sent your pieces.", artisan=part.artisan_name),
                _("Please tell us on the order page when the parcel has arrived."),
            ),
            (_("Follow the parcel"), _address(order)),
        )
    _to_buyer(db, order, words, fact=f"orders.shipped:{part.public_id}", part=part)


def on_delivered(db: Session, event: events.PartDelivered) -> None:
    """Tell the buyer that a parcel counts as delivered, and what if it does not."""
    order = _view(db, event.number)
    part = _part(order, event.part)
    with use_locale(order.locale):
        words = Words(
            _("Your parcel from %(artisan)s was delivered", artisan=part.artisan_name),
            (
                _("We hope that the cloth gives you joy."),
                _("Is something wrong, or did nothing arrive? Answer this letter within 7 days."),
            ),
            (_("See the order"), _address(order)),
        )
    _to_buyer(db, order, words, fact=f"orders.delivered:{part.public_id}", part=part)


def on_part_refunded(db: Session, event: events.PartRefunded) -> None:
    """Tell the buyer what goes back and by which way."""
    order = _view(db, event.number)
    part = _part(order, event.part)
    payment = payments.captured_of_order(db, order.id)
    is_by_transfer = payment is not None and payment.account is not None
    with use_locale(order.locale):
        words = Words(
            _("Refund for your order %(number)s", number=order.number),
            (
                _(
                    "We have paid back %(amount)s for the part of %(artisan)s.",
                    amount=format_money(event.amount_minor),
                    artisan=part.artisan_name,
                ),
                _("The money is on its way to the account that you named.")
                if is_by_transfer
                else _("The money goes back the way it came. Banks need up to ten working days."),
            ),
            (_("See the order"), _address(order)),
        )
    _to_buyer(db, order, words, fact=f"orders.refunded:{part.public_id}", part=part)


def on_unwanted(db: Session, event: PaymentUnwanted) -> None:
    """Tell the buyer that money which no order could take is going back in full."""
    order = _view(db, event.number)
    payment = payments.of_public_id(db, event.payment)
    is_by_transfer = payment is not None and payment.account is not None
    with use_locale(order.locale):
        why = {
            "paid_twice": _("The order was already paid; this payment came in addition."),
            "sold_out": _("It came after the time to pay, and the pieces were sold meanwhile."),
            "wrong_amount": _("Its amount is not the amount of the order."),
        }
        words = Words(
            _("We are sending your payment for %(number)s back", number=order.number),
            (
                _("A payment of yours has arrived that we cannot use."),
                why[event.reason],
                _("You get back the whole amount. Please tell us the account to send it to.")
                if is_by_transfer
                else _("You get back the whole amount, the way it came."),
            ),
            _to_account_form(order) if is_by_transfer else (_("See the order"), _address(order)),
        )
    _to_buyer(db, order, words, fact=f"payments.unwanted:{event.payment}")


def on_refund_account_needed(db: Session, event: RefundAccountNeeded) -> None:
    """Ask the buyer for the account that a refund by bank transfer goes to."""
    order = _view(db, event.number)
    refund = payments.refund_of_public_id(db, event.refund)
    with use_locale(order.locale):
        amount = format_money(refund.amount_minor, refund.currency)
        words = Words(
            _("Where shall we send your refund for %(number)s?", number=order.number),
            (
                _("We are paying back %(amount)s of your order.", amount=amount),
                _(
                    "You paid by bank transfer, and our bank does not tell us your account. "
                    "Please write it on the order page."
                ),
            ),
            _to_account_form(order),
        )
    _to_buyer(db, order, words, fact=f"payments.refund_account:{event.refund}")


def _to_account_form(order: OrderView) -> tuple[str, str]:
    return _("Name the account"), f"{_address(order)}#refund-account"


def on_proof_refused(db: Session, event: ProofRefused) -> None:
    """Tell the buyer that the transfer of a slip could not be found, and why."""
    order = _view(db, event.number)
    with use_locale(order.locale):
        words = Words(
            _("We could not find your transfer for %(number)s", number=order.number),
            (
                _("Thank you for your slip. We looked for the transfer and did not find it:"),
                event.reason,
                _("Please look again, or answer this letter."),
            ),
            (_("See the order"), _address(order)),
        )
    _to_buyer(db, order, words, fact=f"payments.proof_refused:{event.proof}")


def resend_link(db: Session, *, number: str, email: str) -> None:
    """Send the link to an order once more, if number and e-mail belong together."""
    order = db.scalar(sa.select(Order).where(Order.number == number, Order.email == email))
    if order is None:
        return
    with use_locale(order.locale):
        words = Words(
            _("Your order %(number)s", number=number),
            (_("Here is the link to your order again."),),
            (_("See the order"), links.order_address(number, locale=order.locale)),
        )
    when = clock.now(db)
    compose.write(
        db,
        fact=f"orders.link:{number}:{when:%Y%m%d%H%M}",
        recipient=order.email,
        locale=order.locale,
        words=words,
    )


def _to_artisan(db: Session, order: OrderView, part: PartView) -> None:
    people = db.execute(
        sa.select(Account.email, Account.locale)
        .join(ArtisanMember, ArtisanMember.account_id == Account.id)
        .join(Artisan, Artisan.id == ArtisanMember.artisan_id)
        .where(Artisan.slug == part.artisan_slug, Account.active)
        .order_by(Account.id)
    )
    for email, locale in people:
        with use_locale(locale):
            words = _news_of_sale(order, part, locale)
        compose.write(
            db,
            fact=f"orders.to_pack:{part.public_id}:{email}",
            recipient=email,
            locale=locale,
            words=words,
            template="letters/part",
            order=order,
            part=part,
        )


def _news_of_sale(order: OrderView, part: PartView, locale: str) -> Words:
    received = part.total_minor - part.commission_minor
    paragraphs = [
        _("Good news: pieces of yours were sold, and the money is there."),
        _("Please hand the parcel over by %(day)s.", day=date(part.ship_by)),
        _("You receive %(amount)s.", amount=format_money(received)),
    ]
    if part.note:
        paragraphs.append(_("The buyer writes: %(note)s", note=part.note))
    address = http.url("studio.order", locale=locale, external=True, part=part.public_id)
    return Words(
        _("New order %(number)s: please pack", number=order.number),
        tuple(paragraphs),
        (_("Open the order"), address),
    )


def _to_buyer(
    db: Session, order: OrderView, words: Words, *, fact: str, part: PartView | None = None
) -> None:
    """Write to the buyer; with ``part`` the letter lists only that part's pieces."""
    compose.write(
        db,
        fact=fact,
        recipient=order.email,
        locale=order.locale,
        words=words,
        template="letters/order" if part is None else "letters/part",
        order=order,
        part=part,
    )


def _view(db: Session, number: str, *, with_progress: bool = True) -> OrderView:
    return queries.view(db, of_number(db, number), with_progress=with_progress)


def _part(order: OrderView, public_id: str) -> PartView:
    return next(part for part in order.parts if part.public_id == public_id)


def _address(order: OrderView) -> str:
    return links.order_address(order.number, locale=order.locale)


def _total(order: OrderView) -> str:
    return format_money(order.total_minor)
