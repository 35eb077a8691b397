"""The buyer's order: pay, follow the parcels, say that they arrived, fetch the receipt."""

from __future__ import annotations

from babel import Locale
from flask import Blueprint, Response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from shop.accounts import address
from shop.aftersales import letters, receipt, services, unpaid_mail, words
from shop.aftersales import queries as aftersales
from shop.aftersales.commands import CancelOrder, ConfirmDelivery
from shop.aftersales.queries import OrderView
from shop.checkout.commands import ProviderName
from shop.core import clock, http, limits, links
from shop.core.command import Command, Email, OrderNumber
from shop.core.errors import NotFound, ShopError
from shop.core.forms import Form
from shop.core.http import Face
from shop.core.i18n import get_locale
from shop.core.limits import Limit
from shop.core.runtime import runtime
from shop.orders import queries as orders
from shop.orders.models import Order, OrderState
from shop.orders.policy import may_cancel
from shop.payments import asking, collect, refund_accounts, transfer_codes
from shop.payments import queries as payments
from shop.payments import services as payment_services
from shop.payments.errors import WayNotOffered
from shop.payments.ports import OfferedWay, ProviderDown, ProviderRefused, Providers
from shop.payments.refund_accounts import SetRefundAccount
from shop.payments.told import Addresses
from shop.storefront.visitor import owner_for_writing

bp = Blueprint("orders", __name__, url_prefix="/order")


class PayOrder(Command):
    """The buyer chooses how to pay an order that waits for its money."""

    number: OrderNumber
    provider: ProviderName


class ResendLink(Command):
    """A guest asks for the link to an order once more."""

    number: OrderNumber
    email: Email


def may_see(order: Order) -> bool:
    """Tell whether this browser may see an order: its account, or the signed link."""
    account_id = http.principal().account_id
    if account_id is not None and order.account_id == account_id:
        return True
    return links.opens(request.values.get("t"), order.number)


def _visible(number: str) -> Order:
    """Return an order that this browser may see.

    :raises NotFound: there is none, or it is somebody else's.
    """
    with http.reading() as db:
        order = orders.of_number(db, number)
    if not may_see(order):
        raise NotFound
    return order


def _back(number: str, **values: str) -> BaseResponse:
    """Go to the order page, with the guest's token if the request had one."""
    token = request.values.get("t")
    if token:
        values["t"] = token
    return http.see_other("orders.order", number=number, **values)


@bp.get("/<number>")
def order(number: str) -> Response:
    """Show an order. Paid or not is what the books say, never what an address says.

    A buyer who comes back from the provider sees what it says by now, without waiting for the
    worker; a browser that only fetches ahead is not worth a call.
    """
    found = _visible(number)
    if _comes_back() and _ask(found, asking.BY_ITSELF):
        found = _visible(number)
    return _page(found, error=_why_unpaid(found))


def _why_unpaid(found: Order) -> ShopError | None:
    """Return what the provider said when the order was placed, as checkout puts it in the address."""
    if found.state != OrderState.PLACED:
        return None
    refusals = (ProviderDown(), ProviderRefused(""))
    return next((r for r in refusals if r.code == request.args.get("unpaid")), None)


def _comes_back() -> bool:
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    return bool(request.args.get("paid")) and request.method == "GET" and not is_ahead


def _ask(found: Order, limit: Limit) -> bool:
    """Ask the provider about an order that waits for its money; no transaction may be open."""
    shop = runtime()
    return found.state == OrderState.PLACED and asking.ask(
        shop.database, shop.port(Providers), found.id, limit
    )


def _page(
    found: Order,
    *,
    error: ShopError | None = None,
    account: Form[SetRefundAccount] | None = None,
    status: int = 200,
) -> Response:
    with http.reading() as db:
        view = aftersales.view(db, found)
        money = payments.view_of_order(db, found.id)
        ways = _ways(db, view)
        is_unmailed = found.paid_at is None and unpaid_mail.was_held_back(db, found.number)
        today = clock.today(db)
    response = http.page(
        "storefront/order.html",
        status=status,
        order=view,
        money=money,
        error=error,
        account=account or Form(),
        asked=bool(request.args.get("paid")),
        is_unmailed=is_unmailed,
        address_lines=_address_lines(view),
        offers=ways,
        token=request.values.get("t", ""),
        words=words,
        today=today,
    )
    if request.args.get("paid") and view.is_payable and money.transfer is None:
        response.headers["Refresh"] = "4"
    return http.retry_after(response, error)


def _ways(db: Session, view: OrderView) -> list[OfferedWay]:
    """Return the ways to pay an order that still waits for its money."""
    if not view.is_payable:
        return []
    providers = runtime().port(Providers)
    return transfer_codes.offered_ways(db, providers, view.agreed_minor, seed=view.number)


def _address_lines(view: OrderView) -> list[str]:
    if not view.address:
        return []
    fields = address.stored(view.address)
    country = Locale.parse(get_locale()).territories.get(fields.country, fields.country)
    return address.lines(fields, country_name="" if fields.country == "ID" else country)


@bp.post("/<number>/pay")
def pay(number: str) -> Response | BaseResponse:
    """Collect the money of an order that was placed before."""
    found = _visible(number)
    form = Form.read(PayOrder, _without_token(), number=found.number)
    provider = None if form.errors else runtime().port(Providers).get(form.command.provider)
    try:
        if provider is None:
            raise WayNotOffered
        with http.transaction() as db:
            locked = orders.locked(db, number)
            payment = payment_services.intend(db, locked, provider, ways_back(number))
            public_id = payment.public_id
        return redirect(start_paying(public_id), code=303)
    except ShopError as error:
        return _page(found, error=error, status=error.status)


def start_paying(payment_public_id: str) -> str:
    """Open the provider's checkout; no transaction may be open.

    :returns: Where the buyer goes now.
    """
    shop = runtime()
    return collect.start(shop.database, shop.port(Providers), payment_public_id)


def ways_back(number: str) -> Addresses:
    """Return where a provider sends the buyer afterwards: the order's page, both times."""
    back = links.order_address(number, locale=get_locale())
    return Addresses(success_url=f"{back}&paid=1", cancel_url=back)


@bp.post("/<number>/check")
def check(number: str) -> BaseResponse:
    """Ask the provider now instead of waiting for its notification."""
    _ask(_visible(number), asking.BY_BUTTON)
    return _back(number)


@bp.get("/<number>/cancel")
def ask_to_cancel(number: str) -> Response | BaseResponse:
    """Show what cancelling does, and ask; an order that cannot be cancelled shows itself."""
    found = _visible(number)
    if not may_cancel(found.state):
        return _back(number)
    with http.reading() as db:
        view = aftersales.view(db, found, with_progress=False)
    token = request.values.get("t", "")
    return http.page("storefront/order_cancel.html", order=view, token=token)


@bp.post("/<number>/cancel")
def cancel(number: str) -> Response | BaseResponse:
    """Cancel an unpaid order. Repeating it changes nothing and shows the order again."""
    found = _visible(number)
    command = CancelOrder(number=found.number)
    try:
        with http.transaction() as db:
            services.cancel_order(db, command.number, actor=http.principal())
    except ShopError as error:
        return _page(found, error=error, status=error.status)
    return _back(number)


@bp.post("/<number>/again")
def again(number: str) -> BaseResponse:
    """Put what a dead order had into a fresh cart."""
    found = _visible(number)
    with http.transaction() as db:
        refilled = services.buy_again(db, found.number, owner=owner_for_writing())
    return http.see_other("cart.show", missing=len(refilled.missing) or None)


@bp.post("/<number>/received")
def received(number: str) -> Response | BaseResponse:
    """Note that the buyer has a parcel in hand."""
    found = _visible(number)
    form = Form.read(ConfirmDelivery, _without_token(), number=found.number)
    if form.errors:
        raise NotFound
    try:
        with http.transaction() as db:
            services.confirm_delivery(db, found.number, form.command.part, actor=http.principal())
    except NotFound:
        raise
    except ShopError as error:
        return _page(found, error=error, status=error.status)
    return _back(number)


@bp.post("/<number>/refund-account")
def refund_account(number: str) -> Response | BaseResponse:
    """Keep the account that a refund by bank transfer goes to."""
    found = _visible(number)
    form = Form.read(SetRefundAccount, _without_token(), number=found.number)
    if form.errors:
        return _page(found, account=form, status=422)
    try:
        with http.transaction() as db:
            refund_accounts.set_account(db, form.command, actor=http.principal())
    except ShopError as error:
        return _page(found, error=error, status=error.status)
    return _back(number)


@bp.get("/<number>/receipt.pdf")
def receipt_pdf(number: str) -> Response:
    """Fetch the receipt of a paid order."""
    found = _visible(number)
    if found.paid_at is None:
        raise NotFound
    with http.reading() as db:
        view = aftersales.view(db, found)
        money = payments.view_of_order(db, found.id)
    pdf = receipt.build(view, money, _address_lines(view), settings=runtime().settings)
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return response


@bp.get("/")
def find() -> Response:
    """Ask for an order number and an e-mail, to send the link once more."""
    return http.page("storefront/order_find.html", form=Form[ResendLink](), sent=False)


@bp.post("/")
def resend() -> Response:
    """Send the link once more. The answer is the same whether there is such an order."""
    form = Form.read(ResendLink, request.form)
    if form.errors:
        return http.page("storefront/order_find.html", status=422, form=form, sent=False)
    limits.spend(runtime().database, limits.SEND_MAIL, http.address())
    limits.spend(runtime().database, limits.SEND_MAIL, form.command.email)
    with http.transaction() as db:
        letters.resend_link(db, number=form.command.number, email=form.command.email)
    return http.page("storefront/order_find.html", form=form, sent=True)


def _without_token() -> object:
    posted = request.form.copy()
    posted.poplist("t")
    return posted


FACE = Face(bp, guard=http.public, private=True)
