"""What the API says of packs whose files went, and that all else goes on as before."""

import asked_alone
from studio import BEATS_S

from cms import collecting, needs

NOTHING_WAITS = collecting.Terms(keep_s=0.0, grace_s=-3600.0)


def test_an_old_pack_whose_files_went_says_so_and_nothing_else_breaks(sqlite_studio):
    studio = sqlite_studio
    studio.dance_class()
    builds = []
    for revision in range(3):
        studio.beats(beats_s=[*BEATS_S[:-1], BEATS_S[-1] + 0.012 * revision])
        builds.append(studio.build()["id"])
        if revision:
            studio.publish("production")
    house = studio.house
    before = studio.get("/classes/uniform/material")
    for _ in range(4):
        collecting.collect(house.engine, house.storage, house.delivery, NOTHING_WAITS)
    newest, back, old = studio.get("/packs?class=uniform")["items"]

    problem = studio.post("/classes/uniform/releases", {"channel": "staging", "pack": old["id"]}, status=409)
    assert problem["code"] == "cleared-away"
    assert problem["detail"].startswith("The files of this pack were cleared away")
    assert studio.get(f"/packs/{newest['id']}/diff?against={old['id']}", 409)["code"] == "cleared-away"

    assert studio.get(f"/packs/{old['id']}")["manifest"]["revision"] == 1
    assert studio.get("/classes/uniform/material") == before
    assert studio.get("/classes/uniform")["slug"] == "uniform"
    for build in builds:
        assert studio.get(f"/builds/{build}")["state"] == "done"
    assert studio.get(f"/packs/{newest['id']}/diff?against={back['id']}")["beats_moved"] == 1
    studio.post("/classes/uniform/rollback", {"channel": "production"})
    studio.work()
    assert studio.get("/channels/production")["live"][0]["manifest_sha256"] == back["manifest_sha256"]


def test_nobody_waits_with_a_connection_while_the_collector_looks_into_store_and_shelf(
    sqlite_studio, monkeypatch
):
    studio = sqlite_studio
    studio.dance_class()
    for revision in range(3):
        studio.beats(beats_s=[*BEATS_S[:-1], BEATS_S[-1] + 0.012 * revision])
        studio.build()
        studio.publish("production")
    house = studio.house
    asked = asked_alone.watch(house, monkeypatch)
    done = []
    for _ in range(4):
        needs._objects.clear()  # as in a process that has just begun
        done.append(collecting.collect(house.engine, house.storage, house.delivery, NOTHING_WAITS))
    assert sum(each.gone for each in done) > 0
    # What goes is taken away under its mark, and that is meant.
    assert set(asked) == {"LocalStorage.delete", "LocalDelivery.delete"}
