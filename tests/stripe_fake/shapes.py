"""Check requests and answers against the shapes of the installed SDK."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from .refusals import NotFaked, invalid, missing_param, unknown_param
from .sdk_spec import Operation, SdkSpec
from .sdk_types import Schema

Resource = dict[str, Any]
_NUMBERS = {"integer": re.compile(r"^-?\d{1,18}$"), "number": re.compile(r"^-?\d+(\.\d+)?$")}
_PYTHON = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
#: What a parameter of each type is before it is read: all else is text.
_SENT = {"array": list, "object": dict}
#: Fields that Stripe leaves out of a resource unless they are asked for with ``expand``.
_ONLY_EXPANDED = frozenset({("checkout.session", "line_items"), ("charge", "refunds")})


class Shapes:
    """The operations that exist, what each may be sent, and what a resource looks like."""

    def __init__(self, spec: SdkSpec) -> None:
        self._spec = spec
        self._templates = [
            (verb, template, re.compile(re.sub(r"\{\w+\}", "([^/]+)", template) + "$"))
            for verb, template in spec.operations
        ]

    @property
    def api_version(self) -> str:
        return self._spec.api_version

    def find(self, verb: str, path: str) -> tuple[str, Operation, tuple[str, ...]] | None:
        """Path template, operation and the values in the path; None for an unknown address."""
        for known_verb, template, pattern in self._templates:
            matched = pattern.match(path) if verb == known_verb else None
            if matched:
                return template, self._spec.operations[verb, template], matched.groups()
        return None

    def read(self, schema: Schema, sent: Any, at: str = "") -> Any:
        """Turn decoded text into typed values.

        :raises Refusal: an unknown, missing or wrongly typed parameter.
        """
        schema = self._resolved(schema)
        if "anyOf" in schema:
            schema = self._alternative(schema["anyOf"], sent, at)
        match schema.get("type"):
            case "object":
                return self._read_object(schema, sent, at)
            case "array":
                return self._read_list(schema, sent, at)
            case None:
                return sent
        return _read_scalar(schema, sent, at)

    def blank(self, kind: str) -> Resource:
        """A resource of this kind with null in all fields that may be null."""
        properties = self._resources[kind]["properties"]
        return {
            name: None
            for name, field in properties.items()
            if field.get("nullable") and name != "deleted" and (kind, name) not in _ONLY_EXPANDED
        }

    def problems(self, kind: str, resource: Resource) -> list[str]:
        """Where a resource differs from its shape; empty when it does not."""
        return list(self._differences(self._resources[kind], resource, kind))

    def answer_problems(self, operation: Operation, answer: Resource) -> list[str]:
        """Where an answer differs from what the SDK expects of the operation."""
        if answer.get("deleted"):  # of a deleted thing only its name comes back
            return []
        return list(self._differences(operation.answer, answer, operation.name))

    def is_expandable(self, kind: str, field: str) -> bool:
        """Whether ``expand`` may name this field of this kind of resource."""
        known = self._resources.get(kind, {}).get("properties", {})
        expandable = known.get(field, {}).get("expandable", False)
        return expandable or (kind, field) in _ONLY_EXPANDED

    @cached_property
    def _resources(self) -> dict[str, Schema]:
        shapes = self._spec.components.values()
        return {shape["resource"]: shape for shape in shapes if "resource" in shape}

    def _resolved(self, schema: Schema) -> Schema:
        return self._spec.components[schema["$ref"]] if "$ref" in schema else schema

    def _alternative(self, choices: list[Schema], sent: Any, at: str) -> Schema:
        for choice in map(self._resolved, choices):
            if isinstance(sent, _SENT.get(choice.get("type", "object"), str)):
                return choice
        raise invalid(f"Invalid {at or 'value'}", at)

    def _read_object(self, schema: Schema, sent: Any, at: str) -> dict[str, Any]:
        if not isinstance(sent, dict):
            raise invalid("Invalid object", at)
        known, free = schema.get("properties", {}), schema.get("additionalProperties", False)
        values = {}
        for name, value in sent.items():
            below = f"{at}[{name}]" if at else name
            if name not in known and free is False:
                raise unknown_param(below)
            is_cleared = name not in known and value == ""  # as in metadata
            values[name] = value if is_cleared else self.read(known.get(name, free), value, below)
        for name in schema.get("required", []):
            if name not in sent:
                raise missing_param(f"{at}[{name}]" if at else name)
        return values

    def _read_list(self, schema: Schema, sent: Any, at: str) -> list[Any]:
        if not isinstance(sent, list):
            raise invalid("Invalid array", at)
        items = schema["items"]
        return [self.read(items, value, f"{at}[{place}]") for place, value in enumerate(sent)]

    def _differences(self, schema: Schema, value: Any, at: str) -> Iterator[str]:
        if value is None and schema.get("nullable"):
            return
        schema = self._resolved(schema)
        if "stub" in schema and isinstance(value, dict):
            raise NotFaked(f"{at}: the shape of {schema['stub']} is not read")
        if "anyOf" in schema:
            yield from self._differences_of_all(schema["anyOf"], value, at)
        elif "type" in schema:
            yield from self._differences_of_kind(schema, value, at)

    def _differences_of_all(self, choices: list[Schema], value: Any, at: str) -> Iterator[str]:
        if isinstance(value, dict):
            choices = [choice for choice in choices if "stub" not in self._resolved(choice)]
        found = [list(self._differences(choice, value, at)) for choice in choices]
        if all(found):
            yield from min(found, key=len, default=[f"{at}: nothing fits"])

    def _differences_of_kind(self, schema: Schema, value: Any, at: str) -> Iterator[str]:
        kind = schema["type"]
        expected: Any = _PYTHON.get(kind, (int, float))
        if not isinstance(value, expected) or (isinstance(value, bool) and kind != "boolean"):
            yield f"{at}: {value!r} is not {kind}"
        elif isinstance(value, list):
            for place, item in enumerate(value):
                yield from self._differences(schema["items"], item, f"{at}[{place}]")
        elif isinstance(value, dict):
            yield from self._differences_of_fields(schema, value, at)
        elif value not in schema.get("enum", [value]) and not schema.get("open"):
            yield f"{at}: {value!r} is not one of the known values"

    def _differences_of_fields(
        self, schema: Schema, value: Mapping[str, Any], at: str
    ) -> Iterator[str]:
        known, free = schema.get("properties", {}), schema.get("additionalProperties", False)
        yield from (f"{at}: no {name}" for name in schema.get("required", []) if name not in value)
        for name, child in value.items():
            if name not in known and free is False:
                yield f"{at}: unknown field {name}"
            else:
                yield from self._differences(known.get(name, free), child, f"{at}.{name}")


def _read_scalar(schema: Schema, sent: Any, at: str) -> Any:
    if not isinstance(sent, str):
        raise invalid(f"Invalid {schema['type']}", at)
    kind = schema["type"]
    if kind == "boolean":
        if sent not in {"true", "false"}:
            raise invalid(f"Invalid boolean: {sent}", at)
        return sent == "true"
    if kind in _NUMBERS:
        if not _NUMBERS[kind].match(sent):
            raise invalid(f"Invalid {kind}: {sent}", at, code=f"parameter_invalid_{kind}")
        return int(sent) if kind == "integer" else float(sent)
    if sent == "" and "" not in schema.get("enum", []):
        raise invalid(f"You passed an empty string for '{at}'.", at, code="parameter_invalid_empty")
    # New values may appear in an open choice, but never one that this version does not know.
    if "enum" in schema and sent not in schema["enum"]:
        raise invalid(f"Invalid {at}: must be one of {', '.join(schema['enum'][:8])}", at)
    return sent
