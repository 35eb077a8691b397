"""Find words in a listing that claim more than a workshop can usually show.

Pure functions over ``seed/claims.json``. A word is never a proof, so no finding refuses a listing
by itself: the artisan sees it before submitting, the curator confirms having seen it before
publishing.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as column
from importlib import resources
from typing import Any

from shop.core.i18n import pick

#: Characters of the text shown on either side of what was found.
CONTEXT = 40


@dataclass(frozen=True)
class ClaimFacts:
    """What a claim is compared with.

    ``own_names`` are names of the artisan's business: they are no claim. ``brands`` are names of
    workshops and groups in the registry that are not the artisan's; ``not_from_here`` are names of
    motifs of other provinces.
    """

    is_batik: bool
    is_printed: bool
    is_made_in_kaltim: bool
    own_names: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    not_from_here: tuple[str, ...] = ()

    def holds(self, when: str) -> bool:
        """Tell whether an entry of the list counts for this listing.

        :param when: ``when`` of the entry.
        :raises KeyError: the list names a condition that is not known.
        """
        return {
            "always": True,
            "batik": self.is_batik,
            "not_batik": not self.is_batik,
            "printed": self.is_printed,
            "made_elsewhere": not self.is_made_in_kaltim,
        }[when]


@dataclass(frozen=True)
class Finding:
    """Words of a listing that need a second look. ``code`` is stable."""

    code: str
    #: Which text: a key of the mapping that was searched.
    field: str
    #: The words as written.
    words: str
    #: The words with what stands around them.
    quote: str = column(compare=False)
    reason_id: str = column(compare=False)
    reason_en: str = column(compare=False)

    @property
    def key(self) -> str:
        """Identify the finding: the same words in the same text have the same key."""
        return f"{self.code}:{self.field}:{self.words.casefold()}"

    @property
    def reason(self) -> str:
        """Why it needs a look, in the current language."""
        return pick(id=self.reason_id, en=self.reason_en)[0]


def findings(texts: Mapping[str, str], facts: ClaimFacts) -> list[Finding]:
    """Return what needs a second look, in the order of ``texts`` and of the list.

    The same words are reported once for each text. Invisible characters, accents and full-width
    letters do not hide a word.

    :param texts: Texts by the name of their field, such as ``title_id``.
    """
    found: dict[str, Finding] = {}
    for name, text in texts.items():
        plain = _plain(text)
        for own in filter(None, facts.own_names):
            plain = re.sub(_name_pattern(own), " ", plain, flags=re.IGNORECASE)
        for finding in (*_claims(name, plain, facts), *_names(name, plain, facts)):
            found.setdefault(finding.key, finding)
    return list(found.values())


def _claims(name: str, text: str, facts: ClaimFacts) -> Iterator[Finding]:
    for entry in _listed()["claims"]:
        if not facts.holds(entry["when"]):
            continue
        for match in re.finditer(entry["pattern"], text, re.IGNORECASE):
            if not _is_harmless(entry, text, match):
                yield _finding(entry["id"], name, text, match, entry["reason"])


def _is_harmless(entry: Any, text: str, match: re.Match[str]) -> bool:
    """Tell whether the words around a match take the claim back: "not batik", "bukan paten"."""
    before, after = entry["unless_before"], entry.get("unless_after", "")
    start = max(match.start() - CONTEXT, 0)
    return bool(
        (before and re.search(rf"\b{before}\Z", text[start : match.start()], re.IGNORECASE))
        or (after and re.match(after, text[match.end() :], re.IGNORECASE))
    )


def _names(name: str, text: str, facts: ClaimFacts) -> Iterator[Finding]:
    """Find names of the registry that are not the artisan's or not of this province."""
    for code, listed in (("brand", facts.brands), ("not_from_here", facts.not_from_here)):
        for known in listed:
            reason = {
                language: text_ % {"name": known}
                for language, text_ in _listed()["names"][code].items()
            }
            for match in re.finditer(_name_pattern(known), text, re.IGNORECASE):
                yield _finding(code, name, text, match, reason)


def _finding(
    code: str, name: str, text: str, match: re.Match[str], reason: Mapping[str, str]
) -> Finding:
    start, end = max(match.start() - CONTEXT, 0), match.end() + CONTEXT
    quote = text[start:end].strip()
    return Finding(
        code=code,
        field=name,
        words=match[0],
        quote=("…" if start else "") + quote + ("…" if end < len(text) else ""),
        reason_id=reason["id"],
        reason_en=reason["en"],
    )


def _name_pattern(name: str) -> str:
    return r"\b" + r"\s+".join(re.escape(word) for word in _plain(name).split()) + r"\b"


def _plain(text: str) -> str:
    """Return ``text`` without accents, invisible characters and runs of white space."""
    letters = unicodedata.normalize("NFKD", text)
    kept = (
        letter
        for letter in letters
        if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf"
    )
    return " ".join("".join(kept).split())


@functools.cache
def _listed() -> Any:
    """Read the list once: it is part of the package and does not change while it runs."""
    listed = resources.files("shop.heritage.seed").joinpath("claims.json")
    return json.loads(listed.read_text("utf-8"))
