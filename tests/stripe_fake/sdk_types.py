"""Turn the SDK's Python annotations into JSON-Schema-like dictionaries."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .sdk_source import SdkSource

_SCALARS = {"str": "string", "int": "integer", "bool": "boolean", "float": "number"}
Schema = dict[str, Any]
_NULL: Schema = {"type": "null"}
_WRAPPED, _LIST, _MAPPING = "wrapped", "list", "mapping"
_MEANINGS = {
    **dict.fromkeys(("NotRequired", "Required", "ClassVar"), _WRAPPED),
    **dict.fromkeys(("List", "Sequence"), _LIST),
    **dict.fromkeys(("Dict", "dict", "Mapping", "UntypedStripeObject"), _MAPPING),
}
#: Names the SDK changes because Python keeps them for itself.
_ON_THE_WIRE = {"from_": "from"}


@dataclass(frozen=True)
class Place:
    """Where an annotation stands: its module and the classes around it, outermost first."""

    module: str
    scope: tuple[ast.ClassDef, ...] = ()


class Shaper:
    """Collects a named shape for each class it meets, in :attr:`components`."""

    def __init__(self, source: SdkSource, whole: frozenset[str]) -> None:
        self.components: dict[str, Schema] = {}
        self._source = source
        self._whole = whole

    def schema(self, place: Place, node: ast.expr | None) -> Schema:
        """The shape of one annotation; an empty one accepts anything."""
        match node:
            case ast.Constant(value=None):
                return _NULL
            case ast.Constant(value=str(text)):
                return self.schema(place, ast.parse(text.strip(), mode="eval").body)
            case ast.BinOp():
                return self._union(place, list(_flat(node)))
            case ast.Subscript(slice=inner):
                return self._generic(place, _last_name(node.value), inner)
            case ast.Attribute() | ast.Name():
                return self._named(place, ast.unparse(node))
        return {}

    def _generic(self, place: Place, name: str, inner: ast.expr) -> Schema:
        parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if name == "Literal":
            return _literal(parts)
        if name in {"Optional", "Union"}:
            missing = [ast.Constant(None)] if name == "Optional" else []
            return self._union(place, [*parts, *missing])
        shape = self.schema(place, parts[-1])
        made: dict[str, Schema] = {
            _WRAPPED: shape,
            _LIST: {"type": "array", "items": shape},
            _MAPPING: {"type": "object", "additionalProperties": shape},
            "ExpandableField": {"anyOf": [{"type": "string"}, shape], "expandable": True},
            "ListObject": _list_object(shape),
        }
        return made.get(_MEANINGS.get(name, name), {})

    def _union(self, place: Place, parts: Sequence[ast.expr]) -> Schema:
        shapes = [self.schema(place, part) for part in parts]
        plain = [shape for shape in shapes if shape != _NULL]
        merged = _merged(plain)
        return {**merged, "nullable": True} if len(plain) < len(shapes) else merged

    def _named(self, place: Place, name: str) -> Schema:
        if name in _SCALARS:
            return {"type": _SCALARS[name]}
        if name == "Decimal":
            return {"type": "string", "format": "decimal"}
        if name.startswith(("datetime.", "decimal.")):
            return {"type": "string"}
        outer, *inner = name.split(".")
        return self._class(place, outer, inner)

    def _class(self, place: Place, name: str, inner: Sequence[str]) -> Schema:
        for depth in range(len(place.scope), 0, -1):  # the innermost class wins
            for found in _nested(place.scope[depth - 1], name):
                chain = (*place.scope[:depth], found)
                return self._component(Place(place.module, chain), inner)
        module, original = place.module, name
        if name not in self._source.module(module).classes:
            module, original = self._source.module(module).imports.get(name, ("", name))
        found_class = self._source.module(module).classes.get(original) if module else None
        return self._component(Place(module, (found_class,)), inner) if found_class else {}

    def _component(self, place: Place, inner: Sequence[str]) -> Schema:
        for name in inner:
            chain = (*place.scope, next(_nested(place.scope[-1], name)))
            place = Place(place.module, chain)
        key = _component_key(place)
        if key not in self.components:
            self.components[key] = {}  # stands for itself while its own fields are read
            self.components[key].update(self._object(place))
        return {"$ref": key}

    def _object(self, place: Place) -> Schema:
        resource = _resource_name(place.scope[0]) if len(place.scope) == 1 else None
        if resource and resource not in self._whole:
            return _stub(resource)
        is_parameter = self._is_typed_dict(place.module, place.scope[-1])
        shape: Schema = {"type": "object", "properties": {}, "required": []}
        for name, annotation in self._fields(place):
            field = self.schema(place, annotation)
            shape["properties"][name] = field
            if _is_required(annotation, field, is_parameter=is_parameter):
                shape["required"].append(name)
        # A resource's class without fields stands for any object, as in an event's data.
        is_closed = is_parameter or shape["properties"]
        shape["additionalProperties"] = False if is_closed else {}
        return {**shape, "resource": resource} if resource else shape

    def _fields(self, place: Place) -> Iterator[tuple[str, ast.expr]]:
        described = self._source.module(place.module)
        for base in place.scope[-1].bases:
            name = _last_name(base)
            if name in described.mappings:
                yield from _mapping_fields(described.mappings[name])
            elif name in described.classes:
                yield from self._fields(Place(place.module, (described.classes[name],)))
        for node in place.scope[-1].body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                name = node.target.id
                if name != "OBJECT_NAME" and not name.startswith("_") and not _is_class_var(node):
                    yield _ON_THE_WIRE.get(name, name), node.annotation

    def _is_typed_dict(self, module: str, described: ast.ClassDef) -> bool:
        known = self._source.module(module)
        for base in described.bases:
            name = _last_name(base)
            if name in {"TypedDict", "RequestOptions"} or name in known.mappings:
                return True
            if name in known.classes and self._is_typed_dict(module, known.classes[name]):
                return True
        return False


def _flat(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp):
        yield from _flat(node.left)
        yield from _flat(node.right)
    else:
        yield node


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _literal(parts: Sequence[ast.expr]) -> Schema:
    values = [part.value for part in parts if isinstance(part, ast.Constant)]
    if all(isinstance(value, bool) for value in values):
        return {"type": "boolean", "enum": values}
    kind = "integer" if all(isinstance(value, int) for value in values) else "string"
    return {"type": kind, "enum": values}


def _list_object(item: Schema) -> Schema:
    return {
        "type": "object",
        "required": ["object", "data", "has_more", "url"],
        "properties": {
            "object": {"type": "string", "enum": ["list"]},
            "data": {"type": "array", "items": item},
            "has_more": {"type": "boolean"},
            "url": {"type": "string"},
        },
        "additionalProperties": False,
    }


def _merged(shapes: Sequence[Schema]) -> Schema:
    """One shape for a union: literals join into one enum, an enum with ``str`` stays open."""
    allowed = [value for shape in shapes if _is_choice(shape) for value in shape["enum"]]
    is_open = {"type": "string"} in shapes
    others = [shape for shape in shapes if not _is_choice(shape) and shape != {"type": "string"}]
    text: list[Schema] = [{"type": "string"}] if is_open else []
    if allowed and not (is_open and allowed == [""]):  # "" only means: clear the value
        text = [{"type": "string", "enum": allowed, "open": is_open}]
    joined = text + others
    return joined[0] if len(joined) == 1 else {"anyOf": joined}


def _is_choice(shape: Schema) -> bool:
    return shape.get("type") == "string" and "enum" in shape


def _nested(outer: ast.ClassDef, name: str) -> Iterator[ast.ClassDef]:
    for node in outer.body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            yield node


def _component_key(place: Place) -> str:
    folders = [part for part in place.module.split(".")[1:-1] if part != "params"]
    return ".".join([*folders, *(described.name for described in place.scope)])


def _resource_name(described: ast.ClassDef) -> str | None:
    for node in described.body:
        if isinstance(node, ast.AnnAssign) and _last_name(node.target) == "OBJECT_NAME":
            return str(node.value.value) if isinstance(node.value, ast.Constant) else None
    return None


def _stub(resource: str) -> Schema:
    properties = {"id": {"type": "string"}, "object": {"type": "string", "enum": [resource]}}
    return {"type": "object", "stub": resource, "properties": properties}


def _is_class_var(node: ast.AnnAssign) -> bool:
    return isinstance(node.annotation, ast.Subscript) and (
        _last_name(node.annotation.value) == "ClassVar"
    )


def _is_required(annotation: ast.expr, field: Schema, *, is_parameter: bool) -> bool:
    if not is_parameter:  # Stripe always sends a resource's field, if only as null
        return not field.get("nullable", False)
    return not (
        isinstance(annotation, ast.Subscript) and _last_name(annotation.value) == "NotRequired"
    )


def _mapping_fields(mapping: ast.Dict) -> Iterator[tuple[str, ast.expr]]:
    for key, annotation in zip(mapping.keys, mapping.values, strict=True):
        if isinstance(key, ast.Constant):
            yield str(key.value), annotation
