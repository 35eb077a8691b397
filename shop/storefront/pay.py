"""Paying: the demo provider's page, and slips of bank transfers.

Both are reached by references that cannot be guessed: whoever knows one was shown it.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from shop.core import clock, http, limits, links
from shop.core.errors import NotFound, ShopError
from shop.core.forms import Form
from shop.core.http import Face
from shop.core.i18n import lazy_gettext as _
from shop.core.pictures import BadPicture
from shop.core.runtime import runtime
from shop.orders import queries as orders
from shop.payments import demo, proofs, queries
from shop.payments.demo import DemoProvider
from shop.payments.demo_buyer import DemoBuyer
from shop.payments.ports import Providers

bp = Blueprint("pay", __name__, url_prefix="/pay")


def _buyer() -> DemoBuyer:
    """Return somebody in front of the demo's page; without the demo there is no such page."""
    provider = runtime().port(Providers).get(demo.NAME)
    if not isinstance(provider, DemoProvider):
        raise NotFound
    return DemoBuyer(provider)


#: What a button does, and what the page says when the buyer stays on it.
ACTIONS: dict[str, Callable[[DemoBuyer, str], object]] = {
    "pay": DemoBuyer.pay,
    "secure": DemoBuyer.pay,
    "later": DemoBuyer.pay_later,
    "late": DemoBuyer.pay_too_late,
    "duplicate": DemoBuyer.pay_told_often,
    "disorder": DemoBuyer.pay_told_in_disorder,
}

#: Actions after which the buyer is still at the bank.
STAYING = {
    "decline": _("Your bank declined the payment. Nothing was charged; you can try again."),
    "refuse": _("You did not confirm at your bank. Nothing was charged; you can try again."),
}


@bp.get("/demo/<reference>")
def demo_page(reference: str) -> Response:
    """Show the page that plays the bank."""
    return _page(reference)


def _page(reference: str, *, message: object = "", status: int = 200) -> Response:
    checkout = _buyer().page(reference)
    with http.reading() as db:
        held_until = orders.of_number(db, checkout.order_number).expires_at
        is_held = held_until > clock.now(db)
    return http.page(
        "storefront/pay_demo.html",
        status=status,
        checkout=checkout,
        message=message,
        held_until=held_until,
        is_held=is_held,
    )


@bp.post("/demo/<reference>")
def demo_act(reference: str) -> Response | BaseResponse:
    """Do what the pressed button says, then go where a real provider would send the buyer."""
    buyer, action = _buyer(), request.form.get("action", "")
    checkout = buyer.page(reference)
    if action == "challenge":
        return http.page("storefront/pay_demo_secure.html", checkout=checkout)
    if action in STAYING:
        buyer.decline(reference)
        return _page(reference, message=STAYING[action], status=402)
    if action == "cancel":
        return redirect(checkout.cancel_url, code=303)
    if action not in ACTIONS:
        return _page(reference, message=_("Please choose one of the buttons."), status=422)
    ACTIONS[action](buyer, reference)
    return redirect(checkout.success_url, code=303)


@bp.post("/<payment>/proof")
def proof(payment: str) -> Response | BaseResponse:
    """Keep the picture of a transfer slip, and go back to the order."""
    shop = runtime()
    limits.spend(shop.database, limits.UPLOAD, http.address())
    form = Form.read(proofs.SendProof, request.form)
    upload = request.files.get("picture")
    if form.errors:
        return _proof_page(payment, form)
    try:
        content = upload.read() if upload else b""
        if not content:
            raise BadPicture("not_a_picture")
        proofs.send_proof(shop.database, shop.media, payment, form.command, content=content)
    except NotFound:
        raise
    except ShopError as error:
        form.refuse(error)
        return _proof_page(payment, form, status=error.status)
    return redirect(_way_back(payment), code=303)


def _proof_page(payment: str, form: Form[proofs.SendProof], *, status: int = 422) -> Response:
    return http.page(
        "storefront/pay_proof.html",
        status=status,
        form=form,
        payment=payment,
        back=_way_back(payment),
    )


def _way_back(public_id: str) -> str:
    """Return the order's page as the payment knows it.

    :raises NotFound: there is no such payment.
    """
    with http.reading() as db:
        payment = queries.of_public_id(db, public_id)
        if payment is None:
            raise NotFound
        if payment.told is not None:
            return str(payment.told["cancel_url"])
        number = queries.view_of_order(db, payment.order_id).number
    return links.order_address(number)


FACE = Face(bp, guard=http.public, private=True)
