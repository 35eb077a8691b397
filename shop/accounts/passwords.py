"""Passwords: Argon2 hashes, and what we refuse to hash.

Pure, and slow on purpose: hash and compare outside of transactions.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Annotated, Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from shop.core.i18n import lazy_gettext as _

SHORTEST = 10

_UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
#: What guessers try first among passwords that are long enough.
_GUESSED_FIRST = frozenset(
    {
        "1234567890",
        "0123456789",
        "12345678910",
        "123456789a",
        "1q2w3e4r5t",
        "qwertyuiop",
        "qwerty1234",
        "qwerty12345",
        "password12",
        "password123",
        "password1234",
        "passw0rd123",
        "iloveyou123",
        "indonesia1",
        "indonesia123",
        "indonesia45",
        "bismillah1",
        "bismillah123",
        "katasandi123",
        "rahasia123",
        "sayangku123",
        "samarinda1",
        "samarinda123",
        "balikpapan1",
        "balikpapan123",
        "kalimantan1",
        "kalimantan123",
    }
)


def normalise(value: Any) -> Any:
    """Write a password in one way whatever keyboard typed it; never trimmed."""
    if not isinstance(value, str):
        return value
    if _UNREADABLE.search(value):
        raise PydanticCustomError("unreadable_text", "unreadable text")
    return unicodedata.normalize("NFKC", value)


#: A password that is compared with the one we know.
TypedPassword = Annotated[str, BeforeValidator(normalise), Field(min_length=1, max_length=200)]


def strong(value: Any) -> Any:
    """Refuse a new password that is short or guessed first.

    :raises PydanticCustomError: it is.
    """
    text = normalise(value)
    if not isinstance(text, str):
        return text
    if len(text) < SHORTEST:
        raise PydanticCustomError(
            "short_password",
            "refused",
            {"message": _("At least 10 characters. A short sentence is easy to remember.")},
        )
    if text.casefold() in _GUESSED_FIRST or len(set(text)) < 4:  # noqa: PLR2004
        raise PydanticCustomError(
            "guessed_password",
            "refused",
            {"message": _("This password is guessed first. Please think of another one.")},
        )
    return text


NewPassword = Annotated[str, BeforeValidator(strong), Field(max_length=200)]


@functools.cache
def hasher() -> PasswordHasher:
    """Return the one hasher; old hashes are renewed when its parameters grow."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@functools.cache
def _nobodys() -> str:
    return hasher().hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return the Argon2id hash of ``password``."""
    return hasher().hash(password)


def matches(password: str, known: str | None) -> bool:
    """Tell whether ``password`` is the one behind the hash ``known``.

    Takes equally long when there is no hash, so time does not tell whether an account exists.
    """
    try:
        return hasher().verify(known or _nobodys(), password) and known is not None
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def is_outdated(known: str) -> bool:
    """Tell whether a hash was made with weaker parameters than today's."""
    return hasher().check_needs_rehash(known)
