"""Identifiers that people and other machines see. Internal keys never leave the database."""

from __future__ import annotations

import secrets

#: No vowels and nothing that looks alike: no accidental words, easy to read out by telephone.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def public_id(prefix: str) -> str:
    """Return an identifier such as ``pay_7KD4...``: 20 random characters, about 96 bits."""
    return f"{prefix}_{_letters(20)}"


def order_number(year: int) -> str:
    """Return a human order number such as ``C26-K7RW-3MVX``.

    Eight random characters: people can read it out, nobody can count orders with it. It is
    not a secret; a guest needs the signed link. Uniqueness is the database's.
    """
    letters = _letters(8)
    return f"C{year % 100:02d}-{letters[:4]}-{letters[4:]}"


def _letters(count: int) -> str:
    """Draw once and divide: every request has an id, and drawing letter by letter takes long."""
    number = secrets.randbelow(len(ALPHABET) ** count)
    letters = []
    for _ in range(count):
        number, at = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[at])
    return "".join(letters)
