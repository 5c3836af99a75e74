"""10,000 made-up requests on each engine, as an admin and as nobody: no answer of 5xx, none but as told."""

import pytest
from fuzz import Fuzz, an_admin, by_themselves, fill, in_chains, nobody
from signed_in import LIGHT
from studio import Studio

from cms import passwords


@pytest.fixture
def studio(database_url, tmp_path, monkeypatch):
    """A house, once on each engine."""
    monkeypatch.setattr(passwords, "_HASHER", LIGHT)
    monkeypatch.setattr(passwords, "_NOBODYS", LIGHT.hash("nobody's"))
    made = Studio(database_url, tmp_path / "data")
    yield made
    made.house.engine.dispose()


@pytest.mark.parametrize("who", ["admin", "nobody"])
def test_made_up_requests_get_the_answers_that_the_document_tells(studio, who, dice, times, figure):
    """Half of the cases by themselves, half in chains, until there were enough."""
    here = fill(studio)
    fuzz = Fuzz(studio, here, an_admin(studio) if who == "admin" else nobody)
    wanted = times(10_000 if who == "admin" else 2_000)
    while fuzz.cases < wanted / 2:
        by_themselves(fuzz, examples=10, seed=dice.randrange(2**32))
    while fuzz.cases < wanted:
        in_chains(fuzz, chains=25, seed=dice.randrange(2**32))
    figure("cases", fuzz.cases)
    figure("operations reached", len(fuzz.operations))
    figure("answers", dict(sorted(fuzz.statuses.items())))
    figure("answers of 5xx", sum(count for status, count in fuzz.statuses.items() if status >= 500))
    figure("answers that the document does not tell", len(fuzz.found))
    assert not fuzz.found, "\n".join(f"{what}\n  {how}" for what, how in fuzz.found.items())
    if who == "admin":
        assert sum(count for status, count in fuzz.statuses.items() if status < 300) > wanted * 0.2
