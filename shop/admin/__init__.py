"""What staff and coaches meet."""

from __future__ import annotations

from shop.admin import desk, featured, health, home, listings, money, orders
from shop.core.http import Face

#: The modules whose views hang on the desk's one blueprint.
MODULES = (featured, health, home, listings, money, orders)

FACES: tuple[Face, ...] = (Face(desk.bp, guard=desk.guard, private=True),)
