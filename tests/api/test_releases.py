import json
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from eightcount_runtime.classpack.channel import read_pointer
from sqlalchemy import delete, select
from studio import BEATS_S, CERTAIN

from cms import going_live, jobs
from cms.db import reading, writing
from cms.models import Channel, Output, Release, Step


@pytest.fixture
def built(studio):
    studio.dance_class()
    studio.beats()
    studio.build()
    return studio


def test_a_class_is_published_and_devices_see_it(built):
    before = built.get("/classes/uniform/diff?channel=staging")
    assert (before["against"], before["steps_before"]) == (None, 0)
    pending = built.post("/classes/uniform/releases", {"channel": "staging", "note": "beats checked"})
    assert (pending["state"], pending["kind"], pending["revision"]) == ("pending", "publish", 1)
    built.work()
    live = built.get(f"/releases/{pending['id']}")
    assert (live["state"], live["channel_version"], live["note"]) == ("live", 1, "beats checked")
    channel = built.get("/channels/staging")
    assert (channel["version"], [release["id"] for release in channel["live"]]) == (1, [live["id"]])
    assert built.get("/channels/production") == {"channel": "production", "version": 0, "live": []}
    pointer = read_pointer(built.client_of(None).get("/channels/staging.json").content)
    assert pointer.manifest_of("uniform") == live["manifest_sha256"]
    after = built.get("/classes/uniform/diff?channel=staging")
    assert (after["sentences"], after["download_bytes"]) == (["Nothing changes."], 0)


def test_a_release_is_rolled_back_and_withdrawn(built):
    first = built.publish("production")
    built.beats(beats_s=[*BEATS_S[:-1], BEATS_S[-1] + 0.02])
    built.build()
    change = built.get("/classes/uniform/diff?channel=production")
    assert (change["moved_max_ms"], change["steps_moved"]) == (20.0, 1)
    assert change["sentence"].startswith("1 step moved by 20 ms; video unchanged; devices download ")
    second = built.publish("production")
    back = built.post("/classes/uniform/rollback", {"channel": "production", "note": "wrong beat"})
    built.work()
    assert built.get(f"/releases/{back['id']}")["manifest_sha256"] == first["manifest_sha256"]
    assert built.get(f"/releases/{second['id']}")["state"] == "superseded"
    gone = built.post("/classes/uniform/withdraw", {"channel": "production"})
    built.work()
    assert built.get(f"/releases/{gone['id']}")["pack_id"] is None
    assert built.get("/channels/production")["live"] == []
    assert built.get("/channels/production")["version"] == 4
    kinds = [release["kind"] for release in built.get("/classes/uniform/releases")["items"]]
    assert kinds == ["withdraw", "rollback", "publish", "publish"]
    assert [release["id"] for release in built.get("/releases?state=superseded&channel=production")["items"]]
    assert built.get("/releases?channel=staging")["items"] == []


def test_of_two_publications_at_once_one_is_refused(built):
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda _: built.client.post("/api/v1/classes/uniform/releases", json={"channel": "staging"}),
                range(4),
            )
        )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    built.work()
    assert len(built.get("/channels/staging")["live"]) == 1


def test_a_rollback_asked_for_twice_goes_back_once(built):
    """The second one comes in the very moment in which the first goes live."""
    first = built.publish("staging")
    built.beats(beats_s=[*BEATS_S[:-1], BEATS_S[-1] + 0.02])
    built.build()
    built.publish("staging")
    back = built.post("/classes/uniform/rollback", {"channel": "staging"})
    with reading(built.house.engine) as session:
        held = built.claim(session.scalars(select(Step.id).where(Step.release_id == back["id"])).one())
    manifest = built.house.storage.open(held.files["manifest.json"]).read()
    with ThreadPoolExecutor(1) as pool:
        with writing(built.house.engine) as session:
            session.get_one(Channel, "staging", with_for_update=True)
            ask = {"channel": "staging"}
            again = pool.submit(built.client.post, "/api/v1/classes/uniform/rollback", json=ask)
            wait([again], timeout=1)
            assert jobs.record(session, held, {})
            release = session.get_one(Release, back["id"])
            going_live.go_live(
                session, built.house.delivery, built.house.signer, release, manifest, valid_days=1
            )
        assert again.result().status_code == 409
        assert again.result().json()["detail"] == (
            "Revision 2 was rolled back. Revision 1 is live on staging now, and before it there was nothing; "
            "there is no way back."
        )
    assert built.get("/channels/staging")["live"][0]["manifest_sha256"] == first["manifest_sha256"]


def test_what_cannot_be_released_says_why(sqlite_studio):
    sqlite_studio.dance_class()
    ask = {"channel": "staging"}
    assert "Build it first" in sqlite_studio.post("/classes/uniform/releases", ask, 422)["detail"]
    assert sqlite_studio.get("/classes/uniform/diff?channel=staging", 404)["code"] == "no-pack"
    assert "no way back" in sqlite_studio.post("/classes/uniform/rollback", ask, 409)["detail"]
    assert "nothing to withdraw" in sqlite_studio.post("/classes/uniform/withdraw", ask, 409)["detail"]
    sqlite_studio.post("/classes/uniform/releases", {"channel": "moon"}, 422)
    sqlite_studio.post("/classes/uniform/releases", {"channel": "staging", "pack": "0" * 22}, 404)
    sqlite_studio.get("/channels/moon", 422)
    sqlite_studio.get(f"/releases/{'0' * 22}", 404)


def test_a_pack_from_before_a_correction_has_to_be_built_again(sqlite_studio):
    sqlite_studio.alignment = {**CERTAIN, "verdict": "check"}
    sqlite_studio.dance_class()
    sqlite_studio.beats()
    sqlite_studio.build()
    ask = {"channel": "staging"}
    assert "is not certain" in sqlite_studio.post("/classes/uniform/releases", ask, 409)["detail"]
    sqlite_studio.client.put("/api/v1/classes/uniform/alignment", json={"offset_s": 11.5})
    told = sqlite_studio.post("/classes/uniform/releases", ask, 409)["detail"]
    assert told.endswith("Build the class again, then publish.")


def test_an_older_pack_can_be_published_by_name(built):
    older = built.get("/packs?class=uniform")["items"][0]
    built.beats(beats_s=[*BEATS_S[:-1], BEATS_S[-1] + 0.02])
    built.build()
    assert built.publish("staging", pack=older["id"])["pack_id"] == older["id"]


def test_a_failed_release_tells_why(built):
    built.refusal = {"publish": "The shelf is full. Make room, then publish again."}
    failed = built.publish("staging")
    assert (failed["state"], failed["sentence"]) == (
        "failed",
        "The shelf is full. Make room, then publish again.",
    )


def codes(dance_class):
    return {problem["code"] for problem in dance_class["problems"]}


def test_a_class_that_can_be_judged_goes_out_without_a_warning(built):
    assert built.get("/classes/uniform/diff?channel=staging")["warnings"] == []
    assert built.post("/classes/uniform/releases", {"channel": "staging"})["warnings"] == []
    assert "cannot_be_judged" not in codes(built.get("/classes/uniform"))


def test_who_publishes_a_class_that_cannot_be_judged_is_warned_and_not_kept_from_it(studio):
    studio.still = True
    studio.dance_class()
    studio.beats()
    assert studio.build()["state"] == "done"
    warnings = studio.get("/classes/uniform/diff?channel=staging")["warnings"]
    assert warnings[0]["code"] == "cannot_be_judged"
    told = {warning["code"]: warning["parts"] for warning in warnings}
    assert told["parts_not_told_apart"] == told["parts_hardly_move"] == [1, 2]
    shown = studio.get("/classes/uniform")
    assert (shown["state"], shown["next"]) == ("ready", "publish")
    assert {"cannot_be_judged", "parts_hardly_move"} <= codes(shown)
    assert {problem["severity"] for problem in shown["problems"]} == {"warning"}
    pack = studio.get("/packs?class=uniform")["items"][0]
    assert studio.get(f"/packs/{pack['id']}/diff")["warnings"] == warnings
    assert studio.publish("staging")["state"] == "live"


def test_who_publishes_a_class_whose_own_pose_is_not_sure_is_told_where(studio):
    studio.spans = [{"kind": "jitter", "start_s": 2.4, "end_s": 4.3, "sentence": "The pose trembles here."}]
    studio.dance_class()
    studio.beats()
    assert studio.build()["state"] == "done"
    (warning,) = studio.get("/classes/uniform/diff?channel=staging")["warnings"]
    assert (warning["code"], warning["parts"], warning["counts"]) == ("poses_doubted", [1], [[5, 6, 7, 8]])
    assert warning["sentence"] in [each["sentence"] for each in studio.get("/classes/uniform")["problems"]]
    asked = studio.post("/classes/uniform/releases", {"channel": "staging"})
    assert asked["warnings"] == [warning]


def test_warnings_of_before_counts_were_told_are_told_still(built):
    problem = {"severity": "warning", "code": "late_alike", "sentence": "Part 2.", "parts": [2], "joints": []}
    file = built.folder / "judging.json"
    file.write_text(json.dumps({"problems": [problem]}))
    stored = built.house.storage.put(file)
    with writing(built.house.engine) as session:
        key = session.scalars(select(Step.key).where(Step.name == "judge")).one()
        output = session.get(Output, key)
        output.files = {"judging.json": {"sha256": stored.sha256, "bytes": stored.bytes}}
    (warning,) = built.get("/classes/uniform/diff?channel=staging")["warnings"]
    assert (warning["parts"], warning["counts"]) == ([2], [])


def test_where_it_could_not_be_found_out_whether_a_class_can_be_judged_that_is_told(studio):
    studio.dance_class()
    studio.beats()
    studio.refusal = {"judge": "The routine cannot be read. Build again."}
    build = studio.build()
    assert (build["state"], bool(build["pack_sha256"])) == ("done", True)
    (warning,) = studio.get("/classes/uniform/diff?channel=staging")["warnings"]
    assert warning["code"] == "judging_not_known"
    assert warning["sentence"].endswith("could not be found out. The routine cannot be read. Build again.")
    assert warning["sentence"] in [each["sentence"] for each in studio.get("/classes/uniform")["problems"]]
    asked = studio.post("/classes/uniform/releases", {"channel": "staging"}, Idempotency_Key="once")
    assert asked["warnings"] == [warning]
    assert studio.post("/classes/uniform/releases", {"channel": "staging"}, Idempotency_Key="once") == asked
    studio.work()
    assert studio.get(f"/releases/{asked['id']}")["state"] == "live"
    studio.refusal = {}
    studio.post(f"/builds/{build['id']}/retry", status=200)
    assert studio.work() == ["judge"]
    assert studio.get("/classes/uniform/diff?channel=staging")["warnings"] == []


def test_of_a_pack_from_before_classes_were_judged_that_is_told(built):
    with writing(built.house.engine) as session:
        session.execute(delete(Step).where(Step.name == "judge"))
    (warning,) = built.get("/classes/uniform/diff?channel=staging")["warnings"]
    assert warning["sentence"].endswith("is not known of this pack. Build the class again to find out.")
    shown = built.get("/classes/uniform")
    assert not shown["judged"]
    assert warning["sentence"] in [each["sentence"] for each in shown["problems"]]
    built.build()
    assert built.get("/classes/uniform")["judged"]
    assert built.get("/classes/uniform/diff?channel=staging")["warnings"] == []


def test_what_was_judged_of_another_take_is_no_problem_of_the_class(studio):
    studio.still = True
    studio.dance_class()
    studio.beats()
    studio.build()
    assert "cannot_be_judged" in codes(studio.get("/classes/uniform"))
    edited = studio.client.patch(
        "/api/v1/classes/uniform", json={"take": studio.original(b"another")}, headers={"If-Match": "*"}
    )
    assert "cannot_be_judged" not in codes(edited.json())
