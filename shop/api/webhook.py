"""Callbacks of payment providers: verified, stored, answered; worked off later by the worker."""

from __future__ import annotations

from functools import partial

import structlog
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from shop.core import http
from shop.core.conformity import conform
from shop.core.errors import NotFound, ShopError
from shop.core.http import Face
from shop.core.runtime import runtime
from shop.payments import inbox
from shop.payments.ports import BadNotification, Notification, PaymentProvider, Providers

#: Providers send a few kilobytes; more is not theirs.
MOST_BYTES = 256 * 1024

log = structlog.get_logger(__name__)

bp = Blueprint("payments", __name__, url_prefix="/payments")


@bp.post("/<provider>/webhook")
def receive(provider: str) -> Response:
    """Store a provider's notification, once for each event id.

    Answers 200 also when it is known or of no interest; 400 when it is not the provider's, 404
    when there is no such provider, 413 when it is far too long.
    """
    try:
        sender = _sender(provider)
        notification = _read(sender, _body())
        if notification is None:
            return Response(status=200)
        database = runtime().database
        database.run(partial(inbox.receive, provider=sender.name, notification=notification))
    except ShopError as error:
        return http.problem(error.status, error.code, error.text)
    return Response(status=200)


def _sender(name: str) -> PaymentProvider:
    provider = runtime().port(Providers).get(name)
    if provider is None:
        raise NotFound
    return provider


def _read(sender: PaymentProvider, body: bytes) -> Notification | None:
    """Let the driver verify and read a notification.

    :raises BadNotification: it is not the provider's, or the driver cannot read it.
    """
    try:
        notification = sender.read_notification(body, dict(request.headers))
        return None if notification is None else conform(notification, Notification)
    except ShopError:
        raise
    except Exception as error:
        # signed and malformed: nested too deeply, half a character, other types than expected
        log.warning("webhook.unreadable", provider=sender.name, error=repr(error)[:500])
        raise BadNotification from error


def _body() -> bytes:
    """Return the raw body: the signature is over these bytes and nothing parsed from them.

    :raises BadNotification: it broke off.
    :raises Trouble: it is too long.
    """
    request.max_content_length = MOST_BYTES
    try:
        return request.get_data(cache=False)
    except HTTPException as error:
        if error.code == http.Trouble(413).status:
            raise http.Trouble(413) from error
        raise BadNotification from error


FACE = Face(bp, guard=http.public, private=True, forgeable=True)
