from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.editorial import loading, queries, services
from shop.editorial.commands import EditInfo
from shop.editorial.loading import BadSeed, Loaded, SeedPage
from shop.editorial.models import InfoPage
from tests.factories import make_principal

TERMS = '---\ntitle: "Syarat: umum"\nsummary: Aturan main.\n---\n\nIsi {operator_name}.\n\n---\n\nAkhir.\n'


def write(folder: Any, name: Any = "terms.id.md", text: Any = TERMS) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_a_file_is_a_head_and_a_body() -> None:
    assert loading.parse("terms.id.md", TERMS) == SeedPage(
        name="terms",
        locale="id",
        title="Syarat: umum",
        summary="Aturan main.",
        body="Isi {operator_name}.\n\n---\n\nAkhir.",
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("terms.md", TERMS, id="no language"),
        pytest.param("terms.id.md", "Isi saja", id="no head"),
        pytest.param("terms.id.md", "---\nsummary: x\n---\nIsi", id="no title"),
    ],
)
def test_a_file_that_is_no_page_is_named(name: Any, text: Any) -> None:
    with pytest.raises(BadSeed, match=name):
        loading.parse(name, text)


def test_loading_twice_adds_once(db: Session, tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, "terms.en.md")

    assert loading.load(db, tmp_path) == Loaded(added=2, unchanged=0, kept=0)
    assert loading.load(db, tmp_path) == Loaded(added=0, unchanged=2, kept=0)
    assert queries.current_terms_version(db, "id") == 1


def test_a_changed_file_becomes_a_new_version_and_keeps_the_old(
    db: Session, tmp_path: Path
) -> None:
    write(tmp_path)
    loading.load(db, tmp_path)
    write(tmp_path, text=TERMS.replace("Isi", "Isi baru"))

    assert loading.load(db, tmp_path) == Loaded(added=1, unchanged=0, kept=0)
    assert queries.info(db, "terms", "id").body.startswith("Isi baru")
    assert queries.info_version(db, "terms", "id", 1).body.startswith("Isi {operator_name}")
    assert queries.current_terms_version(db, "id") == 2


def test_a_changed_file_does_not_replace_what_staff_wrote(db: Session, tmp_path: Path) -> None:
    write(tmp_path)
    loading.load(db, tmp_path)
    services.edit_info(
        db,
        EditInfo(name="terms", locale="id", title="Syarat", body="Ditulis staf, dua puluh huruf."),
        actor=make_principal(db),
    )
    write(tmp_path, text=TERMS.replace("Isi", "Isi baru"))

    assert loading.load(db, tmp_path) == Loaded(added=0, unchanged=0, kept=1)
    assert queries.info(db, "terms", "id").body == "Ditulis staf, dua puluh huruf."
    assert db.scalar(sa.select(sa.func.count(InfoPage.id))) == 2


def test_a_folder_that_is_not_there_has_no_pages(db: Session, tmp_path: Path) -> None:
    assert loading.load(db, tmp_path / "nothing") == Loaded(0, 0, 0)
