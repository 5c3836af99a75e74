import pytest
from hypothesis import settings
from small_class import BEATS_S, Built, lay_desk, pack

# A busy machine is slow, not wrong.
settings.register_profile("busy", deadline=None)
settings.load_profile("busy")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A real pack of two parts."""
    return pack(lay_desk(tmp_path_factory.mktemp("pack") / "desk"))


@pytest.fixture(scope="session")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The same with its sixth beat 20 ms later, as the next revision."""
    beats_s = [time_s + 0.02 * (number == 5) for number, time_s in enumerate(BEATS_S)]
    return pack(lay_desk(tmp_path_factory.mktemp("pack") / "desk", beats_s=beats_s, revision=2))
