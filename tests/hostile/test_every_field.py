"""Every field of every form of the desks and the account, with what no person types in it.

Nothing is listed by hand: the addresses come from the url map, the fields from the forms that the
pages show and from the commands that the views read, and whoever may send them does so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import quote_plus, unquote_plus, urlsplit

import pytest
import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from shop.catalog.commands import ReturnListing
from shop.catalog.models import Listing, VersionStatus
from shop.catalog.queries.documents import snapshot
from shop.catalog.services import return_listing, versions
from shop.core import clock
from shop.core.forms import Form
from shop.core.permissions import SYSTEM
from shop.editorial import services as editorial
from shop.editorial.commands import ScheduleFeature
from shop.heritage.models import PermissionKind
from shop.heritage.services import RecordPermission, record_permission
from shop.orders.models import Order
from shop.payments import bank_transfer, refunds, services
from shop.payments.bank_transfer import ConfirmTransfer
from shop.payments.models import Payment, Refund
from shop.payments.ports import Providers
from shop.storefront import account_base
from tests.admin.test_health import park_notice
from tests.factories import (
    make_cohort,
    make_listing,
    make_participation,
    make_principal,
    make_program,
)
from tests.flows.test_listing import photo
from tests.flows.test_transfer import order_by_transfer
from tests.flows.visitor import FormOnPage, Visitor
from tests.flows.world import World, sign_in
from tests.hostile.rehearsal import Rehearsal, rehearsing
from tests.hostile.test_walk import LAST, addresses
from tests.hostile.texts import CLEAR, HONEST, HOSTILE, UNWRITABLE
from tests.hostile.victim import Victim, make_victim

AREAS = ("account", "studio", "admin")


@dataclass
class Sendable:
    """A form as somebody who may send it would."""

    endpoint: str
    address: str
    who: Visitor
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    @property
    def attacked(self) -> list[str]:
        return [name for name in self.fields if name != "csrf_token"]

    def send(self, **changes: str | bytes | list[str]) -> TestResponse:
        """Send the form with some fields filled in otherwise; cookies stay as they are."""
        fields = {**self.fields, **changes}
        cookies = dict(self.who.client._cookies)
        answer = self.who.client.post(
            self.address,
            headers={"Origin": "http://localhost"},
            **(self._with_files(fields) if self.files else _as_text(fields)),
        )
        self.who.client._cookies = cookies
        return answer

    def _with_files(self, fields: dict[str, Any]) -> dict[str, Any]:
        data: dict[str, Any] = {name: photo() for name in self.files}
        for name, value in fields.items():
            data[name] = unquote_plus(value.decode()) if isinstance(value, bytes) else value
        return {"data": data}


def _as_text(fields: dict[str, Any]) -> dict[str, Any]:
    pairs = []
    for name, values in fields.items():
        for value in values if isinstance(values, list) else [values]:
            text = value.decode() if isinstance(value, bytes) else quote_plus(value)
            pairs.append(f"{quote_plus(name)}={text}")
    kind = "application/x-www-form-urlencoded"
    return {"data": "&".join(pairs).encode(), "content_type": kind}


# -- a shop in which every form can be sent --------------------------------------------------------


@dataclass
class People:
    """Whoever may use a desk, by its area, and what their things are called."""

    victim: Victim
    of: dict[str, Visitor]


@pytest.fixture
def people(world: World) -> People:
    victim = make_victim(world)
    order_by_transfer(world, world.visitor())
    world.shop.database.run(lambda db: _prepare(db, world))
    world.is_sound = False  # the refused refund is money that is still with us
    refunds.run_refunds(world.shop.database, world.shop.port(Providers))
    park_notice(world)
    maker = world.visitor()
    sign_in(maker, "victim-artisan@example.com")
    admin = world.signed_in("admin@example.com", role="admin")
    everybody = {"account": victim.browser, "studio": maker, "admin": admin}
    return People(victim, {**everybody, "guest": world.visitor()})


def _prepare(db: Session, world: World) -> None:
    """Let a transfer wait to be paid back by hand, a permission stand, listings wait."""
    first, _second = world.artisans
    paid, order = db.execute(
        sa.select(Payment, Order)
        .join(Order, Order.id == Payment.order_id)
        .order_by(Payment.id.desc())
        .limit(1)
    ).one()
    staff = make_principal(db)
    seen = ConfirmTransfer(payment=paid.public_id, bank_reference="MUTASI-1")
    bank_transfer.confirm_transfer(db, seen, staff)
    services.intend_order_refund(db, order, actor=staff, reason="pembeli sakit")
    _refuse_a_refund(db, order)
    command = RecordPermission(
        motif_id="pesut-mahakam",
        artisan_id=first.id,
        kind=PermissionKind.CUSTOMARY,
        granted_by="Ibu Kepala",
        document_note="Surat 17",
    )
    record_permission(db, command, actor=SYSTEM)
    cohort = make_cohort(db, make_program(db))
    make_participation(db, cohort, first, stage="graduated", graduated_on=dt.date(2022, 12, 9))
    slot = ScheduleFeature(
        artisan_slug=first.slug,
        quote_id=HONEST["quote_id"],
        reason_id=HONEST["reason_id"],
        starts_at="2026-11-23T08:00",
        ends_at="2026-11-30T08:00",
    )
    editorial.schedule_feature(db, slot, actor=SYSTEM)
    for status, version in (("submitted", "submitted"), ("withdrawn", "approved")):
        listing = make_listing(db, artisan=first, status=status, slug=f"kain-{status}", pictures=2)
        versions.record(db, listing, VersionStatus(version), at=clock.now(db))
    _returned_changes(db, make_listing(db, artisan=first, stock=4, slug="kain-tumpuk", pictures=1))


def _refuse_a_refund(db: Session, order: Order) -> None:
    """Let money that no order took be with us still: its refund was refused."""
    payment = Payment(
        public_id="pay_UNWANTED",
        order_id=order.id,
        provider="demo",
        state="captured",
        currency="IDR",
        amount_minor=order.agreed_minor,
        suffix_minor=0,
        expected_minor=order.agreed_minor,
        idempotency_key="payment:pay_UNWANTED",
        told={},
        expires_at=order.expires_at,
        created_at=order.placed_at,
        captured_at=order.placed_at,
    )
    db.add(payment)
    db.flush()
    db.add(
        Refund(
            public_id="ref_REFUSED",
            payment_id=payment.id,
            state="failed",
            amount_minor=payment.amount_minor,
            currency="IDR",
            reason="paid_twice",
            idempotency_key="refund:ref_REFUSED",
            failure="account_closed",
            created_at=order.placed_at,
            due_at=order.placed_at,
        )
    )


def _returned_changes(db: Session, listing: Listing) -> None:
    """Give a live listing changes that came back with a remark."""
    versions.record(db, listing, VersionStatus.APPROVED, at=clock.now(db))
    document = snapshot(db, listing).model_copy(update={"title_en": "Changed"})
    versions.create(db, listing, document, actor=SYSTEM, status=VersionStatus.SUBMITTED)
    back = ReturnListing(listing=listing.public_id, reason="Ganti judulnya")
    return_listing(db, back, actor=SYSTEM)


# -- finding the forms -----------------------------------------------------------------------------


LINK = re.compile(r'href="(/[^"#]*)')
#: Pages of one kind that are opened; the others have the same forms.
ENOUGH = 4


def _forms(world: World, people: People, area: str) -> dict[str, list[list[Sendable]]]:
    """Every POST route of an area, with the forms that pages show for it, or one without a page.

    :returns: By endpoint: forms, each in some versions.
    """
    found: dict[str, dict[str, list[Sendable]]] = {}
    own = [
        address
        for endpoint, address, _rule in addresses(world, people.victim, "GET")
        if address.startswith(f"/{area}/") and endpoint not in LAST
    ]
    shown = list(_walk(world, people.of[area], f"/{area}/", own))
    for page in ("login", "register", "recover", "resend") if area == "account" else ():
        shown += _shown(world, people.of["guest"], f"/account/{page}")
    for form in shown:
        if form.endpoint.startswith(f"{area}."):
            found.setdefault(form.endpoint, {}).setdefault(form.address, []).append(form)
    for endpoint, address, _rule in addresses(world, people.victim, "POST"):
        if endpoint.startswith(f"{area}.") and endpoint not in found:
            is_open = endpoint.partition(".")[2] in account_base.OPEN
            who = people.of["guest" if is_open else area]
            form = Sendable(endpoint, address, who, {"csrf_token": [_token(who)]})
            found[endpoint] = {address: [form]}
    return {name: list(by_address.values()) for name, by_address in sorted(found.items())}


def _walk(world: World, who: Visitor, start: str, known: list[str]) -> Iterator[Sendable]:
    """Open the pages of an area that are known, and follow the links on them."""
    seen, ahead, kinds = {start, *known}, [start, *known], Counter[str]()
    while ahead:
        address = ahead.pop(0)
        endpoint = _endpoint(world, address, "GET")
        kinds[endpoint] += 1
        if kinds[endpoint] > ENOUGH:
            continue
        page = who.client.get(address)
        if page.mimetype != "text/html":
            continue
        yield from _shown(world, who, address)
        for link in map(unescape, LINK.findall(page.text)):
            if link.startswith(start) and link not in seen and "logout" not in link:
                seen.add(link)
                ahead.append(link)


def _shown(world: World, who: Visitor, address: str) -> Iterator[Sendable]:
    page = who.open(address)
    for form in page.forms():
        path = urlsplit(form.action).path
        endpoint = _endpoint(world, path, "POST")
        if form.method == "post" and endpoint:
            for fields in _filled(form):
                yield Sendable(endpoint, path, who, fields, form.files)


def _filled(form: FormOnPage) -> Iterator[dict[str, list[str]]]:
    """The form as it stands; with what a person would write; with something chosen everywhere."""
    fields = {name: list(values) for name, values in form.fields.items()}
    for name in form.ticks:
        fields.setdefault(name, [])
    for name, choices in form.choices.items():
        fields.setdefault(name, choices[:1])
    yield fields
    written = {
        name: [HONEST.get(name, value) if value == "" else value for value in values]
        for name, values in fields.items()
    }
    yield written
    chosen = {
        name: next(([some] for some in form.choices.get(name, ()) if some), values)
        if values == [""]
        else values
        for name, values in written.items()
    }
    yield chosen
    yield {**chosen, **{name: form.choices[name][:1] for name in form.ticks}}


def _endpoint(world: World, path: str, method: str) -> str:
    adapter = world.app.url_map.bind("localhost")
    try:
        endpoint, _arguments = adapter.match(urlsplit(path).path, method=method)
    except HTTPException:
        return ""
    return str(endpoint).partition(".")[2]


def _token(who: Visitor) -> str:
    for address in ("/account/profile", "/account/login"):
        for form in who.open(address).forms():
            if "csrf_token" in form.fields:
                return form.fields["csrf_token"][0]
    raise AssertionError("no form has a token")


# -- the sweep -------------------------------------------------------------------------------------


@pytest.fixture
def schemas(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Which fields the commands have that a route reads; filled in as the routes are used."""
    read: dict[str, set[str]] = {}
    original = Form.read.__func__

    def reading(cls: Any, schema: Any, posted: Any, **more: Any) -> Any:
        endpoint = (request.endpoint or "").partition(".")[2]
        read.setdefault(endpoint, set()).update(set(schema.model_fields) - set(more))
        return original(cls, schema, posted, **more)

    monkeypatch.setattr(Form, "read", classmethod(reading))
    return read


#: Forms that this shop's people cannot send: a second factor, a letter or a state is missing.
NOT_HERE: dict[str, set[str]] = {
    "account": {
        "account.add_passkey",
        "account.confirm_person",
        "account.erase",
        "account.passkey_login",
        "account.remove_passkey",
        "account.reset_password",
        "account.sign_in_with_password",
        "account.take_email",
        "account.turn_on_authenticator",
    },
    "studio": {"studio.remove_step", "studio.resume_listing", "studio.submit_listing"},
    "admin": {
        "admin.complete_consultation",
        "admin.keep_conflict",
        "admin.publish",
        "admin.schedule",
        "admin.withdraw_conflict",
    },
}


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("area", AREAS)
def test_whatever_stands_in_a_field_is_answered_clearly_and_a_refusal_writes_nothing(  # noqa: PLR0917
    world: World,
    people: People,
    schemas: dict[str, set[str]],
    monkeypatch: pytest.MonkeyPatch,
    area: str,
    every: int,
) -> None:
    world.app.config["PROPAGATE_EXCEPTIONS"] = False  # a fault is an answer of 500, as for people
    wrong: list[tuple[object, ...]] = []
    honest: dict[str, list[int]] = {}
    with rehearsing(world.shop.database, monkeypatch) as told:
        for endpoint, forms in _forms(world, people, area).items():
            for versions in forms:
                form = _willing(versions, schemas)
                honest.setdefault(endpoint, []).append(form.send().status_code)
                wrong += list(_attack(form, told, every))
    assert wrong == []
    shut = {name for name, statuses in honest.items() if min(statuses) >= 400}
    assert shut == NOT_HERE[area], "other forms cannot be sent at all: the attacks prove little"


def _willing(versions: list[Sendable], schemas: dict[str, set[str]]) -> Sendable:
    """The first version of a form that does what it is there for, else the last."""
    for form in versions:
        if form.send().status_code < 400:
            break
    known = schemas.get(form.endpoint, set()) - set(form.fields)
    if form.send().status_code >= 400:
        form.fields.update({name: [HONEST[name]] for name in known if name in HONEST})
    form.fields.update({name: [] for name in known if name not in form.fields})
    return form


def _attack(form: Sendable, told: Rehearsal, every: int) -> Iterator[tuple[object, ...]]:
    for at, name in enumerate(form.attacked):
        for kind, value in list(HOSTILE.items())[at % every :: every]:
            told.begin()
            answer = form.send(**{name: value})
            if fault := _fault(answer, told, kind):
                yield (fault, form.endpoint, name, kind, answer.status_code)


def _fault(answer: TestResponse, told: Rehearsal, kind: str) -> str:
    """Say what is wrong with an answer, if anything is."""
    if answer.status_code not in CLEAR:
        return "not a clear answer"
    if answer.status_code >= 400 and told.kept:
        return f"refused and written: {told.kept[0][0][:80]}"
    if kind in UNWRITABLE and any(_holds(parameters) for _sql, parameters in told.kept):
        return "written down"
    if "Set-Cookie: x" in str(answer.headers).replace("\r", ""):
        return "a header of its own"
    return ""


def _holds(parameters: str) -> bool:
    marks = ("\\x00", "\\x07", "\\x1b", "\\x7f", "x" * 20_000, "9" * 20_000)
    return any(mark in parameters for mark in marks)
