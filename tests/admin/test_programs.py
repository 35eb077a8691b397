from __future__ import annotations

from sqlalchemy.orm import Session

from shop.accounts.models import Account
from shop.programs.models import CohortCoach
from tests.factories import make_cohort, make_listing, make_participation, make_program
from tests.flows.world import World

OLD = "/en/admin/programs/program-contoh/angkatan-2022"
NEW = "/en/admin/programs/program-contoh/angkatan-2024"


def found_programme(db: Session, world: World, coach_id: int) -> None:
    """Two cohorts of one programme; the coach looks after the older one."""
    program = make_program(db, slug="program-contoh")
    old = make_cohort(db, program, year=2022)
    new = make_cohort(db, program, year=2024)
    make_participation(db, old, world.artisans[0])
    make_participation(db, new, world.artisans[1], stage="trained", graduated_on=None)
    db.add(CohortCoach(cohort_id=old.id, account_id=coach_id))
    make_listing(
        db,
        artisan=world.artisans[0],
        status="returned",
        title_id="Kain yang kembali",
        review_reason="Tambahkan foto.",
    )


def coached(world: World) -> None:
    """Put the one coach there is into the older cohort."""
    (coach_id,) = [a.id for a in world.all(Account) if a.email == "coach@example.com"]
    world.shop.database.run(lambda db: found_programme(db, world, coach_id))


def test_a_coach_sees_the_own_cohort_and_what_it_works_on(world: World) -> None:
    coach = world.signed_in("coach@example.com", role="coach")
    coached(world)

    index = coach.open("/en/admin/programs")
    page = coach.open(OLD)

    assert "Cohort 2022" in index.text
    assert page.status == 200
    assert "Teras Contoh" in page.text
    assert "Kain yang kembali" in page.text
    assert "Tambahkan foto." in page.text
    assert "needs help" in page.text
    assert "/admin/listings/" not in page.html


def test_a_coach_sees_no_cohort_of_somebody_else(world: World) -> None:
    coach = world.signed_in("coach@example.com", role="coach")
    coached(world)

    assert "Cohort 2024" not in coach.open("/en/admin/programs").text
    assert coach.open(NEW).status == 404

    stranger = world.signed_in("stranger@example.com", role="coach")
    assert "No cohort of yours yet" in stranger.open("/en/admin/programs").text
    assert stranger.open(OLD).status == 404


def test_programme_staff_see_every_cohort(world: World) -> None:
    world.account("coach@example.com", role="coach")
    coached(world)
    admin = world.signed_in("admin@example.com", role="admin")

    index = admin.open("/en/admin/programs")
    page = admin.open(NEW)

    assert "Cohort 2022" in index.text
    assert "Cohort 2024" in index.text
    assert "Coach" in index.text
    assert "Titian Contoh" in page.text
    assert "Teras Contoh" not in page.text


def test_curators_have_nothing_to_do_with_cohorts(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    assert curator.open("/admin/programs").status == 403
    assert curator.open(OLD).status == 403
