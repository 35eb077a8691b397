"""What threads share of pages (addresses, frames, icons, words, files, kept pages) is right for all."""

from __future__ import annotations

import gzip
from collections import Counter

import pytest

from shop.catalog.index import CatalogueIndex
from shop.core import i18n, static, templates
from shop.core.http import caching
from tests.flows.world import World
from tests.races.crowd import at_once

pytestmark = pytest.mark.race

PATHS = (
    "/",
    "/batik/",
    "/batik/?technique=batik-tulis",
    "/batik/?q=kain",
    "/batik/kain-unique",
    "/batik/kain-stocked",
    "/artisan/",
    "/artisan/teras-contoh",
    "/motif/",
)


def _forget_everything(world: World) -> None:
    """As in a process that was just started."""
    i18n._catalogues.clear()
    templates._icons.clear()
    static.files.cache_clear()
    caching._zip.cache_clear()
    world.shop.addresses.clear()
    world.shop.frames.clear()
    world.shop.ports[CatalogueIndex] = CatalogueIndex()


def test_the_first_requests_of_a_process_from_many_threads_get_what_one_thread_gets(
    world: World,
) -> None:
    pages = [prefix + path for path in PATHS for prefix in ("", "/en")]

    def body(path: str) -> bytes:
        answer = world.app.test_client().get(path, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, path
        packed = answer.headers.get("Content-Encoding") == "gzip"
        return gzip.decompress(answer.data) if packed else answer.data

    alone = {path: body(path) for path in pages}
    for _ in range(3):
        _forget_everything(world)
        asked = pages * 4

        together = at_once(body, asked, threads=16)

        different = Counter(
            path for path, found in zip(asked, together, strict=True) if found != alone[path]
        )
        assert different == Counter()
