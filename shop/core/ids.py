"""Identifiers that people and other machines see. Internal keys never leave the database."""

from __future__ import annotations

import secrets

#: No vowels and nothing that looks alike: no accidental words, easy to read out by telephone.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def public_id(prefix: str) -> str:
    """Return an identifier such as ``pay_7KD4...``: 20 random characters, about 96 bits."""
    return prefix + "_" + "".join(secrets.choice(ALPHABET) for _ in range(20))


def order_number(year: int) -> str:
    """Return a human order number such as ``C26-K7RW-3MVX``.

    Eight random characters: people can read it out, nobody can count orders with it. It is
    not a secret; a guest needs the signed link. Uniqueness is the database's.
    """
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"C{year % 100:02d}-{letters[:4]}-{letters[4:]}"
