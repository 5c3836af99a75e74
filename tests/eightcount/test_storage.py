import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def storage(s3_server, tmp_path):
    """Types `eightcount storage ...` with two fresh buckets in the settings: its exit code and output."""

    def type_command(*words, **settings):
        given = {
            "EIGHTCOUNT_DATA": str(tmp_path),
            "EIGHTCOUNT_PUBLIC_URL": "https://admin.example:8443/",
            "EIGHTCOUNT_S3_ENDPOINT": s3_server.endpoint,
            "EIGHTCOUNT_S3_REGION": s3_server.region,
            "EIGHTCOUNT_S3_BUCKET": store,
            "EIGHTCOUNT_S3_SHELF_BUCKET": shelf,
            **s3_server.owner.environment,
            **settings,
        }
        command = [sys.executable, "-m", "eightcount", "storage", *words]
        said = subprocess.run(
            command, env={**os.environ, **given}, cwd=ROOT, capture_output=True, text=True, check=False
        )
        return said.returncode, said.stdout + said.stderr

    store, shelf = s3_server.fresh_bucket("store"), s3_server.fresh_bucket("shelf")
    return type_command


def test_fresh_buckets_lack_what_prepare_sets_and_then_all_is_well(storage):
    code, said = storage("check")
    assert code == 1
    assert "may not send parts" in said
    assert "has no lifecycle rule" in said
    assert "1 of " in said

    for _ in range(2):  # twice is no error
        code, said = storage("prepare", "--json")
        assert (code, [each["kind"] for each in json.loads(said)]) == (0, ["fine", "fine"])

    code, said = storage("check", "--json")
    found = json.loads(said)
    assert code == 0
    assert {each["kind"] for each in found} == {"fine"}
    told = " ".join(each["sentence"] for each in found)
    for word in (
        "If-None-Match",
        "If-Match",
        "checksums",
        "Strangers",
        "https://admin.example:8443 may send",
    ):
        assert word in told
    assert len({each["bucket"] for each in found}) == 2


def test_what_is_wrong_is_told_in_a_sentence(storage, s3_server):
    reader = s3_server.reader.environment
    for settings, words in (
        (reader, "lacks a permission"),
        ({"EIGHTCOUNT_S3_SHELF_BUCKET": "not-there"}, "no bucket 'not-there'"),
        ({"AWS_SECRET_ACCESS_KEY": "wrong"}, "lacks a permission"),
        ({"EIGHTCOUNT_S3_ENDPOINT": "http://127.0.0.1:1"}, "does not answer"),
        ({"EIGHTCOUNT_S3_SHELF_BUCKET": ""}, "belong together"),
        (
            {"EIGHTCOUNT_S3_BUCKET": "", "EIGHTCOUNT_S3_SHELF_BUCKET": ""},
            "an S3 endpoint is set but no bucket",
        ),
        ({"EIGHTCOUNT_PART_BYTES": "1000"}, "S3 takes no part below"),
        ({"EIGHTCOUNT_MAX_UPLOAD_BYTES": str(10**12)}, "more than 10,000 parts"),
    ):
        code, said = storage("check", **settings)
        assert code == 1, said
        assert words.lower() in " ".join(said.lower().split()), said


def test_one_bucket_for_both_is_refused(storage):
    code, said = storage("check", EIGHTCOUNT_S3_BUCKET="one", EIGHTCOUNT_S3_SHELF_BUCKET="one")
    assert code == 1
    assert "a bucket of its own" in said
