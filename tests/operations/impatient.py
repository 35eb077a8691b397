"""A shop of another name than ``shop.wsgi``, whose worker gives up after two failing rounds."""

from __future__ import annotations

from flask import Flask

from shop import create_app
from shop.cli import group
from shop.core import worker


def make_shop() -> Flask:
    """A factory, as ``flask --app`` takes it and a WSGI server does not."""
    worker.PAUSES = (0.01,)
    app = create_app()
    app.cli.add_command(group)  # an installed wheel brings it as an entry point
    return app
