from __future__ import annotations

from typing import Any

import pytest

from shop.core.settings import Settings
from shop.editorial import markdown

VALUES = {"operator_name": "Koperasi Contoh", "operator_email": "halo@example.com"}


def render(text: Any) -> str:
    return str(markdown.render(text, VALUES, lambda name: f"/info/{name}")).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("# Judul", "<h2>Judul</h2>", id="the page has the first level itself"),
        pytest.param("**tebal**", "<p><strong>tebal</strong></p>", id="emphasis"),
        pytest.param(
            "<script>x()</script>",
            "<p>&lt;script&gt;x()&lt;/script&gt;</p>",
            id="raw html is text",
        ),
        pytest.param("[x](javascript:y())", "<p>[x](javascript:y())</p>", id="no active links"),
        pytest.param("![x](https://e.org/x.png)", "<p></p>", id="no foreign pictures"),
        pytest.param(
            "[kembali](info:returns)",
            '<p><a href="/info/returns" rel="noopener">kembali</a></p>',
            id="links to information pages",
        ),
        pytest.param(
            "{operator_name}, {unknown}", "<p>Koperasi Contoh, {unknown}</p>", id="placeholders"
        ),
        pytest.param(
            "[tulis](mailto:{operator_email})",
            '<p><a href="mailto:halo@example.com" rel="noopener">tulis</a></p>',
            id="placeholders in links",
        ),
    ],
)
def test_markdown_becomes_safe_html(text: Any, expected: Any) -> None:
    assert render(text) == expected


def test_tables_are_kept() -> None:
    html = render("| a | b |\n|---|---|\n| 1 | 2 |")

    assert html.startswith("<table>")
    assert "<td>2</td>" in html


def test_a_value_cannot_smuggle_markup() -> None:
    html = markdown.render("{operator_name}", {"operator_name": "<b>x</b>"}, str)

    assert str(html).strip() == "<p>&lt;b&gt;x&lt;/b&gt;</p>"


def test_placeholders_come_from_the_settings_and_hold_no_secret() -> None:
    values = markdown.placeholders(Settings(operator_name="Koperasi Contoh"))

    assert values["operator_name"] == "Koperasi Contoh"
    assert values["operator_nib"] == "-"
    assert not any("secret" in name or "key" in name or "smtp" in name for name in values)
