"""Type check of what plug-ins answer, because a port's Protocol is not checked at run time."""

from __future__ import annotations

import functools
import json
from dataclasses import asdict
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


class WrongType(TypeError):
    """A plug-in answered with something that its port does not allow."""


def conform(value: object, kind: type[T]) -> T:
    """Return ``value`` when it is a dataclass of type ``kind`` whose fields have their types.

    Nothing is converted: ``"3"``, ``True`` and ``3.0`` are no integers. Text must be storable, so
    NUL and lone surrogates are refused.

    :raises WrongType: it is not. The message names the fields.
    """
    if not isinstance(value, kind):
        raise WrongType(f"expected {kind.__name__}, got {type(value).__name__}")
    return conform_fields(asdict(value), kind)  # type: ignore[call-overload]


def conform_fields(fields: dict[str, Any], kind: type[T]) -> T:
    """Build a ``kind`` from stored fields, as :func:`conform` checks them.

    :raises WrongType: a field is missing or has another type.
    """
    if any("\0" in value for value in fields.values() if isinstance(value, str)):
        raise WrongType(f"{kind.__name__}: text with a NUL character")
    try:
        text = json.dumps(fields, ensure_ascii=False, allow_nan=False)
        found: T = _adapter(cast("Any", kind)).validate_json(text.encode(), strict=True)
    except ValidationError as error:
        names = ", ".join(".".join(map(str, entry["loc"])) for entry in error.errors())
        raise WrongType(f"{kind.__name__}: wrong type of {names}") from None
    except (TypeError, ValueError, RecursionError) as error:
        raise WrongType(f"{kind.__name__}: {error}") from None
    return found


@functools.cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
