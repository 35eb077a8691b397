"""The motif registry: an index by place, people and nature, and a page for each motif."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from shop.artisans import queries as artisans
from shop.core import http
from shop.core.errors import NotFound
from shop.core.http import Face
from shop.core.i18n import gettext as _
from shop.core.i18n import pick
from shop.heritage import queries, words
from shop.heritage.models import Misattribution
from shop.heritage.policy import KALTIM
from shop.heritage.queries import MotifCard, MotifPage
from shop.programs import queries as programs
from shop.storefront import look, pieces
from shop.storefront.structured import breadcrumbs, linked_data

bp = Blueprint("heritage", __name__, url_prefix="/motif")

PIECES = 12

#: In the registry's words: of no single people.
OF_ALL = "umum"


@dataclass(frozen=True)
class Group:
    """Some motifs of the index under one heading."""

    anchor: str
    name: str
    motifs: tuple[MotifCard, ...]


@bp.get("/")
def motifs() -> Response:
    """Show the index, grouped as ``by`` says and narrowed to what ``q`` names."""
    by = request.args.get("by", "place")
    by = by if by in GROUPINGS else "place"
    q = request.args.get("q", "")[:80].strip()
    with http.reading() as db:
        cards = queries.motif_cards(db)
        found = _named(cards, q, queries.search_names(db)) if q else cards
        strangers = [] if q else _misattributions(db)
    return http.page(
        "storefront/motifs.html",
        ways=[("place", _("By place")), ("people", _("By people")), ("nature", _("By nature"))],
        by=by,
        q=q,
        is_filtered=bool(q) or by != "place",
        count=len(cards),
        groups=GROUPINGS[by](found),
        misattributions=strangers,
        linked_data=linked_data(breadcrumbs(_way())),
    )


@bp.get("/<motif_id>")
def motif(motif_id: str) -> Response:
    """Show one motif with its pieces and makers.

    :raises NotFound: the registry has no such motif.
    """
    with http.reading() as db:
        found = queries.motif(db, motif_id)
        if found is None:
            raise NotFound
        carrying = pieces.with_motif(db, motif_id, limit=PIECES)
        maker_ids = pieces.makers_of_motif(db, motif_id)
        makers = artisans.cards(db, artisan_ids=maker_ids)
        badges = programs.badges(db, maker_ids)
    return http.page(
        "storefront/motif.html",
        motif=found,
        pieces=carrying,
        artisans=makers,
        badges=badges,
        dye_tint=look.dye_tint,
        origin=http.origin(),
        description=_description(found),
        linked_data=linked_data(breadcrumbs(_way(found))),
        **_told(found),
    )


def _told(motif: MotifPage) -> dict[str, Any]:
    """Return what the registry knows in plain words of the reader's language."""
    return {
        "kind": words.KIND_WORDS[motif.card.kind],
        "allowed": words.status_words(motif.card.kind, motif.card.cultural_status),
        "rights": words.RIGHTS_WORDS[motif.rights_type],
        "confidence": words.CONFIDENCE_WORDS[motif.confidence],
        "communities": [_community(name) for name in motif.card.communities],
    }


def _description(motif: MotifPage) -> str:
    """Return the meaning with its source, or that it is not known."""
    meaning, _fallback = pick(id=motif.meaning_id, en=motif.meaning_en)
    origin = words.meaning_origin(motif.meaning_id, motif.meaning_sources, motif.reviewed_by)
    return look.shortened(f"{meaning} {origin}".strip())


def _way(motif: MotifPage | None = None) -> list[tuple[str, str]]:
    steps = [
        (_("Home"), http.url("home.home", external=True)),
        (_("Motifs"), http.url("heritage.motifs", external=True)),
    ]
    if motif:
        name, _fallback = pick(id=motif.card.name_id, en=motif.card.name_en)
        steps.append((name, http.url("heritage.motif", motif_id=motif.card.id, external=True)))
    return steps


# -- the index ----------------------------------------------------------------------------------


def _named(cards: list[MotifCard], q: str, names: Iterable[tuple[str, str]]) -> list[MotifCard]:
    """Return the motifs one of whose names or places contains ``q``."""
    wanted = words.normalised(q)
    hits = {motif_id for motif_id, name in names if wanted in words.normalised(name)}
    return [
        card
        for card in cards
        if card.id in hits
        or any(
            wanted in words.normalised(place.name_id + " " + place.name_en) for place in card.places
        )
    ]


def _by_place(cards: Iterable[MotifCard]) -> list[Group]:
    """Group by regency and city; the whole province after them, other provinces last."""
    found: dict[str, list[MotifCard]] = defaultdict(list)
    names: dict[str, str] = {}
    for card in cards:
        for place in card.places:
            found[place.code].append(card)
            names[place.code] = place.label
    if KALTIM in names:
        names[KALTIM] = _("All of East Kalimantan")
    for code, name in names.items():
        if not code.startswith(KALTIM):
            names[code] = _("%(place)s: not from East Kalimantan", place=name)
    order = sorted(
        names, key=lambda code: (not code.startswith(f"{KALTIM}."), code != KALTIM, code)
    )
    return [Group(f"p{code.replace('.', '-')}", names[code], tuple(found[code])) for code in order]


def _by_people(cards: Iterable[MotifCard]) -> list[Group]:
    """Group by the people whose a motif is; those of no single one last."""
    found: dict[str, list[MotifCard]] = defaultdict(list)
    for card in cards:
        for community in card.communities:
            found[community].append(card)
    order = sorted(found, key=lambda name: (name == OF_ALL, name))
    return [
        Group(f"c{number}", _community(name), tuple(found[name]))
        for number, name in enumerate(order, 1)
    ]


def _by_nature(cards: Iterable[MotifCard]) -> list[Group]:
    """Group by what a motif shows."""
    found: dict[str, list[MotifCard]] = defaultdict(list)
    for card in cards:
        found[words.subject_of(card.inspiration)].append(card)
    return [
        Group(subject, str(name), tuple(found[subject]))
        for subject, name in words.SUBJECT_WORDS.items()
        if found[subject]
    ]


GROUPINGS: dict[str, Callable[[Iterable[MotifCard]], list[Group]]] = {
    "place": _by_place,
    "people": _by_people,
    "nature": _by_nature,
}


def _community(name: str) -> str:
    if name == OF_ALL:
        return _("Of no single people")
    return name.replace("(umum)", _("(in general)"))


def _misattributions(db: Session) -> list[tuple[str, str]]:
    """Return names that are not from here, each with where it belongs."""
    rows = db.execute(
        sa.select(
            Misattribution.name_id, Misattribution.name_en, Misattribution.belongs_to_region
        ).order_by(Misattribution.name_id)
    ).all()
    homes = queries.region_names(db, [row.belongs_to_region[:2] for row in rows])
    return [
        (
            pick(id=row.name_id, en=row.name_en)[0],
            pick(id=home.name_id, en=home.name_en)[0],
        )
        for row in rows
        if (home := homes.get(row.belongs_to_region[:2]))
    ]


FACE = Face(bp, guard=http.public, private=False)
