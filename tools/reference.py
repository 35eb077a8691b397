"""Write the reference from the code: settings, commands, events, errors, invariants, addresses.

``python -m tools.reference`` writes ``docs/reference/*.md``; a test fails when they are old.
"""

from __future__ import annotations

import inspect
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from shop import create_app
from shop.cli import group
from shop.core.errors import ShopError
from shop.core.outbox import Event
from shop.core.settings import Settings
from shop.operations.verify import CHECKS, PROJECTION
from shop.subscriptions import SUBSCRIPTIONS

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"


def settings() -> str:
    """Every key, what it is, and what it is when it is not set."""
    rows = [
        (f"`SHOP_{name.upper()}`", _shown(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    words = (
        "Read from the environment by the stand-alone service, or from `app.config` of a host, "
        "once at start. Lists are separated by commas. An unknown key stops the start and names "
        "the nearest known one, except `SHOP_PORT...` and `SHOP_SERVICE_...`, which Kubernetes "
        "injects."
    )
    return _page("Settings", words, ("key", "default", "meaning"), rows)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        value = ",".join(str(part) for part in value)
    return f"`{value}`" if value not in ("", None) else "(empty)"


def commands() -> str:
    """Every command with its options."""
    rows = [
        (f"`flask --app shop.wsgi shop {name}`", _options(command), command.help or "")
        for name, command in sorted(group.commands.items())
    ]
    words = "Each has `--help`. `make run` is `shop run --demo` in an environment of its own."
    return _page("Commands", words, ("command", "options", "does"), rows)


def _options(command: click.Command) -> str:
    names = [
        parameter.opts[0] if parameter.param_type_name == "option" else str(parameter.name).upper()
        for parameter in command.params
    ]
    return " ".join(f"`{name}`" for name in names)


def events() -> str:
    """Every event, what it carries, and who hears of it."""
    heard = {event: tuple(s.name for s in who) for event, who in SUBSCRIPTIONS.items()}
    rows = [
        (
            f"`{event.name}`",
            ", ".join(f"`{field}`" for field in inspect.signature(event).parameters),
            _first_line(event),
            ", ".join(heard.get(event, ())) or "nobody yet",
        )
        for event in sorted(_below(Event), key=lambda event: event.name)
    ]
    words = (
        "Written into the outbox in the transaction that made them true, handed out at least "
        "once afterwards. Names and fields are stable."
    )
    return _page("Events", words, ("event", "carries", "means", "heard by"), rows)


def errors() -> str:
    """Every refusal with its stable code."""
    found = {error.code: error for error in _below(ShopError) if error.code != "refused"}
    rows = [
        (f"`{code}`", str(error.status), _first_line(error))
        for code, error in sorted(found.items())
    ]
    words = (
        "A refusal tells a person what to do differently. Pages show its sentence beside the "
        "field; machines get `application/problem+json` with `code`, `status`, `title` and "
        "`request_id`."
    )
    return _page("Errors", words, ("code", "status", "means"), rows)


def invariants() -> str:
    """List what ``verify`` computes."""
    rows = [
        (check.id, " ".join(check.count.split()).removeprefix("SELECT count(*) FROM "))
        for check in CHECKS
    ]
    rows.append((PROJECTION, "shop_listing_versions WHERE status = 'approved'"))
    words = (
        "`flask shop verify` computes these, prints JSON and exits 1 when one is broken. It only "
        "reads."
    )
    return _page("Invariants", words, ("id", "looks at"), [(a, f"`{b}`") for a, b in rows])


def addresses() -> str:
    """Every address below the prefix, in the default language."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder)))
        rules = [
            (
                rule.rule,
                ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})),
                rule.endpoint,
            )
            for rule in app.url_map.iter_rules()
            if rule.endpoint.partition(".")[0] in {"shop", "shop_bare"}
        ]
        app.extensions["shop"].database.engine.dispose()
    rows = [
        (f"`{rule}`", methods, f"`{endpoint.partition('.')[2]}`")
        for rule, methods, endpoint in sorted(rules)
    ]
    words = (
        "Indonesian at these addresses, English below `/en`; what has no language (files, "
        "callbacks, health) is there once."
    )
    return _page("Addresses", words, ("address", "methods", "name"), rows)


PAGES = {
    "settings.md": settings,
    "commands.md": commands,
    "events.md": events,
    "errors.md": errors,
    "invariants.md": invariants,
    "addresses.md": addresses,
}


def _below(base: type[Any]) -> Iterator[type[Any]]:
    """Yield the shop's classes below ``base``; a test may have some of its own."""
    for child in base.__subclasses__():
        if child.__module__.startswith("shop."):
            yield child
        yield from _below(child)


def _first_line(thing: type[Any]) -> str:
    return (inspect.getdoc(thing) or "").partition("\n\n")[0].replace("\n", " ")


def _page(title: str, words: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [
        f"# {title}",
        "",
        words,
        "",
        "<!-- written by tools/reference.py -->",
        "",
        "| " + " | ".join(head) + " |",
        "|" + " --- |" * len(head),
        *("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, write in PAGES.items():
        (FOLDER / name).write_text(write())
