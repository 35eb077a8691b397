"""What one running shop consists of. Built once by the extension, found through the app."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from flask import current_app
from jinja2 import Environment
from markupsafe import Markup
from sqlalchemy.orm import Session

from shop.core.clock import Clock
from shop.core.db import Database
from shop.core.jobs import Job
from shop.core.letters import PostOffice
from shop.core.media import MediaStore
from shop.core.permissions import Principal
from shop.core.readiness import Check
from shop.core.relay import Relay
from shop.core.settings import Settings

P = TypeVar("P")

EXTENSION = "shop"


@dataclass(frozen=True)
class Queue:
    """Something besides the outbox that fills up and is worked off, such as the inbox."""

    name: str
    pending: Callable[[], int]


@dataclass
class Runtime:
    """The parts of a running shop.

    ``ports`` holds what upper layers bring along (payment providers, carriers), keyed by type,
    so that core need not know them. ``identify`` tells who is behind the current request.
    """

    settings: Settings
    clock: Clock
    database: Database
    templates: Environment
    media: MediaStore
    post_office: PostOffice
    relay: Relay
    identify: Callable[[], Principal]
    url_prefix: str = ""
    is_plugin: bool = False
    #: The application was made by ``create_app``, so everything in it is the shop's.
    is_standalone: bool = False
    #: The database was seen to hold no demo data; asked in production only.
    is_free_of_demo: bool = False
    jobs: Sequence[Job] = ()
    queues: Sequence[Queue] = ()
    #: What must be ready before requests are sent to this process, see ``/health/ready``.
    checks: Sequence[Check] = ()
    #: What ``init`` loads, by name, in order: the words of the craft, couriers, pages, roles.
    seeds: dict[str, Callable[[Session], Any]] = field(default_factory=dict)
    ports: dict[type[Any], Any] = field(default_factory=dict)
    #: Addresses that were built.
    addresses: dict[Any, str] = field(default_factory=dict, repr=False)
    #: Parts of the frame around every page, by language.
    frames: dict[Any, Markup] = field(default_factory=dict, repr=False)

    def port(self, kind: type[P]) -> P:
        """Return the part of type ``kind`` that an upper layer brought along."""
        return cast("P", self.ports[kind])


def runtime() -> Runtime:
    """Return the running shop of the current application."""
    return cast("Runtime", current_app.extensions[EXTENSION])
