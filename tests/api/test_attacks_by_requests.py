"""Requests of somebody who wants more than they may: other files, other hosts, broken files, no end."""

import json
import random
import re
import struct

import pytest
import rights
from eightcount_runtime.classpack.beats import Beats
from signed_in import browser
from studio import BEATS_S, told

from cms.api.deps import rules
from cms.beat_formats.midi import beats_to_midi

PATHS = [
    "..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%5c..%5cetc%5cpasswd",
    "....%2f%2f....%2f%2fetc%2fpasswd",
    "%2fetc%2fpasswd",
    "%252e%252e%252fetc%252fpasswd",
    "a%00.json",
    "%00",
    "~root",
    "file:%2f%2f%2fetc%2fpasswd",
    "%c0%ae%c0%ae%2fetc%2fpasswd",
    "%0d%0aSet-Cookie:%20a=b",
    "a" * 6000,
    "%27%20OR%201=1%20--",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "-1",
    "9" * 400,
]


def test_no_part_of_a_path_leads_anywhere_else(sqlite_studio):
    """Every part of every path x everything that has ever led somewhere; as somebody who may do all."""
    values = rights.filled(sqlite_studio)
    tried = 0
    asked = [name for name in rules(sqlite_studio.app) if not name.startswith("OPTIONS ")]  # told to anybody
    for name in asked:
        method, path = name.split()
        for part in re.findall(r"{[^}]+}", path):
            before, after = path.split(part, 1)
            for odd in PATHS if part != "{tab}" else PATHS[:-2]:  # a tab may name itself -1
                address = rights.named(before, values) + odd + rights.named(after, values)
                answer = sqlite_studio.client.request(method, address, follow_redirects=False)
                pages = address.startswith(("/admin/", "/practice/"))
                assert answer.status_code in ((200, 404, 503) if pages else range(400, 500)), (name, odd)
                assert "root:" not in answer.text, (name, odd)
                assert "set-cookie" not in answer.headers, (name, odd)
                assert "<script>alert" not in answer.text or "json" in answer.headers["content-type"]
                tried += 1
    assert tried > 500


def test_the_host_that_a_request_names_is_nowhere_repeated(sqlite_studio):
    """Else an answer that is kept, a link or a signed address would lead to somebody else's server."""
    values = rights.filled(sqlite_studio)
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    asked = [name.split() for name in rules(sqlite_studio.app)] + [["GET", "/api/v1/songs/"], ["GET", "/x"]]
    for method, path in asked:
        address = rights.named(path, values)
        answer = sqlite_studio.client.request(method, address, headers=evil, follow_redirects=False)
        told_of = answer.text + str(answer.headers)
        assert "evil.example" not in told_of, (method, path)
    begun = sqlite_studio.post("/uploads", {"filename": "a.mov", "bytes": 5}, Host="evil.example")
    signed = sqlite_studio.client.post(f"/api/v1/uploads/{begun['id']}/parts/1/url", headers=evil)
    assert told(signed, 200)["url"].startswith("http://testserver/api/v1/storage/")


@pytest.mark.parametrize("path", ["/admin?//evil.example", "/admin?next=https://evil.example", "/?a=//evil"])
def test_no_address_leads_to_another_server(sqlite_studio, path):
    answer = browser(sqlite_studio).get(path, follow_redirects=False)
    assert re.fullmatch(r"/admin/(\?.*)?", answer.headers["location"])


def test_a_key_counts_in_its_header_only(sqlite_studio):
    """In an address it would lie in logs and histories."""
    secret = sqlite_studio.key("read")
    nobody = sqlite_studio.client_of(None)
    for query in ("key", "api_key", "access_token", "token", "authorization"):
        told(nobody.get(f"/api/v1/songs?{query}={secret}"), 401)
    for headers in (
        {"Authorization": f"Basic {secret}"},
        {"Authorization": secret},
        {"X-Api-Key": secret},
        {"Cookie": f"__Host-eightcount={secret}"},
        {"Authorization": f"Bearer {secret[:-1]}"},
        {"Authorization": f"Bearer {secret}x"},
        {"Authorization": f"Bearer {secret.swapcase()}"},
        {"Authorization": "Bearer "},
        {"Authorization": f"Bearer {'x' * 100_000}"},
    ):
        told(nobody.get("/api/v1/songs", headers=headers), 401)
    told(nobody.get("/api/v1/songs", headers={"Authorization": f"Bearer {secret}"}), 200)


@pytest.mark.parametrize(
    "filename",
    [
        'a"; filename="b.html',
        "a\u2028b.mov",
        "../../../etc/passwd",
        "C:\\Windows\\system.ini",
        "take\u202egpj.exe",
        "\ud55c\uad6d\uc5b4.mov",
        "a" * 200,
        "<img src=x onerror=alert(1)>.jpg",
    ],
)
def test_a_file_name_is_shown_and_never_obeyed(sqlite_studio, filename):
    """It is in no path and in no header, whatever it holds."""
    begun = sqlite_studio.post("/uploads", {"filename": filename, "bytes": 5})
    assert "/" not in begun["filename"]
    assert "\\" not in begun["filename"]
    assert begun["filename"].isprintable()
    signed = told(sqlite_studio.client.post(f"/api/v1/uploads/{begun['id']}/parts/1/url"), 200)
    assert sqlite_studio.client.put(signed["url"], content=b"hello").status_code == 200
    sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    told(sqlite_studio.client.post(f"/api/v1/uploads/{begun['id']}/complete", json={"sha256": sha256}), 200)
    answer = sqlite_studio.client.get(f"/api/v1/originals/{sha256}/content")
    assert answer.headers["content-disposition"] == f'attachment; filename="{sha256}"'
    assert begun["filename"] not in str(answer.headers)
    names = {path.name for path in (sqlite_studio.folder / "store").rglob("*")}
    assert begun["filename"] not in names


def test_control_characters_are_in_no_name(sqlite_studio):
    for sign in ("\r\nX-Evil: 1", "\x00", "\x1b[31m"):
        sqlite_studio.post("/uploads", {"filename": f"a{sign}", "bytes": 5}, 422)
        sqlite_studio.post("/songs", {"title": f"a{sign}"}, 422)


TIMES = [at / 2 for at in range(1, 18)]
GOOD = {
    "application/json": json.dumps({"format": 1, "beats_s": BEATS_S}).encode(),
    "text/csv": b"beat,time_s\n" + b"".join(b"%d,%f\n" % (at + 1, time) for at, time in enumerate(TIMES)),
    "text/plain": b"".join(b"%f\t%f\t1.1 Intro\n" % (time, time) for time in TIMES),
    "application/jams+json": json.dumps(
        {
            "annotations": [{"namespace": "beat", "data": [{"time": t, "duration": 0} for t in TIMES]}],
            "file_metadata": {"title": "A", "duration": 180.0},
        }
    ).encode(),
    "audio/midi": beats_to_midi(Beats.of(TIMES)),
}
_ENDLESS = b"\xff\xff\xff\x7f"
HOSTILE = {
    "application/json": [
        b'{"format": 1, "beats_s": [NaN, Infinity, 1e999]}',
        b'{"format": 1, "beats_s": [' + b"9" * 5000 + b"]}",
        b'{"format": 1, "beats_s": "\\ud800"}',
        b'{"format": 1, "beats_s": [1], "__proto__": {"a": 1}}',
        b'{"format": 1e400, "beats_s": []}',
        b'{"format": 1, "beats_s": [' + b"1," * 300_000 + b"1]}",
        b"[" * 500_000,
    ],
    "text/csv": [
        b"time_s\n" + b"=cmd|' /C calc'!A0\n",
        b"\x00" * 1000,
        b'time_s\n"' + b"a" * 200_000,
        b"\xff\xfe",
    ],
    "text/plain": [b"\t" * 100_000, b"1e999\t1e999\tx\n", b"-1\t-1\t\n", b"nan\tnan\t\n"],
    "application/jams+json": [
        b'{"annotations":' * 20_000,
        b'{"annotations": [' + b'{"namespace": "beat", "data": []},' * 20_000 + b"{}]}",
        b'{"annotations": [{"namespace": "beat", "data": [{"time": 1e400, "duration": 0}]}]}',
        b'{"annotations": [{"namespace": "beat", "data": {"time": [1], "duration": [2]}}]}',
    ],
    "audio/midi": [
        b"MThd" + _ENDLESS,
        b"MThd\0\0\0\6\0\1\xff\xff\1\xe0" + b"MTrk" + _ENDLESS,
        b"MThd\0\0\0\6\0\1\0\1\0\0MTrk\0\0\0\4\0\x90\x40\x40",
        b"MThd\0\0\0\6\0\1\0\1\xff\xffMTrk\0\0\0\4\0\x90\x40\x40",
        b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk" + struct.pack(">I", 7) + b"\0\xff\x01" + b"\xff\xff\xff\x7f",
        b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk" + struct.pack(">I", 400_000) + b"\0\x90\x40\x40" * 100_000,
        b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk" + struct.pack(">I", 11) + b"\0\xff\x51\x03\0\0\0\0\x90\x40\x40",
    ],
}


def read(studio, kind, data):
    """What the server says of this file: never that it broke."""
    headers = {"Content-Type": kind}
    answer = studio.client.post("/api/v1/classes/uniform/beats/read", content=data, headers=headers)
    assert answer.status_code in (200, 400, 413, 422), (kind, data[:80], answer.text)
    if answer.status_code != 200:
        assert told(answer, answer.status_code)["detail"]
    assert len(answer.content) < 200_000
    return answer.status_code


@pytest.mark.parametrize("kind", GOOD)
def test_a_hostile_file_of_beats_gets_a_sentence(sqlite_studio, kind):
    sqlite_studio.dance_class()
    assert read(sqlite_studio, kind, GOOD[kind]) == 200
    for data in [b"", b"\0", *HOSTILE[kind]]:
        read(sqlite_studio, kind, data)
    dice = random.Random(7)  # noqa: S311 - the same in every run
    for _ in range(60):
        broken = bytearray(GOOD[kind])
        for _ in range(dice.randrange(1, 8)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        read(sqlite_studio, kind, bytes(broken[: dice.randrange(1, len(broken) + 1)]))
        read(sqlite_studio, dice.choice(list(GOOD)), bytes(broken))  # as what it is not


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_a_packed_body_is_not_unpacked(sqlite_studio, coding):
    """So no few bytes become gigabytes."""
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}
    answer = sqlite_studio.client.post("/api/v1/songs", content=b"\x1f\x8b" + b"\0" * 500, headers=headers)
    told(answer, 400)
