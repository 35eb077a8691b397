"""Bank transfers and refunds that need a person's eyes and hands."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from shop.admin import words
from shop.admin.desk import bp, do
from shop.aftersales import services as aftersales
from shop.aftersales.commands import RetryRefund
from shop.core import http
from shop.core.errors import NotFound, ShopError
from shop.core.forms import Form
from shop.core.permissions import Right
from shop.core.runtime import runtime
from shop.payments import bank_transfer, refund_accounts
from shop.payments import queries as payments
from shop.payments.bank_transfer import (
    CannotPayBack,
    ConfirmTransfer,
    PaidBack,
    RefuseProof,
    TransferPreview,
)
from shop.payments.models import TransferProof
from shop.payments.refund_accounts import SetRefundAccount


@bp.get("/transfers")
def transfers() -> Response:
    """List the transfers that are awaited, with the slips that buyers sent."""
    return _transfers(Form(), 200)


def _transfers(form: Form[Any], status: int, about: str = "") -> Response:
    http.need(Right.PAYMENTS_CONFIRM)
    with http.reading() as db:
        rows = payments.transfers_to_check(db)
    return http.page(
        "admin/transfers.html",
        status=status,
        rows=rows,
        form=form,
        about=about,
        blank=Form(),
        saved=bool(request.args.get("saved")),
        words=words,
    )


@bp.post("/transfers/confirm")
def confirm_transfer() -> Response | BaseResponse:
    """Write down that a transfer was seen on the account."""
    http.need(Right.PAYMENTS_CONFIRM)
    posted = request.form.copy()
    if posted.get("received_idr") == "":
        posted.pop("received_idr")
    form = Form.read(ConfirmTransfer, posted)
    about = posted.get("payment", "")
    if not form.errors and (preview := _preview(form)) is not None and preview.needs_check:
        return http.page(
            "admin/transfer_check.html", preview=preview, command=form.command, words=words
        )
    return _do(form, bank_transfer.confirm_transfer, "admin.transfers", about)


def _preview(form: Form[ConfirmTransfer]) -> TransferPreview | None:
    """Return what confirming will do; ``None`` when the service will refuse it beside its field."""
    try:
        with http.reading() as db:
            return bank_transfer.preview_transfer(db, form.command)
    except NotFound:
        raise
    except ShopError:
        return None


@bp.post("/transfers/refuse")
def refuse_proof() -> Response | BaseResponse:
    """Say that the transfer of a slip cannot be found."""
    http.need(Right.PAYMENTS_CONFIRM)
    form = Form.read(RefuseProof, request.form)
    return _do(form, bank_transfer.refuse_proof, "admin.transfers", request.form.get("proof", ""))


@bp.get("/transfers/proof/<proof>")
def proof(proof: str) -> Response:
    """Show the picture of a slip. Private, and never active content."""
    http.need(Right.PAYMENTS_CONFIRM)
    with http.reading() as db:
        key = db.scalar(sa.select(TransferProof.media_key).where(TransferProof.public_id == proof))
    if key is None:
        raise NotFound
    response = Response(runtime().media.read(key), mimetype="image/webp")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.get("/refunds")
def refunds() -> Response:
    """List the refunds that somebody has to send by hand, or that a provider refused."""
    return _refunds(Form(), 200)


def _refunds(form: Form[Any], status: int, about: str = "") -> Response:
    http.need(Right.PAYMENTS_CONFIRM)
    with http.reading() as db:
        rows = payments.refunds_to_do(db)
    return http.page(
        "admin/refunds.html",
        status=status,
        may_refund=http.principal().may(Right.ORDERS_REFUND),
        rows=rows,
        form=form,
        about=about,
        blank=Form(),
        saved=bool(request.args.get("saved")),
        words=words,
    )


@bp.post("/refunds/retry")
def retry_refund() -> Response | BaseResponse:
    """Try a refund again that was refused or came back."""
    http.need(Right.ORDERS_REFUND)
    form = Form.read(RetryRefund, request.form)
    about = request.form.get("refund", "")
    return do(
        form,
        aftersales.retry_refund,
        again=lambda refused, status: _refunds(refused, status, about),
        done=lambda: http.see_other("admin.refunds", saved=1),
    )


@bp.post("/refunds/account")
def refund_account() -> Response | BaseResponse:
    """Keep the account of a buyer that a refund by bank transfer goes to."""
    http.need(Right.ORDERS_REFUND)
    form = Form.read(SetRefundAccount, request.form)
    about = request.form.get("number", "")
    return do(
        form,
        refund_accounts.set_account,
        again=lambda refused, status: _refunds(refused, status, about),
        done=lambda: http.see_other("admin.refunds", saved=1),
    )


@bp.post("/refunds/done")
def paid_back() -> Response | BaseResponse:
    """Write down that a refund was sent by hand."""
    http.need(Right.PAYMENTS_CONFIRM)
    form = Form.read(PaidBack, request.form)
    about = request.form.get("refund", "")
    return _do(form, bank_transfer.mark_paid_back, "admin.refunds", about)


@bp.post("/refunds/failed")
def not_paid_back() -> Response | BaseResponse:
    """Write down that a refund by hand did not work."""
    http.need(Right.PAYMENTS_CONFIRM)
    form = Form.read(CannotPayBack, request.form)
    about = request.form.get("refund", "")
    return _do(form, bank_transfer.mark_not_paid_back, "admin.refunds", about)


def _do(form: Form[Any], service: Any, back: str, about: str) -> Response | BaseResponse:
    """Do one thing; a refusal comes back beside the row that it is about."""
    page = _transfers if back == "admin.transfers" else _refunds
    return do(
        form,
        lambda db, command, *, actor: service(db, command, actor),
        again=lambda refused, status: page(refused, status, about),
        done=lambda: http.see_other(back, saved=1),
    )
