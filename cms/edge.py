"""The edge: the CDN before the shelf. Signs what lets a device in, and tells the CDN that a pointer moved.

Knows CloudFront's two words for that, a signed policy and an invalidation. Must not know rows nor files of
packs; a release never waits for the edge, and never fails by it.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.signers import CloudFrontSigner
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from eightcount_runtime.classpack.shelf import pointer_key

from cms.errors import InvalidError
from cms.settings import Settings

log = logging.getLogger(__name__)

_TOLD_WITHIN = Config(connect_timeout=3, read_timeout=10, retries={"total_max_attempts": 2})


@dataclass(frozen=True)
class Access:
    """What lets a device read the shelf until `expires_at`: `query` behind every URL, or the cookies.

    Both are empty where the shelf is open to everybody.
    """

    base_url: str
    expires_at: datetime
    query: str
    cookies: dict[str, str]


def shelf_url(settings: Settings) -> str:
    """Where devices read, without a final `/`."""
    return (settings.shelf_url or settings.public_url).rstrip("/")


def check(settings: Settings) -> None:
    """Raise InvalidError where what is set for the edge cannot work: better now than at the first device."""
    if bool(settings.cloudfront_key_id) != bool(settings.cloudfront_private_key):
        raise InvalidError(
            "EIGHTCOUNT_CLOUDFRONT_KEY_ID and EIGHTCOUNT_CLOUDFRONT_PRIVATE_KEY belong together: set both, "
            "or neither where everybody may read the shelf."
        )
    if settings.cloudfront_key_id and not settings.shelf_url:
        raise InvalidError("Signed access is for a CDN: say where it is reached by EIGHTCOUNT_SHELF_URL.")
    if settings.cloudfront_private_key:
        _private_key(settings.cloudfront_private_key)


def grant(settings: Settings, *, now: datetime) -> Access:
    """Access to the whole shelf for `access_hours`, as the settings' key signs it.

    A custom policy on `<shelf url>/*` (CloudFront Developer Guide, "Use signed URLs"): one signature for all
    that a device reads. Raises InvalidError when the key cannot be read.
    """
    base_url = shelf_url(settings)
    expires_at = (now + timedelta(hours=settings.access_hours)).astimezone(UTC).replace(microsecond=0)
    if not settings.cloudfront_private_key:
        return Access(base_url, expires_at, query="", cookies={})
    key = _private_key(settings.cloudfront_private_key)
    signer = CloudFrontSigner(settings.cloudfront_key_id, lambda message: _signed(key, message))
    policy = signer.build_policy(f"{base_url}/*", expires_at)
    query = signer.generate_presigned_url(f"{base_url}/*", policy=policy).partition("?")[2]
    cookies = {
        f"CloudFront-{name}": value for name, _, value in (pair.partition("=") for pair in query.split("&"))
    }
    return Access(base_url, expires_at, query=query, cookies=cookies)


def forget_pointer(settings: Settings, channel: str) -> None:
    """Tell the CDN that this channel's pointer moved, where a distribution is set: that one path.

    Never raises: the release is made, and a CDN that was not told shows the old pointer for its max-age.
    """
    if not settings.cloudfront_distribution:
        return
    path = f"{urlsplit(shelf_url(settings)).path}/{pointer_key(channel)}"
    batch = {"Paths": {"Quantity": 1, "Items": [path]}, "CallerReference": secrets.token_hex(16)}
    try:
        session = boto3.session.Session(region_name="us-east-1")  # where the one API of the whole CDN is
        cloudfront: Any = session.client("cloudfront", config=_TOLD_WITHIN)
        cloudfront.create_invalidation(
            DistributionId=settings.cloudfront_distribution, InvalidationBatch=batch
        )
    except (BotoCoreError, ClientError) as error:
        log.warning("the CDN was not told that %s moved, and shows it within a minute: %s", path, error)


def _private_key(path: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(Path(path).read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise InvalidError(
            f"The key of EIGHTCOUNT_CLOUDFRONT_PRIVATE_KEY cannot be read: {_why(error)}. It is a PEM "
            "file with an RSA private key without a pass phrase; docs/deploy.md says how to make one."
        ) from error
    if not isinstance(key, RSAPrivateKey) or key.key_size != 2048:
        raise InvalidError(
            "EIGHTCOUNT_CLOUDFRONT_PRIVATE_KEY must be an RSA key of 2048 bits: CloudFront asks for it."
        )
    return key


def _why(error: Exception) -> str:
    return error.strerror or "no file" if isinstance(error, OSError) else "it is not such a key"


def _signed(key: RSAPrivateKey, message: bytes) -> bytes:
    return key.sign(message, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - what CloudFront verifies
