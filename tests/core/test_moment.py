"""Instants that people see name their time zone; numbers follow the reader's language."""

from __future__ import annotations

import datetime as dt

import pytest

from shop.core.i18n import use_locale
from shop.core.templates import moment, tenths

AT = dt.datetime(2026, 11, 28, 11, 54, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("locale", "zone", "shown"),
    [
        ("id", "Asia/Makassar", "28 Nov 2026 pukul 19.54 WITA"),
        ("id", "Asia/Jakarta", "28 Nov 2026 pukul 18.54 WIB"),
        ("id", "Asia/Jayapura", "28 Nov 2026 pukul 20.54 WIT"),
        ("en", "Asia/Makassar", "Nov 28, 2026, 7:54\N{NARROW NO-BREAK SPACE}PM WITA (UTC+8)"),
        ("en", "Europe/Berlin", "Nov 28, 2026, 12:54\N{NARROW NO-BREAK SPACE}PM UTC+1"),
        ("id", "Asia/Kathmandu", "28 Nov 2026 pukul 17.39 UTC+5:45"),
        ("id", "America/New_York", "28 Nov 2026 pukul 06.54 UTC-5"),
        ("id", "America/Los_Angeles", "28 Nov 2026 pukul 03.54 UTC-8"),
        ("id", "Pacific/Kiritimati", "29 Nov 2026 pukul 01.54 UTC+14"),
        ("id", "UTC", "28 Nov 2026 pukul 11.54 UTC+0"),
    ],
)
def test_an_instant_names_its_zone(locale: str, zone: str, shown: str) -> None:
    with use_locale(locale):
        assert moment(AT, zone=zone) == shown


@pytest.mark.parametrize(("locale", "shown"), [("id", "4,5"), ("en", "4.5")])
def test_a_rating_is_written_as_the_language_writes_it(locale: str, shown: str) -> None:
    with use_locale(locale):
        assert tenths(4.5) == shown
