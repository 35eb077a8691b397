"""The artisan's desk: its one blueprint, and whose businesses the person acts for."""

from __future__ import annotations

from flask import Blueprint

from shop.core import http

bp = Blueprint("studio", __name__, url_prefix="/studio")


def artisan_ids() -> frozenset[int]:
    """Return the businesses of the person behind this request; the guard let in none without."""
    return http.principal().artisan_ids
