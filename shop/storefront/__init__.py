"""What buyers meet. No tables and no rules here: pages, forms, and addresses."""

from __future__ import annotations

from shop.core.http import Face
from shop.storefront import account

FACES: tuple[Face, ...] = ()

#: Without a language: pictures, sitemap, robots.
BARE_FACES: tuple[Face, ...] = ()

#: Only where we sign people in ourselves; inside a host application they are absent.
STANDALONE_FACES: tuple[Face, ...] = (account.FACE,)
