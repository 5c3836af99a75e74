"""What boto3 says went wrong, as an error of ours with a sentence for staff. Raise it `from` the original,
which keeps the technical words for the log.
"""

from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
    PartialCredentialsError,
    ResponseStreamingError,
)
from botocore.exceptions import (
    ConnectionError as LineError,
)

from cms.errors import StorageFullError, StoreAwayError, StoreRefusedError
from cms.storage import ChecksumError, MissingError

#: The line or the server, not what was asked.
SERVER_FAULTS = (LineError, HTTPClientError, IncompleteReadError, ResponseStreamingError)

_GONE = frozenset(
    {
        "404",
        "NoSuchKey",
        "NoSuchUpload",
        "NotFound",
        "NoSuchCORSConfiguration",
        "NoSuchLifecycleConfiguration",
    }
)
_CANNOT = frozenset({"NotImplemented", "MethodNotAllowed", "XNotImplemented", "501", "405"})
_CHANGED = frozenset({"PreconditionFailed", "412"})
_AT_ONCE = frozenset({"ConditionalRequestConflict", "OperationAborted", "409"})
_DAMAGED = frozenset(
    {"BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch"}
)
_NOT_THE_PARTS = frozenset({"InvalidPart", "InvalidPartOrder", "EntityTooSmall"})
_FULL = frozenset({"InsufficientStorage", "XMinioStorageFull", "QuotaExceeded", "507"})
_NO_RIGHT = frozenset(
    {
        "403",
        "401",
        "AccessDenied",
        "AllAccessDisabled",
        "ExpiredToken",
        "InvalidAccessKeyId",
        "InvalidToken",
        "SignatureDoesNotMatch",
    }
)
_NO_BUCKET = frozenset({"NoSuchBucket"})
_PASSING = frozenset({"RequestTimeout", "SlowDown", "Throttling", "429"})
_CHECK = "`eightcount storage check` tells what is wrong."


class ConditionError(Exception):
    """An object is not in the state that was asked for. `passing`: another wrote at this very moment, and the
    same request may be right soon.
    """

    def __init__(self, words: str, *, passing: bool = False) -> None:
        super().__init__(words)
        self.passing = passing


def meaning(error: ClientError | BotoCoreError, bucket: str) -> Exception:
    """The error to raise for what boto3 raised."""
    if isinstance(error, ClientError):
        return _of_answer(error, bucket)
    if isinstance(error, NoCredentialsError | PartialCredentialsError | CredentialRetrievalError):
        return StoreRefusedError(
            "The server has no credentials for its store. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
            f" give the machine a role, and start it again. {_CHECK}",
            code="store-no-credentials",
        )
    if isinstance(error, SERVER_FAULTS):
        return _away()
    return StoreRefusedError(
        f"The server's store cannot be used as it is set up ({type(error).__name__}). {_CHECK}",
    )


def _of_answer(error: ClientError, bucket: str) -> Exception:
    answer: dict[str, Any] = error.response
    code = str(answer.get("Error", {}).get("Code", ""))
    status = int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    table: tuple[tuple[frozenset[str], Exception], ...] = (
        (_GONE, MissingError("There is nothing of that name in the store.")),
        (_CHANGED, ConditionError(str(error))),
        (_AT_ONCE, ConditionError(str(error), passing=True)),
        (_DAMAGED, ChecksumError("The store received other bytes than were sent.")),
        (_NOT_THE_PARTS, ChecksumError(f"The store does not join these parts ({code}).")),
        (_FULL, _full()),
        (_NO_BUCKET, _no_bucket(bucket)),
        (_NO_RIGHT, _no_right(bucket)),
        (_CANNOT, StoreRefusedError(f"The S3 server does not know a request. {_CHECK}", code="store-cannot")),
        (_PASSING, _away()),
    )
    known = next((meant for codes, meant in table if code in codes), None)
    if known is not None:
        return known
    if status >= 500:
        return _away()
    return StoreRefusedError(f"The store refuses what this server asks ({code or status}). {_CHECK}")


def _no_bucket(bucket: str) -> StoreRefusedError:
    return StoreRefusedError(
        f"The store has no bucket '{bucket}'. Make it, or name the right one in EIGHTCOUNT_S3_BUCKET and"
        f" EIGHTCOUNT_S3_SHELF_BUCKET. {_CHECK}",
        code="store-no-bucket",
    )


def _no_right(bucket: str) -> StoreRefusedError:
    return StoreRefusedError(
        f"The store does not let this server do that in bucket '{bucket}'. Its key or role lacks a"
        f" permission, or is no longer valid. {_CHECK}",
        code="store-no-permission",
    )


def _full() -> StorageFullError:
    return StorageFullError(
        "The server's store has no room left for this file; nothing of it was kept. Make room in the"
        " store, then send it again.",
        code="store-full",
    )


def _away() -> StoreAwayError:
    return StoreAwayError(
        "The server's store does not answer at the moment. Nothing was lost; try again in a minute.",
    )
