"""Check of the Host header, as WSGI middleware of the stand-alone service.

It runs before Flask builds its URL adapter: without one Flask has no routes, and even an error
page cannot be rendered.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from werkzeug.sansio.utils import host_is_trusted
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Probes of load balancers ask by IP address.
PROBES = frozenset({"/health/live", "/health/ready"})

#: A name, an IPv4 address or an IPv6 address in brackets, and a port. Servers join two Host
#: headers with a comma, so a comma is refused.
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")


class HostCheck:
    """Answer 400 to a request whose Host is malformed, or is not one of ``trusted``.

    :param trusted: Names that requests may carry, ``.example.org`` with every subdomain. Empty:
        every well-formed name.
    """

    def __init__(self, app: WSGIApplication, trusted: Collection[str]) -> None:
        self.app = app
        self.trusted = tuple(trusted)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Pass the request on or refuse it."""
        problem = self._problem(environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", ""))
        if problem:
            return _refusal(problem)(environ, start)
        return self.app(environ, start)

    def _problem(self, host: str, path: str) -> str:
        if host and not _HOST.fullmatch(host):
            return "The Host header is malformed."
        if self.trusted and path not in PROBES and not host_is_trusted(host.lower(), self.trusted):
            return "This shop does not answer under that host name."
        return ""


def _refusal(text: str) -> Response:
    return Response(
        f"400 Bad Request\n{text}\n",
        status=400,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )
