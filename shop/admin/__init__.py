"""What staff and coaches meet."""

from __future__ import annotations

from shop.admin import (
    artisans,
    audit,
    conflicts,
    desk,
    featured,
    health,
    home,
    info,
    listings,
    money,
    motifs,
    orders,
    people,
    programs,
    rates,
)
from shop.core.http import Face

#: The modules whose views hang on the desk's one blueprint.
MODULES = (
    artisans,
    audit,
    conflicts,
    featured,
    health,
    home,
    info,
    listings,
    money,
    motifs,
    orders,
    people,
    programs,
    rates,
)

FACES: tuple[Face, ...] = (Face(desk.bp, guard=desk.guard, private=True),)
