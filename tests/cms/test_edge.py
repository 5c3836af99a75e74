"""What is signed and told at the edge, read back by other hands: OpenSSL, a server that listens."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import told_cdn
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cms import edge
from cms.bootstrap import build_house
from cms.errors import InvalidError
from cms.settings import Settings

SHA1 = hashes.SHA1()  # noqa: S303 - what CloudFront verifies
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def kept(folder: Path, key) -> str:
    path = folder / "edge.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(path)


@pytest.fixture
def settings(key, tmp_path):
    return Settings(
        data=tmp_path,
        shelf_url="https://packs.example.com/dance/",
        cloudfront_key_id="K2JCJMDEHXQW5F",
        cloudfront_private_key=kept(tmp_path, key),
        access_hours=6,
    )


def unpacked(text: str) -> bytes:
    """CloudFront's base64, in which `+`, `=` and `/` have other letters."""
    return base64.b64decode(text.translate(str.maketrans("-_~", "+=/")), validate=True)


def test_query_and_cookies_carry_one_policy_on_the_whole_shelf(settings, key):
    access = edge.grant(settings, now=NOW)
    fields = dict(pair.split("=", 1) for pair in access.query.split("&"))
    assert access.cookies == {f"CloudFront-{name}": value for name, value in fields.items()}
    assert fields["Key-Pair-Id"] == "K2JCJMDEHXQW5F"
    policy = unpacked(fields["Policy"])
    ends = int(NOW.timestamp()) + 6 * 3600
    assert json.loads(policy) == {
        "Statement": [
            {
                "Resource": "https://packs.example.com/dance/*",
                "Condition": {"DateLessThan": {"AWS:EpochTime": ends}},
            }
        ]
    }
    assert (access.base_url, access.expires_at.timestamp()) == ("https://packs.example.com/dance", ends)
    signature = unpacked(fields["Signature"])
    key.public_key().verify(signature, policy, padding.PKCS1v15(), SHA1)
    with pytest.raises(InvalidSignature):
        key.public_key().verify(signature, policy.replace(b"dance", b"other"), padding.PKCS1v15(), SHA1)


def test_an_open_shelf_needs_nothing(tmp_path):
    access = edge.grant(Settings(data=tmp_path, public_url="http://127.0.0.1:8080"), now=NOW)
    assert (access.base_url, access.query, access.cookies) == ("http://127.0.0.1:8080", "", {})


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"cloudfront_private_key": ""}, "belong together"),
        ({"cloudfront_key_id": ""}, "belong together"),
        ({"shelf_url": ""}, "EIGHTCOUNT_SHELF_URL"),
        ({"cloudfront_private_key": "/nowhere/edge.pem"}, "cannot be read: No such file"),
    ],
)
def test_half_a_setting_does_not_start(settings, given, sentence):
    with pytest.raises(InvalidError, match=sentence):
        build_house(settings.model_copy(update=given))


def test_a_key_that_cloudfront_would_not_take_does_not_start(settings, tmp_path):
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - too small is the point
    for wrong in (small, ec.generate_private_key(ec.SECP256R1())):
        with pytest.raises(InvalidError, match="2048 bits"):
            edge.check(settings.model_copy(update={"cloudfront_private_key": kept(tmp_path, wrong)}))
    (tmp_path / "edge.pem").write_text("no key")
    with pytest.raises(InvalidError, match="is not such a key"):
        edge.check(settings)


@pytest.fixture
def cdn(monkeypatch) -> Iterator[told_cdn.Cdn]:
    with told_cdn.listening(monkeypatch) as listening:
        yield listening


def test_the_cdn_forgets_the_pointer_and_nothing_else(settings, cdn):
    edge.forget_pointer(settings, "production")
    assert cdn.told == []  # no distribution, nobody to tell
    named = settings.model_copy(update={"cloudfront_distribution": "E1ABC"})
    for _ in range(2):
        edge.forget_pointer(named, "production")
    (path, first), (_, second) = cdn.told
    assert path.endswith("/distribution/E1ABC/invalidation")
    assert told_cdn.paths(first) == ["/dance/channels/production.json"]
    assert first != second  # the same reference twice would be one invalidation


@pytest.mark.parametrize("status", [403, 500])
def test_a_cdn_that_refuses_does_not_hurt_the_release(settings, cdn, status, caplog):
    cdn.status = status
    edge.forget_pointer(settings.model_copy(update={"cloudfront_distribution": "E1ABC"}), "staging")
    assert cdn.told
    assert "/dance/channels/staging.json" in caplog.text


def test_a_cdn_that_is_away_does_not_hurt_the_release(settings, cdn, monkeypatch, caplog):
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDFRONT", "http://127.0.0.1:9")
    edge.forget_pointer(settings.model_copy(update={"cloudfront_distribution": "E1ABC"}), "staging")
    assert "was not told" in caplog.text
