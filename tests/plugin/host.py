"""A foreign application with its own everything, into which the shop is plugged.

Run by ``test_host.py`` in an environment that has only the wheel: nothing of the checkout may be
importable here. Prints JSON with what it saw.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations
from alembic.migration import MigrationContext
from flask import Flask, render_template
from flask_babel import Babel, gettext
from flask_login import LoginManager, UserMixin, current_user, login_user
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from jinja2 import DictLoader
from sqlalchemy.orm import Mapped, mapped_column

from shop import Shop
from shop.accounts.ports import HostUser
from shop.core import schema, worker
from shop.core.runtime import Runtime

FOLDER = Path(tempfile.mkdtemp())

db = SQLAlchemy()
login = LoginManager()
babel = Babel()
csrf = CSRFProtect()


class Person(UserMixin, db.Model):
    """The host's own user."""

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]


@login.user_loader
def load_person(key: str) -> Person | None:
    return db.session.get(Person, int(key))


def build() -> Flask:
    app = Flask("host")
    app.config.update(
        SECRET_KEY="host",
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{FOLDER / 'host.db'}",
        SHOP_DATA_DIR=str(FOLDER / "shop"),
        SHOP_PUBLIC_URL="http://localhost",
        BABEL_DEFAULT_LOCALE="fr",
    )
    app.jinja_loader = DictLoader(
        {
            "base.html": "<h1>HOST {% block body %}{% endblock %}</h1>",
            "page.html": "{% extends 'base.html' %}{% block body %}{{ _('hello') }}{% endblock %}",
        }
    )
    db.init_app(app)
    login.init_app(app)
    babel.init_app(app, locale_selector=lambda: "fr")
    csrf.init_app(app)
    Shop(
        app,
        url_prefix="/shop",
        identity=lambda: (
            HostUser(str(current_user.id), current_user.email)
            if current_user.is_authenticated
            else None
        ),
        sign_in=lambda back: f"/host-login?next={back}",
    )

    @app.get("/host")
    def host_page() -> str:
        return render_template("page.html")

    @app.get("/host-login")
    def host_login() -> str:
        login_user(db.session.get(Person, 1))
        return "signed in by the host"

    @app.post("/host-form")
    def host_form() -> str:
        return "taken"

    return app


def field(html: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)
    assert found, f"no field {name}"
    return found.group(1)


def main() -> None:
    seen: dict[str, object] = {}
    app = build()
    shop: Runtime = app.extensions["shop"]
    schema.migrate(shop.database)
    with app.app_context():
        db.create_all()
        db.session.add(Person(email="host@example.com"))
        db.session.commit()
        for seed in shop.seeds.values():
            shop.database.run(seed)
        with db.engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"include_object": schema.not_ours}
            )
            seen["host_autogenerate"] = [
                type(operation).__name__
                for operation in produce_migrations(context, db.metadata).upgrade_ops.ops
            ]
    with app.test_request_context("/"):
        from shop.demo import load

        facts = load.load(shop)
    client = app.test_client()

    def get(address: str) -> tuple[int, str]:
        answer = client.get(address)
        return answer.status_code, answer.get_data(as_text=True)

    seen["host_page"] = client.get("/host").get_data(as_text=True)
    status, home = get("/shop/")
    seen["home"], seen["home_is_ours"] = status, "HOST" not in home and "Canting" in home
    english = get("/shop/en/")[1]
    seen["languages"] = ['lang="id"' in home, 'lang="en"' in english]
    style = re.search(r'href="([^"]+shop\.css)"', home)
    assert style
    seen["style"] = client.get(style.group(1)).status_code
    fonts = re.findall(r'href="([^"]+\.woff2)"', home)
    seen["fonts"] = [client.get(font).status_code for font in fonts]
    seen["translated"] = "Keranjang" in home and "Cart" not in home

    listing = facts["listings"]["in_stock"][0]
    status, product = get(f"/shop/batik/{listing['slug']}")
    seen["product"] = status
    answer = client.post(
        "/shop/cart/add", data={"variant": field(product, "variant"), "quantity": "1"}
    )
    seen["added"] = answer.status_code

    seen["host_form_without_token"] = client.post("/host-form").status_code
    seen["checkout_as_guest"] = get("/shop/checkout/")[0]
    client.get("/host-login")
    order = buy(client, get)
    seen.update(order)
    with app.test_request_context("/"):
        waiting = worker.drain(shop, seconds=20)
    seen["waiting"] = waiting
    seen["account_pages"] = get("/shop/account/login")[0]
    seen["webhook"] = client.post("/shop/payments/demo/webhook", data=b"junk").status_code
    with app.app_context():
        from shop.orders.models import Order

        row = db.session.query(Order).filter(Order.is_demo.is_(False)).one()
        seen["state"], seen["email"] = row.state, row.email
        seen["through_host_session"] = row.account_id is not None
    json.dump(seen, sys.stdout)


def buy(client, get) -> dict[str, object]:
    html = get("/shop/checkout/")[1]
    address = {
        "email": "siti@example.com",
        "country": "ID",
        "recipient_name": "Siti Contoh",
        "phone": "0812 3456 7890",
        "street": "Jl. Contoh 1",
        "village": "Menteng",
        "district": "Menteng",
        "regency": "Jakarta Pusat",
        "province_code": "31",
        "postal_code": "10310",
        "csrf_token": field(html, "csrf_token"),
    }
    answer = client.post("/shop/checkout/shipping", data=address)
    html = answer.get_data(as_text=True)
    choice = re.search(r'type="radio" name="([^"]+)" value="([^"]+)"', html)
    assert choice, answer.status
    answer = client.post(
        "/shop/checkout/pay",
        data={choice.group(1): choice.group(2), "csrf_token": field(html, "csrf_token")},
    )
    html = answer.get_data(as_text=True)
    answer = client.post(
        "/shop/checkout/place",
        data={
            "cart": field(html, "cart"),
            "provider": "demo",
            "total_seen_minor": field(html, "total_seen_minor"),
            "currency": "IDR",
            "terms_version": field(html, "terms_version"),
            "accepts_terms": "true",
            "csrf_token": field(html, "csrf_token"),
        },
    )
    target = answer.headers.get("Location", "")
    pay_page = client.get(target).get_data(as_text=True)
    paid = client.post(target, data={"action": "pay", "csrf_token": field(pay_page, "csrf_token")})
    return {
        "placed": answer.status_code,
        "pay_page": target.partition("/pay/")[0][-5:],
        "paid": paid.status_code,
    }


assert gettext
if __name__ == "__main__":
    main()
