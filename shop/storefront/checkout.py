"""From cart to order in four steps: address, shipping, payment, done.

Each form is sent to the step that follows it, which saves what was sent and shows itself: five
requests from a product page to an order. What was filled in is kept beside the cart, so every step
can also be opened by its address, and a closed tab loses nothing.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from shop.checkout import steps
from shop.checkout.commands import Agreement, PlaceOrder
from shop.checkout.services import Placed, place_order
from shop.core import http, limits, links
from shop.core.errors import ShopError
from shop.core.forms import Form
from shop.core.http import Face
from shop.core.i18n import get_locale
from shop.core.runtime import runtime
from shop.payments import transfer_codes
from shop.payments.ports import Providers
from shop.shipping import live
from shop.shipping.live import Carriers
from shop.shipping.places import place_of
from shop.storefront import cart
from shop.storefront import checkout_forms as forms
from shop.storefront import checkout_view as views
from shop.storefront.account_base import consent_versions
from shop.storefront.account_places import AddressChoices, choices, wants_switch
from shop.storefront.checkout_view import Checkout
from shop.storefront.destinations import remember, remember_country
from shop.storefront.orders import start_paying, ways_back
from shop.storefront.visitor import owner

bp = Blueprint("checkout", __name__, url_prefix="/checkout")


@bp.get("/")
def address() -> Response | BaseResponse:
    """Show the first step: where the parcels go and how to reach the buyer."""
    with http.reading() as db:
        basket = views.basket(db, owner())
        offered = choices(db, views.form_country(db, basket.cart_id))
        checkout = views.complete(db, basket, _carriers(), country=offered.country)
    if (away := _away(checkout)) is not None:
        return away
    checkout = _asked(checkout, country=offered.country)
    return _address_page(checkout, forms.contact_form(checkout, offered.country), offered)


@bp.route("/shipping", methods=["GET", "POST"])
def shipping() -> Response | BaseResponse:
    """Show the second step: how each artisan's parcel travels. Takes the first step's form."""
    if request.method == "POST":
        return _save_address()
    checkout = _read()
    return _away(checkout, needs_address=True) or _shipping_page(checkout, Form())


def _save_address() -> Response | BaseResponse:
    with http.transaction() as db:
        basket = views.basket(db, owner())
        if not basket.is_ready:
            return http.see_other("cart.show")
        form = forms.save_contact(db, basket, request.form)
        is_saved = not form.errors and not wants_switch(request.form)
        if is_saved:
            checkout = views.complete(db, basket, _carriers())
        else:
            shown = form.value("country") or views.form_country(db, basket.cart_id)
            offered = choices(db, str(shown))
            checkout = views.complete(db, basket, _carriers(), country=offered.country)
    if not is_saved:
        page = _address_page(checkout, form, offered, status=422 if form.errors else 200)
        return remember_country(page, offered.country)
    assert checkout.draft is not None, "the address was just saved"
    page = _shipping_page(_asked(checkout), Form())
    return remember(page, place_of(checkout.draft.address))


@bp.route("/pay", methods=["GET", "POST"])
def pay() -> Response | BaseResponse:
    """Show the third step: everything once more. Takes the second step's form."""
    if request.method == "POST":
        return _save_choices()
    checkout = _read()
    if (away := _away(checkout, needs_address=True)) is not None:
        return away
    if not checkout.is_chosen:
        return http.see_other("checkout.shipping")
    return _pay_page(checkout, Form())


def _save_choices() -> Response | BaseResponse:
    with http.transaction() as db:
        checkout = views.read(db, owner(), _carriers())
        if (away := _away(checkout, needs_address=True)) is not None:
            return away
        form, choices = forms.save_choices(db, checkout, request.form)
    if form.errors:
        return _shipping_page(checkout, form, status=422)
    return _pay_page(checkout.choosing(choices), Form())


@bp.post("/place")
def place() -> Response | BaseResponse:
    """Place the order, exactly once, then send the buyer to pay for it."""
    form = Form.read(Agreement, request.form)
    if form.errors:
        return _refused(form, status=422)
    shop = runtime()
    limits.spend(shop.database, limits.PLACE_ORDER, _subject())
    try:
        with http.transaction() as db:
            command = steps.agree(
                db,
                owner(),
                form.command,
                locale=get_locale(),
                terms_version=consent_versions(db)["terms"],
                network=http.network(),
            )
            if isinstance(command, PlaceOrder):
                placed = place_order(
                    db,
                    command,
                    settings=shop.settings,
                    providers=shop.port(Providers),
                    ways_back=ways_back,
                    carriers=_carriers(),
                )
                limits.count(db, limits.NETWORK_ORDERS, http.network())
            else:
                placed = Placed(number=command, payment=None, is_new=False)
    except ShopError as error:
        form.refuse(error)
        return http.retry_after(_refused(form, status=error.status), error)
    return _to_payment(placed)


def _to_payment(placed: Placed) -> BaseResponse:
    """Send the buyer to the provider; the order stands whatever the provider says.

    Without an answer of the provider the order's page says so and offers to pay again.
    """
    order_page = links.order_address(placed.number, locale=get_locale())
    if placed.payment is None:
        return redirect(order_page, code=303)
    try:
        return redirect(start_paying(placed.payment), code=303)
    except ShopError as error:
        return redirect(f"{order_page}&unpaid={error.code}", code=303)


def _subject() -> str:
    who = owner()
    return f"account:{who.account_id}" if who.account_id else f"browser:{who.guest_digest}"


def _away(checkout: Checkout, *, needs_address: bool = False) -> BaseResponse | None:
    """Send the buyer back to the step that has to come first, if there is one."""
    if not checkout.is_ready:
        return http.see_other("cart.show")
    if needs_address and not checkout.has_address:
        return http.see_other("checkout.address")
    return None


def _refused(form: Form[Any], *, status: int) -> Response | BaseResponse:
    checkout = _read()
    if not checkout.is_ready:
        return cart.page(form=form, at="top", status=status)
    return _away(checkout, needs_address=True) or _pay_page(checkout, form, status=status)


def _read() -> Checkout:
    """Read the checkout, with live prices once there is an address."""
    with http.reading() as db:
        checkout = views.read(db, owner(), _carriers())
    return _asked(checkout)


def _asked(checkout: Checkout, *, country: str = "") -> Checkout:
    """Ask couriers for prices that nobody asked for yet; between transactions, never in one."""
    if not live.ask(runtime().database, _carriers(), checkout.enquiries):
        return checkout
    with http.reading() as db:
        return views.complete(db, views.basket(db, owner()), _carriers(), country=country)


def _carriers() -> Carriers:
    return runtime().port(Carriers)


# -- the three pages ------------------------------------------------------------------------------


def _address_page(
    checkout: Checkout, form: Form[Any], offered: AddressChoices, *, status: int = 200
) -> Response:
    with http.reading() as db:
        saved = forms.saved_addresses(db, checkout)
    return http.page(
        "storefront/checkout_address.html",
        status=status,
        checkout=checkout,
        form=form,
        offered=offered,
        saved=saved,
    )


def _shipping_page(checkout: Checkout, form: Form[Any], *, status: int = 200) -> Response:
    return http.page(
        "storefront/checkout_shipping.html", status=status, checkout=checkout, form=form
    )


def _pay_page(checkout: Checkout, form: Form[Any], *, status: int = 200) -> Response:
    with http.reading() as db:
        terms_version = consent_versions(db)["terms"]
        offers = transfer_codes.offered_ways(
            db, runtime().port(Providers), checkout.total_minor, seed=checkout.cart_public_id
        )
    return http.page(
        "storefront/checkout_pay.html",
        status=status,
        checkout=checkout,
        form=form,
        terms_version=terms_version,
        offers=offers,
    )


FACE = Face(bp, guard=http.public, private=True)
