from studio import BEATS_S


def test_packs_are_listed_shown_and_compared(studio):
    studio.dance_class()
    studio.beats()
    first = studio.build()
    studio.beats(beats_s=[*BEATS_S[:-1], BEATS_S[-1] + 0.012])
    studio.build()
    newer, older = studio.get("/packs?class=uniform")["items"]
    assert older["manifest_sha256"] == first["pack_sha256"]
    shown = studio.get(f"/packs/{newer['id']}")
    assert shown["manifest"]["class"] == "uniform"
    assert shown["bytes"] == sum(
        {file["sha256"]: file["bytes"] for file in shown["manifest"]["files"]}.values()
    )
    diff = studio.get(f"/packs/{newer['id']}/diff?against={older['id']}")
    assert (diff["beats_moved"], diff["moved_max_ms"], diff["video_changed"]) == (1, 12.0, False)
    assert diff["sentences"][:2] == ["1 beat moves, by 12 ms at most.", "The video stays."]
    assert 0 < diff["download_bytes"] < 50_000
    alone = studio.get(f"/packs/{newer['id']}/diff")
    assert (alone["against"], alone["steps_before"], alone["steps_after"]) == (None, 0, 16)


def test_packs_of_two_classes_are_not_compared(sqlite_studio):
    ids = []
    for slug in ("one", "two"):
        sqlite_studio.dance_class(slug)
        sqlite_studio.beats(slug)
        sqlite_studio.build(slug)
        ids.append(sqlite_studio.get(f"/packs?class={slug}")["items"][0]["id"])
    problem = sqlite_studio.get(f"/packs/{ids[0]}/diff?against={ids[1]}", 422)
    assert problem["detail"] == "These packs belong to two classes. Compare packs of one class."
    assert len(sqlite_studio.get("/packs")["items"]) == 2
    sqlite_studio.get(f"/packs/{'0' * 22}", 404)
    sqlite_studio.get("/packs?class=nobody", 404)
