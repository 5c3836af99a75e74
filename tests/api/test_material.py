"""What there is to see and hear of a class, and its files in ranges."""

import hashlib

import pytest
from small_class import lay_previews
from studio import BEATS_S, CERTAIN, told

PREVIEWS = {
    "song.wav",
    "song_peaks.bin",
    "onsets.json",
    "beat_grid.json",
    "camera.wav",
    "camera_peaks.bin",
    "thumbnail.jpg",
    "slow.json",
    "slow-50.wav",
    "slow-75.wav",
}
MADE = {"media.json", "alignment.json", "class.mp4", "poses.npz", "pose_report.json"}


@pytest.fixture
def built(studio):
    studio.dance_class()
    studio.build()
    return studio


def files(studio, slug="uniform"):
    return studio.get(f"/classes/{slug}/material")["files"]


def test_before_the_first_build_there_is_nothing(studio):
    made = studio.dance_class()
    assert studio.get("/classes/uniform/material") == {
        "take": made["take"],
        "song": hashlib.sha256(b"song").hexdigest(),
        "build_id": None,
        "files": {},
        "failures": [],
    }
    studio.get("/classes/nobody/material", 404)


def test_a_class_without_take_or_sound_says_so(sqlite_studio):
    sqlite_studio.dance_class(take=False, song_id=sqlite_studio.song(sound=False)["id"])
    shown = sqlite_studio.get("/classes/uniform/material")
    assert (shown["take"], shown["song"], shown["files"]) == (None, None, {})


def test_all_that_a_build_made_is_there_and_can_be_fetched(built):
    shown = built.get("/classes/uniform/material")
    assert shown["build_id"] == built.get("/classes/uniform/builds")["items"][0]["id"]
    assert set(shown["files"]) == MADE | PREVIEWS
    for name, file in shown["files"].items():
        assert file["url"] == f"/api/v1/outputs/{file['sha256']}/{name}"
        answer = built.client.get(file["url"])
        assert answer.status_code == 200
        assert (hashlib.sha256(answer.content).hexdigest(), len(answer.content)) == (
            file["sha256"],
            file["bytes"],
        )


def test_while_a_build_runs_what_is_done_is_there(studio):
    studio.dance_class()
    build = studio.post("/classes/uniform/builds", {})
    assert studio.work(most=3) == ["probe", "audio_align", "audio_replace"]
    shown = studio.get("/classes/uniform/material")
    assert shown["build_id"] == build["id"]
    assert set(shown["files"]) == {"media.json", "alignment.json", "class.mp4"}


def test_marking_beats_leaves_the_material_and_adds_routine_and_judging(built):
    before = files(built)
    built.beats()
    assert files(built) == before
    built.build()
    routine, judging = (files(built)[name] for name in ("routine.json", "judging.json"))
    assert {**before, "routine.json": routine, "judging.json": judging} == files(built)
    built.beats(beats_s=[*BEATS_S[:-1], BEATS_S[-1] + 0.01])
    assert files(built)["routine.json"] == routine  # the newest there is


def test_another_take_leaves_only_what_follows_from_the_song(built):
    before = files(built)
    edited = built.client.patch(
        "/api/v1/classes/uniform", json={"take": built.original(b"another")}, headers={"If-Match": "*"}
    )
    told(edited, 200)
    shown = built.get("/classes/uniform/material")
    assert shown["build_id"] is None
    assert set(shown["files"]) == {"song.wav", "song_peaks.bin", "onsets.json", "beat_grid.json"}
    assert shown["files"].items() <= before.items()


def test_another_alignment_leaves_what_does_not_follow_from_it(built):
    before = files(built)
    corrected = built.client.put("/api/v1/classes/uniform/alignment", json={"offset_s": 10.3})
    told(corrected, 200)
    follow = {"alignment.json", "class.mp4", "slow.json", "slow-50.wav", "slow-75.wav"}
    assert files(built) == {name: file for name, file in before.items() if name not in follow}
    built.build()
    after = files(built)
    assert set(after) == set(before)
    assert built.client.get(after["alignment.json"]["url"]).json()["offset_s"] == 10.3
    told(built.client.delete("/api/v1/classes/uniform/alignment"), 204)
    assert files(built) == before


def test_a_song_s_preview_is_made_once_for_all_its_classes(built):
    song_id = built.get("/songs")["items"][0]["id"]
    built.dance_class("second", take=False, song_id=song_id)
    told(
        built.client.patch(
            "/api/v1/classes/second", json={"take": built.original(b"other")}, headers={"If-Match": "*"}
        ),
        200,
    )
    built.post("/classes/second/builds", {})
    assert "song_preview" not in built.work()
    assert files(built, "second")["song.wav"] == files(built)["song.wav"]


def test_a_preview_that_fails_is_told_and_blocks_nothing(studio):
    studio.dance_class()
    studio.beats()
    studio.refusal = {"take_preview": "No picture of the take could be made. Export it again."}
    build = studio.build()
    assert (build["state"], bool(build["pack_sha256"])) == ("done", True)
    shown = studio.get("/classes/uniform/material")
    assert shown["failures"] == [{"step": "take_preview", "sentence": studio.refusal["take_preview"]}]
    assert not {"thumbnail.jpg", "camera.wav"} & set(shown["files"])
    assert studio.publish("staging")["state"] == "live"
    studio.refusal = {}
    assert studio.post(f"/builds/{build['id']}/retry", status=200)["state"] == "running"
    assert studio.work() == ["take_preview"]
    again = studio.get(f"/builds/{build['id']}")
    assert (again["state"], again["pack_sha256"]) == ("done", build["pack_sha256"])
    shown = studio.get("/classes/uniform/material")
    assert shown["failures"] == []
    assert "thumbnail.jpg" in shown["files"]


def test_a_song_whose_preview_fails_leaves_its_slow_playback_waiting(sqlite_studio):
    sqlite_studio.dance_class()
    sqlite_studio.refusal = {"song_preview": "The song's file is damaged. Upload it again."}
    build = sqlite_studio.build()
    assert build["state"] == "needs_beats"
    states = {step["name"]: step["state"] for step in build["steps"]}
    assert (states["song_preview"], states["song_slow"]) == ("failed", "waiting")


def test_what_follows_from_a_failed_step_is_not_there_and_the_rest_is(sqlite_studio):
    sqlite_studio.dance_class()
    sqlite_studio.refusal = {"audio_align": "The song was not found."}
    assert sqlite_studio.build()["state"] == "failed"
    shown = sqlite_studio.get("/classes/uniform/material")
    assert {"song.wav", "camera.wav", "thumbnail.jpg", "poses.npz"} <= set(shown["files"])
    assert not {"alignment.json", "class.mp4", "slow.json"} & set(shown["files"])
    assert [failure["step"] for failure in shown["failures"]] == ["audio_align"]


@pytest.fixture
def lying(sqlite_studio, tmp_path):
    """The URL of a song.wav that lies in the store, and its bytes."""
    (tmp_path / "desk").mkdir()
    lay_previews(tmp_path / "desk")
    stored = sqlite_studio.house.storage.put(tmp_path / "desk" / "song.wav")
    return f"/api/v1/outputs/{stored.sha256}/song.wav", (tmp_path / "desk" / "song.wav").read_bytes()


def test_a_file_comes_whole_or_in_part_and_never_changes(sqlite_studio, lying):
    url, data = lying
    whole = sqlite_studio.client.get(url)
    assert (whole.status_code, whole.content) == (200, data)
    assert whole.headers["content-type"] == "audio/wav"
    assert whole.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["etag"] == f'"{url.split("/")[4]}"'
    part = sqlite_studio.client.get(url, headers={"Range": "bytes=44-1043"})
    assert (part.status_code, part.content) == (206, data[44:1044])
    assert part.headers["content-range"] == f"bytes 44-1043/{len(data)}"
    end = sqlite_studio.client.get(url, headers={"Range": "bytes=-10"})
    assert (end.status_code, end.content) == (206, data[-10:])
    known = sqlite_studio.client.get(url, headers={"If-None-Match": whole.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    beyond = sqlite_studio.client.get(url, headers={"Range": f"bytes={len(data)}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(data)}")
    head = sqlite_studio.client.head(url, headers={"Range": "bytes=0-9"})
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(data)), b"")


def test_only_files_of_steps_are_served_and_only_to_who_may_read(sqlite_studio, lying):
    url, _ = lying
    assert sqlite_studio.client_of(None).get(url).status_code == 401
    assert sqlite_studio.client_of(sqlite_studio.key("author")).get(url).status_code == 403
    told(sqlite_studio.client.get(url.replace("song.wav", "take")), 404)
    told(sqlite_studio.client.get(url.replace("song.wav", "index.html")), 404)
    told(sqlite_studio.client.get(f"/api/v1/outputs/{'0' * 64}/song.wav"), 404)
    told(sqlite_studio.client.get("/api/v1/outputs/abc/song.wav"), 422)


def test_the_found_alignment_is_in_the_material(sqlite_studio):
    sqlite_studio.dance_class()
    sqlite_studio.build()
    url = files(sqlite_studio)["alignment.json"]["url"]
    assert sqlite_studio.client.get(url).json()["offset_s"] == CERTAIN["offset_s"]
