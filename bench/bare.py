"""The yardstick: a bare Flask page with one query and 24 cards rendered by Jinja.

What any framework-and-template page costs on this machine; the shop's pages are quoted as a share
of it, measured in the same run.
"""

from __future__ import annotations

import os
import random

import sqlalchemy as sa
from flask import Flask, render_template_string

engine = sa.create_engine(os.environ["BENCH_DATABASE_URL"], pool_size=4)
listings = sa.table(
    "shop_listings", *(sa.column(name) for name in ("id", "slug", "title_id", "price_minor"))
)
PAGE = """<!doctype html><title>Bare</title><ul>
{% for row in rows %}<li><a href="/batik/{{ row.slug }}">{{ row.title_id }}</a> {{ row.price_minor }}</li>
{% endfor %}</ul>"""

app = Flask(__name__)
with engine.connect() as connection:
    LAST = connection.scalar(sa.select(sa.func.max(listings.c.id))) or 1


@app.get("/")
def page() -> str:
    """Show 24 cards from a random place."""
    start = random.randint(1, LAST)
    with engine.connect() as connection:
        rows = connection.execute(
            sa.select(listings)
            .where(listings.c.id <= start)
            .order_by(listings.c.id.desc())
            .limit(24)
        ).all()
    return render_template_string(PAGE, rows=rows)
