"""Health: is the process alive, is the shop ready to serve."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from shop.core import http, readiness
from shop.core.http import Face
from shop.core.runtime import runtime

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("/live")
def live() -> Response:
    """Answer as long as the process can answer at all; asks no database and waits for no lock."""
    return jsonify(status="ok")


@bp.get("/ready")
def ready() -> tuple[Response, int]:
    """Answer 200 when every part is ready, else 503; the answer names the state of each part."""
    parts = readiness.states(runtime().checks)
    is_ready = all(state == readiness.OK for state in parts.values())
    return jsonify(status="ok" if is_ready else "not ready", **parts), 200 if is_ready else 503


FACE = Face(bp, guard=http.public, private=True)
