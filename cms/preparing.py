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
from cms.storage import MissingError, s3_check
from cms.storage.s3 import Bucket
from cms.stores import buckets, in_buckets

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
        for finding in s3_check.prepare(private, _origin(settings.public_url)):
            if finding.kind == "wrong":
                raise StoreRefusedError(f"Bucket '{finding.bucket}': {finding.sentence}")
            yield f"Bucket '{finding.bucket}': {finding.sentence}"


def _make(bucket: Bucket, region: str) -> bool:
    """Make it where it is not; whether it was made now, by us."""
    if _is_there(bucket):
        return False
    named = region not in ("", _UNNAMED_REGION)
    given = {"CreateBucketConfiguration": {"LocationConstraint": region}} if named else {}
    try:
        bucket.call("create_bucket", **given)
    except StoreRefusedError:
        if not _is_there(bucket):  # else another made it meanwhile
            raise
        return False
    return True


def _is_there(bucket: Bucket) -> bool:
    try:
        bucket.call("head_bucket")
    except MissingError:
        return False
    return True


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
