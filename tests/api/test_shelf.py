import hashlib
import io

import pytest
from fastapi.testclient import TestClient
from hypothesis import example, given
from hypothesis import strategies as st

from cms.api.app import create_app
from cms.api.byte_ranges import UnsatisfiableError, byte_range
from cms.bootstrap import build_house
from cms.settings import Settings

VIDEO = bytes(range(256)) * 5000
MANIFEST = b'{"format":1}'
FOR_EVER = "public, max-age=31536000, immutable"


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


OBJECT = f"/o/{hash_of(VIDEO)}"
PACK = f"/packs/spring-combo-1/{hash_of(MANIFEST)}.json"
CHANNEL = "/channels/staging.json"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = build_house(Settings(data=tmp_path_factory.mktemp("shelf")))  # a shelf asks no database
    house.delivery.put_object(hash_of(VIDEO), io.BytesIO(VIDEO), media_type="video/mp4")
    house.delivery.put_manifest("spring-combo-1", hash_of(MANIFEST), MANIFEST)
    house.delivery.swap_pointer("staging", b'{"version":1}', expected=None)
    return house


@pytest.fixture(scope="module")
def device(house):
    with TestClient(create_app(house)) as client:
        yield client


def test_a_device_reads_a_whole_release_without_a_key(device):
    pointer, manifest, video = device.get(CHANNEL), device.get(PACK), device.get(OBJECT)
    assert (pointer.status_code, pointer.content) == (200, b'{"version":1}')
    assert (manifest.status_code, manifest.content) == (200, MANIFEST)
    assert (video.status_code, video.content) == (200, VIDEO)
    assert [answer.headers["content-type"] for answer in (pointer, manifest, video)] == [
        "application/json",
        "application/json",
        "video/mp4",
    ]


def test_what_never_changes_is_kept_for_ever_and_a_pointer_for_a_moment(device):
    assert device.get(OBJECT).headers["cache-control"] == FOR_EVER
    assert device.get(PACK).headers["cache-control"] == FOR_EVER
    public, age = device.get(CHANNEL).headers["cache-control"].split(", ")
    assert public == "public"
    assert 0 < int(age.removeprefix("max-age=")) <= 60


def test_an_etag_names_the_state(device, house):
    assert device.get(OBJECT).headers["etag"] == f'"{hash_of(VIDEO)}"'
    assert device.get(PACK).headers["etag"] == f'"{hash_of(MANIFEST)}"'
    house.delivery.swap_pointer("moving", b'{"version":1}', expected=None)
    before = device.get("/channels/moving.json").headers["etag"]
    house.delivery.swap_pointer("moving", b'{"version":2}', expected=before.strip('"'))
    after = device.get("/channels/moving.json", headers={"If-None-Match": before})
    assert (after.status_code, after.content) == (200, b'{"version":2}')
    assert after.headers["etag"] != before


@pytest.mark.parametrize("path", [OBJECT, PACK, CHANNEL])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_it_gets_304(device, path, form):
    etag = device.get(path).headers["etag"]
    for method in ("GET", "HEAD"):
        answer = device.request(method, path, headers={"If-None-Match": form.format(etag)})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == etag
        assert "max-age" in answer.headers["cache-control"]
        assert answer.headers["access-control-allow-origin"] == "*"
    assert device.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", [OBJECT, PACK, CHANNEL])
def test_head_tells_what_get_tells_without_the_bytes(device, path):
    same = {"X-Request-Id": "one-and-the-same"}
    whole, head = device.get(path, headers=same), device.head(path, headers=same)
    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.headers) == dict(whole.headers)
    assert int(head.headers["content-length"]) == len(whole.content)


LENGTH = len(VIDEO)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-1023", 0, 1024),
        ("bytes=1000-", 1000, LENGTH),
        ("bytes=-500", LENGTH - 500, LENGTH),
        (f"bytes=-{LENGTH * 2}", 0, LENGTH),
        (f"bytes=100-{LENGTH * 2}", 100, LENGTH),
        (f"bytes={LENGTH - 1}-", LENGTH - 1, LENGTH),
        ("BYTES=1-2", 1, 3),
    ],
)
def test_a_range_is_given(device, asked, start, end):
    answer = device.get(OBJECT, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == VIDEO[start:end]
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{LENGTH}"
    assert answer.headers["content-length"] == str(end - start)
    assert answer.headers["etag"] == f'"{hash_of(VIDEO)}"'
    assert answer.headers["cache-control"] == FOR_EVER


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,5-9",
        "bytes=9-5",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "lines=1-2",
        "1-2",
        "bytes=1-" + "9" * 5000,
    ],
)
def test_what_is_no_single_range_is_answered_with_all(device, asked):
    answer = device.get(OBJECT, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, VIDEO)


@pytest.mark.parametrize("asked", [f"bytes={LENGTH}-", f"bytes={LENGTH + 5}-{LENGTH + 9}", "bytes=-0"])
def test_a_range_behind_the_end_is_416(device, asked):
    answer = device.get(OBJECT, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["content-range"] == f"bytes */{LENGTH}"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_range_of_another_state_is_answered_with_all(device):
    etag = device.get(OBJECT).headers["etag"]
    for if_range, status in {
        etag: 206,
        '"other"': 200,
        f"W/{etag}": 200,
        "Sun, 22 Nov 2026 13:00:00 GMT": 200,
    }.items():
        answer = device.get(OBJECT, headers={"Range": "bytes=0-9", "If-Range": if_range})
        assert answer.status_code == status, if_range
        assert answer.content == (VIDEO[:10] if status == 206 else VIDEO)


def test_a_broken_download_is_resumed(device):
    first = device.get(OBJECT, headers={"Range": "bytes=0-699999"})
    rest = device.get(OBJECT, headers={"Range": "bytes=700000-", "If-Range": first.headers["etag"]})
    assert first.content + rest.content == VIDEO


@pytest.mark.parametrize(
    "path",
    [
        "/o/" + "0" * 64,
        "/o/nothing",
        "/o/..%2f..%2ftypes%2f" + hash_of(VIDEO),
        f"/packs/other/{hash_of(MANIFEST)}.json",
        f"/packs/..%2fpacks/{hash_of(MANIFEST)}.json",
        f"/packs/../packs/{hash_of(VIDEO)}.json",
        "/packs/spring-combo-1/nothing.json",
        "/channels/production.json",
        "/channels/..%2fchannels%2fstaging.json",
        "/channels/.hidden.json",
        f"/types/{hash_of(VIDEO)}",
    ],
)
def test_what_is_not_on_the_shelf_is_404(device, path):
    for method in ("GET", "HEAD"):
        assert device.request(method, path).status_code == 404
    problem = device.get(path).json()
    assert problem["code"] == "not-found"
    assert problem["detail"].endswith(".")


def test_a_missing_object_is_asked_for_again_soon_and_a_page_may_see_that(device):
    answer = device.get("/o/" + "0" * 64)
    assert answer.headers["cache-control"] == "public, max-age=5"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", [OBJECT, PACK, CHANNEL])
def test_any_page_may_read_the_shelf(device, path):
    answer = device.get(path, headers={"Origin": "https://practice.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"Content-Range", "ETag"} <= set(answer.headers["access-control-expose-headers"].split(", "))
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    preflight = device.options(path, headers={"Origin": "https://practice.example"})
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-methods"] == "GET, HEAD"
    allowed = set(preflight.headers["access-control-allow-headers"].split(", "))
    assert allowed == {"Cache-Control", "If-None-Match", "If-Range", "Range"}, "all that a device may send"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_the_shelf_is_only_read(device, method):
    for path in (OBJECT, PACK, CHANNEL):
        assert device.request(method, path).status_code == 405


@given(
    st.one_of(st.none(), st.text(max_size=20), st.from_regex(r"bytes=[0-9]{0,4}-[0-9]{0,4}", fullmatch=True)),
    st.integers(0, 3000),
)
@example("bytes=-0", 0)
@example("bytes=0-", 0)
def test_every_range_lies_within_the_file(asked, total):
    try:
        span = byte_range(asked, total)
    except UnsatisfiableError:
        assert total > 0
        return
    assert span is None or 0 <= span[0] < span[1] <= total
