"""Who may enter: every blueprint of ours is a face, and no face is without a guard."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from shop.core.errors import Forbidden, NotFound
from shop.core.http.caching import cacheable, no_store
from shop.core.http.forgery import check_origin, check_token
from shop.core.http.visit import principal
from shop.core.permissions import Right
from shop.core.runtime import runtime

Guard = Callable[[], BaseResponse | None]


def public() -> BaseResponse | None:
    """Let everyone in."""
    return None


def signed_in() -> BaseResponse | None:
    """Send guests to the sign-in page and bring them back afterwards."""
    if principal().is_guest:
        return redirect(_sign_in(), code=303)
    return None


def artisan_member() -> BaseResponse | None:
    """Let members of an artisan business in; for others the studio does not exist."""
    if (away := signed_in()) is not None:
        return away
    if not principal().artisan_ids:
        raise NotFound
    return None


def staff() -> BaseResponse | None:
    """Let holders of any staff right in; for others the admin does not exist."""
    if (away := signed_in()) is not None:
        return away
    if not principal().is_staff:
        raise NotFound
    return None


def need(right: Right) -> None:
    """Refuse unless the person holds ``right``.

    :raises Forbidden: a member of staff without this right.
    """
    if not principal().may(right):
        raise Forbidden


def _sign_in() -> str:
    sign_in = runtime().ports.get(SignInPage)
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return sign_in.address(back) if sign_in else back


@dataclass(frozen=True)
class Face:
    """A blueprint with the guard it must have.

    ``private`` pages are ``no-store`` and their forms need a token. Public pages may be cached;
    their few forms (into the cart) are checked by the request's origin alone. ``forgeable`` is for
    callbacks alone: no browser sends them, they carry no cookie, and they prove themselves.
    """

    blueprint: Blueprint
    guard: Guard
    private: bool
    forgeable: bool = False

    def __post_init__(self) -> None:
        """Put the guard in front of every view; a blueprint of ours is never without one."""
        self.blueprint.before_request(functools.partial(_enter, self))
        self.blueprint.after_request(no_store if self.private else cacheable)


class SignInPage:
    """Where guests sign in: ours, or the host's."""

    def __init__(self, address: Callable[[str], str]) -> None:
        self.address = address


def _enter(face: Face) -> BaseResponse | None:
    if request.method not in {"GET", "HEAD", "OPTIONS"} and not face.forgeable:
        check_origin()
        if face.private:
            check_token()
    return face.guard()
