"""What people do with their own account. Passwords come in as hashes, made outside."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts import mail, queries, sessions, tokens
from shop.accounts.commands import ChangeProfile, Register
from shop.accounts.errors import BadLink
from shop.accounts.mail import Recipient
from shop.accounts.models import Account, ConsentEntry, Purpose
from shop.accounts.ports import HostUser, Links
from shop.core import audit, clock
from shop.core.db import insert_ignoring
from shop.core.ids import public_id
from shop.core.permissions import Principal


def register(
    db: Session,
    command: Register,
    *,
    password_hash: str,
    versions: dict[str, int],
    links: Links,
) -> None:
    """Take in a new person, or tell the owner of a known e-mail; from outside the two look alike.

    :param versions: Version of ``terms`` and ``privacy`` that were shown; logged as consent.
    """
    is_new = insert_ignoring(db, Account, **_new(db, command, password_hash))
    account = queries.by_email(db, command.email)
    assert account is not None, "written above, or known"
    if is_new:
        now = clock.now(db)
        db.add_all(
            ConsentEntry(account_id=account.id, kind=kind, version=version, given_at=now)
            for kind, version in versions.items()
        )
        _send_confirmation(db, account, links)
    elif account.confirmed_at is None and account.active:
        _send_confirmation(db, account, links)
    elif account.active:
        mail.already_registered(db, recipient(account), links=links)


def _new(db: Session, command: Register, password_hash: str) -> dict[str, object]:
    return {
        "public_id": public_id("acc"),
        "email": command.email,
        "name": command.name,
        "locale": command.locale,
        "password": password_hash,
        "active": True,
        "fs_uniquifier": sessions.new_epoch(),
        "tf_last_counter": 0,
        "created_at": clock.now(db),
        "is_demo": False,
    }


def ask_confirmation(db: Session, email: str, *, links: Links) -> None:
    """Send the first letter again, if somebody waits for it."""
    account = queries.by_email(db, email)
    if account is not None and account.active and account.confirmed_at is None:
        _send_confirmation(db, account, links)


def confirm(db: Session, token: str) -> None:
    """Note that the e-mail belongs to the person.

    :raises BadLink: the link is used, replaced or too old.
    """
    claimed = tokens.claim(db, token, purpose=Purpose.CONFIRM)
    account = db.get_one(Account, claimed.account_id)
    account.confirmed_at = account.confirmed_at or clock.now(db)


def ask_reset(db: Session, email: str, *, links: Links) -> None:
    """Send the link for a new password, if the e-mail is known."""
    account = queries.by_email(db, email)
    if account is None or not account.active or account.password is None:
        return
    token = tokens.issue(db, account.id, purpose=Purpose.RESET)
    mail.reset(db, recipient(account), token=token, links=links)


def reset_password(db: Session, token: str, *, password_hash: str, links: Links) -> None:
    """Set a new password by the link of a letter; every session ends.

    Who can read the letter owns the e-mail, so the account is confirmed as well.

    :raises BadLink: the link is used, replaced or too old.
    """
    claimed = tokens.claim(db, token, purpose=Purpose.RESET)
    account = db.get_one(Account, claimed.account_id)
    if not account.active:
        raise BadLink
    account.confirmed_at = account.confirmed_at or clock.now(db)
    _set_password(db, account, password_hash, links)


def change_password(
    db: Session, account_id: int, *, password_hash: str, links: Links, actor: Principal
) -> str:
    """Set a new password; every session ends.

    :returns: The new session epoch, for the browser that did it.
    """
    account = db.get_one(Account, account_id)
    audit.record(db, "accounts.password_changed", subject=account.public_id, actor=actor)
    return _set_password(db, account, password_hash, links)


def renew_hash(db: Session, account_id: int, *, password_hash: str) -> None:
    """Store the same password with stronger parameters; nobody notices."""
    db.execute(sa.update(Account).where(Account.id == account_id).values(password=password_hash))


def ask_new_email(db: Session, account_id: int, *, email: str, links: Links) -> None:
    """Send a link to a new e-mail; until it is followed nothing changes.

    To an e-mail that another account has, a letter says so instead; the page says nothing.
    """
    account = db.get_one(Account, account_id)
    owner = queries.by_email(db, email)
    if owner is not None:
        if owner.id != account_id and owner.active:
            mail.already_registered(db, recipient(owner), links=links)
        return
    token = tokens.issue(db, account_id, purpose=Purpose.CHANGE_EMAIL, detail=email)
    to = Recipient(email, account.name, account.locale)
    mail.change_email(db, to, token=token, links=links)


def confirm_new_email(db: Session, token: str) -> None:
    """Take the new e-mail over and tell the old one.

    :raises BadLink: the link is used or too old, or the e-mail was taken in the meantime.
    """
    claimed = tokens.claim(db, token, purpose=Purpose.CHANGE_EMAIL)
    account = db.get_one(Account, claimed.account_id)
    if not account.active or queries.by_email(db, claimed.detail) is not None:
        raise BadLink
    mail.email_changed(db, recipient(account))
    tokens.withdraw(db, account.id)
    account.email = claimed.detail
    audit.record(db, "accounts.email_changed", subject=account.public_id)


def change_profile(db: Session, account_id: int, command: ChangeProfile) -> None:
    """Change name and language of letters."""
    account = db.get_one(Account, account_id)
    account.name, account.locale = command.name, command.locale


def account_of_host_user(db: Session, user: HostUser, *, locale: str) -> int:
    """Find or create the account of somebody whom a host application has signed in.

    An account with the same e-mail that is nobody else's is linked: the host vouches for it.

    :returns: The account's key.
    """
    known = queries.account_id_of_host_user(db, user.id)
    if known is not None:
        return known
    linked = queries.by_email(db, user.email)
    if linked is not None and linked.host_user_id is None and linked.password is None:
        linked.host_user_id = user.id
        return linked.id
    insert_ignoring(
        db, Account, **_hosted(db, user, locale, is_email_free=bool(user.email) and linked is None)
    )
    account_id = queries.account_id_of_host_user(db, user.id)
    assert account_id is not None, "written above"
    return account_id


def _hosted(db: Session, user: HostUser, locale: str, *, is_email_free: bool) -> dict[str, object]:
    account = public_id("acc")
    now = clock.now(db)
    return {
        "public_id": account,
        "email": user.email.lower() if is_email_free else f"{account.lower()}@host.invalid",
        "name": user.name[:120],
        "locale": locale,
        "active": True,
        "confirmed_at": now,
        "fs_uniquifier": sessions.new_epoch(),
        "tf_last_counter": 0,
        "host_user_id": user.id,
        "created_at": now,
        "is_demo": False,
    }


def recipient(account: Account) -> Recipient:
    """Return how letters reach a person."""
    return Recipient(account.email, account.name, account.locale)


def _send_confirmation(db: Session, account: Account, links: Links) -> None:
    token = tokens.issue(db, account.id, purpose=Purpose.CONFIRM)
    mail.confirm(db, recipient(account), token=token, links=links)


def _set_password(db: Session, account: Account, password_hash: str, links: Links) -> str:
    account.password = password_hash
    tokens.withdraw(db, account.id, purpose=Purpose.RESET)
    mail.password_changed(db, recipient(account), links=links)
    db.flush()
    return sessions.end_all(db, account.id)
