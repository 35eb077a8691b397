"""The information pages: a new version replaces what the public reads, older ones are kept."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from shop.admin import words
from shop.admin.desk import bp, do
from shop.core import http
from shop.core.errors import NotFound
from shop.core.forms import Form
from shop.core.permissions import Right
from shop.core.runtime import runtime
from shop.editorial import queries, services
from shop.editorial.commands import INFO_NAMES, EditInfo
from shop.editorial.markdown import placeholders, render


@bp.get("/info")
def info_pages() -> Response:
    """List the pages with the version that is shown in each language."""
    http.need(Right.EDITORIAL_EDIT)
    locales = runtime().settings.locales
    with http.reading() as db:
        rows = [
            (name, [(locale, queries.info(db, name, locale)) for locale in locales])
            for name in INFO_NAMES
        ]
    return http.page("admin/info_pages.html", rows=rows, words=words)


@bp.get("/info/<name>/<language>")
def info_page(name: str, language: str) -> Response:
    """Show a page's text in one language, to be changed."""
    return _page(name, language, None, 200)


def _page(name: str, language: str, refused: Form[Any] | None, status: int) -> Response:
    http.need(Right.EDITORIAL_EDIT)
    if name not in INFO_NAMES or language not in runtime().settings.locales:
        raise NotFound
    with http.reading() as db:
        newest = queries.info(db, name, language)
        wanted = request.args.get("version", "")
        older = _version(name, language, wanted) if wanted else None
    form: Form[Any] = refused or Form(values=_values(newest))
    return http.page(
        "admin/info_page.html",
        status=status,
        name=name,
        in_language=language,
        newest=newest,
        older=older,
        form=form,
        shown=_shown(older.body if older else str(form.value("body"))),
        saved=bool(request.args.get("saved")),
        words=words,
    )


def _values(newest: queries.Info | None) -> dict[str, Any]:
    if newest is None:
        return {}
    return {"title": newest.title, "summary": newest.summary, "body": newest.body}


def _shown(text: str) -> Markup:
    """Return the text as the public reads it."""
    values = placeholders(runtime().settings)
    return render(text, values, lambda name: http.url("editorial.info", name=name))


def _version(name: str, language: str, wanted: str) -> queries.Info:
    """Return an older version of a page.

    :raises NotFound: there is no such version.
    """
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 7):  # noqa: PLR2004
        raise NotFound
    with http.reading() as db:
        found = queries.info_version(db, name, language, int(wanted))
    if found is None:
        raise NotFound
    return found


@bp.post("/info/<name>/<language>")
def save_info(name: str, language: str) -> Response | BaseResponse:
    """Put a new version into the shop; orders keep the version of the terms they were under."""
    http.need(Right.EDITORIAL_EDIT)
    form = Form.read(EditInfo, request.form, name=name, locale=language)
    return do(
        form,
        services.edit_info,
        again=lambda refused, status: _page(name, language, refused, status),
        done=lambda: http.see_other("admin.info_page", name=name, language=language, saved=1),
    )
