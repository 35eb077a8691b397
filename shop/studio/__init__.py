"""What artisans meet: their desk."""

from __future__ import annotations

from shop.core import http
from shop.core.http import Face
from shop.studio import home, listings, orders, pictures, process, profile, stock
from shop.studio.desk import bp

#: The modules whose views hang on the desk's one blueprint.
MODULES = (home, listings, orders, pictures, process, profile, stock)

FACES: tuple[Face, ...] = (Face(bp, guard=http.artisan_member, private=True),)
