"""``flask --app shop.wsgi shop ...``: what operators type."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import ScriptInfo, with_appcontext
from werkzeug.datastructures import MultiDict

from shop.accounts import passwords, staff
from shop.accounts.commands import CreateAdmin
from shop.core import schema, worker
from shop.core.forms import Form
from shop.core.i18n import use_locale
from shop.core.runtime import Runtime, runtime
from shop.demo import load
from shop.extension import opening, serving
from shop.operations import backup, export, verify, worker_process
from shop.operations.command_errors import CommandGroup, need_schema
from shop.operations.supervisor import Supervisor
from shop.payments import reconcile as payments
from shop.payments.ports import Providers

group = CommandGroup("shop", help="Run and look after the shop.")


def _ready() -> Runtime:
    """Return a shop whose database has this version's tables.

    :raises ClickException: it has not.
    """
    current = runtime()
    need_schema(current.database)
    return current


@contextmanager
def _speaking() -> Iterator[Runtime]:
    """Give commands the addresses that letters need, on the configured origin."""
    current = _ready()
    with current_app.test_request_context("/", base_url=current.settings.public_url):
        yield current


def _say(data: Any) -> None:
    click.echo(json.dumps(data, indent=1, ensure_ascii=False, default=str))


@group.command()
@with_appcontext
def init() -> None:
    """Migrate to the newest schema and load the craft's reference data. Safe to repeat."""
    for line in _init(runtime()):
        click.echo(line)


def _init(shop: Runtime) -> list[str]:
    """Migrate and load; returns what was done, a line for each table or set of pages."""
    schema.migrate(shop.database)
    lines = [f"schema: {schema.current(shop.database)}"]
    for name, seed in shop.seeds.items():
        reports = shop.database.run(seed)
        lines += [_loaded(name, r) for r in (reports if isinstance(reports, list) else [reports])]
    return lines


def _loaded(name: str, report: Any) -> str:
    """Write what a load did in words: ``shop_motifs: 82 added, 0 updated, ...``."""
    if report is None:
        return f"{name}: loaded"
    counts = asdict(report)
    table = counts.pop("table", name)
    return f"{table}: " + ", ".join(f"{count} {done}" for done, count in counts.items())


@group.command()
@click.option("--json", "as_json", is_flag=True, help="Print logins and marked things as JSON.")
@click.option("--remove", is_flag=True, help="Take everything of the demo away again.")
@with_appcontext
def demo(*, as_json: bool, remove: bool) -> None:
    """Load the demo shop once: artisans, cloth, orders, people."""
    load.refuse_in_production(runtime(), remove=remove)
    _init(runtime())
    with _speaking() as shop:
        if remove:
            _say(load.remove(shop))
            return
        facts = load.load(shop)
    if as_json:
        _say(facts)
    else:
        click.echo(_logins(facts))


def _logins(facts: dict[str, Any]) -> str:
    rows = [f"  {role:<10} {who['email']:<40} {who['password']}" for role, who in _people(facts)]
    return "\n".join(["Demo logins:", *rows])


def _people(facts: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    return list(facts["logins"].items())


@group.command()
@click.option("--port", default=5000, show_default=True, help="Port to listen on.")
@click.option("--demo", "with_demo", is_flag=True, help="Load the demo first if it is not there.")
@click.option("--no-worker", is_flag=True, help="Serve only; `shop work` runs elsewhere.")
@with_appcontext
def run(*, port: int, with_demo: bool, no_worker: bool) -> None:
    """Serve the shop, with the worker beside it."""
    shop = runtime()
    if with_demo:
        load.refuse_in_production(shop)
    _init(shop)
    opening.refuse_demo_data(shop)
    if with_demo:
        with _speaking():
            click.echo(_logins(load.load(shop)))
    click.echo(f"\nCanting is at {shop.settings.public_url}/  (stop with Ctrl-C)\n")
    if not shop.settings.smtp_url and not shop.settings.is_production:
        click.echo(f"Letters can be read at {shop.settings.public_url}/letters/\n")
    application = click.get_current_context().ensure_object(ScriptInfo).app_import_path
    with nullcontext() if no_worker else Supervisor(_worker(application), name="worker"):
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
        serving.serve(app, port=port, target=_target(application))


def _worker(application: str | None) -> list[str]:
    """Return the command of the worker beside this server: the same application, our child."""
    chosen = ["--app", application] if application else []
    parent = ["--parent", str(os.getpid())]
    return [sys.executable, "-m", "flask", *chosen, "shop", "work", *parent]


def _target(application: str | None) -> str:
    """Return what a WSGI server imports for the application that ``--app`` names.

    :param application: ``None``: the one that Flask found in the working directory.
    """
    if application in {"shop.wsgi", "shop.wsgi:app"}:
        return "shop.wsgi:app"
    if application:
        os.environ["FLASK_APP"] = application
    return "shop.flask_app:app"


@group.command()
@click.option("--parent", default=0, help="End with this process, which started the worker.")
@with_appcontext
def work(*, parent: int) -> None:
    """Relay events, run jobs, send letters, until stopped. Says why it ends.

    Exit code 0: it was stopped by a signal; 1: its rounds kept failing; 3: its parent is gone; 4: it
    hung in a round for a quarter of an hour.
    """
    with _speaking() as shop:
        opening.refuse_demo_data(shop)
        code = worker_process.run(shop, parent=parent)
    sys.exit(code)


@group.command()
@with_appcontext
def tick() -> None:
    """Do once whatever is due."""
    with _speaking() as shop:
        _say({"done": worker.tick(shop)})


@group.command()
@click.option("--seconds", default=30.0, show_default=True, help="How long to wait at most.")
@with_appcontext
def drain(*, seconds: float) -> None:
    """Work until nothing waits; exit 1 when something still does."""
    with _speaking() as shop:
        waiting = worker.drain(shop, seconds=seconds)
    _say(waiting)
    if any(waiting.values()):
        sys.exit(1)


@group.command(name="verify")
@with_appcontext
def verify_command() -> None:
    """Compute the invariants; exit 1 when one is broken."""
    with _ready().database.reading() as db:
        findings = verify.verify(db)
    _say([finding.as_dict() for finding in findings])
    if not all(finding.holds for finding in findings):
        sys.exit(1)


@group.command()
@click.option("--hours", default=72, show_default=True, help="How far to look back.")
@with_appcontext
def reconcile(*, hours: int) -> None:
    """Compare with the payment providers and settle what is unknown."""
    with _speaking() as shop:
        since = shop.clock.now() - timedelta(hours=hours)
        _say(payments.reconcile(shop.database, shop.port(Providers), since))


@group.command(name="backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup_command(*, file: Path) -> None:
    """Write database and media into FILE."""
    shop = _ready()
    _say(backup.back_up(shop.database, shop.media, file))


@group.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(*, file: Path) -> None:
    """Fill an empty shop from FILE."""
    shop = runtime()
    _say(backup.restore(shop.database, shop.media, file))


@group.command(name="export")
@click.argument("what", type=click.Choice(["orders", "ledger"]))
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json")
@with_appcontext
def export_command(*, what: str, form: str) -> None:
    """Print every order, or every movement of the books."""
    with _ready().database.reading() as db:
        rows: Any = export.orders(db) if what == "orders" else export.entries(db)
    click.echo(export.as_json(rows) if form == "json" else export.as_csv(rows), nl=False)


@group.command(name="create-admin")
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
@click.password_option()
@with_appcontext
def create_admin(*, email: str, name: str, password: str) -> None:
    """Create the first account of a shop, with every staff right.

    E-mail, name and password follow the same rules as on the registration page.
    """
    database = _ready().database
    with use_locale("en"):
        typed = MultiDict({"email": email, "name": name, "password": password})
        form = Form.read(CreateAdmin, typed)
        if form.errors:
            raise click.UsageError(" ".join(f"{at}: {form.errors[at]}" for at in form.errors))
    new = form.command
    hashed = passwords.hash_password(new.password)
    database.run(
        lambda db: staff.create_admin(db, email=new.email, name=new.name, password_hash=hashed)
    )
    click.echo(f"{new.email} may now sign in.")
