import pytest
from studio import CERTAIN, told

from cms.failures import UNFORESEEN

PATH = "/api/v1/classes/uniform/alignment"


@pytest.fixture
def built(studio):
    studio.dance_class()
    studio.build()
    return studio


def test_before_a_build_there_is_none(studio):
    studio.dance_class()
    assert "Start a build" in studio.get("/classes/uniform/alignment", 404)["detail"]
    assert studio.post("/classes/uniform/alignment/accept", {}, 409)["code"] == "no-alignment"
    assert studio.client.delete(PATH).status_code == 204
    assert studio.get("/classes/uniform")["alignment"] is None


def test_what_was_found_is_shown_accepted_and_taken_back(built):
    found = built.get("/classes/uniform/alignment")
    assert found["document"] == found["found"] == {"format": 1, **CERTAIN}
    assert (found["decided"], found["to_check"]) == (None, False)
    assert built.post("/classes/uniform/alignment/accept", {"note": "by ear"}, 200)["decided"] == "accepted"
    assert built.get("/classes/uniform/alignment")["decided"] == "accepted"
    assert built.client.delete(PATH).status_code == 204
    assert built.get("/classes/uniform/alignment") == found


def test_a_correction_counts_until_it_is_taken_back_and_the_next_build_uses_it(built):
    corrected = told(built.client.put(PATH, json={"offset_s": 11.5, "note": "second chorus"}), 200)
    assert (corrected["offset_s"], corrected["rate"], corrected["kind"]) == (11.5, 1.0, "same")
    assert corrected["document"]["by"] == "person"
    shown = [corrected[name] for name in ("decided", "verdict", "confidence", "to_check")]
    assert shown == ["corrected", None, None, False]  # nothing was measured of it
    assert corrected["document"]["song_duration_s"] == CERTAIN["song_duration_s"]
    assert corrected["found"]["offset_s"] == CERTAIN["offset_s"]
    build = built.build()
    assert "audio_align" not in [step["name"] for step in build["steps"]]
    assert built.get("/classes/uniform/alignment")["offset_s"] == 11.5
    assert built.client.delete(PATH).status_code == 204
    assert built.get("/classes/uniform/alignment")["offset_s"] == CERTAIN["offset_s"]


def test_a_song_that_was_not_found_can_be_placed_by_hand(studio):
    studio.dance_class()
    studio.refusal = {"audio_align": (UNFORESEEN, "unforeseen")}
    studio.build()
    assert "Start a build" in studio.get("/classes/uniform/alignment", 404)["detail"]
    studio.refusal = {"audio_align": ("The song was not found in the take's sound.", "song-not-found")}
    studio.build()
    for told_so in (
        studio.get("/classes/uniform/alignment", 404),
        studio.post("/classes/uniform/alignment/accept", {}, 409),
    ):
        assert "eightcount class align uniform --offset-s" in told_so["detail"]
    studio.refusal = {}
    told(studio.client.put(PATH, json={"offset_s": 10.3}), 200)
    assert studio.build()["state"] == "needs_beats"


def test_a_correction_needs_no_found_one(studio):
    studio.dance_class()
    slow = told(studio.client.put(PATH, json={"offset_s": -3.25, "rate": 0.9}), 200)
    assert (slow["kind"], slow["found"], slow["to_check"]) == ("varispeed", None, False)


def test_a_decision_belongs_to_take_and_song(built):
    told(built.client.put(PATH, json={"offset_s": 11.5}), 200)
    first = built.get("/classes/uniform")["take"]
    for take, status in ((built.original(b"another take"), 404), (first, 200)):
        told(
            built.client.patch("/api/v1/classes/uniform", json={"take": take}, headers={"If-Match": "*"}), 200
        )
        built.get("/classes/uniform/alignment", status)
    assert built.get("/classes/uniform/alignment")["offset_s"] == 11.5


@pytest.mark.parametrize("body", [{}, {"offset_s": 1e9}, {"offset_s": 1, "rate": 0}, {"offset_s": "soon"}])
def test_a_correction_that_cannot_be(sqlite_studio, body):
    sqlite_studio.dance_class()
    told(sqlite_studio.client.put(PATH, json=body), 422)
    infinite = sqlite_studio.client.put(
        PATH, content='{"offset_s": Infinity}', headers={"Content-Type": "application/json"}
    )
    told(infinite, 422)


def test_without_a_take_there_is_nothing_to_correct(sqlite_studio):
    sqlite_studio.dance_class(take=False)
    assert "Upload both first" in told(sqlite_studio.client.put(PATH, json={"offset_s": 1}), 409)["detail"]
