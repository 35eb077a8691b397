"""How the registry speaks: plain words, never more certain than their source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from shop.core.i18n import Lazy, gettext, lazy_gettext
from shop.heritage.citations import Citation
from shop.heritage.models import CulturalStatus, RightsType
from shop.heritage.policy import BRAND


@dataclass(frozen=True)
class StatusWords:
    """A cultural status for people: a short name and what it means for a buyer or artisan."""

    name: Lazy
    rule: Lazy


STATUS_WORDS: dict[str, StatusWords] = {
    CulturalStatus.OPEN: StatusWords(
        lazy_gettext("Open to all"),
        lazy_gettext("Any artisan may make it; the place it comes from is named."),
    ),
    CulturalStatus.OPEN_WITH_ATTRIBUTION: StatusWords(
        lazy_gettext("Open, with credit"),
        lazy_gettext("Any artisan may make it and names the creator, community or workshop."),
    ),
    CulturalStatus.RESPECTFUL_USE: StatusWords(
        lazy_gettext("Use with respect"),
        lazy_gettext("It may be made, but never for footwear, doormats or underwear."),
    ),
    CulturalStatus.PERMISSION_REQUIRED: StatusWords(
        lazy_gettext("Permission needed"),
        lazy_gettext("It has a known holder: only the holder, or who has permission, may sell it."),
    ),
    CulturalStatus.CONSULT_COMMUNITY: StatusWords(
        lazy_gettext("Consult first"),
        lazy_gettext("It is sold only after a recorded talk with its community."),
    ),
    CulturalStatus.RESTRICTED: StatusWords(
        lazy_gettext("Restricted"),
        lazy_gettext("Custom keeps it for certain people. It is not sold here."),
    ),
    CulturalStatus.NOT_KALTIM_SACRED: StatusWords(
        lazy_gettext("Sacred, not from East Kalimantan"),
        lazy_gettext(
            "Shown so that it is not mistaken for a motif of this province. Not sold here."
        ),
    ),
}

#: What stands in place of the status for a name that belongs to one business.
BRAND_WORDS = StatusWords(
    lazy_gettext("Name of a brand or workshop"),
    lazy_gettext("It is not a traditional motif. Only its owner may sell under this name."),
)


def status_words(kind: str, cultural_status: str) -> StatusWords:
    """Return what custom allows in words: one vocabulary for every page.

    :param kind: Of the motif; a brand has rules of its own whatever its status.
    :param cultural_status: A :class:`CulturalStatus`.
    """
    return BRAND_WORDS if kind == BRAND else STATUS_WORDS[cultural_status]


def status_mark(kind: str, cultural_status: str) -> str:
    """Return the mark that a motif wears in every list, empty for one of this province.

    A brand and a sacred motif of another province must never pass for motifs of East Kalimantan.
    """
    if kind == BRAND or cultural_status == CulturalStatus.NOT_KALTIM_SACRED:
        return str(status_words(kind, cultural_status).name)
    return ""


KIND_WORDS: dict[str, Lazy] = {
    "traditional": lazy_gettext("Traditional ornament"),
    "creation": lazy_gettext("Modern creation"),
    "brand": lazy_gettext("Name of a brand or workshop, not a traditional motif"),
    "candidate": lazy_gettext("Candidate: not yet seen on batik"),
    "unknown": lazy_gettext("Origin not known"),
}

CONFIDENCE_WORDS: dict[str, Lazy] = {
    "high": lazy_gettext("Well attested"),
    "medium": lazy_gettext("Attested by one source"),
    "low": lazy_gettext("Weakly attested"),
}

RIGHTS_WORDS: dict[str, Lazy] = {
    RightsType.UNKNOWN: lazy_gettext("No right is known to us."),
    RightsType.TRADITIONAL_CULTURAL_EXPRESSION: lazy_gettext(
        "Traditional cultural expression: it belongs to its community; nobody owns it alone."
    ),
    RightsType.COPYRIGHT_RECORD_REPORTED: lazy_gettext(
        "A copyright record (pencatatan ciptaan) is reported. It is not a patent."
    ),
    RightsType.BRAND_OR_HOUSE_STYLE: lazy_gettext("House style or brand of a workshop."),
    RightsType.REGIONAL_REGULATION: lazy_gettext("A regulation of the region speaks about it."),
    RightsType.GEOGRAPHICAL_INDICATION: lazy_gettext(
        "A geographical indication protects the woven cloth of this name."
    ),
}

#: Groups of the motif index by what a motif shows, in this order.
SUBJECT_WORDS: dict[str, Lazy] = {
    "plants": lazy_gettext("Plants"),
    "animals": lazy_gettext("Animals"),
    "ornament": lazy_gettext("Carving, weaving and craft"),
    "belief": lazy_gettext("Belief and legend"),
    "people": lazy_gettext("People, history and daily life"),
    "places": lazy_gettext("Rivers and places"),
    "other": lazy_gettext("Not known"),
}

_SUBJECTS: dict[str, str] = {
    "flora": "plants",
    "flora/fauna": "plants",
    "flora/embroidery": "plants",
    "fauna": "animals",
    "fauna (mythic)": "belief",
    "mythical": "belief",
    "cosmology": "belief",
    "philosophy": "belief",
    "carving": "ornament",
    "craft": "ornament",
    "woven textile": "ornament",
    "object": "ornament",
    "weapon": "ornament",
    "human figure": "people",
    "human face": "people",
    "history": "people",
    "prehistory": "people",
    "industry": "people",
    "Kutai dress": "people",
    "food": "people",
    "brand": "people",
    "city icons": "places",
    "river": "places",
    "place": "places",
    "nature": "places",
    "land": "places",
}


def subject_of(inspiration: str) -> str:
    """Return the group of the index that an ``inspiration`` belongs to; ``other`` if none."""
    return _SUBJECTS.get(inspiration, "other")


def meaning_origin(
    meaning: str | None, sources: Sequence[Citation], reviewed_by: str | None
) -> str:
    """Say in the current language who says what a motif means, as plain text.

    :param meaning: What readers are shown; nothing when it is unknown or has no source yet.
    """
    if not meaning:
        return gettext("We do not know its meaning yet, or have no source for it.")
    if sources:
        labels = "; ".join(source.label for source in sources)
        return gettext("According to %(source)s.", source=labels)
    return gettext("According to the cultural reviewer %(name)s.", name=reviewed_by or "")


def normalised(text: str) -> str:
    """Return ``text`` as aliases are compared: lower case, plain letters, single spaces.

    Remarks in brackets are left out: ``tingang (Ngaju)`` becomes ``tingang``.
    """
    bare = re.sub(r"\([^)]*\)", " ", text)
    letters = unicodedata.normalize("NFKD", bare.lower())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", plain))
