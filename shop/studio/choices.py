"""What the studio's forms let people choose from, as pairs of value and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from shop.catalog.places import countries
from shop.core.i18n import gettext as _
from shop.core.i18n import pick
from shop.heritage import queries as heritage
from shop.heritage.policy import BRAND, KALTIM
from shop.heritage.words import SUBJECT_WORDS, status_words, subject_of

Pairs = list[tuple[str, str]]

#: Cultural statuses that ask nothing of the artisan and so need no mark in the list.
PLAIN = "open"


@dataclass(frozen=True)
class Choices:
    """The words of the craft in the artisan's language."""

    techniques: list[tuple[str, str, str]]
    forms: Pairs
    fabrics: Pairs
    dyes: Pairs
    care: Pairs
    steps: Pairs
    #: Where a step may have been done: name of the group, then codes with names.
    places: list[tuple[str, Pairs]]
    #: Motifs by what they show: name of the group, then its motifs by name.
    motifs: list[tuple[str, Pairs]]


def choices(db: Session) -> Choices:
    """Read everything that a listing's form offers."""
    return Choices(
        techniques=[
            (row.id, _name(row), pick(id=row.definition_id, en=row.definition_en)[0])
            for row in heritage.techniques(db)
        ],
        forms=_pairs(heritage.forms(db)),
        fabrics=_pairs(heritage.fabrics(db)),
        dyes=_pairs(heritage.dyes(db)),
        care=_pairs(heritage.care_instructions(db)),
        steps=_pairs(heritage.process_steps(db)),
        places=_places(db),
        motifs=_motifs(db),
    )


def _places(db: Session) -> list[tuple[str, Pairs]]:
    """Return every regency and city that is known, the other provinces, and countries abroad."""
    provinces = [(row.code, _name(row)) for row in heritage.provinces(db) if row.code != KALTIM]
    return [
        (_("East Kalimantan"), [(row.code, row.short_name) for row in heritage.regencies(db)]),
        (_("Elsewhere in Indonesia"), sorted(provinces, key=_by_name)),
        (_("Abroad"), countries()),
    ]


def _motifs(db: Session) -> list[tuple[str, Pairs]]:
    groups: dict[str, Pairs] = {subject: [] for subject in SUBJECT_WORDS}
    for card in heritage.motif_cards(db):
        status = status_words(card.kind, card.cultural_status).name
        name = _name(card)
        is_plain = card.cultural_status == PLAIN and card.kind != BRAND
        shown = name if is_plain else f"{name} · {status}"
        groups[subject_of(card.inspiration)].append((card.id, shown))
    return [(str(SUBJECT_WORDS[name]), sorted(rows, key=_by_name)) for name, rows in groups.items()]


def _by_name(pair: tuple[str, str]) -> str:
    return pair[1].lower()


def _pairs(rows: list[Any]) -> Pairs:
    return [(row.id, _name(row)) for row in rows]


def _name(row: Any) -> str:
    return pick(id=row.name_id, en=row.name_en)[0]
