import json
import threading
import time

import httpx
import loopback
import pytest
from signed_in import person
from studio import BEATS_S, told

from cms import jobs
from cms.api.callers import COOKIE
from cms.api.pace import Open
from cms.db import writing
from cms.models import Step


@pytest.fixture
def ready(studio):
    studio.dance_class()
    studio.beats()
    return studio


def test_a_build_is_started_watched_and_done(ready):
    build = ready.post("/classes/uniform/builds", {})
    assert (build["state"], build["revision"], build["beats_revision"], build["progress"]) == (
        "running",
        1,
        1,
        0,
    )
    assert [step["name"] for step in build["steps"]] == [
        "probe",
        "audio_align",
        "audio_replace",
        "pose_extract",
        "compile",
        "package",
        "song_preview",
        "take_preview",
        "song_slow",
        "judge",
    ]
    assert {hint.queue for hint in ready.queue.hints} == {"media"}
    again = told(ready.client.post("/api/v1/classes/uniform/builds"), 201)  # no body says the same as {}
    assert again["id"] == build["id"]
    ready.work()
    done = ready.get(f"/builds/{build['id']}")
    assert (done["state"], done["progress"]) == ("done", 1)
    assert done["pack_sha256"]
    assert {step["state"] for step in done["steps"]} == {"done"}
    assert all(step["seconds"] >= 0 and not step["cached"] for step in done["steps"])


def test_a_split_take_shows_each_of_its_stretches(ready):
    split = {"params": {"pose_scan": {"of": 2, "shard_s": 1.0}}}
    build = ready.post("/classes/uniform/builds", split)
    shown = [(step["name"], step["shard"]) for step in build["steps"] if step["name"].startswith("pose")]
    assert shown == [("pose_scan", "1/2"), ("pose_scan", "2/2"), ("pose_extract", "")]
    answer = ready.client.post("/api/v1/classes/uniform/builds", json={"params": {"pose_scan": {"of": 99}}})
    assert "from 1 to 32" in told(answer, 422)["detail"]


def test_a_moved_beat_builds_the_last_steps_only(ready):
    ready.build()
    ready.beats(beats_s=[*BEATS_S[:-1], BEATS_S[-1] + 0.01])
    ready.post("/classes/uniform/builds", {})
    assert ready.work() == ["compile", "package", "judge"]
    second = ready.get("/classes/uniform/builds")["items"][0]
    assert {step["name"]: step["cached"] for step in second["steps"]} == {
        "probe": True,
        "audio_align": True,
        "audio_replace": True,
        "pose_extract": True,
        "compile": False,
        "package": False,
        "song_preview": True,
        "take_preview": True,
        "song_slow": True,
        "judge": False,
    }


def test_parameters_reach_their_step_and_unknown_ones_are_refused(ready):
    build = ready.post(
        "/classes/uniform/builds", {"params": {"pose_extract": {"model": "lite", "stride": 2}}}
    )
    with writing(ready.house.engine) as session:
        row = session.query(Step).filter_by(build_id=build["id"], name="pose_extract").one()
        assert row.params == {"model": "lite", "stride": 2}
    assert (
        "no step 'dance'" in ready.post("/classes/uniform/builds", {"params": {"dance": {}}}, 422)["detail"]
    )
    ready.post("/classes/uniform/builds", {"params": {"probe": {"a": [1]}}}, 422)
    huge = ready.post("/classes/uniform/builds", {"params": {"pose_extract": {"model": "huge"}}}, 422)
    assert "no model 'huge'; choose heavy, full, lite." in huge["detail"]
    ready.post("/classes/uniform/builds", {"params": {"probe": {"a": "\u0000"}}}, 422)


def test_a_failed_build_tells_its_sentence_and_is_retried(ready):
    ready.refusal = {"pose_extract": "Nobody is in view. Film the dancer whole."}
    failed = ready.build()
    assert failed["state"] == "failed"
    step = next(step for step in failed["steps"] if step["name"] == "pose_extract")
    assert (step["sentence"], step["detail"]) == ("Nobody is in view. Film the dancer whole.", "the detail")
    ready.refusal = {}
    assert ready.post(f"/builds/{failed['id']}/retry", status=200)["state"] == "running"
    assert ready.work() == ["pose_extract", "compile", "package", "judge"]
    assert "only a failed or aborted" in ready.post(f"/builds/{failed['id']}/retry", status=409)["detail"]


def test_an_aborted_build_stops_its_worker_and_keeps_what_is_done(ready):
    build = ready.post("/classes/uniform/builds", {})
    held = ready.claim(ready.queue.hints[0].step_id)
    assert ready.post(f"/builds/{build['id']}/abort", status=200)["state"] == "aborted"
    with writing(ready.house.engine) as session:
        assert not jobs.renew(session, held, lease_s=60, progress=0.5, words="")
    ready.post(f"/builds/{build['id']}/abort", status=409)
    assert ready.get("/builds?state=aborted")["items"][0]["id"] == build["id"]
    assert ready.get("/builds?state=done")["items"] == []
    assert ready.get("/classes/uniform/builds?state=aborted")["items"][0]["id"] == build["id"]


def test_what_cannot_be_built_says_what_lacks(sqlite_studio):
    sqlite_studio.dance_class(take=False)
    assert "Upload the dancer's video" in sqlite_studio.post("/classes/uniform/builds", {}, 422)["detail"]
    sqlite_studio.post("/classes/nobody/builds", {}, 404)
    for path in ("", "/events"):
        sqlite_studio.get(f"/builds/{'0' * 22}{path}", 404)


@pytest.fixture
def served(ready):
    """The API behind a real server on a free port."""
    with loopback.serving(ready.app) as url:
        yield f"{url}/api/v1", {"Authorization": f"Bearer {ready.secret}"}


def test_a_build_is_watched_as_events_until_it_ends(ready, served, monkeypatch):
    monkeypatch.setattr("cms.api.build_events.LOOK_S", 0.02)  # the work here is over in a moment
    url, headers = served
    build = ready.post("/classes/uniform/builds", {})
    seen = []
    with httpx.stream("GET", f"{url}/builds/{build['id']}/events", headers=headers, timeout=30) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        worker = None
        for line in answer.iter_lines():
            if line.startswith("data: "):
                seen.append(json.loads(line.removeprefix("data: ")))
                if worker is None:  # the first event comes before anything was done
                    worker = threading.Thread(target=ready.work)
                    worker.start()
        worker.join()
    assert seen[0]["state"] == "running"
    assert seen[-1]["state"] == "done"
    assert [build["progress"] for build in seen] == sorted(build["progress"] for build in seen)
    assert len(seen) > 2
    assert seen[-1]["steps"] == ready.get(f"/builds/{build['id']}")["steps"]
    over = httpx.get(f"{url}/builds/{build['id']}/events", headers=headers)
    assert over.text.count("event: build") == 1


def test_a_quiet_stream_says_that_it_lives_and_a_server_can_stop_under_it(ready, served, monkeypatch):
    monkeypatch.setattr("cms.api.build_events.HEARTBEAT_S", 0.1)
    url, headers = served
    build = ready.post("/classes/uniform/builds", {})
    with httpx.stream("GET", f"{url}/builds/{build['id']}/events", headers=headers, timeout=30) as answer:
        lines = answer.iter_lines()
        assert next(lines) == "event: build"
        assert next(line for line in lines if line.startswith(":")) == ": still here"


def test_a_watcher_who_signed_out_sees_no_more(ready, served, monkeypatch):
    monkeypatch.setattr("cms.api.build_events.HEARTBEAT_S", 0.1)
    url, _ = served
    build = ready.post("/classes/uniform/builds", {})
    client = person(ready)
    headers = {"Cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
    with httpx.stream("GET", f"{url}/builds/{build['id']}/events", headers=headers, timeout=30) as answer:
        lines = answer.iter_lines()
        assert next(line for line in lines if line.startswith(":")) == ": still here"
        told(client.delete("/api/v1/session"), 204)
        assert not any(line.startswith("data") for line in lines)  # it ends, though the build has not
    assert ready.get(f"/builds/{build['id']}")["state"] == "running"


def test_a_watcher_must_have_a_key(ready):
    build = ready.post("/classes/uniform/builds", {})
    told(ready.client_of(None).get(f"/api/v1/builds/{build['id']}/events"), 401)


def test_a_caller_holds_only_so_many_streams_and_has_them_back(ready, served):
    """Else one caller would hold every look at the database."""
    url, headers = served
    build = ready.post("/classes/uniform/builds", {})
    address = f"{url}/builds/{build['id']}/events"
    ready.app.state.streams = Open(most=4, most_each=2)
    with (
        httpx.stream("GET", address, headers=headers, timeout=30),
        httpx.stream("GET", address, headers=headers, timeout=30),
    ):
        assert told(httpx.get(address, headers=headers), 429)["code"] == "too-fast"
        other = {"Authorization": f"Bearer {ready.key('read')}"}
        with httpx.stream("GET", address, headers=other, timeout=30) as answer:
            assert answer.status_code == 200
        assert ready.get("/songs")["items"]  # and everything else goes on
    deadline, status = time.monotonic() + 60, 429
    while status == 429:
        with httpx.stream("GET", address, headers=headers, timeout=30) as answer:
            status = answer.status_code
        assert time.monotonic() < deadline, "a broken line still holds its stream"
    assert status == 200
