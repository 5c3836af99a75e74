from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from starlette.testclient import TestClient
from studio import told
from told_cdn import listening, paths

from cms.api.app import create_app


def signing(studio, folder):
    """The API of a house whose CDN wants signatures, with a key of the scope `read`."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = folder / "edge.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    settings = studio.house.settings.model_copy(
        update={
            "shelf_url": "https://packs.example.com",
            "cloudfront_key_id": "K1",
            "cloudfront_private_key": str(path),
        }
    )
    object.__setattr__(studio.house, "settings", settings)
    return TestClient(create_app(studio.house), headers={"Authorization": f"Bearer {studio.key('read')}"})


def test_a_backend_gets_what_its_devices_need(sqlite_studio, tmp_path):
    client = signing(sqlite_studio, tmp_path)
    answer = client.post("/api/v1/channels/production/access")
    access = told(answer, 200)
    assert answer.headers["cache-control"] == "no-store"
    assert access["base_url"] == "https://packs.example.com"
    assert {pair.split("=")[0] for pair in access["query"].split("&")} == {
        "Policy",
        "Signature",
        "Key-Pair-Id",
    }
    assert set(access["cookies"]) == {"CloudFront-Policy", "CloudFront-Signature", "CloudFront-Key-Pair-Id"}
    left = datetime.fromisoformat(access["expires_at"]) - datetime.now(UTC)
    assert timedelta(hours=23) < left <= timedelta(hours=24)


def test_an_open_shelf_asks_for_nothing(sqlite_studio):
    access = sqlite_studio.post("/channels/staging/access", status=200)
    assert (access["query"], access["cookies"]) == ("", {})


def test_there_are_two_channels(sqlite_studio):
    sqlite_studio.post("/channels/moon/access", status=422)


def test_the_cdn_is_told_of_every_release_and_hurts_none(sqlite_studio, monkeypatch):
    settings = sqlite_studio.house.settings.model_copy(update={"cloudfront_distribution": "E1ABC"})
    object.__setattr__(sqlite_studio.house, "settings", settings)
    sqlite_studio.dance_class()
    sqlite_studio.beats()
    sqlite_studio.build()
    with listening(monkeypatch) as cdn:
        assert sqlite_studio.publish("staging")["state"] == "live"
        assert [paths(body) for _, body in cdn.told] == [["/channels/staging.json"]]
        cdn.status = 403
        assert sqlite_studio.publish("production")["state"] == "live"
        assert paths(cdn.told[-1][1]) == ["/channels/production.json"]
