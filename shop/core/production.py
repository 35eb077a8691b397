"""What production refuses of the settings: examples, weak secrets, plain http, the demo provider."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop.core.settings import Settings

#: Characters of a secret key that production accepts.
LEAST_SECRET = 32

#: Bytes that such a key still has when it is compressed: 24 of 32 unlike characters.
_LEAST_COMPRESSED = 24
#: zlib's own bytes: head, block and checksum.
_ZLIB_FRAME = 8

#: Parts of secrets that are written down in guides, or typed along a row of keys.
_GUESSED = (
    "changeme", "change-me", "change_me", "password", "secret", "example", "development",
    "default", "rahasia", "katasandi", "canting", "qwerty", "asdfgh", "abcdef", "123456",
)  # fmt: skip

#: Settings whose default is an example. Buyers read them, or e-mails and links depend on them.
NEEDED = (
    "operator_name", "operator_address", "operator_email", "operator_phone", "operator_whatsapp",
    "operator_nib", "mail_from", "smtp_url", "trusted_hosts",
)  # fmt: skip
NEEDED_FOR_TRANSFERS = ("operator_bank", "operator_bank_account", "operator_bank_holder")


def problems(settings: Settings) -> list[str]:
    """Return one sentence for each reason why these settings cannot be used in production."""
    found = []
    if lacking := missing(settings):
        names = ", ".join(f"SHOP_{name.upper()}" for name in lacking)
        found.append(f"production needs real values, not the examples, of {names}")
    if is_weak(settings.secret_key):
        found.append(
            "production needs a random SHOP_SECRET_KEY with 32 characters or more, "
            'such as from: python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    if any(is_weak(key) for key in settings.secret_key_fallbacks):
        found.append("production accepts no weak key in SHOP_SECRET_KEY_FALLBACKS either")
    if not settings.public_url.startswith("https://"):
        found.append("production needs an https SHOP_PUBLIC_URL")
    if "demo" in settings.providers and not settings.allow_demo_provider:
        found.append("production refuses the demo provider (SHOP_ALLOW_DEMO_PROVIDER=1 lets it in)")
    return found


def missing(settings: Settings) -> list[str]:
    """Return the names of settings that are empty or still have their example value."""
    transfers = NEEDED_FOR_TRANSFERS if "bank_transfer" in settings.providers else ()
    fields = type(settings).model_fields
    return [
        name
        for name in (*NEEDED, *transfers)
        if not getattr(settings, name) or getattr(settings, name) == fields[name].default
    ]


def is_weak(secret: str) -> bool:
    """Tell whether a secret is short, repetitive, or contains what guessers try first."""
    folded = secret.casefold()
    if len(secret) < LEAST_SECRET or any(word in folded for word in _GUESSED):
        return True
    return len(zlib.compress(secret.encode(), 9)) - _ZLIB_FRAME < _LEAST_COMPRESSED
