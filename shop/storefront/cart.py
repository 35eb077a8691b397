"""The cart: by artisan, at today's prices, with an estimate of what the way costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, Response, jsonify, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from shop.accounts.security import current_visitor
from shop.cart import queries, services
from shop.cart.commands import (
    AddLine,
    ChangeQuantity,
    ConfirmPrices,
    RemoveLine,
    RemoveLines,
    SetNote,
)
from shop.cart.lines import PricedLine, by_artisan, goods_minor
from shop.cart.owner import Owner
from shop.core import http
from shop.core.command import Command
from shop.core.errors import ShopError
from shop.core.forms import Form
from shop.core.http import Face
from shop.core.runtime import runtime
from shop.shipping import queries as shipping
from shop.shipping.exchange import DatedRate, Estimate, estimate
from shop.shipping.quotes import ShippingOptions
from shop.storefront.destinations import Destinations, destinations, remember, shown_rate
from shop.storefront.visitor import owner, owner_for_writing

bp = Blueprint("cart", __name__, url_prefix="/cart")

C = TypeVar("C", bound=Command)


@dataclass(frozen=True)
class ArtisanGroup:
    """One artisan's lines with the estimate of their parcel."""

    artisan: PricedLine
    lines: tuple[PricedLine, ...]
    options: ShippingOptions | None

    @property
    def note(self) -> str:
        """What the buyer tells the artisan."""
        return self.artisan.note

    @property
    def goods_minor(self) -> int:
        """Goods of this artisan at today's prices."""
        return goods_minor(self.lines)

    @property
    def is_refused(self) -> bool:
        """Tell whether nothing of it can reach the chosen destination, though it is for sale."""
        return self.options is not None and not self.options.is_served


@dataclass(frozen=True)
class CartPage:
    """Everything the cart page shows, as plain data. Amounts are minor units of IDR."""

    groups: tuple[ArtisanGroup, ...]
    today: dt.date
    destinations: Destinations
    rate: DatedRate | None

    @property
    def lines(self) -> tuple[PricedLine, ...]:
        """All lines."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def pieces(self) -> int:
        """Pieces of all lines."""
        return sum(line.quantity for line in self.lines)

    @property
    def goods_minor(self) -> int:
        """Goods at today's prices, without what is not for sale any more."""
        return goods_minor(self.lines)

    @property
    def shipping_minor(self) -> int:
        """The cheapest way of every parcel that can be sent to the chosen destination."""
        return sum(
            group.options.cheapest.amount_minor
            for group in self.groups
            if group.options and group.options.cheapest
        )

    @property
    def refused(self) -> tuple[ArtisanGroup, ...]:
        """The groups of which nothing can reach the chosen destination."""
        return tuple(group for group in self.groups if group.is_refused)

    @property
    def total_minor(self) -> int | None:
        """Goods and shipping; ``None`` while a part of the cart cannot be sent."""
        return None if self.refused else self.goods_minor + self.shipping_minor

    @property
    def is_ready(self) -> bool:
        """Tell whether every line can be bought as it stands."""
        return bool(self.groups) and all(line.is_buyable for line in self.lines)

    @property
    def has_new_prices(self) -> bool:
        """Tell whether a new price waits for the buyer's yes."""
        return any(
            line.is_there and line.price_minor != line.price_seen_minor for line in self.lines
        )

    @property
    def estimate(self) -> Estimate | None:
        """The total in the currency that the visitor chose."""
        return None if self.total_minor is None else estimate(self.total_minor, self.rate)


@bp.get("/")
def show() -> Response:
    """Show the cart."""
    return page()


@bp.get("/estimate", endpoint="estimate")
def estimate_to() -> Response:
    """Show the cart with the estimate to another destination, and remember that one."""
    with http.reading() as db:
        cart = _read(db)
    response = http.no_store(_show(cart))
    if cart.destinations.is_assumed:
        return response
    return remember(response, cart.destinations.chosen)


@bp.get("/bar.json")
def bar() -> Response:
    """Tell the header how many pieces there are and who is signed in."""
    return _bar(owner())


def _bar(whose: Owner) -> Response:
    with http.reading() as db:
        pieces = queries.pieces(db, whose)
    signed_in = not http.principal().is_guest
    return http.no_store(jsonify(pieces=pieces, signed_in=signed_in, name=_name()))


def _name() -> str:
    """Return who is signed in, by name; inside a host the header is the host's."""
    visitor = None if runtime().is_plugin else current_visitor()
    return visitor.name if visitor else ""


@bp.post("/add")
def add() -> Response | BaseResponse:
    """Put pieces into the cart."""
    form = Form.read(AddLine, request.form)
    return _do(form, at="add", work=services.add_line, writing=True)


@bp.post("/change")
def change() -> Response | BaseResponse:
    """Have another number of pieces on a line."""
    form = Form.read(ChangeQuantity, request.form)
    return _do(form, at=str(form.value("line")), work=services.change_quantity)


@bp.post("/remove")
def remove() -> Response | BaseResponse:
    """Take a line out."""
    form = Form.read(RemoveLine, request.form)
    return _do(form, at=str(form.value("line")), work=services.remove)


@bp.post("/remove-lines")
def remove_lines() -> Response | BaseResponse:
    """Take several lines out: those that cannot go to the chosen destination."""
    form = Form.read(RemoveLines, request.form, lists=("lines",))
    return _do(form, at="top", work=services.remove_lines)


@bp.post("/note")
def note() -> Response | BaseResponse:
    """Tell an artisan something."""
    form = Form.read(SetNote, request.form)
    return _do(form, at=str(form.value("artisan")), work=services.set_note)


@bp.post("/confirm")
def confirm() -> Response | BaseResponse:
    """Agree to today's prices."""
    form = Form.read(ConfirmPrices, request.form)
    return _do(form, at="prices", work=services.confirm_prices)


def _do(
    form: Form[C], *, at: str, work: Callable[..., Any], writing: bool = False
) -> Response | BaseResponse:
    """Do what a form of the cart asks for, then show the cart; say beside the form why not.

    :param at: The line, artisan or place whose form it was.
    :param writing: A browser without a token gets one: it is about to own a cart.
    """
    if form.errors:
        return _refused(form, at=at, status=422)
    whose = owner_for_writing() if writing else owner()
    try:
        with http.transaction() as db:
            work(db, whose, form.command)
    except ShopError as error:
        form.refuse(error)
        return _refused(form, at=at, status=error.status, code=error.code)
    if http.wants_json():
        return _bar(whose)
    return redirect(http.safe_next(request.form.get("next"), http.url("cart.show")), code=303)


def _refused(form: Form[C], *, at: str, status: int, code: str = "invalid") -> Response:
    if http.wants_json():
        field, text = next(iter(form.errors.items()))
        return http.no_store(http.problem(status, code, text, field=field))
    return page(form=form, at=at, status=status)


def page(*, form: Form[Any] | None = None, at: str = "", status: int = 200) -> Response:
    """Show the cart.

    :param form: A form with something to say, beside the line, artisan or place ``at``.
    """
    with http.reading() as db:
        cart = _read(db)
    return http.no_store(_show(cart, form=form, at=at, status=status))


def _show(
    cart: CartPage, *, form: Form[Any] | None = None, at: str = "", status: int = 200
) -> Response:
    return http.page("storefront/cart.html", status=status, cart=cart, form=form, at=at)


def _read(db: Session) -> CartPage:
    lines = queries.lines(db, owner())
    offered = destinations(db, wanted=request.args.get("to", ""))
    options = shipping.quotes_for_cart(db, lines, offered.place)
    return CartPage(
        groups=tuple(
            ArtisanGroup(
                artisan=group[0],
                lines=group,
                options=options.get(artisan_id),
            )
            for artisan_id, group in by_artisan(lines).items()
        ),
        today=shipping.local_today(db),
        destinations=offered,
        rate=shown_rate(db),
    )


FACE = Face(bp, guard=http.public, private=False)
