"""The demo's people and businesses: staff, coaches, artisans, programmes, buyers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts import passwords, staff
from shop.accounts.address import AddressFields
from shop.accounts.models import Account, SavedAddress
from shop.artisans.models import Artisan, ArtisanMember, ArtisanPicture
from shop.core import clock, ids
from shop.core.permissions import ROLES, SYSTEM
from shop.demo.data_files import PASSWORD
from shop.demo.gallery import Gallery
from shop.editorial.models import FeaturedSlot
from shop.programs.models import Cohort, CohortCoach, Participation, Program


@dataclass
class Cast:
    """Who is who, by the keys of the data files."""

    accounts: dict[str, Account] = field(default_factory=dict)
    artisans: dict[str, Artisan] = field(default_factory=dict)
    cohorts: dict[str, Cohort] = field(default_factory=dict)
    hashed: str = ""


def load_people(db: Session, people: dict[str, Any]) -> Cast:
    """Create every account. They share one password, hashed once."""
    cast = Cast(hashed=passwords.hash_password(PASSWORD))
    for entry in [*people["staff"], *people["coaches"], *people["buyers"]]:
        account = _account(db, cast, entry, key=entry["key"])
        for role in entry["roles"]:
            if role in ROLES:
                staff.grant_role(db, account.public_id, role=role, actor=SYSTEM, reason="demo")
        if "address" in entry:
            _address(db, account, address_of(entry))
    for entry in people["artisans"]:
        _account(db, cast, entry, key=entry["artisan"])
    return cast


def _account(db: Session, cast: Cast, entry: dict[str, Any], *, key: str) -> Account:
    account = staff.create_account(
        db,
        email=entry["email"],
        name=entry["name"],
        password_hash=cast.hashed,
        locale=entry["locale"],
        is_demo=True,
    )
    cast.accounts[key] = account
    return account


def address_of(entry: dict[str, Any]) -> AddressFields:
    """Turn a buyer's address in the data file into the one schema of addresses."""
    given = {name: value for name, value in entry["address"].items() if value}
    given["recipient_name"] = given.pop("name")
    if given["country"] == "ID":
        given["regency"] = given.pop("city")
        if code := given.get("district_code"):
            given["regency_code"] = code.rpartition(".")[0]
    return AddressFields(**given)


def _address(db: Session, account: Account, fields: AddressFields) -> None:
    db.add(
        SavedAddress(
            public_id=ids.public_id("adr"),
            account_id=account.id,
            is_default=True,
            created_at=clock.now(db),
            **fields.model_dump(),
        )
    )


def load_programs(db: Session, cast: Cast, programs: dict[str, Any]) -> None:
    """Create programmes and cohorts, and give cohorts their coaches."""
    for entry in programs["programs"]:
        program = Program(
            slug=entry["slug"],
            name_id=entry["name"]["id"],
            name_en=entry["name"]["en"],
            organiser=entry["organiser"]["id"],
            description_id=entry["description"]["id"],
            description_en=entry["description"]["en"],
            graduation_id=entry["graduation"]["id"],
            graduation_en=entry["graduation"]["en"],
            is_demo=True,
        )
        db.add(program)
        db.flush()
        for cohort in entry["cohorts"]:
            _cohort(db, cast, program, cohort)


def _cohort(db: Session, cast: Cast, program: Program, entry: dict[str, Any]) -> None:
    cohort = Cohort(
        program_id=program.id,
        slug=entry["slug"],
        name_id=entry["name"]["id"],
        name_en=entry["name"]["en"],
        year=entry["year"],
    )
    db.add(cohort)
    db.flush()
    cast.cohorts[entry["slug"]] = cohort
    for key in entry["coaches"]:
        coach = next(a for a in cast.accounts.values() if a.email == key)
        db.add(CohortCoach(cohort_id=cohort.id, account_id=coach.id))


def load_artisans(db: Session, cast: Cast, artisans: dict[str, Any], gallery: Gallery) -> None:
    """Create the workshops with their members, pictures, paths and featured slots."""
    today = clock.now(db).date()
    for entry in artisans["artisans"]:
        artisan = _artisan(db, entry, today)
        cast.artisans[entry["slug"]] = artisan
        account = cast.accounts[entry["slug"]]
        db.add(ArtisanMember(artisan_id=artisan.id, account_id=account.id, role="owner"))
        for position, picture in enumerate(entry["pictures"]):
            _picture(db, artisan, picture, position, gallery)
        if entry["participation"]:
            _participation(db, cast, artisan, entry["participation"])
        if entry["featured"]:
            _featured(db, artisan, entry["featured"])
    db.flush()


def _artisan(db: Session, entry: dict[str, Any], today: dt.date) -> Artisan:
    vacation = entry["vacation"]
    contact = entry["eu_contact"]
    artisan = Artisan(
        slug=entry["slug"],
        name=entry["name"],
        owner_name=entry["owner_name"],
        status=entry["status"],
        region_code=entry["region"],
        district_code=entry["district"],
        village=entry["village"],
        postal_code=entry["postal_code"],
        founded_year=entry["founded_year"],
        workers=entry["workers"],
        tagline_id=entry["tagline"]["id"],
        tagline_en=entry["tagline"]["en"],
        speciality_id=entry["specialities"]["id"],
        speciality_en=entry["specialities"]["en"],
        story_id=entry["story"]["id"],
        story_en=entry["story"]["en"],
        whatsapp=entry["whatsapp"].replace(" ", "").replace("-", ""),
        vacation_from=today + dt.timedelta(days=vacation["from"]) if vacation else None,
        vacation_until=today + dt.timedelta(days=vacation["to"]) if vacation else None,
        vacation_note_id=vacation["note"]["id"] if vacation else "",
        vacation_note_en=vacation["note"]["en"] if vacation else "",
        allows_pick_up=entry["pick_up"],
        eu_contact=f"{contact['name']}, {contact['address']}, {contact['email']}"
        if contact
        else "",
        is_demo=True,
        created_at=clock.now(db) - dt.timedelta(days=400),
    )
    db.add(artisan)
    db.flush()
    return artisan


def _picture(
    db: Session, artisan: Artisan, entry: dict[str, Any], position: int, gallery: Gallery
) -> None:
    picture = gallery.hang(db, entry["file"])
    if picture is None:
        return
    db.add(
        ArtisanPicture(
            artisan_id=artisan.id,
            picture_id=picture.id,
            position=position,
            alt_id=entry["alt"]["id"],
            alt_en=entry["alt"]["en"],
        )
    )


def _participation(db: Session, cast: Cast, artisan: Artisan, entry: dict[str, Any]) -> None:
    dates = {f"{stage}_on": _day(day) for stage, day in entry["dates"].items()}
    db.add(
        Participation(
            cohort_id=cast.cohorts[entry["cohort"]].id,
            artisan_id=artisan.id,
            stage=entry["state"],
            **{name: day for name, day in dates.items() if hasattr(Participation, name)},
        )
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _featured(db: Session, artisan: Artisan, entry: dict[str, Any]) -> None:
    """``from`` and ``to`` are days from the day of loading."""
    start = clock.now(db) + dt.timedelta(days=entry["from"])
    db.add(
        FeaturedSlot(
            public_id=ids.public_id("feat"),
            artisan_id=artisan.id,
            quote_id=entry["quote"]["id"],
            quote_en=entry["quote"]["en"],
            reason_id=entry["reason"]["id"],
            reason_en=entry["reason"]["en"],
            starts_at=start,
            ends_at=clock.now(db) + dt.timedelta(days=entry["to"]),
            created_at=min(start, clock.now(db)),
        )
    )


def is_loaded(db: Session) -> bool:
    """Tell whether the demo is there."""
    return db.scalar(sa.select(Artisan.id).where(Artisan.is_demo).limit(1)) is not None
