"""``shop work`` says why it ends; ``shop run`` brings a dead worker back."""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import sqlalchemy as sa

from shop.core.clock import SystemClock
from shop.core.db import Database
from shop.core.workers import WorkerRow
from tests.flows.fixtures import (  # noqa: F401
    database_url,
    postgresql_name,
    sown_postgresql,
    sown_sqlite,
)
from tests.operations.processes import (
    FLASK,
    children,
    command_of,
    environment,
    is_running,
    started,
    wait_until,
)

APP = ("--app", "tests.operations.impatient:make_shop")
SHELL = """
import subprocess, sys, os
child = subprocess.Popen([*sys.argv[1:], '--parent', str(os.getpid())])
open(os.environ['CHILD'], 'w').write(str(child.pid))
child.wait()
"""


@pytest.fixture
def env(database_url: str, tmp_path: Path) -> dict[str, str]:  # noqa: F811
    return environment(database_url, tmp_path / "data")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_worker_says_so_and_exits_with_0(
    number: signal.Signals, env: dict[str, str], tmp_path: Path
) -> None:
    with started(*FLASK, *APP, "shop", "work", env=env, log=tmp_path / "log") as worker:
        worker.says("worker.began")
        worker.process.send_signal(number)

        assert worker.ends() == 0
        last = worker.output.splitlines()[-1]
        assert last == f"The worker ends: it received {number.name} (exit code 0)."


def test_a_worker_whose_rounds_keep_failing_says_so_and_exits_with_1(
    env: dict[str, str], tmp_path: Path
) -> None:
    broken = ("--app", "tests.operations.impatient:make_broken_shop")

    with started(*FLASK, *broken, "shop", "work", env=env, log=tmp_path / "log") as worker:
        assert worker.ends() == 1

        last = worker.output.splitlines()[-1]
        reason = "2 rounds in a row failed: ValueError('broken')"
        assert last == f"The worker ends: {reason} (exit code 1)."


def test_a_worker_that_hangs_says_so_and_exits_with_4(env: dict[str, str], tmp_path: Path) -> None:
    stuck = ("--app", "tests.operations.impatient:make_stuck_shop")

    with started(*FLASK, *stuck, "shop", "work", env=env, log=tmp_path / "log") as worker:
        assert worker.ends() == 4

        last = worker.output.splitlines()[-1]
        assert last == "The worker ends: its round takes longer than 0 minutes (exit code 4)."


def test_a_worker_ends_with_the_process_that_started_it_and_says_so(
    env: dict[str, str], tmp_path: Path
) -> None:
    env["CHILD"] = str(tmp_path / "child")
    command = [sys.executable, "-c", SHELL, *FLASK, *APP, "shop", "work"]

    with started(*command, env=env, log=tmp_path / "log") as parent:
        parent.says("worker.began")
        pid = int(Path(env["CHILD"]).read_text())
        parent.kill()
        wait_until(lambda: not is_running(pid))

        said = f"its parent, process {parent.process.pid}, is gone (exit code 3)."
        assert parent.output.splitlines()[-1] == f"The worker ends: {said}"


def test_a_worker_without_a_named_parent_outlives_the_shell_that_started_it(
    env: dict[str, str], tmp_path: Path
) -> None:
    env["CHILD"] = str(tmp_path / "child")
    shell = SHELL.replace("'--parent', str(os.getpid())", "")
    command = [sys.executable, "-c", shell, *FLASK, *APP, "shop", "work"]

    with started(*command, env=env, log=tmp_path / "log") as parent:
        parent.says("worker.began")
        pid = int(Path(env["CHILD"]).read_text())
        parent.kill()
        with pytest.raises(AssertionError):
            wait_until(lambda: not is_running(pid), seconds=3)

        os.kill(pid, signal.SIGTERM)
        wait_until(lambda: not is_running(pid))
        assert "it received SIGTERM (exit code 0)" in parent.output


# -- shop run ------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status_of(port: int, path: str) -> int:
    """The status that the server on a port answers with; 0 when it does not answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def worker_below(pid: int) -> int | None:
    """The id of the worker that a server has started, if it runs."""
    found = [child for child in children(pid) if " shop work " in command_of(child)]
    return found[0] if found else None


@pytest.mark.parametrize(
    "application",
    [
        pytest.param("shop.wsgi", id="the service"),
        pytest.param("tests.operations.impatient:make_shop()", id="a factory"),
    ],
)
def test_run_serves_the_application_that_was_named_and_supervises_its_worker(
    application: str, tmp_path: Path
) -> None:
    port = free_port()
    env = environment("", tmp_path / "data", SHOP_PUBLIC_URL=f"http://127.0.0.1:{port}")
    command = (*FLASK, "--app", application, "shop", "run", "--port", str(port))

    with started(*command, env=env, log=tmp_path / "log") as server:
        pid = server.process.pid
        wait_until(lambda: status_of(port, "/health/live") == 200, why=lambda: server.output)
        server.says("worker.began")
        first = worker_below(pid)
        assert first is not None
        assert f"--app {application} shop work" in command_of(first)

        wait_until(lambda: status_of(port, "/health/ready") == 200)

        os.kill(first, signal.SIGKILL)
        let_a_minute_pass(tmp_path / "data" / "shop.db")
        wait_until(lambda: worker_below(pid) not in {None, first}, seconds=20)
        second = worker_below(pid)
        assert second is not None
        assert "reason='killed by SIGKILL'" in server.output
        assert first not in children(pid), "the dead worker has been reaped"
        wait_until(lambda: server.output.count("worker.began") == 2)
        wait_until(lambda: status_of(port, "/health/ready") == 200)

        server.process.send_signal(signal.SIGTERM)
        server.ends()
        assert not is_running(second)
        assert "The worker ends: it received SIGTERM (exit code 0)." in server.output
        assert server.output.count("process.ended") == 1


def test_the_worker_beside_a_killed_server_ends_too(tmp_path: Path) -> None:
    port = free_port()
    env = environment("", tmp_path / "data", SHOP_PUBLIC_URL=f"http://127.0.0.1:{port}")
    command = (*FLASK, "--app", "shop.wsgi", "shop", "run", "--port", str(port))

    with started(*command, env=env, log=tmp_path / "log") as server:
        server.says("worker.began")
        worker = worker_below(server.process.pid)
        assert worker is not None
        server.kill()

        wait_until(lambda: not is_running(worker), seconds=20)
        assert "is gone (exit code 3)" in server.output


def test_run_without_worker_starts_none(tmp_path: Path) -> None:
    port = free_port()
    env = environment("", tmp_path / "data", SHOP_PUBLIC_URL=f"http://127.0.0.1:{port}")
    command = (*FLASK, "--app", "shop.wsgi", "shop", "run", "--no-worker", "--port", str(port))

    with started(*command, env=env, log=tmp_path / "log") as server:
        wait_until(lambda: status_of(port, "/health/live") == 200, why=lambda: server.output)

        assert worker_below(server.process.pid) is None


# -- readiness -----------------------------------------------------------------------------------


def test_readiness_ends_with_the_worker_and_comes_back_with_the_next(tmp_path: Path) -> None:
    port = free_port()
    env = environment("", tmp_path / "data", SHOP_PUBLIC_URL=f"http://127.0.0.1:{port}")
    serve = (*FLASK, "--app", "shop.wsgi", "shop", "run", "--no-worker", "--port", str(port))
    work = (*FLASK, "--app", "shop.wsgi", "shop", "work")

    with started(*serve, env=env, log=tmp_path / "log") as server:
        wait_until(lambda: status_of(port, "/health/live") == 200, why=lambda: server.output)
        assert status_of(port, "/health/ready") == 503
        with started(*work, env=env, log=tmp_path / "first") as worker:
            wait_until(lambda: status_of(port, "/health/ready") == 200, why=lambda: worker.output)
            worker.kill()

        let_a_minute_pass(tmp_path / "data" / "shop.db")
        assert status_of(port, "/health/ready") == 503
        assert status_of(port, "/health/live") == 200
        with started(*work, env=env, log=tmp_path / "second") as worker:
            wait_until(lambda: status_of(port, "/health/ready") == 200, why=lambda: worker.output)
            worker.process.terminate()
            assert worker.ends() == 0

        assert status_of(port, "/health/ready") == 503, "a worker that was stopped signs off"


def let_a_minute_pass(database: Path) -> None:
    """Move the signs of life of every worker a minute back, in place of waiting for it."""
    engine = sa.create_engine(f"sqlite:///{database}")
    with Database(engine, SystemClock()).transaction() as db:
        for row in db.scalars(sa.select(WorkerRow)):
            row.last_round_at -= dt.timedelta(minutes=1)
    engine.dispose()
