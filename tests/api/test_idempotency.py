from concurrent.futures import ThreadPoolExecutor

from studio import told

BODY = {"title": "Blue"}


def send(studio, key, body=BODY, client=None, path="songs"):
    return (client or studio.client).post(f"/api/v1/{path}", json=body, headers={"Idempotency-Key": key})


def test_the_same_key_and_body_get_the_same_answer_and_make_one(studio):
    first, second = send(studio, "k1"), send(studio, "k1")
    assert told(first, 201) == told(second, 201)
    assert first.headers["etag"] == second.headers["etag"]
    assert first.headers["location"] == second.headers["location"]
    assert len(studio.get("/songs")["items"]) == 1


def test_the_same_key_for_something_else_is_refused(studio):
    send(studio, "k1")
    assert told(send(studio, "k1", {"title": "Red"}), 422)["code"] == "idempotency-key-reused"
    assert told(send(studio, "k1", {"name": "Mina"}, path="dancers"), 422)["code"] == "idempotency-key-reused"
    assert len(studio.get("/songs")["items"]) == 1


def test_of_many_at_once_one_makes_it_and_all_get_it(studio):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send(studio, "k1"), range(8)))
    assert {told(answer, 201)["id"] for answer in answers} == {studio.get("/songs")["items"][0]["id"]}
    assert len(studio.get("/songs")["items"]) == 1


def test_a_refused_create_leaves_its_key_free(studio):
    assert told(send(studio, "k1", {"title": "A", "sound": "0" * 64}), 422)["code"] == "not-uploaded"
    told(send(studio, "k1"), 201)


def test_keys_of_two_callers_are_not_the_same(studio):
    other = studio.client_of(studio.key("author"))
    assert told(send(studio, "k1"), 201)["id"] != told(send(studio, "k1", client=other), 201)["id"]


def test_classes_builds_and_releases_are_made_once_too(studio):
    made = studio.dance_class("first")
    body = {
        "slug": "uniform",
        "titles": {"en": "U"},
        "song_id": made["song_id"],
        "dancer_id": made["dancer_id"],
    }
    body |= {"take": made["take"], "section": {"start_s": 0, "end_s": 9}}
    assert told(send(studio, "c", body, path="classes"), 201) == told(
        send(studio, "c", body, path="classes"), 201
    )
    studio.beats()
    build = told(send(studio, "b", {}, path="classes/uniform/builds"), 201)
    studio.work()
    assert told(send(studio, "b", {}, path="classes/uniform/builds"), 201) == build
    release = told(send(studio, "r", {"channel": "staging"}, path="classes/uniform/releases"), 201)
    studio.work()
    assert told(send(studio, "r", {"channel": "staging"}, path="classes/uniform/releases"), 201) == release


def test_a_key_is_printable_and_short(sqlite_studio):
    told(send(sqlite_studio, "a b"), 422)
    told(send(sqlite_studio, "k" * 201), 422)
