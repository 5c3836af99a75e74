"""An empty S3 server and an empty database become an installation, and stay one when it is done again."""

import httpx
import pytest
from seaweed import S3Server

from cms.bootstrap import build_house
from cms.errors import CmsError
from cms.preparing import prepare
from cms.settings import Settings

ADMIN = "https://studio.example.com"


@pytest.fixture
def settings(s3_server: S3Server, tmp_path, monkeypatch) -> Settings:
    for name, value in s3_server.owner.environment.items():
        monkeypatch.setenv(name, value)
    name = f"prepared-{tmp_path.name[-12:].replace('_', '-')}"
    return Settings(
        data=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'rows.db'}",
        public_url=f"{ADMIN}/",
        s3_bucket=f"{name}-private",
        s3_shelf_bucket=f"{name}-shelf",
        s3_endpoint=s3_server.endpoint,
        s3_region=s3_server.region,
    )


def test_engines_are_brought_to_what_is_needed(settings, s3_server):
    told = list(prepare(settings))
    assert [line.split()[0] for line in told] == ["The", *["Bucket"] * 4]
    house = build_house(settings)
    stored = house.storage.put_bytes(b"a file")
    assert list(prepare(settings)) == [told[0], *told[-2:]]  # nothing is made twice
    assert house.storage.size(stored.sha256) == 6
    rules = s3_server.client().get_bucket_lifecycle_configuration(Bucket=settings.s3_bucket)["Rules"]
    ends = [(_prefix(rule), rule["AbortIncompleteMultipartUpload"]) for rule in rules if _aborts(rule)]
    assert ends == [("", {"DaysAfterInitiation": 7})]  # wherever: a large file is copied in parts, too
    expires = [(_prefix(rule), rule["Expiration"]["Days"]) for rule in rules if "Expiration" in rule]
    assert expires == [("uploads/", 8)]  # what is kept never goes by its age
    house.engine.dispose()


def test_rules_of_others_and_of_before_are_left_or_replaced(settings, s3_server):
    list(prepare(settings))
    client = s3_server.client()
    before = {
        "ID": "eightcount-unfinished-uploads",
        "Status": "Enabled",
        "Filter": {"Prefix": "uploads/"},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        "Expiration": {"Days": 8},
    }
    theirs = {**before, "ID": "theirs", "Filter": {"Prefix": "elsewhere/"}}
    client.put_bucket_lifecycle_configuration(
        Bucket=settings.s3_bucket, LifecycleConfiguration={"Rules": [before, theirs]}
    )
    list(prepare(settings))
    rules = client.get_bucket_lifecycle_configuration(Bucket=settings.s3_bucket)["Rules"]
    assert sorted((_prefix(rule), _aborts(rule), "Expiration" in rule) for rule in rules) == [
        ("", True, False),
        ("elsewhere/", True, True),
        ("uploads/", False, True),
    ]


def test_pages_of_the_admin_may_upload_and_no_others(settings, s3_server):
    list(prepare(settings))
    house = build_house(settings)
    url = house.storage.part_url(house.storage.begin_upload(), 1, total=5, expires_s=60)
    asked = {"Access-Control-Request-Method": "PUT"}
    allowed = httpx.options(url, headers={"Origin": ADMIN, **asked})
    assert allowed.headers["access-control-allow-origin"] == ADMIN
    refused = httpx.options(url, headers={"Origin": "https://elsewhere.example", **asked})
    assert "access-control-allow-origin" not in refused.headers
    sent = httpx.put(url, content=b"12345", headers={"Origin": ADMIN})
    assert "ETag" in sent.headers["access-control-expose-headers"]
    house.engine.dispose()


def test_who_may_not_make_buckets_is_told_so(settings, s3_server, monkeypatch):
    for name, value in s3_server.reader.environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(CmsError, match="does not let this server"):
        list(prepare(settings))


def _prefix(rule):
    return rule.get("Filter", {}).get("Prefix", rule.get("Prefix", ""))


def _aborts(rule):
    return rule.get("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation", 0) > 0
