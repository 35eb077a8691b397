"""Settings: read once at start, typed, complete, and refused when anything is off.

Keys are ``SHOP_...`` in the environment of the stand-alone service, or the same keys in
``app.config`` of a host. An unknown key stops the start and names the nearest known one: a
typing error must not silently switch a safeguard off. What staff change at run time is a table.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

import click
import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from shop.core import production

#: A Kubernetes service named ``shop`` injects these; they are not ours.
FOREIGN = re.compile(r"^SHOP_(PORT|SERVICE)(_|$)")

DEVELOPMENT_SECRET = "development-only-not-a-secret"  # noqa: S105


class BadSettings(click.ClickException):
    """The shop cannot start like this. The message says which key and why.

    A ``ClickException``, because ``flask`` may import the application before any command of ours
    runs, and prints only such an error without a traceback.
    """


class Settings(BaseModel):
    """Everything an operator may set. Field ``x_y`` is the key ``SHOP_X_Y``."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    env: Literal["development", "production"] = Field(
        "development",
        description="production refuses example values, weak secrets, plain http and the demo.",
    )
    secret_key: str = Field(
        DEVELOPMENT_SECRET, description="Signs sessions and guest links. Required in production."
    )
    secret_key_fallbacks: tuple[str, ...] = Field(
        (), description="Older secret keys that are still accepted while links age out."
    )
    database_url: str = Field("", description="Empty: SQLite in the data folder.")
    database_pool_size: int = Field(
        0,
        ge=0,
        le=100,
        description="Connections that a process keeps open; twice as many at most. 0: one per thread.",
    )
    data_dir: Path = Field(Path("instance"), description="Database, media, letters of this shop.")
    media_url: str = Field("", description="fsspec URL of the pictures. Empty: the data folder.")
    public_url: str = Field(
        "http://127.0.0.1:5000", description="Origin (and prefix) used in every link."
    )
    trusted_hosts: tuple[str, ...] = Field(
        (),
        description="Host names that requests to the stand-alone shop may carry. Empty: every one.",
    )
    trusted_proxies: int = Field(0, ge=0, le=5, description="Proxies in front whose headers count.")
    smtp_url: str = Field(
        "", description="smtp://user:password@host:port. Empty: letters go to the data folder."
    )
    mail_from: str = Field("Canting <shop@example.com>", description="Sender of every letter.")
    dev_mailbox: bool = Field(
        default=False,
        description="Show unsent letters at /letters/ inside a host application, in development.",
    )
    providers: tuple[str, ...] = Field(
        ("demo", "bank_transfer"), description="Ways to pay: demo, stripe, bank_transfer."
    )
    allow_demo_provider: bool = Field(
        default=False, description="Let production take demo payments: a rehearsal."
    )
    stripe_secret_key: str = Field("", description="Key of the Stripe account.")
    stripe_webhook_secrets: tuple[str, ...] = Field(
        (), description="Signing secrets of the webhook endpoint; two while rotating."
    )
    stripe_api_base: str = Field("https://api.stripe.com", description="Address of Stripe's API.")
    stripe_api_version: str = Field("", description="Empty: the version the SDK pins.")
    currencies: tuple[str, ...] = Field(
        ("IDR", "USD", "EUR", "SGD"), description="Shown to buyers; IDR is charged."
    )
    locales: tuple[str, ...] = Field(("id", "en"), description="Languages; the first is at /.")
    operator_name: str = Field("Koperasi Canting (contoh)", description="Who runs this shop.")
    operator_address: str = Field(
        "Jl. Contoh No. 1, Samarinda 75111, Kalimantan Timur", description="Postal address."
    )
    operator_email: str = Field("halo@example.com", description="Human contact.")
    operator_phone: str = Field("+62 812-0000-0000", description="Telephone, international form.")
    operator_whatsapp: str = Field("+6281200000000", description="WhatsApp number, E.164.")
    operator_bank: str = Field("Bank Contoh", description="Bank for transfers.")
    operator_bank_account: str = Field("000-000-0000", description="Account number for transfers.")
    operator_bank_holder: str = Field("Koperasi Canting (contoh)", description="Account holder.")
    operator_nib: str = Field("", description="Business identification number (NIB).")
    reservation_minutes: int = Field(30, ge=5, le=1440, description="Hold while a buyer pays.")
    transfer_hours: int = Field(24, ge=1, le=72, description="Hold while a transfer is awaited.")
    held_pieces: int = Field(
        3, ge=1, le=100, description="Unpaid one-of-a-kind pieces a buyer may hold at once."
    )
    delivered_after_days: int = Field(
        14, ge=1, le=90, description="A shipped parcel counts as delivered after this."
    )
    commission_bps: int = Field(800, ge=0, le=5000, description="Our share, 1/10000 of goods.")
    payment_seconds: int = Field(
        10, ge=3, le=60, description="How long a buyer waits for a payment service to begin."
    )
    stripe_minimum_idr: int = Field(15_000, ge=0, description="Least total for Stripe, in rupiah.")
    log_format: Literal["text", "json"] = Field("text", description="Form of the log lines.")
    host: str = Field("127.0.0.1", description="Address that `flask shop run` listens on.")
    worker_expected: bool = Field(
        default=True,
        description="Whether `/health/ready` answers 503 when no worker had a round for a minute.",
    )
    workers: int = Field(1, ge=1, le=32, description="Server processes of `flask shop run`.")
    threads: int = Field(
        8,
        ge=2,
        le=64,
        description="Threads of each server process. Another server must be told the same number.",
    )

    @field_validator(
        "secret_key_fallbacks",
        "trusted_hosts",
        "providers",
        "stripe_webhook_secrets",
        "currencies",
        "locales",
        mode="before",
    )
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        """Refuse an address that SQLAlchemy cannot read, or of a database that we do not know."""
        try:
            kind = sa.make_url(value).get_backend_name() if value else "sqlite"
        except sa.exc.ArgumentError:
            kind = ""
        if kind not in {"sqlite", "postgresql", "postgres"}:
            raise ValueError("must look like postgresql://user:password@host/name")
        return value

    @field_validator("public_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query:
            raise ValueError("must look like https://shop.example.org or .../prefix")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.providers or set(self.providers) - {"demo", "stripe", "bank_transfer"}:
            raise ValueError("SHOP_PROVIDERS knows demo, stripe and bank_transfer")
        if "stripe" in self.providers and not self.stripe_secret_key:
            raise ValueError("SHOP_PROVIDERS names stripe: SHOP_STRIPE_SECRET_KEY is needed")
        if "stripe" in self.providers and not self.stripe_webhook_secrets:
            raise ValueError("SHOP_PROVIDERS names stripe: SHOP_STRIPE_WEBHOOK_SECRETS is needed")
        if self.currencies[:1] != ("IDR",):
            raise ValueError("SHOP_CURRENCIES begins with IDR, the currency that is charged")
        if self.is_production and (problems := production.problems(self)):
            raise ValueError("\n".join(problems))
        return self

    @property
    def is_production(self) -> bool:
        """Tell whether real people and real money are at stake."""
        return self.env == "production"

    @property
    def waiting_threads(self) -> int:
        """Threads of a process that may wait for something slow at once; the others answer."""
        return max(1, self.threads - 2)

    @property
    def pool_size(self) -> int:
        """Connections that a process keeps open."""
        return self.database_pool_size or self.threads

    @property
    def default_locale(self) -> str:
        """The language whose pages have no prefix."""
        return self.locales[0]

    @property
    def database(self) -> str:
        """The SQLAlchemy URL, with the embedded default filled in."""
        url = self.database_url or f"sqlite:///{(self.data_dir / 'shop.db').absolute()}"
        return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)

    @property
    def media(self) -> str:
        """The fsspec URL of the media store, with the embedded default filled in."""
        return self.media_url or f"file://{(self.data_dir / 'media').absolute()}"


def read_settings(source: Mapping[str, Any]) -> Settings:
    """Build the settings from an environment or a host's ``app.config``.

    :raises BadSettings: a key is unknown, missing or mistyped; all problems are named at once.
    """
    known = {f"SHOP_{name.upper()}": name for name in Settings.model_fields}
    values: dict[str, Any] = {}
    problems: list[str] = []
    for key, value in source.items():
        if not key.startswith("SHOP_") or FOREIGN.match(key):
            continue
        if key in known:
            values[known[key]] = value
        else:
            near = difflib.get_close_matches(key, known, n=1)
            problems.append(f"{key} is unknown" + (f"; did you mean {near[0]}?" if near else ""))
    if problems:
        raise BadSettings("\n".join(problems))
    try:
        return Settings(**values)
    except ValidationError as error:
        raise BadSettings("\n".join(_problem(entry) for entry in error.errors())) from None


def _problem(entry: Any) -> str:
    where = "_".join(["SHOP", *(str(part).upper() for part in entry["loc"][:1])])
    text = str(entry["msg"]).removeprefix("Value error, ")
    return text if not entry["loc"] else f"{where}: {text}"
