"""All words that occur, held by each process: what prefixes and typing errors are looked up in."""

from __future__ import annotations

import bisect
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy.orm import Session

from shop.catalog.index.words import SYNONYMS
from shop.catalog.models import SearchVocabulary

#: What a kind of match is worth, in per cent.
EXACT, SYNONYM, PREFIX, TYPING_ERROR = 100, 70, 60, 40

MOST_COMPLETIONS = 20
LEAST_PREFIX = 2
#: Below this many letters a typing error makes another word.
LEAST_FUZZY = 4
#: From this many letters on, two errors are forgiven.
LONG_WORD = 8


@dataclass(frozen=True)
class Expansion:
    """Words to look for in place of one word of the question, each with what it is worth.

    ``instead`` is set when nothing but a typing error explains the word.
    """

    worth: Mapping[str, int]
    instead: str = ""


class Vocabulary:
    """Word -> in how many listings, as of a feed position."""

    def __init__(self) -> None:
        self.position = -1
        self.listings: dict[str, int] = {}
        self._sorted: list[str] = []

    def refreshed(self, db: Session, position: int) -> Vocabulary:
        """Return the vocabulary as of ``position``; reads only what changed. One statement."""
        if position == self.position:
            return self
        fresh = Vocabulary()
        fresh.position = position
        fresh.listings = dict(self.listings)
        for word, listings in db.execute(
            sa.select(SearchVocabulary.word, SearchVocabulary.listings).where(
                SearchVocabulary.position > self.position
            )
        ):
            if listings:
                fresh.listings[word] = listings
            else:
                fresh.listings.pop(word, None)
        fresh._sorted = sorted(fresh.listings)
        return fresh

    def expand(self, word: str, *, is_last: bool) -> Expansion:
        """Return what to look for in place of ``word``.

        :param is_last: It may be unfinished: the person is still typing.
        """
        worth: dict[str, int] = {}
        if is_last or word not in self.listings:
            worth.update(dict.fromkeys(self.completions(word), PREFIX))
        worth.update({other: SYNONYM for other in SYNONYMS.get(word, ()) if other in self.listings})
        if word in self.listings:
            worth[word] = EXACT
        if worth:
            return Expansion(worth)
        near = self.similar(word)
        return Expansion(dict.fromkeys(near, TYPING_ERROR), near[0] if near else "")

    def completions(self, prefix: str, *, most: int = MOST_COMPLETIONS) -> list[str]:
        """Return the most frequent words that start with ``prefix``."""
        if len(prefix) < LEAST_PREFIX:
            return []
        start = bisect.bisect_left(self._sorted, prefix)
        end = bisect.bisect_left(self._sorted, prefix + "\x7f")
        return sorted(self._sorted[start:end], key=self._rank)[:most]

    def similar(self, word: str, *, most: int = 5) -> list[str]:
        """Return words that differ by a slip of the finger: nearest and most frequent first."""
        if len(word) < LEAST_FUZZY:
            return []
        if any(letter.isdigit() for letter in word):
            return []  # another number is another thing: a year, a size, a serial
        slips = 2 if len(word) >= LONG_WORD else 1
        found = process.extract(
            word, self._sorted, scorer=OSA.distance, score_cutoff=slips, limit=None
        )
        nearest = sorted(found, key=lambda match: (match[1], *self._rank(match[0])))
        return [match[0] for match in nearest[:most]]

    def _rank(self, word: str) -> tuple[int, str]:
        return -self.listings[word], word
