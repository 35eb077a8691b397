"""Transfers: amounts that can be told apart, slips, and what staff do."""

from __future__ import annotations

import contextlib
import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from shop.core.audit import AuditEntry
from shop.core.clock import FixedClock
from shop.core.errors import Invalid, NotFound
from shop.core.media import MediaStore
from shop.core.outbox import OutboxRow
from shop.core.pictures import BadPicture
from shop.orders.models import OrderState, PartState
from shop.payments import bank_transfer, proofs, queries, services, transfer_codes
from shop.payments.bank_transfer import CannotPayBack, ConfirmTransfer, PaidBack, RefuseProof
from shop.payments.errors import (
    AlreadyConfirmed,
    AlreadyDecided,
    NoSuffixLeft,
    NothingToRefund,
    NotPayable,
    TooManyProofs,
    TransferNotChecked,
)
from shop.payments.models import Payment, PaymentState, RefundState, TransferProof
from shop.payments.ports import offer_of
from shop.payments.proofs import SendProof
from shop.payments.registry import build_providers
from shop.payments.settle import Settled
from tests.conftest import make_settings
from tests.factories import make_principal
from tests.payments.till import Till, at_once

TOTAL = 470_000_00


@pytest.fixture
def media(tmp_path: Path) -> MediaStore:
    return MediaStore(f"file://{tmp_path / 'media'}")


def slip(width: int = 800, height: int = 1200) -> bytes:
    out = io.BytesIO()
    picture = Image.new("RGB", (width, height), "white")
    exif = picture.getexif()
    exif[0x010F] = "Telepon Rahasia"
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


# -- amounts -------------------------------------------------------------------------------------


def test_a_transfer_has_an_amount_of_its_own_and_a_longer_hold(
    till: Till, clock: FixedClock
) -> None:
    number = till.order()
    payment = till.payment(till.begin(number, "bank_transfer"))

    assert 100 <= payment.suffix_minor <= 999_00
    assert payment.suffix_minor % 100 == 0
    assert payment.expected_minor == TOTAL + payment.suffix_minor
    order = till.order_row(number)
    assert (order.expires_at - order.placed_at).total_seconds() == 24 * 3600
    clock.advance(hours=23)
    assert till.expire() == 0
    clock.advance(hours=1)
    assert till.expire() == 1


def test_awaited_transfers_never_ask_for_the_same_amount(till: Till) -> None:
    amounts = {
        till.payment(till.intend(till.order(), "bank_transfer")).expected_minor
        for _number in range(40)
    }

    assert len(amounts) == 40


def test_when_every_amount_is_taken_another_way_has_to_be_used(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer_codes, "LARGEST", 2)
    first = till.order()
    for number in (first, till.order()):
        till.intend(number, "bank_transfer")

    with pytest.raises(NoSuffixLeft):
        till.intend(till.order(), "bank_transfer")

    till.cancel(first)
    till.intend(till.order(), "bank_transfer")


def test_an_amount_rests_before_it_is_asked_for_again(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer_codes, "LARGEST", 2)
    number = till.order()
    first = till.payment(till.intend(number, "bank_transfer"))
    till.cancel(number)

    second = till.payment(till.intend(till.order(), "bank_transfer"))

    assert second.suffix_minor != first.suffix_minor


@pytest.mark.race
def test_two_that_choose_one_amount_at_once_are_told_apart(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    # of three orders two are offered the same of two codes first
    monkeypatch.setattr(transfer_codes, "LARGEST", 2)
    numbers = [till.order() for _number in range(3)]
    provider = till.providers.named("bank_transfer")
    with till.database.reading() as db:
        wish = {n: transfer_codes.propose(db, provider, TOTAL, seed=n) for n in numbers}
    rivals = [n for n in numbers if list(wish.values()).count(wish[n]) > 1][:2]
    monkeypatch.setattr(transfer_codes, "propose", _meeting(transfer_codes.propose))
    waiting = iter(rivals)

    errors = at_once(2, lambda: till.intend(next(waiting), "bank_transfer"))

    assert errors == []
    assert sorted(payment.suffix_minor for payment in till.all(Payment)) == [100, 200]
    assert sorted(till.order_row(n).transfer_code_minor for n in rivals) == [100, 200]
    till.assert_books_hold()


def _meeting(propose: Callable[..., int]) -> Callable[..., int]:
    """Let two threads propose before either has written; SQLite admits one writer at a time."""
    barrier, seen = threading.Barrier(2), threading.local()

    def met(*args: Any, **options: Any) -> int:
        code_minor = propose(*args, **options)
        if not getattr(seen, "before", False):
            seen.before = True
            with contextlib.suppress(threading.BrokenBarrierError):
                barrier.wait(timeout=1)
        return code_minor

    return met


def test_turning_to_another_way_frees_the_amount(till: Till) -> None:
    number = till.order()
    transfer = till.begin(number, "bank_transfer")

    demo = till.begin(number, "demo")

    assert till.payment(transfer).state == PaymentState.CLOSED
    assert till.payment(demo).suffix_minor == 0
    order = till.order_row(number)
    assert (order.transfer_code_minor, order.total_minor) == (0, TOTAL)
    with till.database.reading() as db:
        assert queries.view_of_order(db, till.order_row(number).id).transfer is None


# -- what staff do -------------------------------------------------------------------------------


def test_a_confirmed_transfer_is_in_the_audit_trail(till: Till) -> None:
    number = till.order()
    payment = till.begin(number, "bank_transfer")

    assert till.confirm(payment) is Settled.PAID

    (entry,) = till.all(AuditEntry)
    assert entry.action == "transfer.confirmed"
    assert entry.account_id is not None
    assert entry.after["result"] == "paid"
    till.assert_books_hold()


def test_a_transfer_is_confirmed_once(till: Till) -> None:
    payment = till.begin(till.order(), "bank_transfer")
    till.confirm(payment)

    with pytest.raises(AlreadyConfirmed):
        till.confirm(payment)

    assert len(till.posting_keys()) == 1


@pytest.mark.parametrize("received_idr", [470_000, 1, 470_999_000])
def test_another_amount_is_put_on_the_list_to_be_sent_back(till: Till, received_idr: int) -> None:
    number = till.order()
    payment = till.begin(number, "bank_transfer")

    assert till.confirm(payment, received_idr=received_idr) is Settled.SENT_BACK
    till.refunds()

    with till.database.reading() as db:
        (work,) = queries.refunds_to_do(db)
    assert (work.number, work.amount_minor) == (number, received_idr * 100)
    assert (work.state, work.reason) == ("pending", "wrong_amount")
    till.assert_books_hold()


def test_another_amount_has_to_be_checked_before_it_goes_back(till: Till) -> None:
    number = till.order()
    payment = till.begin(number, "bank_transfer")

    with pytest.raises(TransferNotChecked):
        till.confirm(payment, received_idr=1, checked=False)

    assert till.payment(payment).state == PaymentState.STARTED
    assert till.posting_keys() == []


def test_a_transfer_for_an_order_that_is_paid_has_to_be_checked_too(till: Till) -> None:
    number = till.order()
    transfer = till.begin(number, "bank_transfer")
    demo = till.begin(number, "demo")
    till.pay(demo)
    till.check(demo)

    with pytest.raises(TransferNotChecked):
        till.confirm(transfer, checked=False)
    assert till.confirm(transfer) is Settled.SENT_BACK

    till.assert_books_hold()


def test_nothing_received_cannot_be_confirmed(till: Till) -> None:
    payment = till.begin(till.order(), "bank_transfer")

    with pytest.raises(Invalid):
        till.confirm(payment, received_idr=0)

    assert till.payment(payment).state == PaymentState.STARTED


def test_only_transfers_can_be_confirmed(till: Till) -> None:
    payment = till.begin(till.order(), "demo")

    with pytest.raises(NotFound):
        till.confirm(payment)
    with pytest.raises(NotFound):
        till.confirm("pay_NOBODY")


def test_staff_send_a_refund_by_hand_and_write_it_down(till: Till) -> None:
    number = till.order()
    till.confirm(till.begin(number, "bank_transfer"))
    refund = till.refund_part(number)
    till.refunds()
    assert till.refund(refund).state == RefundState.PENDING
    assert till.parts(number)[0].state == PartState.TO_PACK

    with till.database.transaction() as db:
        command = PaidBack(refund=refund, bank_reference="KELUAR-4")
        bank_transfer.mark_paid_back(db, command, make_principal(db))
    till.refunds()

    row = till.refund(refund)
    assert (row.state, row.reference) == (RefundState.DONE, "KELUAR-4")
    assert till.order_row(number).state == OrderState.REFUNDED
    assert row.amount_minor == till.all(Payment)[0].expected_minor
    assert till.balance("provider:bank_transfer") == 0
    assert till.balance("shop:transfer-suffixes") == 0
    till.assert_books_hold()
    with till.database.transaction() as db, pytest.raises(NothingToRefund):
        bank_transfer.mark_paid_back(db, command, make_principal(db))


def test_a_refund_that_the_bank_sent_back_can_be_tried_again(till: Till) -> None:
    number = till.order()
    till.confirm(till.begin(number, "bank_transfer"))
    refund = till.refund_part(number)

    with till.database.transaction() as db:
        command = CannotPayBack(refund=refund, reason="rekening tutup")
        bank_transfer.mark_not_paid_back(db, command, make_principal(db))
        assert [work.state for work in queries.refunds_to_do(db)] == ["failed"]
        services.retry_refund(db, refund, actor=make_principal(db))
        assert [work.state for work in queries.refunds_to_do(db)] == ["intended"]

    assert till.refund(refund).failure == "rekening tutup"
    till.assert_books_hold()


def test_a_refund_by_card_cannot_be_marked_by_hand(till: Till) -> None:
    number = till.order()
    payment = till.begin(number, "demo")
    till.pay(payment)
    till.check(payment)
    refund = till.refund_part(number)

    command = PaidBack(refund=refund, bank_reference="X")
    with till.database.transaction() as db:
        staff = make_principal(db)
        with pytest.raises(NotFound):
            bank_transfer.mark_paid_back(db, command, staff)


# -- slips ---------------------------------------------------------------------------------------


def test_a_slip_is_kept_privately_without_what_the_phone_wrote_into_it(
    till: Till, media: MediaStore
) -> None:
    number = till.order()
    payment = till.begin(number, "bank_transfer")

    name = _send(till, media, payment)

    (proof,) = till.all(TransferProof)
    assert proof.public_id == name
    assert proof.media_key == f"private/proofs/{name}.webp"
    kept = media.read(proof.media_key)
    assert b"Rahasia" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (800, 1200))
    assert media.keys() == [proof.media_key]
    with till.database.reading() as db:
        (waiting,) = queries.transfers_to_check(db)
    assert waiting.number == number
    assert [p.sender_name for p in waiting.proofs] == ["Siti"]
    assert "payments.proof_sent" in [row.event for row in till.all(OutboxRow)]


def test_a_slip_alone_pays_nothing(till: Till, media: MediaStore) -> None:
    number = till.order()
    payment = till.begin(number, "bank_transfer")

    _send(till, media, payment)
    till.check(payment)

    assert till.order_row(number).state == OrderState.PLACED


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"GIF89a", b"\xff\xd8\xff" + b"0" * 99])
def test_what_is_no_picture_is_refused(till: Till, media: MediaStore, content: bytes) -> None:
    payment = till.begin(till.order(), "bank_transfer")

    with pytest.raises(BadPicture):
        _send(till, media, payment, content=content)

    assert till.all(TransferProof) == []
    assert media.keys() == []


def test_slips_are_for_awaited_transfers_only(till: Till, media: MediaStore) -> None:
    demo = till.begin(till.order(), "demo")
    paid = till.begin(till.order(), "bank_transfer")
    till.confirm(paid)

    with pytest.raises(NotFound):
        _send(till, media, demo)
    with pytest.raises(NotFound):
        _send(till, media, "pay_NOBODY")
    with pytest.raises(NotPayable):
        _send(till, media, paid)


def test_enough_slips_are_enough(
    till: Till, media: MediaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proofs, "MOST_PROOFS", 1)
    payment = till.begin(till.order(), "bank_transfer")
    _send(till, media, payment)

    with pytest.raises(TooManyProofs):
        _send(till, media, payment)

    assert len(media.keys()) == 1


def test_a_refused_slip_says_why_and_another_may_follow(till: Till, media: MediaStore) -> None:
    number = till.order()
    payment = till.begin(number, "bank_transfer")
    first = _send(till, media, payment)

    with till.database.transaction() as db:
        command = RefuseProof(proof=first, reason="Belum masuk di rekening kami")
        bank_transfer.refuse_proof(db, command, make_principal(db))
        with pytest.raises(AlreadyDecided):
            bank_transfer.refuse_proof(db, command, make_principal(db))
    _send(till, media, payment)
    till.confirm(payment)

    assert [proof.state for proof in till.all(TransferProof)] == ["refused", "confirmed"]
    assert "payments.proof_refused" in [row.event for row in till.all(OutboxRow)]
    assert till.order_row(number).state == OrderState.PAID


def test_a_late_slip_brings_an_expired_transfer_back_onto_the_list(
    till: Till, media: MediaStore, clock: FixedClock
) -> None:
    payment = till.begin(till.order(), "bank_transfer")
    clock.advance(hours=25)
    till.expire()
    clock.advance(days=7)
    with till.database.reading() as db:
        assert queries.transfers_to_check(db) == []

    _send(till, media, payment)

    with till.database.reading() as db:
        assert [t.payment for t in queries.transfers_to_check(db)] == [payment]


def test_commands_refuse_what_staff_cannot_mean() -> None:
    for values in (
        {"payment": "pay_1", "bank_reference": ""},
        {"payment": "pay_1", "bank_reference": "x", "received_idr": "\uff11\uff12"},
        {"payment": "pay_1", "bank_reference": "x", "received_idr": "-5"},
        {"payment": "../x", "bank_reference": "x"},
        {"payment": "pay_1", "bank_reference": "x", "state": "captured"},
    ):
        with pytest.raises(ValueError, match="validation error"):
            ConfirmTransfer(**values)  # type: ignore[arg-type]


def _send(till: Till, media: MediaStore, payment: str, *, content: bytes | None = None) -> str:
    return proofs.send_proof(
        till.database,
        media,
        payment,
        SendProof(sender_name="Siti"),
        content=slip() if content is None else content,
    )


@pytest.mark.parametrize("missing", ["bank", "bank_account", "bank_holder"])
def test_without_an_account_no_transfer_is_offered(till: Till, missing: str) -> None:
    settings = make_settings(providers="bank_transfer", **{f"operator_{missing}": ""})
    whole = build_providers(make_settings(providers="bank_transfer"), till.database)

    for providers, is_offered in ((build_providers(settings, till.database), False), (whole, True)):
        offer = offer_of(providers.named("bank_transfer"), 450_000_00)
        assert (offer is not None) == is_offered
