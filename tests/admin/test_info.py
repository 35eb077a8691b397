from __future__ import annotations

from shop.core.audit import AuditEntry
from shop.editorial.models import InfoPage
from tests.flows.world import World


def test_a_new_version_is_what_the_public_reads_and_the_old_one_is_kept(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    before = len(world.all(InfoPage))
    page = curator.open("/en/admin/info/returns/en")
    form = page.form("/admin/info/returns/en")
    assert len(form.fields["body"][0]) > 100

    page = curator.send(
        form, title="Sending it back", body="You have *seven* days, counted from arrival."
    )

    assert page.status == 200
    assert "Everybody reads this version now." in page.text
    shown = world.visitor().open("/en/info/returns")
    assert "Sending it back" in shown.text
    assert "<em>seven</em>" in shown.html
    assert "Sending it back" not in world.visitor().open("/info/returns").text
    assert len(world.all(InfoPage)) == before + 1
    assert world.all(AuditEntry)[-1].subject == "returns.en"
    old = curator.open("/en/admin/info/returns/en?version=1")
    assert "version 1 of" in old.text
    assert "Sending it back" not in old.text


def test_a_text_that_is_too_short_is_refused_and_kept_in_the_form(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    before = len(world.all(InfoPage))
    form = curator.open("/en/admin/info/about/id").form("/admin/info/about/id")

    page = curator.send(form, title="Tentang", body="Pendek.")

    assert page.status == 422
    assert page.form("/admin/info/about/id").fields["body"] == ["Pendek."]
    assert len(world.all(InfoPage)) == before


def test_pages_and_languages_that_do_not_exist_are_not_found(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    for path in ("nothing/id", "about/fr", "about/id?version=99", "about/id?version=x"):
        assert curator.open(f"/admin/info/{path}").status == 404, path


def test_coaches_do_not_edit_texts(world: World) -> None:
    coach = world.signed_in("coach@example.com", role="coach")
    assert coach.open("/admin/info").status == 403
    assert coach.open("/admin/info/about/id").status == 403
