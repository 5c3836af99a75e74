import urllib.error
import urllib.request

import pytest
from botocore.exceptions import ClientError


def test_the_s3_server_of_tests_lets_in_only_who_may(s3_server):
    bucket = s3_server.fresh_bucket()
    s3_server.client().put_object(Bucket=bucket, Key="o/1", Body=b"one")
    reader = s3_server.client(s3_server.reader)
    assert reader.get_object(Bucket=bucket, Key="o/1")["Body"].read() == b"one"
    with pytest.raises(ClientError, match="AccessDenied"):
        reader.put_object(Bucket=bucket, Key="o/1", Body=b"two")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(f"{s3_server.endpoint}/{bucket}/o/1")  # noqa: S310 - an address of our own
