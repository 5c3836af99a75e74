"""Practices are kept with what is needed to score them again, and go with all that is of a person."""

import hashlib
import json
import shutil

import numpy as np
import pytest
from eightcount_runtime.classpack.npy import npy_bytes
from practices import SHEET, given, of_built, pose_file
from sqlalchemy import select
from studio import BEATS_S, Studio, told

from cms import collecting
from cms.db import reading
from cms.models import AuditEntry, IdempotencyKey, Original, Practice

PATH = "/classes/uniform/practices"
NO_PACK = "0" * 64
NOTHING_WAITS = collecting.Terms(keep_s=0.0, grace_s=-3600.0)


@pytest.fixture(scope="module")
def built(sqlite_template, tmp_path_factory):
    """A house with a class that has a pack, for tests that leave nothing but practices, which they name."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copyfile(sqlite_template, folder / "eightcount.db")
    made = Studio(f"sqlite:///{folder / 'eightcount.db'}", folder / "data")
    pack(made)
    yield made
    made.house.engine.dispose()


def pack(studio):
    """A class that is built; its pack."""
    studio.dance_class()
    studio.beats()
    studio.build()
    return studio.get("/packs?class=uniform")["items"][0]


def collect(studio):
    house = studio.house
    for _ in range(4):
        collecting.collect(house.engine, house.storage, house.delivery, NOTHING_WAITS)


def test_a_practice_is_kept_as_it_was_given(studio):
    of = pack(studio)
    body = given(studio, of["manifest_sha256"])
    kept = studio.post(PATH, body)
    told_back = {name: kept[name] for name in body if name != "sheet"}
    assert told_back == {name: value for name, value in body.items() if name != "sheet"}
    assert (kept["pack_id"], kept["manifest_sha256"]) == (of["id"], of["manifest_sha256"])
    assert kept["total"] == body["sheet"]["total"]
    assert "sheet" not in kept
    assert studio.get(f"{PATH}/{kept['id']}") == {**kept, "sheet": body["sheet"]}
    content = studio.client.get(f"/api/v1/originals/{body['poses']}/content").content
    assert content == pose_file()
    second = studio.post(PATH, {**body, "name": "Mina"})
    assert studio.get(PATH) == {"items": [second, kept], "next": None}
    assert studio.get(f"{PATH}?limit=1")["next"] == second["id"]


def test_one_that_is_sent_again_is_kept_once(built):
    body = of_built(built)
    before = len(built.get(PATH)["items"])
    first = built.post(PATH, body, idempotency_key="one")
    assert built.post(PATH, body, idempotency_key="one") == first
    assert len(built.get(PATH)["items"]) == before + 1


def test_without_a_name_a_date_and_a_video_it_is_kept_too(built):
    body = of_built(built)
    for name in ("name", "danced_at", "video", "rate"):
        del body[name]
    kept = built.post(PATH, body)
    assert (kept["name"], kept["danced_at"], kept["video"], kept["rate"]) == ("", None, None, 1)


NO_POSES = {
    "not a .npy file": (b"", b"\x93NUMPY\x01\x00"),
    "cut off": (pose_file()[:-8], pose_file() + b"\0"),
    "<f8": (npy_bytes(np.zeros((4, 133), "<f4")),),
    "shape": (npy_bytes(np.zeros((4, 132))),),
    "1 to 36,000": (npy_bytes(np.zeros((0, 133))),),
    "header": (b"\x93NUMPY\x01\x00\x80\x00" + b"[" * 200,),
}


def test_what_is_no_pose_file_is_refused(sqlite_studio):
    for says, file in ((says, file) for says, files in NO_POSES.items() for file in files):
        body = given(sqlite_studio, NO_PACK, poses=sqlite_studio.original(file))
        problem = sqlite_studio.post(PATH, body, 422)
        assert problem["errors"][0]["field"] == "poses", says
        assert says in problem["detail"]


def test_files_that_were_not_uploaded_are_refused(built):
    body = of_built(built)
    before = built.get(PATH)
    for field in ("poses", "video"):
        problem = built.post(PATH, {**body, field: "0" * 64}, 422)
        assert (problem["code"], problem["errors"][0]["field"]) == ("not-uploaded", field)
    stepped = built.house.storage.put_bytes(pose_file(seed=5))  # in the store, but nobody uploaded it
    assert built.post(PATH, {**body, "poses": stepped.sha256}, 422)["code"] == "not-uploaded"
    assert built.get(PATH) == before


def test_a_sheet_of_another_class_is_refused(built):
    built.dance_class("other", song_id=built.get("/classes/uniform")["song_id"])
    body = of_built(built)
    assert built.post("/classes/other/practices", body, 422)["code"] == "unknown-pack"
    kept = built.post(PATH, body)
    assert built.get(f"/classes/other/practices/{kept['id']}", 404)["code"] == "not-found"
    body["sheet"]["class"]["manifest"] = NO_PACK
    assert built.post(PATH, body, 422)["code"] == "unknown-pack"


NO_SHEETS = (
    {"format": 2},
    {"class": {"manifest": None}},
    {"session": {**SHEET["session"], "mirror": "maybe"}},
    {"session": {**SHEET["session"], "picture": [0, 1]}},
    {"total": {"score": "high"}},
    {"steps": {}},
    {"steps": [1]},
    {"parts": [{}] * 513},
    {"parts": [{}]},
    {"steps": [{"score": "x"}]},
    {"steps": [{**SHEET["steps"][0], "costs": {"motion": 0.1}}]},
    {"total": {**SHEET["total"], "medal": "platinum"}},
    {"runtime": None},
    {"scoring": {**SHEET["scoring"], "sigma_angle": 0}},
    {"session": {**SHEET["session"], "parts": None}},
    {"session": {**SHEET["session"], "frames": {}}},
    {"best": {"part": 1}},
    {"not_seen": [{"from_s": 0, "to_s": 1, "what": "tail"}]},
)
NO_VALUES = ("NaN", "1e999", '"\\u0000"', '"\\ud800"', "[" * 120 + "]" * 120)


def test_what_is_no_sheet_is_refused(sqlite_studio):
    body = given(sqlite_studio, NO_PACK)
    for wrong in NO_SHEETS:
        problem = sqlite_studio.post(PATH, {**body, "sheet": {**body["sheet"], **wrong}}, 422)
        assert problem["errors"][0]["field"].startswith("sheet"), wrong


def test_what_a_sheet_lacks_is_named(sqlite_studio):
    body = given(sqlite_studio, NO_PACK)
    del body["sheet"]["runtime"]
    problem = sqlite_studio.post(PATH, body, 422)
    assert problem["code"] == "invalid"
    assert problem["detail"].startswith("sheet: In the sheet, 'runtime' must be an object. ")
    body["sheet"]["runtime"], body["sheet"]["total"]["medal"] = SHEET["runtime"], "platinum"
    assert "'medal' must be one of" in sqlite_studio.post(PATH, body, 422)["detail"]


def test_values_that_could_not_be_given_back_are_refused(sqlite_studio):
    body = given(sqlite_studio, NO_PACK)
    headers = {"Content-Type": "application/json"}
    body["sheet"]["unheard_of"] = {"17.5": 17.25}
    for wrong, key in [*((wrong, "key") for wrong in NO_VALUES), ("1", "\\ud800")]:
        sent = json.dumps(body).replace("17.25", wrong).replace("17.5", key)
        answer = sqlite_studio.client.post(f"/api/v1{PATH}", content=sent, headers=headers)
        assert "sheet holds" in told(answer, 422)["detail"], wrong


def test_a_deleted_practice_takes_its_files_with_it(studio):
    of = pack(studio)
    body = given(studio, of["manifest_sha256"])
    kept = studio.post(PATH, body)
    assert studio.client.delete(f"/api/v1{PATH}/{kept['id']}").status_code == 204
    assert studio.get(PATH)["items"] == []
    for sha256 in (body["poses"], body["video"]):
        assert studio.get(f"/originals/{sha256}", 404)
        assert studio.client.get(f"/api/v1/originals/{sha256}/content").status_code == 404
        assert studio.house.storage.size(sha256) is not None
    collect(studio)
    assert [studio.house.storage.size(body[name]) for name in ("poses", "video")] == [None, None]
    assert studio.client.delete(f"/api/v1{PATH}/{kept['id']}").status_code == 404


def test_files_that_something_else_names_stay(studio):
    of = pack(studio)
    take = studio.get("/classes/uniform")["take"]
    shared = given(studio, of["manifest_sha256"])
    first, second = studio.post(PATH, {**shared, "video": take}), studio.post(PATH, shared)
    assert studio.client.delete(f"/api/v1{PATH}/{first['id']}").status_code == 204
    studio.client.patch(
        "/api/v1/classes/uniform", json={"take": None}, headers={"If-Match": "*"}
    )  # builds still name it
    collect(studio)
    for sha256 in (shared["poses"], shared["video"], take):
        studio.get(f"/originals/{sha256}")
        assert studio.house.storage.size(sha256) is not None
    third = studio.post(PATH, {**shared, "video": take})
    for kept in (second, third):
        assert studio.client.delete(f"/api/v1{PATH}/{kept['id']}").status_code == 204
    studio.get(f"/originals/{take}")


def test_a_file_that_went_can_be_uploaded_and_kept_again(studio):
    of = pack(studio)
    data = pose_file()
    sent = told(
        studio.client.post("/api/v1/uploads", json={"filename": "practice.npy", "bytes": len(data)}), 201
    )
    for number in range(1, sent["parts"] + 1):
        url = studio.post(f"/uploads/{sent['id']}/parts/{number}/url", status=200)["url"]
        studio.client_of(None).put(url, content=data[(number - 1) * 1024 : number * 1024])
    digest = {"sha256": hashlib.sha256(data).hexdigest()}
    studio.post(f"/uploads/{sent['id']}/complete", digest, 200)
    kept = studio.post(PATH, given(studio, of["manifest_sha256"], poses=digest["sha256"], video=None))
    studio.client.delete(f"/api/v1{PATH}/{kept['id']}")
    assert studio.post(f"/uploads/{sent['id']}/complete", digest, 409)["code"] == "aborted"
    assert studio.get(f"/originals/{digest['sha256']}", 404)
    again = studio.post(PATH, given(studio, of["manifest_sha256"], poses=studio.original(data), video=None))
    collect(studio)
    assert studio.client.get(f"/api/v1/originals/{again['poses']}/content").content == data


def test_the_pack_that_was_danced_to_stays_whole_as_long_as_the_practice(studio):
    old = pack(studio)
    kept = studio.post(PATH, given(studio, old["manifest_sha256"]))
    for revision in (1, 2):
        studio.beats(beats_s=[*BEATS_S[:-1], BEATS_S[-1] + 0.012 * revision])
        studio.build()
        studio.publish("production")
    collect(studio)
    files = {
        role: studio.client.get(f"/api/v1/packs/{old['id']}/files/{role}")
        for role in ("routine", "poses", "video")
    }
    manifest = studio.get(f"/packs/{old['id']}")["manifest"]
    for role, answer in files.items():
        entry = next(file for file in manifest["files"] if file["role"] == role)
        assert (answer.status_code, len(answer.content)) == (200, entry["bytes"])
        assert answer.headers["etag"] == f'"{entry["sha256"]}"'
    studio.client.delete(f"/api/v1{PATH}/{kept['id']}")
    collect(studio)
    assert told(studio.client.get(f"/api/v1/packs/{old['id']}/files/routine"), 409)["code"] == "cleared-away"
    assert studio.post(PATH, given(studio, old["manifest_sha256"]), 409)["code"] == "cleared-away"


def test_the_log_tells_what_was_done_but_of_nobody(built):
    sent = {**of_built(built), "name": "Kim Jiwoo", "poses": built.original(pose_file(seed=7))}
    kept = built.post(PATH, sent, idempotency_key="kim")
    built.client.delete(f"/api/v1{PATH}/{kept['id']}")
    with reading(built.house.engine) as session:
        log = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        ours = [(entry.action, entry.class_slug) for entry in log if entry.noun_id == kept["id"]]
        assert ours == [("create", "uniform"), ("delete", "uniform")]
        assert "Kim" not in repr([(entry.noun_id, entry.changes) for entry in log])
        assert session.get(Practice, kept["id"]) is None
        assert "Kim" not in repr(session.scalars(select(IdempotencyKey.body)).all())
        assert kept["poses"] not in session.scalars(select(Original.sha256)).all()
