"""Signed links: how a guest proves that an order is theirs, in letters and on pages.

The signature covers the order number and nothing else, so a link works for as long as the order is
kept and the signing key (or one of its fallbacks) is known.
"""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

from shop.core import http
from shop.core.runtime import runtime


def _signer() -> URLSafeSerializer:
    settings = runtime().settings
    keys = [*reversed(settings.secret_key_fallbacks), settings.secret_key]
    return URLSafeSerializer(keys, salt="shop-order-link")


def order_token(number: str) -> str:
    """Return the token that opens an order to a guest."""
    signature: str = _signer().dumps(number).rpartition(".")[2]
    return signature


def opens(token: str | None, number: str) -> bool:
    """Tell whether ``token`` opens order ``number``."""
    if not token:
        return False
    signer = _signer()
    payload = str(signer.dumps(number)).rpartition(".")[0]
    try:
        return bool(signer.loads(f"{payload}.{token}") == number)
    except BadSignature:
        return False


def order_address(number: str, *, locale: str | None = None) -> str:
    """Return the absolute address of an order for a guest, as letters carry it."""
    return http.url(
        "orders.order", locale=locale, external=True, number=number, t=order_token(number)
    )
