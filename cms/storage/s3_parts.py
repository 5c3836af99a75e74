"""Long files into a bucket, in parts: one request takes 5 GiB at most, and begins anew where it breaks.

Does not know what a key means, nor the uploads that browsers send: those are `cms.storage.s3_uploads`.
"""

import base64
import hashlib
from typing import Any, BinaryIO

from cms.storage import ChecksumError
from cms.storage.s3_bucket import Bucket

#: Longer files are put in parts.
ONE_REQUEST_BYTES = 1024**3
#: Of a part; held in memory while it is sent. S3 takes 5 MiB and more, and so many parts at most:
PART_BYTES = 64 * 1024**2
_MOST_PARTS = 10_000


def put_in_parts(bucket: Bucket, key: str, body: BinaryIO, sha256: str, total: int) -> None:
    """Write an object, whole or not at all. The server verifies the sha256 of each part, and here that the
    parts make the file of that sha256: ChecksumError where it has changed since it was hashed.
    """
    length = max(PART_BYTES, -(-total // _MOST_PARTS))
    upload = str(bucket.call("create_multipart_upload", Key=key, ChecksumAlgorithm="SHA256")["UploadId"])
    try:
        parts = _send(bucket, key, upload, body, sha256, length)
        bucket.call("complete_multipart_upload", Key=key, UploadId=upload, MultipartUpload={"Parts": parts})
    except BaseException:
        bucket.abort(key, upload)
        raise


def _send(
    bucket: Bucket, key: str, upload: str, body: BinaryIO, sha256: str, length: int
) -> list[dict[str, Any]]:
    """All parts, as completing wants them listed. Raises ChecksumError."""
    parts: list[dict[str, Any]] = []
    whole = hashlib.sha256()
    while data := body.read(length):
        whole.update(data)
        told = base64.b64encode(hashlib.sha256(data).digest()).decode()
        part = {"PartNumber": len(parts) + 1, "ChecksumSHA256": told}
        sent = bucket.call("upload_part", Key=key, UploadId=upload, Body=data, **part)
        parts.append({**part, "ETag": sent["ETag"]})
    if whole.hexdigest() != sha256:
        raise ChecksumError("The file has changed while it was stored. Store it again.")
    return parts
