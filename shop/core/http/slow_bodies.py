"""Reading what a browser sends, when it sends slowly.

The server hands a request to a thread as soon as its head is there, so the thread waits for the
body: a form over a bad line, a large picture, or a client that means harm. Waiting takes a place in
the bulkhead, so that such clients never hold all threads. A proxy that buffers requests, which
production needs anyway, keeps them away altogether.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from shop.core.bulkhead import Bulkhead, BulkheadFull

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Seconds for which a bulkhead that has just become full is asked again: a body that is there is
#: read in no time, so it soon has a place. One that stays full refuses at once.
BRIEF = 0.5
_STEP = 0.01


class BoundBodies:
    """WSGI middleware: reading the body of a request takes a place in the bulkhead.

    The application sees :class:`BulkheadFull` when there is none.
    """

    def __init__(self, application: WSGIApplication, bulkhead: Bulkhead) -> None:
        self.application = application
        self.bulkhead = bulkhead

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Pass a request on."""
        if environ.get("CONTENT_LENGTH") not in {None, "", "0"} or (
            "HTTP_TRANSFER_ENCODING" in environ
        ):
            environ["wsgi.input"] = _Bound(environ["wsgi.input"], self.bulkhead)
        return self.application(environ, start)


class _Bound:
    """A request's body, of which every read takes a place while it lasts."""

    def __init__(self, stream: Any, bulkhead: Bulkhead) -> None:
        self._stream = stream
        self._bulkhead = bulkhead

    def read(self, *size: int) -> Any:
        return self._placed(self._stream.read, *size)

    def readline(self, *size: int) -> Any:
        return self._placed(self._stream.readline, *size)

    def readlines(self, *hint: int) -> Any:
        return self._placed(self._stream.readlines, *hint)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.readline, b"")

    def _placed(self, read: Callable[..., Any], *size: int) -> Any:
        until = time.monotonic() + BRIEF
        while True:
            try:
                with self._bulkhead.place():
                    return read(*size)
            except BulkheadFull:
                if time.monotonic() > until or self._bulkhead.full_seconds > BRIEF:
                    raise
                time.sleep(_STEP)
