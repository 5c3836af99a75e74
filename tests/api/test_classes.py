from concurrent.futures import ThreadPoolExecutor
from typing import get_args

import pytest
from studio import BEATS_S, CERTAIN, told

from cms.failures import DISK_FULL, REMEDIES, UNFORESEEN, died
from workers.step import Blame


def stands(studio, slug="uniform"):
    shown = studio.get(f"/classes/{slug}")
    listed = next(item for item in studio.get("/classes")["items"] if item["slug"] == slug)
    assert {name: shown[name] for name in listed} == listed
    return shown["state"], shown["next"], shown["sentence"]


def why(studio):
    """The sentence for a program."""
    return studio.get("/classes/uniform")["why"]


def edit(studio, slug, status=200, read="*", **changes):
    answer = studio.client.patch(f"/api/v1/classes/{slug}", json=changes, headers={"If-Match": read})
    return told(answer, status)


def test_a_class_is_made_read_by_id_and_slug_and_edited(studio):
    made = studio.dance_class(
        titles={"en": "Uniform", "ko": "유니폼", "zh-Hant": "制服"},
        section={"start_s": 1.5, "end_s": 9},
        tags=["arms"],
    )
    assert studio.get("/classes/uniform") == studio.get(f"/classes/{made['id']}") == made
    assert (made["song_title"], made["dancer_name"], made["difficulty"]) == ("Happy lofi day", "Teal", 3)
    edited = edit(studio, "uniform", read='"1"', section=None, difficulty=5, titles={"ko": "새"})
    assert (edited["section"], edited["difficulty"], edited["titles"]) == (None, 5, {"ko": "새"})
    assert edited["tags"] == ["arms"]
    assert edit(studio, "uniform", 412, read='"1"', difficulty=1)["facts"] == {"version": 2}


def test_a_slug_is_taken_once(studio):
    first = studio.dance_class()
    body = {
        "slug": "uniform",
        "titles": {"en": "B"},
        "song_id": first["song_id"],
        "dancer_id": first["dancer_id"],
    }
    assert studio.post("/classes", body, 409)["code"] == "slug-taken"
    assert "looks like an id" in studio.post("/classes", body | {"slug": first["id"]}, 422)["detail"]
    assert told(
        studio.client.patch("/api/v1/classes/uniform", json={"slug": "x"}, headers={"If-Match": "*"}), 422
    )


def test_of_two_who_take_a_slug_at_once_one_gets_it(studio):
    first = studio.dance_class("first")
    body = {
        "slug": "new",
        "titles": {"en": "N"},
        "song_id": first["song_id"],
        "dancer_id": first["dancer_id"],
    }
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: studio.client.post("/api/v1/classes", json=body), range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"titles": {}}, "titles"),
        ({"titles": {"english": "A"}}, "titles.english.[key]"),
        ({"titles": {"en": ""}}, "titles.en"),
        ({"difficulty": 6}, "difficulty"),
        ({"difficulty": 0}, "difficulty"),
        ({"section": {"start_s": 5, "end_s": 5}}, "section"),
        ({"section": {"start_s": -1, "end_s": 5}}, "section.start_s"),
        ({"tags": ["two words"]}, "tags.0"),
        ({"song_id": "0" * 22}, "song_id"),
        ({"dancer_id": "0" * 22}, "dancer_id"),
        ({"take": "0" * 64}, "take"),
        ({"cover": "0" * 64}, "cover"),
        ({"titles": None}, "titles"),
    ],
)
def test_what_a_class_cannot_have_is_refused_with_its_field(sqlite_studio, changes, field):
    sqlite_studio.dance_class()
    assert edit(sqlite_studio, "uniform", 422, **changes)["errors"][0]["field"] == field


def test_classes_are_found_by_song_dancer_tag_words_and_state(studio):
    first = studio.dance_class("one", titles={"ko": "봄 콤보"}, tags=["house", "봄"])
    studio.dance_class("two", tags=["houses"], take=False)
    third = studio.dance_class("three", song_id=first["song_id"], dancer_id=first["dancer_id"])

    def found(**given):
        items = studio.client.get("/api/v1/classes", params=given).json()["items"]
        return [item["slug"] for item in items]

    assert found() == ["one", "two", "three"]
    assert found(q="봄 콤") == ["one"]
    assert found(q="thr") == ["three"]
    assert found(tag="house") == ["one"]
    assert found(tag="봄") == ["one"]
    assert found(song_id=first["song_id"]) == ["one", "three"]
    assert found(dancer_id=third["dancer_id"]) == ["one", "three"]
    assert found(state="needs_take") == ["two"]
    assert found(state="needs_beats") == ["one", "three"]
    assert found(state="needs_beats", limit=1) == ["one"]
    page = studio.client.get("/api/v1/classes", params={"state": "needs_beats", "limit": 1}).json()
    assert found(state="needs_beats", limit=1, after=page["next"]) == ["three"]
    assert found(state="failed") == []


def test_where_a_class_stands_from_empty_to_published(studio):
    song = studio.song(sound=False)
    studio.dance_class(take=False, song_id=song["id"])
    assert stands(studio)[:2] == ("needs_take", "upload_take")
    edit(studio, "uniform", take=studio.original(b"take"))
    assert stands(studio)[:2] == ("needs_take", "upload_song")
    told(
        studio.client.patch(
            f"/api/v1/songs/{song['id']}", json={"sound": studio.original(b"song")}, headers={"If-Match": "*"}
        ),
        200,
    )
    assert stands(studio)[:2] == ("needs_beats", "mark_beats")
    studio.post("/classes/uniform/builds", {})
    assert stands(studio) == ("building", "wait", "A build is waiting for a worker.")
    assert why(studio) == "queued"
    studio.work()
    assert studio.get("/classes/uniform")["build"]["state"] == "needs_beats"
    assert stands(studio)[:2] == ("needs_beats", "mark_beats")
    studio.beats(beats_s=BEATS_S[:-1])
    assert stands(studio)[2].startswith("The beats are not finished. Part 2")
    assert why(studio) == "beats_unfinished"
    studio.beats()
    assert stands(studio)[:2] == ("ready", "build")
    studio.build()
    assert stands(studio)[:2] == ("ready", "publish")
    studio.post("/classes/uniform/releases", {"channel": "staging"})
    assert stands(studio) == ("ready", "wait", "On its way to staging.")
    studio.work()
    assert stands(studio)[:2] == ("published", "publish")
    assert why(studio) == "live_on_staging"
    studio.publish("production")
    assert stands(studio) == ("published", "nothing", "Live on production and staging, as the draft is.")
    shown = studio.get("/classes/uniform")
    assert shown["live_on"] == ["production", "staging"]
    assert [release["channel"] for release in shown["live"]] == ["production", "staging"]
    assert shown["alignment"]["offset_s"] == CERTAIN["offset_s"]


@pytest.mark.parametrize(
    "change", ["titles", "beats", "take", "song title", "alignment", "cover", "dancer name"]
)
def test_every_change_of_the_draft_shows_and_a_build_takes_it_up(sqlite_studio, change):
    studio = sqlite_studio
    made = studio.dance_class()
    studio.beats()
    first = studio.build()
    studio.publish("production")
    assert stands(studio)[1] == "nothing"
    path, etag = "/api/v1/classes/uniform", {"If-Match": "*"}
    if change == "titles":
        edit(studio, "uniform", titles={"en": "New"})
    elif change == "beats":
        studio.beats(beats_s=[*BEATS_S[:-1], BEATS_S[-1] + 0.01])
    elif change == "take":
        edit(studio, "uniform", take=studio.original(b"another take"))
    elif change == "cover":
        edit(studio, "uniform", cover=studio.original(b"cover"))
    elif change == "alignment":
        told(studio.client.put(f"{path}/alignment", json={"offset_s": 10.3}), 200)
    elif change == "song title":
        told(studio.client.patch(f"/api/v1/songs/{made['song_id']}", json={"title": "N"}, headers=etag), 200)
    else:
        told(
            studio.client.patch(f"/api/v1/dancers/{made['dancer_id']}", json={"name": "N"}, headers=etag), 200
        )
    state, following, sentence = stands(studio)
    assert (state, following) == ("published", "build")
    assert sentence == "Live on production; the draft has changed since. Build it, then publish."
    if change == "cover":
        return  # b"cover" is no picture; packing it is not this test's matter
    second = studio.build()
    assert second["revision"] == first["revision"] + 1
    assert stands(studio)[1] in ("publish", "check_alignment")


def test_a_rollback_is_told_and_what_was_taken_back_is_not_offered_again(studio):
    studio.dance_class()
    studio.beats()
    studio.build()
    studio.publish("staging")
    studio.beats(beats_s=[*BEATS_S[:-1], BEATS_S[-1] + 0.01])
    studio.build()
    studio.publish("staging")
    studio.post("/classes/uniform/rollback", {"channel": "staging"})
    studio.work()
    told_back = "Rolled back on staging to revision 1"
    state, following, sentence = stands(studio)
    assert (state, following) == ("published", "nothing")
    assert sentence.startswith(f"{told_back}; the draft still has what was undone. Change the draft")
    studio.beats()  # as they were in the first pack
    assert stands(studio) == ("published", "nothing", f"{told_back}, as the draft is.")
    studio.beats(beats_s=[*BEATS_S[:-1], BEATS_S[-1] + 0.02])
    assert stands(studio)[:2] == ("published", "build")
    assert stands(studio)[2].startswith(f"{told_back}; the draft has changed")
    assert why(studio) == "rolled_back_changed"
    studio.build()
    assert stands(studio)[:2] == ("published", "publish")
    assert why(studio) == "newer_pack"
    studio.publish("production")
    assert stands(studio)[2] == f"Live on production, as the draft is. {told_back}."


def test_the_draft_of_an_older_pack_that_is_live_has_nothing_left_to_do(sqlite_studio):
    studio = sqlite_studio
    studio.dance_class()
    studio.beats()
    studio.build()
    studio.publish("production")
    studio.beats(beats_s=[*BEATS_S[:-1], BEATS_S[-1] + 0.01])
    studio.build()
    studio.publish("staging")
    studio.beats()
    assert stands(studio) == ("published", "nothing", "Live on production, as the draft is.")
    studio.publish("production")  # the newest pack, which is not of this draft
    assert stands(studio)[:2] == ("published", "build")
    studio.build()
    assert stands(studio)[:2] == ("published", "publish")
    studio.publish("production")
    assert stands(studio)[:2] == ("published", "nothing")


def test_a_live_class_stays_published_while_its_draft_is_in_the_works(sqlite_studio):
    sqlite_studio.dance_class()
    sqlite_studio.beats()
    sqlite_studio.build()
    sqlite_studio.publish("production")
    sqlite_studio.beats(beats_s=BEATS_S[:-2])
    assert stands(sqlite_studio)[:2] == ("published", "mark_beats")
    edit(sqlite_studio, "uniform", take=None)
    assert stands(sqlite_studio)[:2] == ("published", "upload_take")


@pytest.mark.parametrize(
    ("step", "sentence", "code", "following"),
    [
        ("probe", "The take is a PDF document. Upload the video.", "take-unusable", "upload_take"),
        ("probe", UNFORESEEN, "unforeseen", "retry"),
        ("audio_align", "The song was not found in the take's sound.", "song-not-found", "check_alignment"),
        ("audio_align", "The take has no sound track.", "take-not-heard", "check_alignment"),
        ("audio_align", "The song's file is silent.", "song-unusable", "upload_song"),
        ("audio_align", died(3), "worker-died", "retry"),
        ("pose_extract", "Nobody is in view in the take.", "take-unusable", "upload_take"),
        ("pose_extract", "The pose model is not set up on this server.", "server-not-ready", "retry"),
        ("pose_extract", "There is no such pose model.", "parameter-unusable", "build"),
        ("compile", "The beats cannot be used: too few.", "beats-unusable", "mark_beats"),
        ("compile", "The dancer is not seen at any step.", "dancer-not-seen", "check_alignment"),
        ("compile", DISK_FULL, "disk-full", "retry"),
        ("package", "The cover is no picture.", "cover-unusable", "change_cover"),
        ("package", "Nothing is blamed here.", "", "retry"),
    ],
)
def test_a_failed_build_names_what_can_help(sqlite_studio, step, sentence, code, following):
    sqlite_studio.dance_class()
    sqlite_studio.beats()
    sqlite_studio.refusal = {step: (sentence, code)}
    ended = sqlite_studio.build()
    assert [each["code"] for each in ended["steps"] if each["state"] == "failed"] == [code or "refused"]
    state, proposed, shown = stands(sqlite_studio)
    assert (state, proposed) == ("failed", following)
    assert shown == sentence


def test_a_cover_that_is_no_picture_asks_for_another(sqlite_studio):
    sqlite_studio.dance_class(cover=sqlite_studio.original(b"no picture"))
    sqlite_studio.beats()
    ended = sqlite_studio.build()
    assert next(step["code"] for step in ended["steps"] if step["name"] == "package") == "cover-unusable"
    assert stands(sqlite_studio)[:2] == ("failed", "change_cover")


def test_every_blame_of_a_step_has_a_remedy():
    assert set(get_args(Blame)) - {""} <= set(REMEDIES)


def test_beats_that_cannot_be_built_are_told_as_such(sqlite_studio):
    sqlite_studio.dance_class()
    sqlite_studio.beats(beats_s=BEATS_S[:-1])
    sqlite_studio.build()
    assert stands(sqlite_studio)[:2] == ("failed", "mark_beats")
    sqlite_studio.beats()
    assert stands(sqlite_studio)[:2] == ("ready", "build")


def test_a_failed_build_says_why_and_a_failed_release_too(studio):
    studio.dance_class()
    studio.beats()
    sentence = "This is another song. Choose the right one, then build again."
    studio.refusal = {"audio_align": (sentence, "song-not-found")}
    studio.build()
    state, following, said = stands(studio)
    assert (state, following) == ("failed", "check_alignment")
    assert said.startswith("This is another song. Choose the right one, then build again.")
    edit(studio, "uniform", take=studio.original(b"another take"))
    assert stands(studio)[1] == "build"
    studio.refusal = {"publish": "The shelf is full."}
    studio.build()
    studio.publish("staging")
    assert stands(studio)[:2] == ("failed", "publish")
    studio.refusal = {}
    studio.publish("staging")
    assert stands(studio)[:2] == ("published", "publish")


def test_a_doubtful_alignment_is_told_before_publishing(studio):
    studio.alignment = CERTAIN | {"verdict": "check", "confidence": 0.4}
    studio.dance_class()
    studio.beats()
    studio.build()
    assert stands(studio)[:2] == ("ready", "check_alignment")
    problem = studio.post("/classes/uniform/releases", {"channel": "staging"}, 409)
    assert "isten" in problem["detail"]
    studio.post("/classes/uniform/alignment/accept", {}, 200)
    assert stands(studio)[:2] == ("ready", "publish")
    assert studio.publish("staging")["state"] == "live"
