"""The artisan's own orders: what to pack, until when, and handing parcels over."""

from __future__ import annotations

from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from shop.aftersales import desks, services, words
from shop.aftersales.desks import PartRow
from shop.core import http
from shop.core.errors import NotFound, ShopError
from shop.core.forms import Form
from shop.core.i18n import gettext as _
from shop.shipping.commands import Dispatch
from shop.shipping.places import HOME
from shop.shipping.queries import couriers, local_today
from shop.shipping.quotes import PICK_UP
from shop.studio.desk import artisan_ids, bp

#: Tabs of the list: name -> states; the first is what asks something of the artisan.
TABS: dict[str, tuple[str, ...] | None] = {
    "open": ("to_pack", "packed"),
    "sent": ("shipped",),
    "done": ("delivered", "refunded"),
}


@bp.get("/orders")
def orders() -> Response:
    """List the artisan's parts, what is due first."""
    tab = request.args.get("show", "open")
    if tab not in TABS:
        raise NotFound
    with http.reading() as db:
        counted = desks.counts(db, artisan_ids=artisan_ids())
        return http.page(
            "studio/orders.html",
            parts=desks.parts(db, artisan_ids=artisan_ids(), states=TABS[tab]),
            tab=tab,
            counts={
                name: sum(counted.get(s, 0) for s in states or ()) for name, states in TABS.items()
            },
            today=local_today(db),
            words=words,
        )


@bp.get("/orders/<part>")
def order(part: str) -> Response:
    """Show one part with everything that packing needs."""
    return _page(part, Form())


def _page(part: str, form: Form[Dispatch], *, status: int = 200) -> Response:
    with http.reading() as db:
        found = desks.parts(db, artisan_ids=artisan_ids(), public_id=part)
        if not found:
            raise NotFound
        return http.page(
            "studio/order.html",
            status=status,
            part=found[0],
            form=form,
            couriers=_couriers(db, found[0]),
            today=local_today(db),
            words=words,
        )


def _couriers(db: Session, part: PartRow) -> list[tuple[str, str]]:
    """Return who may take the parcel to its country; at home the buyer may fetch it too."""
    found = [(courier.id, courier.name) for courier in couriers(db, part.country)]
    if part.country == HOME or part.shipping.get("service_id") == PICK_UP:
        found.append((PICK_UP, _("The buyer fetches it")))
    return found


@bp.get("/orders/<part>/slip")
def slip(part: str) -> Response:
    """Print a packing slip and an address label, each on A6."""
    with http.reading() as db:
        found = desks.parts(db, artisan_ids=artisan_ids(), public_id=part)
    if not found:
        raise NotFound
    return http.page("studio/slip.html", part=found[0])


@bp.post("/orders/<part>/pack")
def pack(part: str) -> Response | BaseResponse:
    """Note that the part is packed."""
    try:
        with http.transaction() as db:
            services.pack(db, part, artisan_ids=list(artisan_ids()), actor=http.principal())
    except NotFound:
        raise
    except ShopError as error:
        form: Form[Dispatch] = Form()
        form.refuse(error)
        return _page(part, form, status=error.status)
    return http.see_other("studio.order", part=part)


@bp.post("/orders/<part>/ship")
def ship(part: str) -> Response | BaseResponse:
    """Note that the parcel was handed over, with its tracking number."""
    form = Form.read(Dispatch, request.form)
    if form.errors:
        return _page(part, form, status=422)
    try:
        with http.transaction() as db:
            services.ship(
                db,
                part,
                form.command,
                artisan_ids=list(artisan_ids()),
                actor=http.principal(),
            )
    except NotFound:
        raise
    except ShopError as error:
        form.refuse(error)
        return _page(part, form, status=error.status)
    return http.see_other("studio.order", part=part)
