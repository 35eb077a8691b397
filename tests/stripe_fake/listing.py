"""Lists: newest first, cut into pages by the id of their first or last row."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .refusals import Refusal, invalid
from .shapes import Resource

_LIMIT = 10
_COMPARED: dict[str, Callable[[int, int], bool]] = {
    "gt": int.__gt__,
    "gte": int.__ge__,
    "lt": int.__lt__,
    "lte": int.__le__,
}


def page(rows: Sequence[Resource], parameters: Mapping[str, Any], url: str) -> Resource:
    """One page of rows, which come newest first.

    :raises Refusal: the limit is not 1 to 100, or the row to begin at is not there.
    """
    limit = parameters.get("limit", _LIMIT)
    if not 1 <= limit <= 100:
        raise invalid(f"Invalid limit: {limit}", "limit", code="parameter_invalid_integer")
    rows = [row for row in rows if _is_created_in(row, parameters.get("created"))]
    if "ending_before" in parameters:
        before = rows[: _place(rows, parameters, "ending_before")]
        chosen, has_more = before[-limit:], len(before) > limit
    else:
        after = rows
        if "starting_after" in parameters:
            after = rows[_place(rows, parameters, "starting_after") + 1 :]
        chosen, has_more = after[:limit], len(after) > limit
    return {"object": "list", "data": list(chosen), "has_more": has_more, "url": url}


def _is_created_in(row: Resource, wanted: int | Mapping[str, int] | None) -> bool:
    if wanted is None:
        return True
    if isinstance(wanted, int):
        return bool(row["created"] == wanted)
    return all(_COMPARED[name](row["created"], limit) for name, limit in wanted.items())


def _place(rows: Sequence[Resource], parameters: Mapping[str, Any], name: str) -> int:
    for place, row in enumerate(rows):
        if row["id"] == parameters[name]:
            return place
    message = f"No such object: '{parameters[name]}'"
    raise Refusal(message, code="resource_missing", param=name, is_kept=False)
