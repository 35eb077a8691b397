"""The README's logins are those that the demo prints."""

from __future__ import annotations

import re
from pathlib import Path

from shop.demo.data_files import PASSWORD
from tests.browser.stage import Stage

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_readme_names_the_logins_that_the_demo_prints(stage: Stage) -> None:
    text = README.read_text()
    named = dict(re.findall(r"^\| (\w+) \| (\S+@example\.com) \|", text, re.MULTILINE))
    printed = {role: login["email"] for role, login in stage.facts["logins"].items()}
    assert named == printed
    assert f"is `{PASSWORD}`." in text
