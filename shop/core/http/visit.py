"""Who is behind a request, what their browser carries, and the request's unit of work."""

from __future__ import annotations

import functools
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import g, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shop.core import ids, limits
from shop.core.db import RETRY_SECONDS, is_busy
from shop.core.permissions import Principal
from shop.core.runtime import runtime

GUEST_COOKIE = "shop_guest"
CURRENCY_COOKIE = "shop_currency"


def principal() -> Principal:
    """Return the person behind this request; asked once per request."""
    if "shop_principal" not in g:
        g.shop_principal = runtime().identify()
    person: Principal = g.shop_principal
    return person


def guest_token() -> str | None:
    """Return the random token of this browser's cart and wishlist, if it has one."""
    token = request.cookies.get(GUEST_COOKIE, "")
    return token if re.fullmatch(r"[A-Za-z0-9]{20,64}", token) else None


def ensure_guest_token() -> str:
    """Return the browser's token and give it one with this response if it had none."""
    token = guest_token() or getattr(g, "shop_new_guest", None)
    if token is None:
        token = "".join(ids.public_id("")[1:] for _ in range(2))
        g.shop_new_guest = token
    return token


def forget_guest() -> None:
    """Drop the browser's guest token with this response: its things belong to an account now."""
    g.shop_forget_guest = True


def address() -> str:
    """Return the address that this request comes from, for limits: of IPv6 the /64."""
    return limits.network_of(request.remote_addr, bits=32)


def network() -> str:
    """Return the network that this request comes from, for limits: IPv4 /24, IPv6 /64."""
    return limits.network_of(request.remote_addr)


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the request's one writing unit of work."""
    with runtime().database.transaction(**_info()) as db:
        yield db


@contextmanager
def reading() -> Iterator[Session]:
    """Open a session that only reads."""
    with runtime().database.reading(**_info()) as db:
        yield db


def _info() -> dict[str, Any]:
    return {"request_id": g.get("shop_request_id", "")}


def retrying(view: Callable[..., Any]) -> Callable[..., Any]:
    """Call a view again when the database asks for it, and a reading one when it went away.

    Safe because a view is: parse, one transaction, respond; and services may be repeated.
    """

    @functools.wraps(view)
    def call(*args: Any, **kwargs: Any) -> Any:
        until = time.monotonic() + RETRY_SECONDS
        for attempt in range(4):
            try:
                return view(*args, **kwargs)
            except DBAPIError as error:
                lost = error.connection_invalidated and request.method == "GET"
                is_last = attempt == 3 or time.monotonic() > until  # noqa: PLR2004
                if is_last or not (lost or is_busy(error)):
                    raise
                time.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311
        raise AssertionError("unreachable")

    return call
