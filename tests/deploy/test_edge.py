"""The stand-in for CloudFront lets in whom the server signed for and nobody else, and it caches as told."""

import base64
import json
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import edge_server
import httpx
import pytest
from edge_shelf import FOR_EVER, OBJECT, Shelf

LONG_S = 60
CONFIGURATION = Path(__file__).parents[2] / "deploy/edge"


def fields(query: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in query.split("&"))


def query_of(given: dict[str, str]) -> str:
    return "&".join(f"{name}={value}" for name, value in given.items())


def packed(data: bytes) -> str:
    """CloudFront's base64, in which `+`, `=` and `/` have other letters."""
    return base64.b64encode(data).decode().translate(str.maketrans("+=/", "-_~"))


def test_the_right_signature_opens_every_name_of_the_shelf(shelf: Shelf):
    assert shelf.get(shelf.path).content == OBJECT
    assert shelf.get("/channels/production.json").status_code == 200


def test_cookies_open_it_too(shelf: Shelf):
    cookie = "; ".join(f"{name}={value}" for name, value in shelf.access().cookies.items())
    assert shelf.get(shelf.path, "", headers={"Cookie": f"theme=dark; {cookie}"}).content == OBJECT
    broken = cookie.replace("CloudFront-Policy=e", "CloudFront-Policy=f")
    assert shelf.get(shelf.path, "", headers={"Cookie": broken}).status_code == 403


def test_no_signature_opens_nothing(shelf: Shelf):
    for path in (shelf.path, "/channels/production.json", f"/packs/x/{'0' * 64}.json"):
        assert shelf.get(path, "").status_code == 403
        assert httpx.head(f"{shelf.edge.url}{path}").status_code == 403
        assert shelf.get(path, "Policy=&Signature=&Key-Pair-Id=").status_code == 403


def test_what_a_cache_holds_is_not_open(shelf: Shelf):
    assert shelf.get(shelf.path).status_code == 200
    assert shelf.get(shelf.path).headers["x-cache"] == "HIT"
    assert shelf.get(shelf.path, "").status_code == 403


def test_a_wrong_key_opens_nothing(shelf: Shelf, tmp_path: Path):
    """One that is not in the group, under its own name and under the name of one that is."""
    shelf.edge.add_key("STRANGER")
    signed = fields(shelf.access("STRANGER").query)
    shelf.edge.remove_key("STRANGER")
    for name in ("STRANGER", "K1", "", "../keys/K1", "K1.pem", "%4B1"):
        assert shelf.get(shelf.path, query_of({**signed, "Key-Pair-Id": name})).status_code == 403, name


def test_an_ended_access_opens_nothing(shelf: Shelf):
    ended = datetime.now(UTC) - timedelta(hours=1, seconds=5)
    assert shelf.get(shelf.path, shelf.access(now=ended).query).status_code == 403


@pytest.mark.parametrize("change", ["later", "other place", "second statement", "one letter"])
def test_a_changed_policy_opens_nothing(shelf: Shelf, change: str):
    signed = fields(shelf.access().query)
    policy = json.loads(base64.b64decode(signed["Policy"].translate(str.maketrans("-_~", "+=/"))))
    if change == "later":
        policy["Statement"][0]["Condition"]["DateLessThan"]["AWS:EpochTime"] += 1
    elif change == "other place":
        policy["Statement"][0]["Resource"] = "*"
    elif change == "second statement":
        policy["Statement"] *= 2
    else:
        policy["Statement"][0]["Resource"] += " "
    changed = packed(json.dumps(policy, separators=(",", ":")).encode())
    assert shelf.get(shelf.path, query_of({**signed, "Policy": changed})).status_code == 403


def test_a_changed_signature_opens_nothing(shelf: Shelf):
    signed = fields(shelf.access().query)
    broken = signed["Signature"][:-6] + "AAAA__"
    for signature in (broken, signed["Signature"][:40], "!", "A" * 4):
        assert shelf.get(shelf.path, query_of({**signed, "Signature": signature})).status_code == 403


def test_a_signature_for_another_place_opens_nothing(shelf: Shelf):
    """The same key may serve several addresses and folders."""
    for place in ("http://elsewhere.example", f"{shelf.edge.url}/channels", f"{shelf.edge.url}0"):
        signed = shelf.signed_for(place)
        assert shelf.get(shelf.path, signed).status_code == 403, place
    assert (
        shelf.get("/channels/production.json", shelf.signed_for(f"{shelf.edge.url}/channels")).status_code
        == 200
    )


def test_an_address_that_is_written_otherwise_is_not_taken_for_another(shelf: Shelf):
    """What is signed for one folder does not open another by dots or escapes."""
    signed = shelf.signed_for(f"{shelf.edge.url}/channels")
    host, port = shelf.edge.url.removeprefix("http://").split(":")
    for path in (
        f"/channels/..{shelf.path}",
        f"/channels/%2e%2e{shelf.path}",
        f"/channels/%2e%2e/{shelf.path}",
    ):
        raw = edge_server.spoken(host, int(port), f"{path}?{signed}")
        assert OBJECT[:100] not in raw, path


def test_the_bucket_itself_is_closed(shelf: Shelf):
    for key in (shelf.path, "/channels/production.json", ""):
        address = f"{shelf.store.endpoint}/{shelf.bucket}{key}"
        assert httpx.get(address).status_code == 403
        assert httpx.put(address, content=b"mine").status_code == 403


def test_nothing_but_the_shelf_is_reached_and_nothing_is_written(shelf: Shelf):
    for path in ("/", "/o/", "/o/../channels", "/objects/x", "/packs/x/", "/channels/", "/channels/a.json/b"):
        assert shelf.get(path).status_code == 404, path
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        answer = httpx.request(method, f"{shelf.edge.url}{shelf.path}?{shelf.access().query}")
        assert answer.status_code == 405, method
    assert shelf.get(f"/o/{'0' * 64}").status_code in (403, 404)


def test_ranges_and_validators(shelf: Shelf):
    some = shelf.get(shelf.path, headers={"Range": "bytes=10-19"})
    assert (some.status_code, some.content) == (206, OBJECT[10:20])
    assert some.headers["content-range"] == f"bytes 10-19/{len(OBJECT)}"
    assert shelf.get(shelf.path, headers={"Range": f"bytes={len(OBJECT)}-"}).status_code == 416
    etag = some.headers["etag"]
    same = shelf.get(shelf.path, headers={"If-None-Match": etag})
    assert (same.status_code, same.content) == (304, b"")
    assert shelf.get(shelf.path, headers={"If-None-Match": '"other"'}).status_code == 200
    whole = httpx.head(f"{shelf.edge.url}{shelf.path}?{shelf.access().query}")
    assert (whole.status_code, int(whole.headers["content-length"])) == (200, len(OBJECT))


def test_what_never_changes_is_kept_for_ever_and_asked_for_once(shelf: Shelf):
    first = shelf.get(shelf.path)
    assert first.headers["cache-control"] == FOR_EVER
    assert first.headers["content-type"] == "video/mp4"
    shelf.store.client().delete_object(Bucket=shelf.bucket, Key=shelf.path[1:])
    try:
        again = shelf.get(shelf.path)
        assert (again.headers["x-cache"], again.content) == ("HIT", OBJECT)
    finally:
        shelf.put(shelf.path[1:], OBJECT, FOR_EVER, "video/mp4")


def test_a_pointer_is_kept_for_a_moment_only(shelf: Shelf):
    """Whatever the store says of it: here it says a year, and the edge keeps it for its two seconds."""
    shelf.put("channels/staging.json", b'{"version":1}', FOR_EVER)
    assert shelf.get("/channels/staging.json").json() == {"version": 1}
    shelf.put("channels/staging.json", b'{"version":2}', FOR_EVER)
    deadline = time.monotonic() + LONG_S
    while shelf.get("/channels/staging.json").json() != {"version": 2}:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_as_it_is_delivered_a_pointer_is_kept_less_than_a_minute():
    (seconds,) = re.findall(r"\$\{EDGE_POINTER_S:-(\d+)\}", (CONFIGURATION / "edge.sh").read_text())
    assert int(seconds) <= 60


def test_browsers_may_read(shelf: Shelf):
    asked = httpx.options(
        f"{shelf.edge.url}{shelf.path}",
        headers={"Origin": "https://app.example", "Access-Control-Request-Headers": "range"},
    )
    assert asked.status_code == 204
    assert "Range" in asked.headers["access-control-allow-headers"]
    for answer in (shelf.get(shelf.path), shelf.get(shelf.path, "")):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "ETag" in answer.headers["access-control-expose-headers"]


def test_credentials_stay_out_of_answers_and_logs(shelf: Shelf):
    answer = shelf.get(shelf.path)
    told = " ".join(f"{name}: {value}" for name, value in answer.headers.items()).lower()
    assert "seaweed" not in told
    assert "amz" not in told
    log = (shelf.edge.folder / "edge.log").read_text()
    assert shelf.path in log
    assert "Signature" not in log
    assert shelf.store.reader.secret not in log


def test_keys_are_exchanged_with_no_moment_without_a_way(shelf: Shelf):
    """As docs/deploy.md says it: both in the group, the server signs by the new one, the old one goes."""
    group = shelf.edge
    by_old = shelf.access("K1").query
    group.add_key("K2")
    assert shelf.get(shelf.path, by_old).status_code == 200  # devices out there hold this still
    by_new = shelf.access("K2").query
    assert shelf.get(shelf.path, by_new).status_code == 200
    assert shelf.get(shelf.path, by_old).status_code == 200
    kept = (group.keys / "K1.pem").read_bytes()
    group.remove_key("K1")
    try:
        assert shelf.get(shelf.path, by_new).status_code == 200
        assert shelf.get(shelf.path, by_old).status_code == 403
        assert shelf.get(shelf.path, shelf.access("K1").query).status_code == 403
    finally:
        (group.keys / "K1.pem").write_bytes(kept)
        group.remove_key("K2")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"EDGE_STORE": ""}, "The edge needs EDGE_STORE: the bucket, as http://host:port/bucket."),
        ({"EDGE_URL": ""}, "The edge needs EDGE_URL"),
        ({"EDGE_KEYS": "/nowhere"}, "it would refuse every device"),
    ],
)
def test_an_edge_that_could_not_work_does_not_start(shelf: Shelf, tmp_path: Path, change, sentence):
    log = tmp_path / "log"
    process = edge_server.started({**shelf.edge.environment, "EDGE_WORK": str(tmp_path), **change}, log)
    assert process.wait(60) == 1
    assert sentence in log.read_text()


def test_without_a_key_group_the_shelf_is_open_and_the_bucket_is_not(shelf: Shelf, tmp_path: Path):
    with edge_server.running(tmp_path, shelf.store, shelf.bucket, EDGE_KEYS="") as edge:
        assert httpx.get(f"{edge.url}{shelf.path}").content == OBJECT
        assert httpx.put(f"{edge.url}{shelf.path}", content=b"mine").status_code == 405
    assert httpx.get(f"{shelf.store.endpoint}/{shelf.bucket}{shelf.path}").status_code == 403
