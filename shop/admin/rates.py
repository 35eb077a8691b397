"""Exchange rates: what prices in other currencies are estimated with. Rupiah is charged."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from shop.admin.desk import bp, do
from shop.core import http
from shop.core.forms import Form
from shop.core.permissions import Right
from shop.core.runtime import runtime
from shop.shipping import exchange, services
from shop.shipping.commands import ImportRates, RecordRate
from shop.shipping.queries import local_today


@bp.get("/rates")
def rates() -> Response:
    """Show the newest rates, and two forms: one rate, or a list of them."""
    return _page(200)


def _page(status: int, **refused: Form[Any]) -> Response:
    """Render the page; ``refused`` is the one form that was sent and refused."""
    http.need(Right.RATES_EDIT)
    shown = [code for code in runtime().settings.currencies if code != "IDR"]
    with http.reading() as db:
        rows = [(rate, _shown(rate.rupiah)) for rate in exchange.history(db)]
        return http.page(
            "admin/rates.html",
            status=status,
            rows=rows,
            currencies=shown,
            without=[code for code in shown if exchange.latest(db, code) is None],
            today=local_today(db).isoformat(),
            forms={"rate": Form(), "rates": Form(), **refused},
            saved=bool(request.args.get("saved")),
        )


def _shown(rupiah: Decimal) -> str:
    """Write an amount of rupiah that may have a fraction, the Indonesian way."""
    return f"Rp{format_decimal(rupiah, locale='id', decimal_quantization=False)}"


@bp.post("/rates")
def save_rate() -> Response | BaseResponse:
    """Set what a currency costs on a day."""
    http.need(Right.RATES_EDIT)
    form = Form.read(RecordRate, request.form)
    return do(
        form,
        services.record_rate,
        again=lambda refused, status: _page(status, rate=refused),
        done=lambda: http.see_other("admin.rates", saved=1),
    )


@bp.post("/rates/import")
def import_rates() -> Response | BaseResponse:
    """Take a list of rates, all of it or nothing."""
    http.need(Right.RATES_EDIT)
    form = Form.read(ImportRates, request.form)
    return do(
        form,
        services.import_rates,
        again=lambda refused, status: _page(status, rates=refused),
        done=lambda: http.see_other("admin.rates", saved=1),
    )
