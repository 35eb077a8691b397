"""Health: is the process alive, is the shop ready to serve."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from shop.core import http, schema
from shop.core.http import Face
from shop.core.runtime import runtime

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("/live")
def live() -> Response:
    """Answer as long as the process can answer at all."""
    return jsonify(status="ok")


@bp.get("/ready")
def ready() -> tuple[Response, int] | Response:
    """Answer 200 when the database answers and has this version's schema, else 503."""
    shop = runtime()
    try:
        with http.reading() as db:
            db.execute(sa.text("SELECT 1"))
        found, wanted = schema.current(shop.database), schema.head()
    except SQLAlchemyError:
        return jsonify(status="database unreachable"), 503
    if found != wanted:
        return jsonify(status="schema differs", found=found, wanted=wanted), 503
    return jsonify(status="ok")


FACE = Face(bp, guard=http.public, private=True)
