"""The rules of the craft: what is batik, what is made here, and what the canon (pakem) forbids.

Pure functions. ``queries.blocks`` reads the facts and asks them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shop.core.i18n import Lazy, gettext, lazy_gettext, pick, use_locale
from shop.heritage.models import CulturalStatus, FormUse, MeaningStatus

#: Kemendagri code of East Kalimantan.
KALTIM = "64"

#: Forms on which a motif that asks for respect would be trodden on or hidden.
DISRESPECTFUL_USES = frozenset({FormUse.FOOTWEAR, FormUse.DOORMAT, FormUse.UNDERWEAR})


#: Techniques whose pattern is made by hand, batik or another craft. What is in neither set claims
#: nothing about how it was made.
BY_HAND = frozenset(
    {
        "batik-tulis",
        "batik-cap",
        "batik-kombinasi",
        "batik-lukis",
        "ecoprint",
        "shibori-jumputan",
        "sasirangan",
        "tenun",
        "sulam-tumpar",
    }
)

#: Imitation batik: the pattern is printed, screened or discharged (SNI 8184:2015).
PRINTED = "tiruan-batik"
#: Imitation batik with some wax work: part of the pattern is printed.
PART_PRINTED = "paduan-tiruan-batik"


class HasBatikRule(Protocol):
    """A technique, as far as the question "is it batik?" goes."""

    @property
    def batik_rule(self) -> str:
        """One of the rules that the technique's table knows."""
        ...


def is_batik(
    technique: HasBatikRule, *, hot_wax_evidence: bool, excludes_wax: bool = False
) -> bool:
    """Tell whether cloth of this technique is batik (SNI 0239): handmade with hot wax.

    The name of a technique proves nothing: written, stamped and painted cloth all need evidence of
    hot wax that a reviewer has seen. A finish (prada) or a way of colouring (colet) alone proves
    nothing either: the technique below it decides.

    :param excludes_wax: Fabric, form or motif name a woven cloth; see :func:`woven_blocks`.
    """
    return (
        technique.batik_rule in ("always", "only_if_hot_wax")
        and hot_wax_evidence
        and not excludes_wax
    )


def needs_evidence(technique: HasBatikRule) -> bool:
    """Tell whether cloth of this technique may not be published without evidence of hot wax.

    Painted cloth may: it is then named as cloth that is not batik.
    """
    return technique.batik_rule == "always"


#: Fabrics that are patterned by weaving and are no ground for batik.
WOVEN_FABRICS = frozenset({"ulap-doyo"})

#: Forms that are the woven cloth itself when their motif names one: a sarung with the stripes of
#: the Samarinda sarung.
WOVEN_FORMS = frozenset({"sarung"})

#: ``inspiration`` of motifs that come from a woven cloth.
WOVEN = "woven textile"


class HasNames(Protocol):
    """A row of the craft with its key and names."""

    @property
    def id(self) -> str:
        """Key in the seed."""
        ...

    @property
    def name_id(self) -> str:
        """Indonesian name."""
        ...

    @property
    def name_en(self) -> str:
        """English name."""
        ...


class WeavingFacts(HasNames, Protocol):
    """A motif, as far as the question "does it name a woven cloth?" goes."""

    @property
    def inspiration(self) -> str:
        """What it shows, in the seed's words."""
        ...

    @property
    def is_attested_as_batik(self) -> bool:
        """It is known as a motif of batik, not only of weaving."""
        ...


#: What must be written in place of a name that would claim too much.
NOT_BATIK: dict[str, Lazy] = {
    "tiruan-batik": lazy_gettext("Batik-patterned textile (not batik)"),
    "paduan-tiruan-batik": lazy_gettext("Mixed, part printed (not batik)"),
    "batik-lukis": lazy_gettext("Painted cloth (not batik: hot wax not shown)"),
}


def technique_label(
    technique_id: str, *, name_id: str, name_en: str, is_batik: bool, has_prada: bool = False
) -> str:
    """Name a technique honestly in the current language: on cards, pages, feeds and orders.

    Whatever is not batik says so. The words for printed cloth are ours and not staff's to edit.
    """
    name = pick(id=name_id, en=name_en)[0]
    if not is_batik:
        label = NOT_BATIK.get(technique_id)
        name = str(label) if label else gettext("%(technique)s (not batik)", technique=name)
    return gettext("%(technique)s, with prada", technique=name) if has_prada else name


def frozen_label(
    technique_id: str, *, name_id: str, name_en: str, is_batik: bool, has_prada: bool = False
) -> dict[str, str]:
    """Return the technique's label by language, to be kept on an order line."""
    found = {}
    for locale in ("id", "en"):
        with use_locale(locale):
            found[locale] = technique_label(
                technique_id,
                name_id=name_id,
                name_en=name_en,
                is_batik=is_batik,
                has_prada=has_prada,
            )
    return found


def made_in_kaltim(*, technique_id: str, waxed_in: str, dyed_in: str) -> bool:
    """Tell whether cloth may be called made in East Kalimantan: waxed and dyed there.

    Where printed cloth was printed is not recorded, so it never may.

    :param waxed_in: Place code (``catalog.places``), or empty when the artisan did not say.
    """
    if technique_id not in BY_HAND:
        return False
    return all(code == KALTIM or code.startswith(f"{KALTIM}.") for code in (waxed_in, dyed_in))


def is_meaning_public(*, meaning_status: str, is_reviewed: bool) -> bool:
    """Tell whether readers may see a meaning: it has a source, or a reviewer has signed it.

    What was written from general knowledge is kept for staff until one of the two is there.
    """
    return meaning_status == MeaningStatus.SOURCED or (
        is_reviewed and meaning_status == MeaningStatus.GENERAL_KNOWLEDGE
    )


class MotifFacts(Protocol):
    """A motif, as far as the canon's rules go. The model has these, and so may a plain object."""

    @property
    def id(self) -> str:
        """Identifier in the registry."""
        ...

    @property
    def name_id(self) -> str:
        """Indonesian name."""
        ...

    @property
    def name_en(self) -> str:
        """English name."""
        ...

    @property
    def cultural_status(self) -> str:
        """A :class:`CulturalStatus`."""
        ...

    @property
    def kind(self) -> str:
        """What it is: ``traditional``, ``creation``, ``brand``, ``candidate`` or ``unknown``."""
        ...


#: Kind of a name that belongs to one business. It is no traditional motif.
BRAND = "brand"


@dataclass(frozen=True)
class Standing:
    """What one artisan has shown for the motifs of one form of cloth: ids of motifs.

    ``customary`` are those with a written permission of the community, ``owned`` the brands that
    are the artisan's own.
    """

    permitted: frozenset[str] = frozenset()
    customary: frozenset[str] = frozenset()
    consulted: frozenset[str] = frozenset()
    owned: frozenset[str] = frozenset()


NOTHING_SHOWN = Standing()

BLOCK_MESSAGES: dict[str, Lazy] = {
    "woven_fabric": lazy_gettext(
        "“%(motif)s” is a woven cloth, not a ground for batik: this technique cannot be right."
    ),
    "woven_motif": lazy_gettext(
        "“%(motif)s” is a woven cloth, not batik: such a piece cannot have this technique."
    ),
    "brand_of_others": lazy_gettext(
        "“%(motif)s” is the name of a workshop or brand, not a motif: only its owner may list it."
    ),
    "restricted": lazy_gettext(
        "“%(motif)s” is kept by custom and is not sold here without the community's written permission."
    ),
    "not_kaltim_sacred": lazy_gettext(
        "“%(motif)s” is sacred and does not belong to East Kalimantan: it is not sold here."
    ),
    "permission_missing": lazy_gettext(
        "“%(motif)s” has a holder: record that you are the holder or have permission."
    ),
    "consultation_missing": lazy_gettext(
        "“%(motif)s” needs a recorded talk with its community first."
    ),
    "disrespectful_form": lazy_gettext(
        "“%(motif)s” asks for respect: not on footwear, doormats or underwear."
    ),
    "attribution_missing": lazy_gettext("“%(motif)s” asks for credit: write whose motif it is."),
}


#: Code of a block -> what the artisan can do about it.
WAYS_ON: dict[str, Lazy] = {
    "woven_fabric": lazy_gettext("Choose the technique by which it was made, such as weaving."),
    "woven_motif": lazy_gettext(
        "Choose the technique by which it was made, or another form or motif."
    ),
    "brand_of_others": lazy_gettext(
        "Choose another motif. If the name is yours, ask us to record you as its owner."
    ),
    "restricted": lazy_gettext(
        "Choose another motif, or send us the community's written permission."
    ),
    "not_kaltim_sacred": lazy_gettext("Choose another motif."),
    "permission_missing": lazy_gettext(
        "Send us the holder's permission, or tell us that you are the holder; we record it."
    ),
    "consultation_missing": lazy_gettext(
        "Talk with the community first and tell us with whom, when and what was agreed; "
        "we record it for you and this form."
    ),
    "disrespectful_form": lazy_gettext("Choose another form of cloth, or another motif."),
    "attribution_missing": lazy_gettext("Fill in the credit below the motifs."),
}


@dataclass(frozen=True)
class Block:
    """A reason why a listing may not be published. ``code`` is stable."""

    code: str
    motif_id: str
    name_id: str
    name_en: str

    @property
    def message(self) -> str:
        """What the artisan reads, in the current language."""
        return str(BLOCK_MESSAGES[self.code]) % {"motif": pick(id=self.name_id, en=self.name_en)[0]}

    @property
    def way_on(self) -> str:
        """What the artisan can do about it, in the current language."""
        return str(WAYS_ON[self.code])

    @property
    def advice(self) -> str:
        """What is wrong and what can be done about it."""
        return f"{self.message} {self.way_on}"


def woven_blocks(fabric: HasNames, form_id: str, motifs: Sequence[WeavingFacts]) -> list[Block]:
    """Return why this cloth cannot be batik: its fabric, or a motif, is that of a woven cloth.

    A motif known from batik too ("inspired by the Samarinda sarung") only names the woven cloth
    on a form that is that cloth.
    """
    found = [
        Block("woven_motif", motif.id, motif.name_id, motif.name_en)
        for motif in motifs
        if motif.inspiration == WOVEN and (not motif.is_attested_as_batik or form_id in WOVEN_FORMS)
    ]
    if fabric.id in WOVEN_FABRICS:
        found.insert(0, Block("woven_fabric", fabric.id, fabric.name_id, fabric.name_en))
    return found


def publishing_blocks(
    motifs: Sequence[MotifFacts],
    *,
    form_use: str,
    has_attribution: bool,
    standing: Standing = NOTHING_SHOWN,
) -> list[Block]:
    """Return every reason of the canon against publishing, in the order of ``motifs``.

    :param form_use: A :class:`FormUse`: what the cloth has become.
    :param has_attribution: The listing credits creator, community or brand in words.
    :returns: Empty when nothing stands against it.
    """
    found = ((motif, _block_code(motif, form_use, has_attribution, standing)) for motif in motifs)
    return [
        Block(code=code, motif_id=motif.id, name_id=motif.name_id, name_en=motif.name_en)
        for motif, code in found
        if code
    ]


def _block_code(
    motif: MotifFacts,
    form_use: str,
    has_attribution: bool,  # noqa: FBT001
    standing: Standing,
) -> str:
    """Return the code of the one rule that the motif's status brings along, or nothing."""
    if motif.kind == BRAND and motif.id not in standing.owned:
        return "brand_of_others"
    refused = {
        CulturalStatus.OPEN: "",
        CulturalStatus.OPEN_WITH_ATTRIBUTION: "" if has_attribution else "attribution_missing",
        CulturalStatus.RESPECTFUL_USE: (
            "disrespectful_form" if form_use in DISRESPECTFUL_USES else ""
        ),
        CulturalStatus.PERMISSION_REQUIRED: (
            "" if motif.id in standing.permitted else "permission_missing"
        ),
        CulturalStatus.CONSULT_COMMUNITY: (
            "" if motif.id in standing.consulted else "consultation_missing"
        ),
        CulturalStatus.RESTRICTED: "" if motif.id in standing.customary else "restricted",
        CulturalStatus.NOT_KALTIM_SACRED: "not_kaltim_sacred",
    }
    return refused[CulturalStatus(motif.cultural_status)]
