"""Money: integer minor units with their currency. The one module that divides.

Rupiah has two decimals in ISO 4217 and at Stripe: Rp150.000 is ``15_000_000``. No bank pays sen,
so every rupiah amount is divisible by 100 and is split in steps of 100.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, get_currency_precision

from shop.core.i18n import get_locale

#: The only currency that is charged. Others are shown as dated estimates.
CHARGED = "IDR"

_SMALLEST_STEP = {"IDR": 100}


def step(currency: str) -> int:
    """Return the smallest payable amount of ``currency`` in minor units."""
    return _SMALLEST_STEP.get(currency, 1)


def from_rupiah(rupiah: int) -> int:
    """Turn whole rupiah, as in seed files and forms, into minor units."""
    return rupiah * 100


def to_rupiah(amount_minor: int) -> int:
    """Turn minor units into whole rupiah.

    :raises ValueError: the amount has sen, which no rupiah amount of ours has.
    """
    rupiah, sen = divmod(amount_minor, 100)
    if sen:
        raise ValueError(f"{amount_minor} minor units are not whole rupiah")
    return rupiah


#: Amounts in rupiah as people write them: ``1250000``, ``Rp 1.250.000,00``; ``1250rb``, ``1,25 jt``.
#: ``static/desk.js`` has the same two rules, so that what is shown while typing is what is stored.
_RUPIAH = re.compile(
    r"(?:rp\.?\s*)?([1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,00|,-)?", re.IGNORECASE | re.ASCII
)
_SHORT_RUPIAH = re.compile(
    r"(?:rp\.?\s*)?([0-9]+)(?:,([0-9]{1,6})|\.([0-9]{1,2}))?\s*(rb|ribu|jt|juta)",
    re.IGNORECASE | re.ASCII,
)
_UNITS = {"rb": 10**3, "ribu": 10**3, "jt": 10**6, "juta": 10**6}
_LONGEST_AMOUNT = 30


def read_rupiah(text: str) -> int:
    """Return the whole rupiah of an amount as people write it.

    Points group thousands; before ``rb`` (thousand) or ``jt`` (million) a comma, or a point and at
    most two digits, begins a fraction. What can be read in two ways, such as ``1,250``, ``1.25``
    or ``1.250 jt``, is refused.

    :raises ValueError: it is no such amount, has sen, or is too long to be one.
    """
    text = text.strip()
    if len(text) > _LONGEST_AMOUNT:
        raise ValueError("too long for an amount")
    if plain := _RUPIAH.fullmatch(text):
        return int(plain[1].replace(".", ""))
    if (short := _SHORT_RUPIAH.fullmatch(text)) is None:
        raise ValueError("not an amount in rupiah")
    unit, part = _UNITS[short[4].lower()], short[2] or short[3] or ""
    fraction, rest = divmod(int(part or 0) * unit, int(10 ** len(part)))
    if rest:
        raise ValueError("sen in an amount of rupiah")
    return int(short[1]) * unit + fraction


def allocate(total_minor: int, weights: Sequence[int], *, currency: str = CHARGED) -> list[int]:
    """Split ``total_minor`` in proportion to ``weights``; the parts add up exactly.

    Largest remainder, in the currency's smallest step; ties go to the earlier part. With all
    weights zero the first part takes everything.

    :raises ValueError: a weight is negative, there is none, or the total is no whole step.
    """
    unit = step(currency)
    if not weights or min(weights) < 0 or total_minor % unit:
        raise ValueError("need weights of zero or more and a total in whole steps")
    whole = sum(weights)
    if whole == 0:
        return [total_minor, *[0] * (len(weights) - 1)]
    units = total_minor // unit
    shares = [divmod(units * weight, whole) for weight in weights]
    parts = [share for share, _ in shares]
    rest = units - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-shares[i][1], i))
    for index in by_remainder[:rest]:
        parts[index] += 1
    return [part * unit for part in parts]


def share_bps(amount_minor: int, bps: int, *, currency: str = CHARGED) -> int:
    """Return ``bps`` ten-thousandths of an amount, rounded half up to a payable step.

    Used for the commission; half up in favour of the shop by at most half a step.
    """
    unit = step(currency)
    return (amount_minor * bps + 5_000 * unit) // (10_000 * unit) * unit


def convert(amount_minor: int, rate: Decimal, *, currency: str) -> int:
    """Estimate an IDR amount in another currency's minor units.

    :param rate: How many rupiah one unit of ``currency`` costs.
    """
    digits = get_currency_precision(currency)
    major = Decimal(amount_minor) / 100 / rate
    return int((major * 10**digits).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def format_money(amount_minor: int, currency: str = CHARGED) -> str:
    """Show an amount as people of the current language read it: ``Rp150.000``, ``US$9.70``.

    Rupiah are always written the Indonesian way, with points and without sen.
    """
    if currency == "IDR":
        sign = "-" if amount_minor < 0 else ""
        return f"{sign}Rp{to_rupiah(abs(amount_minor)):,}".replace(",", ".")
    digits = get_currency_precision(currency)
    return format_currency(Decimal(amount_minor).scaleb(-digits), currency, locale=get_locale())
