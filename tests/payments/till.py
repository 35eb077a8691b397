"""What the tests of money do again and again: order, pay, work, look into the books."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.aftersales import services as aftersales
from shop.catalog.models import Variant
from shop.core.db import Database
from shop.core.permissions import Principal
from shop.ledger import accounts
from shop.ledger import queries as ledger
from shop.ledger.models import Posting, TransferRow
from shop.operations.verify import verify
from shop.orders import queries as orders
from shop.orders.models import ArtisanOrder, Order, OrderState
from shop.payments import bank_transfer, collect, inbox, refunds, services, settle
from shop.payments.bank_transfer import CannotPayBack, ConfirmTransfer, PaidBack
from shop.payments.demo import DemoProvider
from shop.payments.demo_buyer import DemoBuyer
from shop.payments.models import Payment, PaymentState, Refund, RefundState
from shop.payments.ports import Providers
from shop.payments.told import Addresses
from tests.factories import make_order, make_principal
from tests.stripe_fake import FakeStripe

BACK = Addresses("http://localhost/order/x?paid=1", "http://localhost/order/x")


@dataclass
class Till:
    database: Database
    providers: Providers
    fake: FakeStripe

    # -- before --------------------------------------------------------------------------------

    def order(self, *wants: tuple[int, int], **values: Any) -> str:
        """Place an order for variants (id, quantity); returns its number."""
        with self.database.transaction() as db:
            chosen = [(db.get_one(Variant, id_), quantity) for id_, quantity in wants]
            return make_order(db, *chosen, **values).number

    def intend(self, number: str, provider: str = "demo") -> str:
        """Write a payment down; returns its public id."""
        chosen = self.providers.named(provider)
        with self.database.transaction() as db:
            return services.intend(db, orders.of_number(db, number), chosen, BACK).public_id

    def start(self, payment: str) -> str:
        """Open it at the provider; returns where the buyer pays."""
        return collect.start(self.database, self.providers, payment)

    def begin(self, number: str, provider: str = "demo") -> str:
        """Intend and start; returns the payment's public id."""
        payment = self.intend(number, provider)
        self.start(payment)
        return payment

    # -- the buyer's and the bank's side -------------------------------------------------------

    def pay(self, payment: str) -> None:
        """Let the buyer pay at whatever provider it is."""
        row = self.payment(payment)
        assert row.reference is not None
        if row.provider == "demo":
            DemoBuyer(self.demo).pay(row.reference)
        elif row.provider == "stripe":
            self.fake.pay_late(row.reference)
        else:
            self.confirm(payment)

    def confirm(
        self, payment: str, received_idr: int | None = None, *, checked: bool = True
    ) -> settle.Settled:
        """Let staff see the transfer on the account, and check another amount."""
        command = ConfirmTransfer(
            payment=payment,
            received_idr=received_idr,
            checked_idr=self._amount_idr(payment, received_idr) if checked else None,
            bank_reference="MUTASI-17",
        )
        with self.database.transaction() as db:
            return bank_transfer.confirm_transfer(db, command, make_principal(db))

    def _amount_idr(self, payment: str, received_idr: int | None) -> int:
        if received_idr is not None:
            return received_idr
        query = sa.select(Payment.expected_minor).where(Payment.public_id == payment)
        with self.database.reading() as db:
            return (db.scalar(query) or 0) // 100

    @property
    def demo(self) -> DemoProvider:
        provider = self.providers.named("demo")
        assert isinstance(provider, DemoProvider)
        return provider

    # -- the shop's machinery ------------------------------------------------------------------

    def check(self, payment: str) -> settle.Settled:
        return collect.check(self.database, self.providers, payment)

    def expire(self) -> int:
        return self.database.run(settle.expire_overdue)

    def cancel(self, number: str) -> None:
        """Call an order off as the order page does."""
        with self.database.transaction() as db:
            aftersales.cancel_order(db, number, actor=Principal())

    def withdraw(self) -> int:
        return collect.withdraw_closed(self.database, self.providers)

    def inbox(self) -> int:
        return inbox.run_inbox(self.database, self.providers)

    def refunds(self) -> int:
        return refunds.run_refunds(self.database, self.providers)

    def paid_back(self, refund: str, bank_reference: str = "KELUAR-4") -> None:
        """Let staff write down that they sent a refund by hand."""
        command = PaidBack(refund=refund, bank_reference=bank_reference)
        with self.database.transaction() as db:
            bank_transfer.mark_paid_back(db, command, make_principal(db))

    def not_paid_back(self, refund: str) -> None:
        """Let staff write down that the bank would not send a refund."""
        command = CannotPayBack(refund=refund, reason="Rekening tutup")
        with self.database.transaction() as db:
            bank_transfer.mark_not_paid_back(db, command, make_principal(db))

    def refund_part(self, number: str, position: int = 0) -> str:
        """Let staff pay one artisan's part back; returns the refund's public id."""
        with self.database.transaction() as db:
            order = orders.of_number(db, number)
            part = self._parts(db, order)[position]
            actor = make_principal(db)
            return services.intend_part_refund(
                db, order, part, actor=actor, reason="cacat"
            ).public_id

    # -- looking -------------------------------------------------------------------------------

    def payment(self, public_id: str) -> Payment:
        return self._one(sa.select(Payment).where(Payment.public_id == public_id))

    def refund(self, public_id: str) -> Refund:
        return self._one(sa.select(Refund).where(Refund.public_id == public_id))

    def order_row(self, number: str) -> Order:
        return self._one(sa.select(Order).where(Order.number == number))

    def order_of(self, payment: str) -> Order:
        return self._one(
            sa.select(Order)
            .join(Payment, Payment.order_id == Order.id)
            .where(Payment.public_id == payment)
        )

    def parts(self, number: str) -> list[ArtisanOrder]:
        with self.database.reading() as db:
            return self._parts(db, orders.of_number(db, number))

    def all(self, model: Any) -> list[Any]:
        with self.database.reading() as db:
            return list(db.scalars(sa.select(model).order_by(model.id)))

    def balance(self, account: str, currency: str = "IDR") -> int:
        with self.database.reading() as db:
            return ledger.balance_minor(db, account, currency=currency)

    def posting_keys(self) -> list[str]:
        return [posting.key for posting in self.all(Posting)]

    def variant(self, variant_id: int) -> Variant:
        return self._one(sa.select(Variant).where(Variant.id == variant_id))

    def _one(self, query: Any) -> Any:
        with self.database.reading() as db:
            return db.scalars(query).one()

    def _parts(self, db: Session, order: Order) -> list[ArtisanOrder]:
        query = sa.select(ArtisanOrder).where(ArtisanOrder.order_id == order.id)
        return list(db.scalars(query.order_by(ArtisanOrder.id)))

    # -- what holds at every moment ------------------------------------------------------------

    def assert_books_hold(self) -> None:
        """I01, I04, I05, I06, and that nothing lies in clearing."""
        with self.database.reading() as db:
            # I16 speaks of what staff still have to send back, which some tests are about
            broken = [f for f in verify(db) if not f.holds and f.id != "I16"]
            assert broken == []
            for order in db.scalars(sa.select(Order)):
                self._assert_order_holds(db, order)
            for payment in db.scalars(sa.select(Payment)):
                self._assert_payment_holds(db, payment)
            for account, currency in self._accounts(db):
                if account.endswith(":clearing"):
                    assert ledger.balance_minor(db, account, currency=currency) == 0, account

    def _assert_order_holds(self, db: Session, order: Order) -> None:
        payments = db.scalars(sa.select(Payment).where(Payment.order_id == order.id)).all()
        taken = [
            p for p in payments if f"payment:{p.public_id}:captured" in self._keys(db, order.number)
        ]
        is_paid = order.state in {OrderState.PAID, OrderState.REFUNDED}
        assert len(taken) == (1 if is_paid else 0), order.number
        captured = [p for p in payments if p.state == PaymentState.CAPTURED]
        for payment in captured:
            is_sent_back = db.scalar(
                sa.select(Refund.id).where(
                    Refund.payment_id == payment.id, Refund.part_id.is_(None)
                )
            )
            assert (payment in taken) != bool(is_sent_back), payment.public_id
        parts = self._parts(db, order)
        code_minor = order.transfer_code_minor
        assert sum(part.total_minor for part in parts) + code_minor == order.total_minor
        if taken:
            assert (taken[0].expected_minor, taken[0].suffix_minor) == (
                order.total_minor,
                code_minor,
            )
        for part in parts:
            done = db.scalars(
                sa.select(Refund).where(Refund.part_id == part.id, Refund.state == "done")
            ).all()
            assert part.refunded_minor == sum(
                refund.amount_minor - refund.transfer_code_minor for refund in done
            )
            assert part.refunded_minor <= part.total_minor

    def _assert_payment_holds(self, db: Session, payment: Payment) -> None:
        live = db.scalars(
            sa.select(Refund.amount_minor).where(
                Refund.payment_id == payment.id, Refund.state != RefundState.FAILED
            )
        ).all()
        if payment.state != PaymentState.CAPTURED:
            assert live == []
            return
        observed = self.providers.named(payment.provider).fetch(payment.reference or "")
        assert observed.public_id == payment.public_id
        assert sum(live) <= observed.amount_minor

    def _keys(self, db: Session, number: str) -> set[str]:
        return set(db.scalars(sa.select(Posting.key).where(Posting.subject == number)))

    def _accounts(self, db: Session) -> set[tuple[str, str]]:
        sides = sa.union(
            sa.select(TransferRow.debit, TransferRow.currency),
            sa.select(TransferRow.credit, TransferRow.currency),
        )
        return {(row[0], row[1]) for row in db.execute(sides)}


def provider_account(name: str) -> str:
    return accounts.provider(name)


def at_once(count: int, work: Callable[[], object]) -> list[Exception]:
    """Do the same in many threads that start together; returns what went wrong."""
    barrier, errors = threading.Barrier(count), []

    def run() -> None:
        barrier.wait()
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it was, the test names it
            errors.append(error)

    threads = [threading.Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors
