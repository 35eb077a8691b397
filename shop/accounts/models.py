"""People: their accounts, roles, passkeys, sign-ins, addresses, and what they agreed to."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column


class Account(Model):
    """A person who signs in here, or whom a host application signs in."""

    __tablename__ = "shop_accounts"
    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower_case"),
        sa.CheckConstraint(
            "(password IS NULL) OR (host_user_id IS NULL)", name="one_way_to_sign_in"
        ),
    )

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    #: Lower case. An erased account keeps a placeholder that nobody can receive.
    email: Mapped[str] = mapped_column(sa.String(320), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    #: Language of the letters to this person.
    locale: Mapped[str] = mapped_column(sa.String(8), default="id")
    #: Argon2 hash; NULL: the host application signs this person in, or the account is erased.
    password: Mapped[str | None] = mapped_column(sa.String(255))
    #: False once banned or erased: no session of theirs counts any more.
    active: Mapped[bool] = mapped_column(default=True)
    #: NULL until the person followed the link in the first letter.
    confirmed_at: Mapped[dt.datetime | None]
    #: Session epoch: every session carries it, so one UPDATE ends all of them (I22).
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    #: Encrypted secret of the authenticator app; NULL: no second factor.
    tf_totp_secret: Mapped[str | None] = mapped_column(sa.Text)
    #: Last time step that was used; a code works once.
    tf_last_counter: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    #: Random handle that authenticators keep; NULL until the first passkey.
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    #: The host application's id of this person; NULL when we sign the person in ourselves.
    host_user_id: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    #: NULL unless staff have shut the account.
    banned_at: Mapped[dt.datetime | None]
    #: NULL unless the person asked to be erased.
    erased_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    is_demo: Mapped[bool] = mapped_column(default=False)


class Role(Model):
    """A named set of staff rights; rights are data."""

    __tablename__ = "shop_roles"

    id: Mapped[int] = key_column()
    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    description: Mapped[str] = mapped_column(sa.String(200), default="")
    #: Values of ``core.permissions.Right``; unknown ones count for nothing.
    rights: Mapped[list[str]]


class AccountRole(Model):
    """A person holds a role."""

    __tablename__ = "shop_account_roles"
    __table_args__ = (sa.UniqueConstraint("account_id", "role_id"),)

    id: Mapped[int] = key_column()
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_accounts.id"))
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_roles.id"), index=True)


class SignIn(Model):
    """One browser that is signed in. The cookie holds a random token, we hold its digest."""

    __tablename__ = "shop_sign_ins"

    id: Mapped[int] = key_column()
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_accounts.id"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    #: With a second factor or a passkey, not by a password alone.
    is_strong: Mapped[bool] = mapped_column(default=False)
    #: Browser and system in a few words, as the person recognises them.
    device: Mapped[str] = mapped_column(sa.String(120), default="")
    started_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    #: NULL while it lasts.
    ended_at: Mapped[dt.datetime | None]


class Purpose(StrEnum):
    """What the link in a letter is good for."""

    CONFIRM = "confirm"
    RESET = "reset"
    CHANGE_EMAIL = "change_email"


class AccountToken(Model):
    """A link in a letter: bound to one purpose, good once, stored as a digest."""

    __tablename__ = "shop_account_tokens"
    __table_args__ = (
        sa.CheckConstraint("purpose IN ('confirm', 'reset', 'change_email')", name="purpose_known"),
    )

    id: Mapped[int] = key_column()
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_accounts.id"), index=True)
    purpose: Mapped[str] = mapped_column(sa.String(16))
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    #: The new e-mail for ``change_email``, else empty.
    detail: Mapped[str] = mapped_column(sa.String(320), default="")
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    #: NULL until it was used or replaced by a newer one.
    used_at: Mapped[dt.datetime | None]


class RecoveryCode(Model):
    """One code that stands in for a lost authenticator, once."""

    __tablename__ = "shop_recovery_codes"
    __table_args__ = (sa.UniqueConstraint("account_id", "digest"),)

    id: Mapped[int] = key_column()
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_accounts.id"))
    digest: Mapped[str] = mapped_column(sa.String(64))
    #: NULL until it was used.
    used_at: Mapped[dt.datetime | None]


class Passkey(Model):
    """A WebAuthn credential: the public half of a key that the person's device keeps."""

    __tablename__ = "shop_passkeys"

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_accounts.id"), index=True)
    #: The authenticator's name of the key, base64url.
    credential_id: Mapped[str] = mapped_column(sa.String(1400), unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    transports: Mapped[list[str]]
    #: The person's own name for the device.
    name: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[dt.datetime]
    #: NULL until it was used to sign in.
    used_at: Mapped[dt.datetime | None]


class UsedChallenge(Model):
    """A passkey challenge that was answered: no answer counts twice."""

    __tablename__ = "shop_used_challenges"

    id: Mapped[int] = key_column()
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    used_at: Mapped[dt.datetime] = mapped_column(index=True)


class SavedAddress(Model):
    """A place in a person's address book; an order copies it and never looks here again."""

    __tablename__ = "shop_addresses"
    __table_args__ = (
        sa.Index(
            "uq_shop_addresses_default",
            "account_id",
            unique=True,
            postgresql_where=sa.text("is_default"),
            sqlite_where=sa.text("is_default"),
        ),
    )

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_accounts.id"), index=True)
    #: "Home", "Office": the person's own word.
    label: Mapped[str] = mapped_column(sa.String(60), default="")
    recipient_name: Mapped[str] = mapped_column(sa.String(120))
    #: E.164.
    phone: Mapped[str] = mapped_column(sa.String(20))
    country: Mapped[str] = mapped_column(sa.String(2), default="ID")
    street: Mapped[str] = mapped_column(sa.String(200))
    #: Three digits with leading zeros, or empty.
    rt: Mapped[str] = mapped_column(sa.String(3), default="")
    rw: Mapped[str] = mapped_column(sa.String(3), default="")
    #: Patokan: how a courier finds the door.
    landmark: Mapped[str] = mapped_column(sa.String(200), default="")
    village: Mapped[str] = mapped_column(sa.String(120), default="")
    #: Kemendagri codes where the place was picked from a list, else empty.
    district_code: Mapped[str] = mapped_column(sa.String(13), default="")
    district: Mapped[str] = mapped_column(sa.String(120), default="")
    regency_code: Mapped[str] = mapped_column(sa.String(13), default="")
    regency: Mapped[str] = mapped_column(sa.String(120), default="")
    province_code: Mapped[str] = mapped_column(sa.String(13), default="")
    province: Mapped[str] = mapped_column(sa.String(120), default="")
    #: Outside Indonesia: the second street line, city, and state or region.
    street_2: Mapped[str] = mapped_column(sa.String(200), default="")
    city: Mapped[str] = mapped_column(sa.String(120), default="")
    state: Mapped[str] = mapped_column(sa.String(120), default="")
    postal_code: Mapped[str] = mapped_column(sa.String(16), default="")
    is_default: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]


class ConsentEntry(Model):
    """The consent log: what a person agreed to, in which version, and when it was taken back."""

    __tablename__ = "shop_consents"
    __table_args__ = (sa.CheckConstraint("kind IN ('terms', 'privacy')", name="kind_known"),)

    id: Mapped[int] = key_column()
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_accounts.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    version: Mapped[int]
    given_at: Mapped[dt.datetime]
    #: NULL while it stands.
    withdrawn_at: Mapped[dt.datetime | None]
