"""The shop's own template environment.

A host's ``_``, filters, delimiters and context processors stay the host's: ours cannot be broken
by them and theirs not by us. A host overrides a page of ours by placing ``shop/<face>/<page>.html``
in its template folder.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from flask import Flask
from jinja2 import (
    ChoiceLoader,
    Environment,
    PackageLoader,
    StrictUndefined,
    select_autoescape,
)
from lucide.jinja import lucide
from markupsafe import Markup

from shop.core import clock, http, i18n, money, static
from shop.core.runtime import runtime
from shop.core.settings import Settings


def build_environment(app: Flask) -> Environment:
    """Build the environment; templates of ``app`` win over ours."""
    ours = PackageLoader("shop", "templates")
    theirs = app.jinja_loader
    environment = Environment(
        loader=ChoiceLoader([theirs, ours]) if theirs else ours,
        autoescape=select_autoescape(default=True, disabled_extensions=("txt",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=app.debug,
        cache_size=500,
    )
    install(environment)
    return environment


def install(environment: Environment) -> None:
    """Give an environment the words that our templates use."""
    environment.globals.update(
        _=i18n.gettext,
        ngettext=i18n.ngettext,
        bare_url=http.bare_url,
        csrf_field=csrf_field,
        font_urls=static.font_urls,
        frame=http.frame,
        has_page=http.has_page,
        icon=icon,
        locale=i18n.get_locale,
        pick=i18n.pick,
        picture_url=http.picture_url,
        principal=http.principal,
        request_id=http.request_id,
        settings=settings,
        static_url=static.static_url,
        translated_urls=http.translated_urls,
        url=http.url,
    )
    environment.filters.update(
        date=date,
        moment=moment,
        money=money.format_money,
        paragraphs=paragraphs,
        tenths=tenths,
    )


def settings() -> Settings:
    """Return the settings, for who runs this shop and which currencies it shows."""
    return runtime().settings


def csrf_field() -> Markup:
    """Return the hidden field that every form of a private page carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(http.csrf_token())


_icons: dict[tuple[str, int], Markup] = {}


def icon(name: str, *, size: int = 20) -> Markup:
    """Return a lucide icon as inline SVG, hidden from screen readers.

    :raises IconDoesNotExist: there is no such icon; a test renders every page.
    """
    found = _icons.get((name, size))
    if found is None:
        svg = lucide(name, size=size, aria_hidden="true", focusable="false")
        found = Markup(svg)  # noqa: S704 - markup of a wheel, no input of anybody
        _icons[name, size] = found
    return found


#: Short names of Indonesia's three time zones, as Indonesian readers write them.
ZONE_NAMES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}


def moment(value: dt.datetime, style: str = "medium", zone: str = clock.WITA) -> str:
    """Format an instant as day, time and time zone: every instant people see comes from here.

    :param value: An aware ``datetime``.
    :param style: Babel's format of the day: ``short``, ``medium`` or ``long``.
    :param zone: The zone to show it in; by default the operator's, East Kalimantan.
    :returns: ``28 Nov 2026 pukul 19.54 WITA`` in Indonesian. Other readers do not know the
        Indonesian zones, so they get the offset too: ``Nov 28, 2026, 7:54 PM WITA (UTC+8)``.
    """
    local, locale = value.astimezone(ZoneInfo(zone)), i18n.get_locale()
    time = format_time(local, "short", locale=locale)
    between = " pukul " if locale == "id" else ", "
    return f"{format_date(local, style, locale)}{between}{time} {_zone(local, zone, locale)}"


def _zone(local: dt.datetime, zone: str, locale: str) -> str:
    minutes = round((local.utcoffset() or dt.timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"
    name = ZONE_NAMES.get(zone)
    if name is None:
        return offset
    return name if locale == "id" else f"{name} ({offset})"


def date(value: dt.date, style: str = "long", zone: str = clock.WITA) -> str:
    """Show a day; an instant is first taken to the reader's zone."""
    if isinstance(value, dt.datetime):
        value = value.astimezone(ZoneInfo(zone)).date()
    return format_date(value, style, locale=i18n.get_locale())


def tenths(value: float) -> str:
    """Format a number with one decimal, as the reader's language writes it: ``4,5`` or ``4.5``."""
    return format_decimal(value, "0.0", locale=i18n.get_locale())


def paragraphs(text: str) -> Markup:
    """Show plain text with its empty lines as paragraphs. Everything is escaped."""
    blocks = [block.strip() for block in text.split("\n\n") if block.strip()]
    return Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(block.split("\n"))) for block in blocks
    )
