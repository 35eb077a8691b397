"""The payment page for browser tests, and the API itself for shops in another process."""

import socket
from collections.abc import Callable

import requests
from flask import Blueprint, Flask, Response, abort, current_app, redirect, request
from flask import render_template_string as render
from werkzeug.wrappers import Response as AnyResponse

from .fake import FakeStripe
from .refusals import ConnectionLost, FakeMisuse, Refusal

_pages = Blueprint("stripe_fake", __name__)
_TIMEOUT_SECONDS = 20

_PAGE = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Test payment</title>
</head>
<body>
  <main>
    <h1>Test payment: no money moves</h1>
    {% if message %}<p role="alert">{{ message }}</p>{% endif %}
    <p>Total <strong data-amount-minor="{{ session.amount_total }}">{{ total }}</strong></p>
    <ul>
      {% for item in session.line_items %}
      <li>{{ item.quantity }} x {{ item.description }}</li>
      {% endfor %}
    </ul>
    <form method="post">
      {% for value, label in buttons %}
      <button name="action" value="{{ value }}">{{ label }}</button>
      {% endfor %}
    </form>
  </main>
</body>
</html>
"""
_CHOOSE = [
    ("pay", "Pay"),
    ("decline", "Decline"),
    ("3ds", "3-D Secure"),
    ("later", "Pay later"),
    ("cancel", "Cancel"),
]
_AUTHENTICATE = [("3ds-pass", "Complete"), ("3ds-fail", "Fail")]


def hosted_page(
    fake: FakeStripe, *, webhook_url: str | None = None, webhook_first: bool = True
) -> Flask:
    """A Flask application with a page for each session and the API below ``/v1``.

    Serve it on loopback and put its address into ``fake.account.page_base`` before the shop
    makes sessions. The statuses with which the shop answered webhooks are collected in
    ``app.extensions["webhook_statuses"]``.

    :param webhook_url: where to post the events that a button caused; None posts nothing.
    :param webhook_first: post before the buyer is sent back, or just after.
    """
    app = Flask(__name__)
    app.extensions["fake"] = fake
    app.extensions["webhook_statuses"] = []
    app.config["WEBHOOK_URL"] = webhook_url
    app.config["WEBHOOK_FIRST"] = webhook_first
    app.register_blueprint(_pages)
    return app


@_pages.get("/pay/<session_id>")
def show(session_id: str) -> str:
    """What is to be paid, and what the buyer may do."""
    return _page(session_id)


@_pages.post("/pay/<session_id>")
def act(session_id: str) -> AnyResponse | str:
    """Do what the pressed button says, tell the shop, send the buyer on."""
    fake, seen = _fake(), len(_fake().events)
    session = fake.session(session_id)
    try:
        answer = _act(session_id, request.form["action"])
    except FakeMisuse as misuse:
        return _page(session_id, str(misuse))
    if answer != "":
        return _with_webhooks(_page(session_id, answer), seen)
    is_cancelled = request.form["action"] == "cancel"
    target = session["cancel_url" if is_cancelled else "success_url"]
    back = redirect(target.replace("{CHECKOUT_SESSION_ID}", session_id), code=303)
    return _with_webhooks(back, seen)


@_pages.route("/v1/<path:path>", methods=["GET", "POST", "DELETE"])
def api(path: str) -> Response:
    """The API, for a client with ``base_addresses={"api": address}``."""
    url = f"/v1/{path}?{request.query_string.decode()}"
    try:
        answer = _fake().handle(
            request.method, url, dict(request.headers), request.get_data(as_text=True)
        )
    except ConnectionLost:
        request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return Response(status=502)
    return Response(answer.body, answer.status, answer.headers, mimetype="application/json")


def _act(session_id: str, action: str) -> str:
    """Apply a button; the text for the page, or "" when the buyer is done here."""
    fake = _fake()
    if action == "decline":
        fake.decline(session_id)
        return "Your card was declined."
    if action == "3ds":
        fake.require_3ds(session_id)
        return "Your bank asks you to confirm."
    if action == "3ds-fail":
        fake.finish_3ds(session_id, passed=False)
        return "Your bank could not confirm that it is you."
    endings = {"pay": fake.pay, "later": fake.pay_later, "3ds-pass": fake.finish_3ds}
    if action in endings:
        endings[action](session_id)
    elif action != "cancel":
        abort(400)
    return ""


def _page(session_id: str, message: str = "") -> str:
    fake = _fake()
    try:
        session = fake.session(session_id)
    except Refusal:
        abort(404)
    is_at_bank = fake.is_at_bank(session_id)
    is_open = session["status"] == "open"
    choices = _AUTHENTICATE if is_at_bank else _CHOOSE
    total = f"{session['currency'].upper()} {session['amount_total'] / 100:,.2f}"
    return render(
        _PAGE,
        session=session,
        total=total,
        buttons=choices if is_open else [],
        message=message or ("" if is_open else f"This session is {session['status']}."),
    )


def _with_webhooks(answer: AnyResponse | str, seen: int) -> AnyResponse:
    response = current_app.make_response(answer)
    send = _sender(seen)
    if current_app.config["WEBHOOK_FIRST"]:
        send()
    else:
        response.call_on_close(send)
    return response


def _sender(seen: int) -> Callable[[], None]:
    """Post the events after the first ``seen`` ones; usable after the request is over."""
    url: str | None = current_app.config["WEBHOOK_URL"]
    statuses: list[int] = current_app.extensions["webhook_statuses"]
    due = _fake().deliveries(since=seen) if url else []

    def send() -> None:
        for body, headers in due:
            answer = requests.post(str(url), body, headers=headers, timeout=_TIMEOUT_SECONDS)
            statuses.append(answer.status_code)

    return send


def _fake() -> FakeStripe:
    fake: FakeStripe = current_app.extensions["fake"]
    return fake
