"""Which store and which shelf these settings name: folders of this machine, or two buckets of an S3 server.

What cannot work is refused here in a sentence, before anybody uploads or publishes. Connects to nothing.
"""

import secrets
from pathlib import Path

from cms.errors import InvalidError
from cms.settings import Settings
from cms.storage import Delivery, Storage
from cms.storage.local import LocalDelivery, LocalStorage
from cms.storage.s3 import Bucket, Place, S3Delivery, S3Storage, connect

_SECRET_BYTES = 32
#: S3 joins no parts that are shorter, but for the last.
LEAST_PART_BYTES = 5 * 1024**2
#: S3's own limit.
_MOST_PARTS = 10_000


def stores(settings: Settings) -> tuple[Storage, Delivery]:
    """The private store and the public shelf. Raises InvalidError where what is set contradicts itself."""
    if in_buckets(settings):
        store, shelf = buckets(settings)
        return S3Storage(store), S3Delivery(shelf)
    storage = LocalStorage(
        folder=settings.data / "store",
        base_url=f"{settings.public_url}/api/v1",
        secret=_secret(settings.data),
    )
    return storage, LocalDelivery(folder=settings.data / "shelf")


def in_buckets(settings: Settings) -> bool:
    """Whether the settings name buckets. Raises InvalidError where they contradict themselves, or S3."""
    store, shelf = settings.s3_bucket, settings.s3_shelf_bucket
    if bool(store) != bool(shelf):
        raise InvalidError(
            "EIGHTCOUNT_S3_BUCKET (private) and EIGHTCOUNT_S3_SHELF_BUCKET (what devices read) belong"
            " together: set both, or neither to keep files in a folder of this machine."
        )
    if not store:
        if settings.s3_endpoint or settings.s3_public_endpoint:
            raise InvalidError(
                "An S3 endpoint is set but no bucket. Set EIGHTCOUNT_S3_BUCKET and EIGHTCOUNT_S3_SHELF_BUCKET"
                " too, or no endpoint."
            )
        return False
    if store == shelf:
        raise InvalidError(
            f"The bucket '{store}' is named for private files and for what devices read. Devices must not"
            " reach originals: give EIGHTCOUNT_S3_SHELF_BUCKET a bucket of its own."
        )
    if settings.part_bytes < LEAST_PART_BYTES:
        raise InvalidError(
            f"EIGHTCOUNT_PART_BYTES is {settings.part_bytes:,}; S3 takes no part below {LEAST_PART_BYTES:,}"
            " bytes. Raise it."
        )
    if settings.max_upload_bytes > _MOST_PARTS * settings.part_bytes:
        raise InvalidError(
            f"A file of EIGHTCOUNT_MAX_UPLOAD_BYTES would have more than {_MOST_PARTS:,} parts, which S3 does"
            " not take. Raise EIGHTCOUNT_PART_BYTES."
        )
    return True


def buckets(settings: Settings) -> tuple[Bucket, Bucket]:
    """The private bucket and that of the shelf. Credentials come by boto3's own chain."""
    client = connect(Place(settings.s3_endpoint, settings.s3_region))
    public = client
    if settings.s3_public_endpoint:
        public = connect(Place(settings.s3_public_endpoint, settings.s3_region))
    return Bucket(settings.s3_bucket, client, public), Bucket(settings.s3_shelf_bucket, client, client)


def _secret(data: Path) -> bytes:
    """The key that signs part URLs: made once, readable by its owner only."""
    path = data / "part-url.key"
    if path.exists() and path.stat().st_size != _SECRET_BYTES:
        path.unlink(missing_ok=True)  # a power cut can leave it empty, and with an empty key anybody can sign
    if not path.exists():
        fresh = data / f".part-url.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_bytes(secrets.token_bytes(_SECRET_BYTES))
        try:
            path.hardlink_to(fresh)  # the first of several starting processes wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()
