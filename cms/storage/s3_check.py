"""Whether two buckets can be trusted with classes, found by trying: what a server ignores it does not say.

Writes, reads and removes small objects below `check/`; touches nothing else. `prepare` sets what a bucket
needs for uploads, and leaves rules of others as they are.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

import httpx

from cms.errors import CmsError, StoreRefusedError
from cms.storage import ChecksumError, MissingError
from cms.storage.s3_bucket import Bucket
from cms.storage.s3_faults import ConditionError

#: fine: as it must be. advice: works, and could be better. wrong: not to be used like this.
Kind = Literal["fine", "advice", "wrong"]

_DATA = b"eightcount looks whether this server keeps its word"
_OTHER = b"eightcount looks whether this server keeps its words"
_UNFINISHED, _FORGOTTEN = "eightcount-unfinished-uploads", "eightcount-forgotten-uploads"
#: Days after which what was begun and left goes: the sweep gives uploads up after seven, too.
_ABORT_AFTER_DAYS = 7
#: What was joined and never finished goes a day later, when nobody can be at it any more.
_EXPIRE_AFTER_DAYS = 8
_TIMEOUT_S = 15.0


@dataclass(frozen=True)
class Finding:
    """One thing about one bucket, in a sentence for whoever runs the server."""

    bucket: str
    kind: Kind
    sentence: str


def check(store: Bucket, shelf: Bucket, origin: str) -> list[Finding]:
    """Everything that matters about the private bucket and that of the shelf.

    Args:
        store: the private one.
        shelf: what devices read.
        origin: where the pages of the admin come from, which send parts to the store.
    """
    found: list[Finding] = []
    for bucket, is_store in ((store, True), (shelf, False)):
        try:
            found += _objects(bucket, is_store=is_store)
            if is_store:
                found += _uploads(bucket, origin)
        except (CmsError, MissingError) as error:
            found.append(Finding(bucket.name, "wrong", str(error)))
    return found


def prepare(store: Bucket, origin: str) -> list[Finding]:
    """Let pages of `origin` send parts, and let what was begun and left go after a week."""
    return [
        _set(store, "CORS: pages may send parts.", lambda: _set_cors(store, origin)),
        _set(store, "Lifecycle: unfinished uploads go after a week.", lambda: _set_lifecycle(store)),
    ]


def _objects(bucket: Bucket, *, is_store: bool) -> Iterator[Finding]:
    next(bucket.keys("check/"), None)  # a bucket that is not there says so to this request
    key, name = f"check/{secrets.token_hex(8)}", bucket.name
    try:
        etag = bucket.put(key, _DATA, _hash(_DATA))
        yield Finding(name, "fine", "It is there; this server may write, read and remove objects.")
        yield _checksums(bucket, key)
        yield from _conditions(bucket, key, etag)
        yield _privacy(bucket, key, is_store=is_store)
        if is_store:
            yield _etags(name, etag)
    finally:
        with suppress(CmsError):
            bucket.delete(key)


def _checksums(bucket: Bucket, key: str) -> Finding:
    try:
        bucket.put(f"{key}-damaged", _OTHER, _hash(_DATA))
    except ChecksumError:
        head = bucket.head(key)
        if head is not None and head.sha256 == _hash(_DATA):
            return Finding(bucket.name, "fine", "It verifies checksums and keeps them.")
        return Finding(
            bucket.name,
            "advice",
            "It verifies checksums but keeps none: what lies there is read again to be verified.",
        )
    bucket.delete(f"{key}-damaged")
    return Finding(
        bucket.name,
        "wrong",
        "It takes bytes that are not those of the checksum sent with them. Files could be damaged on their"
        " way and nobody would know. Use another S3 server.",
    )


def _conditions(bucket: Bucket, key: str, etag: str) -> Iterator[Finding]:
    unsafe = "of two releases at once one could vanish, so releasing is not safe. Use another server."
    for words, given in (("If-None-Match", {"IfNoneMatch": "*"}), ("If-Match", {"IfMatch": '"0123"'})):
        try:
            bucket.put(key, _OTHER, _hash(_OTHER), **given)
        except (ConditionError, MissingError):
            yield Finding(bucket.name, "fine", f"It honours {words}.")
        else:
            yield Finding(bucket.name, "wrong", f"It ignores {words}: {unsafe}")
            etag = ""
    try:
        bucket.put(key, _OTHER, _hash(_OTHER), **({"IfMatch": etag} if etag else {}))
    except ConditionError:
        yield Finding(
            bucket.name, "wrong", "It refuses If-Match with the right etag: no release could be made."
        )


def _privacy(bucket: Bucket, key: str, *, is_store: bool) -> Finding:
    with_signature = bucket.client.generate_presigned_url(
        "get_object", Params={"Bucket": bucket.name, "Key": key}, ExpiresIn=60
    )
    answer = httpx.get(with_signature.partition("?")[0], timeout=_TIMEOUT_S)
    if answer.status_code != HTTPStatus.OK:
        return Finding(bucket.name, "fine", "Strangers may not read it.")
    if is_store:
        return Finding(
            bucket.name,
            "wrong",
            "Anybody may read it: originals and everything else. Make the bucket private.",
        )
    return Finding(
        bucket.name,
        "advice",
        "Anybody may read it past the CDN. Right where the shelf is open to all; else make it private.",
    )


def _etags(name: str, etag: str) -> Finding:
    if etag.strip('"') == hashlib.md5(_DATA, usedforsecurity=False).hexdigest():
        return Finding(name, "fine", "Its etags are md5s, by which an upload is resumed.")
    return Finding(
        name,
        "advice",
        "Its etags are no md5s, as with encryption by KMS: an upload that is resumed sends all its parts"
        " again. Encrypt with SSE-S3 (AES256) instead.",
    )


def _uploads(bucket: Bucket, origin: str) -> Iterator[Finding]:
    key = f"check/{secrets.token_hex(8)}"
    upload = bucket.begin(key)
    try:
        url = bucket.part_url(key, upload, 1, total=len(_DATA), expires_s=60)
        yield _part_urls(bucket.name, url)
        yield _cors(bucket.name, url, origin)
    finally:
        with suppress(CmsError):
            bucket.abort(key, upload)
    yield _lifecycle(bucket)
    yield _versions(bucket)


def _part_urls(name: str, url: str) -> Finding:
    try:
        longer = httpx.put(url, content=_OTHER, timeout=_TIMEOUT_S)
        right = httpx.put(url, content=_DATA, timeout=_TIMEOUT_S)
    except httpx.HTTPError as error:
        return Finding(
            name,
            "wrong",
            f"Part URLs lead nowhere from here ({type(error).__name__}). If browsers reach the store by"
            " another address, set EIGHTCOUNT_S3_PUBLIC_ENDPOINT to it.",
        )
    if right.status_code != HTTPStatus.OK:
        return Finding(
            name,
            "wrong",
            f"It answers {right.status_code} to a signed part. Browsers must reach it by the very host that"
            " is signed (EIGHTCOUNT_S3_PUBLIC_ENDPOINT), and the clocks must agree.",
        )
    if longer.status_code == HTTPStatus.OK:
        return Finding(
            name, "advice", "It does not bound the length of a signed part: who may upload may fill it."
        )
    return Finding(name, "fine", "A signed part is taken, and only with its length.")


def _cors(name: str, url: str, origin: str) -> Finding:
    asked = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
    try:
        answer = httpx.options(url, headers=asked, timeout=_TIMEOUT_S)
    except httpx.HTTPError as error:
        return Finding(name, "wrong", f"It does not answer a browser's question ({type(error).__name__}).")
    if answer.headers.get("access-control-allow-origin") in (origin, "*"):
        return Finding(name, "fine", f"Pages of {origin} may send parts.")
    return Finding(
        name,
        "wrong",
        f"Pages of {origin} may not send parts, so browsers cannot upload. Run `eightcount storage prepare`.",
    )


def _lifecycle(bucket: Bucket) -> Finding:
    forgotten = "Parts of uploads that nobody ended stay for ever."
    try:
        rules = bucket.call("get_bucket_lifecycle_configuration")["Rules"]
    except MissingError:
        rules = []
    except StoreRefusedError as error:
        why = "does not know such rules" if error.code == "store-cannot" else "does not tell us"
        return Finding(bucket.name, "advice", f"No lifecycle rule: it {why}. {forgotten}")
    if any("AbortIncompleteMultipartUpload" in rule and rule["Status"] == "Enabled" for rule in rules):
        return Finding(bucket.name, "fine", "It ends uploads that were begun and left.")
    return Finding(
        bucket.name, "advice", f"It has no lifecycle rule. {forgotten} Run `eightcount storage prepare`."
    )


def _versions(bucket: Bucket) -> Finding:
    try:
        status = bucket.call("get_bucket_versioning").get("Status", "")
    except StoreRefusedError:
        status = ""
    if status == "Enabled":
        return Finding(
            bucket.name,
            "advice",
            "It keeps old versions, so what is taken away goes on taking room. Let a lifecycle rule remove"
            " noncurrent versions.",
        )
    return Finding(bucket.name, "fine", "What is taken away is gone.")


def _set(bucket: Bucket, words: str, do: Callable[[], None]) -> Finding:
    try:
        do()
    except StoreRefusedError as error:
        why = "the server does not know such rules" if error.code == "store-cannot" else error.sentence
        return Finding(bucket.name, "wrong", f"Not set: {words} {why}")
    return Finding(bucket.name, "fine", words)


def _set_cors(bucket: Bucket, origin: str) -> None:
    try:
        others = bucket.call("get_bucket_cors")["CORSRules"]
    except MissingError:
        others = []
    ours = {
        "AllowedOrigins": [origin],
        "AllowedMethods": ["PUT"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": 3600,
    }
    rules = [rule for rule in others if rule.get("AllowedOrigins") != [origin]]
    bucket.call("put_bucket_cors", CORSConfiguration={"CORSRules": [*rules, ours]})


def _set_lifecycle(bucket: Bucket) -> None:
    others: list[dict[str, Any]] = []
    with suppress(MissingError):
        others = bucket.call("get_bucket_lifecycle_configuration")["Rules"]
    ours = [
        {  # a large file is copied to its name below objects/ in parts, too
            "ID": _UNFINISHED,
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": _ABORT_AFTER_DAYS},
        },
        {
            "ID": _FORGOTTEN,
            "Status": "Enabled",
            "Filter": {"Prefix": "uploads/"},
            "Expiration": {"Days": _EXPIRE_AFTER_DAYS},
        },
    ]
    rules = [rule for rule in others if rule.get("ID") not in (_UNFINISHED, _FORGOTTEN)]
    bucket.call("put_bucket_lifecycle_configuration", LifecycleConfiguration={"Rules": [*rules, *ours]})


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
