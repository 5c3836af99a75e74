import pytest

PATH = "/classes/uniform/taps"
GIVEN = {"rate": 0.75, "latency_ms": 84.5, "taps_s": [12.5810001, 13.09, 12.2, -0.5], "device": "studio iMac"}


def test_a_pass_is_kept_as_it_came(studio):
    song = studio.song()
    studio.dance_class(song_id=song["id"])
    kept = studio.post(PATH, GIVEN)
    assert {name: kept[name] for name in GIVEN} == GIVEN
    assert kept["song_sha256"] == song["sound"]
    second = studio.post(PATH, {"rate": 1, "latency_ms": 0, "taps_s": [1.0]})
    assert studio.get(PATH)["items"] == [second, kept]
    assert studio.get(f"{PATH}?limit=1")["next"] == second["id"]


def test_a_pass_that_is_sent_again_is_kept_once(studio):
    studio.dance_class()
    first = studio.post(PATH, GIVEN, idempotency_key="pass-1")
    assert studio.post(PATH, GIVEN, idempotency_key="pass-1") == first
    assert len(studio.get(PATH)["items"]) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"taps_s": []},
        {"taps_s": [1.0] * 4097},
        {"taps_s": ["soon"]},
        {"taps_s": [1e9]},
        {"rate": 0},
        {"latency_ms": 1e6},
    ],
)
def test_what_is_no_pass_is_refused(sqlite_studio, wrong):
    sqlite_studio.dance_class()
    assert sqlite_studio.post(PATH, GIVEN | wrong, 422)["errors"][0]["field"].split(".")[0] in wrong
