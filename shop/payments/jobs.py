"""What has to happen with money from time to time, whoever is running the worker."""

from __future__ import annotations

import datetime as dt
from functools import partial

from shop.core.db import Database
from shop.core.jobs import Job
from shop.payments import collect, demo, demo_buyer, inbox, refund_accounts, refunds, settle
from shop.payments.demo import DemoProvider
from shop.payments.ports import Providers


def payment_jobs(database: Database, providers: Providers) -> tuple[Job, ...]:
    """Return the jobs: inbox, expiry, withdrawing, refunds, tidying, and the demo's slow bank."""
    jobs = [
        _job("inbox", 2, partial(inbox.run_inbox, database, providers)),
        _job("expire", 15, partial(database.run, settle.expire_overdue)),
        _job("withdraw", 15, partial(collect.withdraw_closed, database, providers)),
        _job("refunds", 15, partial(refunds.run_refunds, database, providers)),
        _job("tidy", 86400, partial(_tidy, database)),
    ]
    twin = providers.get(demo.NAME)
    if isinstance(twin, DemoProvider):
        jobs.append(_job("demo", 2, partial(demo_buyer.tick, twin)))
    return tuple(jobs)


def _job(name: str, seconds: int, work: partial[int]) -> Job:
    return Job(f"payments.{name}", dt.timedelta(seconds=seconds), work)


def _tidy(database: Database) -> int:
    database.run(inbox.tidy)
    database.run(refund_accounts.tidy)
    return 0


def pending(database: Database) -> int:
    """Count the notifications that wait in the inbox: for ``Runtime.queues``."""
    with database.reading() as db:
        return inbox.pending(db)


def pending_refunds(database: Database) -> int:
    """Count the refunds that still have to be sent or followed: for ``Runtime.queues``."""
    with database.reading() as db:
        return refunds.pending(db)
