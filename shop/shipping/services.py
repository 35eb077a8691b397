"""Handing parcels over, and staff's table of exchange rates."""

from __future__ import annotations

import csv
import io

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.orm import Session

from shop.core import audit, clock, ids, outbox
from shop.core.db import insert_ignoring, upsert
from shop.core.permissions import SYSTEM, Principal
from shop.shipping.commands import Dispatch, ImportRates, RecordRate
from shop.shipping.errors import AlreadyDispatched, BadRates, NumberMissing, UnknownCourier
from shop.shipping.events import ParcelDispatched
from shop.shipping.models import Courier, ExchangeRate, Parcel
from shop.shipping.places import HOME
from shop.shipping.quotes import PICK_UP


def dispatch(db: Session, command: Dispatch, *, part_id: int, country: str = HOME) -> Parcel:
    """Note that an artisan's part was handed to a courier, or fetched from the workshop.

    Safe to repeat: the same number again returns the same parcel. The part's own state is the
    caller's to move.

    :param part_id: The artisan order, found through its artisan.
    :param country: Where the parcel goes.
    :raises UnknownCourier: no such courier, or none that goes to the country.
    :raises NumberMissing: a courier without a tracking number.
    :raises AlreadyDispatched: it was handed over under another number.
    """
    name, url = _courier(db, command, country)
    public_id = ids.public_id("parcel")
    is_new = insert_ignoring(
        db,
        Parcel,
        public_id=public_id,
        part_id=part_id,
        courier_name=name,
        tracking_number=command.tracking_number,
        tracking_url=url.replace("{number}", command.tracking_number),
        shipped_at=clock.now(db),
    )
    parcel = db.scalars(sa.select(Parcel).where(Parcel.part_id == part_id)).one()
    if is_new:
        outbox.emit(
            db,
            ParcelDispatched(
                parcel=public_id, courier=name, tracking_number=command.tracking_number
            ),
        )
    elif parcel.tracking_number != command.tracking_number:
        raise AlreadyDispatched(number=parcel.tracking_number or parcel.courier_name)
    return parcel


def record_rate(db: Session, command: RecordRate, *, actor: Principal = SYSTEM) -> None:
    """Set what a currency costs on a day; the same day again replaces the figure."""
    values = {
        "rupiah": str(command.rupiah),
        "source": command.source,
        "is_illustrative": False,
        "account_id": actor.account_id,
    }
    db.execute(
        upsert(db, ExchangeRate)
        .values(currency=command.currency, as_of=command.as_of, **values)
        .on_conflict_do_update(index_elements=["currency", "as_of"], set_=values)
    )
    audit.record(
        db,
        "exchange_rate.recorded",
        subject=f"{command.currency} {command.as_of}",
        actor=actor,
        after={"rupiah": str(command.rupiah), "source": command.source},
    )


def import_rates(db: Session, command: ImportRates, *, actor: Principal = SYSTEM) -> int:
    """Take a list of rates, all of it or nothing.

    :returns: How many rates were set.
    :raises BadRates: names the first line that cannot be read.
    """
    commands = list(_read_rates(command))
    for one in commands:
        record_rate(db, one, actor=actor)
    return len(commands)


def _read_rates(command: ImportRates) -> list[RecordRate]:
    found: list[RecordRate] = []
    for number, row in enumerate(csv.reader(io.StringIO(command.rates)), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells[0].lower() in {"currency", "mata uang"}):
            continue
        found.append(_read_rate(cells, number, command.source))
    if not found:
        raise BadRates(line=1)
    return found


def _read_rate(cells: list[str], number: int, source: str) -> RecordRate:
    try:
        currency, rupiah, as_of = cells
        return RecordRate.model_validate(
            {"currency": currency, "rupiah": rupiah, "as_of": as_of, "source": source}
        )
    except (ValueError, ValidationError) as error:
        raise BadRates(line=number) from error


def _courier(db: Session, command: Dispatch, country: str) -> tuple[str, str]:
    if command.courier == PICK_UP:
        return "", ""
    row = db.execute(
        sa.select(Courier.name, Courier.tracking_url).where(
            Courier.id == command.courier, Courier.is_international == (country != HOME)
        )
    ).one_or_none()
    if row is None:
        raise UnknownCourier
    if not command.tracking_number:
        raise NumberMissing
    return row.name, row.tracking_url
