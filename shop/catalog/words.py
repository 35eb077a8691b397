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

#: Names of the places of a listing's texts, shown beside a claim that was found in one.
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

#: Fields of a listing's document, in the order in which they are compared.
FIELDS: dict[str, Lazy] = {
    "title_id": lazy_gettext("Title (Indonesian)"),
    "title_en": lazy_gettext("Title (English)"),
    "story_id": lazy_gettext("Story (Indonesian)"),
    "story_en": lazy_gettext("Story (English)"),
    "technique_id": lazy_gettext("Technique"),
    "has_prada": lazy_gettext("Prada (gold finish)"),
    "form_id": lazy_gettext("Form"),
    "fabric_id": lazy_gettext("Fabric"),
    "fibres": lazy_gettext("Fibres"),
    "grams_per_square_metre": lazy_gettext("Weight of the cloth"),
    "motif_ids": lazy_gettext("Main motif"),
    "supporting_motif_ids": lazy_gettext("Supporting motifs"),
    "filling_motif_ids": lazy_gettext("Filling motifs (isen)"),
    "attribution_id": lazy_gettext("Credit (Indonesian)"),
    "attribution_en": lazy_gettext("Credit (English)"),
    "designed_in": lazy_gettext("Designed in"),
    "waxed_in": lazy_gettext("Waxed in"),
    "dyed_in": lazy_gettext("Dyed in"),
    "sewn_in": lazy_gettext("Sewn in"),
    "dye_ids": lazy_gettext("Dyes"),
    "colours": lazy_gettext("Colours"),
    "care": lazy_gettext("Care"),
    "width_cm": lazy_gettext("Length"),
    "height_cm": lazy_gettext("Width"),
    "weight_grams": lazy_gettext("Weight, packed"),
    "packed_length_cm": lazy_gettext("Length of the parcel"),
    "packed_width_cm": lazy_gettext("Width of the parcel"),
    "packed_height_cm": lazy_gettext("Height of the parcel"),
    "sold_as": lazy_gettext("Sold as"),
    "lead_days": lazy_gettext("Working days to make it"),
    "variants": lazy_gettext("Sizes and colours"),
    "pictures": lazy_gettext("Pictures"),
    "steps": lazy_gettext("How it was made"),
}

#: Changes of a listing that was published before, as its artisan reads them.
VERSION: dict[str, Lazy] = {
    "draft": lazy_gettext("Changes not sent yet"),
    "submitted": lazy_gettext("Changes wait for review"),
    "returned": lazy_gettext("Please change something"),
}

#: What a reviewer may have seen of hot wax, and what loading and migration wrote down.
EVIDENCE: dict[str, Lazy] = {
    "wax_on_cloth": lazy_gettext("A picture of the wax on the cloth"),
    "reverse_side": lazy_gettext("A picture of the reverse side"),
    "process_picture": lazy_gettext("A picture of a step with hot wax"),
    "illustration": lazy_gettext("A drawn illustration (sample data)"),
    "before_versions": lazy_gettext("Reviewed before evidence was recorded"),
}
