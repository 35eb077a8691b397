"""Orders as staff see them, and paying a part back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from shop.accounts.address import lines, stored
from shop.admin import words as money_words
from shop.admin.audit import names
from shop.admin.desk import bp, do
from shop.admin.ledger_names import ledger_name
from shop.aftersales import queries, services, words
from shop.aftersales.commands import RefundPart, RetryRefund
from shop.core import http
from shop.core.errors import NotFound
from shop.core.forms import Form
from shop.core.permissions import Right
from shop.ledger import queries as ledger
from shop.orders import queries as orders_read
from shop.orders.models import Order
from shop.payments import queries as payments

PAGE = 50


@bp.get("/orders")
def orders() -> Response:
    """List orders, newest first: by state, by number or by the buyer's e-mail."""
    http.need(Right.ORDERS_READ)
    state = request.args.get("state", "")
    if state and state not in words.ORDER_WORDS:
        raise NotFound
    wanted = request.args.get("q", "").strip()[:100]
    conditions: list[Any] = [sa.true()]
    if state:
        conditions.append(Order.state == state)
    if wanted:
        conditions.append(sa.or_(Order.number == wanted.upper(), Order.email == wanted.lower()))
    with http.reading() as db:
        if before := request.args.get("before"):
            conditions.append(Order.id < orders_read.of_number(db, before).id)
        heads = queries.heads(db, sa.and_(*conditions), limit=PAGE)
    return http.page(
        "admin/orders.html",
        rows=heads,
        state=state,
        wanted=wanted,
        older=heads[-1].number if len(heads) == PAGE else "",
        words=words,
    )


@bp.get("/orders/<number>")
def order(number: str) -> Response:
    """Show an order with its money, its movements in the books and its history."""
    return _page(number, Form(), 200)


def _page(number: str, form: Form[Any], status: int) -> Response:
    http.need(Right.ORDERS_READ)
    with http.reading() as db:
        found = orders_read.of_number(db, number)
        view = queries.view(db, found)
        history = orders_read.history(db, found.id)
        called = names(db, [move.actor for move in history])
        return http.page(
            "admin/order.html",
            status=status,
            order=view,
            money=payments.view_of_order(db, found.id),
            entries=ledger.entries(db, subject=number),
            history=[
                (m.to_state, m.at, called[m.actor], money_words.say(money_words.REASONS, m.reason))
                for m in history
            ],
            address_lines=lines(stored(view.address)) if view.address else [],
            may_refund=http.principal().may(Right.ORDERS_REFUND),
            form=form,
            blank=Form(),
            words=words,
            money_words=money_words,
            ledger_name=ledger_name,
        )


@bp.post("/orders/<number>/refund")
def refund(number: str) -> Response | BaseResponse:
    """Pay one artisan's part back in full; the worker asks the provider."""
    http.need(Right.ORDERS_REFUND)
    form = Form.read(RefundPart, request.form, number=number)
    return do(
        form,
        services.refund_part,
        again=lambda refused, status: _page(number, refused, status),
        done=lambda: http.see_other("admin.order", number=number),
    )


@bp.post("/orders/<number>/retry")
def retry_refund_of_order(number: str) -> Response | BaseResponse:
    """Try a refund of this order again that was refused or came back."""
    http.need(Right.ORDERS_REFUND)
    form = Form.read(RetryRefund, request.form)
    return do(
        form,
        services.retry_refund,
        again=lambda refused, status: _page(number, refused, status),
        done=lambda: http.see_other("admin.order", number=number),
    )
