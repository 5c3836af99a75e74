"""Brings the engines of an installation to what this version needs: the database's schema; buckets, made
where they are missing, with their rules. May run at every start, and twice at once. Takes nothing away.

On AWS the buckets are made by deploy/aws instead; this is for S3 servers of one's own.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from cms.db import connect
from cms.errors import StoreRefusedError
from cms.migrate import migrate
from cms.settings import Settings
from cms.storage import MissingError
from cms.storage.s3 import Bucket
from cms.stores import buckets, in_buckets

#: Parts of uploads that nobody goes on with are dropped after so many days.
UNFINISHED_DAYS = 7
#: A region whose buckets are made without naming it.
_UNNAMED_REGION = "us-east-1"


def prepare(settings: Settings) -> Iterator[str]:
    """Do it, telling each thing that is done. Raises CmsError for what the store refuses."""
    database = connect(settings.resolved_database_url())
    try:
        migrate(database)
    finally:
        database.dispose()
    yield "The database has the schema of this version."
    if in_buckets(settings):
        private, shelf = buckets(settings)
        for bucket in (private, shelf):
            if _make(bucket, settings.s3_region):
                yield f"Bucket '{bucket.name}' is made."
            _drop_unfinished(bucket)
        admin = _origin(settings.public_url)
        _let_in(private, [admin], ["PUT"])
        yield f"Buckets '{private.name}' and '{shelf.name}' have their rules; pages of {admin} may upload."


def _make(bucket: Bucket, region: str) -> bool:
    try:
        bucket.call("head_bucket")
    except MissingError:
        place = {"LocationConstraint": region} if region not in ("", _UNNAMED_REGION) else None
        given = {"CreateBucketConfiguration": place} if place else {}
        try:
            bucket.call("create_bucket", **given)
        except StoreRefusedError:
            bucket.call("head_bucket")  # another made it meanwhile, or it cannot be made
            return False
        return True
    return False


def _drop_unfinished(bucket: Bucket) -> None:
    rule = {
        "ID": "unfinished-uploads",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": UNFINISHED_DAYS},
    }
    bucket.call("put_bucket_lifecycle_configuration", LifecycleConfiguration={"Rules": [rule]})


def _let_in(bucket: Bucket, origins: list[str], methods: list[str]) -> None:
    """Which pages may do what from a browser, by URLs that were signed for them."""
    rule = {
        "AllowedOrigins": origins,
        "AllowedMethods": methods,
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": 3600,
    }
    bucket.call("put_bucket_cors", CORSConfiguration={"CORSRules": [rule]})


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
