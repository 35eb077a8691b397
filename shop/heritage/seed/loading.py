"""Bringing the seed into the database, as often as one likes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core import outbox
from shop.core.db import Model, insert_rows_ignoring
from shop.heritage.events import CraftChanged
from shop.heritage.models import (
    CareInstruction,
    Dye,
    Fabric,
    Fixative,
    Form,
    Misattribution,
    Motif,
    MotifAlias,
    MotifCommunity,
    MotifRegion,
    Packaging,
    ProcessStep,
    Region,
    Technique,
)
from shop.heritage.seed import rows
from shop.heritage.seed.rows import Row

#: Tables whose words buyers read beside a piece, and what ``CraftChanged`` calls them.
KINDS: dict[type[Model], str] = {
    Technique: "technique",
    Fabric: "fabric",
    Form: "form",
    Dye: "dye",
    CareInstruction: "care",
    ProcessStep: "step",
    Motif: "motif",
    Region: "region",
}


@dataclass(frozen=True)
class Loaded:
    """What a load did to one table. ``kept`` differ from the seed because staff edited them."""

    table: str
    added: int
    updated: int
    unchanged: int
    kept: int


def load(db: Session) -> list[Loaded]:
    """Bring the tables of the craft up to the seed. Safe to repeat.

    New rows are added; rows that nobody edited follow the seed; edited rows stay as they are,
    their names, places and communities with them. Nothing is ever deleted.

    What shows the craft's words is told of every change, by ``CraftChanged``.

    :returns: One report per table.
    """
    craft, registry = rows.read("techniques"), rows.read("motifs")
    drawn = rows.read("drawings")["motifs"]
    citations = rows.read("citations")
    plan: list[tuple[type[Model], list[Row]]] = [
        (Region, rows.regions(rows.read("regions"))),
        (Technique, rows.techniques(craft)),
        (ProcessStep, rows.process_steps(craft)),
        (Dye, rows.dyes(craft)),
        (Fixative, rows.fixatives(craft)),
        (Fabric, rows.fabrics(craft)),
        (Form, rows.forms(craft)),
        (Packaging, rows.packaging(craft)),
        (CareInstruction, rows.care_instructions(craft)),
        (Misattribution, rows.misattributions(registry)),
        (Motif, rows.motifs(registry, drawn, citations)),
    ]
    reports = [bring_in(db, model, wanted) for model, wanted in plan]
    named = _aliases(db)
    reports += [
        _bring_in_parts(db, MotifAlias, registry["motifs"], rows.aliases),
        _bring_in_parts(db, MotifRegion, registry["motifs"], rows.motif_regions),
        _bring_in_parts(db, MotifCommunity, registry["motifs"], rows.motif_communities),
    ]
    renamed = {motif_id for motif_id, _alias in _aliases(db) - named}
    if named and renamed:
        outbox.emit(db, CraftChanged(kind="motif", keys=sorted(renamed)))
    return reports


def _aliases(db: Session) -> set[tuple[str, str]]:
    rows = db.execute(sa.select(MotifAlias.motif_id, MotifAlias.alias))
    return {(row.motif_id, row.alias) for row in rows}


def bring_in(db: Session, model: type[Model], wanted: Sequence[Row]) -> Loaded:
    """Make the rows of ``model`` equal ``wanted``, except where staff edited them.

    Says what changed, unless the table was empty: then nothing can show its words yet.

    :param wanted: Complete rows; the model's primary key is among the columns.
    """
    key = sa.inspect(model).primary_key[0].name
    there: dict[str, Any] = {getattr(row, key): row for row in db.scalars(sa.select(model))}
    fresh = [row for row in wanted if row[key] not in there]
    added = insert_rows_ignoring(db, model, fresh)
    outcomes = {row[key]: _follow(there[row[key]], row) for row in wanted if row[key] in there}
    counts = {
        name: list(outcomes.values()).count(name) for name in ("updated", "unchanged", "kept")
    }
    db.flush()
    changed = [row[key] for row in fresh] + [k for k, what in outcomes.items() if what == "updated"]
    if there and changed and model in KINDS:
        outbox.emit(db, CraftChanged(kind=KINDS[model], keys=sorted(changed)))
    return Loaded(table=model.__tablename__, added=added, **counts)


def _follow(present: Any, row: Row) -> str:
    """Give a stored row the seed's values, unless it was edited; say what was done."""
    differing = {name: value for name, value in row.items() if getattr(present, name) != value}
    if not differing:
        return "unchanged"
    if present.edited_at is not None:
        return "kept"
    for name, value in differing.items():
        setattr(present, name, value)
    return "updated"


def _bring_in_parts(
    db: Session, model: Any, entries: Sequence[Any], parts: Callable[[Any], list[Row]]
) -> Loaded:
    """Add the parts of motifs (aliases, places, communities) that are not there yet."""
    edited = set(db.scalars(sa.select(Motif.id).where(Motif.edited_at.is_not(None))))
    wanted = [row for entry in entries if entry["id"] not in edited for row in parts(entry)]
    added = insert_rows_ignoring(db, model, wanted)
    return Loaded(
        table=model.__tablename__,
        added=added,
        updated=0,
        unchanged=len(wanted) - added,
        kept=len(edited),
    )
