from concurrent.futures import ThreadPoolExecutor

import pytest
from studio import told


def test_a_song_is_made_read_and_edited(studio):
    made = studio.song(title="봄", licence="CC BY 4.0")
    assert made["version"] == 1
    answer = studio.client.get(f"/api/v1/songs/{made['id']}")
    assert answer.headers["etag"] == '"1"'
    assert told(answer, 200) == made
    edited = studio.client.patch(
        f"/api/v1/songs/{made['id']}", json={"artist": "Mina"}, headers={"If-Match": '"1"'}
    )
    assert edited.headers["etag"] == '"2"'
    assert told(edited, 200) | {"updated_at": ""} == made | {"artist": "Mina", "version": 2, "updated_at": ""}
    assert studio.get(f"/songs/{made['id']}")["artist"] == "Mina"


def test_a_sound_must_have_been_uploaded(studio):
    problem = studio.post("/songs", {"title": "A", "sound": "0" * 64}, 422)
    assert problem["code"] == "not-uploaded"
    assert problem["errors"][0]["field"] == "sound"
    assert "Upload the file first" in problem["detail"]
    assert studio.get("/songs")["items"] == []


def test_a_sound_can_be_taken_away_but_a_title_cannot(studio):
    song = studio.song()
    path = f"/api/v1/songs/{song['id']}"
    assert (
        told(studio.client.patch(path, json={"sound": None}, headers={"If-Match": "*"}), 200)["sound"] is None
    )
    problem = told(studio.client.patch(path, json={"title": None}, headers={"If-Match": "*"}), 422)
    assert problem["errors"][0]["field"] == "title"


def test_of_two_editors_one_wins(studio):
    song = studio.song()

    def edit(title):
        return studio.client.patch(
            f"/api/v1/songs/{song['id']}", json={"title": title}, headers={"If-Match": '"1"'}
        )

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(edit, [f"title {number}" for number in range(6)]))
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 5
    won = next(answer for answer in answers if answer.status_code == 200).json()
    assert studio.get(f"/songs/{song['id']}") == won
    lost = next(answer for answer in answers if answer.status_code == 412)
    assert told(lost, 412)["facts"] == {"version": 2}


def test_an_edit_must_say_what_it_has_read(studio):
    song = studio.song()
    answer = studio.client.patch(f"/api/v1/songs/{song['id']}", json={"title": "B"})
    assert told(answer, 428)["code"] == "precondition-required"
    answer = studio.client.patch(
        f"/api/v1/songs/{song['id']}", json={"title": "B"}, headers={"If-Match": "yes"}
    )
    assert "If-Match" in told(answer, 422)["detail"]


def test_songs_are_found_by_words_in_pages(studio):
    ids = [studio.song(sound=False, title=f"Tune {number}")["id"] for number in range(5)]
    studio.song(sound=False, title="100%_sure", artist="Anna")
    first = studio.get("/songs?q=tUNE&limit=2")
    second = studio.get(f"/songs?q=tune&limit=2&after={first['next']}")
    third = studio.get(f"/songs?q=tune&limit=2&after={second['next']}")
    found = [song["id"] for page in (first, second, third) for song in page["items"]]
    assert found == ids
    assert third["next"] is None
    assert [song["title"] for song in studio.get("/songs?q=%25_")["items"]] == ["100%_sure"]
    assert len(studio.get("/songs?q=anna")["items"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"title": "  "},
        {"title": "a\u0000b"},
        {"title": "a\nb"},
        {"title": "x" * 201},
        {"title": "A", "sound": "abc"},
        {"title": "A", "colour": "red"},
        [],
    ],
)
def test_what_is_no_song_is_refused_with_its_field(sqlite_studio, body):
    problem = sqlite_studio.post("/songs", body, 422)
    assert problem["code"] == "invalid"
    assert problem["errors"]
    assert problem["type"] == "urn:eightcount:problem:invalid"


def test_no_such_song(sqlite_studio):
    problem = sqlite_studio.get("/songs/" + "0" * 22, 404)
    assert problem["detail"] == f"There is no song '{'0' * 22}'."
    sqlite_studio.get("/songs/x", 422)
