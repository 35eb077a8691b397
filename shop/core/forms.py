"""Forms: what a page posted becomes a command, or messages beside the fields with what was typed.

A form has no rules of its own; they are the command's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from shop.core.command import Command, message_of
from shop.core.errors import ShopError

C = TypeVar("C", bound=Command)

#: Posted by every form and not part of any command.
IGNORED = frozenset({"csrf_token", "next"})


@dataclass
class Form(Generic[C]):
    """A command that a page posted, or the reasons why it is none.

    ``values`` keep what was typed, ``errors`` map a field to a sentence; the empty field name
    stands for the form as a whole.
    """

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    #: Sentences beside fields that are no errors, such as a reviewer's remarks: by field.
    notes: dict[str, list[str]] = field(default_factory=dict)
    #: What the service refused it with; ``None`` when it did not come that far.
    refusal: ShopError | None = None
    _command: C | None = None

    @classmethod
    def read(
        cls, schema: type[C], posted: Any, *, lists: Iterable[str] = (), **given: Any
    ) -> Form[C]:
        """Read ``schema`` from posted fields.

        :param posted: A werkzeug ``MultiDict``. A field that comes twice is refused unless it is
            named in ``lists``.
        :param lists: Fields that are lists of values.
        :param given: Fields that the server decides; posting one of them is refused.
        """
        wanted = frozenset(lists)
        values: dict[str, Any] = {}
        errors: dict[str, str] = {}
        for name in posted:
            if name in IGNORED:
                continue
            many = posted.getlist(name)
            if not many and name not in wanted:
                continue
            values[name] = many if name in wanted else many[0]
            if name in given or (len(many) > 1 and name not in wanted):
                errors[name] = message_of({"type": "extra_forbidden"})
        form = cls(values=values, errors=errors)
        if not errors:
            form._parse(schema, {**values, **given})
        return form

    def _parse(self, schema: type[C], values: Mapping[str, Any]) -> None:
        try:
            self._command = schema.model_validate(values)
        except ValidationError as error:
            for entry in error.errors():
                name = ".".join(str(part) for part in entry["loc"])
                self.errors.setdefault(name, message_of(entry))

    @property
    def command(self) -> C:
        """The command; only there when there are no errors."""
        assert self._command is not None, "a form with errors has no command"
        return self._command

    def refuse(self, error: ShopError) -> None:
        """Put a refusal of the service beside the field that it names."""
        self.errors[error.field or ""] = error.text
        self.refusal = error

    def value(self, name: str, default: Any = "") -> Any:
        """Return what was typed into a field."""
        return self.values.get(name, default)

    def error(self, name: str) -> str:
        """Return the sentence beside a field, or nothing."""
        return self.errors.get(name, "")
