"""What editors may ask for, one strict schema each."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from shop.core.clock import WITA
from shop.core.command import Command, Slug, Text, clean_text

#: Names of the information pages that every shop has.
INFO_NAMES = ("about", "craft", "shipping", "returns", "terms", "privacy", "contact")

#: Years in which something may be scheduled.
YEARS = range(2000, 2200)


def in_east_kalimantan(value: dt.datetime) -> dt.datetime:
    """Return UTC; a time without a zone is East Kalimantan's: what ``datetime-local`` posts.

    :raises ValueError: nobody alive will see that year; at the ends of the calendar no zone fits.
    """
    if value.year not in YEARS:
        raise ValueError
    aware = value if value.tzinfo else value.replace(tzinfo=ZoneInfo(WITA))
    return aware.astimezone(dt.UTC)


LocalTime = Annotated[dt.datetime, AfterValidator(in_east_kalimantan)]
Words = Annotated[str, BeforeValidator(clean_text), Field(min_length=10, max_length=600)]
OptionalWords = Annotated[str, BeforeValidator(clean_text), Field(max_length=600)]


class ScheduleFeature(Command):
    """Feature a graduate on the home page, with words that the public reads."""

    artisan_slug: Slug
    quote_id: Words
    quote_en: OptionalWords = ""
    reason_id: Words
    reason_en: OptionalWords = ""
    starts_at: LocalTime
    ends_at: LocalTime


class EditInfo(Command):
    """A new version of an information page in one language. Markdown."""

    name: Literal["about", "craft", "shipping", "returns", "terms", "privacy", "contact"]
    locale: Literal["id", "en"]
    title: Text
    summary: Annotated[str, BeforeValidator(clean_text), Field(max_length=400)] = ""
    body: Annotated[str, BeforeValidator(clean_text), Field(min_length=20, max_length=60_000)]
