import threading

import pytest

from cms import passwords
from cms.errors import BusyError, InvalidError


def test_a_hash_fits_its_password_alone():
    kept = passwords.hashed("seven quiet drums")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,")  # 64 MiB, three rounds
    assert passwords.fits("seven quiet drums", kept)
    assert not passwords.fits("seven quiet drum", kept)
    assert not passwords.fits("seven quiet drums", "")
    assert kept != passwords.hashed("seven quiet drums")


def test_only_so_many_run_and_only_so_many_wait():
    gate = passwords.Gate(at_once=2, waiting=3)
    inside, most, lock = 0, 0, threading.Lock()
    full, leave = threading.Semaphore(0), threading.Event()
    refused, done = [], []

    def come():
        nonlocal inside, most
        try:
            with gate.turn():
                with lock:
                    inside += 1
                    most = max(most, inside)
                full.release()
                leave.wait()
                with lock:
                    inside -= 1
            done.append(True)
        except BusyError as error:
            refused.append(error.sentence)
            full.release()

    callers = [threading.Thread(target=come) for _ in range(9)]
    for caller in callers:
        caller.start()
    for _ in range(2 + 4):  # two are inside, and of the other seven four find no room to wait
        full.acquire()
    assert len(refused) == 4
    leave.set()
    for caller in callers:
        caller.join()
    assert (most, len(done)) == (2, 5)
    assert "Try again" in refused[0]
    with gate.turn():  # all have left
        pass


@pytest.mark.parametrize(
    "password", ["seven quiet drums", "비밀번호가 아주 길어요 정말", "mina seven quiet drums"]
)
def test_good_passwords(password):
    passwords.must_be_good(password, "mina")


@pytest.mark.parametrize("password", ["", "eleven char", "mina", "aaaaaaaaaaaaa", "x" * 201])
def test_bad_passwords(password):
    with pytest.raises(InvalidError) as refused:
        passwords.must_be_good(password, "mina")
    assert refused.value.sentence.endswith(".")


def test_generated_ones_are_good_and_new():
    made = {passwords.generated() for _ in range(100)}
    assert len(made) == 100
    for password in made:
        passwords.must_be_good(password, "mina")
