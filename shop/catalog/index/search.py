"""Text search: which listings have all the words of a question, and how well.

The words are looked up in the inverted table with one statement; ranking is whole-number
arithmetic here, so the answer is the same on both databases and in every process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog.index import bits, words
from shop.catalog.index.vocabulary import Expansion, Vocabulary
from shop.catalog.models import SearchWord
from shop.core.db import padded, rows

#: Listings that are ranked at most: those in which the question's rarest word weighs most.
MOST_CANDIDATES = 2_000
MOST_WORDS = 8


@dataclass(frozen=True)
class Results:
    """Listings with their scores, best first, as a list and as a set.

    ``corrected`` is the question with typing errors mended, empty when there were none.
    """

    scores: tuple[tuple[int, int], ...] = ()
    members: int = 0
    corrected: str = ""


#: A question with "batik" and none of these asks for batik itself.
NOT_FOR_BATIK = frozenset(
    ["bukan", "non", "tiruan", "imitasi", "imitation", "cetak", "print", "printed", "printing"]
)

#: Added to the score of what is batik when batik is asked for; above every score of words.
_IS_ASKED_FOR = 1 << 29
#: How much more the words of batik count when neither is asked for: this is a shop for batik.
#: Enough that a form that it has outweighs the title of what is not, and a story does not.
_BATIK_COUNTS = 3


def find(db: Session, vocabulary: Vocabulary, question: str, *, batik: int) -> Results | None:
    """Search; one statement.

    Who asks for batik gets batik first and what is not batik after it, however well its words
    match. For questions that ask for neither, the words of batik count more.

    :param batik: The set of all listings that are batik (``bits``).
    :returns: ``None`` when the question holds no word at all, so that it asks for everything.
    """
    asked = words.split(question)[:MOST_WORDS]
    if not asked:
        return None
    expansions = [
        vocabulary.expand(word, is_last=at == len(asked) - 1) for at, word in enumerate(asked)
    ]
    corrected = _corrected(asked, expansions)
    if not all(expansion.worth for expansion in expansions):
        return Results(corrected=corrected)
    postings = _postings(db, _rarest(expansions, vocabulary), expansions)
    worths = [tuple(expansion.worth.items()) for expansion in expansions]
    is_batik = bits.to_bytes(batik)
    times, more = _preference(asked, expansions)
    scored = (
        (score * times + more if bits.has(is_batik, listing_id) else score, listing_id)
        for listing_id, weights in postings.items()
        if (score := _score(weights, worths))
    )
    scores = tuple(sorted(scored, reverse=True))
    return Results(scores, bits.of(listing_id for _score, listing_id in scores), corrected)


def _preference(asked: Sequence[str], expansions: Sequence[Expansion]) -> tuple[int, int]:
    """Return what the score of batik is multiplied by, and what is added to it."""
    meant = {e.instead or word for word, e in zip(asked, expansions, strict=True)}
    if meant & NOT_FOR_BATIK:
        return 1, 0
    return _BATIK_COUNTS, _IS_ASKED_FOR if "batik" in meant else 0


def _corrected(asked: Sequence[str], expansions: Sequence[Expansion]) -> str:
    if not any(expansion.instead for expansion in expansions):
        return ""
    return " ".join(e.instead or word for word, e in zip(asked, expansions, strict=True))


def _rarest(expansions: Sequence[Expansion], vocabulary: Vocabulary) -> Expansion:
    return min(
        expansions,
        key=lambda e: (sum(vocabulary.listings[word] for word in e.worth), sorted(e.worth)),
    )


def _postings(
    db: Session, rarest: Expansion, expansions: Sequence[Expansion]
) -> Mapping[int, Mapping[str, int]]:
    """Return listing -> word -> weight of the candidates. One statement."""
    wanted = {word for expansion in expansions for word in expansion.worth}
    found: dict[int, dict[str, int]] = {}
    for word, listing_id, weight in rows(
        db, _STATEMENT, rarest=padded(rarest.worth, ""), wanted=padded(wanted, "")
    ):
        found.setdefault(listing_id, {})[word] = weight
    return found


def _score(weights: Mapping[str, int], expansions: Sequence[Sequence[tuple[str, int]]]) -> int:
    """Add up the best match of each word; 0 when one of them has none."""
    total = 0
    for worths in expansions:
        best = 0
        for word, worth in worths:
            if word in weights:
                best = max(best, weights[word] * worth)
        if not best:
            return 0
        total += best
    return total


def _statement() -> sa.Select[*tuple[Any, ...]]:
    """Build the statement: which of the candidates have which words."""
    candidates = (
        sa.select(SearchWord.listing_id)
        .where(SearchWord.word.in_(sa.bindparam("rarest", expanding=True)))
        .group_by(SearchWord.listing_id)
        .order_by(sa.func.max(SearchWord.weight).desc(), SearchWord.listing_id.desc())
        .limit(MOST_CANDIDATES)
        .subquery()
    )
    return (
        sa.select(SearchWord.word, SearchWord.listing_id, SearchWord.weight)
        .join(candidates, candidates.c.listing_id == SearchWord.listing_id)
        .where(SearchWord.word.in_(sa.bindparam("wanted", expanding=True)))
    )


_STATEMENT = _statement()
