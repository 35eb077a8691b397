"""Reads of the craft: choices for forms and facets, the motif registry, and the canon's verdict."""

from __future__ import annotations

from shop.heritage.queries.canon import blocks, standing
from shop.heritage.queries.choices import (
    Choice,
    DyeChoice,
    FabricChoice,
    FormChoice,
    RegionName,
    TechniqueChoice,
    care_instructions,
    districts,
    dyes,
    fabrics,
    forms,
    process_steps,
    provinces,
    regencies,
    region_names,
    techniques,
)
from shop.heritage.queries.claims import brands_of_others, names_not_from_here
from shop.heritage.queries.grounds import ground_blocks, is_batik_cloth
from shop.heritage.queries.motifs import (
    MotifCard,
    MotifPage,
    Place,
    Swatch,
    motif,
    motif_cards,
    search_names,
)

__all__ = [
    "Choice",
    "DyeChoice",
    "FabricChoice",
    "FormChoice",
    "MotifCard",
    "MotifPage",
    "Place",
    "RegionName",
    "Swatch",
    "TechniqueChoice",
    "blocks",
    "brands_of_others",
    "care_instructions",
    "districts",
    "dyes",
    "fabrics",
    "forms",
    "ground_blocks",
    "is_batik_cloth",
    "motif",
    "motif_cards",
    "names_not_from_here",
    "process_steps",
    "provinces",
    "regencies",
    "region_names",
    "search_names",
    "standing",
    "techniques",
]
