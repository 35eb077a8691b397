"""Canting: a marketplace for coached batik artisans.

``create_app()`` is the stand-alone service, ``Shop(app, url_prefix="/shop")`` the plug-in.
"""

from shop.extension import Shop, create_app

__all__ = ["Shop", "create_app"]
