"""A shop of another name than ``shop.wsgi``, whose worker gives up after two failing rounds."""

from __future__ import annotations

import datetime as dt
import threading

from flask import Flask

from shop import create_app
from shop.cli import group
from shop.core import leases, worker, workers
from shop.core.jobs import Job


def make_broken_shop() -> Flask:
    """A shop whose events cannot be handed out."""
    app = make_shop()
    app.extensions["shop"].relay = Broken()
    return app


class Broken:
    """A relay whose rounds fail."""

    def run_once(self) -> int:
        raise ValueError("broken")


def make_stuck_shop() -> Flask:
    """A shop with a job that never ends, whose worker counts as stuck after half a second."""
    leases.LONGEST_SECONDS = 0.5
    workers.BEAT_SECONDS = 0.1
    app = make_shop()
    app.extensions["shop"].jobs = (Job("test.stuck", dt.timedelta(0), threading.Event().wait),)
    return app


def make_shop() -> Flask:
    """A factory, as ``flask --app`` takes it and a WSGI server does not."""
    worker.PAUSES = (0.01,)
    app = create_app()
    app.cli.add_command(group)  # an installed wheel brings it as an entry point
    return app
