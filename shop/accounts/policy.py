"""What accounts may and must do. Pure."""

from __future__ import annotations

from typing import Protocol


class SignedIn(Protocol):
    """As much of a visitor as the rules need."""

    @property
    def rights(self) -> frozenset[object]:
        """Return the staff rights."""

    @property
    def is_strong(self) -> bool:
        """Tell whether the sign-in used a second factor or a passkey."""

    @property
    def is_demo(self) -> bool:
        """Tell whether this is one of the demo's people."""


def needs_second_factor(visitor: SignedIn, *, is_production: bool) -> bool:
    """Tell whether this member of staff must show a second factor before going on.

    Staff of a production shop must; buyers may. People of the demo do not exist and need none.
    """
    return is_production and bool(visitor.rights) and not visitor.is_strong and not visitor.is_demo
