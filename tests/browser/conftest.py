"""A real Chromium in front of a real server with the demo, a worker, and Stripe on loopback."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from shop import create_app
from shop.core import pictures
from shop.core.imaging import Derived
from shop.core.runtime import Runtime
from shop.demo import load
from tests.browser.person import MODES, Mode, Person
from tests.browser.stage import Stage, set_up
from tests.flows.fixtures import shop_settings, sow

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's own Chromium."""
    name = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=name, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_folder(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with its demo; one drawing stands for all of them, for there are hundreds."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(sqlite_template, folder / "shop.db")
    url = f"sqlite:///{folder / 'shop.db'}"
    sow(url, folder)
    app = create_app(shop_settings(url, folder))
    shop: Runtime = app.extensions["shop"]
    with pytest.MonkeyPatch.context() as patch, app.test_request_context("/"):
        patch.setattr(pictures, "derive_ours", _one_for_all(pictures.derive_ours))
        facts = load.load(shop)
    (folder / "facts.json").write_text(json.dumps(facts))
    with shop.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shop.database.engine.dispose()
    return folder


def _one_for_all(derive: Any) -> Any:
    made: list[Derived] = []

    def once(content: bytes) -> Derived:
        if not made:
            made.append(derive(content))
        return made[0]

    return once


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    """A failure is not buried under the addresses of all pictures."""
    caplog.set_level(logging.WARNING, logger="werkzeug")


@pytest.fixture
def stage(demo_folder: Path, tmp_path: Path) -> Iterator[Stage]:
    """A server of this test's own; afterwards every invariant must hold."""
    folder = tmp_path / "shop"
    shutil.copytree(demo_folder / "media", folder / "media", copy_function=os.link)
    shutil.copy(demo_folder / "shop.db", folder / "shop.db")
    facts = json.loads((demo_folder / "facts.json").read_text())
    with set_up(folder, facts) as stage:
        yield stage
        stage.assert_quiet()


@pytest.fixture(params=MODES, ids=lambda mode: mode.name)
def mode(request: pytest.FixtureRequest) -> Mode:
    """Phone and desk, with and without JavaScript."""
    chosen: Mode = request.param
    return chosen


@pytest.fixture
def people(chromium: Browser, stage: Stage) -> Iterator[list[Person]]:
    """Everybody whose browser is open; none of them may have seen a fault."""
    everybody: list[Person] = []
    yield everybody
    for person in everybody:
        person.context.close()
        assert person.faults == []


@pytest.fixture
def buyer(chromium: Browser, stage: Stage, mode: Mode, people: list[Person]) -> Person:
    """A buyer at a fresh browser."""
    person = Person(chromium, stage.address, mode)
    people.append(person)
    return person
