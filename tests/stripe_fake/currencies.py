"""Which currencies and amounts Stripe takes. All amounts are minor units: Rp1 is 100."""

import re

from .refusals import invalid

SUPPORTED = frozenset(
    re.findall(
        r"\w+",
        "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd "
        "bwp byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp "
        "gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw "
        "kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mro mur mvr mwk mxn myr mzn "
        "nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr "
        "sek sgd shp sle sos srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv "
        "wst xaf xcd xof xpf yer zar zmw",
    )
)
#: Below the worth of about US$0.50 Stripe refuses. For rupiah a round guess: settable.
MINIMUM_MINOR = {"usd": 50, "eur": 50, "gbp": 30, "sgd": 50, "jpy": 50, "idr": 10_000_00}
#: Eight digits for all but rupiah, which has twelve.
_DIGITS = {"idr": 12}


def check_currency(currency: str, param: str) -> None:
    """Refuse what is not a supported code in lower case.

    :raises Refusal: so is this one.
    """
    if currency not in SUPPORTED:
        raise invalid(f"Invalid currency: {currency}", param)


def check_total(amount_minor: int, currency: str, *, minimum_minor: int) -> None:
    """Refuse a total that is too small or too large for its currency.

    :raises Refusal: ``amount_too_small`` or ``amount_too_large``.
    """
    param = "line_items"
    if amount_minor < minimum_minor:
        message = "The Checkout Session's total amount due must add up to at least 50 cents."
        raise invalid(message, param, code="amount_too_small")
    check_digits(amount_minor, currency, param)


def check_digits(amount_minor: int, currency: str, param: str) -> None:
    """Refuse a number that is longer than Stripe can book.

    :raises Refusal: ``amount_too_large``.
    """
    digits = _DIGITS.get(currency, 8)
    if amount_minor >= 10**digits:
        message = f"Amounts in {currency} can have at most {digits} digits."
        raise invalid(message, param, code="amount_too_large")
