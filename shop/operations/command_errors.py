"""Errors of commands: one sentence on standard error and exit code 1, never a traceback."""

from __future__ import annotations

from typing import Any, NoReturn

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError

from shop.core import schema
from shop.core.db import Database
from shop.core.errors import ShopError
from shop.core.i18n import use_locale
from shop.core.private_files import NotPrivate
from shop.core.settings import BadSettings
from shop.operations.backup import CannotRestore

INIT = "flask --app shop.wsgi shop init"


class CommandGroup(AppGroup):
    """A group whose commands explain what an operator can mend; our own mistakes keep a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command.

        :raises ClickException: a setting, a file, the database or the shop's state is at fault.
        """
        try:
            return super().invoke(ctx)
        except (BadSettings, NotPrivate, CannotRestore) as error:
            _explain(str(error))
        except ShopError as error:
            with use_locale("en"):
                _explain(error.text)
        except DBAPIError as error:
            _explain(_of_database(error))
        except OSError as error:
            if isinstance(error, click.exceptions.ClickException) or error.filename is None:
                raise
            _explain(f"{error.filename}: {error.strerror}")


def need_schema(database: Database) -> None:
    """Refuse to work on a database without this version's tables.

    :raises ClickException: names the command that makes or migrates them.
    """
    found, wanted = schema.current(database), schema.head()
    if found is None:
        raise click.ClickException(f"The database has no shop in it yet. Run: {INIT}")
    if found != wanted:
        raise click.ClickException(
            f"The database has schema {found}, this version needs {wanted}. Run: {INIT}"
        )


def _explain(text: str) -> NoReturn:
    raise click.ClickException(text) from None


def _of_database(error: DBAPIError) -> str:
    """Describe a database that does not answer or is none.

    :raises DBAPIError: anything else is our mistake.
    """
    first = str(error.orig).strip().partition("\n")[0]
    is_no_database = type(error) is DatabaseError and "not a database" in first
    if isinstance(error, (OperationalError, InterfaceError)) or is_no_database:
        return f"The database cannot be used: {first}"
    raise error
