"""Places for threads that wait, and SQLite's write lock shared by the threads of a process."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from shop.core import writer_gate
from shop.core.bulkhead import Bulkhead, BulkheadFull
from shop.core.writer_gate import WriterBusy, WriterGate


def test_a_full_bulkhead_refuses_at_once_and_lets_in_again_when_a_place_is_free() -> None:
    bulkhead = Bulkhead(2)
    bulkhead.enter()
    with bulkhead.place():
        assert bulkhead.waiting == 2
        with pytest.raises(BulkheadFull):
            bulkhead.enter()
    bulkhead.enter()
    assert bulkhead.waiting == 2


def test_a_bulkhead_says_for_how_long_it_has_been_full() -> None:
    bulkhead = Bulkhead(1)
    assert bulkhead.full_seconds == 0.0
    with bulkhead.place():
        time.sleep(0.05)
        assert bulkhead.full_seconds >= 0.05
    assert bulkhead.full_seconds == 0.0


def test_a_bulkhead_without_a_number_takes_everybody() -> None:
    bulkhead = Bulkhead()
    for _ in range(500):
        bulkhead.enter()
    assert bulkhead.waiting == 500


def test_only_as_many_threads_wait_for_a_slow_writer_as_there_are_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(writer_gate, "SLOW", 0.05)
    bulkhead = Bulkhead(2)
    gate = WriterGate(bulkhead)
    held, release = threading.Event(), threading.Event()
    refused, had = [], []

    def hold() -> None:
        with gate.turn():
            held.set()
            assert release.wait(timeout=60)

    def write(number: int) -> None:
        try:
            with gate.turn():
                had.append(number)
        except WriterBusy:
            refused.append(number)
            if len(refused) == 4:
                release.set()

    with ThreadPoolExecutor(7) as pool:
        holder = pool.submit(hold)
        assert held.wait(timeout=60)
        time.sleep(0.1)  # the holder is slow by now
        writers = [pool.submit(write, number) for number in range(6)]
        for writer in [*writers, holder]:
            writer.result(timeout=60)

    assert (len(refused), len(had)) == (4, 2)
    assert bulkhead.waiting == 0


def test_writers_that_follow_each_other_quickly_all_have_their_turn() -> None:
    gate, inside, most = WriterGate(Bulkhead(1)), [], []

    def write(_number: int) -> None:
        with gate.turn():
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.005)
            inside.pop()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(64)))

    assert len(most) == 64
    assert set(most) == {1}


def test_a_writer_gives_up_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_gate, "PATIENCE", 0.2)
    gate, held, release = WriterGate(Bulkhead()), threading.Event(), threading.Event()

    def hold() -> None:
        with gate.turn():
            held.set()
            assert release.wait(timeout=60)

    with ThreadPoolExecutor(1) as pool:
        holder = pool.submit(hold)
        assert held.wait(timeout=60)
        with pytest.raises(WriterBusy), gate.turn():
            pass
        release.set()
        holder.result(timeout=60)
    with gate.turn(), gate.turn():
        pass  # a thread that has the turn may have it again
