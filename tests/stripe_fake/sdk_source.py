"""The installed ``stripe`` package as parsed source, without importing its 1,500 modules."""

import ast
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Module:
    """What the shapes need of one module: names it imports, classes, functional mappings."""

    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    #: ``Name = TypedDict("Name", {...})``: how the SDK writes keys that Python cannot spell.
    mappings: dict[str, ast.Dict] = field(default_factory=dict)


class SdkSource:
    """Parses modules of the installed SDK on demand and remembers them."""

    def __init__(self) -> None:
        found = importlib.util.find_spec("stripe")
        if found is None or found.origin is None:
            raise ModuleNotFoundError("stripe is not installed")
        self.package = Path(found.origin).parent
        self._modules: dict[str, Module] = {}

    @cached_property
    def api_version(self) -> str:
        """The API version that the installed SDK sends, for example ``2026-10-28.endive``."""
        return _assigned(self._tree("stripe._api_version"), "CURRENT")

    def module(self, name: str) -> Module:
        """One module by its dotted name; an empty one when the package has no such file."""
        if name not in self._modules:
            self._modules[name] = self._read(name)
        return self._modules[name]

    def services(self) -> Iterator[str]:
        """Dotted names of all modules that send requests, in a stable order."""
        for path in sorted(self.package.rglob("*_service.py")):
            relative = path.relative_to(self.package.parent).with_suffix("")
            if "test_helpers" not in relative.parts:
                yield ".".join(relative.parts)

    def text(self, name: str) -> str:
        """The source of a service module."""
        return self._path(name).read_text(encoding="utf-8")

    def _path(self, name: str) -> Path:
        path = self.package.parent.joinpath(*name.split("."))
        plain = path.with_suffix(".py")
        return plain if plain.exists() else path / "__init__.py"

    def _tree(self, name: str) -> ast.Module:
        return ast.parse(self.text(name))

    def _read(self, name: str) -> Module:
        if not self._path(name).exists():
            return Module()
        tree = self._tree(name)
        module = Module()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    module.imports[alias.asname or alias.name] = (node.module, alias.name)
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                module.classes[node.name] = node
            elif isinstance(node, ast.Assign):
                _remember_mapping(module, node)
        return module


def _remember_mapping(module: Module, node: ast.Assign) -> None:
    target, value = node.targets[0], node.value
    if not (isinstance(target, ast.Name) and isinstance(value, ast.Call)):
        return
    if len(value.args) > 1 and isinstance(value.args[1], ast.Dict):
        module.mappings[target.id] = value.args[1]


def _assigned(tree: ast.Module, wanted: str) -> str:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(value))):
                if name == wanted:
                    return value
    raise LookupError(wanted)
