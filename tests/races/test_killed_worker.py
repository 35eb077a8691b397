"""A worker that is killed in the middle of any of its work: the next one ends it, once.

Real processes and SIGKILL. The next worker's clock starts half a minute after the first one's, which
is the lease; nothing else is waited for.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shop.catalog.models import CanonConflict
from shop.core import clock, leases, pictures
from shop.core.jobs import JobRow
from shop.core.letters import Letter
from shop.core.media import MediaStore
from shop.core.outbox import Delivery, OutboxRow
from shop.core.permissions import SYSTEM
from shop.core.pictures import Picture, PictureState
from shop.heritage import services as heritage
from shop.orders import services as orders
from shop.orders.models import ArtisanOrder, OrderMove, OrderState, PartState
from shop.payments.demo_buyer import DemoBuyer
from shop.payments.models import (
    DemoCheckout,
    DemoRefund,
    InboxRow,
    PaymentState,
    Refund,
    RefundState,
)
from shop.payments.ports import Providers
from tests.core.test_pictures import phone_photo
from tests.factories import make_listing, make_motif
from tests.flows.world import World
from tests.payments.till import Till
from tests.races.killable import HOLDS, working

pytestmark = pytest.mark.race

QUEUES = (OutboxRow, Letter, InboxRow, Refund)


@dataclass
class Scene:
    """A shop in which something waits for the worker, and what must be so afterwards."""

    world: World
    till: Till
    folder: Path

    def all(self, model: Any) -> list[Any]:
        return self.world.all(model)


@pytest.fixture
def scene(world: World, tmp_path: Path) -> Scene:
    till = Till(world.shop.database, world.shop.port(Providers), world.fake)
    return Scene(world, till, tmp_path / "data")


Check = Callable[[], bool]


def a_paid_notice(scene: Scene) -> Check:
    till = scene.till
    number = till.order()
    payment = till.begin(number)
    till.pay(payment)
    assert till.order_row(number).state == OrderState.PLACED

    def once() -> bool:
        (row,) = scene.all(InboxRow)
        assert till.posting_keys() in ([], [f"payment:{payment}:captured"])
        return till.order_row(number).state == OrderState.PAID and row.outcome != ""

    return once


def an_overdue_order(scene: Scene) -> Check:
    till = scene.till
    number = till.order()
    till.begin(number)
    scene.world.clock.advance(minutes=31)

    def once() -> bool:
        is_expired = till.order_row(number).state == OrderState.EXPIRED
        moves = [m for m in scene.all(OrderMove) if m.to_state == OrderState.EXPIRED]
        assert len(moves) == 1 or not (is_expired or moves)
        return is_expired

    return once


def a_cancelled_payment(scene: Scene) -> Check:
    till = scene.till
    number = till.order()
    payment = till.begin(number)
    till.cancel(number)
    assert till.payment(payment).withdrawn_at is None

    def once() -> bool:
        assert till.payment(payment).state == PaymentState.CLOSED
        (checkout,) = scene.all(DemoCheckout)
        return till.payment(payment).withdrawn_at is not None and checkout.state == "ended"

    return once


def a_refund(scene: Scene) -> Check:
    till = scene.till
    number = paid(till)
    refund = till.refund_part(number)

    def once() -> bool:
        assert len(scene.all(DemoRefund)) <= 1
        done = till.refund(refund).state == RefundState.DONE
        keys = [key for key in till.posting_keys() if key.startswith("refund:")]
        assert keys == [f"refund:{refund}:done"] or not (done or keys)
        return done

    return once


def an_old_notice(scene: Scene) -> Check:
    paid(scene.till)
    scene.world.work()
    assert len(scene.all(InboxRow)) == 1
    scene.world.clock.advance(days=31)

    return lambda: scene.all(InboxRow) == []


def money_on_its_way(scene: Scene) -> Check:
    till = scene.till
    number = till.order()
    payment = till.begin(number)
    DemoBuyer(till.demo).pay_later(till.payment(payment).reference or "")

    def once() -> bool:
        assert till.posting_keys() in ([], [f"payment:{payment}:captured"])
        notices = [row for row in scene.all(InboxRow) if row.kind == "checkout.paid"]
        assert len(notices) <= 1
        return till.order_row(number).state == OrderState.PAID

    return once


def an_upload(scene: Scene) -> Check:
    store = MediaStore(scene.world.shop.settings.media)
    with scene.world.shop.database.transaction() as db:
        picture = pictures.receive(db, store, phone_photo())
        name, original = picture.public_id, picture.original_key

    def once() -> bool:
        (row,) = scene.all(Picture)
        told = [e for e in scene.all(OutboxRow) if e.event == "pictures.processed"]
        assert len(told) == 1 or not (row.state == PictureState.READY or told)
        keys = set(store.keys())
        is_there = pictures.file_key(name, pictures.WIDTHS[0]) in keys
        return row.state == PictureState.READY and is_there and original not in keys

    return once


def a_parcel_under_way(scene: Scene) -> Check:
    till = scene.till
    number = paid(till)
    (part,) = till.parts(number)
    with scene.world.shop.database.transaction() as db:
        order, row = till.order_row(number), db.get_one(ArtisanOrder, part.id)
        orders.mark_packed(db, order, row, actor=SYSTEM)
        orders.mark_shipped(db, order, row, actor=SYSTEM)
    scene.world.clock.advance(days=15)

    def once() -> bool:
        (after,) = till.parts(number)
        is_delivered = after.state == PartState.DELIVERED
        moves = [m for m in scene.all(OrderMove) if m.to_state == PartState.DELIVERED]
        assert len(moves) == 1 or not (is_delivered or moves)
        return is_delivered

    return once


def a_permission_that_ended(scene: Scene) -> Check:
    with scene.world.shop.database.transaction() as db:
        make_motif(db, "motif-uji", cultural_status="permission_required")
        listing = make_listing(db, motif_ids=["motif-uji"])
        command = heritage.RecordPermission(
            motif_id="motif-uji",
            artisan_id=listing.artisan_id,
            kind="licence",
            granted_by="Dekranasda",
            valid_until=clock.today(db),
        )
        heritage.record_permission(db, command, actor=SYSTEM)
    scene.world.work()
    assert scene.all(CanonConflict) == []
    scene.world.clock.advance(days=1)

    def once() -> bool:
        assert len(scene.all(CanonConflict)) <= 1
        return len(scene.all(CanonConflict)) == 1

    return once


def old_events(scene: Scene) -> Check:
    paid(scene.till)
    scene.world.work()
    old = {row.id for row in scene.all(OutboxRow) if row.done_at is not None}
    assert old
    scene.world.clock.advance(days=31)

    return lambda: not old & {row.id for row in scene.all(OutboxRow)}


def an_event(scene: Scene) -> Check:
    till = scene.till
    number = paid(till)
    (event,) = [row for row in scene.all(OutboxRow) if row.event == "orders.paid"]

    def once() -> bool:
        told = [row.subscriber for row in scene.all(Delivery) if row.outbox_id == event.id]
        assert len(told) == len(set(told))
        mails = [row.fact for row in scene.all(Letter) if number in row.fact]
        assert len(mails) == len(set(mails))
        (row,) = [row for row in scene.all(OutboxRow) if row.id == event.id]
        return row.done_at is not None

    return once


def a_letter(scene: Scene) -> Check:
    paid(scene.till)

    def once() -> bool:
        mails = scene.all(Letter)
        files = list((scene.folder / "letters").glob("*.eml"))
        assert len(files) <= len(mails), "a mail that is sent again has the Message-ID of the first"
        return bool(mails) and all(row.sent_at for row in mails)

    return once


def paid(till: Till) -> str:
    number = till.order()
    payment = till.begin(number)
    till.pay(payment)
    till.check(payment)
    return number


SCENES: dict[str, Callable[[Scene], Check]] = {
    "payments.inbox": a_paid_notice,
    "payments.expire": an_overdue_order,
    "payments.withdraw": a_cancelled_payment,
    "payments.refunds": a_refund,
    "payments.tidy": an_old_notice,
    "payments.demo": money_on_its_way,
    "core.pictures": an_upload,
    "orders.deliver": a_parcel_under_way,
    "catalog.expired_permissions": a_permission_that_ended,
    "tidy": old_events,
    "events": an_event,
    "letters": a_letter,
}


def test_every_job_is_killed_by_a_test_of_this_file(scene: Scene) -> None:
    jobs = {job.name for job in scene.world.shop.jobs}

    assert set(SCENES) == set(HOLDS) == jobs | {"events", "letters"}


@pytest.mark.parametrize("what", SCENES)
def test_a_worker_killed_in_the_middle_leaves_its_work_to_the_next_one(
    what: str, scene: Scene, database_url: str
) -> None:
    is_done = SCENES[what](scene)
    now = scene.world.clock.now()

    with working(database_url, scene.folder, now, hold=what) as first:
        assert not is_done()
        first.kill()
        first.join(timeout=30)
        assert first.exitcode == -9
    assert claims(scene), "the dead worker's claim is still there"

    with working(
        database_url, scene.folder, now + leases.LEASE + dt.timedelta(seconds=1)
    ) as second:
        until = time.monotonic() + 60
        while not (is_done() and not claims(scene)):
            assert second.is_alive()
            assert time.monotonic() < until, f"nobody took over: {claims(scene)}"
            time.sleep(0.1)
        second.terminate()
        second.join(timeout=30)
        assert second.exitcode == 0

    assert is_done()
    scene.world.clock.advance(minutes=2)
    scene.till.assert_books_hold()


def claims(scene: Scene) -> list[str]:
    """What is claimed by a worker, dead or alive."""
    taken = [row.name for row in scene.all(JobRow) if row.claimed_by]
    for queue in QUEUES:
        taken += [f"{queue.__name__} {row.id}" for row in scene.all(queue) if row.claimed_by]
    return taken
