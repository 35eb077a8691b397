"""The reference is what the code says."""

from __future__ import annotations

import pytest

from tools.reference import FOLDER, PAGES


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_reference_is_complete_and_up_to_date(name: str) -> None:
    assert (FOLDER / name).read_text() == PAGES[name](), "run python -m tools.reference"
