"""Live prices of couriers: asked with no transaction open, kept for a while, read like a table.

Before a page or an order needs a price, :func:`ask` calls the couriers' services and stores what
they answer; pages and the order read only what is stored. So a slow service never holds a lock,
the price that a buyer saw is the one that is charged while the answer is valid, and an outage
leaves the rates of our own tables.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Protocol

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from shop.core import clock
from shop.core.conformity import WrongType, conform, conform_fields
from shop.core.db import Database, upsert
from shop.core.outgoing import CallGivenUp, CallNotMade, Outgoing
from shop.shipping.carrier import Carrier
from shop.shipping.models import LiveAnswer
from shop.shipping.places import Place
from shop.shipping.quotes import Quote
from shop.shipping.weight import ParcelPlan

log = structlog.get_logger(__name__)

_SERVICE = re.compile(r"[a-z0-9_-]{1,40}")

#: Of prices in minor units, grams and days: what an order's columns hold.
_LARGEST = 10**14

#: A service that does not answer is left alone for so long.
REST = dt.timedelta(seconds=30)
#: Seconds that a request waits for all couriers together.
SECONDS = 6.0


class CarrierDown(Exception):
    """The service did not answer in time, or answered with an error of its own."""


class LiveCarrier(Carrier, Protocol):
    """A courier's own price service. Called with no transaction open.

    ``quotes`` raises :class:`CarrierDown` when the service does not work; any other exception
    counts as that, and after a few seconds it is not waited for. It is asked once for the same
    parcel while its answer is valid.
    """

    #: Short and stable, as ids of services are: ``[a-z0-9_-]``; goes before each of them.
    name: str
    #: For how long an answer is valid.
    keeps: dt.timedelta


@dataclass(frozen=True)
class Carriers:
    """The port: the services that this shop asks, none unless the operator brings some."""

    live: tuple[LiveCarrier, ...] = ()
    _outgoing: dict[str, Outgoing] = field(default_factory=dict, compare=False, repr=False)

    def outgoing(self, database: Database, name: str) -> Outgoing:
        """Return the bounded way to a service; one failure and it rests."""
        return self._outgoing.get(name) or self._outgoing.setdefault(
            name,
            Outgoing(
                name,
                bulkhead=database.bulkhead,
                clock=database.clock,
                failures=(Exception,),
                breaks_after=1,
            ),
        )

    def __post_init__(self) -> None:
        """Refuse a service whose name or validity could not be stored.

        :raises ValueError: names the service.
        """
        for carrier in self.live:
            if not isinstance(carrier.name, str) or not _SERVICE.fullmatch(carrier.name):
                raise ValueError(f"name of a carrier: {carrier.name!r} is not [a-z0-9_-]{{1,40}}")
            if not isinstance(carrier.keeps, dt.timedelta) or carrier.keeps <= dt.timedelta(0):
                raise ValueError(f"carrier {carrier.name}: keeps must be a timedelta above zero")

    def __iter__(self) -> Iterator[LiveCarrier]:
        """Go through them."""
        return iter(self.live)

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.live)


@dataclass(frozen=True)
class Enquiry:
    """A parcel and its way."""

    parcel: ParcelPlan
    origin_code: str
    place: Place

    @property
    def key(self) -> str:
        """Name everything that a price depends on: a digest."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def ask(database: Database, carriers: Carriers, enquiries: Iterable[Enquiry]) -> bool:
    """Ask about every parcel of which there is no valid answer. No transaction may be open.

    :returns: Whether anybody was asked.
    """
    wanted = {enquiry.key: enquiry for enquiry in enquiries}
    if not carriers or not wanted:
        return False
    with database.reading() as db:
        known = {(row.carrier, row.enquiry) for row in _valid(db, wanted)}
    missing = [
        (carrier, enquiry)
        for carrier in carriers
        for key, enquiry in wanted.items()
        if (carrier.name, key) not in known
    ]
    until = time.monotonic() + SECONDS
    for carrier, enquiry in missing:
        seconds = max(until - time.monotonic(), 0)
        quotes, keeps = _answer(
            carriers.outgoing(database, carrier.name), carrier, enquiry, seconds
        )
        database.run(partial(_keep, name=carrier.name, enquiry=enquiry, quotes=quotes, keeps=keeps))
    return bool(missing)


def answers(db: Session, enquiries: Mapping[int, Enquiry]) -> dict[int, list[Quote]]:
    """Return what is kept for each parcel, under its key in ``enquiries``: one statement."""
    by_key = {enquiry.key: name for name, enquiry in enquiries.items()}
    found: dict[int, list[Quote]] = {}
    for row in _valid(db, by_key):
        found.setdefault(by_key[row.enquiry], []).extend(_stored(row))
    return found


def _stored(row: LiveAnswer) -> list[Quote]:
    """Read a kept answer; one that an older version has stored in another form counts for nothing."""
    try:
        return [conform_fields(quote, Quote) for quote in row.quotes]
    except (WrongType, AttributeError):
        log.warning("carrier.stored_answer_unreadable", carrier=row.carrier)
        return []


def instead_of_tables(table: Sequence[Quote], live: Sequence[Quote]) -> list[Quote]:
    """Merge two lists of quotes, cheapest first: a courier's own price replaces our table's."""
    couriers = {quote.courier_id for quote in live}
    kept = [quote for quote in table if quote.courier_id not in couriers]
    return sorted([*kept, *live], key=lambda quote: (quote.amount_minor, quote.service_id))


def tidy(db: Session) -> None:
    """Delete answers that are not valid any more, so that the table stays bounded (I32)."""
    db.execute(sa.delete(LiveAnswer).where(LiveAnswer.valid_until <= clock.now(db)))


def _answer(
    outgoing: Outgoing, carrier: LiveCarrier, enquiry: Enquiry, seconds: float
) -> tuple[list[Quote], dt.timedelta]:
    """Ask one service. Its failure or a wrong answer counts as "not available" for a short time."""
    try:
        quotes = outgoing.call(partial(_quotes, carrier, enquiry), seconds=seconds)
    except (CarrierDown, CallGivenUp, CallNotMade) as error:
        log.warning("carrier.down", carrier=carrier.name, error=repr(error))
        return [], REST
    except Exception:
        # a plug-in's mistake: the buyer gets our tables and the other couriers, the log the rest
        log.exception("carrier.failed", carrier=carrier.name)
        return [], REST
    return [_named(carrier, quote) for quote in quotes if _is_sound(carrier, quote)], carrier.keeps


def _quotes(carrier: LiveCarrier, enquiry: Enquiry) -> list[Quote]:
    answered = carrier.quotes(enquiry.parcel, enquiry.origin_code, enquiry.place)
    return [conform(quote, Quote) for quote in answered]


def _named(carrier: LiveCarrier, quote: Quote) -> Quote:
    return replace(quote, service_id=f"{carrier.name}:{quote.service_id}")


def _is_sound(carrier: LiveCarrier, quote: Quote) -> bool:
    """Refuse what no order could be written with: sen, a negative number, a bad id."""
    is_price = quote.amount_minor % 100 == 0
    is_span = quote.days_min <= quote.days_max
    counts = (quote.amount_minor, quote.days_min, quote.chargeable_grams, quote.fits_pieces)
    is_counted = all(0 <= count <= _LARGEST for count in (*counts, quote.days_max))
    is_sound = is_price and is_span and is_counted and bool(_SERVICE.fullmatch(quote.service_id))
    if not is_sound:
        log.warning("carrier.unsound", carrier=carrier.name, quote=asdict(quote))
    return is_sound


def _valid(db: Session, keys: Iterable[str]) -> Sequence[LiveAnswer]:
    return db.scalars(
        sa.select(LiveAnswer)
        .where(LiveAnswer.enquiry.in_(list(keys)), LiveAnswer.valid_until > clock.now(db))
        .order_by(LiveAnswer.id)
    ).all()


def _keep(
    db: Session, *, name: str, enquiry: Enquiry, quotes: list[Quote], keeps: dt.timedelta
) -> None:
    now = clock.now(db)
    answer = {
        "quotes": [asdict(quote) for quote in quotes],
        "asked_at": now,
        "valid_until": now + keeps,
    }
    db.execute(
        upsert(db, LiveAnswer)
        .values(carrier=name, enquiry=enquiry.key, **answer)
        .on_conflict_do_update(index_elements=["carrier", "enquiry"], set_=answer)
    )
