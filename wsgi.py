"""The stand-alone service for ``flask`` inside this folder; see ``shop.wsgi``."""

from shop.wsgi import app

__all__ = ["app"]
