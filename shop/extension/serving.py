"""Serving with granian: processes, threads, and what each process does before its first request.

The figures behind the choices stand in ``docs/why/serving.md``.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask

from shop.core.runtime import EXTENSION, Runtime
from shop.extension import parts

#: Connections that wait in the kernel; what is over it is tried again by the browser after a second.
BACKLOG = 1024
#: Seconds that a process may take to end its last requests.
END_SECONDS = 20


def serve(app: Flask, *, port: int, target: str) -> None:
    """Serve ``app`` until told to stop. A server process that dies is replaced.

    The processes are forked from this one, which therefore gives up its connections first; a
    forked process opens its own (``core.db``).

    :param target: What to import for ``app`` where processes are not forked.
    """
    from granian import Granian  # noqa: PLC0415 - not needed by any other command
    from granian.constants import Interfaces  # noqa: PLC0415

    runtime: Runtime = app.extensions[EXTENSION]
    runtime.database.engine.dispose()
    server = Granian(
        target,
        address=runtime.settings.host,
        port=port,
        interface=Interfaces.WSGI,
        workers=runtime.settings.workers,
        blocking_threads=runtime.settings.threads,
        backlog=BACKLOG,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=END_SECONDS,
    )
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)
        server.serve(target_loader=partial(_ready, app, runtime), wrap_loader=False)
    else:  # elsewhere processes are not forked, and each imports the application anew
        server.serve()


def _ready(app: Flask, runtime: Runtime) -> Callable[..., Any]:
    """Return the application inside a server process, after warming it up."""
    parts.warm_up(runtime)
    return app
