import pytest

from cms.errors import StorageFullError, StoreAwayError, StoreRefusedError
from cms.failures import REMEDIES
from cms.storage import ChecksumError, MissingError
from workers import patience
from workers.patience import STORE_FAULTS, ended_by, patiently


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(patience, "_PAUSES_S", (0.01,) * 5)


def failing(times, error):
    """Fails so often, then gives "done"; and a list of its calls."""
    calls = []

    def do():
        calls.append(None)
        if len(calls) <= times:
            raise error
        return "done"

    return do, calls


def test_a_store_that_comes_back_is_waited_for():
    do, calls = failing(5, StoreAwayError("away"))
    assert patiently(do, lambda: True) == "done"
    assert len(calls) == 6


def test_one_that_does_not_come_back_is_given_up():
    do, calls = failing(99, StoreAwayError("away"))
    with pytest.raises(StoreAwayError):
        patiently(do, lambda: True)
    assert len(calls) == 6


def test_who_has_lost_the_step_does_not_wait():
    do, calls = failing(99, StoreAwayError("away"))
    with pytest.raises(StoreAwayError):
        patiently(do, lambda: False)
    assert len(calls) == 1


@pytest.mark.parametrize(
    "error", [StoreRefusedError("no"), StorageFullError("full"), MissingError(), OSError()]
)
def test_nothing_else_is_tried_again(error):
    do, calls = failing(99, error)
    with pytest.raises(type(error)):
        patiently(do, lambda: True)
    assert len(calls) == 1


@pytest.mark.parametrize("fault", STORE_FAULTS)
def test_every_fault_ends_in_a_sentence_and_a_code_that_has_a_remedy(fault):
    error = fault("what happened")
    error.__cause__ = RuntimeError("in technical words")
    ended = ended_by(error)
    assert ended.sentence.endswith("retry.")
    assert "what happened" in ended.detail
    assert "in technical words" in ended.detail
    assert ended.code in REMEDIES
    assert ended.kind == ("broken" if fault is StoreAwayError else "refused")


def test_a_full_bucket_is_no_full_disk():
    assert "disk" in ended_by(StorageFullError("full")).sentence
    assert "store" in ended_by(StorageFullError("full", code="store-full")).sentence
    assert ended_by(ChecksumError("x")).code == "store-damaged"
    with pytest.raises(TypeError):
        ended_by(ValueError("something else"))
