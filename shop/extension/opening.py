"""What keeps a shop closed although its process runs: demo data in production, a foreign host."""

from __future__ import annotations

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import Session
from werkzeug.sansio.utils import host_is_trusted

from shop.accounts.models import Account
from shop.artisans.models import Artisan
from shop.catalog.models import Listing
from shop.core import http
from shop.core.errors import ShopError
from shop.core.i18n import lazy_gettext
from shop.core.runtime import Runtime
from shop.orders.models import Order

#: Rows of the demo carry a mark; the logins of its accounts are published.
MARKED = (Account, Artisan, Listing, Order)


class DemoData(ShopError):
    """A production shop on a database that holds demo data: its published logins would work."""

    code = "demo_data"
    status = 503
    message = lazy_gettext(
        "This shop is not open: its database holds the demo, whose logins are published. "
        "Its operator removes it with the command: flask --app shop.wsgi shop demo --remove"
    )
    retry_after_seconds = 300


def holds_demo(db: Session) -> bool:
    """Tell whether any account, artisan, listing or order of the demo is in the database."""
    return any(db.scalar(sa.select(sa.exists().where(table.is_demo))) for table in MARKED)


def refuse_demo_data(runtime: Runtime) -> None:
    """Refuse to go on in production while the database holds demo data.

    A database without it is asked once per process: loading the demo is refused in production.

    :raises DemoData: it does.
    """
    if runtime.is_free_of_demo or not runtime.settings.is_production:
        return
    with runtime.database.reading() as db:
        if holds_demo(db):
            raise DemoData
    runtime.is_free_of_demo = True


def check_request(runtime: Runtime) -> None:
    """Refuse a request that must not be answered here; liveness is always answered.

    :raises DemoData: see :func:`refuse_demo_data`.
    :raises Trouble: inside a host application the Host is none of ``SHOP_TRUSTED_HOSTS``. The
        stand-alone service has refused such a request before.
    """
    if request.endpoint == f"{http.BARE}.health.live":
        return
    trusted = runtime.settings.trusted_hosts
    is_probe = request.endpoint == f"{http.BARE}.health.ready"
    if trusted and not is_probe and not host_is_trusted(request.host.lower(), trusted):
        raise http.Trouble(400)
    refuse_demo_data(runtime)
