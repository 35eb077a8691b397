from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from pydantic import TypeAdapter, ValidationError

from shop.accounts import passwords

NEW = TypeAdapter(passwords.NewPassword)


def test_a_password_matches_its_own_hash_only() -> None:
    known = passwords.hash_password("hujan di atas sungai")

    assert passwords.matches("hujan di atas sungai", known)
    assert not passwords.matches("hujan di atas sungai ", known)
    assert "hujan" not in known


def test_nobodys_password_never_matches() -> None:
    assert not passwords.matches("nobody has this password", None)


def test_a_damaged_hash_is_a_refusal_and_no_error() -> None:
    assert not passwords.matches("anything at all", "$argon2id$broken")


@pytest.mark.parametrize(
    "weak",
    [
        "short",
        "123456789",
        "1234567890",
        "Password123",
        "Indonesia123",
        "aaaaaaaaaaaa",
        "ababababab",
    ],
)
def test_a_weak_password_is_refused(weak: str) -> None:
    with pytest.raises(ValidationError):
        NEW.validate_python(weak)


def test_spaces_around_a_password_belong_to_it() -> None:
    assert NEW.validate_python("  hujan sungai  ") == "  hujan sungai  "


def test_one_password_is_the_same_from_every_keyboard() -> None:
    assert NEW.validate_python("kafe\u0301 sungai") == NEW.validate_python("kaf\u00e9 sungai")


@pytest.mark.parametrize("unreadable", ["hujan\x00sungai", "hujan sungai\ud800", "hujan\nsungai"])
def test_what_no_keyboard_types_is_refused(unreadable: str) -> None:
    with pytest.raises(ValidationError):
        NEW.validate_python(unreadable)


def test_a_weaker_hash_of_former_days_is_noticed() -> None:
    former = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash("hujan sungai")

    assert passwords.matches("hujan sungai", former)
    assert passwords.is_outdated(former)
    assert not passwords.is_outdated(passwords.hash_password("hujan sungai"))
