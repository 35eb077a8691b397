"""What tests of pages look at."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient


def text_of(page: Any) -> str:
    """What a person reads: no tags, no doubled spaces."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def linked_data(page: Any) -> Any:
    """The page's JSON-LD, as a search engine parses it."""
    (found,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page.text, flags=re.DOTALL
    )
    return json.loads(found)


@contextmanager
def count_statements(client: FlaskClient) -> Iterator[list[str]]:
    """Collect the statements that requests inside the block send to the database."""
    engine = client.application.extensions["shop"].database.engine
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
