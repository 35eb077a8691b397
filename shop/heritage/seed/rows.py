"""From the seed's JSON to rows of the tables: plain dictionaries, one per row."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from shop.heritage.words import normalised

Row = dict[str, Any]

_BATIK_RULES: dict[Any, str] = {
    True: "always",
    False: "never",
    "only_if_hot_wax": "only_if_hot_wax",
    "base_technique_decides": "base_technique_decides",
    "not_a_batik_type": "base_technique_decides",
}

_USES: dict[str, str] = {
    **dict.fromkeys(
        ["kain-panjang", "kain-200", "sarung", "selendang", "syal-sutera", "seragam-meteran"],
        "cloth",
    ),
    **dict.fromkeys(["tas-kain", "dompet", "dasi", "udeng-destar", "pashmina-katun"], "accessory"),
    **dict.fromkeys(["taplak", "sarung-bantal", "hiasan-dinding"], "home"),
}


def read(name: str) -> Any:
    """Return the content of ``<name>.json`` of this package."""
    return json.loads(resources.files(__package__).joinpath(f"{name}.json").read_text("utf-8"))


def regions(data: Any) -> list[Row]:
    """Return provinces, then regencies and cities of East Kalimantan, then their districts."""
    provinces = [_province(entry) for entry in data["provinces"]]
    kaltim = next(row for row in provinces if row["iso"] == "ID-KI")
    regencies = [_regency(entry, kaltim) for entry in data["kaltim_regencies_cities"]]
    districts = [
        _district(district, _regency(entry, kaltim))
        for entry in data["kaltim_regencies_cities"]
        for district in entry["districts"]
    ]
    return [*provinces, *regencies, *districts]


def _province(entry: Any) -> Row:
    return {
        "code": entry["kemendagri_code"],
        "level": "province",
        "parent_code": None,
        "slug": entry["id"],
        "iso": entry["iso_3166_2"],
        "bps_code": entry["bps_code"],
        **_names(entry),
        "short_name": entry["names"]["id"],
        "capital": entry["capital"],
        "timezone": entry["timezone"],
        "island_group": entry["island_group"],
        "shipping_zone": entry["shipping_zone_from_kaltim"],
        "phone_area_code": "",
        "postal_codes": [],
        "confidence": entry["confidence"],
    }


def _regency(entry: Any, province: Row) -> Row:
    return {
        **province,
        "code": entry["kemendagri_code"],
        "level": entry["level"],
        "parent_code": entry["province_code"],
        "slug": entry["id"],
        "iso": "",
        "bps_code": entry["bps_code"],
        **_names(entry),
        "short_name": entry["short_name"],
        "capital": entry["capital"],
        "timezone": entry["timezone"],
        "phone_area_code": entry["phone_area_code"],
        "postal_codes": entry["postal_prefixes"],
        "confidence": entry["confidence"],
    }


def _district(entry: Any, regency: Row) -> Row:
    return {
        **regency,
        "code": entry["kemendagri_code"],
        "level": "district",
        "parent_code": regency["code"],
        "slug": entry["id"],
        "bps_code": "",
        **_names(entry),
        "short_name": entry["names"]["id"],
        "capital": "",
        "postal_codes": entry["postal_codes"],
        "confidence": entry["confidence"],
    }


def techniques(data: Any) -> list[Row]:
    """Return ways of patterning cloth, in the seed's order."""
    return [
        {
            **_common(entry, position),
            "kind": entry.get("kind", "type"),
            "batik_rule": _BATIK_RULES[entry["is_batik_sni"]],
            "definition_id": entry["definition"]["id"],
            "definition_en": entry["definition"]["en"],
            "standard": entry.get("sni", ""),
            "signs": entry.get("signs", []),
            "typical_days_min": entry.get("typical_days", [None, None])[0],
            "typical_days_max": entry.get("typical_days", [None, None])[1],
        }
        for position, entry in enumerate(data["techniques"])
    ]


def process_steps(data: Any) -> list[Row]:
    """Return steps in their usual order."""
    return [
        {
            **_common(entry, entry["order"]),
            "is_optional": entry["optional"],
            "technique_ids": entry["applies_to"],
        }
        for entry in data["process_steps"]
    ]


def dyes(data: Any) -> list[Row]:
    """Return dyestuffs, natural ones first."""
    return [
        {
            **_common(entry, position),
            "origin": entry["origin"],
            "substance": entry["botanical_or_class"],
            "hue_id": entry["hue_id"],
            "compliance_flag": entry["compliance_flag"] or "",
        }
        for position, entry in enumerate(data["dyes"])
    ]


def fixatives(data: Any) -> list[Row]:
    """Return what binds a dye."""
    return [
        {**_common(entry, position), "effect_id": entry["effect_id"]}
        for position, entry in enumerate(data["fixatives"])
    ]


def fabrics(data: Any) -> list[Row]:
    """Return cloth that batik is made on."""
    return [
        {
            **_common(entry, position),
            "fibres": entry["fibre"],
            "gsm_min": entry["gsm_range"][0],
            "gsm_max": entry["gsm_range"][1],
            "note": entry.get("note", ""),
        }
        for position, entry in enumerate(data["fabrics"])
    ]


def forms(data: Any) -> list[Row]:
    """Return what the cloth can become. Clothes have no size in centimetres."""
    return [
        {
            **_common(entry, position),
            "use": entry.get("use") or _USES.get(entry["id"], "clothing"),
            "length_cm": (entry["size_cm"] or [None, None])[0],
            "width_cm": (entry["size_cm"] or [None, None])[1],
            "weight_grams": entry["weight_g"],
            "weight_grams_min": entry["weight_range_g"][0],
            "weight_grams_max": entry["weight_range_g"][1],
            "sizes": entry.get("sizes", []),
            "note": entry.get("note", ""),
        }
        for position, entry in enumerate(data["product_forms"])
    ]


def packaging(data: Any) -> list[Row]:
    """Return what parcels are wrapped in."""
    return [
        {
            **_common(entry, position),
            "weight_grams": entry["weight_g"],
            "length_cm": entry["dims_cm"][0],
            "width_cm": entry["dims_cm"][1],
            "height_cm": entry["dims_cm"][2],
        }
        for position, entry in enumerate(data["packaging"])
    ]


def care_instructions(data: Any) -> list[Row]:
    """Return how to keep a cloth well."""
    return [_common(entry, position) for position, entry in enumerate(data["care"])]


def misattributions(data: Any) -> list[Row]:
    """Return names that are wrongly called motifs of East Kalimantan."""
    return [
        {
            "id": entry["id"],
            **_names(entry),
            "belongs_to_region": entry["belongs_to_region"],
            "note": entry["note"],
            "confidence": entry["confidence"],
        }
        for entry in data["common_misattributions"]
    ]


def motifs(data: Any, drawn: list[str], citations: Any) -> list[Row]:
    """Return the registry itself, without its aliases, places and communities.

    :param citations: The sources that the registry names, taken apart.
    """
    cited = citations["citations"]
    return [
        _motif(
            entry,
            has_swatch=entry["id"] in drawn,
            sources=[one for key in entry["sources"] for one in cited[key]],
        )
        for entry in data["motifs"]
    ]


def _motif(entry: Any, *, has_swatch: bool, sources: list[Any]) -> Row:
    is_sourced = entry["meaning_status"] == "sourced"
    return {
        "id": entry["id"],
        **_names(entry),
        "kind": entry["kind"],
        "inspiration": entry["inspiration"],
        "taxon": entry["taxon"] or "",
        "meaning_id": entry["meaning"]["id"],
        "meaning_en": entry["meaning"]["en"],
        "meaning_status": entry["meaning_status"],
        "meaning_sources": sources if is_sourced else [],
        "cultural_status": entry["cultural_status"],
        "pakem_note_id": entry["pakem_note"]["id"],
        "pakem_note_en": entry["pakem_note"]["en"],
        "editor_note_id": entry["editor_note"]["id"] or "",
        "editor_note_en": entry["editor_note"]["en"] or "",
        "rights_type": entry["rights"]["type"],
        "rights_holder": entry["rights"]["holder"] or "",
        "rights_note_id": entry["rights"]["note"]["id"] or "",
        "rights_note_en": entry["rights"]["note"]["en"] or "",
        "is_attested_as_batik": entry["attested_as_batik_motif"],
        "confidence": entry["confidence"],
        "sources": sources,
        "tags": entry["tags"],
        "has_swatch": has_swatch,
    }


def aliases(entry: Any) -> list[Row]:
    """Return other names and spellings of one motif."""
    return [
        {"motif_id": entry["id"], "alias": alias, "normalised": normalised(alias)}
        for alias in entry["aliases"]
    ]


def motif_regions(entry: Any) -> list[Row]:
    """Return where one motif is at home. ``64`` is the whole province, ``62`` another one."""
    return [
        {"motif_id": entry["id"], "region_code": code, "position": position}
        for position, code in enumerate(entry["regions"])
    ]


def motif_communities(entry: Any) -> list[Row]:
    """Return whose one motif is."""
    return [
        {"motif_id": entry["id"], "community": community, "position": position}
        for position, community in enumerate(entry["communities"])
    ]


def _names(entry: Any) -> Row:
    return {"name_id": entry["names"]["id"], "name_en": entry["names"]["en"]}


def _common(entry: Any, position: int) -> Row:
    return {
        "id": entry["id"],
        **_names(entry),
        "confidence": entry["confidence"],
        "position": position,
    }
