"""``expand``: put whole resources where an answer holds only their ids."""

import copy
from collections.abc import Sequence
from typing import Any

from .account import Account
from .listing import page
from .refusals import NotFaked, invalid
from .shapes import Resource

_DEEPEST = 4


def expanded(account: Account, answer: Resource, paths: Sequence[str]) -> Resource:
    """A copy of the answer with the named paths filled in.

    :raises Refusal: a path is too deep or names something that cannot be expanded.
    """
    whole = copy.deepcopy(answer)
    for path in paths:
        parts = path.split(".")
        if len(parts) > _DEEPEST:
            raise invalid("You cannot expand more than 4 levels of a property.", "expand")
        _expand(account, whole, parts)
    return whole


def _expand(account: Account, here: Any, parts: list[str]) -> None:
    if here is None or not parts:
        return
    if here["object"] == "list" and parts[0] == "data":
        for row in here["data"]:
            _expand(account, row, parts[1:])
        return
    field, *rest = parts
    kind = here["object"]
    if isinstance(here.get(field), dict) and "object" in here[field]:
        _expand(account, here[field], rest)
    elif not account.shapes.is_expandable(kind, field):
        raise invalid(f"This property cannot be expanded ({field}).", "expand")
    else:
        here[field] = _whole(account, here, field)
        _expand(account, here[field], rest)


def _whole(account: Account, owner: Resource, field: str) -> Any:
    if field == "line_items":
        url = f"/v1/checkout/sessions/{owner['id']}/line_items"
        return page(copy.deepcopy(account.line_items[owner["id"]]), {}, url)
    if field == "refunds":
        rows = account.rows("refund", charge=owner["id"])
        return page(copy.deepcopy(rows), {}, f"/v1/charges/{owner['id']}/refunds")
    identifier = owner[field]
    if identifier is None:
        return None
    for table in account.tables.values():
        if identifier in table:
            return copy.deepcopy(table[identifier])
    raise NotFaked(f"expand {owner['object']}.{field}: {identifier}")
