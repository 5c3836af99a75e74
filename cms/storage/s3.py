"""The store and the shelf as two buckets of an S3 server: AWS, or anything that speaks as it does."""

from cms.storage.s3_bucket import Bucket, Place, connect
from cms.storage.s3_delivery import S3Delivery
from cms.storage.s3_storage import S3Storage

__all__ = ["Bucket", "Place", "S3Delivery", "S3Storage", "connect"]
