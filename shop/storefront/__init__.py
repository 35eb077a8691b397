"""What buyers meet. No tables and no rules here: pages, forms, and addresses."""

from __future__ import annotations

from shop.core.http import Face
from shop.storefront import (
    account,
    artisans,
    cart,
    catalog,
    checkout,
    editorial,
    feed,
    heritage,
    home,
    letters,
    media,
    orders,
    pay,
    preferences,
    programs,
    seo,
    wishlist,
)

FACES: tuple[Face, ...] = (
    home.FACE,
    heritage.FACE,
    artisans.FACE,
    programs.FACE,
    editorial.FACE,
    catalog.FACE,
    feed.FACE,
    wishlist.FACE,
    cart.FACE,
    checkout.FACE,
    orders.FACE,
    pay.FACE,
    preferences.FACE,
    letters.FACE,
)

#: Only where the shop signs people in itself.
ACCOUNT_FACES: tuple[Face, ...] = (account.FACE,)

#: Without a language: pictures, sitemap, robots.
BARE_FACES: tuple[Face, ...] = (media.FACE, seo.FACE)
