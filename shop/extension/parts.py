"""What a shop is put together from: tables, seeds, faces, ports, jobs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Any

from sqlalchemy.orm import Session

from shop import admin, api, storefront, studio
from shop.accounts import privacy as accounts
from shop.accounts import staff
from shop.accounts.ports import SignInHooks
from shop.accounts.privacy import PersonalData
from shop.aftersales import privacy
from shop.aftersales import services as aftersales
from shop.cart import services as cart
from shop.cart import wishlist
from shop.cart.owner import Owner
from shop.catalog import stock
from shop.catalog.index import CatalogueIndex, feed
from shop.catalog.queries import cards
from shop.catalog.services import conflicts
from shop.core import http, i18n, limits, outbox, pictures, readiness, static
from shop.core.db import Database
from shop.core.http import SignInPage
from shop.core.jobs import Job
from shop.core.readiness import Check
from shop.core.runtime import Queue, Runtime
from shop.editorial import loading as editorial
from shop.heritage import seed as heritage
from shop.payments.jobs import payment_jobs, pending, pending_refunds
from shop.payments.ports import Providers
from shop.payments.registry import build_providers
from shop.shipping import live
from shop.shipping import seed as shipping
from shop.shipping.live import Carriers

#: Every domain with tables; they are all known before anybody asks for the schema.
DOMAINS = (
    "accounts", "aftersales", "artisans", "cart", "catalog", "editorial", "heritage", "ledger",
    "orders", "payments", "programs", "shipping",
)  # fmt: skip
TABLES = (
    *(import_module(f"shop.{domain}.models") for domain in DOMAINS),
    *(
        import_module(f"shop.core.{name}")
        for name in ("audit", "jobs", "limits", "pictures", "workers")
    ),
)

#: What ``init`` loads, in this order. Each is idempotent and never overwrites staff's edits.
SEEDS: Mapping[str, Callable[[Session], Any]] = {
    "craft": heritage.load,
    "shipping": shipping.load,
    "pages": editorial.load,
    "roles": staff.load_roles,
}

#: Faces without a language: files, callbacks, health.
BARE = (*storefront.BARE_FACES, *api.FACES)


def pages(*, with_accounts: bool) -> tuple[http.Face, ...]:
    """Return the faces that speak a language; inside a host the host has the account pages."""
    own = storefront.ACCOUNT_FACES if with_accounts else ()
    return (*storefront.FACES, *own, *studio.FACES, *admin.FACES)


def bring_ports(runtime: Runtime, *, sign_in: Callable[[str], str] | None) -> None:
    """Fill in the ports that nobody has replaced."""
    ports = runtime.ports
    if Providers not in ports:
        ports[Providers] = build_providers(
            runtime.settings, runtime.database, url_prefix=runtime.url_prefix, ports=ports
        )
    ports.setdefault(CatalogueIndex, CatalogueIndex())
    ports.setdefault(Carriers, Carriers())
    ports.setdefault(SignInHooks, SignInHooks((cart.merge, wishlist.merge)))
    ports.setdefault(
        PersonalData,
        PersonalData(
            exporters={"orders": privacy.export, "wishlist": _wishes},
            erasers=(privacy.erase, cart.forget, wishlist.forget),
        ),
    )
    ports.setdefault(
        SignInPage, SignInPage(sign_in or (lambda back: http.url("account.login", next=back)))
    )


def warm_up(runtime: Runtime) -> None:
    """Make what all requests share before the first one: at the start of each server process.

    Files and words at once, the index in a thread of its own; ``is_built`` says when it stands.
    """
    static.files()
    for locale in runtime.settings.locales:
        i18n.catalogue(locale)
    runtime.port(CatalogueIndex).begin_warming(runtime.database)


def _wishes(db: Session, account_id: int) -> list[str]:
    ids = wishlist.listing_ids(db, Owner(account_id=account_id))
    return [card.slug for card in cards(db, ids)]


def jobs(runtime: Runtime) -> tuple[Job, ...]:
    """Return everything that has to happen from time to time."""
    database, settings = runtime.database, runtime.settings
    return (
        *payment_jobs(database, runtime.port(Providers)),
        pictures.job(database, runtime.media),
        _job(
            "orders.deliver",
            dt.timedelta(minutes=10),
            database,
            lambda db: aftersales.deliver_overdue(db, after_days=settings.delivered_after_days),
        ),
        _job(
            "catalog.expired_permissions", dt.timedelta(hours=6), database, conflicts.check_expired
        ),
        _job("tidy", dt.timedelta(hours=6), database, lambda db: _tidy(db, runtime)),
    )


def _job(name: str, every: dt.timedelta, database: Database, work: Callable[[Session], int]) -> Job:
    return Job(name, every, lambda: database.run(work))


def _tidy(db: Session, runtime: Runtime) -> int:
    """Forget what nobody needs any more, so that tables stay bounded (I32)."""
    outbox.QUEUE.tidy(db, older_than=dt.timedelta(days=30))
    limits.tidy(db)
    cart.tidy(db)
    stock.tidy(db)
    feed.compact(db)
    accounts.tidy(db)
    pictures.tidy(db, runtime.media)
    live.tidy(db)
    return 0


def checks(runtime: Runtime) -> tuple[Check, ...]:
    """Return what ``/health/ready`` asks: database, index, and the worker where one is expected."""
    database = runtime.database
    worker = (Check("worker", partial(readiness.worker_state, database)),)
    return (
        Check("database", partial(readiness.schema_state, database)),
        Check("index", partial(_index_state, runtime)),
        *(worker if runtime.settings.worker_expected else ()),
    )


def _index_state(runtime: Runtime) -> str:
    index = runtime.port(CatalogueIndex)
    if index.is_built:
        return readiness.OK
    index.begin_warming(runtime.database)
    return "the index is being built"


def queues(runtime: Runtime) -> tuple[Queue, ...]:
    """Return the queues besides outbox and letters, for ``drain`` and the health page."""
    return (
        Queue("inbox", lambda: pending(runtime.database)),
        Queue("refunds", lambda: pending_refunds(runtime.database)),
    )
