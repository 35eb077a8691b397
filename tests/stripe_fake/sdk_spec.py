"""Request and response shapes, read from the types of the installed ``stripe`` package.

Stripe generates the SDK's parameter types and resource classes from its own OpenAPI
description, for exactly the API version that the package pins. Reading them back gives
shapes that always follow the installed version. What the types do not carry: lengths,
patterns, and rules that connect two fields; the fake adds those it needs by hand.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from .sdk_source import SdkSource
from .sdk_types import Place, Schema, Shaper

#: The part of the API that the fake serves.
SERVED = re.compile(
    r"^/v1/(checkout/sessions|payment_intents|charges|refunds|disputes|events"
    r"|balance_transactions|webhook_endpoints)(/|$)(?!search)"
)
#: Resources read whole; any other one met on the way becomes a stub of id and object.
WHOLE = frozenset(
    {
        "balance_transaction",
        "charge",
        "checkout.session",
        "dispute",
        "event",
        "item",
        "payment_intent",
        "price",
        "refund",
        "webhook_endpoint",
    }
)


@dataclass(frozen=True)
class Operation:
    """One call of the API: what may be sent with it and what comes back."""

    name: str
    parameters: Schema
    answer: Schema


@dataclass(frozen=True)
class SdkSpec:
    """All operations of :data:`SERVED`, by verb and path template, and the named shapes."""

    api_version: str
    operations: dict[tuple[str, str], Operation] = field(default_factory=dict)
    components: dict[str, Schema] = field(default_factory=dict)


@cache
def sdk_spec() -> SdkSpec:
    """Read the installed SDK, once in a process: about a second, so never at import."""
    source = SdkSource()
    shaper = Shaper(source, WHOLE)
    spec = SdkSpec(api_version=source.api_version, components=shaper.components)
    for module in _modules_served(source):
        for service, method in _methods(source, module):
            for verb, path in _requests(method):
                if SERVED.search(path):
                    operation = _operation(shaper, Place(module), service, method)
                    spec.operations[verb, path] = operation
    return spec


def _modules_served(source: SdkSource) -> Iterator[str]:
    # Most services belong to other products: a look for the address saves parsing them.
    for module in source.services():
        addresses = re.findall(r'"(/v1/[^"]*)"', source.text(module))
        if any(SERVED.search(address) for address in addresses):
            yield module


def _methods(source: SdkSource, module: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    for service in source.module(module).classes.values():
        for node in service.body:
            if isinstance(node, ast.FunctionDef):
                yield service.name.removesuffix("Service"), node


def _requests(method: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Verb and path template of each ``self._request("post", "/v1/..." ...)`` in a method."""
    for node in ast.walk(method):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr == "_request":
            yield _text(node.args[0]), _text(node.args[1])


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value  # "/v1/refunds/{refund}".format(refund=...)
    if not isinstance(node, ast.Constant):
        raise TypeError(ast.unparse(node))
    return str(node.value)


def _operation(shaper: Shaper, place: Place, service: str, method: ast.FunctionDef) -> Operation:
    return Operation(
        name=f"{service}.{method.name}",
        parameters=_parameters(shaper, place, method.args.args),
        answer=shaper.schema(place, method.returns),
    )


def _parameters(shaper: Shaper, place: Place, arguments: Sequence[ast.arg]) -> dict[str, Any]:
    for argument in arguments:
        if argument.arg == "params":
            schema = shaper.schema(place, argument.annotation)
            return {key: value for key, value in schema.items() if key != "nullable"}
    return {"type": "object", "properties": {}, "additionalProperties": False}
