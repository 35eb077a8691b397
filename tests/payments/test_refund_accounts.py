"""The account that a refund by bank transfer goes to: entered, read by few, and forgotten."""

from __future__ import annotations

import pytest

from shop.core.audit import AuditEntry
from shop.core.clock import FixedClock
from shop.core.errors import NotFound
from shop.core.outbox import OutboxRow
from shop.core.permissions import Principal
from shop.payments import jobs, queries, refund_accounts
from shop.payments.errors import NothingToRefund
from shop.payments.models import RefundAccount
from shop.payments.refund_accounts import SetRefundAccount
from tests.payments.till import Till

BUYER = Principal()
ASKED = "payments.refund_account_needed"


def account(number: str, account_number: str = "123-456 7890", **values: str) -> SetRefundAccount:
    return SetRefundAccount(
        number=number,
        account_number=account_number,
        **{"bank": "Bank Contoh", "holder": "Siti Aminah", **values},
    )


def _owed(till: Till) -> tuple[str, str]:
    """An order whose transfer goes back; returns its number and the refund."""
    number = till.order()
    till.confirm(till.begin(number, "bank_transfer"))
    refund = till.refund_part(number)
    till.refunds()
    return number, refund


def _enter(till: Till, number: str, **values: str) -> None:
    with till.database.transaction() as db:
        refund_accounts.set_account(db, account(number, **values), actor=BUYER)


def _tidy(till: Till) -> None:
    (tidy,) = [
        job for job in jobs.payment_jobs(till.database, till.providers) if "tidy" in job.name
    ]
    tidy.work()


def test_a_refund_by_transfer_asks_for_an_account_once_it_is_not_known(till: Till) -> None:
    number, refund = _owed(till)
    assert [row.event for row in till.all(OutboxRow)].count(ASKED) == 1

    _enter(till, number)
    till.not_paid_back(refund)
    till.refund_part(number)

    assert [row.event for row in till.all(OutboxRow)].count(ASKED) == 1


def test_a_refund_by_another_way_asks_for_none(till: Till) -> None:
    number = till.order()
    payment = till.begin(number)
    till.pay(payment)
    till.check(payment)
    till.refund_part(number)

    assert ASKED not in [row.event for row in till.all(OutboxRow)]
    with pytest.raises(NothingToRefund):
        _enter(till, number)
    assert till.all(RefundAccount) == []


def test_the_last_account_that_was_entered_counts_and_the_log_has_its_last_digits_only(
    till: Till,
) -> None:
    number, _refund = _owed(till)

    _enter(till, number)
    _enter(till, number, account_number="55 5566", bank="Bank Lain")

    (row,) = till.all(RefundAccount)
    assert (row.bank, row.account_number, row.account_id) == ("Bank Lain", "555566", None)
    entries = [e for e in till.all(AuditEntry) if e.action == "refund.account_entered"]
    assert [entry.after for entry in entries] == [
        {"account": "•••• 7890"},
        {"account": "•••• 5566"},
    ]
    with till.database.reading() as db:
        (work,) = queries.refunds_to_do(db)
    assert work.account is not None
    assert (work.account.number, work.account.masked) == ("555566", "•••• 5566")


@pytest.mark.parametrize("number", ["12", "siti", "1" * 35, "1234<b>567", "\uff11" * 8, ""])
def test_what_is_no_account_number_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="account_number"):
        account("C26-AAAA-BBBB", account_number=number)


@pytest.mark.parametrize("number", ["DE89 3704 0044 0532 0130 00", "7301.234.567", "12345"])
def test_numbers_are_kept_without_what_people_put_between_the_digits(number: str) -> None:
    kept = account("C26-AAAA-BBBB", account_number=number).account_number

    assert kept == number.replace(" ", "").replace(".", "")


def test_an_order_that_is_not_there_has_no_account(till: Till) -> None:
    with pytest.raises(NotFound):
        _enter(till, "C26-AAAA-BBBB")


def test_nothing_is_asked_after_the_money_was_sent(till: Till) -> None:
    number, refund = _owed(till)
    till.paid_back(refund)

    with pytest.raises(NothingToRefund):
        _enter(till, number)


def test_the_account_is_deleted_thirty_days_after_the_refund(till: Till, clock: FixedClock) -> None:
    number, refund = _owed(till)
    _enter(till, number)
    clock.advance(days=90)
    _tidy(till)
    assert len(till.all(RefundAccount)) == 1, "the money is still owed"
    till.paid_back(refund)

    clock.advance(days=29)
    _tidy(till)
    assert len(till.all(RefundAccount)) == 1
    clock.advance(days=2)
    _tidy(till)

    assert till.all(RefundAccount) == []


def test_an_account_is_kept_while_a_refused_refund_has_no_successor(
    till: Till, clock: FixedClock
) -> None:
    number, refund = _owed(till)
    _enter(till, number)
    till.not_paid_back(refund)
    clock.advance(days=60)

    _tidy(till)
    assert len(till.all(RefundAccount)) == 1

    again = till.refund_part(number)
    till.refunds()
    till.paid_back(again)
    clock.advance(days=31)
    _tidy(till)
    assert till.all(RefundAccount) == []
