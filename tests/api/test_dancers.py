from studio import told


def test_a_dancer_is_made_and_edited(studio):
    picture = studio.original(b"a picture")
    dancer = studio.dancer(profile="Teaches house.\nLives in Busan.", picture=picture)
    assert dancer["picture"] == picture
    edited = told(
        studio.client.patch(
            f"/api/v1/dancers/{dancer['id']}", json={"picture": None}, headers={"If-Match": '"1"'}
        ),
        200,
    )
    assert (edited["picture"], edited["profile"]) == (None, dancer["profile"])
    stale = studio.client.patch(
        f"/api/v1/dancers/{dancer['id']}", json={"name": "T"}, headers={"If-Match": '"1"'}
    )
    assert "Somebody changed this dancer" in told(stale, 412)["detail"]
    assert studio.get(f"/dancers/{dancer['id']}") == edited


def test_dancers_are_found_by_name(studio):
    studio.dancer(name="Mina")
    studio.dancer(name="Teal")
    assert [dancer["name"] for dancer in studio.get("/dancers?q=min")["items"]] == ["Mina"]


def test_a_profile_takes_lines_but_no_control_characters(sqlite_studio):
    assert sqlite_studio.dancer(profile="one\ntwo\tthree")["profile"] == "one\ntwo\tthree"
    sqlite_studio.post("/dancers", {"name": "A", "profile": "a\u0000"}, 422)
    sqlite_studio.post("/dancers", {"name": "A", "picture": "0" * 64}, 422)
    sqlite_studio.get("/dancers/" + "0" * 22, 404)
