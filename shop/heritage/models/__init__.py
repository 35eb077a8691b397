"""The words of the craft: regions, materials, techniques and the motif registry.

Keys are the identifiers of the seed. Rows that staff edit carry ``edited_at``; a later version of
the seed leaves those alone.
"""

from __future__ import annotations

from shop.heritage.models.craft import (
    CareInstruction,
    Dye,
    Fabric,
    Fixative,
    Form,
    FormUse,
    Packaging,
    ProcessStep,
    Technique,
    TechniqueKind,
)
from shop.heritage.models.motifs import (
    CulturalStatus,
    MeaningStatus,
    Misattribution,
    Motif,
    MotifAlias,
    MotifCommunity,
    MotifConsultation,
    MotifPermission,
    MotifRegion,
    PermissionKind,
    RightsType,
)
from shop.heritage.models.regions import Region, RegionLevel

__all__ = [
    "CareInstruction",
    "CulturalStatus",
    "Dye",
    "Fabric",
    "Fixative",
    "Form",
    "FormUse",
    "MeaningStatus",
    "Misattribution",
    "Motif",
    "MotifAlias",
    "MotifCommunity",
    "MotifConsultation",
    "MotifPermission",
    "MotifRegion",
    "Packaging",
    "PermissionKind",
    "ProcessStep",
    "Region",
    "RegionLevel",
    "RightsType",
    "Technique",
    "TechniqueKind",
]
