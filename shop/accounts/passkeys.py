"""Passkeys (WebAuthn): the device checks the person, we check the device's signature."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import webauthn
from sqlalchemy.orm import Session
from webauthn.helpers import structs
from webauthn.helpers.exceptions import WebAuthnException

from shop.accounts.errors import BadPasskey
from shop.accounts.models import Account, Passkey, UsedChallenge
from shop.accounts.tokens import digest
from shop.core import clock
from shop.core.db import changed_rows, insert_ignoring
from shop.core.errors import NotFound
from shop.core.ids import public_id

#: What browsers call a passkey: base64url, at most 1023 bytes of it.
_ID = re.compile(r"[A-Za-z0-9_-]{1,1364}")

MOST = 10


@dataclass(frozen=True)
class Site:
    """Who we are for authenticators: the host name, and the origin of our pages."""

    host: str
    origin: str
    name: str = "Canting"

    @property
    def has_name(self) -> bool:
        """Tell whether browsers make passkeys for this site: they do not for bare IP addresses."""
        return not re.fullmatch(r"[0-9.]+|\[.*\]|.*:.*", self.host)


@dataclass(frozen=True)
class Ceremony:
    """What the browser's script gets, and the challenge that the session keeps."""

    options: str
    challenge: str


def begin_adding(db: Session, site: Site, account_id: int) -> Ceremony:
    """Prepare a new passkey that can be found without an e-mail and checks the person."""
    account = db.get_one(Account, account_id)
    if account.fs_webauthn_user_handle is None:
        account.fs_webauthn_user_handle = secrets.token_urlsafe(32)
    known = db.scalars(sa.select(Passkey.credential_id).where(Passkey.account_id == account_id))
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=account.fs_webauthn_user_handle.encode(),
        user_name=account.email,
        user_display_name=account.name or account.email,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(credential_id))
            for credential_id in known
        ],
    )
    return Ceremony(webauthn.options_to_json(options), _text(options.challenge))


def add(
    db: Session, site: Site, account_id: int, *, name: str, answer: str, challenge: str
) -> Passkey:
    """Keep the public half of a new passkey.

    :param answer: JSON of the browser's ``PublicKeyCredential``.
    :raises BadPasskey: the answer does not fit the challenge, or was used, or there are too many.
    """
    _use(db, challenge)
    count = sa.select(sa.func.count()).where(Passkey.account_id == account_id)
    if (db.scalar(count) or 0) >= MOST:
        raise BadPasskey
    try:
        proof = webauthn.verify_registration_response(
            credential=_read(answer),
            expected_challenge=webauthn.base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise BadPasskey from error
    values = {
        "public_id": public_id("key"),
        "account_id": account_id,
        "credential_id": _text(proof.credential_id),
        "public_key": proof.credential_public_key,
        "sign_count": proof.sign_count,
        "transports": _transports(answer),
        "name": name,
        "created_at": clock.now(db),
    }
    if not insert_ignoring(db, Passkey, **values):
        raise BadPasskey
    return db.scalars(sa.select(Passkey).where(Passkey.public_id == values["public_id"])).one()


def begin_sign_in(site: Site) -> Ceremony:
    """Ask for any passkey of this site; the answer says whose it is."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host, user_verification=structs.UserVerificationRequirement.REQUIRED
    )
    return Ceremony(webauthn.options_to_json(options), _text(options.challenge))


def check(db: Session, *, site: Site, answer: str, challenge: str) -> int:
    """Check the answer of a passkey.

    :returns: The account it belongs to. Whether that account may sign in is the caller's.
    :raises BadPasskey: unknown, a wrong signature, an old challenge or a copied authenticator.
    """
    _use(db, challenge)
    credential = _read(answer)
    passkey = db.scalars(
        sa.select(Passkey).where(Passkey.credential_id == str(credential.get("id")))
    ).one_or_none()
    if passkey is None:
        raise BadPasskey
    try:
        proof = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=webauthn.base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise BadPasskey from error
    passkey.sign_count, passkey.used_at = proof.new_sign_count, clock.now(db)
    return passkey.account_id


def remove(db: Session, account_id: int, *, passkey_id: str) -> None:
    """Forget a passkey.

    :raises NotFound: the person has no such passkey.
    """
    statement = sa.delete(Passkey).where(
        Passkey.account_id == account_id, Passkey.public_id == passkey_id
    )
    if changed_rows(db, statement) != 1:
        raise NotFound


def tidy(db: Session) -> None:
    """Forget challenges that are too old to be answered again."""
    edge = clock.now(db) - dt.timedelta(days=31)
    db.execute(sa.delete(UsedChallenge).where(UsedChallenge.used_at < edge))


def _use(db: Session, challenge: str) -> None:
    if not challenge or not insert_ignoring(
        db, UsedChallenge, digest=digest(challenge), used_at=clock.now(db)
    ):
        raise BadPasskey


def _read(answer: str) -> dict[str, Any]:
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise BadPasskey from error
    if not isinstance(found, dict) or not _ID.fullmatch(str(found.get("id"))):
        raise BadPasskey
    return found


def _transports(answer: str) -> list[str]:
    response = _read(answer).get("response")
    named = response.get("transports") if isinstance(response, dict) else None
    known = {transport.value for transport in structs.AuthenticatorTransport}
    return [name for name in named if name in known] if isinstance(named, list) else []


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
