"""Bank transfers and refunds that need a person's eyes and hands."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from shop.admin import words
from shop.admin.desk import bp, do
from shop.core import http
from shop.core.errors import NotFound
from shop.core.forms import Form
from shop.core.permissions import Right
from shop.core.runtime import runtime
from shop.payments import bank_transfer
from shop.payments import queries as payments
from shop.payments.bank_transfer import CannotPayBack, ConfirmTransfer, PaidBack, RefuseProof
from shop.payments.models import TransferProof


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
    return _do(form, bank_transfer.confirm_transfer, "admin.transfers", about)


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
        rows=rows,
        form=form,
        about=about,
        blank=Form(),
        saved=bool(request.args.get("saved")),
        words=words,
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
