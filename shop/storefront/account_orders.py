"""My orders: every order of the account, newest first."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from shop.aftersales import queries as aftersales
from shop.aftersales.words import ORDER_WORDS, TONES
from shop.core import http
from shop.core.errors import NotFound
from shop.orders import queries as orders
from shop.storefront import account_base as base
from shop.storefront.account_base import bp

#: As many as ``aftersales.queries.of_account`` returns at once.
PAGE = 50


@bp.get("/orders", endpoint="orders")
def my_orders() -> Response:
    """Show the account's orders; ``before`` is the last number of the page before."""
    with http.reading() as db:
        account_id = base.me().id
        last = request.args.get("before", "")
        before = orders.of_account(db, account_id, last).id if last else None
        found = aftersales.of_account(db, account_id, before=before)
    if before is not None and not found:
        raise NotFound
    later = http.url("account.orders", before=found[-1].number) if len(found) == PAGE else None
    return http.page(
        "account/orders.html", orders=found, later=later, words=ORDER_WORDS, tones=TONES
    )
