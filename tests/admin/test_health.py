from __future__ import annotations

from shop.core import clock
from shop.core.audit import AuditEntry
from shop.core.letters import Letter, Rendered, write
from shop.core.outbox import OutboxRow
from shop.core.workers import WorkerRow
from shop.payments.alarms import raise_alarm
from shop.payments.models import InboxRow
from tests.flows.world import World


def park_letter(world: World) -> None:
    def run(db) -> None:
        words = Rendered("Perihal contoh", "isi", "<p>isi</p>")
        write(db, fact="contoh:1", recipient="a@example.com", locale="id", words=words)
        letter = db.query(Letter).one()
        letter.parked_at, letter.last_error = clock.now(db), "550 no such mailbox"

    world.shop.database.run(run)


def park_notice(world: World) -> None:
    def run(db) -> None:
        now = clock.now(db)
        db.add(
            InboxRow(
                provider="demo",
                event_id="evt_1",
                kind="payment.captured",
                about="payment",
                reference="ref_1",
                received_at=now,
                due_at=now,
                attempts=7,
                parked_at=now,
                last_error="ProviderDown()",
            )
        )

    world.shop.database.run(run)


def test_a_parked_letter_is_seen_and_tried_again(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    park_letter(world)
    page = admin.open("/en/admin/health")
    assert "550 no such mailbox" in page.text

    page = admin.send(page.form("/health/retry"))

    assert "tried again within a minute" in page.text
    (letter,) = world.all(Letter)
    assert (letter.parked_at, letter.attempts) == (None, 0)
    assert world.all(AuditEntry)[-1].action == "letter.retried"
    world.work()
    assert world.all(Letter)[0].sent_at is not None


def test_a_parked_payment_notice_is_seen_and_tried_again(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    park_notice(world)
    page = admin.open("/en/admin/health")
    assert "ProviderDown()" in page.text

    admin.send(page.form("/health/retry"))

    (row,) = world.all(InboxRow)
    assert row.parked_at is None
    assert world.all(AuditEntry)[-1].action == "inbox.retried"
    world.shop.database.run(lambda db: db.delete(db.get_one(InboxRow, row.id)))


def test_a_parked_event_is_seen_and_tried_again(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")

    def park(db) -> None:
        now = clock.now(db)
        row = OutboxRow(
            public_id="evt_x", event="orders.gone", payload={}, at=now, due_at=now, parked_at=now
        )
        db.add(row)

    world.shop.database.run(park)
    page = admin.open("/en/admin/health")
    assert "orders.gone" in page.text

    admin.send(page.form("/health/retry"))

    assert [row.parked_at for row in world.all(OutboxRow) if row.public_id == "evt_x"] == [None]
    world.shop.database.run(lambda db: db.query(OutboxRow).filter_by(public_id="evt_x").delete())


def test_alarms_about_money_are_shown_in_words(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    assert "Every payment fits an order" in admin.open("/en/admin/health").text

    world.shop.database.run(
        lambda db: raise_alarm(db, "dispute", subject="pay_1", event_kind="charge.dispute")
    )

    page = admin.open("/en/admin/health")
    assert "A buyer disputes a payment at the bank" in page.text
    assert "pay_1" in page.text
    assert "Every payment fits an order" not in page.text


def test_nothing_that_is_not_parked_can_be_retried(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    park_letter(world)
    form = admin.open("/en/admin/health").form("/health/retry")

    assert admin.send(form, id="contoh:2").status == 404
    assert admin.send(form, kind="job").status == 404
    assert world.all(Letter)[0].parked_at is not None


def test_curators_do_not_see_the_machinery(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    assert curator.open("/admin/health").status == 403


# -- the worker ----------------------------------------------------------------------------------


def a_round(world: World) -> None:
    now = world.clock.now()
    row = WorkerRow(public_id="worker_1", started_at=now, last_round_at=now)
    world.shop.database.run(lambda db: db.add(row))


def test_a_running_worker_is_seen_with_the_age_of_its_last_round(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    a_round(world)
    world.clock.advance(seconds=12)

    assert (
        "The worker is running. Last round 12 seconds ago." in admin.open("/en/admin/health").text
    )
    assert "Putaran terakhir 12 detik yang lalu." in admin.open("/admin/health").text
    assert "No worker is running" not in admin.open("/en/admin/health").text


def test_a_dead_worker_is_said_in_plain_words_with_what_to_do_after_a_minute(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")
    a_round(world)
    world.clock.advance(seconds=60)

    page = admin.open("/en/admin/health").text
    assert "No worker is running. Last round:" in page
    assert "payment notices are not booked" in page
    assert "the product grid and search show old prices and stock" in page
    assert "restart “shop run” or start “shop work”" in page
    assert "The worker is running" not in page
    assert "payment notices go through" not in page, "nothing goes through"
    page = admin.open("/admin/health").text
    assert "Proses latar tidak berjalan. Putaran terakhir:" in page
    assert "jalankan ulang “shop run” atau jalankan “shop work”" in page


def test_a_shop_without_any_worker_says_so(world: World) -> None:
    admin = world.signed_in("admin@example.com", role="admin")

    page = admin.open("/en/admin/health").text

    assert "No worker is running." in page
    assert "Last round:" not in page
