"""What buyers meet. No tables and no rules here: pages, forms, and addresses."""

from __future__ import annotations

from shop.core.http import Face

FACES: tuple[Face, ...] = ()

#: Without a language: pictures, sitemap, robots.
BARE_FACES: tuple[Face, ...] = ()
