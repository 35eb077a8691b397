"""The index of the shop window: facets, orders and words, held by each process.

``subscriber`` hears of changes and appends to the ``feed``; ``CatalogueIndex`` follows the feed and
answers requests from a ``Snapshot`` in memory. What grows with the number of listings is written
in ``docs/why/performance.md``.
"""

from __future__ import annotations

from shop.catalog.index.catalogue import CatalogueIndex
from shop.catalog.index.page import Facet, Option, Page, Wish

__all__ = ["CatalogueIndex", "Facet", "Option", "Page", "Wish"]
