"""Style sheet, script, fonts and icons: addresses that name their content, kept for a year.

A file's address holds the digest of its content, so a new release never meets an old copy in a
browser and an unchanged file is never fetched twice. All of it is small and stays in memory.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Response, request

from shop.core import http
from shop.core.errors import NotFound

FOLDER = Path(__file__).resolve().parents[1] / "static"

#: What is worth compressing; fonts and pictures already are.
COMPRESSED = frozenset({".css", ".js", ".json", ".svg", ".webmanifest"})

#: ``url("fonts/x.woff2")`` in a style sheet, relative to the folder of static files.
_REFERENCE = re.compile(rb'url\("(?!data:)([\w./-]+)"\)')

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/manifest+json", ".webmanifest")


@dataclass(frozen=True)
class StaticFile:
    """One file as it is served. ``gzipped`` is ``None`` where compression does not pay."""

    digest: str
    content: bytes
    gzipped: bytes | None
    media_type: str


class StaticFiles:
    """The files below ``folder``, read once."""

    def __init__(self, folder: Path) -> None:
        contents = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        plain = {name: body for name, body in contents.items() if not name.endswith(".css")}
        self.files = {name: _file(name, body) for name, body in plain.items()}
        for name in contents.keys() - plain.keys():
            self.files[name] = _file(name, _tight(self._with_digests(contents[name])))

    def digest(self, path: str) -> str:
        """Return the digest that belongs into the address of ``path``.

        :raises KeyError: there is no such file; a test renders every page.
        """
        return self.files[path].digest

    def response(self, digest: str, path: str) -> Response:
        """Serve a file, compressed when the browser takes that, for a year.

        :raises NotFound: there is no such file, or it has another content by now.
        """
        file = self.files.get(path)
        if file is None or file.digest != digest:
            raise NotFound
        zipped = file.gzipped if request.accept_encodings.quality("gzip") > 0 else None
        response = Response(zipped or file.content, content_type=file.media_type)
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
        if file.gzipped:
            response.vary.add("Accept-Encoding")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.set_etag(file.digest + ("-gzip" if zipped else ""))
        return response.make_conditional(request)  # type: ignore[return-value]

    def _with_digests(self, sheet: bytes) -> bytes:
        """Point a style sheet's references at addresses with digests, beside its own."""

        def address(reference: re.Match[bytes]) -> bytes:
            name = reference[1].decode()
            file = self.files.get(name)
            return f'url("../{file.digest}/{name}")'.encode() if file else reference[0]

        return _REFERENCE.sub(address, sheet)


@functools.cache
def files() -> StaticFiles:
    """Return our own files, read on first use."""
    return StaticFiles(FOLDER)


def static_url(path: str) -> str:
    """Return the address of one of our static files, such as ``shop.css``."""
    return http.bare_url("static", digest=files().digest(path), path=path)


def font_urls() -> list[str]:
    """Return the addresses of the fonts, none when ``tools/build_assets.py`` never ran."""
    return [static_url(name) for name in sorted(files().files) if name.endswith(".woff2")]


def view(digest: str, path: str) -> Response:
    """Serve ``/static/<digest>/<path>``."""
    return files().response(digest, path)


def _tight(sheet: bytes) -> bytes:
    """Leave out comments and the white space that only people read: a tenth less to send."""
    bare = re.sub(rb"/\*.*?\*/", b"", sheet, flags=re.DOTALL)
    bare = re.sub(rb"\s*([{};,])\s*", rb"\1", re.sub(rb"\s+", b" ", bare))
    return bare.replace(b";}", b"}").replace(b": ", b":").strip()


def _file(name: str, content: bytes) -> StaticFile:
    suffix = Path(name).suffix
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    is_text = suffix in {".css", ".js"}
    return StaticFile(
        digest=hashlib.sha256(content).hexdigest()[:8],
        content=content,
        gzipped=gzip.compress(content, 9, mtime=0) if suffix in COMPRESSED else None,
        media_type=media_type + ("; charset=utf-8" if is_text else ""),
    )
