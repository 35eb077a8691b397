"""Names of the catalogue's own closed lists, for people."""

from __future__ import annotations

from shop.core.i18n import Lazy, lazy_gettext

#: Colour families of the colour facet, in the order of a dyer's shelf.
COLOURS: dict[str, Lazy] = {
    "white": lazy_gettext("White"),
    "natural": lazy_gettext("Natural"),
    "yellow": lazy_gettext("Yellow"),
    "orange": lazy_gettext("Orange"),
    "red": lazy_gettext("Red"),
    "pink": lazy_gettext("Pink"),
    "purple": lazy_gettext("Purple"),
    "blue": lazy_gettext("Blue"),
    "green": lazy_gettext("Green"),
    "brown": lazy_gettext("Brown"),
    "grey": lazy_gettext("Grey"),
    "black": lazy_gettext("Black"),
}

#: A dye tint that stands for a colour family in a chip.
COLOUR_TINTS = {
    "white": "kapur",
    "natural": "mori",
    "yellow": "kunyit",
    "orange": "tegeran",
    "red": "tingi",
    "pink": "secang",
    "purple": "wedel",
    "blue": "indigo",
    "green": "daun",
    "brown": "soga",
    "grey": "jolawe",
    "black": "ulin",
}

#: Natural dyes and the tint that comes nearest to what they leave in cotton.
DYE_TINTS = {
    "indigofera": "indigo",
    "jambal": "soga",
    "jati": "tingi",
    "jolawe": "jolawe",
    "ketapang": "jolawe",
    "kunyit": "kunyit",
    "mahoni": "secang",
    "mangrove": "soga",
    "secang": "secang",
    "soga": "soga",
    "tegeran": "tegeran",
    "tingi": "tingi",
    "ulin": "ulin",
}

#: Fibres, as a label must name them.
FIBRES: dict[str, Lazy] = {
    "cotton": lazy_gettext("cotton"),
    "silk": lazy_gettext("silk"),
    "viscose": lazy_gettext("viscose"),
    "linen": lazy_gettext("linen"),
    "lyocell": lazy_gettext("lyocell"),
    "polyester": lazy_gettext("polyester"),
    "pineapple leaf": lazy_gettext("pineapple leaf fibre"),
    "Curculigo leaf fibre": lazy_gettext("doyo leaf fibre"),
}

STATUS: dict[str, Lazy] = {
    "draft": lazy_gettext("Draft"),
    "submitted": lazy_gettext("Waiting for review"),
    "returned": lazy_gettext("Please change something"),
    "published": lazy_gettext("In the shop"),
    "withdrawn": lazy_gettext("Withdrawn"),
}

SOLD_AS: dict[str, Lazy] = {
    "one_of_a_kind": lazy_gettext("One of a kind"),
    "in_stock": lazy_gettext("In stock"),
    "made_to_order": lazy_gettext("Made to order"),
}

ROLES: dict[str, Lazy] = {
    "utama": lazy_gettext("Main motif"),
    "pendukung": lazy_gettext("Supporting motif"),
    "isen": lazy_gettext("Filling"),
}

#: Where a text of a listing stands, for whoever is shown words of it.
TEXT_PLACES: dict[str, Lazy] = {
    "title_id": lazy_gettext("Title (Indonesian)"),
    "title_en": lazy_gettext("Title (English)"),
    "story_id": lazy_gettext("Story (Indonesian)"),
    "story_en": lazy_gettext("Story (English)"),
    "attribution_id": lazy_gettext("Credit (Indonesian)"),
    "attribution_en": lazy_gettext("Credit (English)"),
    "alt_id": lazy_gettext("Words for a picture (Indonesian)"),
    "alt_en": lazy_gettext("Words for a picture (English)"),
    "note_id": lazy_gettext("Note of a step (Indonesian)"),
    "note_en": lazy_gettext("Note of a step (English)"),
}
