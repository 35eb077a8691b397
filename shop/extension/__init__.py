"""Puts the shop together: the only module that knows everybody."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from flask import Blueprint, Flask, Response, g, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from shop.accounts import security
from shop.accounts.ports import HostIdentity
from shop.core import http, static, templates
from shop.core.bulkhead import Bulkhead, BulkheadFull
from shop.core.clock import Clock, SystemClock
from shop.core.db import Database, ask_rested, bound_waiting
from shop.core.errors import NotFound, ShopError
from shop.core.http.slow_bodies import BoundBodies
from shop.core.letters import FolderMailer, Mailer, PostOffice, SmtpMailer
from shop.core.log_lines import LogLines
from shop.core.relay import Relay
from shop.core.runtime import EXTENSION, Runtime
from shop.core.runtime import runtime as current
from shop.core.settings import Settings, read_settings
from shop.core.writer_gate import WriterBusy
from shop.extension import identity, opening, parts, storage
from shop.subscriptions import SUBSCRIPTIONS

log = structlog.get_logger(__name__)


#: Seconds that a thread waits for a connection of the pool.
POOL_SECONDS = 5
#: How long a PostgreSQL that is away is waited for: seconds to connect, and milliseconds without an
#: answer to what was sent. Without them a cut network holds a thread for many minutes.
REACHING = {"connect_timeout": 5, "tcp_user_timeout": 15_000, "keepalives_idle": 30}


class Shop:
    """The shop as an extension of a Flask application.

    :param url_prefix: Where it hangs; its English pages then start at ``<prefix>/en/``.
    :param settings: Typed settings; read from ``SHOP_`` keys of ``app.config`` when not given.
    :param identity: Tells who of the host's users is behind a request; without a host the shop
        signs people in itself.
    :param sign_in: The host's sign-in page; called with the address to come back to.
    :param clock: Tells the time; the machine's clock when not given.
    :param ports: Replacements for ports, by type: payment providers, carriers.
    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        url_prefix: str = "",
        settings: Settings | None = None,
        identity: HostIdentity | None = None,
        sign_in: Callable[[str], str] | None = None,
        clock: Clock | None = None,
        ports: Mapping[type[Any], Any] | None = None,
    ) -> None:
        self.identity = identity
        self.sign_in = sign_in
        self.url_prefix = url_prefix.rstrip("/")
        self.settings = settings
        self.clock = clock or SystemClock()
        self.ports = dict(ports or {})
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Hang the shop into ``app``."""
        settings = self.settings or read_settings(app.config)
        is_plugin = _has_host(app) or self.identity is not None
        bulkhead = Bulkhead(settings.waiting_threads)
        database = Database(_engine(app, settings), self.clock, bulkhead)
        runtime = Runtime(
            settings=settings,
            clock=self.clock,
            database=database,
            templates=templates.build_environment(app),
            media=storage.media_store(settings),
            post_office=_post_office(settings, database),
            relay=Relay(database, SUBSCRIPTIONS),
            identify=identity.from_host(self.identity) if is_plugin else identity.own,
            url_prefix=self.url_prefix,
            is_plugin=is_plugin,
            seeds=dict(parts.SEEDS),
            ports=self.ports,
        )
        app.extensions[EXTENSION] = runtime
        parts.bring_ports(runtime, sign_in=self.sign_in)
        runtime.jobs, runtime.queues = parts.jobs(runtime), parts.queues(runtime)
        runtime.checks = parts.checks(runtime)
        if not is_plugin:
            security.init_security(app, runtime)
        self._register_blueprints(app, runtime)

    def _register_blueprints(self, app: Flask, runtime: Runtime) -> None:
        locales = runtime.settings.locales
        pages = parts.pages(with_accounts=not runtime.is_plugin)
        for locale in locales:
            is_default = locale == locales[0]
            name = http.ROOT if is_default else f"{http.ROOT}_{locale}"
            prefix = self.url_prefix + ("" if is_default else f"/{locale}")
            root = _root(name, partial(http.begin_request, locale))
            _hang(app, root, pages, prefix)
        bare = _root(http.BARE, lambda: http.begin_request(_spoken(locales)))
        bare.add_url_rule("/static/<digest>/<path:path>", "static", static.view)
        _hang(app, bare, parts.BARE, self.url_prefix)
        http.wrap_views(app)
        if runtime.is_plugin:
            first = app.before_request_funcs.setdefault(None, [])
            first.insert(0, partial(_forgery_is_ours_to_check, app))


def _forgery_is_ours_to_check(app: Flask) -> None:
    """Keep a host's ``CSRFProtect`` off our views, whichever of us was initialised first.

    Our faces check every form themselves: by token on private pages, by origin on public ones,
    which carry no token because they are the same for everyone; callbacks by their signature.
    """
    csrf = app.extensions.get("csrf")
    if csrf is None or request.endpoint is None:
        return
    if request.endpoint.partition(".")[0].startswith(http.ROOT):
        csrf.exempt(app.view_functions[request.endpoint])


def _hang(app: Flask, root: Blueprint, faces: Sequence[http.Face], prefix: str) -> None:
    for face in faces:
        root.register_blueprint(face.blueprint)
    app.register_blueprint(root, url_prefix=prefix or None)


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock | None = None,
    ports: Mapping[type[Any], Any] | None = None,
) -> Flask:
    """Build the stand-alone service.

    :param settings: Read from the environment when not given.
    :raises BadSettings: a ``SHOP_`` key is unknown, missing or mistyped.
    """
    settings = settings or read_settings(os.environ)
    _configure_logging(settings)
    app = Flask("shop", static_folder=None, instance_path=str(settings.data_dir.absolute()))
    app.config.update(_flask_config(settings))
    app.wsgi_app = http.HostCheck(  # type: ignore[method-assign, assignment]
        app.wsgi_app, settings.trusted_hosts
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    Shop(app, settings=settings, clock=clock, ports=ports)
    runtime: Runtime = app.extensions[EXTENSION]
    runtime.is_standalone = True
    app.wsgi_app = BoundBodies(  # type: ignore[method-assign, assignment]
        app.wsgi_app, runtime.database.bulkhead
    )
    _handle_strangers(app, settings)
    return app


def _flask_config(settings: Settings) -> dict[str, Any]:
    secure = settings.public_url.startswith("https://")
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        "SESSION_COOKIE_NAME": "__Host-shop_session" if secure else "shop_session",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "MAX_CONTENT_LENGTH": 25 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": 12 * 3600,
        "WTF_CSRF_SSL_STRICT": False,
    }


def _has_host(app: Flask) -> bool:
    return "sqlalchemy" in app.extensions or hasattr(app, "login_manager")


def _engine(app: Flask, settings: Settings) -> Engine:
    """Return the host's engine, or one of our own when there is no host with a database."""
    is_ours = "sqlalchemy" not in app.extensions
    if is_ours:
        app.config["SQLALCHEMY_DATABASE_URI"] = settings.database
        app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", _engine_options(settings))
        storage.prepare_data_folder(settings)
        SQLAlchemy(app)
    with app.app_context():
        engine: Engine = app.extensions["sqlalchemy"].engine
    if is_ours and engine.dialect.name == "postgresql":
        ask_rested(engine)
        bound_waiting(engine)
    return engine


def _engine_options(settings: Settings) -> dict[str, Any]:
    options: dict[str, Any] = {
        "pool_size": settings.pool_size,
        "max_overflow": settings.pool_size,
        "pool_timeout": POOL_SECONDS,
    }
    if settings.database.startswith("postgresql"):
        options["connect_args"] = REACHING
    return options


def _post_office(settings: Settings, database: Database) -> PostOffice:
    folder = settings.data_dir.absolute() / "letters"
    mailer: Mailer = SmtpMailer(settings.smtp_url) if settings.smtp_url else FolderMailer(folder)
    host = settings.public_url.partition("://")[2].partition("/")[0].partition(":")[0]
    return PostOffice(database, mailer, sender=settings.mail_from, host=host)


def _root(name: str, begin: Callable[[], None]) -> Blueprint:
    root = Blueprint(name, "shop")
    root.before_request(begin)
    root.before_request(lambda: opening.check_request(current()))
    root.after_request(http.finish_request)
    root.register_error_handler(ShopError, http.refusal)
    root.register_error_handler(HTTPException, _http_error)
    for kind in (SQLAlchemyError, WriterBusy, BulkheadFull, OSError):
        root.register_error_handler(kind, http.fail)
    return root


def _http_error(error: HTTPException) -> Response:
    if (cause := getattr(error, "original_exception", None)) is not None:
        log.error("request.failed", path=request.path, exc_info=cause)
    if error.response is not None:
        return Response(error.get_body(), error.code, headers=list(error.get_headers()))
    return http.refusal(http.Trouble(error.code or 500))


def _spoken(locales: tuple[str, ...]) -> str:
    """Return the language of an address without one: what its path or the browser says."""
    first = request.path.removeprefix("/").partition("/")[0]
    return first if first in locales[1:] else locales[0]


def _handle_strangers(app: Flask, settings: Settings) -> None:
    """Answer addresses that belong to nobody with a page of ours: stand-alone only."""

    def strange(error: HTTPException) -> Response:
        if "shop_request_id" not in g:
            with suppress(NotFound):  # it refuses control characters; there is nothing here anyway
                http.begin_request(_spoken(settings.locales))
        if error.code == NotFound.status:
            return http.finish_request(http.refusal(NotFound()))
        return http.finish_request(_http_error(error))

    app.register_error_handler(HTTPException, strange)


def _configure_logging(settings: Settings) -> None:
    renderer: Any = structlog.dev.ConsoleRenderer(colors=False)
    if settings.log_format == "json":
        renderer = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(20),
        logger_factory=LogLines,
    )
