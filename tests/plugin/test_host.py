"""The wheel alone, inside a foreign application, sells a piece."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from what git knows, in a folder of its own."""
    source = tmp_path_factory.mktemp("source")
    files = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.split(b"\0")
    wanted = ("shop/", "tools/", "pyproject.toml", "setup.py", "README.md", "LICENSE")
    for name in (os.fsdecode(file) for file in files if file):
        if name.startswith(wanted) and (ROOT / name).is_file():
            target = source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, source],
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def seen(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What the host application saw with the wheel installed into a clean environment.

    The environment borrows the dependencies of this one and gets the shop from the wheel alone;
    it starts in a folder from which the checkout cannot be imported.
    """
    folder = tmp_path_factory.mktemp("host")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / "bin" / "python"
    packages = next((folder / "env").glob("lib/python*/site-packages"))
    import zipfile

    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    borrowed = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "borrowed.pth").write_text("\n".join(borrowed) + "\n")
    host = folder / "host.py"
    host.write_bytes((ROOT / "tests" / "plugin" / "host.py").read_bytes())
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("SHOP_", "PYTHON"))}
    done = subprocess.run(
        [python, "-W", "error::DeprecationWarning:shop", host],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_the_hosts_pages_words_and_forms_stay_its_own(seen: dict[str, object]) -> None:
    assert seen["host_page"] == "<h1>HOST hello</h1>"
    assert seen["host_form_without_token"] == 400


def test_our_pages_come_out_of_the_wheel_whole(seen: dict[str, object]) -> None:
    assert seen["home"] == 200
    assert seen["home_is_ours"]
    assert seen["languages"] == [True, True]
    assert seen["style"] == 200
    assert seen["fonts"] == [200, 200]
    assert seen["translated"]


def test_a_person_of_the_host_buys_a_piece(seen: dict[str, object]) -> None:
    assert (seen["product"], seen["added"], seen["placed"], seen["paid"]) == (200, 303, 303, 303)
    assert seen["pay_page"] == "/shop"
    assert seen["state"] == "paid"
    assert seen["waiting"] == {"outbox": 0, "letters": 0, "inbox": 0, "refunds": 0}
    assert seen["through_host_session"]


def test_the_host_keeps_its_sign_in_and_its_migrations(seen: dict[str, object]) -> None:
    assert seen["account_pages"] == 404
    assert seen["host_autogenerate"] == []


def test_callbacks_pass_the_hosts_forgery_protection(seen: dict[str, object]) -> None:
    assert seen["webhook"] == 400
