"""Every address has a guard, and pages only take what they should."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from shop.core.http import Face
from shop.extension import parts

TEMPLATES = Path(__file__).parents[2] / "shop" / "templates"


#: What the template engine reads: arguments of macros are no attributes of elements.
ENGINE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)


def _markup(path: Path) -> str:
    text = path.read_text()
    return text if "safe" in text and re.search(r"\|\s*safe\b", text) else ENGINE.sub("", text)


def all_faces() -> list[Face]:
    return [*parts.pages(with_accounts=True), *parts.BARE]


def test_every_address_of_ours_hangs_behind_a_face_or_serves_static_files(app: Flask) -> None:
    guarded = {face.blueprint.name for face in all_faces()}

    strangers = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "shop_bare.static" and rule.endpoint.split(".")[1] not in guarded
    ]

    assert strangers == []


def test_desks_of_artisans_and_staff_are_private_and_guarded() -> None:
    from shop import admin, studio
    from shop.core import http

    assert {face.guard for face in studio.FACES} == {http.artisan_member}
    assert all(face.private for face in (*studio.FACES, *admin.FACES))
    assert http.public not in {face.guard for face in admin.FACES}


def test_get_and_head_are_the_only_methods_of_pages_that_are_not_forms(app: Flask) -> None:
    odd = [
        (rule.rule, sorted(rule.methods or ()))
        for rule in app.url_map.iter_rules()
        if not (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS", "POST"}
    ]
    assert odd == []


@pytest.mark.parametrize(
    "forbidden",
    [
        pytest.param(r"\sstyle=", id="inline style"),
        pytest.param(r"\son[a-z]+=", id="inline handler"),
        pytest.param(r"<script(?![^>]*(src=|type=\"application/ld\+json\"))", id="inline script"),
        pytest.param(r"\|\s*safe\b", id="safe filter"),
        pytest.param(r"https?://(?!wa\.me|schema\.org|www\.w3\.org)", id="foreign address"),
    ],
)
def test_no_page_has(forbidden: str) -> None:
    guilty = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if "letters" not in path.parts and re.search(forbidden, _markup(path))
    ]
    assert guilty == []
