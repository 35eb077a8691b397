"""Text into words, by one function for listings and for questions.

Both databases, every process and every restart get the same words, because no database takes part:
accents are taken off, letters made small, endings that change no meaning cut. Stemming is
cautious: ``pesutnya`` is ``pesut`` and ``shawls`` is ``shawl``, but Indonesian prefixes stay, for
cutting them makes other words (``berau`` is a place, not a form of ``rau``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MOST_LETTERS = 32
LEAST_STEM = 4

_WORD = re.compile(r"[a-z0-9]+")

#: Words that are in every text and in no buyer's mind.
STOP_WORDS = frozenset(
    [
        "dan",
        "yang",
        "di",
        "ke",
        "dari",
        "untuk",
        "dengan",
        "pada",
        "atau",
        "ini",
        "itu",
        "dalam",
        "oleh",
        "sebagai",
        "adalah",
        "juga",
        "tidak",
        "lebih",
        "akan",
        "bisa",
        "ada",
        "satu",
        "para",
        "kami",
        "kita",
        "anda",
        "the",
        "a",
        "an",
        "of",
        "and",
        "for",
        "with",
        "in",
        "on",
        "to",
        "from",
        "by",
        "at",
        "is",
        "are",
        "it",
        "its",
        "this",
        "that",
        "as",
        "or",
        "be",
        "was",
        "were",
        "has",
        "have",
        "not",
        "we",
        "you",
        "our",
        "your",
        "one",
        "murah",
        "cheap",
    ]
)

#: Words that mean the same to a buyer, in either language. Compared after stemming.
_SAME = (
    "kain cloth fabric textile wastra",
    "selendang shawl scarf",
    "syal scarf shawl",
    "kemeja shirt",
    "baju clothing clothes shirt",
    "gaun dress",
    "sarung sarong",
    "tas bag tote",
    "dompet purse wallet",
    "dasi tie",
    "taplak tablecloth",
    "bantal cushion pillow",
    "rok skirt",
    "blus blouse",
    "jaket jacket",
    "biru blue indigo",
    "merah red",
    "hijau green",
    "kuning yellow",
    "cokelat coklat brown",
    "hitam black",
    "putih white",
    "abu grey gray",
    "krem cream natural",
    "sutera sutra silk",
    "katun cotton mori",
    "linen linen",
    "tulis handdrawn",
    "cap stamp stamped",
    "lukis painted",
    "alam natural",
    "pesut dolphin",
    "enggang hornbill rangkong",
    "anggrek orchid",
    "penyu turtle",
    "rusa deer",
    "daun leaf",
    "hutan forest",
    "sungai river",
    "bunga flower",
    "buah fruit",
    "burung bird",
    "rotan rattan",
    "bakau mangrove",
    "ulin ironwood",
    "hadiah gift kado",
    "pria men man",
    "wanita perempuan women woman",
)


def split(text: str) -> list[str]:
    """Return the words of a text in order, as the search compares them."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = (stem(word[:MOST_LETTERS]) for word in _WORD.findall(ascii_text))
    return [word for word in words if len(word) > 1 and word not in STOP_WORDS]


def stem(word: str) -> str:
    """Cut an ending that changes no meaning: ``-nya``, and the English plural."""
    if word.endswith("nya") and len(word) - 3 >= LEAST_STEM:
        return word[:-3]
    if word.endswith("sses"):
        return word[:-2]
    is_plural = word.endswith("s") and word[-2:] not in {"ss", "us", "is", "as"}
    return word[:-1] if is_plural and len(word) - 1 >= LEAST_STEM else word


def _groups(lines: Iterable[str]) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for line in lines:
        words = {stem(word) for word in line.split()}
        for word in words:
            groups.setdefault(word, set()).update(words - {word})
    return {word: frozenset(others) for word, others in groups.items()}


#: Word -> others that mean the same.
SYNONYMS = _groups(_SAME)
