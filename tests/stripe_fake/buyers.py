"""What a buyer can do on the payment page, and what follows at Stripe."""

from . import money, sessions
from .account import Account
from .refusals import FakeMisuse
from .shapes import Resource


def pay(account: Account, session: Resource) -> None:
    """A card that the bank accepts at once."""
    require_open(session)
    money.succeed(account, money.intent_of(account, session))
    sessions.complete(account, session, payment_status="paid")


def pay_in(account: Account, session: Resource, *, currency: str, amount_minor: int) -> None:
    """Money of another currency: intent and session still say what was asked for."""
    pay(account, session)
    intent = money.intent_of(account, session)
    charge = account.tables["charge"][intent["latest_charge"]]
    entry = account.tables["balance_transaction"][charge["balance_transaction"]]
    charge |= {"amount": amount_minor, "amount_captured": amount_minor, "currency": currency}
    entry |= {"amount": amount_minor, "net": amount_minor - entry["fee"], "currency": currency}


def decline(account: Account, session: Resource, *, decline_code: str) -> None:
    """A card that the bank refuses."""
    require_open(session)
    intent = money.intent_of(account, session)
    money.decline(account, intent, code="card_declined", decline_code=decline_code)


def require_3ds(account: Account, session: Resource) -> None:
    """A card whose bank wants the buyer's confirmation."""
    require_open(session)
    intent = money.intent_of(account, session)
    money.ask_authentication(account, intent, str(session["url"]))


def finish_3ds(account: Account, session: Resource, *, passed: bool) -> None:
    """The confirmation was given or not."""
    intent = _intent_in(account, session, "requires_action")
    if passed:
        pay(account, session)
    else:
        money.fail_authentication(account, intent)


def pay_later(account: Account, session: Resource) -> None:
    """A method whose money comes days later."""
    require_open(session)
    money.begin_slowly(account, money.intent_of(account, session))
    sessions.complete(account, session, payment_status="unpaid")


def finish_pay_later(account: Account, session: Resource, *, succeeded: bool) -> None:
    """The money came, or did not."""
    intent = _intent_in(account, session, "processing")
    if succeeded:
        money.succeed(account, intent)
        session["payment_status"] = "paid"
        account.emit("checkout.session.async_payment_succeeded", session)
    else:
        code = "payment_method_provider_decline"
        money.decline(account, intent, code=code, decline_code="generic_decline")
        account.emit("checkout.session.async_payment_failed", session)


def require_open(session: Resource) -> None:
    """Guard against tests that do what no buyer could.

    :raises FakeMisuse: the session is complete or expired.
    """
    if session["status"] != "open":
        raise FakeMisuse(f"the session is {session['status']}")


def _intent_in(account: Account, session: Resource, status: str) -> Resource:
    intent = account.tables["payment_intent"].get(session["payment_intent"])
    if intent is None or intent["status"] != status:
        raise FakeMisuse(f"the payment is not in {status}")
    return intent
