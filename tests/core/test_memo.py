"""A memo that threads share makes each value once, and no thread hangs on another."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from shop.core import memo
from shop.core.memo import Memo


def test_what_twenty_threads_ask_for_at_the_same_time_is_made_once() -> None:
    shared, made, start = Memo(10), [], threading.Barrier(20)

    def make() -> object:
        made.append(threading.get_ident())
        time.sleep(0.2)
        return object()

    def ask(_number: int) -> object:
        start.wait(timeout=30)
        return shared.recall("page", make)

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(ask, range(20)))

    assert len(made) == 1
    assert len({id(answer) for answer in answers}) == 1


def test_a_value_that_could_not_be_made_is_made_by_the_next_thread() -> None:
    shared, begun, fail = Memo(10), threading.Event(), threading.Event()

    def broken() -> str:
        begun.set()
        assert fail.wait(timeout=30)
        raise LookupError

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(shared.recall, "page", broken)
        assert begun.wait(timeout=30)
        second = pool.submit(shared.recall, "page", lambda: "made")
        fail.set()
        with pytest.raises(LookupError):
            first.result(timeout=30)
        assert second.result(timeout=30) == "made"
    assert shared.recall("page", lambda: "again") == "made"


def test_a_thread_does_not_wait_for_ever_for_another_that_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memo, "PATIENCE", 0.05)
    shared, begun, release = Memo(10), threading.Event(), threading.Event()

    def hang() -> str:
        begun.set()
        assert release.wait(timeout=30)
        return "late"

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(shared.recall, "page", hang)
        assert begun.wait(timeout=30)
        assert shared.recall("page", lambda: "own") == "own"
        release.set()
        assert first.result(timeout=30) == "late"


def test_readers_never_fail_while_a_full_memo_is_emptied() -> None:
    shared, stop = Memo(2), threading.Event()

    def fill() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            shared.recall(number, lambda: "x")

    def read(_number: int) -> set[str]:
        return {shared.recall("page", lambda: "page") for _ in range(20_000)}

    filler = threading.Thread(target=fill)
    filler.start()
    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(read, range(4)))
    stop.set()
    filler.join(timeout=30)
    assert seen == [{"page"}] * 4
    assert len(shared) <= 2
