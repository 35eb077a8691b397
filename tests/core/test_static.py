"""Static files: addresses that name their content, answers that live for a year."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.ctx import RequestContext

from shop.core import static
from shop.core.errors import NotFound
from shop.core.static import StaticFiles

TEMPLATES = static.FOLDER.parent / "templates" / "shop"
SHEET = (
    b'@font-face { src: url("fonts/x.woff2"); } body { background: url("data:image/svg+xml,x"); }'
)


@pytest.fixture
def files(tmp_path: Path) -> StaticFiles:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "x.woff2").write_bytes(b"a font")
    (tmp_path / "shop.css").write_bytes(SHEET)
    (tmp_path / "shop.js").write_bytes(b"let a = 1;")
    return StaticFiles(tmp_path)


def request(**headers: str) -> RequestContext:
    name = {key.replace("_", "-"): value for key, value in headers.items()}
    return Flask("test").test_request_context(headers=name)


def test_an_address_is_the_digest_of_the_content(files: StaticFiles) -> None:
    assert files.digest("shop.js") == hashlib.sha256(b"let a = 1;").hexdigest()[:8]


def test_an_unknown_name_is_a_mistake_of_ours(files: StaticFiles) -> None:
    with pytest.raises(KeyError):
        files.digest("shop.jss")


def test_a_style_sheet_finds_its_fonts_below_their_own_digests(files: StaticFiles) -> None:
    with request():
        sheet = files.response(files.digest("shop.css"), "shop.css").get_data(as_text=True)

    assert f'url("../{files.digest("fonts/x.woff2")}/fonts/x.woff2")' in sheet
    assert 'url("data:image/svg+xml,x")' in sheet


def test_a_style_sheet_is_sent_without_what_only_people_read(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("/* why */\n.a > b, c {\n  color: red;\n  margin: 0 1px;\n}\n")

    assert StaticFiles(tmp_path).files["a.css"].content == b".a > b,c{color:red;margin:0 1px}"


def test_an_answer_lives_for_a_year(files: StaticFiles) -> None:
    with request():
        answer = files.response(files.digest("shop.js"), "shop.js")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.get_data() == b"let a = 1;"
    assert "Content-Encoding" not in answer.headers


def test_a_browser_that_takes_gzip_gets_it_and_caches_keep_the_two_apart(
    files: StaticFiles,
) -> None:
    digest = files.digest("shop.js")
    with request():
        plain = files.response(digest, "shop.js")
    with request(Accept_Encoding="br;q=1, gzip;q=0.8"):
        answer = files.response(digest, "shop.js")

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.get_data()) == b"let a = 1;"
    assert answer.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["ETag"] != plain.headers["ETag"]


def test_gzip_that_is_refused_is_not_sent(files: StaticFiles) -> None:
    with request(Accept_Encoding="gzip;q=0"):
        assert "Content-Encoding" not in files.response(files.digest("shop.js"), "shop.js").headers


def test_fonts_are_not_compressed_twice(files: StaticFiles) -> None:
    with request(Accept_Encoding="gzip"):
        answer = files.response(files.digest("fonts/x.woff2"), "fonts/x.woff2")

    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Content-Type"] == "font/woff2"


def test_a_browser_that_has_the_file_is_told_so(files: StaticFiles) -> None:
    digest = files.digest("shop.js")
    with request(If_None_Match=f'"{digest}"'):
        answer = files.response(digest, "shop.js")

    assert answer.status_code == 304


@pytest.mark.parametrize(
    ("digest", "path"),
    [
        pytest.param("00000000", "shop.js", id="another content"),
        pytest.param("00000000", "nothing.js", id="no such file"),
        pytest.param("00000000", "../core/static.py", id="outside the folder"),
    ],
)
def test_any_other_address_is_not_found(files: StaticFiles, digest: str, path: str) -> None:
    with request(), pytest.raises(NotFound):
        files.response(digest, path)


def test_our_script_and_style_sheet_stay_small() -> None:
    ours = StaticFiles(static.FOLDER).files

    assert len(ours["shop.css"].gzipped or b"") < 9_216
    assert len(ours["shop.js"].content) < 10_000


def test_no_page_carries_inline_style_or_script() -> None:
    """The content security policy would drop them; letters are not pages."""
    forbidden = re.compile(
        r"<\w[^<>]*\s(style|on[a-z]+)=|<style|<script(?! src=| type=\"application/ld)"
    )

    guilty = [
        path.relative_to(TEMPLATES).as_posix()
        for path in TEMPLATES.rglob("*.html")
        if "letter" not in path.as_posix() and forbidden.search(path.read_text())
    ]

    assert guilty == []
