"""A few made-up requests in chains, the same in every run; 10,000 are in tests/torture/test_api_fuzz.py."""

from fuzz import Fuzz, an_admin, fill, in_chains, nobody


def test_chains_of_made_up_requests_get_the_answers_that_the_document_tells(sqlite_studio):
    here = fill(sqlite_studio)
    for caller, least in ((an_admin(sqlite_studio), 100), (nobody, 20)):
        fuzz = Fuzz(sqlite_studio, here, caller)
        in_chains(fuzz, chains=16 if least == 100 else 5, seed=8)
        assert fuzz.cases >= least
        assert not fuzz.found, "\n".join(f"{what}\n  {how}" for what, how in fuzz.found.items())
        allowed = sum(count for status, count in fuzz.statuses.items() if status < 300)
        assert (allowed > 20) == (caller is not nobody), fuzz.statuses
