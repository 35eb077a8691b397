"""A small load generator: keep-alive connections, one thread each, nothing between the bytes.

It shares the machine with server and database, so it does as little as it can: requests are bytes,
answers are read by their Content-Length and thrown away unless somebody wants them.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode


@dataclass
class Answer:
    """Status, head and body of a response."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """Return a header's value, empty when it is not there."""
        for line in self.head.split(b"\r\n"):
            key, _, value = line.partition(b":")
            if key.lower() == name.lower().encode():
                return value.strip().decode()
        return ""


@dataclass
class Browser:
    """One connection with its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _socket: socket.socket | None = None
    _rest: bytes = b""

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._send("GET", path, b"")

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""
        return self._send("POST", path, urlencode(fields).encode())

    def _send(self, method: str, path: str, body: bytes) -> Answer:
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Sec-Fetch-Site: same-origin\r\nCookie: {cookies}\r\n"
        )
        if body:
            head += (
                "Content-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\n"
            )
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(head.encode() + b"\r\n" + body)
        answer = self._read()
        self._keep_cookies(answer)
        return answer

    def _read(self) -> Answer:
        data = self._rest
        while b"\r\n\r\n" not in data:
            data += self._receive()
        head, _, rest = data.partition(b"\r\n\r\n")
        length = int(
            next(
                (
                    line.split(b":")[1]
                    for line in head.lower().split(b"\r\n")
                    if line.startswith(b"content-length")
                ),
                b"0",
            )
        )
        while len(rest) < length:
            rest += self._receive()
        self._rest = rest[length:]
        return Answer(int(head[9:12]), head, rest[:length])

    def _receive(self) -> bytes:
        assert self._socket is not None
        chunk = self._socket.recv(262_144)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        return chunk

    def _keep_cookies(self, answer: Answer) -> None:
        for line in answer.head.split(b"\r\n"):
            if line.lower().startswith(b"set-cookie:"):
                name, _, value = line.split(b":", 1)[1].strip().partition(b";")[0].partition(b"=")
                self.cookies[name.decode()] = value.decode()


@dataclass(frozen=True)
class Figure:
    """What was measured of one kind of page."""

    name: str
    per_second: float
    p95_ms: float
    requests: int
    refused: int


def measure(
    name: str, port: int, act: Callable[[Browser], bool], *, seconds: float, connections: int
) -> Figure:
    """Let ``connections`` browsers act again and again for a while.

    :param act: One page or one journey; returns whether it went well.
    """
    times: list[float] = []
    refused = [0]
    end = time.perf_counter() + seconds
    lock = threading.Lock()

    def visit() -> None:
        browser = Browser(port)
        own: list[float] = []
        bad = 0
        while (start := time.perf_counter()) < end:
            bad += not act(browser)
            own.append(time.perf_counter() - start)
        with lock:
            times.extend(own)
            refused[0] += bad

    threads = [threading.Thread(target=visit) for _ in range(connections)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begin
    times.sort()
    return Figure(
        name, len(times) / took, times[int(len(times) * 0.95)] * 1000, len(times), refused[0]
    )
