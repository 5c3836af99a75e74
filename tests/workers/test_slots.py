"""So many at once and no more; closed, nobody comes in and nobody waits for ever."""

import threading

from workers.slots import Slots, resident_bytes


def test_no_more_than_there_is_room_for_come_in() -> None:
    slots = Slots()
    slots.resize(2)
    assert [slots.enter(wait=False) for _ in range(3)] == [True, True, False]
    slots.leave()
    assert slots.enter(wait=False)
    assert slots.steps == 0
    slots.count()
    assert slots.steps == 1
    assert not slots.empty
    slots.leave()
    slots.leave()
    assert slots.empty


def test_who_waits_comes_in_when_a_place_is_free_and_goes_away_when_it_closes() -> None:
    slots = Slots()
    assert slots.enter(wait=False)
    answers: list[bool] = []
    waiting = [threading.Thread(target=lambda: answers.append(slots.enter(wait=True))) for _ in range(2)]
    for thread in waiting:
        thread.start()
    slots.leave()
    while not answers:
        pass
    slots.close()
    for thread in waiting:
        thread.join()
    assert answers == [True, False]
    assert not slots.enter(wait=True)
    assert not slots.empty  # who was inside stays


def test_memory_is_told_in_bytes() -> None:
    held = bytearray(64 * 1024**2)
    held[::4096] = b"x" * len(held[::4096])
    assert resident_bytes() > len(held)
