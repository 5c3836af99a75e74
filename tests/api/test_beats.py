import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from eightcount_runtime.classpack.beats import Beats
from studio import BEATS_S, told

from cms.api import beat_transfer

PATH = "/api/v1/classes/uniform/beats"


def put(studio, body, read='"0"', kind="application/json", **params):
    content = body if isinstance(body, bytes) else body.encode()
    return studio.client.put(
        PATH, content=content, headers={"If-Match": read, "Content-Type": kind}, params=params
    )


def test_beats_are_saved_as_revisions(studio):
    studio.dance_class()
    assert studio.get("/classes/uniform/beats", 404)["code"] == "no-beats"
    first = studio.beats(read='"0"')
    assert (first["revision"], first["steps"], first["parts"]) == (1, 16, 2)
    assert first["beats_s"] == BEATS_S
    moved = [*BEATS_S[:-1], BEATS_S[-1] + 0.0123456]
    assert studio.beats(beats_s=moved, read='"1"')["beats_s"][-1] == round(moved[-1], 6)
    answer = studio.client.get(PATH)
    assert answer.headers["etag"] == '"2"'
    history = studio.get("/classes/uniform/beats/revisions")["items"]
    assert [(item["revision"], item["beats"]) for item in history] == [(2, 17), (1, 17)]
    assert studio.get("/classes/uniform/beats/revisions/1")["beats_s"] == BEATS_S
    studio.get("/classes/uniform/beats/revisions/3", 404)


def test_a_file_is_read_beside_the_loop_that_serves_everybody(sqlite_studio, monkeypatch):
    sqlite_studio.dance_class()
    loops = []

    def read(_data):
        loops.append(asyncio._get_running_loop())  # None where there is none
        return Beats.of([1.0, 2.0])

    monkeypatch.setitem(beat_transfer._READERS, "audio/midi", read)
    told(put(sqlite_studio, b"MThd", kind="audio/midi"), 200)
    assert loops == [None]


def test_saving_the_same_again_changes_nothing(studio):
    studio.dance_class()
    first = studio.beats(read='"0"')
    assert studio.beats(read='"0"') == first
    assert studio.beats(read='"1"') == first


def test_of_many_editors_with_the_same_revision_one_wins(studio):
    studio.dance_class()
    studio.beats(read='"0"')

    def save(number):
        moved = [*BEATS_S[:-1], BEATS_S[-1] + number / 100]
        return studio.client.put(PATH, json={"format": 1, "beats_s": moved}, headers={"If-Match": '"1"'})

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(save, range(1, 7)))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 5
    lost = told(next(answer for answer in answers if answer.status_code == 412), 412)
    assert lost["facts"] == {"revision": 2}
    assert "revision 2" in lost["detail"]
    assert studio.get("/classes/uniform/beats")["revision"] == 2


def test_a_draft_may_be_unfinished_and_is_told_so(studio):
    studio.dance_class()
    saved = studio.beats(beats_s=BEATS_S[:12])
    assert [problem["severity"] for problem in saved["problems"]] == ["error"]
    assert saved["problems"][0]["code"] == "part_incomplete"
    assert studio.beats(beats_s=[])["problems"][0]["code"] == "no_beats"
    studio.build()
    beyond = studio.beats(beats_s=[*BEATS_S[:-1], 500.0])
    assert "beyond_song" in [problem["code"] for problem in beyond["problems"]]


def test_beats_that_nobody_can_mean_are_refused_with_every_fault(studio):
    studio.dance_class()
    wrong = [-1.0, 2.0, 1.0, 3.0, 3.001, 4.0]
    answer = studio.client.put(PATH, json={"format": 1, "beats_s": wrong}, headers={"If-Match": "*"})
    problem = told(answer, 422)
    assert problem["code"] == "beats-unusable"
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [
        ("beats_s.0", "negative"),
        ("beats_s.2", "unsorted"),
        ("beats_s.4", "doubled"),
    ]
    studio.get("/classes/uniform/beats", 404)


def test_every_file_format_comes_back_as_it_went(studio):
    studio.dance_class()
    saved = told(
        put(
            studio,
            '{"format":1,"beats_s":[0.5,1,1.5,2,2.5,3,3.5,4,4.5],"part_names":["Verse"]}',
            note="by ear",
        ),
        200,
    )
    assert (saved["note"], saved["part_names"]) == ("by ear", ["Verse"])
    for number, (name, kind) in enumerate(
        [
            ("json", "application/json"),
            ("csv", "text/csv"),
            ("labels", "text/plain"),
            ("jams", "application/jams+json"),
            ("midi", "audio/midi"),
        ],
        start=1,
    ):
        file = studio.client.get(PATH, params={"format": name})
        assert file.headers["content-type"].split(";")[0] == kind
        assert "uniform-beats-" in file.headers["content-disposition"]
        assert file.headers["etag"] == f'"{2 * number - 1}"'
        studio.beats(beats_s=[1.0, 2.0])
        again = told(put(studio, file.content, read=f'"{2 * number}"', kind=f"{kind}; charset=utf-8"), 200)
        assert (again["beats_s"], again["part_names"]) == (saved["beats_s"], ["Verse"])
    assert studio.client.get(f"{PATH}/revisions/1", params={"format": "csv"}).text.startswith("beat,time_s")


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("{", "application/json", "not valid JSON"),
        ('{"format":1,"beats_s":[NaN]}', "application/json", "not valid JSON"),
        ('{"format":2,"beats_s":[]}', "application/json", "format 2"),
        ('{"format":1,"beats_s":["1"]}', "application/json", "beats_s[0]"),
        ("time_s\nsoon\n", "text/csv", "soon"),
        ("1.0 2.0 x\n", "text/plain", "Line 1"),
        ("<x/>", "application/xml", "application/xml"),
        ("{}", "application/jams+json", "annotations"),
        ('{"annotations":[]}', "application/jams+json", "annotates no beats"),
        ("MThd", "audio/midi", "no MIDI file"),
        ("MThd", "audio/mid", "no MIDI file"),
        (b"\xff\xfe", "text/csv", "UTF-8"),
    ],
)
def test_a_file_that_is_none(sqlite_studio, body, kind, words):
    sqlite_studio.dance_class()
    status = 415 if kind == "application/xml" else 422
    assert words in told(put(sqlite_studio, body, kind=kind), status)["detail"]


def test_a_file_that_is_too_long(sqlite_studio):
    sqlite_studio.dance_class()
    told(put(sqlite_studio, b"1\n" * 2_000_000, kind="text/csv"), 413)
    told(put(sqlite_studio, b"1\n" * 900_000, kind="text/csv"), 422)


def test_an_old_revision_is_restored_as_a_new_one(studio):
    studio.dance_class()
    studio.beats(read='"0"')
    studio.beats(beats_s=[1.0, 2.0], read='"1"')
    restore = "/api/v1/classes/uniform/beats/revisions/1/restore"
    assert told(studio.client.post(restore), 428)
    assert told(studio.client.post(restore, headers={"If-Match": '"1"'}), 412)["facts"] == {"revision": 2}
    restored = told(studio.client.post(restore, headers={"If-Match": '"2"'}), 200)
    assert (restored["revision"], restored["beats_s"]) == (3, BEATS_S)
    assert restored["note"] == "Restored from revision 1"
    gone = studio.client.post(restore.replace("/1/", "/9/"), headers={"If-Match": '"3"'})
    assert told(gone, 404)["detail"] == "The beats of 'uniform' have no revision 9."


def test_beats_that_nobody_has_confirmed_are_kept_told_and_not_built(studio):
    studio.dance_class()
    document = {"format": 1, "beats_s": BEATS_S}
    draft = told(put(studio, json.dumps(document | {"confirmed": False})), 200)
    assert (draft["revision"], draft["confirmed"]) == (1, False)
    assert ("error", "unconfirmed") in [(each["severity"], each["code"]) for each in draft["problems"]]
    build = studio.build()
    assert (build["state"], build["beats_revision"]) == ("needs_beats", None)
    shown = studio.get("/classes/uniform")
    assert (shown["state"], shown["next"]) == ("needs_beats", "mark_beats")
    assert "confirm" in shown["sentence"]
    confirmed = told(put(studio, json.dumps(document), '"1"'), 200)
    assert (confirmed["revision"], confirmed["confirmed"]) == (2, True)
    assert studio.get("/classes/uniform")["next"] == "build"
    assert studio.build()["beats_revision"] == 2
    later = told(
        put(studio, json.dumps(document | {"beats_s": BEATS_S[:-8], "confirmed": False}), '"2"'), 200
    )
    assert (later["confirmed"], studio.get("/classes/uniform")["next"]) == (False, "mark_beats")
    history = studio.get("/classes/uniform/beats/revisions")["items"]
    assert [each["confirmed"] for each in history] == [False, True, False]


def test_where_each_beat_comes_from_is_kept(studio):
    studio.dance_class()
    marks = [{"origin": "tap", "slow": at % 2 == 0} for at in range(16)] + [{"origin": "snap", "slow": False}]
    document = {"format": 1, "beats_s": BEATS_S, "marks": marks, "note": "tapped twice"}
    first = told(put(studio, json.dumps(document)), 200)
    assert (first["marks"], first["note"]) == (marks, "tapped twice")
    assert told(put(studio, json.dumps(document), '"0"'), 200)["revision"] == 1
    assert told(put(studio, json.dumps({"format": 1, "beats_s": BEATS_S}), '"0"'), 200) == first
    heard = [{**mark, "slow": False} for mark in marks]
    assert told(put(studio, json.dumps(document | {"marks": heard}), '"1"'), 200)["revision"] == 2
    studio.beats(beats_s=[1.0, 2.0])
    assert studio.get("/classes/uniform/beats")["marks"] is None
    restore = "/api/v1/classes/uniform/beats/revisions/1/restore"
    assert told(studio.client.post(restore, headers={"If-Match": '"3"'}), 200)["marks"] == marks


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"marks": [{"origin": "tap"}]}, "marks"),
        ({"marks": [{"origin": "guess"}] * 17}, "marks.0.origin"),
        ({"marks": [{"origin": "tap", "more": 1}] * 17}, "marks.0.more"),
        ({"marks": 3}, "marks"),
        ({"confirmed": "perhaps"}, "confirmed"),
        ({"note": "a\nb"}, "note"),
    ],
)
def test_what_cannot_be_said_of_beats_is_refused_with_its_field(sqlite_studio, said, field):
    sqlite_studio.dance_class()
    problem = told(put(sqlite_studio, json.dumps({"format": 1, "beats_s": BEATS_S, **said})), 422)
    assert problem["errors"][0]["field"] == field
    sqlite_studio.get("/classes/uniform/beats", 404)


def test_what_happened_between_revisions_is_told_in_meaning(studio):
    studio.dance_class()
    studio.beats()
    moved = [BEATS_S[0], BEATS_S[1] + 0.012, BEATS_S[2] - 0.004, *BEATS_S[3:], BEATS_S[-1] + 0.5]
    studio.beats(beats_s=moved)
    path = "/classes/uniform/beats/diff"
    found = studio.get(f"{path}?from=1&to=2")
    assert found["sentence"] == "2 beats moved by up to 12 ms, 1 added."
    assert [beat["index"] for beat in found["moved"]] == [1, 2]
    assert found["moved"][0] == {"index": 1, "from_s": BEATS_S[1], "to_s": round(BEATS_S[1] + 0.012, 6)}
    assert (found["added"], found["removed"]) == ([round(BEATS_S[-1] + 0.5, 6)], [])
    assert studio.get(f"{path}?from=1") == found
    assert studio.get(f"{path}?from=2&to=1")["sentence"] == "2 beats moved by up to 12 ms, 1 removed."
    assert studio.get(f"{path}?from=0&to=1")["sentence"] == "17 beats added."
    assert studio.get(f"{path}?from=1&to=1")["sentence"] == "Nothing changed."
    studio.get(f"{path}?from=1&to=3", 404)
    studio.get(path, 422)


def test_a_file_is_read_without_saving_it(studio):
    studio.dance_class()
    answer = studio.client.post(
        f"{PATH}/read", content=b"beat,time_s\n1,0.5\n2,1.0\n", headers={"Content-Type": "text/csv"}
    )
    assert told(answer, 200)["beats_s"] == [0.5, 1.0]
    assert studio.get("/classes/uniform/beats", 404)["code"] == "no-beats"
    broken = studio.client.post(f"{PATH}/read", content=b"nothing", headers={"Content-Type": "text/csv"})
    assert told(broken, 422)["code"] == "beats-unreadable"
