"""Commands: one strict schema per thing a person does, built by a page and by the API alike.

Unknown fields are refused, integers are plain ASCII digits, text is NFC without NUL or
surrogates, and everything has a length.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from shop.core.i18n import lazy_gettext as _

MESSAGES = {
    "missing": _("Please fill this in."),
    "string_too_short": _("Please write at least %(min_length)s characters."),
    "string_too_long": _("Please shorten this to %(max_length)s characters."),
    "string_pattern_mismatch": _("This does not look right."),
    "greater_than_equal": _("The smallest possible value is %(ge)s."),
    "less_than_equal": _("The largest possible value is %(le)s."),
    "literal_error": _("Please choose one of the options."),
    "enum": _("Please choose one of the options."),
    "extra_forbidden": _("This field is not expected."),
    "too_long": _("That is too many."),
    "not_an_integer": _("Please write a whole number, digits only."),
    "unreadable_text": _("This text contains characters that cannot be stored."),
}

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_INTEGER = re.compile(r"-?[0-9]{1,18}", re.ASCII)


class Command(BaseModel):
    """Base of every command: frozen, and strict about what it is given."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def clean_text(value: Any) -> Any:
    """Normalise text to NFC, trim it, and refuse what no person types.

    Line ends become line feeds. Anything that is not text is left to the type to refuse.
    """
    if not isinstance(value, str):
        return value
    if _CONTROL.search(value):
        raise PydanticCustomError("unreadable_text", "unreadable text")
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def strict_integer(value: Any) -> Any:
    """Accept an ``int`` or plain ASCII digits; refuse full-width digits, ``1e3``, ``1.0``, ``True``."""
    if isinstance(value, bool):
        raise PydanticCustomError("not_an_integer", "not an integer")
    if isinstance(value, int):
        return value
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        return int(value)
    raise PydanticCustomError("not_an_integer", "not an integer")


def checkbox(value: Any) -> Any:
    """Read a form's checkbox: absent or empty is no, ``1``, ``on`` or ``true`` is yes."""
    if value in ("", None):
        return False
    return True if value in ("1", "on", "true", "yes") else value


Text = Annotated[str, BeforeValidator(clean_text), Field(min_length=1, max_length=200)]
OptionalText = Annotated[str, BeforeValidator(clean_text), Field(max_length=200)]
LongText = Annotated[str, BeforeValidator(clean_text), Field(max_length=10_000)]
Note = Annotated[str, BeforeValidator(clean_text), Field(max_length=1_000)]
Reason = Annotated[str, BeforeValidator(clean_text), Field(min_length=3, max_length=1_000)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
PublicId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
OrderNumber = Annotated[str, StringConstraints(pattern=r"^C[0-9]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}$")]
Email = Annotated[
    str,
    BeforeValidator(clean_text),
    StringConstraints(pattern=r"^[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,63}$", to_lower=True),
]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Integer = Annotated[int, BeforeValidator(strict_integer)]
#: A revision or a place in a row: fits the column that it is compared with, and may count up.
Counter = Annotated[Integer, Field(ge=0, le=2**31 - 2)]
Checkbox = Annotated[bool, BeforeValidator(checkbox)]
#: An amount of money in minor units.
Minor = Annotated[int, BeforeValidator(strict_integer), Field(ge=0, le=10**14)]
#: Whole rupiah as people type them in forms.
Rupiah = Annotated[int, BeforeValidator(strict_integer), Field(ge=0, le=10**10)]
Quantity = Annotated[int, BeforeValidator(strict_integer), Field(ge=1, le=999)]


def message_of(entry: Any) -> str:
    """Turn one pydantic error into a sentence in the reader's language."""
    kind = entry["type"]
    if kind in {"too_short", "too_long"} and isinstance(entry.get("input"), str):
        kind = f"string_{kind}"
    text = MESSAGES.get(kind)
    if text is None:
        context = entry.get("ctx", {})
        return str(context.get("message") or MESSAGES["string_pattern_mismatch"])
    is_empty = kind == "string_pattern_mismatch" and not entry.get("input")
    if is_empty or (kind == "string_too_short" and entry["ctx"].get("min_length") == 1):
        return str(MESSAGES["missing"])
    filled: str = str(text) % entry.get("ctx", {})
    return filled
